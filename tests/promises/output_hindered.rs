//! An output directory that cannot be written for a while: what is owed stays owed, and comes when it can be.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;

use crate::daemon::{Daemon, Running, Settings};
use crate::feeds::Entry;
use crate::newsroom::{path, post, report, reports};
use crate::output::{Output, days};
use crate::pages;
use crate::site::{Reply, Site};
use crate::stories::half_told;

/// A daemon that asks every second, and has emitted the first report.
fn running(start: impl FnOnce(&Daemon) -> Running) -> (Site, Daemon, Running) {
    let site = Site::open();
    post(&site, "/feed", &reports(&site, 1..=1));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let poll = "min_interval = \"1s\"\nmax_interval = \"1s\"\nfull_interval = \"1s\"".to_owned();
    let daemon = Daemon::new(&Settings { poll, ..settings });
    let mut run = start(&daemon);
    run.until("the first report", || emitted(&daemon) == 1);
    (site, daemon, run)
}

fn emitted(daemon: &Daemon) -> usize {
    Output::read(&daemon.output()).journal.len()
}

#[test]
fn an_output_directory_that_is_away_is_waited_for() {
    let (site, daemon, mut run) = running(|daemon| daemon.start(&["run"]));
    let away = daemon.path("away");
    fs::rename(daemon.output(), &away).unwrap();
    post(&site, "/feed", &reports(&site, 1..=3));
    run.until("it said so", || daemon.stderr_of(0).contains("is not there; make it"));
    let polls = site.requests_for("/feed").len();
    run.until("it polls on", || site.requests_for("/feed").len() > polls + 1);
    fs::rename(&away, daemon.output()).unwrap();
    run.until("the others", || emitted(&daemon) == 3);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    Output::sound(&daemon.output());
}

#[test]
fn an_output_directory_that_was_put_in_the_place_of_ours_is_begun_afresh() {
    let (site, daemon, run) = running(|daemon| daemon.start(&["run"]));
    fs::remove_dir_all(daemon.output()).unwrap();
    fs::create_dir(daemon.output()).unwrap();
    post(&site, "/feed", &reports(&site, 1..=3));
    let ran = run.wait();
    assert_eq!(ran.code, Some(74), "{ran}");
    assert!(ran.stderr.contains("was replaced by another one"), "{ran}");
    assert_eq!(fs::read_dir(daemon.output()).unwrap().count(), 0, "nothing was put there");
    // Journal and output are what counts, and both begin anew; but no number is given twice.
    daemon.pass();
    let numbers = Output::read(&daemon.output()).journal;
    let numbers: Vec<_> = numbers.iter().map(|line| line["seq"].as_u64()).collect();
    assert_eq!(numbers, [Some(2), Some(3), Some(4)]);
}

/// In a name space of its own: each word on its standard input is a mount over the output directory, or an end of it.
const HINDERED: &str = r#"
"$1" --config "$2" run </dev/null & courant=$!
while read -r word; do case $word in
    ro) mount --bind "$3" "$3" && mount -o remount,bind,ro "$3" && touch "$3.ro" ;;
    rw) umount "$3" ;;
esac; done
kill -TERM $courant; wait $courant"#;

#[test]
fn an_output_directory_that_is_read_only_for_a_while_is_waited_for() {
    let mut words = None;
    let (site, daemon, mut run) = running(|daemon| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", HINDERED, "sh"]);
        command.args([
            env!("CARGO_BIN_EXE_courant").as_ref(),
            daemon.path("courant.toml").as_os_str(),
        ]);
        command.arg(daemon.output()).stdin(Stdio::piped());
        let (run, stdin) = daemon.start_command(command);
        words = stdin;
        run
    });
    let mut words = words.expect("it is piped");
    writeln!(words, "ro").unwrap();
    run.until("it is read-only", || daemon.path("articles.ro").exists());
    post(&site, "/feed", &reports(&site, 1..=3));
    run.until("it said so", || daemon.stderr_of(0).contains("Publishing pauses"));
    // It is tried again meanwhile.
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(emitted(&daemon), 1);
    let status = daemon.start(&["status"]).wait();
    assert!(status.stdout.contains("\ntrouble: publishing pauses: "), "{status}");
    writeln!(words, "rw").unwrap();
    run.until("the others", || emitted(&daemon) == 3);
    drop(words);
    let ran = run.wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    for once in ["Publishing pauses", "Publishing goes on"] {
        assert_eq!(ran.stderr.matches(once).count(), 1, "{ran}");
    }
    Output::sound(&daemon.output());
}

