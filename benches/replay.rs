//! Successive polls of real feeds through the real pipeline: each entry is one article, and stays one.
//!
//! `cargo bench --bench replay [-- --show]` replays `$COURANT_DATA/feeds/polls-a` (default `../shared/data`) in
//! the order of time: real state, real output, a simulated clock, pages that a stub makes of what the feed says.
//! Now and then the server answers with an error page or with nothing at all. The articles are held against the
//! distinct entries that feedparser counts (`benches/distinct.py`; the interpreter is `$PYTHON`, default
//! `python3`). Then everything is opened anew and the same polls come again, which must bring nothing new but the
//! former texts of what was edited, and the later ones. Last, the entries of `real-a` that share their link are
//! counted, and must stay apart. With `--show`, every difference and revision is printed. Fails if an entry is
//! missed or comes twice, or if a feed brings more revisions than its entries were edited.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "it is the outside world")]

#[path = "replay/emitted.rs"]
mod emitted;
#[path = "replay/polls.rs"]
mod polls;
#[path = "replay/server.rs"]
mod server;
#[path = "replay/sharing.rs"]
mod sharing;
#[path = "replay/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use courant::clock::{Clock, SimulatedClock};
use courant::config::Config;
use courant::emission::{Action, Line};
use courant::pipeline::{self, Endurance, Outcome, Pipeline};
use emitted::Emitted;
use jiff::Timestamp;
use polls::{Counted, Poll, count_independently, unpack};
use server::{Server, address};
use sharing::sharing;
use table::{Row, report};
use tokio_util::sync::CancellationToken;

/// Before every so many polls of a feed its server answers with an error page …
const ERROR_PAGE: usize = 7;
/// … and before every so many with nothing at all.
const NOTHING: usize = 11;

