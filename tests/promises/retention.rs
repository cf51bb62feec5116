//! Articles that stood long enough go, by age, number and size, and never what is still owed; the journal stays,
//! and nothing comes again as new.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::daemon::{Daemon, Settings};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

const DAY: u64 = 86_400;
const NOBODY: u32 = 65_534;

/// A home with these tables and feeds of six reports each, after a pass without limits. Report 1 is six days old,
/// report 2 five, and so on.
fn printed(feeds: &[&str]) -> (Site, Daemon, Settings) {
    let site = Site::open();
    for (at, feed) in feeds.iter().enumerate() {
        let reports = newsroom::reports(&site, 10 * at + 1..=10 * at + 6);
        newsroom::post(&site, &format!("/{feed}"), &reports);
    }
    let paths: Vec<String> = feeds.iter().map(|feed| format!("/{feed}")).collect();
    let named: Vec<(&str, &str)> =
        feeds.iter().copied().zip(paths.iter().map(String::as_str)).collect();
    let settings = Settings::reading(&site, &named);
    let daemon = Daemon::new(&settings);
    daemon.pass();
    for (at, _) in feeds.iter().enumerate() {
        for report in 1..=6 {
            age(&daemon, 10 * at + report, 7 - report as u64);
        }
    }
    (site, daemon, settings)
}

/// The files of a report.
fn files(daemon: &Daemon, report: usize) -> Vec<PathBuf> {
    let output = Output::read(&daemon.output());
    let title = pages::headline(report);
    let line = output.journal.iter().find(|line| line["title"] == title.as_str()).unwrap();
    let path = daemon.output().join(line["path"].as_str().unwrap());
    ["json", "md", "txt"]
        .iter()
        .map(|ending| path.with_extension(ending))
        .filter(|file| file.exists())
        .collect()
}

fn age(daemon: &Daemon, report: usize, days: u64) {
    let at = SystemTime::now() - Duration::from_secs(days * DAY + 3_600);
    for file in files(daemon, report) {
        File::open(file).unwrap().set_modified(at).unwrap();
    }
}

/// The reports that stand, each in all three formats.
fn standing(daemon: &Daemon, reports: std::ops::RangeInclusive<usize>) -> Vec<usize> {
    let standing = reports.filter(|report| match files(daemon, *report).len() {
        0 => false,
        3 => true,
        some => panic!("{some} files of report {report}"),
    });
    standing.collect()
}

fn limited(settings: &Settings, tables: &str) -> Settings {
    Settings { tables: format!("[retention]\n{tables}\n"), ..settings.clone() }
}

#[test]
fn articles_go_by_age_by_number_and_by_size_and_nothing_comes_again() {
    let (site, daemon, settings) = printed(&["river"]);
    let before = Output::read(&daemon.output()).journal;
    // What is no article's file stays, whatever its age.
    let notes = files(&daemon, 1)[0].with_file_name("notes.txt");
    let (old, feeds) = (SystemTime::UNIX_EPOCH, daemon.output().join("feeds"));
    fs::create_dir(&feeds).unwrap();
    for file in [&notes, &feeds.join("river.json")] {
        fs::write(file, "mine").unwrap();
        File::open(file).unwrap().set_modified(old).unwrap();
    }
    daemon.configure(&limited(&settings, "days = 5"));
    daemon.pass();
    assert_eq!(standing(&daemon, 1..=6), [3, 4, 5, 6], "older than five days");
    daemon.configure(&limited(&settings, "articles = 3"));
    daemon.pass();
    assert_eq!(standing(&daemon, 1..=6), [4, 5, 6]);
    let bytes_of = |reports: [usize; 2]| {
        let sizes = reports.map(|report| {
            files(&daemon, report).iter().map(|file| file.metadata().unwrap().len()).sum::<u64>()
        });
        sizes.iter().sum::<u64>()
    };
    let bytes = bytes_of([5, 6]);
    daemon.configure(&limited(&settings, &format!("size = \"{bytes}B\"")));
    daemon.pass();
    assert_eq!(standing(&daemon, 1..=6), [5, 6]);
    daemon.configure(&limited(&settings, "size = \"1B\""));
    daemon.pass();
    assert_eq!(standing(&daemon, 1..=6), [6], "the latest one stays whatever its size");

    // The feed shows all of them still, in another document.
    newsroom::post(&site, "/river", &newsroom::reports(&site, 1..=7));
    daemon.configure(&settings);
    daemon.pass();
    let after = Output::read(&daemon.output()).journal;
    assert_eq!(after[..6], before[..], "the journal was not touched");
    assert_eq!(after.len(), 7, "only report 7 is new");
    assert!(notes.exists() && feeds.join("river.json").exists());
    let state = daemon.start(&["state", "check"]).wait();
    assert_eq!(state.code, Some(0), "{state}");
}

#[test]
fn a_feeds_own_limits_go_over_the_general_ones_and_these_hold_for_feeds_that_were_taken_out() {
    let (site, daemon, settings) = printed(&["river", "hill", "lake"]);
    let mut own = limited(&settings, "articles = 4");
    own.feeds[0].2 = "retention = { articles = 2, days = 0 }".to_owned();
    own.feeds[1].2 = "retention = { articles = 0, days = 3 }".to_owned();
    own.feeds.pop();
    daemon.configure(&own);
    daemon.pass();
    assert_eq!(standing(&daemon, 1..=6), [5, 6]);
    assert_eq!(standing(&daemon, 11..=16), [15, 16], "16 is a day old, 15 two, 14 over three");
    assert_eq!(standing(&daemon, 21..=26), [23, 24, 25, 26], "of a feed that is no more");
    drop(site);
}

