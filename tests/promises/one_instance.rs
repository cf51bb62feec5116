//! A second instance on the same directories ends at once, names the lock, and does the first no harm; whoever asks the
//! first finds it.

use std::fs;
use std::os::unix::fs::{chown, symlink};
use std::process::{Command, Stdio};
use std::time::Duration;

use courant::state::State;
use rustix::process::Signal;

use crate::daemon::{Daemon, Settings};
use crate::newsroom;
use crate::output::Output;
use crate::site::Site;

#[test]
fn a_second_instance_exits_75_and_names_the_lock() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let settings =
        Settings { poll: "min_interval = \"1s\"\nmax_interval = \"1s\"".to_owned(), ..settings };
    let daemon = Daemon::new(&settings);
    let mut first = daemon.start(&["run"]);
    first.until("both reports", || Output::read(&daemon.output()).journal.len() == 2);

    let file = fs::read_to_string(daemon.path("courant.toml")).unwrap();
    daemon.write("other-state.toml", &file.replace("\"state\"", "\"another-state\""));
    daemon.write("other-output.toml", &file.replace("\"articles\"", "\"other-articles\""));
    fs::create_dir(daemon.path("other-articles")).unwrap();
    let (output, state) = (daemon.output().join(".staging/lock"), daemon.state().join("lock"));
    let cases = [
        ("courant.toml", &output, &state),
        ("other-state.toml", &output, &output),
        ("other-output.toml", &state, &state),
    ];
    for (file, one, other) in cases {
        for command in ["once", "run"] {
            let ran = daemon.start_under(file, &[command], &[]).wait_for(Duration::from_mins(1));
            assert_eq!(ran.code, Some(75), "{file} {command}: {ran}");
            let named = [one.to_str().unwrap(), other.to_str().unwrap()];
            assert!(named.iter().any(|path| ran.stderr.contains(path)), "{file} {command}: {ran}");
        }
    }

    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    first.until("the third report", || Output::read(&daemon.output()).journal.len() == 3);
    first.signal(Signal::TERM);
    assert_eq!(first.wait().code, Some(0));
    Output::sound(&daemon.output());
}

#[test]
fn a_daemon_that_starts_while_a_command_reads_waits_for_it() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let reading = State::open_to_read(&daemon.state()).unwrap();
    let mut run = daemon.start(&["run"]);
    std::thread::sleep(Duration::from_millis(500));
    assert!(run.is_running(), "{}", run.stderr());
    assert!(!daemon.state().join("courant.sock").exists(), "it does not work beside the reader");
    // Meanwhile it is an instance: another one is refused at once.
    let second = daemon.start(&["run"]).wait_for(Duration::from_mins(1));
    assert_eq!(second.code, Some(75), "{second}");
    drop(reading);
    run.until("it listens", || daemon.state().join("courant.sock").exists());
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
}

#[test]
fn commands_that_read_and_daemons_that_start_do_not_get_in_each_others_way() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    for round in 0..6 {
        let before = daemon.start(&["status"]);
        std::thread::sleep(Duration::from_millis(5 * round));
        let mut run = daemon.start(&["run"]);
        let after = [daemon.start(&["feeds"]), daemon.start(&["why", "river"])];
        for command in std::iter::once(before).chain(after) {
            let ran = command.wait();
            assert_eq!(ran.code, Some(0), "{ran}");
        }
        run.until("it listens", || daemon.state().join("courant.sock").exists());
        run.signal(Signal::TERM);
        let ran = run.wait();
        assert_eq!(ran.code, Some(0), "{ran}");
    }
}

#[test]
fn a_missing_output_directory_is_a_reason_to_try_again_later() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    fs::remove_dir(daemon.output()).unwrap();
    let ran = daemon.once();
    assert_eq!(ran.code, Some(75), "{ran}");
    assert!(ran.stderr.contains(daemon.output().to_str().unwrap()), "{ran}");
    assert!(!daemon.output().exists(), "it may be a mount point, and is not made");

    fs::create_dir(daemon.output()).unwrap();
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn a_staging_directory_that_is_a_link_is_refused() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let target = daemon.path("target");
    fs::create_dir(&target).unwrap();
    symlink(&target, daemon.output().join(".staging")).unwrap();
    let ran = daemon.once();
    assert_ne!(ran.code, Some(0), "{ran}");
    assert!(ran.stderr.contains(".staging"), "{ran}");
    assert_eq!(fs::read_dir(&target).unwrap().count(), 0, "nothing was put there");
}

