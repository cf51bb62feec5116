//! The timetable over days and jumps of the clock, with the real pipeline over a network that answers as it is told.

mod answers;
mod clock;
mod guest;

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::timetable::Timetable;
use crate::clock::{Clock, SimulatedClock};
use crate::config::Config;
use crate::fetch::{Exchange, Fetch, FetchError, Headers, Request, Room, Validators};
use crate::pipeline::{self, Endurance, LOOK_UP, Occasion, Outcome, Pipeline};

const TEN_YEARS: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

/// A clock that goes with tokio's timer, and can be set.
struct Settable(SimulatedClock, Mutex<SignedDuration>);

impl Settable {
    fn turn(&self, by: SignedDuration) {
        *self.1.lock().expect("no test panics with it") += by;
    }
}

impl Clock for Settable {
    fn now(&self) -> Timestamp {
        let by = *self.1.lock().expect("no test panics with it");
        self.0.now().checked_add(by).expect("in range")
    }
}

/// A network where the requests get these answers, and the last of them for ever; it remembers when it was asked
/// for what.
struct Answering {
    answers: Mutex<VecDeque<Answer>>,
    clock: Arc<Settable>,
    asked: Mutex<Vec<(Timestamp, String)>>,
    /// Before the next answer the one thread that may block blocks, until it hears of this.
    gate: Mutex<Option<mpsc::Receiver<()>>>,
}

#[derive(Clone, Default)]
struct Answer {
    status: u16,
    headers: Headers,
    /// What stands in the feed's head.
    head: &'static str,
}

impl Fetch for Answering {
    fn exchange(&self, request: Request) -> BoxFuture<'_, Result<Exchange, FetchError>> {
        let url = request.url;
        let host = url.host_str().unwrap_or_default().to_owned();
        self.asked.lock().expect("no test panics with it").push((self.clock.now(), host));
        if let Some(gate) = self.gate.lock().expect("no test panics with it").take() {
            tokio::task::spawn_blocking(move || gate.recv());
        }
        let mut answers = self.answers.lock().expect("no test panics with it");
        let last = answers.len() == 1;
        let next = if last { answers.front().cloned() } else { answers.pop_front() };
        let Answer { status, headers, head } = next.expect("there is one");
        let body =
            format!("<rss version=\"2.0\"><channel><title>News</title>{head}</channel></rss>");
        let body = body.into_bytes();
        Box::pin(async move {
            Ok(Exchange { url, status, headers, body, cut: false, room: Room::default() })
        })
    }
}

/// A configuration with its directories, and the network: what outlives a daemon.
struct World {
    home: tempfile::TempDir,
    clock: Arc<Settable>,
    network: Arc<Answering>,
}

/// A daemon's schedule at work.
struct Running {
    stop: CancellationToken,
    schedule: JoinHandle<()>,
    pipeline: Arc<Pipeline>,
}

impl Running {
    async fn end(self) {
        self.stop.cancel();
        self.schedule.await.expect("it ends");
    }
}

#[allow(clippy::disallowed_methods, reason = "a test writes its own configuration")]
fn write_to(file: &Path, text: &str) {
    std::fs::write(file, text).expect("written");
}

fn configure(home: &Path, settings: &str, feeds: usize) {
    let mut text = format!(
        "[output]\ndirectory = \"articles\"\n[state]\ndirectory = \"state\"\n\
         [fetch]\nhost_delay = \"0s\"\n{settings}\n"
    );
    for number in 0..feeds {
        let host = format!("news{number}.example");
        write!(text, "[[feed]]\nname = \"news{number}\"\nurl = \"https://{host}/feed\"\n")
            .expect("a string takes everything");
    }
    write_to(&home.join("courant.toml"), &text);
}

impl World {
    fn new(status: u16, settings: &str, feeds: usize) -> Self {
        Self::answering(vec![Answer { status, ..Answer::default() }], settings, feeds)
    }

