//! Earlier revisions, kept on request: what a later one changed can be read, whatever became of the files.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::consumer::Consumer;
use crate::daemon::{Daemon, PATIENCE, Settings};
use crate::feeds::Entry;
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

const CORRECTION: &str =
    "Correction: the harbour office counted four boats on Tuesday morning, and not three.";

/// Six reports that came out.
struct Printed {
    site: Site,
    daemon: Daemon,
    entries: Vec<Entry>,
    settings: Settings,
}

impl Printed {
    fn with(tables: &str) -> Self {
        let site = Site::open();
        let entries = newsroom::reports(&site, 1..=6);
        newsroom::post(&site, "/feed", &entries);
        let settings = Settings {
            tables: tables.to_owned(),
            ..Settings::reading(&site, &[("river", "/feed")])
        };
        let daemon = Daemon::new(&settings);
        daemon.pass();
        Self { site, daemon, entries, settings }
    }

    /// Report 2 comes again, with an edited word, a correction at its end, and another headline.
    fn correct(&mut self, hour: usize) -> Value {
        let mut text = pages::paragraphs(2);
        let first = text[0].split_once(' ').unwrap().1.to_owned();
        text[0] = format!("Edited{hour} {first}");
        text.push(format!("{CORRECTION} It was told at {hour} o'clock."));
        let headline = format!("{}, corrected", pages::headline(2));
        self.site.serve(&path(2), Reply::page(pages::around(&headline, &text)));
        let updated = format!("2026-11-21T{hour:02}:00:00Z");
        self.entries[1] = self.entries[1].clone().updated(&updated);
        newsroom::post(&self.site, "/feed", &self.entries);
        self.daemon.pass();
        let told = self.daemon.start(&["why", &self.site.url(&path(2)), "--json"]).wait();
        serde_json::from_str::<Value>(&told.stdout).unwrap()["article"].take()
    }
}

#[test]
fn what_a_revision_changed_can_be_read_though_consumers_took_the_files() {
    let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let tables = format!("[revise]\nkeep_revisions = 3\n\n[status]\nlisten = \"{listen}\"");
    let mut printed = Printed::with(&tables);
    Consumer::start(&printed.daemon.output()).stop();
    let article = printed.correct(9);
    Consumer::start(&printed.daemon.output()).stop();

    let output = Output::read(&printed.daemon.output());
    assert_eq!(output.journal_faults(), Vec::<String>::new());
    let changes = &output.journal[6]["changes"];
    assert_eq!((&changes["title"], &changes["body"]), (&true.into(), &true.into()));
    assert!(changes["added"].as_u64().is_some_and(|words| words > 15), "{changes}");

    let told = &article["differences"][0];
    assert_eq!((&told["before"], &told["revision"]), (&1.into(), &2.into()), "{article}");
    let edited = told["pieces"][0]["edited"].as_array().unwrap();
    assert!(edited.contains(&serde_json::json!({"added": "Edited9"})), "{told}");
    assert!(edited.iter().any(|run| run["kept"].is_string()), "{told}");
    let added = told["pieces"][1]["added"].as_str().unwrap();
    assert!(added.starts_with(CORRECTION), "{told}");
    assert_eq!(told["pieces"].as_array().unwrap().len(), 2, "and nothing else: {told}");

    let why = printed.daemon.start(&["why", article["id"].as_str().unwrap()]).wait().stdout;
    assert!(why.contains("From revision 1 to 2:"), "{why}");
    assert!(why.contains("{+Edited9+}") && why.contains(&format!("+ {CORRECTION}")), "{why}");
    assert!(why.contains("another title, "), "{why}");

    let _run = printed.daemon.start(&["run"]);
    let page = get(listen, &format!("/article/{}", article["id"].as_str().unwrap()));
    assert!(page.contains("<ins>Edited9</ins>"), "{page}");
    assert!(page.contains(&format!("<ins>{CORRECTION}")), "{page}");
    assert!(page.contains("What changed since revision 1"), "{page}");
}

#[test]
fn no_more_revisions_are_kept_than_were_asked_for() {
    let mut printed = Printed::with("");
    printed.correct(9);
    assert!(!printed.daemon.output().join(".revisions").exists(), "none, unless asked for");

    let mut printed = Printed::with("[revise]\nkeep_revisions = 2");
    for hour in 9..11 {
        printed.correct(hour);
    }
    let article = printed.correct(11);
    let told: Vec<u64> = article["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|told| told["revision"].as_u64().unwrap())
        .collect();
    assert_eq!(told, [3, 4], "of four revisions the last and two before it are at hand");
    assert_eq!(Output::sound(&printed.daemon.output()).journal.len(), 9);
}

#[test]
fn kept_revisions_go_with_their_articles() {
    let mut printed = Printed::with("[revise]\nkeep_revisions = 2");
    assert_eq!(kept(&printed.daemon.output()), 6);
    printed.settings.tables.push_str("\n\n[retention]\narticles = 1");
    printed.daemon.configure(&printed.settings);
    printed.correct(9);
    let output = Output::read(&printed.daemon.output());
    let standing = output.files.keys().filter(|path| path.ends_with("json")).count();
    assert_eq!(standing, 1, "the one that was corrected last");
    assert_eq!(kept(&printed.daemon.output()), 1);
    assert_eq!(output.journal.len(), 7);
}

#[test]
fn what_stands_in_the_way_of_kept_revisions_holds_no_article_up() {
    let mut printed = Printed::with("");
    fs::write(printed.daemon.output().join(".revisions"), "mine").unwrap();
    printed.settings.tables = "[revise]\nkeep_revisions = 2".to_owned();
    printed.daemon.configure(&printed.settings);
    printed.correct(9);
    let revised = Output::read(&printed.daemon.output()).journal.remove(6);
    assert_eq!(revised["revision"], 2);
}

/// How many articles have kept revisions.
fn kept(output: &Path) -> usize {
    let days = fs::read_dir(output.join(".revisions")).unwrap();
    days.map(|day| fs::read_dir(day.unwrap().path()).unwrap().count()).sum()
}

/// Asks the status page, until somebody answers there.
fn get(at: std::net::SocketAddr, path: &str) -> String {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Ok(mut stream) = TcpStream::connect(at) {
            write!(stream, "GET {path} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n\r\n")
                .unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            return answer;
        }
        assert!(Instant::now() < end, "nobody answers at {at}");
        thread::sleep(Duration::from_millis(20));
    }
}
