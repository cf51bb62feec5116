//! `check --online` tries each feed once, politely, and says of each what a person has to know.

use std::net::Ipv4Addr;

use crate::daemon::{Daemon, Settings};
use crate::feeds::Entry;
use crate::newsroom;
use crate::site::{Reply, Site};

/// Where nobody listens: the port is reserved.
const NOBODY: &str = "127.0.0.1:1";

/// The row of a feed.
fn row<'a>(stdout: &'a str, feed: &str) -> &'a str {
    let mut lines = stdout.lines();
    let row = lines.find(|line| line.split_whitespace().next() == Some(feed));
    row.unwrap_or_default().trim_end()
}

/// Its lines under the table.
fn told(stdout: &str, feed: &str) -> String {
    let lines = stdout.lines().filter(|line| line.starts_with(&format!("{feed}: ")));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_feed_is_told_of_as_it_is() {
    let site = Site::open();
    let entries = [
        newsroom::announce(&site, 1).published("2026-11-20T08:00:00Z"),
        newsroom::announce(&site, 2).published("2026-11-21T08:00:00Z"),
        newsroom::announce(&site, 3).published("2026-11-22T08:00:00Z"),
    ];
    newsroom::post(&site, "/good", &entries);
    site.serve("/moved", Reply::status(301).header("Location", "/good"));
    site.serve("/today", Reply::redirect("/good"));
    site.serve(
        "/page",
        Reply::page(
            "<html><head><link rel=alternate type=application/rss+xml href=/good></head>\
             <body><p>A page.</p></body></html>",
        ),
    );
    site.serve("/gone", Reply::status(410));
    let settings = Settings::reading(
        &site,
        &[
            ("good", "/good"),
            ("moved", "/moved"),
            ("today", "/today"),
            ("page", "/page"),
            ("gone", "/gone"),
        ],
    )
    .and("dead", &format!("http://{NOBODY}/feed"), "")
    .and("inner", "http://127.0.0.9/feed", "")
    .and("off", &site.url("/off"), "enabled = false");
    let settings = Settings { allow: vec![site.address(), NOBODY.to_owned()], ..settings };
    let daemon = Daemon::new(&settings);
    let ran = daemon.start(&["check", "--online"]).wait();

    assert_eq!(ran.code, Some(0), "single feeds that fail do not count: {ran}");
    let out = &ran.stdout;
    let good: Vec<&str> = row(out, "good").split_whitespace().collect();
    let expected = [
        "good",
        "RSS",
        "3",
        "2026-11-22",
        "08:00",
        "1",
        "a",
        "day",
        "summaries",
        "allowed",
        "good",
    ];
    assert_eq!(good, expected, "{ran}");
    assert!(row(out, "moved").ends_with("moved"), "{ran}");
    assert!(told(out, "moved").contains(&format!("url = \"{}\"", site.url("/good"))), "{ran}");
    assert!(row(out, "today").ends_with("good") && told(out, "today").is_empty(), "{ran}");
    for (feed, sentence) in
        [("page", "an HTML page"), ("gone", "410"), ("dead", NOBODY), ("inner", "allow_addresses")]
    {
        assert!(row(out, feed).ends_with("failed"), "{feed}: {ran}");
        assert!(told(out, feed).contains(sentence), "{feed}: {ran}");
    }
    assert!(told(out, "page").contains(&site.url("/good")), "the page names a feed: {ran}");
    assert!(out.ends_with("7 feeds tried, 4 failed\n"), "{ran}");

    let mut asked: Vec<String> = site.requests().into_iter().map(|request| request.path).collect();
    asked.sort();
    let expected = ["/gone", "/good", "/good", "/good", "/moved", "/page", "/robots.txt", "/today"];
    assert_eq!(asked, expected, "each once, and robots.txt once for its host");
    assert_eq!(site.most_in_flight(), 1);
}

#[test]
fn what_robots_may_not_read_is_told() {
    let (site, closed, troubled) = (
        Site::open(),
        Site::open_at(Ipv4Addr::new(127, 0, 0, 2)),
        Site::open_at(Ipv4Addr::new(127, 0, 0, 3)),
    );
    let entry = |at: &Site, path: &str| Entry::new(path, "A report", &at.url(path));
    newsroom::post(&site, "/open", &[entry(&site, "/open/1"), entry(&site, "/private/1")]);
    newsroom::post(&site, "/closed", &[entry(&closed, "/1"), entry(&closed, "/2")]);
    newsroom::post(&site, "/troubled", &[entry(&troubled, "/1")]);
    let rules = "User-agent: *\nDisallow: /private/\n";
    site.serve("/robots.txt", Reply::ok("text/plain", rules));
    let rules = "User-agent: courant\nDisallow: /\n\nUser-agent: *\nAllow: /\n";
    closed.serve("/robots.txt", Reply::ok("text/plain", rules));
    troubled.serve("/robots.txt", Reply::status(503));
    let feeds = [("open", "/open"), ("closed", "/closed"), ("troubled", "/troubled")];
    let settings =
        Settings::reading(&site, &feeds).and("text", &site.url("/closed"), "body = \"feed\"");
    let allow = [&site, &closed, &troubled].map(Site::address).to_vec();
    let daemon = Daemon::new(&Settings { allow, ..settings });
    let ran = daemon.start(&["check", "--online"]).wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(row(&ran.stdout, "open").contains(" 1 of 2 disallowed "), "{ran}");
    assert!(row(&ran.stdout, "closed").contains(" disallowed "), "{ran}");
    assert!(row(&ran.stdout, "troubled").contains(" disallowed "), "{ran}");
    assert!(row(&ran.stdout, "text").contains(" not fetched "), "{ran}");
    for host in [&closed, &troubled] {
        assert_eq!(host.requests().len(), 1, "no page is read");
    }
}

#[test]
fn a_feed_that_needs_repair_is_read_and_told_of() {
    let site = Site::open();
    let rss = "<rss version=\"2.0\"><channel><title>T</title><item><title>One</title>\
               <link>https://courier.example/1</link></item><item><title>Tw";
    site.serve("/feed", Reply::ok("application/rss+xml", rss));
    let daemon = Daemon::new(&Settings::reading(&site, &[("torn", "/feed")]));
    let ran = daemon.start(&["check", "--online"]).wait();
    assert!(row(&ran.stdout, "torn").contains("needs repair (truncated)"), "{ran}");
}

#[test]
fn nothing_is_written_and_a_faulty_configuration_asks_nobody() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&settings);
    let ran = daemon.start(&["check", "--online"]).wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(ran.stderr.is_empty(), "{ran}");
    for directory in [daemon.output(), daemon.state()] {
        assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 0, "{}", directory.display());
    }
    let before = site.requests().len();
    daemon.configure(&Settings { fetch: "timeuot = \"3s\"".to_owned(), ..settings });
    let ran = daemon.start(&["check", "--online"]).wait();
    assert_eq!(ran.code, Some(78), "{ran}");
    assert_eq!(site.requests().len(), before);
}