    #[allow(clippy::disallowed_methods, reason = "a test makes its own directories")]
    fn answering(answers: Vec<Answer>, settings: &str, feeds: usize) -> Self {
        let home = tempfile::tempdir().expect("a directory");
        configure(home.path(), settings, feeds);
        std::fs::create_dir(home.path().join("articles")).expect("made");
        let noon = "2026-11-23T12:00:00Z".parse().expect("a time");
        let clock = Arc::new(Settable(SimulatedClock::starting_at(noon), Mutex::default()));
        let (answers, time) = (Mutex::new(answers.into()), clock.clone());
        let (asked, gate) = (Mutex::default(), Mutex::default());
        let network = Arc::new(Answering { answers, clock: time, asked, gate });
        Self { home, clock, network }
    }

    fn pipeline(&self) -> (Arc<Pipeline>, CancellationToken) {
        let config = Config::load(&self.home.path().join("courant.toml")).expect("it is valid");
        let config = Arc::new(config);
        let opened = pipeline::open(&config, self.clock.now()).expect("opens");
        let stop = CancellationToken::new();
        let (fetch, time) = (self.network.clone(), self.clock.clone());
        let pipeline = Pipeline::new(config, fetch, time, opened, Endurance::Wait, stop.clone());
        (pipeline.expect("one"), stop)
    }

    fn start(&self) -> Running {
        let (pipeline, stop) = self.pipeline();
        let timetable = Timetable::new(pipeline.clone(), stop.clone(), || ());
        Running { stop, schedule: tokio::spawn(timetable.keep()), pipeline }
    }

    /// When it was asked for anything, in seconds since a moment.
    fn asked_since(&self, begin: Timestamp) -> Vec<i64> {
        let asked = self.network.asked.lock().expect("no test panics with it");
        asked
            .iter()
            .map(|(at, _)| at.duration_since(begin).as_secs())
            .filter(|at| *at >= 0)
            .collect()
    }

    fn asked(&self) -> usize {
        self.network.asked.lock().expect("no test panics with it").len()
    }
}

async fn pass(minutes: u64) {
    tokio::time::sleep(Duration::from_mins(minutes)).await;
}

/// How many of these fall into the fullest second.
fn fullest(asked: &[i64]) -> usize {
    let mut seconds: HashMap<i64, usize> = HashMap::new();
    for at in asked {
        *seconds.entry(*at).or_default() += 1;
    }
    seconds.into_values().max().unwrap_or_default()
}

const EVERY_QUARTER: &str = "[poll]\nmin_interval = \"15m\"\nmax_interval = \"15m\"";

#[tokio::test(start_paused = true)]
async fn a_thousand_feeds_added_at_once_are_spread_after_one_interval() {
    let world = World::new(200, EVERY_QUARTER, 1000);
    let begin = world.clock.now();
    let running = world.start();
    pass(60).await;
    running.end().await;
    let asked = world.asked_since(begin);
    assert!(asked.iter().filter(|at| **at < 60).count() >= 1000, "never polled: due at once");
    let later: Vec<i64> = asked.into_iter().filter(|at| *at >= 900).collect();
    assert!(later.len() >= 2000, "{} polls", later.len());
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let mean = later.len() as f64 / (3600.0 - 900.0);
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let most = fullest(&later) as f64;
    assert!(most <= 2.0 * mean, "{most} in one second, {mean} in the mean");
}

#[tokio::test(start_paused = true)]
async fn after_eight_hours_of_sleep_the_catch_up_takes_ten_minutes() {
    for jump in [SignedDuration::from_hours(8), TEN_YEARS] {
        let world = World::new(200, EVERY_QUARTER, 120);
        let running = world.start();
        pass(60).await;
        world.clock.turn(jump);
        let woke = world.clock.now();
        pass(14).await;
        running.end().await;
        let mut asked = world.asked_since(woke);
        asked.truncate(120);
        let within = |minutes: i64| asked.iter().filter(|at| **at < minutes * 60).count();
        assert!(within(1) <= 14, "{} in the first minute", within(1));
        assert!((50..=70).contains(&within(5)), "{} in five minutes", within(5));
        assert!(within(10) < 120 && asked.len() == 120, "{} in ten minutes", within(10));
    }
}

