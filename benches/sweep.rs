//! How fast many feeds are swept, beside a bare reqwest loop over the same feeds in the same run.
//!
//! `cargo bench --bench sweep [-- FEEDS]` serves so many feeds (10,000), each on a host of its own (127.x.y.z), from a
//! process of its own, and prints two tables: nothing new (every answer is a 304), and the same with a server that takes
//! 100 ms for each answer and 512 requests in flight. Rates are requests a second between the first and the last that the
//! server saw; times are those of the whole process, its start included. Memory is the most that a process had resident.
//!
//! It fails if a sweep asked for another number of feeds, or without conditions.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "it is the outside world")]

#[path = "sweep/bare.rs"]
mod bare;
#[path = "sweep/server.rs"]
mod server;
#[path = "sweep/watched.rs"]
mod watched;

use std::fmt::Write as _;
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::Command;

use server::Server;
use watched::Watched;

/// How often each sweep is made; the best one counts, for what else the machine does only slows.
const ROUNDS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("serve") => server::run(arguments[1].parse().unwrap()),
        Some("bare") => bare::run(&arguments[1..]),
        feeds => measure(feeds.map_or(10_000, |feeds| feeds.parse().expect("a number of feeds"))),
    }
}

fn measure(feeds: u32) {
    println!("{feeds} feeds, each on a host of its own; {} cores for client and server", cores());
    for (name, delay, flights) in
        [("nothing new", 0, 64), ("nothing new, 100 ms at the server", 100, 512)]
    {
        let server = Server::start(delay);
        let home = tempfile::tempdir().unwrap();
        configure(home.path(), &server, feeds, flights);
        let first = sweep(&mut courant(home.path()), &server, feeds, false);
        println!("\n{name}, {flights} in flight");
        println!("{:<24}{:>12}{:>10}{:>10}{:>8}", "", "requests/s", "seconds", "of cores", "MB");
        row("courant, first pass", &first);
        let ours = (0..ROUNDS).map(|_| sweep(&mut courant(home.path()), &server, feeds, true));
        let ours = ours.max_by(|one, other| one.rate.total_cmp(&other.rate)).unwrap();
        row("courant", &ours);
        let bare = (0..ROUNDS)
            .map(|_| sweep(&mut bare_loop(&server, feeds, flights), &server, feeds, true));
        let bare = bare.max_by(|one, other| one.rate.total_cmp(&other.rate)).unwrap();
        row("a bare reqwest loop", &bare);
        println!(
            "courant / bare: rate {:.2}, time {:.2}, cores {:.2}, memory {:.1}",
            ours.rate / bare.rate,
            ours.seconds / bare.seconds,
            ours.spent / bare.spent,
            ours.megabytes / bare.megabytes
        );
    }
}

/// One sweep: what the server saw of it, and what it cost.
struct Sweep {
    rate: f64,
    seconds: f64,
    /// Seconds of processors.
    spent: f64,
    megabytes: f64,
}

fn sweep(command: &mut Command, server: &Server, feeds: u32, conditional: bool) -> Sweep {
    server.forget();
    let Watched { seconds, spent, megabytes } = Watched::run(command);
    let seen = server.seen();
    assert_eq!(seen.requests, u64::from(feeds), "each feed is asked once");
    assert_eq!(seen.conditional, if conditional { u64::from(feeds) } else { 0 }, "conditionally");
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    Sweep { rate: seen.requests as f64 / seen.seconds, seconds, spent, megabytes }
}

fn row(name: &str, sweep: &Sweep) {
    let Sweep { rate, seconds, spent, megabytes } = sweep;
    println!("{name:<24}{rate:>12.0}{seconds:>10.2}{spent:>10.2}{megabytes:>8.0}");
}

fn courant(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.arg("--config").arg(home.join("courant.toml")).arg("once");
    command
}

fn bare_loop(server: &Server, feeds: u32, flights: usize) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["bare", &server.port.to_string(), &feeds.to_string(), &flights.to_string()]);
    command
}

fn configure(home: &Path, server: &Server, feeds: u32, flights: usize) {
    let mut text = format!(
        "[output]\ndirectory = \"articles\"\n[state]\ndirectory = \"state\"\n\
         [fetch]\nhost_delay = \"0s\"\nallow_addresses = [\"127.0.0.0/8\"]\nconcurrency = {flights}\n"
    );
    for number in 0..feeds {
        let _ = write!(
            text,
            "[[feed]]\nname = \"feed-{number}\"\nurl = {:?}\nbacklog = \"none\"\n",
            address(server.port, number)
        );
    }
    fs::create_dir(home.join("articles")).unwrap();
    fs::write(home.join("courant.toml"), text).unwrap();
}

/// Where a feed is: a host of its own.
fn address(port: u16, number: u32) -> String {
    let [_, high, middle, low] = (number + 256).to_be_bytes();
    format!("http://{}:{port}/feed", Ipv4Addr::new(127, high + 1, middle, low))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
