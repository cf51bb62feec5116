//! A month of the whole daemon in virtual time, over a made-up web with real publishing times.
//!
//! `cargo bench --bench soak [-- FEEDS DAYS]` (5,000 and 30). Timetable, pipeline, publisher, state and output are the
//! real ones; the web is not: it is a pure function of the moment, so it needs no memory, and what it served is in a
//! log that a kill does not touch. Feeds publish when those in `$COURANT_DATA/feeds` (default `../shared/data`) did, or
//! else by a few made-up kinds. Hosts fail, refuse and hang, the network is away for an hour now and then, feeds move,
//! entries are edited, and vanish and come back. The daemon is a process of its own that is stopped or killed every
//! few days of odd weeks; even weeks it lives through. A consumer takes the files away, directories too, as soon as the
//! journal tells of them.
//!
//! It fails unless each entry that any answer showed came out exactly once, with a revision for each edit that answers
//! showed, in a journal without a gap. What was under way when the daemon ended may have been lost with it, and
//! only if no later answer showed it. Put `TMPDIR` in memory, for syncs are not what is measured.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "it is the outside world")]

#[path = "soak/account.rs"]
mod account;
#[path = "soak/consumer.rs"]
mod consumer;
#[path = "soak/dice.rs"]
mod dice;
#[path = "soak/faults.rs"]
mod faults;
#[allow(dead_code, reason = "only the times count here")]
#[path = "schedule/kinds.rs"]
mod kinds;
#[path = "soak/life.rs"]
mod life;
#[path = "soak/log.rs"]
mod log;
#[path = "soak/network.rs"]
mod network;
#[path = "soak/patterns.rs"]
mod patterns;
#[allow(dead_code, reason = "only the times count here")]
#[path = "schedule/polls.rs"]
mod polls;
#[path = "soak/sample.rs"]
mod sample;
#[path = "soak/stops.rs"]
mod stops;
#[path = "soak/text.rs"]
mod text;
#[path = "sweep/watched.rs"]
mod watched;
#[path = "soak/weeks.rs"]
mod weeks;
#[path = "soak/world.rs"]
mod world;

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use account::Account;
use consumer::Consumer;
use log::Log;
use world::World;

/// Monday, 2 November 2026, 00:00 UTC, in milliseconds since 1970.
const BEGIN: i64 = 1_793_577_600_000;
const DAY: i64 = 86_400_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).filter(|one| one != "--bench").collect();
    let number = |place: usize| arguments.get(place).map(|one| one.parse().expect("a number"));
    if arguments.first().is_some_and(|first| first == "life") {
        life::live(Path::new(&arguments[1]), number(2).unwrap(), number(3).unwrap());
        return ExitCode::SUCCESS;
    }
    let feeds = number(0).map_or(5_000, |feeds| u32::try_from(feeds).expect("a number of feeds"));
    soak(feeds, number(1).unwrap_or(30))
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn soak(feeds: u32, days: i64) -> ExitCode {
    let home = tempfile::tempdir().unwrap();
    let world = World { feeds, patterns: patterns::all() };
    println!("{feeds} feeds after {}, {days} days", world.words());
    fs::write(home.path().join("world"), serde_json::to_vec(&world).unwrap()).unwrap();
    configure(home.path(), &world);

    let began = Instant::now();
    let consumer = Consumer::start(&home.path().join("articles"));
    stops::live_through(home.path(), BEGIN + days * DAY);
    let taken = consumer.end();
    let seconds = began.elapsed().as_secs_f64();
    let log = Log::read(home.path());
    let samples = sample::read(home.path());

    weeks::report(&world, &log, &taken.lines, &samples);
    let account = Account::of(&world, &log, &taken);
    println!("{account}");
    let rate = |count: usize| count as f64 / seconds;
    let (asked, lines) = (log.iter().filter(|seen| seen.is_request()).count(), taken.lines.len());
    println!(
        "{seconds:.0} s in all: {:.0} requests/s and {:.0} emissions/s together",
        rate(asked),
        rate(lines)
    );
    let faults = account.faults();
    for fault in &faults {
        println!("FAULT {fault}");
    }
    println!("{} faults", faults.len());
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// All as by default, but that the feeds' own text is taken.
fn configure(home: &Path, world: &World) {
    let mut text = "[output]\ndirectory = \"articles\"\n[state]\ndirectory = \"state\"\n\
                    [extract]\nbody = \"feed\"\n"
        .to_owned();
    for feed in 0..world.feeds {
        let address = world::address(feed);
        writeln!(text, "[[feed]]\nname = \"feed-{feed}\"\nurl = \"{address}\"").unwrap();
    }
    fs::create_dir(home.join("articles")).unwrap();
    fs::write(home.join("courant.toml"), text).unwrap();
}
