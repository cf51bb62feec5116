//! What is wrong with a feed that answers is told: gone quiet, no feed any more, pages that yield less. Once.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::daemon::{Daemon, Ran, Settings};
use crate::feeds::Entry;
use crate::newsroom::{self, path};
use crate::pages;
use crate::site::{Reply, Site};

fn river(site: &Site) -> Daemon {
    Daemon::new(&Settings::reading(site, &[("river", "/feed")]))
}

/// The codes of what is told of the feed, by `feeds`, `why` and `status` alike.
fn concerns(daemon: &Daemon) -> Vec<String> {
    let json = |arguments: &[&str]| -> Value {
        let ran = daemon.start(arguments).wait();
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"))
    };
    let feeds = json(&["feeds", "--json"]);
    assert_eq!(feeds[0], json(&["why", "river", "--json"])["feed"]);
    let concerns = feeds[0]["concerns"].as_array().cloned().unwrap_or_default();
    let codes: Vec<String> =
        concerns.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect();
    let counted = json(&["status", "--json"])["concerns"].as_object().unwrap().clone();
    assert_eq!(counted.keys().cloned().collect::<Vec<_>>(), codes);
    let table = daemon.start(&["feeds"]).wait().stdout;
    for concern in &concerns {
        let words = concern["detail"].as_str().unwrap().split(':').next().unwrap();
        let words = words.split_whitespace().next_back().unwrap();
        assert!(table.contains(words), "{words}: {table}");
    }
    codes
}

fn told(ran: &Ran, code: &str) -> usize {
    ran.stderr.lines().filter(|line| line.contains(&format!("error=\"{code}\""))).count()
}

#[test]
fn a_feed_that_published_and_has_gone_quiet_is_told_of_once() {
    let site = Site::open();
    let daemon = river(&site);
    let ago = |hours: i64| (Timestamp::now() - SignedDuration::from_hours(hours)).to_string();
    let dated = |number: usize, hours: i64| -> Entry {
        newsroom::report(&site, number).published(&ago(hours))
    };
    // One an hour, until ten days ago.
    let mut entries: Vec<Entry> =
        (1..=9).map(|number| dated(number, 240 + number as i64)).collect();
    newsroom::post(&site, "/feed", &entries);
    let ran = daemon.pass();
    assert_eq!(told(&ran, "quiet"), 1, "{ran}");
    assert_eq!(concerns(&daemon), ["quiet"]);
    assert_eq!(told(&daemon.pass(), "quiet"), 0, "at no further poll");
    entries.push(dated(10, 0));
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    assert_eq!(concerns(&daemon), Vec::<String>::new());

    // One that publishes once a month may be silent for ten days.
    let monthly: Vec<Entry> =
        (21..=29).map(|number| dated(number, 240 + 720 * (number as i64 - 20))).collect();
    newsroom::post(&site, "/feed", &monthly);
    let daemon = river(&site);
    daemon.pass();
    assert_eq!(concerns(&daemon), Vec::<String>::new());
}

#[test]
fn a_feed_that_turned_into_a_web_page_is_told_of_once_and_once_it_is_back() {
    let site = Site::open();
    let daemon = river(&site);
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    daemon.pass();
    site.serve("/feed", Reply::page("<html><body><h1>We have moved</h1></body></html>"));
    let told: Vec<usize> = (0..5).map(|_| told(&daemon.pass(), "no_feed")).collect();
    assert_eq!(told, [0, 0, 1, 0, 0], "not for a page that excuses itself for an hour");
    assert_eq!(concerns(&daemon), ["no_feed"]);
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    daemon.pass();
    assert_eq!(concerns(&daemon), Vec::<String>::new());
}

#[test]
fn a_site_whose_pages_yield_less_than_they_did_is_told_of_once() {
    let site = Site::open();
    let daemon = river(&site);
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=30));
    daemon.pass();
    assert_eq!(concerns(&daemon), Vec::<String>::new());
    let mut told_of = Vec::new();
    for number in 31..=42 {
        let entry = newsroom::announce(&site, number);
        site.serve(&path(number), Reply::page(pages::without_article()));
        newsroom::post(&site, "/feed", &[newsroom::announce(&site, 30), entry]);
        if told(&daemon.pass(), "poor_pages") > 0 {
            told_of.push(number - 30);
        }
    }
    assert!(told_of.len() == 1 && (3..=10).contains(&told_of[0]), "{told_of:?}");
    assert_eq!(concerns(&daemon), ["poor_pages"]);
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 43..=70));
    daemon.pass();
    assert_eq!(concerns(&daemon), Vec::<String>::new());
}
