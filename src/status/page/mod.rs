//! The status page: what courant does and did, for a browser; with metrics, health and the full-text feeds.
//!
//! `GET /`, `/feed/NAME`, `/article/ID`, `/style.css`, `/metrics`, `/healthz`, `/feeds/…`. Always: whatever a feed, a
//! page or a server said is text, escaped; nothing is loaded from elsewhere and nothing runs, and a strict
//! Content-Security-Policy says so, too; who asks by another name than an address or `localhost` is refused, so
//! that no web site can read it through a browser. Never: an order taken.

mod article;
mod difference;
mod document;
mod feed;
mod frame;
mod guard;
mod overview;
mod plot;
mod reading;
mod words;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use maud::Markup;

use super::pulse::{Hour, Pulse};
use super::{FeedReport, metrics};
use crate::pipeline::{Fault, Pipeline};

const STYLE: &str = include_str!("style.css");

/// How old what is told of all feeds may be; it is older where it takes longer than a tenth of this to look.
const FRESH: Duration = Duration::from_secs(2);

/// What the pages are made of.
pub(super) struct View {
    pub(super) pipeline: Arc<Pipeline>,
    pulse: Mutex<Pulse>,
    reports: Mutex<Option<Seen>>,
}

/// What was told of all feeds, when, and how long it took to look.
struct Seen {
    at: Instant,
    took: Duration,
    reports: Arc<Vec<FeedReport>>,
}

impl View {
    pub(super) fn now(&self) -> Timestamp {
        self.pipeline.clock().now()
    }

    /// All feeds. Whoever asks again and again makes no more work than one who asks now and then.
    pub(super) fn feeds(&self) -> Result<Arc<Vec<FeedReport>>, Fault> {
        let mut seen = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = &*seen
            && seen.at.elapsed() < FRESH.max(10 * seen.took)
        {
            return Ok(seen.reports.clone());
        }
        let began = Instant::now();
        let state = Some(&**self.pipeline.state());
        let reports = Arc::new(super::feeds(&self.pipeline.config(), state, self.now())?);
        let took = began.elapsed();
        *seen = Some(Seen { at: Instant::now(), took, reports: reports.clone() });
        Ok(reports)
    }

    fn hours(&self) -> Result<Vec<Hour>, Fault> {
        let mut pulse = self.pulse.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(pulse.take(&self.pipeline.config().output.directory, self.now())?)
    }
}

type Shared = State<Arc<View>>;

pub(super) fn routes(pipeline: Arc<Pipeline>) -> Router {
    let view = View { pipeline, pulse: Mutex::default(), reports: Mutex::default() };
    Router::new()
        .route("/", get(overview))
        .route("/feed/{name}", get(feed))
        .route("/article/{id}", get(article))
        .route("/style.css", get(style))
        .route("/metrics", get(told_in_figures))
        .route("/healthz", get(health))
        .route("/feeds/{*path}", get(document))
        .fallback(async || nothing())
        .layer(from_fn(guard::only_own_names))
        .with_state(Arc::new(view))
}

/// Makes a page on a thread that may block.
async fn page(
    view: Arc<View>,
    make: impl FnOnce(&View) -> Result<Option<Markup>, Fault> + Send + 'static,
) -> Response {
    match tokio::task::spawn_blocking(move || make(&view)).await {
        Ok(Ok(Some(page))) => Html(page.into_string()).into_response(),
        Ok(Ok(None)) => nothing(),
        Ok(Err(fault)) => failed(&fault.to_string()),
        Err(_) => failed("this page could not be made; please report it"),
    }
}

fn nothing() -> Response {
    let page = frame::message("There is nothing here", "Nothing of that name is known.");
    (StatusCode::NOT_FOUND, Html(page.into_string())).into_response()
}

fn failed(sentence: &str) -> Response {
    let page = frame::message("This cannot be shown now", sentence);
    (StatusCode::INTERNAL_SERVER_ERROR, Html(page.into_string())).into_response()
}

async fn overview(State(view): Shared, Query(wish): Query<overview::Wish>) -> Response {
    page(view, move |view| overview::page(view, &wish).map(Some)).await
}

async fn feed(State(view): Shared, Path(name): Path<String>) -> Response {
    page(view, move |view| feed::page(view, &name)).await
}

async fn article(State(view): Shared, Path(id): Path<String>) -> Response {
    page(view, move |view| article::page(view, &id)).await
}

async fn document(State(view): Shared, Path(path): Path<String>, asked: HeaderMap) -> Response {
    let answer = tokio::task::spawn_blocking(move || document::answer(&view, &path, &asked)).await;
    answer.ok().flatten().unwrap_or_else(nothing)
}

async fn style() -> Response {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "max-age=300")];
    (headers, STYLE).into_response()
}

async fn told_in_figures(State(view): Shared) -> Response {
    match tokio::task::spawn_blocking(move || metrics::exposition(&view)).await {
        Ok(Ok(text)) => ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Ok(Err(fault)) => plain(StatusCode::INTERNAL_SERVER_ERROR, &fault.to_string()),
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "the figures could not be told"),
    }
}

async fn health(State(view): Shared) -> Response {
    let troubles = view.pipeline.health.all();
    match troubles.as_slice() {
        [] => plain(StatusCode::OK, "well"),
        troubles => plain(StatusCode::SERVICE_UNAVAILABLE, &troubles.join("\n")),
    }
}

fn plain(status: StatusCode, text: &str) -> Response {
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    (status, headers, format!("{text}\n")).into_response()
}
