//! A good guest over days: the whole daemon in virtual time, over a web that notes each request from its beginning to
//! its end.

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
use crate::fetch::{Accept, Exchange, Fetch, FetchError, Headers, Request};
use crate::hosts::Host;
use crate::pipeline::{self, Endurance, Occasion, Outcome, Pipeline};
use crate::status::{self, FeedReport, Standing};

const HOUR: i64 = 3600;

/// A request as the web saw it.
#[derive(Debug, Clone)]
struct Seen {
    host: Host,
    url: String,
    accept: Accept,
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
                    host: Host::of(&url).expect("it has one"),
                    url: url.to_string(),
                    accept: request.accept,
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
            Ok(Exchange { url, status, headers, body: body.into_bytes(), cut: false })
        })
    }
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
#[allow(clippy::disallowed_methods, reason = "it asks nobody")]
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
                working.work(CancellationToken::new(), |_| true, || ()).await;
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

// 26

#[tokio::test(start_paused = true)]
async fn a_feed_that_is_not_found_is_asked_down_to_once_a_week_and_is_never_given_up() {
    const BACK: i64 = 60 * 24 * HOUR;
    let world = World::new("", &[("news", "url = \"https://a.example/feed\"")], |_, at| {
        says(if at < BACK { 404 } else { 200 }, rss([]))
    });
    let life = world.start(false);
    life.polls_for(&world.clock, 45 * 24).await;
    let report = life.report("news", world.clock.now());
    assert_eq!(
        (report.standing, report.error.as_deref()),
        (Standing::BackingOff, Some("not_found"))
    );
    assert!(report.due.is_some(), "it is asked again");
    let asked = world.asked("feed");
    let gaps: Vec<i64> = asked.windows(2).map(|pair| (pair[1] - pair[0]) / HOUR).collect();
    assert!(gaps.windows(2).all(|pair| pair[0] <= pair[1] * 11 / 10 + 1), "{gaps:?}");
    let last = *gaps.last().expect("some");
    assert!((7 * 24..8 * 24).contains(&last), "weekly in the end: {gaps:?}");
    life.polls_for(&world.clock, 30 * 24).await;
    assert_eq!(life.report("news", world.clock.now()).standing, Standing::Good, "and it came back");
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_is_gone_is_asked_again_only_when_a_person_acts_and_that_lasts() {
    const BACK: i64 = 37 * 24 * HOUR;
    let here = [("news", "url = \"https://a.example/feed\"")];
    let world = World::new("", &here, |url, at| {
        says(if at < BACK && url.path() == "/feed" { 410 } else { 200 }, rss([]))
    });
    let mut life = world.start(false);
    for _ in 0..3 {
        life.polls_for(&world.clock, 10 * 24).await;
        life.end().await;
        life = world.start(false);
    }
    assert_eq!(world.asked("").len(), 1, "not over a month and three restarts");
    assert!(matches!(life.poll("news", Occasion::Once).await, Outcome::Left { .. }));
    assert_eq!(world.asked("").len(), 1, "a pass over all feeds is no decision about this one");
    // Asked for by its name.
    assert!(matches!(life.poll("news", Occasion::Asked).await, Outcome::Failed { .. }));
    assert_eq!(world.asked("").len(), 2);
    life.polls_for(&world.clock, 5 * 24).await;
    assert_eq!(world.asked("").len(), 2, "it is still gone");
    life.polls_for(&world.clock, 6 * 24).await;
    assert!(matches!(life.poll("news", Occasion::Asked).await, Outcome::Read { .. }));
    assert_eq!(life.report("news", world.clock.now()).standing, Standing::Good);
    life.polls_for(&world.clock, 3 * 24).await;
    assert!(world.asked("").len() >= 5, "it has its place in the timetable again");
    life.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_was_gone_is_asked_at_its_new_address_and_when_it_is_put_back_in() {
    let world = World::new("", &[("news", "url = \"https://a.example/feed\"")], |url, _| {
        says(if url.path() == "/feed" { 410 } else { 200 }, rss([]))
    });
    for (feeds, asked) in [
        (vec![("news", "url = \"https://a.example/feed\"")], 1),
        (vec![], 1),
        (vec![("news", "url = \"https://a.example/feed\"")], 2),
        (vec![("news", "url = \"https://a.example/new\"")], 3),
    ] {
        world.configure("", &feeds);
        let life = world.start(false);
        if !feeds.is_empty() {
            let _ = life.poll("news", Occasion::Due).await;
        }
        life.end().await;
        pass(30).await;
        assert_eq!(world.asked("").len(), asked, "{feeds:?}");
    }
}

// 27

const SECRET: &str = "url = \"https://a.example/feed\"\nheaders = { Authorization = \"Bearer 1\" }";

/// Where a feed is asked first at its latest polls over six days of such redirects, and its report.
async fn after_six_days_of(
    hops: &'static [(&'static str, u16, &'static str)],
) -> (World, Vec<String>, FeedReport) {
    let world = World::new(
        "[poll]\nmax_interval = \"8h\"\n[fetch]\nhost_delay = \"0s\"",
        &[("news", SECRET), ("other", "url = \"https://other.example/feed\"")],
        move |url, at| {
            let hop = hops.iter().find(|(from, ..)| *from == url.as_str());
            match hop {
                // Until four days have passed, then it answers itself.
                Some((_, status, to)) => leads(*status, to),
                None if url.path() == "/dies" && at > 5 * 24 * HOUR => says(404, ""),
                None => says(200, rss([])),
            }
        },
    );
    let life = world.start(false);
    life.polls_for(&world.clock, 6 * 24).await;
    let report = life.report("news", world.clock.now());
    life.end().await;
    let since = world.clock.now() - SignedDuration::from_hours(20);
    let late = world.seen().into_iter().filter(|seen| seen.began > since);
    let late = late.map(|seen| seen.url).filter(|url| url != "https://other.example/feed");
    let late = late.collect();
    (world, late, report)
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_moved_for_good_is_asked_at_its_new_address_after_days_of_the_same_answer() {
    let (world, late, report) = after_six_days_of(&[
        ("https://a.example/feed", 301, "https://b.example/between"),
        ("https://b.example/between", 308, "https://b.example/new"),
    ])
    .await;
    assert!(!late.is_empty() && late.iter().all(|url| url == "https://b.example/new"), "{late:?}");
    assert_eq!(report.moved.as_deref(), Some("https://b.example/new"));
    assert!(report.because.expect("it is due").contains("moved for good"));
    let old = world.asked("a.example");
    assert!(old.len() >= 5, "at five polls at the least: {old:?}");
    assert!(old[old.len() - 1] >= 48 * HOUR, "and over two days: {old:?}");
    assert!(old[old.len() - 1] < 60 * HOUR, "and not for much longer: {old:?}");
    let seen = world.seen();
    let told =
        |host: &str| seen.iter().filter(|seen| seen.url.contains(host)).any(|seen| seen.secret);
    assert!(told("a.example") && !told("b.example"), "credentials stay where they belong");
}

#[tokio::test(start_paused = true)]
async fn a_move_is_not_believed_where_it_may_be_none() {
    for hops in [
        &[("https://a.example/feed", 302, "https://b.example/new")],
        &[("https://a.example/feed", 303, "https://b.example/new")],
        &[("https://a.example/feed", 307, "https://b.example/new")],
        &[("https://a.example/feed", 301, "http://b.example/new")],
        &[("https://a.example/feed", 301, "https://10.0.0.1/new")],
        &[("https://a.example/feed", 301, "https://other.example/feed")],
    ] {
        let (_, late, report) = after_six_days_of(hops).await;
        assert!(late.iter().any(|url| url == "https://a.example/feed"), "{hops:?}: {late:?}");
        assert_eq!(report.moved, None, "{hops:?}");
    }
    let (_, late, report) = after_six_days_of(&[
        ("https://a.example/feed", 301, "https://b.example/between"),
        ("https://b.example/between", 302, "https://b.example/new"),
    ])
    .await;
    assert!(late.iter().any(|url| url == "https://a.example/feed"), "one hop is not for good");
    assert_eq!(report.moved, None);
}

#[tokio::test(start_paused = true)]
async fn an_address_that_was_learnt_and_fails_is_left_for_the_configured_one() {
    let (_, late, report) =
        after_six_days_of(&[("https://a.example/feed", 301, "https://b.example/dies")]).await;
    assert!(late.iter().any(|url| url == "https://a.example/feed"), "{late:?}");
    assert_eq!(report.moved, None);
}

// 29

#[tokio::test(start_paused = true)]
async fn when_many_hosts_are_away_at_once_no_feed_is_charged_and_all_come_back_spread() {
    const DOWN: std::ops::Range<i64> = 2 * HOUR..4 * HOUR;
    let feeds: Vec<(String, String)> = (0..30)
        .map(|at| (format!("news{at}"), format!("url = \"https://news{at}.example/feed\"")))
        .collect();
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let settings = "[poll]\nmax_interval = \"20m\"";
    let world =
        World::new(
            settings,
            &feeds,
            |_, at| {
                if DOWN.contains(&at) { away() } else { says(200, rss([])) }
            },
        );
    let life = world.start(true);
    pass(230).await;
    for (name, _) in &feeds {
        let report = life.report(name, world.clock.now());
        assert_eq!((report.failures, report.error), (0, None), "{name} is charged");
    }
    pass(70).await;
    life.end().await;
    let asked = world.asked("");
    let down: Vec<&i64> = asked.iter().filter(|at| DOWN.contains(at)).collect();
    assert!(down.len() <= 3 + 121, "one try a minute: {}", down.len());
    let back = |minutes: i64| {
        asked.iter().filter(|at| (0..minutes * 60).contains(&(*at - DOWN.end))).count()
    };
    assert!(back(2) <= 12, "no crowd: {} in two minutes", back(2));
    assert!(back(60) >= 60, "all are polled again: {}", back(60));
}

// 30 to 33 and 41

/// Each request of a host begins the gap after the end of the one before at the earliest, and after its wish.
fn assert_in_turn(seen: &[Seen], gap: i64) {
    let mut last: std::collections::HashMap<&Host, &Seen> = std::collections::HashMap::new();
    for one in seen {
        if let Some(before) = last.insert(&one.host, one) {
            assert!(before.ended <= one.began, "two in flight: {before:?}, {one:?}");
            let rest = one.began.duration_since(before.ended);
            let refused = matches!(before.status, Some(429 | 503));
            let wish = before.retry_after.as_deref().filter(|_| refused);
            let wish = wish.map_or(0, |wish| wish.parse().expect("seconds"));
            let bare = if before.status == Some(429) && wish == 0 { HOUR } else { 0 };
            let wanted = SignedDuration::from_secs(gap.max(wish).max(bare));
            assert!(rest >= wanted, "{rest:#} instead of {wanted:#}: {before:?}, {one:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn fifty_entries_on_one_host_are_read_one_after_the_other_with_robots_txt_first() {
    let world = World::new("", &[("news", "url = \"https://a.example/feed\"")], |url, _| match url
        .path()
    {
        "/feed" => says(200, rss(items(0..50, "a.example"))),
        "/robots.txt" => says(200, "User-agent: *\nCrawl-delay: 5\n"),
        "/page/7" => leads(302, "https://a.example/elsewhere"),
        path => page(path),
    });
    let life = world.start(true);
    pass(14).await;
    life.end().await;
    let seen = world.seen();
    assert_in_turn(&seen, 2);
    assert_in_turn(&seen[1..], 5);
    assert_eq!(seen[1].url, "https://a.example/robots.txt", "before the first page");
    assert_eq!(world.asked("/robots.txt").len(), 1);
    for at in 0..50 {
        let url = format!("https://a.example/page/{at}");
        assert_eq!(seen.iter().filter(|seen| seen.url == url).count(), 1, "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_is_read_again_only_if_its_entry_changed_thrice_a_day_and_if_the_feed_is_believed() {
    let world = World::new(
        "[poll]\nmax_interval = \"15m\"",
        &[("one", "url = \"https://a.example/feed\""), ("all", "url = \"https://b.example/feed\"")],
        |url, at| {
            let host = url.host_str().unwrap_or_default();
            let mut entries = items(0..6, host);
            match url.path() {
                "/feed" => {
                    let changing = if host == "a.example" { 1 } else { 6 };
                    for (_, _, title) in &mut entries[..changing] {
                        write!(title, " at {at}").expect("it grows");
                    }
                    says(200, rss(entries))
                }
                "/robots.txt" => says(404, ""),
                path => page(path),
            }
        },
    );
    let life = world.start(true);
    pass(10 * 60).await;
    life.end().await;
    assert!(world.asked("a.example/feed").len() > 5);
    assert_eq!(world.asked("a.example/page/0").len(), 1 + 3, "once, and again thrice that day");
    for at in 1..6 {
        assert_eq!(world.asked(&format!("a.example/page/{at}")).len(), 1, "it never changed");
    }
    for at in 0..6 {
        assert_eq!(world.asked(&format!("b.example/page/{at}")).len(), 1, "not believed");
    }
}

#[test]
fn no_request_is_made_that_a_gap_or_a_cool_down_forbids_whatever_asks_for_it() {
    for seed in 0..6u64 {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().start_paused(true).build().expect("it starts");
        runtime.block_on(any_world(seed));
    }
}

/// Two hours of a world that this number draws: feeds, pages, hops, refusals, on three hosts that lead to each other.
async fn any_world(seed: u64) {
    let drawn = move |of: &str, sides: u64| {
        let hash = blake3::hash(format!("{seed} {of}").as_bytes());
        u64::from(hash.as_bytes()[0]) % sides
    };
    let feeds: Vec<(String, String)> = (0..6)
        .map(|at| (format!("f{at}"), format!("url = \"https://h{}.example/feed/{at}\"", at % 3)))
        .collect();
    let feeds: Vec<(&str, &str)> = feeds.iter().map(|(name, rest)| (&**name, &**rest)).collect();
    let world = World::new("[poll]\nmax_interval = \"15m\"", &feeds, move |url, at| {
        let other = format!("h{}.example", drawn(&format!("host of {url} {at}"), 3));
        let takes = drawn(&format!("time of {url} {at}"), 7) * 900;
        let wish =
            |status, wish: &str| Says { retry_after: Some(wish.to_owned()), ..says(status, "") };
        let answer = match (url.path(), drawn(&format!("{url} {at}"), 16)) {
            ("/robots.txt", 0..8) => says(404, ""),
            (_, 0) => wish(429, "900"),
            (_, 1) => wish(503, "300"),
            (_, 2) => leads(302, &format!("https://{other}/hop/{at}")),
            (_, 3) => says(500, ""),
            (_, 4) => away(),
            (_, 5) if at > 5000 => says(429, ""),
            ("/robots.txt", _) => says(200, "User-agent: *\nDisallow: /page/3\n"),
            (path, _) if path.starts_with("/feed") => {
                let first = usize::try_from(at / 60).expect("small");
                says(200, rss(items(first..first + 4, &other)))
            }
            (path, _) => page(path),
        };
        Says { takes, ..answer }
    });
    for _ in 0..2 {
        let life = world.start(true);
        for minute in 0..60 {
            let name = format!("f{}", drawn(&format!("asks {minute}"), 6));
            let occasion = if drawn(&format!("how {minute}"), 2) == 0 {
                Occasion::Asked
            } else {
                Occasion::Once
            };
            let _ = life.poll(&name, occasion).await;
            tokio::time::sleep(Duration::from_secs(47)).await;
        }
        // What is under way may end, so that the web sees its end.
        life.end().await;
        pass(1).await;
    }
    let all: Vec<Seen> = world.seen();
    assert!(all.len() > 40, "too little was asked to tell: {}", all.len());
    let kinds = |kind| all.iter().filter(|seen| seen.accept == kind).count();
    assert!(kinds(Accept::Feed) > 0 && kinds(Accept::Page) > 0 && kinds(Accept::Robots) > 0);
    assert_in_turn(&all, 2);
}
