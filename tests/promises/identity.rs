//! An entry is known by what it gives itself: told apart where it differs, recognised where it is the same.

use std::net::Ipv4Addr;

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Entry, Format};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

#[test]
fn the_same_guid_and_link_twice_is_one_article() {
    let site = Site::open();
    let entry = newsroom::report(&site, 1);
    let mut again = entry.clone();
    again.summary = Some("<p>The same once more, told with other words.</p>".to_owned());
    let output = emitted(&site, &[entry, again], 2);
    assert_eq!(output.journal.len(), 1);
}

#[test]
fn an_entry_without_guid_and_link_polled_three_times_is_one_article() {
    let site = Site::open();
    let entry = Entry {
        title: Some("A note from the river".to_owned()),
        content: Some(
            "<p>The water is high today, and the ferry stays on this side.</p>".to_owned(),
        ),
        ..Entry::default()
    };
    let output = emitted(&site, &[entry], 3);
    assert_eq!(output.journal.len(), 1);
    let article = output.titled("A note from the river");
    assert_eq!(article["_courant"]["body_from"], "feed");
    assert!(article.get("url").is_none(), "{article}");
}

#[test]
fn a_link_whose_tracking_changes_is_one_article() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    for campaign in ["monday", "tuesday", "wednesday"] {
        let asked = format!("{}?utm_source=rss&utm_campaign={campaign}", path(1));
        site.serve(&asked, Reply::page(pages::article(1)));
        let mut entry = newsroom::report(&site, 1);
        entry.guid = None;
        entry.link = Some(site.url(&asked));
        newsroom::post(&site, "/feed", &[entry]);
        daemon.pass();
    }
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 1);
    assert_eq!(
        output.articles()[0]["url"],
        site.url(&path(1)),
        "the tracking is gone from the address"
    );
}

#[test]
fn an_article_whose_address_changes_is_known_by_its_number() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    for name in ["a-bridge", "a-bridge-at-last"] {
        let asked = format!("/{name}/a-36390002");
        site.serve(&asked, Reply::page(pages::article(1)));
        let entry = newsroom::announce(&site, 1);
        let entry = Entry { guid: None, link: Some(site.url(&asked)), ..entry };
        site.serve("/feed", feeds::reply(Format::Rss1, &[entry]));
        daemon.pass();
    }
    assert_eq!(Output::sound(&daemon.output()).articles().len(), 1);
    assert_eq!(site.requests_for("/a-bridge-at-last/a-36390002").len(), 0, "it is known");
}

#[test]
fn an_entry_without_guid_that_stands_twice_with_other_tracking_is_one_article() {
    for format in Format::ALL {
        let site = Site::open();
        let entries = ["top", "river"].map(|list| {
            let asked = format!("{}?utm_source=rss&utm_term={list}", path(1));
            site.serve(&asked, Reply::page(pages::article(1)));
            let entry = newsroom::report(&site, 1);
            Entry { guid: None, link: Some(site.url(&asked)), ..entry }
        });
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        // Both; then both in the other order; then the second alone.
        for shown in [&entries[..], &[entries[1].clone(), entries[0].clone()], &entries[1..]] {
            site.serve("/feed", feeds::reply(format, shown));
            daemon.pass();
        }
        assert_eq!(Output::sound(&daemon.output()).journal.len(), 1, "{format:?}");
    }
}

#[test]
fn an_article_in_two_feeds_comes_out_once() {
    let site = Site::open();
    let mut entries = newsroom::reports(&site, 1..=3);
    newsroom::post(&site, "/first", &entries);
    for entry in &mut entries {
        entry.guid = entry.guid.take().map(|guid| format!("second-{guid}"));
    }
    newsroom::post(&site, "/second", &entries);
    let daemon =
        Daemon::new(&Settings::reading(&site, &[("first", "/first"), ("second", "/second")]));
    daemon.pass();
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 3);
    for number in 1..=3 {
        assert_eq!(site.requests_for(&path(number)).len(), 1, "nor is its page read twice");
    }
}

#[test]
fn an_article_whose_address_became_https_is_known() {
    let site = Site::open();
    let mut entry = newsroom::report(&site, 1);
    newsroom::post(&site, "/feed", std::slice::from_ref(&entry));
    // Without patience, a page that cannot be had (no TLS is spoken here) is emitted from the feed at once.
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    let daemon = Daemon::new(&Settings { patience: "0s", ..settings });
    daemon.pass();
    entry.guid = Some("another".to_owned());
    entry.link = entry.link.map(|link| link.replace("http:", "https:"));
    newsroom::post(&site, "/feed", &[entry]);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 1);
    assert_eq!(site.requests_for(&path(1)).len(), 1);
}

