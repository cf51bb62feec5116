//! The control socket: what people ask the running daemon, and what the same commands say without one.

use std::fs;
use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use courant::state::{FeedRecord, Moving, State};
use rustix::process::Signal;
use serde_json::Value;

use crate::daemon::{Daemon, PATIENCE, Ran, Running, Settings};
use crate::feeds::{self, Format};
use crate::newsroom::{post, reports};
use crate::output::Output;
use crate::site::{Reply, Site};

/// A daemon that has read a feed of three reports, and emitted them.
pub(crate) fn running(settings: impl FnOnce(&Site) -> Settings) -> (Site, Daemon, Running) {
    let site = Site::open();
    post(&site, "/feed", &reports(&site, 1..=3));
    let daemon = Daemon::new(&settings(&site));
    let mut run = daemon.start(&["run"]);
    let status = || daemon.start(&["status", "--json"]).wait();
    until(status, |told| told["running"] == true && told["articles"] == 3);
    // They are counted when they are marked, which is before their lines stand.
    run.until("their lines", || Output::read(&daemon.output()).journal.len() == 3);
    (site, daemon, run)
}

pub(crate) fn news(site: &Site) -> Settings {
    Settings::reading(site, &[("news", "/feed")])
}

/// Asks until the answer is as wanted.
fn until(ask: impl Fn() -> Ran, wanted: impl Fn(&Value) -> bool) -> Value {
    let end = Instant::now() + PATIENCE;
    loop {
        let ran = ask();
        if let Ok(told) = serde_json::from_str::<Value>(&ran.stdout)
            && wanted(&told)
        {
            return told;
        }
        assert!(Instant::now() < end, "it never answered so: {ran}");
        thread::sleep(Duration::from_millis(100));
    }
}

