//! Thousands of feeds on one host: one request at a time, and little memory.

use crate::daemon::{Daemon, Settings};
use crate::newsroom;
use crate::site::Site;

/// What each further feed may take, in bytes: its configuration, its record in the database's cache, its place in
/// the heap.
const A_FEED: u64 = 8 << 10;

#[test]
fn five_thousand_feeds_on_one_host_take_turns_and_little_memory() {
    let alone = after_polls(1, 1);
    let all = after_polls(5000, 1000);
    let each = all.saturating_sub(alone) / 5000;
    println!(
        "{} MiB with one feed, {} MiB with 5,000: {each} bytes a feed",
        alone >> 20,
        all >> 20
    );
    assert!(each < A_FEED, "{each} bytes a feed");
}

/// The most memory that a daemon with so many feeds on one host took until it had polled so often, in bytes.
fn after_polls(feeds: usize, polls: usize) -> u64 {
    let site = Site::open();
    let mut settings = Settings::reading(&site, &[]);
    for number in 0..feeds {
        let path = format!("/feed/{number}");
        newsroom::post(&site, &path, &[]);
        settings = settings.and(&format!("feed-{number}"), &site.url(&path), "");
    }
    let daemon = Daemon::new(&settings);
    let mut run = daemon.start(&["run"]);
    run.until("it polls", || site.requests().len() >= polls);
    assert_eq!(site.most_in_flight(), 1);
    run.peak_memory()
}
