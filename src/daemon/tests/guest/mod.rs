//! A good guest over days: the whole daemon in virtual time, over a web that notes each request from its beginning to
//! its end.

mod crowd;
mod left;
mod lines;
mod looks;
mod moved;
mod neighbours;
mod offline;
mod orders;
mod pages;
mod panics;
mod reloads;
mod turns;

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{pass, write_to};
use crate::clock::{Clock, SimulatedClock};
use crate::config::Config;
use crate::daemon::timetable::Timetable;
use crate::fetch::{Accept, Exchange, Fetch, FetchError, Headers, Request, Room};
use crate::pipeline::{self, Endurance, Occasion, Outcome, Pipeline};
use crate::status::{self, FeedReport, Standing};

const HOUR: i64 = 3600;

/// A request as the web saw it.
#[derive(Debug, Clone)]
struct Seen {
    /// The registered part of its name.
    host: String,
    url: String,
    accept: Accept,
    /// The time that it is given.
    timeout: Duration,
    /// Credentials came with it.
    secret: bool,
    began: Timestamp,
    ended: Timestamp,
    status: Option<u16>,
    retry_after: Option<String>,
}

/// An answer, or none at all.
#[derive(Clone, Default)]
struct Says {
    status: u16,
    body: String,
    location: Option<String>,
    retry_after: Option<String>,
    /// How long it takes, in milliseconds.
    takes: u64,
    /// The host cannot be reached, or hangs up.
    fails: Option<fn(String, reqwest::Error) -> FetchError>,
}

fn says(status: u16, body: impl Into<String>) -> Says {
    Says { status, body: body.into(), takes: 100, ..Says::default() }
}

fn leads(status: u16, to: &str) -> Says {
    Says { location: Some(to.to_owned()), ..says(status, "") }
}

fn away() -> Says {
    Says { fails: Some(|place, source| FetchError::Connect { place, source }), ..says(0, "") }
}

fn nameless() -> Says {
    Says { fails: Some(|place, source| FetchError::Dns { place, source }), ..says(0, "") }
}

fn slow() -> Says {
    let timeout = |place, _| FetchError::Timeout { place, after: Duration::from_secs(30) };
    Says { fails: Some(timeout), ..says(0, "") }
}

type Answering = Box<dyn Fn(&Url, i64) -> Says + Send + Sync>;

/// The web. It is told the address, and the seconds since the world began.
struct Web {
    clock: SimulatedClock,
    began: Timestamp,
    answer: Answering,
    seen: Mutex<Vec<Seen>>,
}

impl Fetch for Web {
    fn exchange(&self, request: Request) -> BoxFuture<'_, Result<Exchange, FetchError>> {
        Box::pin(async move {
            let began = self.clock.now();
            let url = request.url;
            let answer = (self.answer)(&url, began.duration_since(self.began).as_secs());
            let place = {
                let mut seen = self.seen.lock().expect("no test panics with it");
                seen.push(Seen {
                    host: registered(url.host_str().expect("it has one")),
                    url: url.to_string(),
                    accept: request.accept,
                    timeout: request.timeout,
                    secret: !request.headers.is_empty(),
                    began,
                    // Until it ends, it never does.
                    ended: Timestamp::MAX,
                    status: None,
                    retry_after: None,
                });
                seen.len() - 1
            };
            let given_up = GivenUp(self, place);
            tokio::time::sleep(Duration::from_millis(answer.takes)).await;
            drop(given_up);
            {
                let mut seen = self.seen.lock().expect("no test panics with it");
                seen[place].ended = self.clock.now();
                seen[place].status = Some(answer.status).filter(|_| answer.fails.is_none());
                seen[place].retry_after.clone_from(&answer.retry_after);
            }
            if let Some(fails) = answer.fails {
                return Err(fails(url.host_str().unwrap_or_default().to_owned(), trouble()));
            }
            let Says { status, body, location, retry_after, .. } = answer;
            let headers = Headers { location, retry_after, ..Headers::default() };
            Ok(Exchange {
                url,
                status,
                headers,
                body: body.into_bytes(),
                cut: false,
                room: Room::default(),
            })
        })
    }
}

/// Of a name here, which are all registered below `example`; an address is its own.
fn registered(name: &str) -> String {
    let labels: Vec<&str> = name.split('.').collect();
    let from = if labels.last() == Some(&"example") { labels.len().saturating_sub(2) } else { 0 };
    labels[from..].join(".")
}

/// A request that is dropped, because the daemon stops, ends there.
struct GivenUp<'w>(&'w Web, usize);

impl Drop for GivenUp<'_> {
    fn drop(&mut self) {
        let mut seen = self.0.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        seen[self.1].ended = self.0.clock.now();
    }
}

/// Some error of the library, of which a failure tells as its source.
#[allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "it asks nobody")]
fn trouble() -> reqwest::Error {
    reqwest::Client::new().get("nowhere").build().expect_err("no address")
}

/// What outlives a daemon.
struct World {
    home: tempfile::TempDir,
    clock: SimulatedClock,
    web: Arc<Web>,
}

/// A daemon at work.
struct Life {
    stop: CancellationToken,
    pipeline: Arc<Pipeline>,
    tasks: JoinSet<()>,
    enough: CancellationToken,
}