#[test]
fn an_output_directory_that_is_a_link_is_refused() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let target = daemon.path("target");
    fs::create_dir(&target).unwrap();
    fs::remove_dir(daemon.output()).unwrap();
    symlink(&target, daemon.output()).unwrap();
    let ran = daemon.once();
    assert_ne!(ran.code, Some(0), "{ran}");
    assert!(ran.stderr.contains(daemon.output().to_str().unwrap()), "{ran}");
    assert_eq!(fs::read_dir(&target).unwrap().count(), 0, "nothing was put there");
}

#[test]
fn a_link_at_a_files_place_or_on_the_way_to_it_is_not_followed() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let plain = Daemon::new(&settings);
    plain.pass();
    let path = Output::sound(&plain.output()).journal[0]["path"].as_str().unwrap().to_owned();
    // The same article's place, in an output of which it knows nothing.
    let daemon = Daemon::new(&settings);
    let target = daemon.path("target");
    fs::write(&target, "whatever was there").unwrap();
    let place = daemon.output().join(&path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    symlink(&target, &place).unwrap();
    daemon.pass();
    assert_eq!(fs::read_to_string(&target).unwrap(), "whatever was there");
    assert!(fs::symlink_metadata(&place).unwrap().is_symlink(), "what stood there stays");
    assert_eq!(Output::read(&daemon.output()).journal.len(), 1, "and is told of");
    // A feed's directory that leads elsewhere: publishing waits, and nothing goes there.
    let daemon = Daemon::new(&settings);
    let elsewhere = daemon.path("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let directory = daemon.output().join(&path).parent().unwrap().to_owned();
    fs::create_dir_all(directory.parent().unwrap()).unwrap();
    symlink(&elsewhere, &directory).unwrap();
    let ran = daemon.once();
    assert_ne!(ran.code, Some(0), "{ran}");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0, "nothing was put there");
    fs::remove_file(&directory).unwrap();
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 1);
}

#[test]
fn whoever_does_not_own_the_state_is_refused_and_told_the_line_to_run() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let own = rustix::process::geteuid();
    // What that user is called differs between systems.
    let who = if own.is_root() {
        chown(daemon.state(), Some(65_534), None).unwrap();
        "runuser -u "
    } else {
        let file = fs::read_to_string(daemon.path("courant.toml")).unwrap();
        daemon.write("courant.toml", &file.replace("\"state\"", "\"/usr\""));
        "sudo -u root "
    };
    // The output directory of a service is as closed to a stranger as its state.
    fs::remove_dir(daemon.output()).unwrap();
    for command in [&["once", "river"][..], &["run"], &["state", "check"], &["state", "rebuild"]] {
        let ran = daemon.start(command).wait_for(Duration::from_mins(1));
        assert_eq!(ran.code, Some(77), "{command:?}: {ran}");
        let program = env!("CARGO_BIN_EXE_courant");
        assert!(ran.stderr.contains(who) && ran.stderr.contains(program), "{command:?}: {ran}");
        assert!(ran.stderr.trim_end().ends_with(&command.join(" ")), "{command:?}: {ran}");
    }
    assert_eq!(fs::read_dir(daemon.state()).unwrap().count(), 0, "nothing was written there");
}

#[test]
fn a_daemon_is_asked_by_whatever_name_its_directory_is_called() {
    let daemon = Daemon::new(&Settings::reading(&Site::open(), &[]));
    let other = tempfile::tempdir().unwrap();
    let link = other.path().join("home");
    symlink(daemon.path(""), &link).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.arg("--config").arg(link.join("courant.toml")).arg("run").stdin(Stdio::null());
    let (mut run, _) = daemon.start_command(command);
    run.until("it listens", || daemon.state().join("courant.sock").exists());
    let status = daemon.start(&["status", "--json"]).wait();
    assert!(status.stdout.contains("\"running\": true"), "{status}");
    let reloaded = daemon.start(&["reload"]).wait();
    assert_eq!(reloaded.code, Some(0), "{reloaded}");
}
