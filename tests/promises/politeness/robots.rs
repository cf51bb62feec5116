//! robots.txt before pages.

use super::paths;
use crate::daemon::{Daemon, Settings};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::site::{Reply, Site};

#[test]
fn robots_txt_is_asked_for_once_before_the_first_page_and_obeyed_over_a_restart() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    let rules = format!("User-agent: courant\nDisallow: {}\n", path(2));
    site.serve("/robots.txt", Reply::ok("text/plain", rules));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=4));
    daemon.pass();
    let requests = site.requests();
    assert_eq!(requests[1].path, "/robots.txt", "before the first page: {:?}", paths(&requests));
    assert_eq!(site.requests_for("/robots.txt").len(), 1, "{:?}", paths(&requests));
    assert!(site.requests_for(&path(2)).is_empty(), "{:?}", paths(&requests));
    assert_eq!(site.requests_for(&path(4)).len(), 1, "the others are read");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 4, "it comes from the feed's text");
}

#[test]
fn a_site_whose_robots_txt_cannot_be_had_is_not_read_for_now() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    site.serve("/robots.txt", Reply::status(500));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let ran = daemon.pass();
    assert_eq!(paths(&site.requests()), ["/feed", "/robots.txt"], "{ran}");
    assert!(ran.stdout.contains("robots.txt"), "what waits says why: {ran}");
    assert!(Output::sound(&daemon.output()).journal.is_empty(), "the entries wait: {ran}");
}
