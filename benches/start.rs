//! How soon the daemon is ready, what it takes in memory, and what it does while nothing is due.
//!
//! `cargo bench --bench start [-- FEEDS…]` (100, 10,000 and 100,000) has each number of feeds, each on a host of its
//! own, read once from a process of its own; then it starts the daemon, as systemd does, several times, and watches the
//! last one for [`WATCHED`] seconds in which no feed is due.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "it is the outside world")]

#[path = "sweep/server.rs"]
mod server;
#[path = "sweep/watched.rs"]
mod watched;

use std::fmt::Write as _;
use std::fs;
use std::net::Ipv4Addr;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use server::Server;
use watched::{Watched, high_water, resident, spent_by};

/// Starts for each number; the fastest counts.
const STARTS: usize = 5;
/// How long the last one is watched, in seconds.
const WATCHED: u64 = 20;
/// A start takes no longer, or never ends.
const GUARD: Duration = Duration::from_mins(2);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    if arguments.first().is_some_and(|first| first == "serve") {
        return server::run(arguments[1].parse().unwrap());
    }
    let mut numbers: Vec<u32> = arguments.iter().map(|feeds| feeds.parse().unwrap()).collect();
    if numbers.is_empty() {
        numbers = vec![100, 10_000, 100_000];
    }
    println!(
        "{:>8}{:>12}{:>12}{:>12}{:>14}{:>20}",
        "feeds", "ready ms", "MiB then", "MiB at most", "state bytes/f", "% of a core, idle"
    );
    for feeds in numbers {
        measure(feeds);
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn measure(feeds: u32) {
    let server = Server::start(0);
    let home = tempfile::tempdir().unwrap();
    configure(home.path(), &server, feeds);
    server.forget();
    Watched::run(courant(home.path()).arg("once"));
    let seen = server.seen();
    assert_eq!((seen.requests, seen.conditional), (u64::from(feeds), 0), "each was read once");
    assert!(seen.seconds >= 0.0);
    let state: u64 = files(&home.path().join("state")).iter().sum();

    let mut soonest = f64::MAX;
    for _ in 1..STARTS {
        let (child, ready) = start(home.path());
        soonest = soonest.min(ready);
        end(child);
    }
    let (child, ready) = start(home.path());
    soonest = soonest.min(ready);
    let about = format!("/proc/{}", child.id());
    // What starting costs is over by then.
    thread::sleep(Duration::from_secs(2));
    let (resident, before) = (resident(&about).unwrap(), spent_by(&about).unwrap());
    thread::sleep(Duration::from_secs(WATCHED));
    let spent = spent_by(&about).unwrap() - before;
    let most = high_water(&about).unwrap();
    end(child);
    assert_eq!(server.seen().requests, u64::from(feeds), "nothing was due");
    println!(
        "{feeds:>8}{:>12.1}{resident:>12.1}{most:>12.1}{:>14.0}{:>20.2}",
        1_000.0 * soonest,
        state as f64 / f64::from(feeds),
        100.0 * spent / WATCHED as f64
    );
}

/// Starts the daemon, and waits until it says that it is ready; in seconds.
fn start(home: &Path) -> (Child, f64) {
    let address = home.join("notify");
    let _ = fs::remove_file(&address);
    let socket = UnixDatagram::bind(&address).unwrap();
    socket.set_read_timeout(Some(GUARD)).unwrap();
    let begun = Instant::now();
    let child = courant(home)
        .arg("run")
        .env("NOTIFY_SOCKET", &address)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut message = [0; 4096];
    let mut is_ready = || {
        let length = socket.recv(&mut message).expect("it says that it is ready");
        message[..length].windows(7).any(|part| part == b"READY=1")
    };
    while !is_ready() {}
    (child, begun.elapsed().as_secs_f64())
}

fn end(mut child: Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert!(child.wait().unwrap().success(), "it ends well");
}

fn courant(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.arg("--config").arg(home.join("courant.toml"));
    command
}

fn configure(home: &Path, server: &Server, feeds: u32) {
    let mut text = "[output]\ndirectory = \"articles\"\n[state]\ndirectory = \"state\"\n\
         [poll]\nmin_interval = \"12h\"\nmax_interval = \"24h\"\n\
         [fetch]\nhost_delay = \"0s\"\nallow_addresses = [\"127.0.0.0/8\"]\nconcurrency = 64\n"
        .to_owned();
    for number in 0..feeds {
        let [_, high, middle, low] = (number + 256).to_be_bytes();
        let host = Ipv4Addr::new(127, high + 1, middle, low);
        let _ = write!(
            text,
            "[[feed]]\nname = \"feed-{number}\"\nurl = \"http://{host}:{}/feed\"\nbacklog = \"none\"\n",
            server.port
        );
    }
    fs::create_dir(home.join("articles")).unwrap();
    fs::write(home.join("courant.toml"), text).unwrap();
}

/// The sizes of all files below a directory.
fn files(directory: &Path) -> Vec<u64> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(
            |path| {
                if path.is_dir() { files(&path) } else { vec![path.metadata().unwrap().len()] }
            },
        )
        .collect()
}