#[test]
fn a_feed_that_was_renamed_is_the_same_feed() {
    let site = Site::open();
    let entries = [newsroom::report(&site, 1), note("note-7")];
    newsroom::post(&site, "/feed", &entries);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    daemon.configure(&Settings::reading(&site, &[("stream", "/feed")]));
    daemon.pass();
    assert!(site.requests_for("/feed")[1].is_conditional(), "its validators are known");
    newsroom::post(&site, "/feed", &[&entries[..], &[newsroom::report(&site, 2)]].concat());
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 3);
    assert_eq!(output.journal[2]["feed"], "stream");
}

#[test]
fn a_feed_that_moved_emits_nothing_twice() {
    let site = Site::open();
    let entries = newsroom::reports(&site, 1..=2);
    newsroom::post(&site, "/feed", &entries);
    newsroom::post(&site, "/moved", &entries);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    daemon.configure(&Settings::reading(&site, &[("river", "/moved")]));
    daemon.pass();
    assert!(!site.requests_for("/moved")[0].is_conditional(), "validators belong to an address");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn entries_without_links_are_known_though_their_feed_moved() {
    let site = Site::open();
    let entries: Vec<Entry> = ["one", "two"].into_iter().map(note).collect();
    newsroom::post(&site, "/feed", &entries);
    newsroom::post(&site, "/moved", &entries);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    daemon.configure(&Settings::reading(&site, &[("river", "/moved")]));
    daemon.pass();
    assert_eq!(site.requests_for("/moved").len(), 1);
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 2);
}

#[test]
fn two_addresses_that_lead_to_one_page_are_one_article() {
    let site = Site::open();
    let mut short = newsroom::report(&site, 1);
    let long = newsroom::report(&site, 1);
    site.serve("/s/1", Reply::redirect(&site.url(&path(1))));
    short.guid = Some("short".to_owned());
    short.link = Some(site.url("/s/1"));
    let output = emitted(&site, &[short, long], 2);
    assert_eq!(output.journal.len(), 1, "{:?}", output.journal);
}

/// A title of two words used to be compared letter by letter with a headline's words, so that no page was about it.
#[test]
fn a_feeds_title_of_two_words_speaks_of_the_page_whose_headline_begins_with_them() {
    let site = Site::open();
    let headline = "Bridge reopens after nine years of work";
    site.serve(&path(1), Reply::page(pages::around(headline, &pages::paragraphs(1))));
    site.serve("/s/1", Reply::redirect(&site.url(&path(1))));
    let short = |guid, link: &str| Entry::new(guid, "Bridge reopens", &site.url(link));
    newsroom::post(&site, "/river", &[short("river", &path(1))]);
    newsroom::post(&site, "/short", &[short("short", "/s/1")]);
    let settings = Settings::reading(&site, &[("river", "/river")]);
    let daemon = Daemon::new(&settings);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).articles()[0]["title"], headline);
    daemon.configure(&settings.and("short", &site.url("/short"), ""));
    daemon.pass();
    assert_eq!(site.requests_for("/s/1").len(), 1, "its page is read");
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 1, "and known: {:?}", output.journal);
}

#[test]
fn an_entry_that_vanishes_and_returns_is_not_new() {
    let site = Site::open();
    let entries = [newsroom::reports(&site, 1..=3), vec![note("note-7")]].concat();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    // Each pass is a life of its own.
    for shown in [&entries[..], &entries[1..2], &[], &newsroom::reports(&site, 4..=9), &entries] {
        newsroom::post(&site, "/feed", shown);
        daemon.pass();
    }
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 10);
}

#[test]
fn an_article_that_moved_to_another_host_with_a_redirect_is_known_there() {
    let (old, new) = (Site::open(), Site::open_at(Ipv4Addr::new(127, 0, 0, 7)));
    let mut entry = newsroom::report(&new, 1);
    old.serve(&path(1), Reply::status(301).header("Location", new.url(&path(1))));
    entry.link = Some(old.url(&path(1)));
    newsroom::post(&old, "/feed", std::slice::from_ref(&entry));
    let mut settings = Settings::reading(&old, &[("river", "/feed")]);
    settings.allow.push(new.address());
    let daemon = Daemon::new(&settings);
    daemon.pass();
    entry.guid = Some("another".to_owned());
    entry.link = Some(new.url(&path(1)));
    newsroom::post(&old, "/feed", &[entry]);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 1);
    assert_eq!(new.requests_for(&path(1)).len(), 1, "nor is its page read twice");
}

#[test]
fn a_feed_whose_address_is_redirected_to_another_host_emits_nothing_twice() {
    let (old, new) = (Site::open(), Site::open_at(Ipv4Addr::new(127, 0, 0, 7)));
    let entries = [note("note-7"), newsroom::report(&old, 1)];
    newsroom::post(&old, "/feed", &entries);
    // A document that was read before is not read again, so this one has more in it.
    let more = [&entries[..], &[newsroom::report(&old, 2)]].concat();
    newsroom::post(&new, "/moved", &more);
    let mut settings = Settings::reading(&old, &[("river", "/feed")]);
    settings.allow.push(new.address());
    let daemon = Daemon::new(&settings);
    daemon.pass();
    old.serve("/feed", Reply::status(301).header("Location", new.url("/moved")));
    daemon.pass();
    assert_eq!(new.requests_for("/moved").len(), 1);
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 3);
}

