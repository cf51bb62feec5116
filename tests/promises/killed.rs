//! Killed at any moment, with a consumer that takes files at once: nothing lost, nothing twice, nothing torn.

use std::collections::{HashMap, HashSet};
use std::env;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::consumer::{Consumer, Taken};
use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Entry, Format};
use crate::figures;
use crate::newsroom::{self, path};
use crate::output::{self, Output};
use crate::pages;
use crate::random::Random;
use crate::site::{Reply, Site};

/// Runs that are killed; `COURANT_KILLS` sets another number.
const KILLS: usize = 40;

/// New reports before each run.
const NEWS: usize = 3;

/// The publisher's side: two feeds whose reports grow in number and are sometimes edited.
struct Paper {
    site: Site,
    entries: Vec<Entry>,
    edited: HashSet<usize>,
}

impl Paper {
    fn new() -> Self {
        Self { site: Site::open(), entries: Vec::new(), edited: HashSet::new() }
    }

    fn print(&mut self, random: &mut Random) {
        if self.entries.len() > 10 && random.below(3) == 0 {
            self.edit(usize::try_from(random.below(self.entries.len() as u64)).unwrap());
        }
        for _ in 0..NEWS {
            self.entries.push(newsroom::report(&self.site, self.entries.len()));
        }
        let (even, odd): (Vec<_>, Vec<_>) =
            self.entries.iter().enumerate().partition(|(at, _)| at % 2 == 0);
        let list = |some: Vec<(usize, &Entry)>| {
            some.into_iter().map(|(_, entry)| entry.clone()).collect::<Vec<_>>()
        };
        self.site.serve("/even", feeds::reply(Format::Rss2, &list(even)));
        self.site.serve("/odd", feeds::reply(Format::Atom, &list(odd)));
    }

    fn edit(&mut self, number: usize) {
        if self.edited.insert(number) {
            self.site.serve(&path(number), Reply::page(pages::edited(number, &correction(number))));
            let entry = self.entries[number].clone();
            self.entries[number] =
                entry.updated("2026-11-21T09:00:00Z").summary("<p>Corrected.</p>");
        }
    }
}

fn correction(number: usize) -> String {
    format!(
        "Correction to report {number}: the harbour office counted four boats on Tuesday, and not three."
    )
}

