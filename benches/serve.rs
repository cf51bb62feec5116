//! `courant once` over captured pages of the real web, each in a feed of one of the four formats.
//!
//! `cargo bench --bench serve [-- PAGES]` serves the pages of `$COURANT_DATA/pages` (default `../shared/data`) on
//! loopback, at most so many if a number is given. Each feed with its pages is a host of its own (127.x.y.z).
//! The first pass must emit every page's article once, and every file must be as the contract says; the second
//! must emit nothing, and ask for every feed conditionally. Prints counts and times; fails if that is not so.
//!
//! The first pass is held against the time that the cores need at the least, one page after the other; and, where
//! `PYTHON` names an interpreter that has trafilatura and requests, against that on the same pages from the same hosts.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "it is the outside world")]
#![allow(dead_code, reason = "the modules serve the promise tests, too")]

#[path = "serve/beside.rs"]
mod beside;
#[path = "../tests/promises/daemon.rs"]
mod daemon;
#[path = "../tests/promises/feeds.rs"]
mod feeds;
#[path = "../tests/promises/markup.rs"]
mod markup;
#[path = "../tests/promises/output.rs"]
mod output;
#[path = "../tests/promises/site.rs"]
mod site;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::daemon::{Daemon, Settings};
use crate::feeds::{Entry, Format};
use crate::output::Output;
use crate::site::{Reply, Site};

/// Entries in one feed.
const ENTRIES: usize = 50;

/// A guard against hanging; all pages of the data take a few minutes at most.
const GUARD: Duration = Duration::from_hours(1);

/// A captured page.
struct Page {
    set: String,
    id: String,
    title: String,
    summary: Option<String>,
    gzip: Vec<u8>,
}

