//! A page that is a bomb costs its own article's text, and holds no other up.

#![allow(clippy::format_collect, reason = "long texts, built once")]

use std::time::{Duration, Instant};

use crate::daemon::{Daemon, Settings};
use crate::newsroom;
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

/// What a page behind a bomb may take, in a release build on a machine of its own.
const BEHIND: Duration = Duration::from_secs(2);

/// Two megabytes, or a tag of 160,000 attributes.
fn bombs() -> Vec<String> {
    let attributes = (0..160_000).map(|at| format!(" a{at}=1")).collect::<Vec<_>>().concat();
    let open = (0..10_000).map(|at| format!("<b id={at}>")).collect::<Vec<_>>().concat();
    vec![
        "<div>".repeat(400_000),
        "<ul><li>".repeat(250_000),
        format!("<p{attributes}>x</p>"),
        // Each paragraph opens all the formatting again that was left open.
        format!("{open}{}", "<p>x".repeat(10_000)),
    ]
}

#[test]
fn a_bomb_of_a_page_falls_back_to_the_feed_and_holds_up_no_good_page() {
    let site = Site::open();
    let bombs = bombs();
    let good = bombs.len() + 1;
    for (at, bomb) in bombs.iter().enumerate() {
        site.serve(&newsroom::path(at + 1), Reply::page(format!("<html><body>{bomb}")));
    }
    site.serve(&newsroom::path(good), Reply::page(pages::article(good)));
    // The good one is the last of the queue.
    newsroom::post(&site, "/feed", &newsroom::announce_all(&site, 1..=good));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let mut run = daemon.start(&["run"]);
    let out = |number: usize| {
        let title = pages::headline(number);
        Output::read(&daemon.output()).journal.iter().any(|line| line["title"] == title.as_str())
    };
    run.until("the last bomb is asked for", || {
        !site.requests_for(&newsroom::path(good - 1)).is_empty()
    });
    let begun = Instant::now();
    run.until("the good page is out", || out(good));
    // A guard at ten times what is promised, for each that was before it.
    let longest = 10 * BEHIND * u32::try_from(good).unwrap();
    assert!(begun.elapsed() < longest, "{:?}", begun.elapsed());
    run.until("the bombs are out", || (1..good).all(out));
    run.signal(rustix::process::Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    let output = Output::sound(&daemon.output());
    for number in 1..good {
        let article = output.titled(&pages::headline(number));
        assert_eq!(article["_courant"]["body_from"], "summary", "{article}");
        assert_eq!(article["_courant"]["reason"], "page_budget", "{article}");
        let text = format!("In short: report number {number} from the river.");
        assert_eq!(article["content_text"], text, "{article}");
    }
    assert_eq!(output.titled(&pages::headline(good))["_courant"]["body_from"], "page");
}
