//! SIGHUP reads the configuration again: a faulty file changes nothing, a good one only what it differs in.

use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;

use crate::daemon::{Daemon, Settings};
use crate::feeds::Entry;
use crate::newsroom;
use crate::output::Output;
use crate::site::{Reply, Site};

#[test]
fn a_faulty_file_keeps_the_old_configuration() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let mut settings = often(&Settings::reading(&site, &[("river", "/feed")]));
    let daemon = Daemon::new(&settings);
    let mut run = daemon.start(&["run"]);
    run.until("the first report", || emitted(&daemon) == 1);

    settings.fetch = "timeuot = \"3s\"".to_owned();
    daemon.configure(&settings);
    run.signal(Signal::HUP);
    run.until("the fault was reported", || run_said(&daemon, "timeuot"));
    let line = 1 + std::fs::read_to_string(daemon.path("courant.toml"))
        .unwrap()
        .lines()
        .position(|line| line.contains("timeuot"))
        .unwrap();
    let said = run.stderr();
    assert!(
        said.contains("courant.toml") && said.contains(&line.to_string()),
        "file and line: {said}"
    );

    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    run.until("the old feed was polled again", || emitted(&daemon) == 2);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    Output::sound(&daemon.output());
}

#[test]
fn a_list_that_became_a_pipe_is_a_fault_like_any_other_and_holds_nothing_up() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let settings = often(&Settings::reading(&site, &[("river", "/feed")]));
    let daemon = Daemon::new(&settings);
    let mut run = daemon.start(&["run"]);
    run.until("the first report", || emitted(&daemon) == 1);
    let pipe = Command::new("mkfifo").arg(daemon.path("list.toml")).status().unwrap();
    assert!(pipe.success());
    include(&daemon, "list.toml");
    run.signal(Signal::HUP);
    run.until("the fault was reported", || run_said(&daemon, "it is no regular file"));
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    run.until("the old feed was polled again", || emitted(&daemon) == 2);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
}

#[test]
fn a_good_file_is_applied_without_polling_what_did_not_change() {
    let site = Site::open();
    newsroom::post(&site, "/river", &newsroom::reports(&site, 1..=2));
    newsroom::post(&site, "/hills", &newsroom::reports(&site, 3..=4));
    let settings = Settings::reading(&site, &[("river", "/river")]);
    let daemon = Daemon::new(&settings);
    let mut run = daemon.start(&["run"]);
    run.until("the first feed", || emitted(&daemon) == 2);

    daemon.configure(&settings.and("hills", &site.url("/hills"), ""));
    run.signal(Signal::HUP);
    run.until("the second feed", || emitted(&daemon) == 4);
    assert_eq!(site.requests_for("/river").len(), 1);
    assert_eq!(site.requests_for("/hills").len(), 1);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    Output::sound(&daemon.output());
}

#[test]
fn a_storm_of_signals_is_weathered_and_the_last_configuration_counts() {
    let site = Site::open();
    newsroom::post(&site, "/river", &newsroom::reports(&site, 1..=2));
    newsroom::post(&site, "/hills", &newsroom::reports(&site, 3..=4));
    let river = often(&Settings::reading(&site, &[("river", "/river")]));
    let both = river.clone().and("hills", &site.url("/hills"), "");
    let faulty = Settings { fetch: "timeuot = \"3s\"".to_owned(), ..river.clone() };
    let daemon = Daemon::new(&river);
    let mut run = daemon.start(&["run"]);
    run.until("the first feed", || emitted(&daemon) == 2);

    for settings in [&both, &faulty, &river].into_iter().cycle().take(150) {
        daemon.configure(settings);
        for _ in 0..3 {
            run.signal(Signal::HUP);
        }
    }
    daemon.configure(&both);
    run.signal(Signal::HUP);
    run.until("the feed that joined", || emitted(&daemon) == 4);
    newsroom::post(&site, "/river", &newsroom::reports(&site, 1..=5));
    // Two of them come through the other feed, too.
    run.until("what is new in the other", || emitted(&daemon) == 5);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    Output::sound(&daemon.output());
}

