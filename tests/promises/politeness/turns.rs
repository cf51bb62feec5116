//! One request at a time per host, and gaps between them.

use std::time::Duration;

use super::paths;
use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Format};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::site::{Reply, Site};

#[test]
fn one_host_is_asked_one_thing_at_a_time() {
    let site = Site::open();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for number in 1..=12 {
        let entry = newsroom::announce(&site, number);
        let page = Reply::page(crate::pages::article(number)).after(Duration::from_millis(30));
        site.serve(&path(number), page);
        if number % 2 == 0 { first.push(entry) } else { second.push(entry) }
    }
    newsroom::post(&site, "/first", &first);
    newsroom::post(&site, "/second", &second);
    let daemon =
        Daemon::new(&Settings::reading(&site, &[("first", "/first"), ("second", "/second")]));
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 12);
    assert_eq!(site.most_in_flight(), 1);
}

#[test]
fn a_host_rests_between_two_requests() {
    // 300 ms are configured; the site sees a request a moment after its time began to count.
    const REST: Duration = Duration::from_millis(280);
    let site = Site::open();
    let mut entries = newsroom::reports(&site, 1..=4);
    site.serve("/short", Reply::redirect(&site.url(&path(1))));
    entries[0].link = Some(site.url("/short"));
    newsroom::post(&site, "/feed", &entries);
    newsroom::post(&site, "/other", &newsroom::reports(&site, 5..=6));
    let settings = Settings::reading(&site, &[("river", "/feed"), ("hills", "/other")]);
    let daemon = Daemon::new(&Settings { host_delay: "300ms", ..settings });
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6);
    let requests = site.requests();
    assert!(requests.len() >= 9, "two feeds, six pages, one hop: {:?}", paths(&requests));
    for pair in requests.windows(2) {
        let gap = pair[1].at - pair[0].at;
        assert!(gap >= REST, "{gap:?} between {:?}", paths(pair));
    }
}

#[test]
fn what_lies_on_other_hosts_does_not_wait() {
    let slow = Site::open();
    let other = Site::open_at("127.0.0.2".parse().unwrap());
    slow.serve(
        "/feed",
        feeds::reply(Format::Rss2, &newsroom::reports(&slow, 1..=2)).after(Duration::from_secs(3)),
    );
    newsroom::post(&other, "/feed", &newsroom::reports(&other, 3..=4));
    let mut settings =
        Settings::reading(&slow, &[("slow", "/feed")]).and("other", &other.url("/feed"), "");
    settings.allow.push(other.address());
    let daemon = Daemon::new(&settings);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 4);
    let last_of_other = other.requests().last().unwrap().at;
    assert!(last_of_other < slow.requests_for(&path(1))[0].at, "the other host was done before");
}

#[test]
fn a_feed_that_is_named_twice_is_polled_once() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let ran = daemon.start(&["once", "river", "river"]).wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(site.requests_for("/feed").len(), 1, "{ran}");
    assert_eq!(ran.stdout.matches("river").count(), 1, "one line of the table: {ran}");
}