#[tokio::test(start_paused = true)]
async fn no_feed_is_asked_below_its_floor_across_restarts_reloads_and_storms_of_polls() {
    let world = World::new(200, "", 20);
    let begin = world.clock.now();
    let mut running = world.start();
    pass(1).await;
    for round in 0..12 {
        if round % 2 == 0 {
            running.end().await;
            running = world.start();
        } else {
            let _ = running.pipeline.reload().await.expect("as before");
        }
        // Everybody asks for everything, three times.
        let feeds = running.pipeline.config().feeds.clone();
        for feed in feeds.iter().cycle().take(3 * feeds.len()) {
            let polled = running.pipeline.poll(feed, Occasion::Asked).await.expect("no fault");
            assert!(matches!(polled.0, Outcome::Left { until: Some(_), .. }), "{polled:?}");
        }
        pass(1).await;
    }
    assert_eq!(world.asked(), 20, "each feed once in its first quarter of an hour");
    // A floor that is raised holds from now on.
    running.end().await;
    configure(world.home.path(), "[poll]\nmin_interval = \"6h\"", 20);
    running = world.start();
    pass(5 * 60 + 30).await;
    assert_eq!(world.asked(), 20, "six hours have not passed");
    pass(26 * 60).await;
    running.end().await;
    assert!(world.asked() >= 40);
    let asked = world.network.asked.lock().expect("no test panics with it");
    let mut last: HashMap<&str, Timestamp> = HashMap::new();
    for (at, host) in asked.iter() {
        if let Some(before) = last.insert(host, *at) {
            let gap = at.duration_since(before);
            assert!(gap >= SignedDuration::from_hours(6), "{host}: {gap:#}, {begin}");
        }
    }
}

/// The minutes between the polls of a feed over some hours, with a restart after each poll or so.
async fn gaps(answers: Vec<Answer>, hours: u64) -> Vec<i64> {
    let world = World::answering(answers, "", 1);
    let begin = world.clock.now();
    for _ in 0..hours {
        let running = world.start();
        pass(60).await;
        running.end().await;
    }
    world.asked_since(begin).windows(2).map(|pair| (pair[1] - pair[0]) / 60).collect()
}

