//! Where the work grows: what one article costs with few and with very many known, and one poll with few and with
//! very many feeds.
//!
//! `cargo bench --bench growth [-- FILE.svg]` teaches a state a journal of 10³ to 10⁶ articles, and at each of these
//! sizes takes new entries the whole way from the poll to the journal; then, in another state, it reads and writes the
//! record of a feed among 10² to 10⁵. It prints both, and draws them into a file.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "a measuring program writes files of its own")]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

#[path = "growth/article.rs"]
mod article;
#[path = "growth/plot.rs"]
mod plot;

use std::time::{Duration, Instant};

use courant::config::Config;
use courant::pipeline::{self, Opened};
use courant::state::{FeedRecord, State};
use jiff::Timestamp;

use plot::Series;

const ARTICLES: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];
const FEEDS: [u64; 4] = [100, 1_000, 10_000, 100_000];
/// Articles and polls that are measured at each size; the median of their costs counts.
const SAMPLES: u64 = 400;

fn main() {
    let file = std::env::args().skip(1).find(|one| one != "--bench");
    let series = [
        Series { name: "an article, from poll to journal", of: "articles known", at: articles() },
        Series { name: "a poll's record, read and written", of: "feeds", at: feeds() },
    ];
    for Series { name, of, at } in &series {
        println!("{name}");
        for (size, cost) in at {
            println!("{size:>12} {of}: {:>8.1} µs", cost.as_secs_f64() * 1e6);
        }
        let (first, last) = (at[0].1.as_secs_f64(), at[at.len() - 1].1.as_secs_f64());
        println!("{:>12} × from the smallest to the largest", format!("{:.2}", last / first));
    }
    if let Some(file) = file {
        std::fs::write(&file, plot::draw(&series)).unwrap();
        println!("drawn into {file}");
    }
}

fn articles() -> Vec<(u64, Duration)> {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let config = Config::for_directory(home.path());
    std::fs::create_dir(&config.output.directory).unwrap();
    let Opened { state, output } = pipeline::open(&config, Timestamp::UNIX_EPOCH).unwrap();
    let (mut known, mut costs) = (0, Vec::new());
    for size in ARTICLES {
        while known < size {
            let end = size.min(known + 1_000);
            // Their numbers are out of the way of those that come out.
            let lines: Vec<_> = (known..end)
                .zip(state.seq() + 1..)
                .map(|(number, seq)| article::line(2 * ARTICLES[3] + number, seq))
                .collect();
            state.learn(&lines).unwrap();
            known = end;
        }
        state.learnt(known, 0, Timestamp::UNIX_EPOCH).unwrap();
        let cost = median((0..SAMPLES).map(|sample| {
            let begun = Instant::now();
            article::emit(&state, &output, &config, size + sample);
            begun.elapsed()
        }));
        known += SAMPLES;
        costs.push((size, cost));
    }
    costs
}

fn feeds() -> Vec<(u64, Duration)> {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let state = State::open(&home.path().join("state")).unwrap();
    let record = |number: u64| FeedRecord {
        url: format!("https://news{number}.example/feed"),
        etag: Some(b"\"the last one\"".to_vec()),
        ..FeedRecord::default()
    };
    let (mut known, mut costs) = (0, Vec::new());
    for size in FEEDS {
        for number in known..size {
            state.save_feed(&format!("feed-{number}"), &record(number), false).unwrap();
        }
        known = size;
        let cost = median((0..SAMPLES).map(|sample| {
            let name = format!("feed-{}", sample * (size / SAMPLES.min(size)) % size);
            let begun = Instant::now();
            let record = state.feed(&name).unwrap().unwrap();
            state.save_feed(&name, &record, false).unwrap();
            begun.elapsed()
        }));
        costs.push((size, cost));
    }
    costs
}

fn median(costs: impl Iterator<Item = Duration>) -> Duration {
    let mut costs: Vec<Duration> = costs.collect();
    costs.sort_unstable();
    costs[costs.len() / 2]
}