fn main() -> ExitCode {
    let show = env::args().any(|argument| argument == "--show");
    let data =
        env::var_os("COURANT_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let feeds = data.join("feeds");
    if !feeds.join("polls-a").is_dir() {
        println!("no polls in {}: set COURANT_DATA to the folder with the data", feeds.display());
        return ExitCode::from(66);
    }
    let home = tempfile::tempdir().unwrap();
    let polls = unpack(&feeds.join("polls-a"), &home.path().join("polls"));
    let Some(truth) = count_independently(&home.path().join("polls")) else {
        println!(
            "no independent count: `pip install feedparser==6.0.14`, or name a python that has it as PYTHON"
        );
        return ExitCode::from(69);
    };
    let names: Vec<&String> = truth.keys().collect();
    let config = Arc::new(configure(home.path(), &names));
    let server = Arc::new(Server::default());

    let mut faults = Vec::new();
    let first = replay(&config, &server, &polls, true);
    let emitted = Emitted::read(&config.output.directory);
    report("first replay", &first, &truth, &emitted.lines);
    faults.extend(emitted.compare(&truth, show));
    faults.extend(first.iter().filter_map(|(feed, row)| {
        let theirs = (truth[feed].documents, truth[feed].entries);
        let fewer = row.documents < theirs.0 || row.entries < theirs.1;
        fewer.then(|| format!("{feed}: feedparser reads {theirs:?} documents and entries"))
    }));
    faults.extend(storms("first", &emitted.lines, &truth, 1));
    if show {
        show_revisions(&emitted.lines);
    }

    // Feeds that a stale cache serves show old texts; the pages stay as they are.
    server.freeze();
    let second = replay(&config, &server, &polls, false);
    let again = Emitted::read(&config.output.directory);
    let of_second = &again.lines[emitted.lines.len()..];
    report("second replay, over the same state", &second, &truth, of_second);
    // What was edited once is unedited once, and edited again.
    faults.extend(storms("second", of_second, &truth, 2));
    if show {
        show_revisions(of_second);
    }
    let new = of_second.iter().filter(|line| line.action == Action::New);
    faults.extend(new.map(|line| format!("the second replay emitted {line:?}")));

    faults.extend(sharing(&feeds.join("real-a"), show));
    for fault in &faults {
        println!("FAULT {fault}");
    }
    println!("\n{} faults", faults.len());
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Feeds that brought more revisions than their entries were edited, so many for each edit.
fn storms(
    replay: &str,
    lines: &[Line],
    truth: &BTreeMap<String, Counted>,
    each: usize,
) -> Vec<String> {
    let revised = |feed: &String| {
        lines.iter().filter(|line| line.feed == *feed && line.action == Action::Revised).count()
    };
    let too_many = |(feed, counted): (&String, &Counted)| {
        let (revised, edits) = (revised(feed), counted.edits);
        (revised > each * edits).then(|| {
            format!(
                "the {replay} replay brought {revised} revisions of {feed}, which has {edits} edits"
            )
        })
    };
    truth.iter().filter_map(too_many).collect()
}

fn show_revisions(lines: &[Line]) {
    for line in lines.iter().filter(|line| line.action == Action::Revised) {
        let Line { feed, url, title, changes, .. } = line;
        println!("{feed} revised: {url:?} {title:?} {changes:?}");
    }
}

fn configure(home: &Path, feeds: &[&String]) -> Config {
    fs::create_dir(home.join("articles")).unwrap();
    let mut text = "output.directory = \"articles\"\noutput.formats = [\"json\"]\n\
                    state.directory = \"state\"\nfetch.host_delay = \"0s\"\n"
        .to_owned();
    for feed in feeds {
        writeln!(text, "[[feed]]\nname = \"{feed}\"\nurl = \"{}\"", address(feed)).unwrap();
    }
    fs::write(home.join("courant.toml"), text).unwrap();
    Config::load(&home.join("courant.toml")).unwrap()
}

/// Replays the polls over what is on disk, and says what was seen.
fn replay(
    config: &Arc<Config>,
    server: &Arc<Server>,
    polls: &[Poll],
    first: bool,
) -> BTreeMap<String, Row> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.unwrap().block_on(async {
        let span = polls.last().unwrap().at - polls[0].at;
        let offset = if first { 0 } else { span + 86_400 };
        let moment = |at: i64| Timestamp::from_second(at + offset).unwrap();
        let clock = Arc::new(SimulatedClock::starting_at(moment(polls[0].at)));
        let opened = pipeline::open(config, clock.now()).unwrap();
        let pipeline = Pipeline::new(
            config.clone(),
            server.clone(),
            clock.clone(),
            opened,
            Endurance::GiveUp,
            CancellationToken::new(),
        )
        .unwrap();
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for poll in polls {
            let wait = moment(poll.at).duration_since(clock.now());
            tokio::time::advance(Duration::try_from(wait).unwrap_or_default()).await;
            let row = rows.entry(poll.feed.clone()).or_default();
            let start = Instant::now();
            let down = match row.polls {
                polls if polls % ERROR_PAGE == ERROR_PAGE - 1 => {
                    Some("<html><body><h1>Down for maintenance</h1></body></html>")
                }
                polls if polls % NOTHING == NOTHING - 1 => Some(""),
                _ => None,
            };
            if let Some(body) = down {
                server.serve(&poll.feed, "text/html", body.as_bytes().to_vec());
                ask(&pipeline, &poll.feed, row).await;
            }
            server.serve(&poll.feed, "application/xml", poll.body.clone());
            ask(&pipeline, &poll.feed, row).await;
            row.polls += 1;
            row.time += start.elapsed();
        }
        rows
    })
}

/// One poll of a feed, with all that follows from it.
async fn ask(pipeline: &Arc<Pipeline>, name: &str, row: &mut Row) {
    let feed = pipeline.feed(name).unwrap();
    pipeline.pass(&[feed], || (), || ()).await;
    if let Some(fault) = pipeline.take_fault() {
        panic!("{name}: {fault}");
    }
    let counts = pipeline.counts();
    row.aliases = counts[name].aliases;
    match counts[name].poll.as_ref().unwrap() {
        Outcome::Read { entries, discovered } => {
            row.documents += 1;
            row.entries += entries;
            row.gaps += usize::from(discovered.gap);
        }
        Outcome::Unchanged { .. } => row.unchanged += 1,
        Outcome::Failed { .. } => row.failed += 1,
        Outcome::Left { sentence, .. } => panic!("{name} was left alone: {sentence}"),
    }
}