#[test]
fn a_feed_that_was_taken_out_is_not_polled_any_more() {
    let site = Site::open();
    newsroom::post(&site, "/river", &newsroom::reports(&site, 1..=1));
    newsroom::post(&site, "/hills", &newsroom::reports(&site, 2..=2));
    let both = often(&Settings::reading(&site, &[("river", "/river"), ("hills", "/hills")]));
    let daemon = Daemon::new(&both);
    let mut run = daemon.start(&["run"]);
    run.until("both feeds", || emitted(&daemon) == 2);

    daemon.configure(&often(&Settings::reading(&site, &[("hills", "/hills")])));
    let before = site.requests_for("/hills").len();
    run.signal(Signal::HUP);
    run.until("some further polls", || site.requests_for("/hills").len() > before + 2);
    let river = site.requests_for("/river").len();
    let before = site.requests_for("/hills").len();
    run.until("some further polls", || site.requests_for("/hills").len() > before + 2);
    assert_eq!(site.requests_for("/river").len(), river);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
}

#[test]
fn a_directory_cannot_change_while_it_runs() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let settings = often(&Settings::reading(&site, &[("river", "/feed")]));
    let daemon = Daemon::new(&settings);
    let mut run = daemon.start(&["run"]);
    run.until("the first report", || emitted(&daemon) == 1);
    let file = std::fs::read_to_string(daemon.path("courant.toml")).unwrap();
    daemon.write("courant.toml", &file.replace("\"articles\"", "\"elsewhere\""));
    run.signal(Signal::HUP);
    run.until("it said so", || {
        run_said(&daemon, "elsewhere") || run_said(&daemon, "output.directory")
    });
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    run.until("it went on", || emitted(&daemon) == 2);
    assert!(!daemon.path("elsewhere").exists());
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
}

#[test]
fn more_requests_at_a_time_are_made_as_soon_as_a_reload_allows_them() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let one = Settings {
        allow: vec!["127.0.0.0/8".to_owned()],
        fetch: "concurrency = 1".to_owned(),
        ..Settings::reading(&site, &[("river", "/feed")])
    };
    let one = often(&one);
    let daemon = Daemon::new(&one);
    let mut run = daemon.start(&["run"]);
    run.until("the first report", || emitted(&daemon) == 1);
    let fetch = "concurrency = 16\ntimeout = \"5m\"".to_owned();
    daemon.configure(&Settings { fetch, ..one });
    run.signal(Signal::HUP);
    run.until("it said so", || run_said(&daemon, "was read again"));
    // Eight hosts that take their time.
    let hosts: Vec<Site> = (2..10).map(|last| Site::open_at([127, 0, 1, last].into())).collect();
    let entries = hosts.iter().zip(11..).map(|(host, number)| {
        host.serve("/slow", Reply::status(200).after(Duration::from_mins(5)));
        Entry { link: Some(host.url("/slow")), ..newsroom::announce(&site, number) }
    });
    newsroom::post(&site, "/feed", &entries.collect::<Vec<_>>());
    run.until("all are asked", || hosts.iter().all(|host| host.requests_for("/slow").len() == 1));
    run.kill();
}

/// The same, polled every second.
fn often(settings: &Settings) -> Settings {
    let poll = "min_interval = \"1s\"\nmax_interval = \"1s\"".to_owned();
    Settings { poll, ..settings.clone() }
}

/// Has the configuration include a list.
fn include(daemon: &Daemon, list: &str) {
    let file = std::fs::read_to_string(daemon.path("courant.toml")).unwrap();
    daemon.write("courant.toml", &format!("include = [{list:?}]\n{file}"));
}

fn emitted(daemon: &Daemon) -> usize {
    Output::read(&daemon.output()).journal.len()
}

/// The run's standard error has these words; a home has one run in these tests.
fn run_said(daemon: &Daemon, words: &str) -> bool {
    std::fs::read_to_string(daemon.path("run-0.stderr")).unwrap().contains(words)
}
