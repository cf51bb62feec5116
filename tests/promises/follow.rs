//! `courant follow` hands over each emission in order, and a cursor never passes what is not done.

use std::fs;

use rustix::process::Signal;
use serde_json::Value;

use crate::daemon::{Daemon, Settings};
use crate::newsroom;
use crate::site::Site;

fn newsroom() -> (Site, Daemon) {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    newsroom::post(&site, "/other", &newsroom::reports(&site, 11..=12));
    let feeds = [("river", "/feed"), ("hill", "/other")];
    let daemon = Daemon::new(&Settings::reading(&site, &feeds));
    daemon.pass();
    (site, daemon)
}

fn more(site: &Site, daemon: &Daemon) {
    newsroom::post(site, "/feed", &newsroom::reports(site, 1..=6));
    daemon.pass();
}

fn journal(daemon: &Daemon) -> Vec<Value> {
    let mut days: Vec<_> = fs::read_dir(daemon.output().join("journal"))
        .unwrap()
        .map(|day| day.unwrap().path())
        .collect();
    days.sort();
    days.iter()
        .flat_map(|day| {
            let text = fs::read_to_string(day).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
        })
        .collect()
}

/// The files of the journal's lines, as `follow` names them.
fn files(daemon: &Daemon, lines: &[Value]) -> Vec<String> {
    let output = daemon.output();
    lines
        .iter()
        .map(|line| output.join(line["path"].as_str().unwrap()).to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn each_emission_is_told_once_in_order_as_it_comes() {
    let (site, daemon) = newsroom();
    let mut follower = daemon.start(&["follow", "--since", "0", "--json"]);
    follower.until("the first pass is told", || follower_lines(&daemon, 1).len() == 5);
    more(&site, &daemon);
    follower.until("the second pass is told", || follower_lines(&daemon, 1).len() == 8);
    let told = follower.kill().stdout;
    let told: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(told, journal(&daemon));
}

#[test]
fn a_line_that_was_damaged_from_outside_is_told_of_and_hides_no_other() {
    let (site, daemon) = newsroom();
    let day =
        fs::read_dir(daemon.output().join("journal")).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read_to_string(&day).unwrap();
    let (first, rest) = whole.split_at(whole.find('\n').unwrap() + 1);
    fs::write(&day, [first, &"x".repeat(3 << 20), "\n", rest].concat()).unwrap();
    more(&site, &daemon);
    let mut follower = daemon.start(&["follow", "--since", "0", "--json"]);
    follower.until("all are told", || follower_lines(&daemon, 2).len() == 8);
    let said = follower.kill().stderr;
    assert_eq!(said.matches("journal_damaged").count(), 1, "{said}");
}

#[test]
fn a_line_that_cannot_be_read_is_told_of_once_by_whoever_reads_it() {
    for damaged in [1, 3] {
        let (_site, daemon) = newsroom();
        let day =
            fs::read_dir(daemon.output().join("journal")).unwrap().next().unwrap().unwrap().path();
        let whole = fs::read_to_string(&day).unwrap();
        let line = format!("{{\"seq\":{damaged},");
        fs::write(&day, whole.replace(&line, &line.replace('{', "garb"))).unwrap();

        let mut follower = daemon.start(&["follow", "--since", "0", "--json"]);
        follower.until("the others are told", || follower_lines(&daemon, 1).len() == 4);
        let told = |said: &str| {
            assert_eq!(said.matches("journal_damaged").count(), 1, "{said}");
            assert!(said.contains(day.to_str().unwrap()), "{said}");
        };
        told(&follower.kill().stderr);
        told(&daemon.pass().stderr);
        let check = daemon.start(&["state", "check"]).wait();
        assert_eq!(check.code, Some(74), "{check}");
        let at = format!("{} cannot be read at byte {}", day.display(), whole.find(&line).unwrap());
        assert!(check.stderr.contains(&at), "{check}");
        assert!(check.stderr.contains(&format!("emission {damaged} is missing")), "{check}");
    }
}

#[test]
fn a_feed_that_is_none_is_named_and_waited_for() {
    let (site, daemon) = newsroom();
    let mut follower = daemon.start(&["follow", "--since", "0", "--json", "--feed", "lake"]);
    follower.until("it is told of", || daemon.stderr_of(1).contains("no feed is named lake now"));
    newsroom::post(&site, "/lake", &newsroom::reports(&site, 21..=22));
    daemon.configure(&Settings::reading(&site, &[("river", "/feed"), ("lake", "/lake")]));
    daemon.pass();
    follower.until("what comes of it is told", || follower_lines(&daemon, 1).len() == 2);
    follower.kill();
}

#[test]
fn whoever_begins_behind_the_journals_end_is_told_where_it_ends() {
    let (_site, daemon) = newsroom();
    let mut beyond = daemon.start(&["follow", "--since", "99"]);
    beyond.until("it is told", || daemon.stderr_of(1).contains("ends with emission 5"));
    beyond.kill();
    let mut follower = daemon.start(&["follow", "--since", "4", "--json"]);
    follower.until("the last one is told", || follower_lines(&daemon, 2).len() == 1);
    assert_eq!(follower.kill().stderr, "");
}

/// What the run of this number has printed so far.
fn follower_lines(daemon: &Daemon, run: usize) -> Vec<String> {
    let text = fs::read_to_string(daemon.path(&format!("run-{run}.stdout"))).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn without_a_beginning_it_tells_what_comes_from_now_on() {
    let (site, daemon) = newsroom();
    let mut follower = daemon.start(&["follow"]);
    // Nothing tells when it listens: it has to be somewhere in the journal's first five lines or behind.
    std::thread::sleep(std::time::Duration::from_secs(1));
    more(&site, &daemon);
    follower.until("the second pass is told", || !follower_lines(&daemon, 1).is_empty());
    follower.until("all of it is told", || follower_lines(&daemon, 1).len() >= 3);
    assert_eq!(
        follower.kill().stdout.lines().collect::<Vec<_>>(),
        files(&daemon, &journal(&daemon)[5..])
    );
}

#[test]
fn only_the_files_that_are_there_of_the_feeds_that_were_asked_for_are_named() {
    let (_site, daemon) = newsroom();
    let of_the_hill: Vec<Value> =
        journal(&daemon).into_iter().filter(|line| line["feed"] == "hill").collect();
    fs::remove_file(&files(&daemon, &of_the_hill)[0]).unwrap();
    let mut follower = daemon.start(&["follow", "--since", "0", "--feed", "hill", "--print0"]);
    let expected = format!("{}\0", files(&daemon, &of_the_hill)[1]);
    follower.until("the file is named", || follower_lines(&daemon, 1).concat() == expected);
    follower.kill();
}

#[test]
fn a_cursor_stays_before_what_failed_and_goes_on_from_there() {
    let (site, daemon) = newsroom();
    let done = daemon.path("done");
    // The third fails, as often as it is tried.
    let command = format!("test $COURANT_SEQ -ne 3 && printf '%s\\n' >>{}", done.display());
    let failing = ["follow", "--cursor", "inbox", "--exec", &command];
    for _ in 0..2 {
        let ran = daemon.start(&failing).wait();
        assert_eq!(ran.code, Some(75), "{ran}");
        assert!(ran.stderr.contains("emission 3"), "{ran}");
        assert_eq!(fs::read_to_string(daemon.output().join(".cursors/inbox")).unwrap(), "2\n");
    }
    more(&site, &daemon);
    let command = format!("printf '%s\\n' >>{}", done.display());
    let mut follower = daemon.start(&["follow", "--cursor", "inbox", "--exec", &command]);
    let cursor = || fs::read_to_string(daemon.output().join(".cursors/inbox")).unwrap();
    follower.until("all is done", || cursor() == "8\n");
    let second = daemon.start(&["follow", "--cursor", "inbox"]).wait();
    assert_eq!(second.code, Some(75), "two move one cursor: {second}");
    follower.signal(Signal::TERM);
    follower.wait();
    let done = fs::read_to_string(done).unwrap();
    assert_eq!(done.lines().collect::<Vec<_>>(), files(&daemon, &journal(&daemon)), "each once");
}

#[test]
fn a_follower_that_is_told_to_stop_waits_for_its_command_and_keeps_its_cursor_meanwhile() {
    // SIGINT goes the same way, but a shell's background jobs, which tests may be, ignore it.
    for (ends, stands) in [(0, "1\n"), (1, "0\n")] {
        let (_site, daemon) = newsroom();
        let (log, go) = (daemon.path("log"), daemon.path("go"));
        let command = format!(
            "f() {{ trap 'echo told >>{log}; while ! test -e {go}; do sleep 0.05; done; echo end >>{log}; exit {ends}' TERM; \
             echo start >>{log}; while :; do sleep 0.05; done; }}; f",
            log = log.display(),
            go = go.display()
        );
        let read = || fs::read_to_string(&log).unwrap_or_default();
        let following = ["follow", "--cursor", "inbox", "--exec", &command];
        let mut follower = daemon.start(&following);
        follower.until("the command runs", || read() == "start\n");
        follower.signal(Signal::TERM);
        follower.until("the command is told", || read() == "start\ntold\n");
        let second = daemon.start(&["follow", "--cursor", "inbox"]).wait();
        assert_eq!(second.code, Some(75), "the cursor is held: {second}");
        fs::write(&go, "").unwrap();
        let ran = follower.wait();
        assert_eq!(ran.code, Some(0), "{ran}");
        assert_eq!(read(), "start\ntold\nend\n", "nothing began behind it");
        let cursor = fs::read_to_string(daemon.output().join(".cursors/inbox"));
        assert_eq!(cursor.unwrap_or_else(|_| "0\n".to_owned()), stands);

        // One that does not end is waited for no longer than somebody wants to.
        fs::remove_file(&go).unwrap();
        fs::remove_file(&log).unwrap();
        let mut follower = daemon.start(&following);
        follower.until("the command runs", || read() == "start\n");
        follower.signal(Signal::TERM);
        follower.until("the command is told", || read() == "start\ntold\n");
        follower.signal(Signal::TERM);
        assert_eq!(follower.wait().code, Some(75));
        fs::write(&go, "").unwrap();
    }
}

#[test]
fn a_follower_killed_at_any_moment_hands_over_everything_and_doubles_at_most_the_last() {
    let (site, daemon) = newsroom();
    more(&site, &daemon);
    let done = daemon.path("done");
    let command = format!("sleep 0.02; printf '%s\\n' >>{}", done.display());
    let cursor = daemon.output().join(".cursors/inbox");
    let mut kills = 0;
    while fs::read_to_string(&cursor).unwrap_or_default() != "8\n" {
        let follower = daemon.start(&["follow", "--cursor", "inbox", "--exec", &command]);
        std::thread::sleep(std::time::Duration::from_millis(60 + 7 * (kills % 20)));
        follower.kill();
        kills += 1;
        assert!(kills < 1_000, "it never comes to an end");
    }
    let handed = fs::read_to_string(done).unwrap();
    let handed: Vec<&str> = handed.lines().collect();
    let mut each = handed.clone();
    each.dedup();
    assert_eq!(each, files(&daemon, &journal(&daemon)), "in order, none left out");
}
