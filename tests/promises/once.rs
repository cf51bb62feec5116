//! `once` does what was asked and no more: the feeds that were named, and nothing that a publisher refused.

use std::time::Duration;

use rustix::process::Signal;

use crate::daemon::{Daemon, Settings};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

/// A user who owns nothing.
const NOBODY: u32 = 65_534;

#[test]
fn only_the_feeds_that_were_named_are_polled() {
    let site = Site::open();
    newsroom::post(&site, "/river", &newsroom::reports(&site, 1..=2));
    newsroom::post(&site, "/hills", &newsroom::reports(&site, 3..=4));
    let settings = Settings::reading(&site, &[("river", "/river"), ("hills", "/hills")]);
    let daemon = Daemon::new(&settings);
    let ran = daemon.start(&["once", "hills"]).wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(site.requests_for("/river").is_empty());
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
    let ran = daemon.start(&["once", "mountains"]).wait();
    assert_eq!(ran.code, Some(64), "no feed has that name: {ran}");
}

#[test]
fn a_feed_that_is_not_enabled_is_not_polled() {
    let site = Site::open();
    newsroom::post(&site, "/river", &newsroom::reports(&site, 1..=2));
    let settings = Settings::reading(&site, &[]);
    let daemon = Daemon::new(&settings.and("river", &site.url("/river"), "enabled = false"));
    daemon.pass();
    assert!(site.requests().is_empty());
}

#[test]
fn a_host_that_asked_to_be_left_alone_is_left_alone_and_listed() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    let refusal = Reply::status(429).header("Retry-After", "3600");
    site.script(&path(1), [refusal.clone()]);
    site.script(&path(2), [refusal.clone()]);
    site.script(&path(3), [refusal]);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let ran = daemon.pass();
    assert!(ran.stdout.contains("until"), "{ran}");
    let asked = site.requests().len();
    assert_eq!(asked, 3, "the feed, robots.txt and one page: {:?}", site.requests());

    let ran = daemon.pass();
    assert_eq!(site.requests().len(), asked, "neither its feed nor its pages: {ran}");
    assert!(ran.stdout.contains("left alone until"), "{ran}");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 0, "what it showed waits");
    // Whoever asks is told so, of the feed and of its pages.
    for of in ["river", &site.url(&path(1))] {
        let why = daemon.start(&["why", of, "--json"]).wait().stdout;
        let why: serde_json::Value = serde_json::from_str(&why).unwrap();
        let next = why.pointer("/feed/due").or(why.pointer("/article/waiting/next"));
        let next: jiff::Timestamp = next.unwrap().as_str().unwrap().parse().unwrap();
        assert!(next.duration_since(jiff::Timestamp::now()).as_mins() > 55, "{of}: {why}");
    }
    let feeds = daemon.start(&["feeds"]).wait().stdout;
    assert!(feeds.contains("cooled down"), "{feeds}");
}

/// What came out and is only to be looked at again used to be told as waiting and never tried.
#[test]
fn what_came_out_does_not_wait_and_what_failed_is_told() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    site.serve(&path(2), Reply::status(404));
    let daemon = Daemon::new(&Settings {
        tables: "[revise]\nrereads = 3".to_owned(),
        ..Settings::reading(&site, &[("river", "/feed")])
    });
    let told = daemon.pass().stdout;
    assert!(told.contains(&format!("{}: ", site.url(&path(2)))), "{told}");
    assert!(told.contains("404") && !told.contains("not tried yet"), "{told}");
    assert!(!told.contains(&site.url(&path(1))), "{told}");
    let row: Vec<&str> = told.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(row[..7], ["river", "3", "3", "2", "1", "1", "0"], "{told}");
}

/// A pass used to ignore a feed's own back-off whatever had failed: run again, it asked again.
#[test]
fn a_feed_that_refused_is_left_alone_until_its_back_off_is_over_and_one_in_trouble_is_not() {
    let site = Site::open();
    let (refused, in_trouble) = ([401, 404, 503], [500, 502]);
    let paths = refused.into_iter().chain(in_trouble).map(|status| format!("/{status}"));
    let paths: Vec<String> = paths.collect();
    let feeds: Vec<_> = paths.iter().map(|path| (path[1..].to_owned(), path.as_str())).collect();
    for path in &paths {
        site.serve(path, Reply::status(path[1..].parse().unwrap()));
    }
    site.serve("/away", Reply::hang_up());
    site.serve("/page", Reply::page(pages::article(1)));
    let feeds: Vec<_> = feeds.iter().map(|(name, path)| (name.as_str(), *path)).collect();
    let settings = Settings::reading(&site, &feeds);
    let settings = settings.and("away", &site.url("/away"), "").and("page", &site.url("/page"), "");
    let daemon = Daemon::new(&settings);
    daemon.pass();
    let first = |path: &str| site.requests_for(path).len();
    let before: Vec<usize> = ["/away", "/page"].map(first).to_vec();
    let ran = daemon.pass();
    for status in refused {
        assert_eq!(site.requests_for(&format!("/{status}")).len(), 1, "{status}: {ran}");
    }
    let told = ran.stdout.lines().filter(|line| line.contains("left alone until"));
    assert_eq!(told.count(), refused.len(), "{ran}");
    for status in in_trouble {
        assert_eq!(site.requests_for(&format!("/{status}")).len(), 2, "{status}: {ran}");
    }
    let after: Vec<usize> = ["/away", "/page"].map(first).to_vec();
    assert!(after.iter().zip(&before).all(|(after, before)| after > before), "{ran}");
}

#[test]
fn stopped_in_the_middle_it_loses_nothing() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=4));
    site.serve(&path(2), Reply::page(pages::article(2)).after(Duration::from_mins(5)));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&Settings { fetch: "timeout = \"5m\"".to_owned(), ..settings });
    let mut run = daemon.start(&["once"]);
    run.until("it reads the page that never comes", || !site.requests_for(&path(2)).is_empty());
    run.signal(Signal::INT);
    run.wait_for(Duration::from_secs(20));
    newsroom::report(&site, 2);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 4);
}

#[test]
fn a_state_of_another_user_is_refused_with_the_line_to_run() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(daemon.state(), Some(NOBODY), Some(NOBODY)).unwrap();
    } else {
        // Nobody but root can give a directory away, but root has some.
        let file = std::fs::read_to_string(daemon.path("courant.toml")).unwrap();
        daemon.write("courant.toml", &file.replace("\"state\"", "\"/usr\""));
    }
    for command in [&["once"][..], &["state", "check"], &["state", "rebuild"]] {
        let ran = daemon.start(command).wait();
        assert_eq!(ran.code, Some(77), "{command:?}: {ran}");
        assert!(ran.stderr.contains("-u "), "{command:?} says how to run it: {ran}");
    }
    assert!(site.requests().is_empty());
}

/// The totals of a state used to be written with its first entry. A first poll that brought none left a
/// feed's record and no totals, which the next start took for damage, and put the state aside.
#[test]
fn a_state_whose_first_poll_brought_nothing_is_sound() {
    let site = Site::open();
    site.serve("/feed", Reply::status(404));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let ran = daemon.pass();
    assert!(!ran.stderr.contains("state_damaged"), "{ran}");
    assert_eq!(daemon.count("state."), 0, "nothing was put aside");
}
