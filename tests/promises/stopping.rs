//! SIGTERM and SIGINT end it in time, with exit 0 and without losing anything.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::daemon::{Daemon, Settings};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

/// Ten seconds are promised; the rest is for a machine that is busy.
const IN_TIME: Duration = Duration::from_secs(20);

/// Longer than anything in these tests waits.
const LONG: Duration = Duration::from_mins(5);

#[test]
fn stopped_in_the_middle_of_a_fetch_it_ends_in_time_and_loses_nothing() {
    for signal in [Signal::TERM, Signal::INT] {
        let site = Site::open();
        newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=5));
        site.serve(&path(3), Reply::page(pages::article(3)).after(LONG));
        let settings = Settings::reading(&site, &[("river", "/feed")]);
        let daemon = Daemon::new(&Settings { fetch: "timeout = \"5m\"".to_owned(), ..settings });
        let mut run = daemon.start(&["run"]);
        run.until("it reads the page that never comes", || !site.requests_for(&path(3)).is_empty());
        run.signal(signal);
        let ran = run.wait_for(IN_TIME);
        assert_eq!(ran.code, Some(0), "{signal:?}: {ran}");
        Output::sound(&daemon.output());

        newsroom::report(&site, 3);
        daemon.pass();
        assert_eq!(Output::sound(&daemon.output()).journal.len(), 5, "{signal:?}");
    }
}

#[test]
fn stopped_while_a_feed_hangs_it_ends_in_time() {
    let site = Site::open();
    site.serve("/feed", Reply::status(200).after(LONG));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&Settings { fetch: "timeout = \"5m\"".to_owned(), ..settings });
    let mut run = daemon.start(&["run"]);
    run.until("it polls", || !site.requests_for("/feed").is_empty());
    run.signal(Signal::TERM);
    let ran = run.wait_for(IN_TIME);
    assert_eq!(ran.code, Some(0), "{ran}");
}

/// As a network's file system does whose server is away.
#[test]
fn stopped_while_a_file_of_the_configuration_cannot_be_read_it_ends_in_time() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.write("list.toml", "");
    let mut command = Command::new("strace");
    command.args(["-D", "-f", "-qq", "-e", "inject=read:delay_enter=300s", "-P"]);
    command.arg(daemon.path("list.toml")).arg("-o").arg(daemon.path("trace"));
    command.args([env!("CARGO_BIN_EXE_courant"), "--config"]);
    command.arg(daemon.path("courant.toml")).arg("run").stdin(Stdio::null());
    let (mut run, _) = daemon.start_command(command);
    run.until("the report", || Output::read(&daemon.output()).journal.len() == 1);
    let file = fs::read_to_string(daemon.path("courant.toml")).unwrap();
    daemon.write("courant.toml", &format!("include = [\"list.toml\"]\n{file}"));
    run.signal(Signal::HUP);
    let trace = || fs::read_to_string(daemon.path("trace")).unwrap_or_default();
    run.until("it looks at the list", || trace().contains("list.toml"));
    run.signal(Signal::TERM);
    run.until("it closes its door", || !daemon.state().join("courant.sock").exists());
    // The file system that is held up here would hold up the end of the process, too.
    let status = fs::read_to_string(format!("/proc/{}/status", run.id())).unwrap();
    let tracer = status.lines().find_map(|line| line.strip_prefix("TracerPid:")).unwrap();
    let tracer = Pid::from_raw(tracer.trim().parse().unwrap()).unwrap();
    kill_process(tracer, Signal::KILL).unwrap();
    let ran = run.wait_for(IN_TIME);
    assert_eq!(ran.code, Some(0), "{ran}");
}

#[test]
fn stopped_with_nothing_to_do_it_ends_in_time() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let mut run = daemon.start(&["run"]);
    run.until("both reports", || Output::read(&daemon.output()).journal.len() == 2);
    run.signal(Signal::TERM);
    let ran = run.wait_for(IN_TIME);
    assert_eq!(ran.code, Some(0), "{ran}");
    Output::sound(&daemon.output());
}
