//! What a host's memory changes: pages of one host, one after the other, with and without it.
//!
//! `cargo bench --bench memory -- [SET…] [--predictions DIR]`
//!
//! The pages are under `$COURANT_DATA/pages` (default `../shared/data`). Each set is read three times: without
//! memory, each host's pages in the order of their names as a daemon would meet them (`in-order`), and each page
//! after all others of its host (`after-all`). What memory takes away is printed line by line; with
//! `--predictions` the bodies go to `DIR/SET.{without,in-order,after-all}.json` for `pages/evaluate.py`.

mod captured;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use captured::Captured;
use courant::extract::{Extraction, Hints, HostMemory, extract};
use courant::hosts::Host;
use courant::state::State;
use jiff::Timestamp;
use serde_json::{Value, json};

const SETS: &[&str] = &["blend-a", "daily-a", "world-a", "guides-a", "snippets-a"];

fn main() {
    let mut sets: Vec<String> = Vec::new();
    let mut predictions: Option<PathBuf> = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => {}
            "--predictions" => predictions = arguments.next().map(PathBuf::from),
            set => sets.push(set.to_owned()),
        }
    }
    if sets.is_empty() {
        sets = SETS.iter().map(|&set| set.to_owned()).collect();
    }
    let pages = captured::folder();
    for set in &sets {
        let by_host = by_host(&pages.join(set));
        let mut all: [BTreeMap<&str, Value>; 3] = Default::default();
        let (mut pages, mut touched) = (0, 0);
        for (host, captured) in by_host.iter().filter(|(_, captured)| captured.len() > 1) {
            let without = |page: &Captured| found(page, None);
            let home = tempfile::tempdir().expect("a directory");
            let state = State::open(&home.path().join("state")).expect("a new state opens");
            for (at, page) in captured.iter().enumerate() {
                let plain = without(page);
                let met = read_with(&state, host, page);
                let rest = tempfile::tempdir().expect("a directory");
                let other = State::open(&rest.path().join("state")).expect("a new state opens");
                for before in captured.iter().enumerate().filter(|(other, _)| *other != at) {
                    read_with(&other, host, before.1);
                }
                let after = read_with(&other, host, page);
                pages += 1;
                touched += usize::from(tell(set, page, "in order", &plain, &met));
                tell(set, page, "after all others", &plain, &after);
                for (all, found) in all.iter_mut().zip([plain, met, after]) {
                    all.insert(&page.id, found);
                }
            }
        }
        println!(
            "{set}: {pages} pages of hosts with several, {touched} changed by memory in order"
        );
        if let Some(directory) = &predictions {
            for (all, kind) in all.iter().zip(["without", "in-order", "after-all"]) {
                let bodies = serde_json::to_vec(all).expect("plain values");
                captured::write(&bodies, &directory.join(format!("{set}.{kind}.json")));
            }
        }
    }
}

/// Reads a page as the daemon does: with what its host left, and leaving there what it learnt.
fn read_with(state: &State, host: &str, page: &Captured) -> Value {
    let now = Timestamp::UNIX_EPOCH;
    let memory = state.host_memory(host, false, now).expect("the state can be read");
    let read = extraction(page, Some(memory));
    if let Some(read) = &read {
        state.remember_host(host, &read.traces, now).expect("the state can be written");
    }
    body(read.as_ref())
}

fn found(page: &Captured, memory: Option<HostMemory>) -> Value {
    body(extraction(page, memory).as_ref())
}

fn extraction(page: &Captured, host: Option<HostMemory>) -> Option<Extraction> {
    extract(&page.html, &page.url, &Hints { host, ..Hints::default() }).ok()
}

fn body(read: Option<&Extraction>) -> Value {
    json!({ "body": read.map(|read| read.body.to_text()).unwrap_or_default() })
}

/// Prints the lines that memory took away, and any that it brought back; whether there are any.
fn tell(set: &str, page: &Captured, when: &str, plain: &Value, with: &Value) -> bool {
    let lines = |of: &Value| -> Vec<String> {
        of["body"].as_str().unwrap_or_default().lines().map(str::to_owned).collect()
    };
    let (before, after) = (lines(plain), lines(with));
    for (sign, lines, others) in [('-', &before, &after), ('+', &after, &before)] {
        let others: HashSet<&String> = others.iter().collect();
        for line in lines.iter().filter(|line| !others.contains(line)) {
            println!(
                "{sign} {set}/{} {when}: {}",
                page.id,
                line.chars().take(160).collect::<String>()
            );
        }
    }
    before != after
}

/// The pages of a set whose address is known, by the host that they stand on.
fn by_host(set: &Path) -> BTreeMap<String, Vec<Captured>> {
    let mut by_host: BTreeMap<String, Vec<Captured>> = BTreeMap::new();
    for page in captured::read(set).into_iter().filter(|page| page.url != captured::nowhere()) {
        let Some(host) = Host::of(&page.url) else { continue };
        by_host.entry(host.as_str().to_owned()).or_default().push(page);
    }
    by_host
}
