//! The consumers in `examples/` do what their heads say, with a real courant putting out.
//!
//! Those that need a program which a machine may lack are ignored here; `.ci/examples` installs it and runs
//! them. Without it they fail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::daemon::{Daemon, PATIENCE, Settings};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

#[path = "../../examples/read.rs"]
#[allow(dead_code, reason = "the example is a program, and its `main` is not called here")]
mod read;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

fn newsroom(reports: std::ops::RangeInclusive<usize>) -> (Site, Daemon) {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, reports));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    (site, daemon)
}

#[test]
fn a_library_for_json_feed_reads_the_output() {
    let (_site, daemon) = newsroom(1..=3);
    let output = Output::sound(&daemon.output());
    let feed = read::read(&daemon.output(), 2).unwrap();
    assert_eq!(feed.entries.len(), 2);
    for (entry, line) in feed.entries.iter().zip(output.journal.iter().rev()) {
        let article = output.titled(line["title"].as_str().unwrap());
        assert_eq!(entry.id, line["id"].as_str().unwrap());
        assert_eq!(entry.title.as_ref().unwrap().content, line["title"].as_str().unwrap());
        assert_eq!(entry.links[0].href, article["url"].as_str().unwrap());
        assert!(entry.published.is_some());
        let body = entry.content.as_ref().and_then(|content| content.body.as_deref());
        assert_eq!(body, article["content_html"].as_str());
    }
}

/// A run of `follow.sh`; it is killed when it is dropped.
struct Follower(Child);

impl Follower {
    /// Starts it with a command that moves each article to `inbox`, and says so.
    fn start(daemon: &Daemon, inbox: &Path, log: &Path) -> Self {
        assert!(
            Command::new("inotifywait").arg("--help").stdout(Stdio::null()).status().is_ok(),
            "inotifywait is missing; it comes with inotify-tools"
        );
        let log = fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        let child = Command::new("bash")
            .arg(example("follow.sh"))
            .arg(daemon.output())
            .args(["mv", "--verbose", "--target-directory"])
            .arg(inbox)
            .env("POSITION", daemon.path("position"))
            .stdin(Stdio::null())
            .stdout(log)
            .spawn()
            .expect("bash is there");
        Self(child)
    }

    fn stop(mut self) {
        let pid = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
#[ignore = "needs inotifywait: .ci/examples runs it"]
fn the_output_is_followed_each_article_once() {
    let (site, daemon) = newsroom(1..=2);
    let (inbox, log) = (daemon.path("inbox"), daemon.path("log"));
    fs::create_dir(&inbox).unwrap();
    let moved = || fs::read_to_string(&log).unwrap().lines().count();
    let until = |count: usize| {
        let late = Instant::now() + PATIENCE;
        while moved() < count {
            assert!(Instant::now() < late, "{} of {count} came", moved());
            thread::sleep(Duration::from_millis(10));
        }
    };
    let follower = Follower::start(&daemon, &inbox, &log);
    until(2);
    // What comes while it watches.
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    daemon.pass();
    until(3);
    follower.stop();
    // What came while it was away.
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=5));
    daemon.pass();
    let follower = Follower::start(&daemon, &inbox, &log);
    until(5);
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=6));
    daemon.pass();
    until(6);
    follower.stop();
    assert_eq!(moved(), 6, "each once:\n{}", fs::read_to_string(&log).unwrap());
    assert_eq!(fs::read_dir(&inbox).unwrap().count(), 6);
}

fn search(words: &[&str], paths: &[&Path]) -> String {
    let program = example("search.py");
    let (command, rest) = words.split_first().unwrap();
    let mut python = Command::new("python3");
    python.arg(program).arg(command).args(paths).args(rest);
    let ran = python.output().expect("python3 is missing; it comes with python3");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
#[ignore = "needs python3: .ci/examples runs it"]
fn the_output_is_searched_and_holds_each_article_once_in_its_last_revision() {
    let (site, daemon) = newsroom(1..=3);
    let (output, database) = (daemon.output(), daemon.path("articles.db"));
    assert_eq!(search(&["load"], &[&output, &database]), "3 articles, up to number 3\n");
    assert_eq!(search(&["load"], &[&output, &database]), "3 articles, up to number 3\n");
    let found = search(&["find", "ends report \"number 2", "river"], &[&database]);
    assert!(found.contains(&pages::headline(2)) && !found.contains(&pages::headline(3)), "{found}");

    site.serve(&path(2), Reply::page(pages::edited(2, "Correction: it was a heron on the weir.")));
    let mut entries = newsroom::reports(&site, 3..=4);
    entries
        .push(newsroom::announce(&site, 2).updated("2026-11-21T09:00:00Z").summary("<p>New.</p>"));
    newsroom::post(&site, "/feed", &entries);
    assert_eq!(search(&["find", "heron"], &[&database]), "");
    daemon.pass();
    assert_eq!(search(&["load"], &[&output, &database]), "4 articles, up to number 5\n");
    let found = search(&["find", "heron"], &[&database]);
    assert!(found.contains(&pages::headline(2)) && found.contains("[heron]"), "{found}");
    assert_eq!(found.lines().count(), 2, "once: {found}");
}