/// A pass during which `renameat2` fails so; strace counts the calls of each thread, and one publishes.
fn pass_with(fault: &str) -> (Daemon, String) {
    let site = Site::open();
    post(&site, "/feed", &reports(&site, 1..=4));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let mut command = Command::new("strace");
    command.args([
        "-f",
        "-qq",
        "-e",
        "trace=renameat2",
        "-e",
        &format!("inject=renameat2:{fault}"),
        "-o",
    ]);
    command.args([
        daemon.path("trace").as_os_str(),
        env!("CARGO_BIN_EXE_courant").as_ref(),
        "--config".as_ref(),
    ]);
    command.arg(daemon.path("courant.toml")).arg("once").stdin(Stdio::null());
    let ran = daemon.start_command(command).0.wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    let output = Output::sound(&daemon.output());
    assert_eq!((output.journal.len(), output.files.len()), (4, 12), "{ran}");
    let trace = fs::read_to_string(daemon.path("trace")).unwrap();
    (daemon, trace)
}

#[test]
fn on_a_file_system_without_noreplace_each_file_is_put_in_place_once() {
    let (_daemon, trace) = pass_with("error=EINVAL");
    assert_eq!(trace.matches("INJECTED").count(), 12, "{trace}");
}

#[test]
fn a_days_directory_that_goes_in_mid_publish_is_made_again() {
    let (_daemon, trace) = pass_with("error=ENOENT:when=2+3");
    assert!(trace.matches("INJECTED").count() >= 4, "{trace}");
    assert_eq!(trace.matches(") = 0").count(), 12, "{trace}");
}

/// A consumer that sweeps all the time wins race after race on a busy machine.
#[test]
fn whoever_removes_a_days_directory_hundreds_of_times_ends_no_pass() {
    let (_daemon, trace) = pass_with("error=ENOENT:when=1..400");
    assert!(trace.matches("INJECTED").count() >= 400);
}

/// The directories of a feed's articles.
fn directories_of(daemon: &Daemon, feed: &str) -> Vec<PathBuf> {
    days().iter().map(|day| daemon.output().join(day).join(feed)).collect()
}

/// Puts a file where each of these directories belongs.
fn block(directories: &[PathBuf]) {
    for directory in directories {
        fs::create_dir_all(directory.parent().unwrap()).unwrap();
        fs::write(directory, "").unwrap();
    }
}

fn free(directories: &[PathBuf]) {
    for directory in directories {
        fs::remove_file(directory).unwrap();
    }
}

fn emitted_of(daemon: &Daemon, feed: &str) -> usize {
    let journal = Output::read(&daemon.output()).journal;
    journal.iter().filter(|line| line["feed"] == feed).count()
}

