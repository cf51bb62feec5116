//! Crowds at the control socket: bounded, and in nobody's way.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use crate::control::{json, news, running};
use crate::daemon::{PATIENCE, Settings};

/// They were let go one after the other, and whoever asked stood behind them.
#[test]
fn whoever_asks_waits_for_none_who_say_nothing() {
    let (_site, daemon, _run) = running(news);
    let socket = daemon.state().join("courant.sock");
    let crowd: Vec<_> = (0..200).map(|_| UnixStream::connect(&socket).unwrap()).collect();
    let mut stream = UnixStream::connect(&socket).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(b"GET /status HTTP/1.1\r\nHost: courant\r\n\r\n").unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200", "{}", String::from_utf8_lossy(&answer));
    let is_inside = |mut one: &UnixStream| {
        one.set_nonblocking(true).unwrap();
        one.read(&mut [0]).is_err()
    };
    let inside = crowd.iter().filter(|one| is_inside(one)).count();
    assert!(inside > 100, "only {inside} of them had not been let go by then");
}

#[test]
fn a_thousand_connections_are_bounded_and_the_daemon_polls_on() {
    let (site, daemon, mut run) = running(|site| Settings {
        poll: "min_interval = \"1s\"\nmax_interval = \"1s\"\nfull_interval = \"1s\"".to_owned(),
        ..news(site)
    });
    let socket = daemon.state().join("courant.sock");
    // Each is a file that is open here as well.
    rustix::process::setrlimit(
        rustix::process::Resource::Nofile,
        rustix::process::Rlimit {
            current: rustix::process::getrlimit(rustix::process::Resource::Nofile).maximum,
            ..rustix::process::getrlimit(rustix::process::Resource::Nofile)
        },
    )
    .unwrap();
    let before = run.peak_memory();
    let crowd: Vec<_> = (0..1_000).map(|_| UnixStream::connect(&socket).unwrap()).collect();
    let polls = site.requests().len();
    run.until("it polls on", || site.requests().len() > polls + 3);
    let grown = run.peak_memory() - before;
    assert!(grown < 64 << 20, "{grown} bytes for a thousand who say nothing");
    drop(crowd);
    assert_eq!(json(&daemon.start(&["status", "--json"]).wait())["articles"], 3);
}
