//! The service tells from the configured level on, and `COURANT_LOG` goes over it; and it waits for no reader.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::fs::{FileType, Mode, OFlags, fcntl_setfl, mknodat};
use rustix::process::Signal;

use crate::daemon::{Daemon, Settings};
use crate::newsroom;
use crate::site::Site;

/// What a service with this level writes until it has asked its feed and is stopped.
fn told(level: &str, variable: &str) -> String {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&Settings { fetch: format!("[log]\nlevel = {level:?}"), ..settings });
    let mut run = daemon.start_under("courant.toml", &["run"], &[("COURANT_LOG", variable)]);
    run.until("its page is asked for", || !site.requests_for(&newsroom::path(1)).is_empty());
    run.signal(Signal::TERM);
    let ran = run.wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    ran.stderr
}

#[test]
fn the_configured_level_holds_unless_the_variable_says_otherwise() {
    assert!(told("info", "").contains(" INFO "));
    assert_eq!(told("error", ""), "");
    assert!(told("error", "courant=debug").contains(" INFO "));
    assert_eq!(told("debug", "error"), "");
    let faulty = told("warn", "verbose");
    assert!(faulty.contains("verbose") && faulty.contains("This is no level"), "{faulty}");
}

/// A pipe that is open for reading, so that writers do not wait for that.
fn pipe(path: &Path) -> File {
    mknodat(rustix::fs::CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let pipe = OpenOptions::new().read(true).write(true).open(path).unwrap();
    fcntl_setfl(&pipe, OFlags::NONBLOCK).unwrap();
    pipe
}

/// What runs a command with standard error in a pipe.
fn into_pipe(daemon: &Daemon, pipe: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$@\" 2>\"$0\""]).arg(pipe);
    command.arg(env!("CARGO_BIN_EXE_courant")).arg("--config").arg(daemon.path("courant.toml"));
    command.args(args).stdin(Stdio::null());
    command
}

/// Leaves no room in a pipe.
fn fill(mut pipe: &File) {
    while pipe.write(b"\n").is_ok() {}
}

/// All that a pipe holds.
fn drain(mut pipe: &File) -> String {
    let mut told = Vec::new();
    let _ = pipe.read_to_end(&mut told);
    String::from_utf8(told).unwrap()
}

#[test]
fn a_command_that_a_person_waits_for_leaves_no_line_out() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let path = daemon.path("pipe");
    let pipe = pipe(&path);
    fill(&pipe);
    let mut command = into_pipe(&daemon, &path, &["once"]);
    command.env("COURANT_LOG", "debug");
    let (mut run, _) = daemon.start_command(command);
    thread::sleep(Duration::from_secs(3));
    let mut told = String::new();
    while run.is_running() {
        told += &drain(&pipe);
    }
    told += &drain(&pipe);
    assert_eq!(run.wait().code, Some(0));
    assert!(told.lines().filter(|line| line.starts_with("20")).count() > 3, "{told}");
    assert!(!told.contains("left out"), "{told}");
}

#[test]
fn what_a_log_left_out_is_told_at_the_end_to_whoever_reads_by_then() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/nothing")]));
    let path = daemon.path("pipe");
    let pipe = pipe(&path);
    fill(&pipe);
    // It is told of this word at the start, and of the feed's failure then.
    let mut command = into_pipe(&daemon, &path, &["run"]);
    command.env("COURANT_LOG", "loud");
    let (mut run, _) = daemon.start_command(command);
    run.until("its feed is asked for", || !site.requests_for("/nothing").is_empty());
    thread::sleep(Duration::from_secs(1));
    assert_eq!(drain(&pipe).trim(), "");
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    let told = drain(&pipe);
    assert!(told.contains("This is no level") && told.contains("lines="), "{told}");
}

#[test]
fn a_log_that_nobody_reads_holds_nothing_up() {
    for format in ["text", "json"] {
        let site = Site::open();
        newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
        let poll =
            "min_interval = \"1s\"\nmax_interval = \"1s\"\nfull_interval = \"1s\"".to_owned();
        let mut settings = Settings { poll, ..Settings::reading(&site, &[]) };
        for number in 0..20 {
            settings = settings.and(&format!("feed-{number}"), &site.url("/feed"), "");
        }
        let daemon = Daemon::new(&settings);
        let path = daemon.path("pipe");
        let pipe = pipe(&path);
        let mut command = into_pipe(&daemon, &path, &["--log-format", format, "run"]);
        command.env("COURANT_LOG", "trace");
        let (mut run, _) = daemon.start_command(command);
        run.until("it polls on", || site.requests_for("/feed").len() > 100);
        let mut told = drain(&pipe);
        run.until("it says so", || {
            told += &drain(&pipe);
            told.contains("Lines of the log were left out")
        });
        run.signal(Signal::TERM);
        assert_eq!(run.wait().code, Some(0));
        told += &drain(&pipe);
        for line in told.lines() {
            let is_json = || serde_json::from_str::<serde_json::Value>(line).is_ok();
            let whole = if format == "json" { is_json() } else { line.starts_with("20") };
            assert!(whole, "{line}");
        }
    }
}