impl World {
    #[allow(clippy::disallowed_methods, reason = "a test makes its own directories")]
    fn new(
        settings: &str,
        feeds: &[(&str, &str)],
        answer: impl Fn(&Url, i64) -> Says + Send + Sync + 'static,
    ) -> Self {
        let home = tempfile::tempdir().expect("a directory");
        std::fs::create_dir(home.path().join("articles")).expect("made");
        let began = "2026-11-23T12:00:00Z".parse().expect("a time");
        let clock = SimulatedClock::starting_at(began);
        let (answer, seen) = (Box::new(answer), Mutex::default());
        let web = Arc::new(Web { clock, began, answer, seen });
        let world = Self { home, clock, web };
        world.configure(settings, feeds);
        world
    }

    fn configure(&self, settings: &str, feeds: &[(&str, &str)]) {
        let mut text = format!(
            "[output]\ndirectory = \"articles\"\n[state]\ndirectory = \"state\"\n{settings}\n"
        );
        for (name, rest) in feeds {
            writeln!(text, "[[feed]]\nname = \"{name}\"\n{rest}").expect("it grows");
        }
        write_to(&self.home.path().join("courant.toml"), &text);
    }

    /// Starts the daemon; `whole`, or without its loops, for [`Life::polls_for`].
    fn start(&self, whole: bool) -> Life {
        let config = Config::load(&self.home.path().join("courant.toml")).expect("it is valid");
        let config = Arc::new(config);
        let opened = pipeline::open(&config, self.clock.now()).expect("opens");
        let (stop, enough) = (CancellationToken::new(), CancellationToken::new());
        let (fetch, clock) = (self.web.clone(), Arc::new(self.clock));
        let pipeline = Pipeline::new(config, fetch, clock, opened, Endurance::Wait, stop.clone());
        let pipeline = pipeline.expect("one");
        let mut tasks = JoinSet::new();
        if whole {
            tasks.spawn(Timetable::new(pipeline.clone(), stop.clone(), || ()).keep());
            let working = pipeline.clone();
            tasks.spawn(async move {
                working.work(None, |_| true, || ()).await;
            });
            let (publishing, enough) = (pipeline.clone(), enough.clone());
            tasks.spawn(async move { publishing.publish(enough, || ()).await });
        }
        Life { stop, pipeline, tasks, enough }
    }

    fn seen(&self) -> Vec<Seen> {
        self.web.seen.lock().expect("no test panics with it").clone()
    }

    /// When addresses that contain this were asked, in seconds since the world began.
    fn asked(&self, part: &str) -> Vec<i64> {
        let seen = self.seen().into_iter().filter(|seen| seen.url.contains(part));
        seen.map(|seen| seen.began.duration_since(self.web.began).as_secs()).collect()
    }
}

impl Life {
    async fn end(mut self) {
        self.stop.cancel();
        self.enough.cancel();
        while self.tasks.join_next().await.is_some() {}
        assert!(self.pipeline.take_fault().is_none());
    }

    fn report(&self, name: &str, now: Timestamp) -> FeedReport {
        let feed = self.pipeline.feed(name).expect("it is configured");
        status::feed(&feed, self.pipeline.state(), now).expect("it is read")
    }

    /// Polls the feeds whenever they are due, as the timetable does, but without its looking up every so often.
    async fn polls_for(&self, clock: &SimulatedClock, hours: i64) {
        let end = clock.now() + SignedDuration::from_hours(hours);
        loop {
            let feeds = self.pipeline.config().feeds.clone();
            let due = |feed: &crate::config::Feed| {
                let report = self.report(feed.name.as_str(), clock.now());
                let due = report.due.unwrap_or(clock.now());
                (due.max(clock.now()), report.standing)
            };
            let next = feeds.iter().map(|feed| (due(feed), feed));
            let next = next.filter(|((_, standing), _)| *standing != Standing::Gone);
            let next = next.min_by_key(|((due, _), _)| *due).filter(|((due, _), _)| *due < end);
            let until = next.map_or(end, |((due, _), _)| due);
            let wait = until.duration_since(clock.now());
            tokio::time::sleep(Duration::try_from(wait).unwrap_or_default()).await;
            let Some((_, feed)) = next else { return };
            let _ = self.pipeline.poll(feed, Occasion::Due).await.expect("no fault");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn poll(&self, name: &str, occasion: Occasion) -> Outcome {
        let feed = self.pipeline.feed(name).expect("it is configured");
        self.pipeline.poll(&feed, occasion).await.expect("no fault").0
    }
}

/// A feed of items: number, link, title.
fn rss(items: impl IntoIterator<Item = (usize, String, String)>) -> String {
    let mut text = "<rss version=\"2.0\"><channel><title>News</title>".to_owned();
    for (number, link, title) in items {
        write!(text, "<item><guid isPermaLink=\"false\">{number}</guid><link>{link}</link><title>{title}</title><description>In short, report {number}.</description></item>")
            .expect("it grows");
    }
    text + "</channel></rss>"
}

fn items(range: std::ops::Range<usize>, host: &str) -> Vec<(usize, String, String)> {
    range.map(|at| (at, format!("https://{host}/page/{at}"), format!("Report {at}"))).collect()
}

fn page(of: &str) -> Says {
    let line = format!(
        "The harbour office of {of} counted three boats on Tuesday morning, as it had done all autumn, and wrote them down one by one. "
    );
    let text = format!("<p>{line}{line}</p><p>{line}</p><p>{line}</p>");
    says(
        200,
        format!(
            "<html><head><title>{of}</title></head><body><article><h1>{of}</h1>{text}</article></body></html>"
        ),
    )
}
