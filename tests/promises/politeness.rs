//! A good guest: opaque validators, one request at a time per host, gaps between them, an honest name.

use std::time::Duration;

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Format};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::site::{Reply, Request, Site};

#[test]
fn validators_go_back_byte_for_byte() {
    let odd: [(&[u8], &[u8]); 5] = [
        (b"W/\"weak\"", b"Mon, 23 Nov 2026 10:00:00 GMT"),
        (b"\"a, b \\\" c\"", b"Monday, 23-Nov-26 10:00:00 GMT"),
        (b"unquoted-and-odd", b"2026-11-23T10:00:00+01:00"),
        (b"\"latin-1 \xe4\xf6\xfc\"", b"yesterday, around noon"),
        (b"\"\"", b"0"),
    ];
    for (etag, modified) in odd {
        let site = Site::open();
        let document = feeds::document(Format::Rss2, "Courier", &newsroom::reports(&site, 1..=1));
        let reply = Reply::ok("application/rss+xml", document)
            .header("ETag", etag)
            .header("Last-Modified", modified);
        site.serve("/feed", reply);
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        daemon.pass();
        daemon.pass();
        let second = &site.requests_for("/feed")[1];
        assert_eq!(second.header("if-none-match"), Some(etag), "{}", etag.escape_ascii());
        assert_eq!(
            second.header("if-modified-since"),
            Some(modified),
            "{}",
            modified.escape_ascii()
        );
    }
}

#[test]
fn validators_are_those_of_the_latest_answer() {
    let site = Site::open();
    let document = feeds::document(Format::Rss2, "Courier", &newsroom::reports(&site, 1..=1));
    let plain = Reply::ok("application/rss+xml", document);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    site.script(
        "/feed",
        [
            plain
                .clone()
                .header("ETag", "\"one\"")
                .header("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT"),
            Reply::status(304).header("ETag", "\"two\""),
            plain.clone().header("ETag", "\"three\""),
            plain,
            Reply::status(200),
        ],
    );
    for _ in 0..5 {
        daemon.pass();
    }
    let polls = site.requests_for("/feed");
    assert_eq!(polls[1].header("if-none-match"), Some(&b"\"one\""[..]));
    assert_eq!(
        polls[2].header("if-none-match"),
        Some(&b"\"two\""[..]),
        "a 304 may bring a new one"
    );
    assert_eq!(polls[3].header("if-none-match"), Some(&b"\"three\""[..]));
    assert_eq!(polls[3].header("if-modified-since"), None, "the last 200 gave none");
    assert!(!polls[4].is_conditional(), "the last 200 gave neither");
}

#[test]
fn validators_go_to_the_address_that_gave_them() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let moved =
        Reply::status(301).header("Location", "/feed").header("ETag", "\"of the redirect\"");
    site.serve("/old", moved);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/old")]));
    daemon.pass();
    daemon.pass();
    assert!(site.requests_for("/old").iter().all(|request| !request.is_conditional()));
    let conditional: Vec<_> =
        site.requests_for("/feed").iter().map(Request::is_conditional).collect();
    assert_eq!(conditional, [false, true]);
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 1);
}

#[test]
fn a_304_that_nobody_asked_for_is_no_answer() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    site.script("/feed", [Reply::status(304).header("ETag", "\"early\"")]);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let ran = daemon.pass();
    assert_eq!(site.requests_for("/feed").len(), 1, "and no loop");
    assert!(!ran.stdout.contains("not modified"), "it is an error, and no news of the feed: {ran}");
    daemon.pass();
    assert!(!site.requests_for("/feed")[1].is_conditional());
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn every_request_is_honest_and_bare() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let page = Reply::page(crate::pages::article(1)).header("Set-Cookie", "track=1; Path=/");
    site.serve(&path(1), page);
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&settings);
    daemon.pass();
    let named = Settings { fetch: "contact = \"desk@courier.example\"".to_owned(), ..settings };
    let daemon = Daemon::new(&named);
    let unnamed = site.requests().len();
    daemon.pass();

    let version = env!("CARGO_PKG_VERSION");
    for (at, request) in site.requests().iter().enumerate() {
        assert_eq!(request.method, "GET");
        for unwanted in ["cookie", "referer", "origin", "x-forwarded-for"] {
            assert_eq!(request.header(unwanted), None, "{request:?}");
        }
        let name = request.header_text("user-agent").unwrap();
        let contact = if at < unnamed { "" } else { " (+desk@courier.example)" };
        assert_eq!(name, format!("courant/{version}{contact}"));
        let encodings = request.header_text("accept-encoding").unwrap();
        for encoding in ["gzip", "br", "zstd"] {
            assert!(encodings.contains(encoding), "{encodings}");
        }
        let accept = request.header_text("accept").unwrap();
        let first = accept.split(',').next().unwrap();
        match request.path.as_str() {
            "/feed" => assert!(first.contains("rss") || first.contains("atom"), "{accept}"),
            "/robots.txt" => {}
            _ => assert!(first.starts_with("text/html"), "{accept}"),
        }
    }
}

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

fn paths(requests: &[Request]) -> Vec<&str> {
    requests.iter().map(|request| request.path.as_str()).collect()
}

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

#[test]
fn a_connection_that_was_reset_is_tried_once_more_and_no_oftener() {
    let site = Site::open();
    site.serve("/feed", Reply::hang_up());
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    assert_eq!(site.requests_for("/feed").len(), 2);
}