pub(crate) fn json(ran: &Ran) -> Value {
    assert_eq!(ran.code, Some(0), "{ran}");
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn a_running_daemon_and_a_stopped_one_tell_the_same_of_feeds_and_articles() {
    let (site, daemon, run) = running(news);
    let ask = |arguments: &[&str]| daemon.start(arguments).wait();
    let id = {
        let told = json(&ask(&["why", &site.url("/reports/2"), "--json"]));
        told["article"]["id"].as_str().unwrap().to_owned()
    };
    let questions: [&[&str]; 4] = [
        &["feeds", "--json"],
        &["why", "news", "--json"],
        &["why", &site.url("/reports/2"), "--json"],
        &["why", &id, "--json"],
    ];
    let told: Vec<Value> = questions.iter().map(|question| json(&ask(question))).collect();
    assert_eq!(told[0][0]["standing"], "good");
    assert_eq!(told[0][0]["articles"], 3);
    assert_eq!(told[1]["feed"], told[0][0]);
    assert_eq!(told[2]["article"]["emissions"][0]["action"], "new");
    assert_eq!(told[2]["article"]["emissions"][0]["present"], true);
    assert_eq!(told[2]["article"]["body_from"], "page");
    assert_eq!(json(&ask(&["status", "--json"]))["running"], true);

    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    let after: Vec<Value> = questions.iter().map(|question| json(&ask(question))).collect();
    assert_eq!(after, told, "the state tells the same as the daemon did");
    assert_eq!(json(&ask(&["status", "--json"]))["running"], false);
    for orders in [["poll", "news"].as_slice(), &["reload"]] {
        let refused = ask(orders);
        assert_eq!(refused.code, Some(75), "{refused}");
        assert!(refused.stderr.contains("no daemon runs"), "{refused}");
    }
}

#[test]
fn people_read_sentences_and_unknown_names_are_told_of() {
    let (site, daemon, _run) = running(news);
    let ask = |arguments: &[&str]| daemon.start(arguments).wait();
    let status = ask(&["status"]).stdout;
    assert!(status.contains("1 feed: 1 good") && status.contains("3 articles"), "{status}");
    let why = ask(&["why", "news"]).stdout;
    assert!(why.starts_with("news: good\n") && why.contains("next poll"), "{why}");
    let why = ask(&["why", &site.url("/reports/1?utm_source=x")]).stdout;
    assert!(why.contains("text from   the page") && why.contains("revision 1"), "{why}");
    assert_eq!(ask(&["why", "nobody"]).code, Some(65));
    assert_eq!(ask(&["poll", "nobody"]).code, Some(64));
}

#[test]
fn a_poll_that_is_asked_for_obeys_the_floor_and_says_when_it_may() {
    let (site, daemon, _run) = running(news);
    let before = site.requests_for("/feed").len();
    for _ in 0..5 {
        let told = json(&daemon.start(&["poll", "news", "--json"]).wait());
        assert_eq!(told[0]["polled"], false, "{told}");
        assert!(told[0]["until"].is_string(), "{told}");
    }
    assert_eq!(site.requests_for("/feed").len(), before, "the floor of 15 minutes holds");

    let (site, daemon, _run) = running(|site| Settings {
        poll: "min_interval = \"1s\"\nmax_interval = \"24h\"".to_owned(),
        ..news(site)
    });
    thread::sleep(Duration::from_millis(1100));
    post(&site, "/feed", &reports(&site, 1..=4));
    let told = json(&daemon.start(&["poll", "news", "--json"]).wait());
    let fresh = until(|| daemon.start(&["status", "--json"]).wait(), |told| told["articles"] == 4);
    assert_eq!(fresh["good"], 1, "{told}");
}

#[test]
fn a_poll_is_carried_out_though_whoever_asked_for_it_hangs_up() {
    let (site, daemon, mut run) = running(|site| Settings {
        poll: "min_interval = \"1s\"\nmax_interval = \"24h\"".to_owned(),
        ..news(site)
    });
    thread::sleep(Duration::from_millis(1100));
    let before = site.requests_for("/feed").len();
    site.serve(
        "/feed",
        feeds::reply(Format::Rss2, &reports(&site, 1..=4)).after(Duration::from_secs(1)),
    );
    let mut asker = UnixStream::connect(daemon.state().join("courant.sock")).unwrap();
    asker.write_all(b"POST /poll?feed=news HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    run.until("the request", || site.requests_for("/feed").len() > before);
    drop(asker);
    run.until("the fourth report", || Output::read(&daemon.output()).journal.len() == 4);
}

#[test]
fn a_reload_tells_what_changed_and_a_faulty_file_changes_nothing() {
    let (site, daemon, _run) = running(news);
    post(&site, "/other", &reports(&site, 7..=8));
    daemon.configure(&news(&site).and("other", &site.url("/other"), ""));
    let told = json(&daemon.start(&["reload", "--json"]).wait());
    assert_eq!(told["added"], serde_json::json!(["other"]));
    until(|| daemon.start(&["status", "--json"]).wait(), |told| told["articles"] == 5);

    // The daemon reads the file itself; the command needs a good one to find the daemon by.
    let good = fs::read_to_string(daemon.path("courant.toml")).unwrap();
    daemon.write("extra.toml", "");
    daemon.write("courant.toml", &format!("include = [\"extra.toml\"]\n{good}"));
    assert_eq!(daemon.start(&["reload"]).wait().code, Some(0));
    daemon.write(
        "extra.toml",
        "[[feed]]\nname = \"other\"\nurl = \"https://a.example/\"\nintervall = \"1h\"\n",
    );
    let refused = daemon.start(&["reload"]).wait();
    assert_eq!(refused.code, Some(78), "{refused}");
    assert!(
        refused.stderr.contains("extra.toml") && refused.stderr.contains("intervall"),
        "{refused}"
    );
    // That is when people ask how the daemon does: it answers, and they are told.
    for question in [&["status"][..], &["feeds"], &["why", "other"]] {
        let told = daemon.start(question).wait();
        assert_eq!(told.code, Some(0), "{told}");
        assert!(told.stderr.contains("faulty by now"), "{told}");
    }
    daemon.write("extra.toml", "");
    assert_eq!(json(&daemon.start(&["status", "--json"]).wait())["feeds"], 2);
}

#[test]
fn a_setting_that_is_as_it_was_at_the_start_again_waits_for_no_restart() {
    let (site, daemon, _run) = running(news);
    let at_restart = |fetch: &str| {
        daemon.configure(&Settings { fetch: fetch.to_owned(), ..news(&site) });
        json(&daemon.start(&["reload", "--json"]).wait())["at_restart"].clone()
    };
    assert_eq!(
        at_restart("contact = \"https://b.example/\""),
        serde_json::json!(["fetch.contact"])
    );
    assert_eq!(at_restart(&news(&site).fetch), serde_json::json!([]));
}

#[test]
fn without_a_daemon_a_faulty_configuration_is_told_of() {
    let daemon = Daemon::new(&news(&Site::open()));
    let good = fs::read_to_string(daemon.path("courant.toml")).unwrap();
    for (faulty, fault) in [
        ("[[feeds]]\n".to_owned(), "did you mean `feed`?"),
        (format!("{good}\n[extra]\n"), "extra"),
        (format!("{good}\nintervall = 3\n"), "intervall"),
    ] {
        daemon.write("courant.toml", &faulty);
        for question in [&["status"][..], &["feeds"], &["why", "news"]] {
            let ran = daemon.start(question).wait();
            assert_eq!(ran.code, Some(78), "{ran}");
            assert!(ran.stderr.contains(fault), "{ran}");
        }
    }
}

#[test]
fn the_socket_is_its_groups_and_garbage_and_crowds_do_not_hold_the_daemon_up() {
    let (_site, daemon, mut run) = running(news);
    let socket = daemon.state().join("courant.sock");
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o660);

    for garbage in [
        b"\0\xff\x16\x03\x01".to_vec(),
        vec![b'a'; 1 << 20],
        b"POST /poll HTTP/1.1\r\n\r\n".to_vec(),
    ] {
        let mut stream = UnixStream::connect(&socket).unwrap();
        // It may hang up before it has read all of it.
        let _ = stream.write_all(&garbage);
        let mut answer = Vec::new();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{garbage:?} was taken for a question");
    }
    // Twice as many as are served at once, who say nothing.
    let crowd: Vec<_> = (0..32).map(|_| UnixStream::connect(&socket).unwrap()).collect();
    assert_eq!(json(&daemon.start(&["status", "--json"]).wait())["articles"], 3);
    drop(crowd);
    assert!(run.is_running());
}

#[test]
fn another_instances_daemon_is_never_asked() {
    let (site, daemon, _run) = running(news);
    let other = Daemon::new(&news(&site));
    let socket = other.state().join("courant.sock");
    std::os::unix::fs::symlink(daemon.state().join("courant.sock"), &socket).unwrap();
    let told = json(&other.start(&["status", "--json"]).wait());
    assert_eq!((&told["running"], &told["articles"]), (&Value::Bool(false), &Value::from(0)));
    assert_eq!(other.start(&["poll", "news"]).wait().code, Some(75));
}

#[test]
fn why_tells_the_truth_in_each_state() {
    for (status, words, next) in [
        (200, "good", "own interval"),
        (429, "cooled down", "cooled down until"),
        (403, "cooled down", "cooled down until"),
        (500, "backing off", "the last poll failed: back-off"),
        (410, "gone", "it is gone for good"),
    ] {
        let site = Site::open();
        post(&site, "/feed", &reports(&site, 1..=1));
        if status != 200 {
            site.serve("/feed", Reply::status(status));
        }
        let daemon = Daemon::new(&news(&site));
        daemon.pass();
        let why = why(&daemon);
        assert!(why.starts_with(&format!("news: {words}\n")), "{status}: {why}");
        assert!(why.contains(next), "{status}: {why}");
        assert_eq!(why.contains("next poll"), status != 410, "{status}: {why}");
    }
}

#[test]
fn why_tells_of_a_gap_and_of_an_answer_that_is_called_fresh() {
    let site = Site::open();
    post(&site, "/feed", &reports(&site, 1..=3));
    let daemon = Daemon::new(&news(&site));
    daemon.pass();
    assert!(!why(&daemon).contains("gap"));
    post(&site, "/feed", &reports(&site, 4..=6));
    daemon.pass();
    let told = why(&daemon);
    assert!(told.starts_with("news: good\n") && told.contains("lost unseen"), "{told}");
    assert!(told.contains("entries may have been missed, so it is asked within 15 min"), "{told}");
    let document = feeds::document(Format::Rss2, "Courier", &reports(&site, 4..=6));
    let fresh = Reply::ok("application/rss+xml", document);
    site.serve("/feed", fresh.header("Cache-Control", "max-age=18000"));
    daemon.pass();
    let told = why(&daemon);
    assert!(told.contains("max-age asked for 5.0 h") && !told.contains("asked within"), "{told}");
}

#[test]
fn why_tells_where_a_feed_has_moved() {
    let site = Site::open();
    site.serve("/feed", Reply::status(301).header("Location", "/new"));
    post(&site, "/new", &reports(&site, 1..=1));
    let daemon = Daemon::new(&news(&site));
    daemon.pass();
    assert!(!why(&daemon).contains("moved"), "one poll is not enough");
    // Three days and three polls go by.
    let state = State::open(&daemon.state()).unwrap();
    let record = state.feed("news").unwrap().unwrap();
    let moving = record.moving.clone().unwrap();
    assert_eq!(moving.times, 1);
    let since = moving.since - jiff::SignedDuration::from_hours(72);
    let moving = Some(Moving { times: 4, since, ..moving });
    state.save_feed("news", &FeedRecord { moving, ..record }, true).unwrap();
    drop(state);
    daemon.pass();
    let told = why(&daemon);
    assert!(told.starts_with("news: good\n"), "{told}");
    assert!(told.contains(&format!("moved to    {}", site.url("/new"))), "{told}");
    assert!(told.contains("is asked at its new address"), "{told}");
    let before = site.requests_for("/feed").len();
    daemon.pass();
    assert_eq!(site.requests_for("/feed").len(), before, "as it says");
}

fn why(daemon: &Daemon) -> String {
    let ran = daemon.start(&["why", "news"]).wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    ran.stdout
}

/// Only `check --online` used to look at who had refused, at hosts alone, and not while a daemon ran.
#[test]
fn no_command_asks_who_asked_to_be_left_alone_whether_or_not_a_daemon_runs() {
    let (site, other) = (Site::open(), Site::open_at(Ipv4Addr::new(127, 0, 0, 2)));
    site.serve("/feed", Reply::status(403));
    other.serve("/feed", Reply::status(429));
    let settings = news(&site).and("tired", &other.url("/feed"), "");
    let daemon =
        Daemon::new(&Settings { allow: vec![site.address(), other.address()], ..settings });
    daemon.pass();
    let (feed, host) = (site.url("/feed"), other.url("/elsewhere"));
    let commands = [
        &["check", "--online"][..],
        &["parse", &feed],
        &["parse", &host],
        &["extract", &host],
        &["feeds", "add", &feed],
        &["feeds", "add", &host],
        &["feeds", "find", &feed],
        &["feeds", "find", &host],
    ];
    let leave_them_alone = || {
        for command in commands {
            let ran = daemon.start(command).wait();
            let asked = (site.requests().len(), other.requests().len());
            assert_eq!(asked, (1, 1), "{command:?}: {ran}");
            let told = format!("{}{}", ran.stdout, ran.stderr);
            assert!(told.contains("left alone until"), "{command:?} says until when: {ran}");
        }
    };
    leave_them_alone();
    let mut run = daemon.start(&["run"]);
    run.until("it listens", || daemon.state().join("courant.sock").exists());
    leave_them_alone();
    run.signal(Signal::TERM);
    run.wait();
    // Whoever named no configuration has no such state, and another address of a host that is well may be asked.
    let ran = daemon.start(&["parse", &site.url("/elsewhere")]).wait();
    assert_eq!(site.requests().len(), 2, "{ran}");
}
