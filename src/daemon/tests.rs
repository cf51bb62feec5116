//! A clock that is set back, with the real pipeline over a network that answers as it is told.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::timetable::Timetable;
use crate::clock::Clock;
use crate::config::Config;
use crate::fetch::{Exchange, Fetch, FetchError, Headers, Request};
use crate::pipeline::{self, Endurance, Pipeline};

const TEN_YEARS: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

/// A clock that shows what it is set to.
struct Set(Mutex<Timestamp>);

impl Set {
    fn turn(&self, by: SignedDuration) {
        let mut shown = self.0.lock().expect("no test panics with it");
        *shown = shown.checked_add(by).expect("in range");
    }
}

impl Clock for Set {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("no test panics with it")
    }
}

/// A network where every request gets this status.
struct Answering {
    status: u16,
    asked: AtomicUsize,
}

impl Fetch for Answering {
    fn exchange(&self, request: Request) -> BoxFuture<'_, Result<Exchange, FetchError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let (url, status) = (request.url, self.status);
        Box::pin(async move {
            Ok(Exchange { url, status, headers: Headers::default(), body: Vec::new(), cut: false })
        })
    }
}

struct World {
    _home: tempfile::TempDir,
    clock: Arc<Set>,
    network: Arc<Answering>,
    pipeline: Arc<Pipeline>,
    stop: CancellationToken,
}

impl World {
    #[allow(clippy::disallowed_methods, reason = "a test writes its own configuration")]
    fn answering(status: u16) -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let file = home.path().join("courant.toml");
        let text = "[output]\ndirectory = \"articles\"\n[state]\ndirectory = \"state\"\n\
                    [fetch]\nhost_delay = \"0s\"\n\
                    [[feed]]\nname = \"news\"\nurl = \"https://news.example/feed\"\n";
        std::fs::write(&file, text).expect("written");
        std::fs::create_dir(home.path().join("articles")).expect("made");
        let config = Arc::new(Config::load(&file).expect("it is valid"));
        let clock = Arc::new(Set(Mutex::new("2026-11-23T12:00:00Z".parse().expect("a time"))));
        let network = Arc::new(Answering { status, asked: AtomicUsize::new(0) });
        let opened = pipeline::open(&config, clock.now()).expect("opens");
        let stop = CancellationToken::new();
        let (fetch, time) = (network.clone(), clock.clone());
        let pipeline =
            Pipeline::new(config, fetch, time, opened, Endurance::Wait, stop.clone()).expect("one");
        Self { _home: home, clock, network, pipeline, stop }
    }

    fn asked(&self) -> usize {
        self.network.asked.load(Ordering::Relaxed)
    }

    async fn until_asked(&self, times: usize) {
        let until = Instant::now() + Duration::from_secs(20);
        while self.asked() < times {
            assert!(Instant::now() < until, "it was asked {} times", self.asked());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn after_a_clock_was_set_back_a_feed_waits_no_longer_than_its_ceiling() {
    let world = World::answering(500);
    let (timetable, _changed) = Timetable::new(world.pipeline.clone(), world.stop.clone(), || ());
    let schedule = tokio::spawn(timetable.keep());
    world.until_asked(1).await;
    // The poll is saved, and the next one planned.
    tokio::time::sleep(Duration::from_secs(1)).await;
    world.clock.turn(-TEN_YEARS);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(world.asked(), 1, "no poll at once");
    world.clock.turn(SignedDuration::from_hours(27));
    world.until_asked(2).await;
    world.stop.cancel();
    schedule.await.expect("it ends");
}

#[tokio::test]
async fn a_refusal_from_a_time_when_the_clock_was_ahead_does_not_hold_for_years() {
    let world = World::answering(403);
    let feed = world.pipeline.config().feeds[0].clone();
    let poll = || world.pipeline.poll(&feed);
    poll().await.expect("it is polled");
    world.clock.turn(SignedDuration::from_hours(1));
    poll().await.expect("it is left alone");
    assert_eq!(world.asked(), 1);
    world.clock.turn(-TEN_YEARS);
    poll().await.expect("it is polled");
    assert_eq!(world.asked(), 2);
}