#[test]
fn what_a_cursor_still_owes_stays_for_thirty_days_and_goes_when_it_is_passed() {
    let (_site, daemon, settings) = printed(&["river"]);
    let cursors = daemon.output().join(".cursors");
    fs::create_dir(&cursors).unwrap();
    let number = |report: usize| {
        let journal = Output::read(&daemon.output()).journal;
        let title = pages::headline(report);
        journal.iter().find(|line| line["title"] == title.as_str()).unwrap()["seq"]
            .as_u64()
            .unwrap()
    };
    let numbers: Vec<u64> = (1..=6).map(number).collect();
    daemon.configure(&limited(&settings, "articles = 1"));
    let owed_by = |seq: u64| -> Vec<usize> {
        (1..=6).filter(|report| *report == 6 || numbers[report - 1] > seq).collect()
    };
    for (slow, fast) in [(1, 6), (3, 6), (6, 5)] {
        fs::write(cursors.join("slow"), format!("{slow}\n")).unwrap();
        fs::write(cursors.join("fast"), format!("{fast}\n")).unwrap();
        daemon.pass();
        assert_eq!(standing(&daemon, 1..=6), owed_by(slow.min(fast)), "{slow} {fast}");
    }

    // One that nobody moves any more does not keep them for ever: these lines are older than the bound.
    let (_site, daemon, settings) = printed(&["river"]);
    let cursors = daemon.output().join(".cursors");
    fs::create_dir(&cursors).unwrap();
    fs::write(cursors.join("left"), "0\n").unwrap();
    for day in fs::read_dir(daemon.output().join("journal")).unwrap() {
        let file = day.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        let year = "\"at\":\"20";
        fs::write(&file, text.replace(year, "\"at\":\"19")).unwrap();
    }
    daemon.configure(&limited(&settings, "articles = 1"));
    daemon.pass();
    assert_eq!(standing(&daemon, 1..=6), [6]);
}

#[test]
fn a_revision_of_an_article_whose_files_went_is_written_and_stays() {
    let (site, daemon, settings) = printed(&["river"]);
    daemon.configure(&limited(&settings, "days = 3"));
    daemon.pass();
    assert_eq!(standing(&daemon, 1..=6), [5, 6]);
    site.serve(&path(2), Reply::page(pages::edited(2, "Correction: there were four boats.")));
    let mut entries = newsroom::reports(&site, 3..=6);
    entries.push(newsroom::announce(&site, 2).updated("2026-11-21T09:00:00Z").summary("<p>4</p>"));
    newsroom::post(&site, "/river", &entries);
    daemon.pass();
    assert_eq!(standing(&daemon, 1..=6), [2, 5, 6], "it counts from its last revision");
}

#[test]
fn the_daemon_removes_as_once_does_and_empty_days_go() {
    let (_site, daemon, settings) = printed(&["river"]);
    // Yesterday's directory, as if all had come then.
    let day = fs::read_dir(daemon.output()).unwrap().map(|entry| entry.unwrap().path());
    let day = day.into_iter().find(|path| path.join("river").is_dir()).unwrap();
    let before = daemon.output().join("2020-01-01");
    fs::rename(&day, &before).unwrap();
    let here = |file: &PathBuf| before.join(file.strip_prefix(&day).unwrap());
    assert!(here(&day.join("river")).is_dir());
    for file in fs::read_dir(before.join("river")).unwrap() {
        let old = SystemTime::now() - Duration::from_secs(9 * DAY);
        File::open(file.unwrap().path()).unwrap().set_modified(old).unwrap();
    }
    daemon.configure(&limited(&settings, "days = 5"));
    let mut run = daemon.start(&["run"]);
    run.until("the old day is gone", || !before.exists());
    run.until("it says so", || daemon.stderr_of(1).contains("Old articles were removed"));
    assert!(daemon.stderr_of(1).contains("articles=6"), "{}", daemon.stderr_of(1));
    run.kill();
}

#[test]
fn a_directory_that_may_not_be_written_keeps_its_own_articles_alone_and_is_told_once() {
    let (_site, daemon, settings) = printed(&["river", "hill"]);
    let closed = files(&daemon, 1)[0].parent().unwrap().to_owned();
    daemon.configure(&limited(&settings, "articles = 2"));
    let program = daemon.path("program");
    fs::copy(env!("CARGO_BIN_EXE_courant"), &program).unwrap();
    let is_root = rustix::process::geteuid().is_root();
    if is_root {
        // Root may write everywhere, so somebody else must try.
        let all = format!("{NOBODY}:{NOBODY}");
        let owned = Command::new("chown").args(["-R", &all]).arg(daemon.path("")).status();
        assert!(owned.unwrap().success());
        std::os::unix::fs::chown(&closed, Some(0), Some(0)).unwrap();
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    let mut once = Command::new(program);
    once.arg("--config").arg(daemon.path("courant.toml")).arg("once");
    if is_root {
        once.uid(NOBODY).gid(NOBODY);
    }
    let ran = daemon.start_command(once).0.wait();
    assert_eq!(standing(&daemon, 1..=6), [1, 2, 3, 4, 5, 6], "{ran}");
    assert_eq!(standing(&daemon, 11..=16), [15, 16], "{ran}");
    assert_eq!(ran.code, Some(75), "{ran}");
    assert!(ran.stdout.contains("river") && ran.stdout.contains("hill"), "the table: {ran}");
    assert_eq!(ran.stderr.matches("error=\"retention\"").count(), 1, "{ran}");
    assert!(ran.stderr.contains(closed.to_str().unwrap()), "{ran}");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}
