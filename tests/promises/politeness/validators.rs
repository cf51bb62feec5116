//! Validators are opaque, and always the latest.

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Format};
use crate::newsroom;
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