fn main() -> ExitCode {
    let data =
        env::var_os("COURANT_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let most = env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(usize::MAX);
    let mut pages = read_pages(&data.join("pages"));
    if pages.is_empty() {
        println!("no pages in {}: set COURANT_DATA to the folder with the data", data.display());
        return ExitCode::from(66);
    }
    pages.truncate(most);

    let sites: Vec<Site> =
        pages.chunks(ENTRIES).enumerate().map(|(at, chunk)| host(at, chunk)).collect();
    let daemon = Daemon::new(&settings(&sites));
    println!("{} pages in {} feeds, each on a host of its own", pages.len(), sites.len());

    let mut faults = Vec::new();
    let begun = Instant::now();
    let first = pass(&daemon, "first pass", &mut faults);
    let took = begun.elapsed();
    faults.extend(first.faults());
    let urls: Vec<_> = first.articles().iter().map(|article| article["url"].to_string()).collect();
    faults.extend(output::repeated(urls).into_iter().map(|url| format!("{url} came out twice")));
    if first.journal.len() != pages.len() {
        faults.push(format!("{} articles came of {} pages", first.journal.len(), pages.len()));
    }
    println!("{} articles, bodies from {:?}", first.journal.len(), origins(&first));
    // Before the other program asks, two things at a time.
    for (at, site) in sites.iter().enumerate() {
        let most = site.most_in_flight();
        if most > 1 {
            faults.push(format!("feed {at}'s host was asked {most} things at a time"));
        }
    }
    compare(&pages, &sites, took);

    let second = pass(&daemon, "second pass", &mut faults);
    if second.journal.len() != first.journal.len() {
        faults.push(format!(
            "the second pass emitted {}",
            second.journal.len() - first.journal.len()
        ));
    }
    for (at, site) in sites.iter().enumerate() {
        let polls = site.requests_for("/feed");
        let conditional: Vec<bool> = polls.iter().map(site::Request::is_conditional).collect();
        if conditional != [false, true] {
            faults.push(format!("feed {at} was asked for conditionally: {conditional:?}"));
        }
    }

    for fault in &faults {
        println!("FAULT {fault}");
    }
    println!("{} faults", faults.len());
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One run of `once`, and what stands in the output directory then.
fn pass(daemon: &Daemon, name: &str, faults: &mut Vec<String>) -> Output {
    let start = Instant::now();
    let ran = daemon.start(&["once"]).wait_for(GUARD);
    println!("{name}: {:.2} s", start.elapsed().as_secs_f64());
    if ran.code != Some(0) {
        faults.push(format!("{name}: {ran}"));
    }
    Output::read(&daemon.output())
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn compare(pages: &[Page], sites: &[Site], took: Duration) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let one = beside::one_page(pages.iter().map(|page| page.gzip.as_slice()));
    let rate = pages.len() as f64 / took.as_secs_f64();
    let limit = cores as f64 / one.as_secs_f64();
    println!(
        "{rate:.0} articles/s; {cores} cores can parse and extract {limit:.0}, one page in {one:.2?}: {:.2} of that",
        rate / limit
    );
    let Some(python) = env::var_os("PYTHON") else {
        return println!(
            "PYTHON names no interpreter with trafilatura and requests: nothing to compare with"
        );
    };
    let addresses = pages.chunks(ENTRIES).zip(sites).flat_map(|(pages, site)| {
        pages.iter().map(|page| site.url(&format!("/{}/{}", page.set, page.id)))
    });
    let addresses: Vec<String> = addresses.collect();
    let (theirs, made) = beside::trafilatura(Path::new(&python), cores, &addresses);
    let their_rate = made as f64 / theirs.as_secs_f64();
    println!(
        "trafilatura: {made} articles in {:.2} s, {their_rate:.0} articles/s; courant / trafilatura {:.1}",
        theirs.as_secs_f64(),
        rate / their_rate
    );
}

/// A host with some pages and the feed that lists them.
fn host(at: usize, pages: &[Page]) -> Site {
    let [high, low] = u16::try_from(at + 1).unwrap().to_be_bytes();
    let site = Site::open_at(Ipv4Addr::new(127, 1, high, low));
    let entries: Vec<Entry> = pages.iter().map(|page| entry(&site, page)).collect();
    site.serve("/feed", feeds::reply(Format::ALL[at % Format::ALL.len()], &entries));
    site
}

fn entry(site: &Site, page: &Page) -> Entry {
    let path = format!("/{}/{}", page.set, page.id);
    site.serve(&path, Reply::page(page.gzip.clone()).header("Content-Encoding", "gzip"));
    let entry = Entry::new(&format!("{}-{}", page.set, page.id), &page.title, &site.url(&path));
    Entry { summary: page.summary.clone(), ..entry }
}

fn settings(sites: &[Site]) -> Settings {
    let mut settings = Settings::reading(&sites[0], &[]);
    settings.allow = vec!["127.0.0.0/8".to_owned()];
    for (at, site) in sites.iter().enumerate() {
        settings = settings.and(&format!("feed-{at}"), &site.url("/feed"), "");
    }
    settings
}

/// How many articles have their body from where.
fn origins(output: &Output) -> BTreeMap<String, usize> {
    let mut origins = BTreeMap::new();
    for article in output.articles() {
        let ours = &article["_courant"];
        let reason =
            ours["reason"].as_str().map(|reason| format!(" ({reason})")).unwrap_or_default();
        *origins
            .entry(format!("{}{reason}", ours["body_from"].as_str().unwrap_or("?")))
            .or_default() += 1;
    }
    origins
}

/// The pages of all sets, in an order that is always the same.
fn read_pages(folder: &Path) -> Vec<Page> {
    let Ok(sets) = fs::read_dir(folder) else { return Vec::new() };
    let mut sets: Vec<PathBuf> =
        sets.map(|set| set.unwrap().path()).filter(|set| set.is_dir()).collect();
    sets.sort();
    sets.iter().flat_map(|set| read_set(set)).collect()
}

fn read_set(set: &Path) -> Vec<Page> {
    let truth: BTreeMap<String, Value> =
        serde_json::from_slice(&fs::read(set.join("truth.json")).unwrap()).unwrap();
    let name = set.file_name().unwrap().to_string_lossy().into_owned();
    let page = |(id, truth): (String, Value)| {
        let gzip = fs::read(set.join("html").join(format!("{id}.html.gz"))).ok()?;
        let body = truth["body"].as_str().and_then(|body| body.lines().next());
        let summary = body.map(|line| line.chars().take(200).collect());
        let title =
            truth["title"].as_str().filter(|title| !title.is_empty()).unwrap_or(&id).to_owned();
        Some(Page { set: name.clone(), id, title, summary, gzip })
    };
    truth.into_iter().filter_map(page).collect()
}
