//! A service manager is told when it is ready, reloads, stops, how it stands, and that it makes progress.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::{Arc, Mutex};
use std::thread;

use rustix::process::Signal;

use crate::daemon::{Daemon, Settings};
use crate::newsroom;
use crate::site::Site;

/// What came in at the notification socket, line by line.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn listen(socket: UnixDatagram) -> Self {
        let heard = Self::default();
        let lines = Arc::clone(&heard.0);
        thread::spawn(move || {
            let mut buffer = [0; 4_096];
            while let Ok(length) = socket.recv(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
                lines.lock().unwrap().extend(text.lines().map(str::to_owned));
            }
        });
        heard
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn count(&self, line: &str) -> usize {
        self.lines().iter().filter(|heard| heard.starts_with(line)).count()
    }

    fn position(&self, line: &str) -> usize {
        let lines = self.lines();
        lines
            .iter()
            .position(|heard| heard.starts_with(line))
            .unwrap_or_else(|| panic!("{line} in {lines:?}"))
    }
}

#[test]
fn the_service_manager_hears_of_every_turn() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&Settings {
        poll: "min_interval = \"1s\"\nmax_interval = \"1s\"".to_owned(),
        ..settings
    });
    let path = daemon.path("notify");
    let heard = Heard::listen(UnixDatagram::bind(&path).unwrap());
    let environment = [("NOTIFY_SOCKET", path.to_str().unwrap()), ("WATCHDOG_USEC", "2000000")];
    let mut run = daemon.start_under("courant.toml", &["run"], &environment);

    run.until("READY", || heard.count("READY=1") == 1);
    run.until("a status", || heard.count("STATUS=") > 0);
    run.until("three signs of life", || heard.count("WATCHDOG=1") >= 3);
    run.signal(Signal::HUP);
    run.until("RELOADING", || heard.count("RELOADING=1") == 1);
    run.until("READY again", || heard.count("READY=1") == 2);
    run.signal(Signal::TERM);
    let ran = run.wait();
    assert_eq!(ran.code, Some(0), "{ran}");

    let lines = heard.lines();
    assert_eq!(heard.count("STOPPING=1"), 1, "{lines:?}");
    assert!(heard.position("READY=1") < heard.position("RELOADING=1"), "{lines:?}");
    assert!(heard.position("RELOADING=1") < heard.position("STOPPING=1"), "{lines:?}");
    let moment = &lines[heard.position("MONOTONIC_USEC=")];
    assert!(moment["MONOTONIC_USEC=".len()..].parse::<u64>().unwrap() > 0, "{moment}");
}

#[test]
fn a_faulty_reload_is_followed_by_ready_as_well() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let path = daemon.path("notify");
    let heard = Heard::listen(UnixDatagram::bind(&path).unwrap());
    let mut run =
        daemon.start_under("courant.toml", &["run"], &[("NOTIFY_SOCKET", path.to_str().unwrap())]);
    run.until("READY", || heard.count("READY=1") == 1);
    daemon.write("courant.toml", "this is no configuration");
    run.signal(Signal::HUP);
    run.until("READY again", || heard.count("RELOADING=1") == 1 && heard.count("READY=1") == 2);
    assert_eq!(heard.count("WATCHDOG=1"), 0, "nobody asked for signs of life");
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
}

#[test]
fn a_service_manager_that_takes_nothing_in_holds_nothing_up() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&Settings {
        poll: "min_interval = \"1s\"\nmax_interval = \"1s\"".to_owned(),
        ..settings
    });
    let path = daemon.path("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    // A sign of life each 50 ms: what the socket takes in unread is a few dozen at most.
    let environment = [("NOTIFY_SOCKET", path.to_str().unwrap()), ("WATCHDOG_USEC", "100000")];
    let mut run = daemon.start_under("courant.toml", &["run"], &environment);
    let is_full = || {
        let probe = UnixDatagram::unbound().unwrap();
        probe.set_nonblocking(true).unwrap();
        probe.send_to(b"STATUS=a probe", &path).is_err()
    };
    run.until("it has said more than is taken in", is_full);
    let polls = site.requests_for("/feed").len();
    run.until("it polls on", || site.requests_for("/feed").len() >= polls + 3);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    drop(socket);
}

/// Some managers give the socket a name that stands in no directory.
#[test]
fn a_service_manager_with_an_abstract_socket_hears_as_well() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let name = daemon.path("notify").display().to_string();
    let address = SocketAddr::from_abstract_name(&name).unwrap();
    let heard = Heard::listen(UnixDatagram::bind_addr(&address).unwrap());
    let environment = [("NOTIFY_SOCKET", &*format!("@{name}"))];
    let mut run = daemon.start_under("courant.toml", &["run"], &environment);
    run.until("READY", || heard.count("READY=1") == 1);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    assert_eq!(heard.count("STOPPING=1"), 1);
}