fn cached(cache_control: &str) -> Answer {
    let cache_control = Some(cache_control.to_owned());
    Answer { status: 200, headers: Headers { cache_control, ..Headers::default() }, head: "" }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_while_the_server_calls_its_answer_fresh() {
    let fresh = gaps(vec![cached("no-cache, max-age=18000")], 30).await;
    assert!(fresh.len() >= 4, "{fresh:?}");
    assert!(fresh.iter().all(|gap| (300..700).contains(gap)), "{fresh:?}");
    // Its ceiling holds for what the server wishes too.
    let beyond = gaps(vec![cached("max-age=31536000")], 80).await;
    assert!(
        beyond.len() == 3 && beyond.iter().all(|gap| (1440..=1500).contains(gap)),
        "{beyond:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_feed_wishes_holds_for_answers_without_a_body_too() {
    let validators = Validators { etag: Some(b"\"one\"".to_vec()), last_modified: None };
    let headers = Headers { validators, ..Headers::default() };
    for (head, least) in [
        ("<ttl>240</ttl>", 240),
        (
            "<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>\
          <sy:updateFrequency xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>4</sy:updateFrequency>",
            360,
        ),
        ("<ttl>soon</ttl><ttl>-5</ttl>", 15),
    ] {
        let full = Answer { status: 200, headers: headers.clone(), head };
        let unchanged = Answer { status: 304, headers: headers.clone(), head: "" };
        let gaps = gaps(vec![full, unchanged], 40).await;
        assert!(gaps.len() >= 3 && gaps.iter().all(|gap| *gap >= least), "{head}: {gaps:?}");
    }
    // From one o'clock to midnight nothing comes, on Tuesdays neither; it is Monday noon.
    let head = "<skipHours><hour>13</hour><hour>14</hour><hour>15</hour><hour>16</hour><hour>17</hour><hour>18</hour>\
                <hour>19</hour><hour>20</hour><hour>21</hour><hour>22</hour><hour>23</hour></skipHours>\
                <skipDays><day>Tuesday</day><day>Someday</day></skipDays>";
    let full = Answer { status: 200, headers: headers.clone(), head };
    let unchanged = Answer { status: 304, headers, head: "" };
    let world = World::answering(vec![full, unchanged], "", 1);
    let begin = world.clock.now();
    let running = world.start();
    pass(48 * 60).await;
    running.end().await;
    let hours: Vec<i64> = world.asked_since(begin).iter().map(|at| at / 3600).collect();
    assert!(hours.len() >= 2 && hours.iter().all(|hour| *hour < 1 || *hour >= 36), "{hours:?}");
}

#[tokio::test(start_paused = true)]
async fn a_budget_is_held_by_the_price_of_a_poll() {
    for (budget, a_day) in [("24/day", 240), ("20/hour", 480)] {
        let settings =
            format!("[poll]\nmin_interval = \"1m\"\nfull_interval = \"1m\"\nbudget = \"{budget}\"");
        let world = World::new(200, &settings, 10);
        let running = world.start();
        pass(24 * 60).await;
        let second_day = world.clock.now();
        pass(24 * 60).await;
        running.end().await;
        let polls = world.asked_since(second_day).len();
        assert!((a_day * 85 / 100..=a_day * 110 / 100).contains(&polls), "{polls} for {budget}");
    }
}

#[tokio::test(start_paused = true)]
async fn feeds_that_fail_together_come_back_spread() {
    let world = World::new(503, "", 200);
    let running = world.start();
    pass(1).await;
    let first = world.clock.now();
    pass(120).await;
    running.end().await;
    let asked = world.asked_since(first);
    assert!(asked.len() >= 200, "{}", asked.len());
    let again = &asked[..200];
    assert!(fullest(again) <= 4, "{} in one second", fullest(again));
    assert!(again[199] - again[0] > 120, "over {} seconds", again[199] - again[0]);
}

#[tokio::test(start_paused = true)]
async fn feeds_of_one_host_are_polled_one_after_the_other_and_the_others_do_not_wait() {
    let world = World::new(200, "", 0);
    let mut text =
        "[output]\ndirectory = \"articles\"\n[state]\ndirectory = \"state\"\n[fetch]\nconcurrency = 2\n".to_owned();
    for number in 0..300 {
        for (name, url) in [
            ("same", format!("https://same.example/{number}")),
            ("own", format!("https://own{number}.example/")),
        ] {
            writeln!(text, "[[feed]]\nname = \"{name}{number}\"\nurl = \"{url}\"")
                .expect("it grows");
        }
    }
    write_to(&world.home.path().join("courant.toml"), &text);
    let begin = world.clock.now();
    let running = world.start();
    pass(9).await;
    running.end().await;
    let asked = world.network.asked.lock().expect("no test panics with it");
    let of = |host: &str| -> Vec<i64> {
        let own = asked.iter().filter(|(_, asked)| asked == host);
        own.map(|(at, _)| at.duration_since(begin).as_secs()).collect()
    };
    let same = of("same.example");
    assert!((265..=271).contains(&same.len()), "{}", same.len());
    assert!(same.windows(2).all(|pair| pair[1] - pair[0] >= 2));
    assert!((0..300).all(|number| of(&format!("own{number}.example"))[0] < 10));
}