/// Both feeds, and all of their pages, are of one host, of which few entries are under way at a time.
#[test]
fn what_stands_in_the_place_of_a_feeds_directory_holds_up_that_feed_alone() {
    let site = Site::open();
    post(&site, "/river", &reports(&site, 1..=8));
    post(&site, "/hills", &[]);
    for number in 1..=8 {
        let slow = Reply::page(pages::article(number)).after(Duration::from_secs(1));
        site.serve(&path(number), slow);
    }
    let settings = Settings::reading(&site, &[("river", "/river"), ("hills", "/hills")]);
    let poll = "min_interval = \"1s\"\nmax_interval = \"1s\"\nfull_interval = \"1s\"".to_owned();
    let daemon = Daemon::new(&Settings { poll, ..settings });
    let mut run = daemon.start(&["run"]);
    // Some are on their way already as it comes to stand there.
    let asked = |number: usize| site.requests_for(&path(number)).len();
    run.until("a page is read", || (1..=8).any(|number| asked(number) > 0));
    let blocked = directories_of(&daemon, "river");
    block(&blocked);
    post(&site, "/hills", &reports(&site, 11..=30));
    run.until("the other feed's", || emitted_of(&daemon, "hills") == 20);
    assert_eq!(emitted_of(&daemon, "river"), 0);
    assert!((1..=8).any(|number| asked(number) == 0), "no page is asked for in vain");
    assert!((1..=8).all(|number| asked(number) <= 1), "nor again while it is of no use");
    let status = daemon.start(&["status"]).wait();
    let trouble =
        format!("trouble: some articles wait, all others come out: {}", blocked[0].display());
    assert!(status.stdout.contains(&trouble), "{status}");
    let before: Vec<usize> = (1..=8).map(asked).collect();
    free(&blocked);
    run.until("all", || emitted_of(&daemon, "river") == 8);
    assert!((1..=8).zip(before).all(|(number, before)| asked(number) <= before + 1));
    run.signal(Signal::TERM);
    let ran = run.wait();
    assert_eq!(ran.stderr.matches("cannot be written where it belongs").count(), 1, "{ran}");
    Output::sound(&daemon.output());
}

/// Few texts as long as these are in memory at a time.
#[test]
fn long_articles_that_have_no_place_hold_up_no_other_long_ones() {
    let site = Site::open();
    let long = |entries: Vec<Entry>| -> Vec<Entry> {
        let content = "<p>The water stood at the same mark as on the day before.</p>".repeat(6_000);
        let entries = entries.into_iter();
        entries.map(|entry| Entry { content: Some(content.clone()), ..entry }).collect()
    };
    post(&site, "/river", &long(reports(&site, 1..=2)));
    post(&site, "/hills", &[]);
    for number in 1..=2 {
        let slow = Reply::page(pages::article(number)).after(Duration::from_secs(2));
        site.serve(&path(number), slow);
    }
    let settings = Settings::reading(&site, &[("river", "/river"), ("hills", "/hills")]);
    let poll = "min_interval = \"1s\"\nmax_interval = \"1s\"\nfull_interval = \"1s\"".to_owned();
    let daemon = Daemon::new(&Settings { poll, ..settings });
    let mut run = daemon.start(&["run"]);
    run.until("a page is read", || {
        (1..=2).any(|number| !site.requests_for(&path(number)).is_empty())
    });
    let blocked = directories_of(&daemon, "river");
    block(&blocked);
    run.until("both are read", || {
        (1..=2).all(|number| !site.requests_for(&path(number)).is_empty())
    });
    std::thread::sleep(Duration::from_secs(3));
    post(&site, "/hills", &long(reports(&site, 11..=13)));
    run.until("the other feed's", || emitted_of(&daemon, "hills") == 3);
    assert_eq!(emitted_of(&daemon, "river"), 0);
    free(&blocked);
    run.until("all", || emitted_of(&daemon, "river") == 2);
    run.signal(Signal::TERM);
    run.wait();
    Output::sound(&daemon.output());
}

/// The directory of the first one's feed is what a better text of it cannot be written to.
#[test]
fn a_copy_whose_first_article_cannot_be_replaced_is_left_out_all_the_same() {
    let site = Site::open();
    let (wire, whole) = half_told(&site, 5);
    post(&site, "/river", &[wire]);
    post(&site, "/hills", &[]);
    let daemon = Daemon::new(&Settings {
        tables: "[dedup]\nstories = \"skip\"".to_owned(),
        ..Settings::reading(&site, &[("river", "/river"), ("hills", "/hills")])
    });
    daemon.pass();
    let blocked = directories_of(&daemon, "river");
    for directory in &blocked {
        let _ = fs::remove_dir_all(directory);
    }
    block(&blocked);
    post(&site, "/hills", &[whole, report(&site, 9)]);
    let ran = daemon.pass();
    let output = Output::read(&daemon.output());
    let told = |line: &Value| (line["feed"].clone(), line["action"].clone());
    let mut told: Vec<_> = output.journal.iter().skip(1).map(told).collect();
    told.sort_by_key(|(_, action)| action.to_string());
    let expected = ["new", "skipped"].map(|action| ("hills".into(), action.into()));
    assert_eq!(told, expected, "{ran}");
    assert!(ran.stderr.contains("does not replace the first article"), "{ran}");
}

