//! What may be asked over the control socket.
//!
//! `GET /status`, `/feeds`, `/why?of=…`, `/refusals`; `POST /poll?feed=…`, `/reload`. Every answer is JSON; what
//! is not done is a [`Refused`] with a sentence. What is ordered is carried out to its end, also where whoever ordered it
//! hangs up, or it takes longer than an answer waits: half a poll would be a request that nobody remembers. The
//! `courant-state` header of each answer names the state directory, so that nobody mistakes one daemon for another.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::HeaderName;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::map_response_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FeedReport, Overview, Why};
use crate::config::Config;
use crate::pipeline::{Fault, Occasion, Outcome, Pipeline, Refusals};
use crate::state::Trouble;

/// The header that names the daemon's state directory.
pub(super) const STATE: HeaderName = HeaderName::from_static("courant-state");

/// What came of a poll that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollReport {
    /// The feed.
    pub feed: String,
    /// It was asked; otherwise it was left alone.
    pub polled: bool,
    /// What came of it, in a sentence.
    pub detail: String,
    /// The stable code of a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When it may be polled, if it was left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// A sentence; of a faulty configuration, one a line.
    pub error: String,
    /// The configuration is at fault.
    #[serde(default)]
    pub configuration: bool,
}

impl Refused {
    fn with(status: StatusCode, error: impl Into<String>) -> Response {
        (status, Json(Self { error: error.into(), configuration: false })).into_response()
    }
}

type Shared = State<Arc<Pipeline>>;

pub(super) fn routes(pipeline: Arc<Pipeline>) -> Router {
    let directory = pipeline.config().state.directory.clone();
    let name = HeaderValue::from_bytes(directory.as_os_str().as_encoded_bytes()).ok();
    Router::new()
        .route("/status", get(status))
        .route("/feeds", get(feeds))
        .route("/why", get(why))
        .route("/refusals", get(refusals))
        .route("/poll", post(poll))
        .route("/reload", post(reload))
        .fallback(async || Refused::with(StatusCode::NOT_FOUND, "there is nothing of that name"))
        .layer(map_response_with_state(name, signed))
        .with_state(pipeline)
}

async fn signed(State(name): State<Option<HeaderValue>>, mut answer: Response) -> Response {
    if let Some(name) = name {
        answer.headers_mut().insert(STATE, name);
    }
    answer
}

/// Reads the state on a thread that may block.
async fn read<T: Serialize + Send + 'static>(
    pipeline: Arc<Pipeline>,
    read: impl FnOnce(&Config, &crate::state::State, Timestamp) -> Result<T, Fault> + Send + 'static,
) -> Response {
    let now = pipeline.clock().now();
    let done = tokio::task::spawn_blocking(move || read(&pipeline.config(), pipeline.state(), now));
    match done.await {
        Ok(Ok(told)) => Json(told).into_response(),
        Ok(Err(fault)) => Refused::with(StatusCode::INTERNAL_SERVER_ERROR, fault.to_string()),
        Err(_) => {
            Refused::with(StatusCode::INTERNAL_SERVER_ERROR, "the question could not be answered")
        }
    }
}

async fn status(State(pipeline): Shared) -> Response {
    let troubles = pipeline.health.all();
    read(pipeline, |config, state, now| -> Result<Overview, Fault> {
        Ok(Overview { troubles, ..super::overview(config, Some(state), true, now)? })
    })
    .await
}

async fn feeds(State(pipeline): Shared) -> Response {
    read(pipeline, |config, state, now| -> Result<Vec<FeedReport>, Fault> {
        Ok(super::feeds(config, Some(state), now)?)
    })
    .await
}

#[derive(Debug, Deserialize)]
struct Of {
    of: String,
}

async fn why(State(pipeline): Shared, Query(Of { of }): Query<Of>) -> Response {
    read(pipeline, move |config, state, now| -> Result<Option<Why>, Fault> {
        super::why(&of, config, state, now)
    })
    .await
}

