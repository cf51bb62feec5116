//! What a hundred thousand feeds cost: bytes for each, and the time of a start.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use courant::clock::{Clock, SystemClock};
use courant::config::Config;
use courant::fetch::{Client, Fetch, Settings};
use courant::pipeline::{self, Endurance, Pipeline};
use courant::schedule::{Rhythm, Seen};
use courant::state::{FeedRecord, State};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

const FEEDS: usize = 100_000;

/// Prints it.
#[allow(clippy::disallowed_methods, reason = "a measuring program writes files of its own")]
pub(crate) fn show() {
    let home = tempfile::tempdir().expect("a directory");
    let file = home.path().join("courant.toml");
    let mut text = "[output]\ndirectory = \"articles\"\n[state]\ndirectory = \"state\"\n[poll]\nbudget = \"24/day\"\n".to_owned();
    for number in 0..FEEDS {
        let _ = write!(
            text,
            "[[feed]]\nname = \"feed-{number}\"\nurl = \"https://news{number}.example/feed\"\n"
        );
    }
    std::fs::write(&file, &text).expect("written");
    std::fs::create_dir(home.path().join("articles")).expect("made");
    drop(text);
    let bytes = fill(&Config::load(&file).expect("it is valid"));
    println!("a record: {bytes} bytes, of which the rhythm is {}", postcard_len(&learnt(7)));

    let begun = Instant::now();
    let told = |what: &str, since: Instant, memory: usize| {
        let now = memory_kib();
        println!(
            "{what:<36}{:>7.2} s {:>8} bytes a feed",
            since.elapsed().as_secs_f64(),
            (now.saturating_sub(memory)) * 1024 / FEEDS
        );
        (Instant::now(), now)
    };
    let memory = memory_kib();
    let config = Arc::new(Config::load(&file).expect("it is valid"));
    let (at, memory) = told("the configuration", begun, memory);
    let opened = pipeline::open(&config, SystemClock.now()).expect("it opens");
    let (at, memory) = told("the state, opened", at, memory);
    let client: Arc<dyn Fetch> = Arc::new(Client::new(Settings::default()).expect("a client"));
    let stop = CancellationToken::new();
    let pipeline =
        Pipeline::new(config, client, Arc::new(SystemClock), opened, Endurance::Wait, stop);
    let pipeline = pipeline.expect("one");
    let (at, memory) = told("the pipeline", at, memory);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let agenda = runtime.block_on(pipeline.agenda()).expect("an agenda");
    let due = agenda.feeds.iter().filter(|feed| feed.due <= SystemClock.now()).count();
    told("the agenda, and the budget's price", at, memory);
    println!(
        "{:<36}{:>7.2} s; {due} of {} feeds are due",
        "in all",
        begun.elapsed().as_secs_f64(),
        agenda.feeds.len()
    );
}

/// A rhythm as some weeks make it.
fn learnt(seed: i64) -> Rhythm {
    let mut rhythm = Rhythm::default();
    let mut at =
        SystemClock.now().checked_sub(SignedDuration::from_hours(24 * 42)).expect("in range");
    for poll in 0..200 {
        at = at
            .checked_add(SignedDuration::from_mins(300 + (seed * 13 + poll * 7) % 11))
            .expect("in range");
        let dates: Vec<_> = (0..5)
            .map(|entry| at.checked_sub(SignedDuration::from_mins(entry * 50 + seed % 50)).ok())
            .collect();
        rhythm.learn(Seen { at, dates: &dates, fresh: 5 });
    }
    rhythm
}

fn fill(config: &Config) -> usize {
    let state = State::open(&config.state.directory).expect("it opens");
    let rhythms: Vec<Rhythm> = (0..50).map(learnt).collect();
    let now = SystemClock.now();
    let mut bytes = 0;
    for (number, feed) in config.feeds.iter().enumerate() {
        let record = FeedRecord {
            url: feed.url.to_string(),
            scope: Some(feed.url.to_string()),
            title: Some("A newspaper of some town".to_owned()),
            asked: pipeline::question(feed),
            answered_by: Some(feed.url.to_string()),
            etag: Some(b"\"5f2d-64a1b2c3d4e5f\"".to_vec()),
            last_modified: Some(b"Mon, 23 Nov 2026 12:00:00 GMT".to_vec()),
            polled: Some(now),
            answered: Some(now),
            due: now.checked_add(Duration::from_secs(900 + number as u64 % 3600)).ok(),
            rhythm: rhythms[number % rhythms.len()].clone(),
            ..FeedRecord::default()
        };
        bytes = postcard_len(&record);
        state.save_feed(feed.name.as_str(), &record, number + 1 == FEEDS).expect("saved");
    }
    bytes
}

fn postcard_len(value: &impl serde::Serialize) -> usize {
    postcard::to_stdvec(value).map_or(0, |bytes| bytes.len())
}

/// What the process holds, in KiB.
fn memory_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