/// Somebody put it there and took it away again in a moment.
#[test]
fn what_stood_in_the_way_for_a_moment_ends_no_pass() {
    let site = Site::open();
    post(&site, "/river", &reports(&site, 1..=3));
    post(&site, "/hills", &reports(&site, 11..=13));
    let daemon =
        Daemon::new(&Settings::reading(&site, &[("river", "/river"), ("hills", "/hills")]));
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-P", "river", "-e", "trace=mkdirat"]);
    command.args(["-e", "inject=mkdirat:error=EACCES:when=1", "-o"]).arg(daemon.path("trace"));
    command.arg(env!("CARGO_BIN_EXE_courant")).arg("--config").arg(daemon.path("courant.toml"));
    command.arg("once").stdin(Stdio::null());
    let ran = daemon.start_command(command).0.wait();
    let trace = fs::read_to_string(daemon.path("trace")).unwrap();
    assert!(trace.contains("INJECTED"), "{trace}");
    assert_eq!(ran.code, Some(75), "{ran}");
    assert!(ran.stderr.contains("courant: some articles wait, all others come out"), "{ran}");
    assert_eq!(emitted_of(&daemon, "hills"), 3, "{ran}");
    daemon.pass();
    assert_eq!(emitted_of(&daemon, "river"), 3);
}

#[test]
fn a_pass_brings_out_all_but_what_has_no_place_and_says_so() {
    let site = Site::open();
    post(&site, "/river", &reports(&site, 1..=3));
    post(&site, "/hills", &reports(&site, 11..=13));
    let daemon =
        Daemon::new(&Settings::reading(&site, &[("river", "/river"), ("hills", "/hills")]));
    let blocked = directories_of(&daemon, "river");
    block(&blocked);
    let ran = daemon.once();
    assert_eq!(ran.code, Some(75), "{ran}");
    assert_eq!((emitted_of(&daemon, "hills"), emitted_of(&daemon, "river")), (3, 0), "{ran}");
    let listed = format!("{}: {} is not a directory", site.url(&path(2)), blocked[0].display());
    assert!(ran.stdout.contains(&listed), "{ran}");
    assert!(ran.stderr.contains("courant: some articles wait, all others come out"), "{ran}");
    assert!(site.requests_for(&path(2)).is_empty(), "no page is asked for in vain");
    free(&blocked);
    daemon.pass();
    assert_eq!(emitted_of(&daemon, "river"), 3);
    Output::sound(&daemon.output());
}

#[test]
fn a_directory_in_the_place_of_an_articles_file_holds_up_that_article_alone() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    post(&site, "/feed", &reports(&site, 1..=3));
    daemon.pass();
    let lines_of_first = || {
        let output = Output::read(&daemon.output());
        let lines = output.journal.into_iter();
        lines.filter(|line| line["title"] == pages::headline(1)).collect::<Vec<_>>()
    };
    let taken = daemon.output().join(lines_of_first()[0]["path"].as_str().unwrap());
    fs::remove_file(&taken).unwrap();
    fs::create_dir(&taken).unwrap();
    let mut entries = reports(&site, 1..=8);
    entries[0] = entries[0].clone().updated("2026-11-21T09:00:00Z");
    site.serve(&path(1), Reply::page(pages::edited(1, "Correction: four boats, and not three.")));
    post(&site, "/feed", &entries);
    let ran = daemon.once();
    assert_eq!(ran.code, Some(75), "{ran}");
    assert!(ran.stderr.contains(&format!("{} is a directory", taken.display())), "{ran}");
    assert_eq!((emitted(&daemon), lines_of_first().len()), (8, 1), "{ran}");
    fs::remove_dir(&taken).unwrap();
    daemon.pass();
    assert_eq!((emitted(&daemon), lines_of_first().len()), (9, 2));
    Output::sound(&daemon.output());
}
