//! Bad input is recorded with its reason, and the rest goes on.

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Entry, Format};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

#[test]
fn what_is_not_a_feed_is_listed_and_the_rest_goes_on() {
    let site = Site::open();
    newsroom::post(&site, "/good", &newsroom::reports(&site, 1..=2));
    site.serve("/page", Reply::page(pages::article(7)).header("ETag", "\"page\""));
    site.serve("/empty", Reply::ok("application/rss+xml", ""));
    site.serve("/junk", Reply::ok("application/rss+xml", "<rss><channel><item><tit"));
    let valid = feeds::document(Format::Rss2, "Courier", &newsroom::reports(&site, 8..=9));
    site.serve("/broken", Reply::status(500).body(valid));
    site.serve("/gone", Reply::status(410));
    let names = ["page", "empty", "broken", "gone", "missing", "good"];
    let paths: Vec<_> = names.iter().map(|name| format!("/{name}")).collect();
    let feeds: Vec<_> = names.iter().copied().zip(paths.iter().map(String::as_str)).collect();
    let daemon = Daemon::new(&Settings::reading(&site, &feeds).and("junk", &site.url("/junk"), ""));
    let ran = daemon.pass();
    for name in ["page", "empty", "broken", "gone", "missing"] {
        assert!(ran.stdout.contains(name), "{name} is listed: {ran}");
    }
    let output = Output::sound(&daemon.output());
    let titles: Vec<_> =
        output.journal.iter().map(|line| line["title"].as_str().unwrap()).collect();
    assert_eq!(titles.len(), 2, "{titles:?}");

    daemon.pass();
    let again = site.requests_for("/page");
    assert!(
        again.iter().all(|request| !request.is_conditional()),
        "what was not a feed has no validators"
    );
    assert_eq!(site.requests_for("/gone").len(), 1, "410: never again");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn a_faulty_feed_is_read_and_why_says_what_was_repaired() {
    let site = Site::open();
    let faulty = "<rss><channel><title>Courier</title>\
        <item><title>Ferry & bridge</title><description>The water is high.</description></item>\
        <item><title>Never ends";
    site.serve("/feed", Reply::ok("application/rss+xml", faulty));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 1, "the complete entry is salvaged");
    let why = daemon.start(&["why", "river"]).wait().stdout;
    assert!(why.contains("rss_version, bare_ampersand, truncated"), "{why}");
    let feeds = daemon.start(&["feeds", "--json"]).wait().stdout;
    assert!(feeds.contains("\"repaired\""), "{feeds}");

    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    daemon.pass();
    let why = daemon.start(&["why", "river"]).wait().stdout;
    assert!(!why.contains("repaired"), "{why}");
}

#[test]
fn a_feed_that_broke_keeps_its_validators_and_heals() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    site.script("/feed", [Reply::page(pages::without_article()).header("ETag", "\"captcha\"")]);
    daemon.pass();
    daemon.pass();
    let polls = site.requests_for("/feed");
    assert_eq!(polls.len(), 3);
    assert_eq!(polls[1].header("if-none-match"), polls[2].header("if-none-match"));
    assert!(polls[2].is_conditional());
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn a_state_that_knows_of_failures_only_is_a_sound_one() {
    let site = Site::open();
    site.serve("/feed", Reply::status(500));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    for _ in 0..3 {
        daemon.pass();
    }
    assert_eq!(daemon.count("state."), 0, "it was put aside as damaged");
}

#[test]
fn a_page_that_is_none_is_emitted_from_the_feed_with_its_reason() {
    let site = Site::open();
    let cases = [
        ("gone", Reply::status(404)),
        ("forbidden", Reply::status(403)),
        (
            "challenge",
            Reply::status(403).body("<html><head><title>Just a moment...</title></head>"),
        ),
        ("login", Reply::page(pages::without_article())),
        ("pdf", Reply::ok("application/pdf", "%PDF-1.7\n%\u{e2}\u{e3}\n1 0 obj\n<<>>\nendobj\n")),
        ("image", Reply::ok("image/png", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..])),
        ("nothing", Reply::page("")),
        ("wall", Reply::page(pages::consent_wall())),
        ("json", Reply::page("{\"text\": \"The ferry crossed the sound again on Monday.\"}")),
        ("text", Reply::page("The ferry crossed the sound again on Monday, and nobody saw it.")),
        ("xml", Reply::page("<?xml version=\"1.0\"?><note><to>The harbour</to></note>")),
        ("nuls", Reply::page(vec![0; 10_000])),
        ("levels", Reply::page(format!("<html><body>{}", "<div>".repeat(20_000)))),
        ("zip", Reply::page(&b"PK\x03\x04\x14\0\0\0\x08\0 not a page at all"[..])),
    ];
    let mut entries = Vec::new();
    for (name, reply) in &cases {
        let at = format!("/pages/{name}");
        site.serve(&at, reply.clone());
        entries.push(
            Entry::new(name, &format!("About {name}"), &site.url(&at))
                .summary(&format!("<p>What the feed says about {name}, in one sentence.</p>")),
        );
    }
    newsroom::post(&site, "/feed", &entries);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), cases.len());
    for (name, _) in &cases {
        let article = output.titled(&format!("About {name}"));
        let text = format!("What the feed says about {name}, in one sentence.");
        assert_eq!(article["content_text"], text, "{article}");
        assert_eq!(article["_courant"]["body_from"], "summary", "{article}");
        assert!(article["_courant"]["reason"].is_string(), "{article}");
    }
    // A test for robots is told from a plain refusal: it may pass.
    let challenged = output.titled("About challenge");
    assert_eq!(challenged["_courant"]["reason"], "challenge");
    assert_eq!(output.titled("About forbidden")["_courant"]["reason"], "status");
}