async fn refusals(State(pipeline): Shared) -> Response {
    read(pipeline, |config, state, now| -> Result<Refusals, Fault> {
        Ok(Refusals::known(config, Some(state), now)?)
    })
    .await
}

#[derive(Debug, Deserialize)]
struct Named {
    feed: String,
}

async fn poll(State(pipeline): Shared, Query(Named { feed }): Query<Named>) -> Answered {
    let Some(configured) = pipeline.feed(&feed) else {
        return Err(Refused::with(StatusCode::NOT_FOUND, format!("no feed is called `{feed}`")));
    };
    let ordered =
        async move |pipeline: Arc<Pipeline>| pipeline.poll(&configured, Occasion::Asked).await;
    let report = match carried_out(pipeline, ordered).await? {
        Some((outcome, _)) => PollReport::of(feed, outcome),
        None => PollReport::under_way(feed),
    };
    Ok(Json(report).into_response())
}

/// The answer to an order, or why there is none.
type Answered<T = Response> = Result<T, Response>;

/// How long an answer waits for what was ordered, which then goes on without: connections do not last much longer.
const PATIENCE: Duration = Duration::from_secs(100);

/// Carries out an order, unless the daemon stops over it; nothing comes back if it takes too long to be waited for. A fault
/// is the daemon's, whoever is left to hear of it.
async fn carried_out<T, Order>(
    pipeline: Arc<Pipeline>,
    order: impl FnOnce(Arc<Pipeline>) -> Order,
) -> Answered<Option<T>>
where
    T: Send + 'static,
    Order: Future<Output = Result<T, Fault>> + Send + 'static,
{
    let order = order(pipeline.clone());
    let done = tokio::spawn(async move {
        tokio::select! {
            done = order => done.map_err(|fault| {
                let told = fault.to_string();
                pipeline.fail(fault);
                Refused::with(StatusCode::INTERNAL_SERVER_ERROR, told)
            }),
            () = pipeline.stopped() => {
                let told = "the daemon stops, and left it";
                Err(Refused::with(StatusCode::SERVICE_UNAVAILABLE, told))
            }
        }
    });
    match tokio::time::timeout(PATIENCE, done).await {
        Ok(Ok(done)) => done.map(Some),
        Ok(Err(_)) => {
            let told = "it ended in a fault of courant's own, which stands in the log";
            Err(Refused::with(StatusCode::INTERNAL_SERVER_ERROR, told))
        }
        Err(_) => Ok(None),
    }
}

impl PollReport {
    fn under_way(feed: String) -> Self {
        let detail =
            format!("it takes long, and goes on; `courant why {feed}` tells what came of it");
        Self { feed, polled: true, detail, error: None, until: None }
    }

    fn of(feed: String, outcome: Outcome) -> Self {
        let report = Self { feed, polled: true, detail: String::new(), error: None, until: None };
        match outcome {
            Outcome::Read { entries, discovered } => {
                let (fresh, changed) = (discovered.fresh, discovered.changed);
                let detail = format!("{entries} entries, {fresh} new, {changed} changed");
                Self { detail, ..report }
            }
            Outcome::Unchanged { .. } => Self { detail: "nothing changed".to_owned(), ..report },
            Outcome::Failed(Trouble { code, sentence }) => {
                Self { detail: sentence, error: Some(code), ..report }
            }
            Outcome::Left { sentence, until } => {
                Self { polled: false, detail: sentence, until, ..report }
            }
        }
    }
}

async fn reload(State(pipeline): Shared) -> Answered {
    let ordered = async |pipeline: Arc<Pipeline>| pipeline.reload().await;
    match carried_out(pipeline, ordered).await? {
        Some(Ok(difference)) => Ok(Json(difference).into_response()),
        Some(Err(problems)) => {
            let refused = Refused { error: problems.to_string(), configuration: true };
            Err((StatusCode::UNPROCESSABLE_ENTITY, Json(refused)).into_response())
        }
        None => {
            let told = "the configuration takes long to be read, and that goes on; the log tells what came of it";
            Err(Refused::with(StatusCode::GATEWAY_TIMEOUT, told))
        }
    }
}
