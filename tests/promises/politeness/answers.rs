//! An answer is taken for what it is: nothing new, a refusal, a test for robots, a nonsense.

use super::{plain, river};
use crate::daemon::{Daemon, Ran, Settings};
use crate::feeds::{self, Format};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::site::{Reply, Site};

/// What `why` says of the feed.
fn why(daemon: &Daemon) -> Ran {
    daemon.start(&["why", "river"]).wait()
}

#[test]
fn the_same_document_again_brings_nothing() {
    let site = Site::open();
    site.serve("/feed", plain(&site, 1..=2));
    let daemon = river(&site);
    daemon.pass();
    for _ in 0..2 {
        let again = daemon.pass();
        assert!(again.stdout.contains("same as before"), "{again}");
    }
    let polls = site.requests_for("/feed");
    assert!(polls.len() == 3 && polls.iter().all(|poll| !poll.is_conditional()), "{polls:?}");
    assert_eq!(site.requests_for(&path(1)).len(), 1, "its pages are not read again");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn a_304_that_nobody_asked_for_is_a_bad_response_and_one_that_was_is_no_work() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    site.script("/feed", [Reply::status(304).header("ETag", "\"early\"")]);
    let daemon = river(&site);
    let ran = daemon.pass();
    assert_eq!(site.requests_for("/feed").len(), 1, "no loop: {ran}");
    assert!(ran.stderr.contains("bad_response"), "{ran}");
    daemon.pass();
    let before = site.requests().len();
    assert!(!site.requests_for("/feed")[1].is_conditional(), "what it brought is not believed");
    let asked_for = daemon.pass();
    assert!(site.requests_for("/feed")[2].is_conditional());
    assert_eq!(site.requests().len(), before + 1, "one request, and no page");
    assert!(!asked_for.stderr.contains("error"), "the feed is healthy: {asked_for}");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

/// Half a feed was taken for a whole one, and its validators let every later poll be answered 304.
#[test]
fn a_part_that_nobody_asked_for_is_a_bad_response_and_nothing_of_it_is_kept() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = river(&site);
    daemon.pass();
    let part = feeds::document(Format::Rss2, "Courier", &newsroom::reports(&site, 1..=1));
    let part = Reply::status(206).header("ETag", "\"part\"").body(part);
    site.script("/feed", [part.header("Content-Type", "application/rss+xml")]);
    let ran = daemon.pass();
    assert!(ran.stderr.contains("bad_response"), "{ran}");
    assert!(ran.stderr.contains("206"), "{ran}");
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    daemon.pass();
    let polls = site.requests_for("/feed");
    assert_eq!(polls.len(), 3);
    let asked = |poll: usize| polls[poll].header_text("if-none-match");
    assert!(asked(1).is_some() && asked(1) == asked(2), "{:?} {:?}", asked(1), asked(2));
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 3);
}

#[test]
fn a_refusal_of_the_client_is_not_tried_again_at_once() {
    for status in [400, 401, 403, 404, 405, 406, 410, 418, 429, 451] {
        let site = Site::open();
        site.serve("/refusing", Reply::status(status));
        site.serve("/feed", plain(&site, 1..=2));
        // A page refuses last, so that a cool-down holds nothing else back.
        site.serve(&path(2), Reply::status(status));
        let feeds = [("river", "/feed")];
        Daemon::new(&Settings::reading(&site, &feeds)).pass();
        Daemon::new(&Settings::reading(&site, &[("refusing", "/refusing")])).pass();
        assert_eq!(site.requests_for("/refusing").len(), 1, "the feed, {status}");
        assert_eq!(site.requests_for(&path(2)).len(), 1, "the page, {status}");
    }
}

#[test]
fn a_feed_that_refuses_at_its_very_first_poll_is_left_alone_by_the_next_run() {
    for status in [403, 410, 429] {
        let site = Site::open();
        site.serve("/feed", Reply::status(status));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        daemon.pass();
        let second = daemon.pass();
        assert_eq!(site.requests_for("/feed").len(), 1, "status {status}: {second}");
        assert!(second.stdout.contains("left alone"), "{second}");
    }
}

#[test]
fn a_test_for_robots_is_called_one_and_asked_under_no_other_name() {
    let body = "<html><head><title>Just a moment...</title></head><body>\
                <script>window._cf_chl_opt = {};</script></body></html>";
    for status in [200, 403, 503] {
        let site = Site::open();
        site.serve("/feed", Reply::status(status).body(body).header("Content-Type", "text/html"));
        let daemon = river(&site);
        let ran = daemon.pass();
        assert!(ran.stderr.contains("challenge"), "{status}: {ran}");
        daemon.pass();
        let requests = site.requests();
        assert_eq!(requests.len(), 1, "{status}: {requests:?}");
        let name = requests[0].header_text("user-agent").unwrap();
        assert_eq!(name, concat!("courant/", env!("CARGO_PKG_VERSION")));
        assert!(why(&daemon).stdout.contains("under no other name"), "{status}");
    }
}

#[test]
fn a_page_that_is_not_there_is_no_test_for_robots_for_the_form_on_it() {
    let site = Site::open();
    let body = "<html><head><title>Not found</title></head><body><form><div class=\"g-recaptcha\"></div></form></body></html>";
    site.serve("/feed", Reply::status(404).body(body).header("Content-Type", "text/html"));
    let ran = river(&site).pass();
    assert!(ran.stderr.contains("not_found") && !ran.stderr.contains("challenge"), "{ran}");
}

#[test]
fn a_feed_is_followed_for_five_hops_and_a_loop_is_left() {
    let site = Site::open();
    for hop in 0..6 {
        let next = if hop < 5 { format!("/hop/{}", hop + 1) } else { "/feed".to_owned() };
        site.serve(&format!("/hop/{hop}"), Reply::redirect(&next));
    }
    site.serve("/round", Reply::redirect("/about"));
    site.serve("/about", Reply::redirect("/round"));
    site.serve("/feed", plain(&site, 1..=1));
    let all = [("five", "/hop/1"), ("six", "/hop/0"), ("round", "/round")];
    for (name, start) in all {
        let before = site.requests().len();
        let daemon = Daemon::new(&Settings::reading(&site, &[(name, start)]));
        let ran = daemon.pass();
        let polls = site.requests()[before..]
            .iter()
            .filter(|asked| !asked.path.starts_with("/rep") && asked.path != "/robots.txt")
            .count();
        assert_eq!(polls, 6, "{name}: the first request and five hops: {ran}");
        assert_eq!(ran.stderr.contains("too_many_redirects"), name != "five", "{name}: {ran}");
    }
}

#[test]
fn a_connection_that_was_reset_is_tried_once_more_and_no_oftener() {
    let site = Site::open();
    site.serve("/feed", Reply::hang_up());
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    assert_eq!(site.requests_for("/feed").len(), 2);
}