#[test]
fn killed_at_random_each_article_is_delivered_once_and_whole() {
    let kills = setting("COURANT_KILLS").unwrap_or(KILLS as u64);
    let mut random = Random::new(seed());
    let usual = length_of_a_pass();

    let mut paper = Paper::new();
    let daemon = Daemon::new(&Settings {
        tables: "[revise]\nkeep_revisions = 2".to_owned(),
        ..Settings::reading(&paper.site, &[("even", "/even"), ("odd", "/odd")])
    });
    let consumer = Consumer::start(&daemon.output());
    let mut killed = 0;
    for _ in 0..kills {
        paper.print(&mut random);
        let mut run = daemon.start(&["once"]);
        if random.below(2) == 0 {
            // At any time of a run.
            thread::sleep(usual.mul_f64(random.fraction() * 1.2));
        } else {
            // Around the time when the article of some request is emitted.
            let seen = paper.site.requests().len();
            let further = 1 + usize::try_from(random.below(2 + NEWS as u64)).unwrap();
            while run.is_running() && paper.site.requests().len() < seen + further {
                thread::sleep(Duration::from_micros(200));
            }
            thread::sleep(Duration::from_micros(random.below(40_000)));
        }
        let ran = run.kill();
        match (ran.signal, ran.code) {
            (Some(9), _) => killed += 1,
            (_, code) => assert_eq!(code, Some(0), "a run failed by itself: {ran}"),
        }
    }
    paper.print(&mut random);
    daemon.pass();
    let taken = consumer.stop();
    figures::count("kills survived, at random under load", killed);
    println!(
        "{killed} of {kills} runs were killed in the middle, {} reports, {} edited, {} states put aside",
        paper.entries.len(),
        paper.edited.len(),
        daemon.count("state.corrupt-"),
    );
    assert!(killed * 3 >= kills, "too few kills hit a run ({killed} of {kills}) to show anything");

    let output = Output::read(&daemon.output());
    assert_eq!(output.files.len(), 0, "the consumer took everything");
    let mut faults = output.journal_faults();
    faults.extend(taken.iter().flat_map(|file| output::file_faults(&file.path, &file.bytes)));
    faults.extend(unfinished(&taken));
    let rebuilt = daemon.count("state.corrupt-") > 0;
    faults.extend(kept_faults(&paper, &output, &daemon));
    faults.extend(misdelivered(&paper, &output, &taken, rebuilt));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn killed_while_a_poll_is_taken_in_a_304_loses_nothing() {
    let mut random = Random::new(seed());
    for _ in 0..setting("COURANT_KILLS").unwrap_or(KILLS as u64) / 2 {
        let site = Site::open();
        newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        daemon.pass();
        newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
        let mut run = daemon.start(&["once"]);
        run.until("it polls", || site.requests_for("/feed").len() == 2);
        // Until the first page is asked for, the document is read and the queue is made durable.
        thread::sleep(Duration::from_micros(random.below(50_000)));
        run.kill();
        // The feed does not change any more: what that poll showed is seen no second time.
        daemon.pass();
        assert_eq!(Output::sound(&daemon.output()).journal.len(), 3);
        let polls = site.requests_for("/feed");
        assert!(polls[1..].iter().all(crate::site::Request::is_conditional), "validators survive");
    }
}

/// Emissions of which no whole file was kept, or the wrong one.
fn kept_faults(paper: &Paper, output: &Output, daemon: &Daemon) -> Vec<String> {
    let mut faults = Vec::new();
    for line in &output.journal {
        let path = line["path"].as_str().unwrap();
        let (day, name) = (&path[..10], path.rsplit('/').next().unwrap());
        let kept = format!(
            ".revisions/{day}/{}/{}/{name}",
            line["id"].as_str().unwrap(),
            line["revision"]
        );
        let Ok(bytes) = std::fs::read(daemon.output().join(&kept)) else {
            faults.push(format!("{kept} was not kept"));
            continue;
        };
        faults.extend(output::file_faults(&kept, &bytes));
        let text = String::from_utf8_lossy(&bytes);
        if line["revision"] == 2 && !text.contains("Correction to report") {
            faults.push(format!("{kept} is not revision 2"));
        }
    }
    println!("{} revisions of {} reports were kept", output.journal.len(), paper.entries.len());
    faults
}

/// Files that do not end where their article ends.
fn unfinished(taken: &[Taken]) -> Vec<String> {
    let whole =
        |file: &Taken| String::from_utf8_lossy(&file.bytes).contains("Here ends report number");
    taken.iter().filter(|file| !whole(file)).map(|file| format!("{} is cut", file.path)).collect()
}

/// Articles that came twice, or not at all, or not in their last form.
///
/// A state that was `rebuilt`, since two kills in a row hit its opening, does not remember how entries read before,
/// so it may overlook an edit.
fn misdelivered(paper: &Paper, output: &Output, taken: &[Taken], rebuilt: bool) -> Vec<String> {
    let mut faults = Vec::new();
    let mut delivered: HashMap<String, Vec<u64>> = HashMap::new();
    let mut last: HashMap<usize, Value> = HashMap::new();
    for file in taken {
        delivered.entry(file.path.clone()).or_default().push(revision_in(file));
        if let Ok(article) = serde_json::from_slice::<Value>(&file.bytes) {
            let url = article["url"].as_str().unwrap_or_default();
            let number = url.rsplit('/').next().and_then(|number| number.parse().ok());
            last.insert(number.unwrap_or(usize::MAX), article);
        }
    }
    let told: HashMap<&str, u64> = output
        .journal
        .iter()
        .filter_map(|line| Some((line["path"].as_str()?, line["revision"].as_u64()?)))
        .collect();
    for (path, revisions) in &delivered {
        let twice = output::repeated(revisions.iter().copied());
        if !twice.is_empty() {
            faults.push(format!("{path} was delivered in these revisions: {revisions:?}"));
        }
        let stem = path.rsplit_once('.').unwrap().0;
        let line = told.get(format!("{stem}.json").as_str());
        if line != revisions.iter().max() {
            faults
                .push(format!("{path} came as {revisions:?}, and the journal's last is {line:?}"));
        }
    }
    for path in told.keys() {
        let stem = path.strip_suffix(".json").unwrap();
        for ending in ["json", "md", "txt"] {
            if !delivered.contains_key(&format!("{stem}.{ending}")) {
                faults.push(format!("{stem}.{ending} never came"));
            }
        }
    }
    for number in 0..paper.entries.len() {
        let Some(article) = last.get(&number) else {
            faults.push(format!("report {number} never came"));
            continue;
        };
        let text = article["content_text"].as_str().unwrap_or_default();
        if !paper.edited.contains(&number) && text.contains("Correction")
            || paper.edited.contains(&number) && !text.contains(&correction(number)) && !rebuilt
        {
            faults.push(format!("report {number} did not come in its last form: {article}"));
        }
    }
    if told.len() != paper.entries.len() {
        faults.push(format!("{} articles came of {} reports", told.len(), paper.entries.len()));
    }
    faults
}

/// The revision that a file of any format carries.
fn revision_in(file: &Taken) -> u64 {
    let text = String::from_utf8_lossy(&file.bytes);
    let (_, after) =
        text.split_once("revision").unwrap_or_else(|| panic!("{} has no revision", file.path));
    let number = after.trim_start_matches(['"', ':', ' ']);
    number.split(|letter: char| !letter.is_ascii_digit()).next().unwrap().parse().unwrap()
}

/// How long a run takes that nobody kills, from an empty state.
fn length_of_a_pass() -> Duration {
    let mut paper = Paper::new();
    paper.print(&mut Random::new(1));
    let daemon =
        Daemon::new(&Settings::reading(&paper.site, &[("even", "/even"), ("odd", "/odd")]));
    let start = Instant::now();
    daemon.pass();
    start.elapsed()
}

/// `COURANT_SEED`, else something from the clock; it is printed, so that a failure can be had again.
fn seed() -> u64 {
    let clock = || u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos());
    let seed = setting("COURANT_SEED").unwrap_or_else(clock);
    println!("COURANT_SEED={seed}");
    seed
}

fn setting(name: &str) -> Option<u64> {
    env::var(name)
        .ok()
        .map(|value| value.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}