#[test]
fn an_entry_without_any_text_has_its_title_as_text() {
    let site = Site::open();
    let bare = Entry::new("bare", "Only a headline", &site.url("/pages/bare"));
    newsroom::post(&site, "/feed", &[bare]);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let article = Output::sound(&daemon.output()).titled("Only a headline");
    assert_eq!(article["content_text"], "Only a headline");
    assert_eq!(article["_courant"]["body_from"], "title");
}

#[test]
fn an_entry_with_nothing_in_it_harms_nobody() {
    for format in Format::ALL {
        let site = Site::open();
        let mut entries = newsroom::reports(&site, 1..=1);
        entries.push(Entry::default());
        entries.push(Entry { guid: Some("only-a-guid".to_owned()), ..Entry::default() });
        entries.push(Entry { link: Some(site.url("/only/a/link")), ..Entry::default() });
        site.serve("/feed", feeds::reply(format, &entries));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        daemon.pass();
        daemon.pass();
        let output = Output::sound(&daemon.output());
        output.titled(&pages::headline(1));
    }
}

#[test]
fn a_feed_over_the_bound_gives_the_entries_that_stand_whole_before_it() {
    let site = Site::open();
    let mut entries = newsroom::reports(&site, 1..=3);
    entries[2].content = Some("<p>padding that no entry needs</p>".repeat(10_000));
    newsroom::post(&site, "/feed", &entries);
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&Settings { fetch: "max_body = \"200KiB\"".to_owned(), ..settings });
    let ran = daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2, "{ran}");
    assert!(ran.stderr.contains("longer than max_body"), "{ran}");
    let why = daemon.start(&["why", "river"]).wait().stdout;
    assert!(why.contains("truncated"), "{why}");
}

#[test]
fn a_body_over_the_bound_is_not_taken() {
    let site = Site::open();
    let mut long = pages::article(1);
    long.push_str(&"<!-- padding that no article needs -->\n".repeat(10_000));
    site.serve(&path(1), Reply::page(long));
    newsroom::post(&site, "/feed", &[newsroom::announce(&site, 1), newsroom::report(&site, 2)]);
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&Settings { fetch: "max_body = \"200KiB\"".to_owned(), ..settings });
    daemon.pass();
    let output = Output::sound(&daemon.output());
    let article = output.titled(&pages::headline(1));
    assert_eq!(article["_courant"]["reason"], "body_too_large");
    assert_eq!(output.titled(&pages::headline(2))["_courant"]["body_from"], "page");
}

#[test]
fn with_a_json_log_every_line_of_standard_error_is_a_json_object() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let settings = Settings::reading(&site, &[("river", "/feed"), ("nothing", "/nothing")]);
    let daemon = Daemon::new(&settings);
    daemon.write("faulty.toml", "nonsense = 1\n[poll]\nmin_interval = 5\n");
    let cases = [
        ("courant.toml", &["once"][..], 0),
        ("courant.toml", &["once", "nobody"], 64),
        ("courant.toml", &["parse", "nowhere.xml"], 74),
        ("faulty.toml", &["check"], 78),
    ];
    for (file, command, code) in cases {
        let arguments = [&["--log-format", "json"], command].concat();
        let ran = daemon.start_under(file, &arguments, &[]).wait();
        assert_eq!(ran.code, Some(code), "{command:?}: {ran}");
        assert!(!ran.stderr.is_empty(), "{command:?}");
        for line in ran.stderr.lines() {
            let event: serde_json::Value =
                serde_json::from_str(line).unwrap_or_else(|_| panic!("{command:?}: {line}"));
            assert!(event["timestamp"].is_string() && event["level"].is_string(), "{line}");
        }
    }
}
