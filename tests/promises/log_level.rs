//! The service tells from the configured level on, and `COURANT_LOG` goes over it; and it waits for no reader.

use std::fs::OpenOptions;
use std::io::Read as _;
use std::process::{Command, Stdio};

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
        // It is open for reading, so writers do not wait for that, and nobody reads.
        let pipe = daemon.path("pipe");
        mknodat(rustix::fs::CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let mut reader = OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "exec \"$@\" 2>\"$0\""]).arg(&pipe);
        command.arg(env!("CARGO_BIN_EXE_courant")).arg("--config").arg(daemon.path("courant.toml"));
        command
            .args(["--log-format", format, "run"])
            .env("COURANT_LOG", "trace")
            .stdin(Stdio::null());
        let (mut run, _) = daemon.start_command(command);
        run.until("it polls on", || site.requests_for("/feed").len() > 100);
        let mut told = Vec::new();
        fcntl_setfl(&reader, OFlags::NONBLOCK).unwrap();
        let mut read = |told: &mut Vec<u8>| drop(reader.read_to_end(told));
        read(&mut told);
        run.until("it says so", || {
            read(&mut told);
            String::from_utf8_lossy(&told).contains("Lines of the log were left out")
        });
        run.signal(Signal::TERM);
        assert_eq!(run.wait().code, Some(0));
        read(&mut told);
        let told = String::from_utf8(told).unwrap();
        for line in told.lines() {
            let is_json = || serde_json::from_str::<serde_json::Value>(line).is_ok();
            let whole = if format == "json" { is_json() } else { line.starts_with("20") };
            assert!(whole, "{line}");
        }
    }
}
