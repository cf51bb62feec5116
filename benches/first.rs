//! A first pass: 1,000 feeds with their texts in them, 20,000 articles, each written durably.
//!
//! `cargo bench --bench first [-- FEEDS]` serves so many feeds, each on a host of its own, from a process of its own, and
//! has them read by `courant once` and, where `PYTHON` names an interpreter that has feedparser and requests, by a
//! script that writes, syncs and renames a file for each entry; by turns, each with nothing known before.
//!
//! It fails unless each entry became one file and one line of the journal.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "it is the outside world")]

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

/// How often each makes its pass; the best one counts, for what else the machine does only slows.
const ROUNDS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("serve") => server::run(arguments[1].parse().unwrap()),
        feeds => measure(feeds.map_or(1_000, |feeds| feeds.parse().expect("a number of feeds"))),
    }
}

fn measure(feeds: u32) {
    let server = Server::start(0);
    let entries = feeds as usize * server::ENTRIES;
    println!("{feeds} feeds on hosts of their own, {entries} entries, nothing known before");
    println!("{:<24}{:>10}{:>14}{:>10}{:>8}", "", "seconds", "articles/s", "of cores", "MB");
    let mut asked = 0.0;
    let ours = best(|home| {
        configure(home, &server, feeds);
        let mut courant = Command::new(env!("CARGO_BIN_EXE_courant"));
        courant.arg("--config").arg(home.join("courant.toml")).arg("once");
        server.forget();
        let watched = Watched::run(&mut courant);
        let seen = server.seen();
        assert_eq!((seen.requests, seen.conditional), (u64::from(feeds), 0), "each is asked once");
        asked = seen.seconds;
        let lines: usize = files(&home.join("articles/journal"))
            .map(|day| fs::read_to_string(day).unwrap().lines().count())
            .sum();
        let days = files(&home.join("articles")).filter(|day| is_day(day));
        let written = days.flat_map(|day| files(&day).collect::<Vec<_>>());
        let written: usize = written.map(|feed| files(&feed).count()).sum();
        assert_eq!((lines, written), (entries, entries), "each came out once");
        watched
    });
    row("courant", &ours, entries);
    println!("its last feed was asked {asked:.2} s after its first");
    let Some(python) = std::env::var_os("PYTHON") else {
        println!(
            "PYTHON names no interpreter with feedparser and requests: nothing to compare with"
        );
        return;
    };
    let theirs = best(|home| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/sweep/reader.py");
        let mut command = Command::new(&python);
        command.arg(script).args([server.port.to_string(), feeds.to_string()]).arg(home);
        let watched = Watched::run(&mut command);
        assert_eq!(files(home).count(), entries, "each came out once");
        watched
    });
    row("feedparser and fsync", &theirs, entries);
    println!("courant / feedparser: time {:.3}", ours.seconds / theirs.seconds);
}

/// Beside the code: a directory for temporary files may be in memory, where syncs cost nothing.
fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// The best pass, each in a home of its own. All of them go at the end: ext4 without a journal gives no place of a file
/// that was deleted within some minutes, and looks at each of them when it makes another.
fn best(mut pass: impl FnMut(&Path) -> Watched) -> Watched {
    let homes = [(); ROUNDS].map(|()| tempfile::tempdir_in(target()).unwrap());
    let passes = homes.iter().map(|home| pass(home.path()));
    passes.min_by(|one, other| one.seconds.total_cmp(&other.seconds)).unwrap()
}

fn row(name: &str, watched: &Watched, entries: usize) {
    let Watched { seconds, spent, megabytes } = watched;
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let rate = entries as f64 / seconds;
    println!("{name:<24}{seconds:>10.2}{rate:>14.0}{spent:>10.2}{megabytes:>8.0}");
}

fn configure(home: &Path, server: &Server, feeds: u32) {
    let mut text = "[output]\ndirectory = \"articles\"\nformats = [\"json\"]\n[state]\ndirectory = \"state\"\n\
         [fetch]\nhost_delay = \"0s\"\nallow_addresses = [\"127.0.0.0/8\"]\nconcurrency = 64\n"
        .to_owned();
    for number in 0..feeds {
        let [_, high, middle, low] = (number + 256).to_be_bytes();
        let host = Ipv4Addr::new(127, high + 1, middle, low);
        let _ = write!(
            text,
            "[[feed]]\nname = \"feed-{number}\"\nurl = \"http://{host}:{}/feed\"\nbody = \"feed\"\nbacklog = \"all\"\n",
            server.port
        );
    }
    fs::create_dir(home.join("articles")).unwrap();
    fs::write(home.join("courant.toml"), text).unwrap();
}

fn is_day(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    name.starts_with(|first: char| first.is_ascii_digit())
}

fn files(directory: &Path) -> impl Iterator<Item = std::path::PathBuf> + use<> {
    fs::read_dir(directory).unwrap().map(|file| file.unwrap().path())
}
