//! What it costs to remember an article: bytes on disk and in memory, and the time of a start.
//!
//! `cargo bench --bench remembered -- [ARTICLES]` (200,000 with four keys each, as a guid, an address and a text
//! give) teaches a new state a journal of so many lines, closes it, and opens it again.

use std::path::Path;
use std::time::Instant;

use courant::emission::{Action, Line};
use courant::identity::{Parts, identify};
use courant::state::{MAX_ARTICLES, State};
use jiff::{SignedDuration, Timestamp};
use url::Url;

const KEYS: u64 = 4;

fn main() {
    let asked = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let articles: u64 = asked.unwrap_or(200_000);
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("state");
    let state = State::open(&path).expect("a new state opens");
    let begun = Instant::now();
    for first in (0..articles).step_by(1_000) {
        let lines: Vec<Line> = (first..articles.min(first + 1_000)).map(line).collect();
        state.learn(&lines).expect("it learns");
    }
    state.learnt(articles, 0, Timestamp::UNIX_EPOCH).expect("it learns");
    println!("learnt {articles} articles, {} keys in {:.1?}", state.keys(), begun.elapsed());
    assert_eq!(state.keys(), articles * KEYS);
    let grown = bytes_below(&path);
    drop(state);
    let before = resident();
    let begun = Instant::now();
    let state = State::open(&path).expect("it opens again");
    let took = begun.elapsed();
    let after = resident();
    let disk = bytes_below(&path);
    for (what, bytes) in [
        ("on disk as learnt", grown),
        ("on disk after a restart", disk),
        ("in memory, sled's cache included", after.saturating_sub(before)),
    ] {
        println!(
            "{what}: {:.0} MiB, {} bytes an article, {} a key",
            mib(bytes),
            bytes / articles,
            bytes / articles / KEYS
        );
    }
    println!("the start took {took:.1?}");
    println!(
        "at the limit of {MAX_ARTICLES}: {:.1} GiB on disk",
        mib(disk / articles * MAX_ARTICLES) / 1024.0
    );
    drop(state);
}

/// The line of an article as the daemon writes it, with all the keys of its entry and one met on its page.
fn line(number: u64) -> Line {
    let feed: Url =
        format!("https://feed-{}.example/rss", number % 500).parse().expect("an address");
    let link: Url = format!("https://news-{}.example/2026/report-{number}", number % 500)
        .parse()
        .expect("an address");
    let guid = format!("guid {number}");
    let text = format!("What happened on the way to number {number}.");
    let parts = Parts {
        guid: Some(&guid),
        link: Some(&link),
        title: Some("A report"),
        content: Some(&text),
        raw: text.as_bytes(),
        ..Parts::default()
    };
    let identity = identify(&feed, &[parts], |_| false).remove(0);
    Line {
        seq: number + 1,
        at: Timestamp::UNIX_EPOCH + SignedDuration::from_secs(number.cast_signed() * 60),
        action: Action::New,
        id: identity.id,
        revision: 1,
        path: format!(
            "2026-11-24/feed-{}/what-happened-on-the-way-to-number-{number}.{}.json",
            number % 500,
            identity.id
        ),
        feed: format!("feed-{}", number % 500),
        url: Some(link.to_string()),
        title: Some("A report".to_owned()),
        keys: identity.keys,
        story: None,
        changes: None,
    }
}

fn bytes_below(path: &Path) -> u64 {
    let entries = std::fs::read_dir(path).expect("a directory").flatten();
    entries
        .map(|entry| {
            let about = entry.metadata().expect("it is there");
            if about.is_dir() { bytes_below(&entry.path()) } else { about.len() }
        })
        .sum()
}

/// What this process holds in memory, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it is among them");
    let kib: u64 =
        line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number");
    kib * 1024
}

#[allow(clippy::cast_precision_loss, reason = "for people to read")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