#[test]
fn twins_whose_pages_name_one_canonical_address_are_one_article() {
    // The page first, then its twin; and the other way round.
    for twin_first in [false, true] {
        let site = Site::open();
        let mut entries = [newsroom::report(&site, 1), newsroom::report(&site, 1)];
        let canonical = with_canonical(&pages::article(1), &site.url(&path(1)));
        site.serve("/amp/reports/1", Reply::page(canonical));
        entries[1].guid = Some("twin".to_owned());
        entries[1].link = Some(site.url("/amp/reports/1"));
        if twin_first {
            entries.reverse();
        }
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        for entry in &entries {
            newsroom::post(&site, "/feed", std::slice::from_ref(entry));
            daemon.pass();
        }
        let output = Output::sound(&daemon.output());
        assert_eq!(output.journal.len(), 1, "twin first: {twin_first}");
        assert_eq!(output.articles()[0]["url"], site.url(&path(1)));
    }
}

#[test]
fn a_page_that_names_another_hosts_article_as_its_own_suppresses_nothing() {
    let (honest, hostile) = (Site::open(), Site::open_at(Ipv4Addr::new(127, 0, 0, 7)));
    let theirs = honest.url(&path(1));
    let mut entry = newsroom::report(&honest, 1);
    hostile.serve("/copy", Reply::page(with_canonical(&pages::article(1), &theirs)));
    newsroom::post(&honest, "/feed", std::slice::from_ref(&entry));
    entry.guid = Some("copy".to_owned());
    entry.link = Some(hostile.url("/copy"));
    newsroom::post(&hostile, "/feed", &[entry]);
    let mut settings = Settings::reading(&hostile, &[("copies", "/feed")]);
    settings.allow.push(honest.address());
    let daemon = Daemon::new(&settings);
    daemon.pass();
    let settings = settings.and("news", &honest.url("/feed"), "");
    daemon.configure(&settings);
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 2);
    assert_eq!(output.journal[1]["url"], theirs);
}

pub(crate) fn with_canonical(html: &str, canonical: &str) -> String {
    let link = format!("<head><link rel=\"canonical\" href=\"{canonical}\">");
    html.replacen("<head>", &link, 1)
}

#[test]
fn an_emission_has_the_id_that_the_contract_says() {
    let site = Site::open();
    let output = emitted(&site, &[newsroom::report(&site, 1), note("note-7")], 1);
    let by_url = blake3::hash(format!("u\0{}", site.url(&path(1))).as_bytes()).to_hex();
    assert_eq!(output.titled(&pages::headline(1))["id"], by_url[..24]);
    let line = output.journal.iter().find(|line| line["title"] == "A note").unwrap();
    let feed = site.url("/feed");
    let feed = feed.strip_prefix("http://").unwrap();
    let first_key = line["keys"][0].as_str().unwrap();
    let by_key = blake3::hash(format!("e\0{feed}\0{first_key}").as_bytes()).to_hex();
    assert_eq!(line["id"], by_key[..24]);
}

#[test]
fn a_guid_with_a_password_in_it_is_known_by_it_and_shown_without() {
    let site = Site::open();
    let entries = ["one", "two"].map(|user| Entry {
        title: Some(user.to_owned()),
        ..note(&format!("http://{user}:secret@news.example/1"))
    });
    let output = emitted(&site, &entries, 2);
    assert_eq!(output.journal.len(), 2, "they are told apart: {:?}", output.journal);
    for article in output.articles() {
        assert_eq!(article["_courant"]["entry_id"], "http://news.example/1");
    }
}

/// An entry that only its guid tells from others.
fn note(guid: &str) -> Entry {
    Entry {
        guid: Some(guid.to_owned()),
        title: Some("A note".to_owned()),
        content: Some(
            "<p>The water is high today, and the ferry stays on this side.</p>".to_owned(),
        ),
        ..Entry::default()
    }
}

/// What came out of these entries after so many passes over them, each over a document that looks new.
pub(crate) fn emitted(site: &Site, entries: &[Entry], passes: usize) -> Output {
    let daemon = Daemon::new(&Settings::reading(site, &[("river", "/feed")]));
    for pass in 0..passes {
        let document = feeds::document(Format::Rss2, &format!("Courier, pass {pass}"), entries);
        site.serve("/feed", Reply::ok("application/rss+xml", document));
        daemon.pass();
    }
    Output::sound(&daemon.output())
}
