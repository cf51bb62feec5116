//! A changed article comes out again as its next revision, at the same path, and only if its text changed.

use crate::daemon::{Daemon, Settings};
use crate::feeds::Entry;
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

const CORRECTION: &str =
    "Correction: the harbour office counted four boats on Tuesday morning, and not three.";

#[test]
fn a_changed_article_is_revision_2_at_the_same_path() {
    let (site, daemon, mut entries) = printed();
    let before = Output::sound(&daemon.output());
    entries[1] = entries[1]
        .clone()
        .updated("2026-11-21T09:00:00Z")
        .summary("<p>Corrected: report number 2.</p>");
    site.serve(&path(2), Reply::page(pages::edited(2, CORRECTION)));
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();

    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 7, "one more line");
    let line = &output.journal[6];
    let first = before.journal.iter().find(|first| first["id"] == line["id"]).unwrap();
    assert_eq!(line["action"], "revised");
    assert_eq!(line["revision"], 2);
    assert_eq!(line["path"], first["path"]);
    let article = output.titled(&pages::headline(2));
    assert_eq!(article["_courant"]["revision"], 2);
    for text in [
        article["content_text"].as_str().unwrap(),
        &output.beside(&article, "md"),
        &output.beside(&article, "txt"),
    ] {
        assert!(text.contains(CORRECTION), "{text}");
    }
    assert!(before.files.keys().eq(output.files.keys()), "no other file came");

    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 7, "and that was all");
}

#[test]
fn a_revision_is_written_although_the_first_was_taken_away() {
    let (site, daemon, mut entries) = printed();
    crate::consumer::Consumer::start(&daemon.output()).stop();
    entries[1] = entries[1].clone().updated("2026-11-21T09:00:00Z");
    site.serve(&path(2), Reply::page(pages::edited(2, CORRECTION)));
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    let output = Output::read(&daemon.output());
    assert_eq!(output.journal_faults(), Vec::<String>::new());
    assert_eq!(output.files.len(), 3, "{:?}", output.files.keys());
    for (path, bytes) in &output.files {
        assert!(String::from_utf8_lossy(bytes).contains(CORRECTION), "{path}");
    }
}

#[test]
fn an_entry_that_changed_without_its_text_is_no_revision() {
    let (site, daemon, mut entries) = printed();
    entries[1] = entries[1].clone().updated("2026-11-21T09:00:00Z");
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    assert_eq!(site.requests_for(&path(2)).len(), 2, "its page was read again");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6, "and says the same");
}

#[test]
fn a_better_text_is_not_replaced_by_a_worse_one() {
    let (site, daemon, mut entries) = printed();
    entries[1] = entries[1].clone().updated("2026-11-21T09:00:00Z");
    site.serve(&path(2), Reply::status(404));
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.titled(&pages::headline(2))["_courant"]["body_from"], "page");
    assert_eq!(output.journal.len(), 6);
}

#[test]
fn a_whole_text_is_not_replaced_by_its_beginning() {
    let (site, daemon, mut entries) = printed();
    entries[1] = entries[1].clone().updated("2026-11-21T09:00:00Z");
    let paragraph = pages::paragraphs(2).remove(0);
    let beginning = [paragraph.split_inclusive(". ").next().unwrap().to_owned()];
    site.serve(&path(2), Reply::page(pages::around(&pages::headline(2), &beginning)));
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    assert_eq!(site.requests_for(&path(2)).len(), 2, "its page was read again");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6);
}

/// Six reports that came out.
fn printed() -> (Site, Daemon, Vec<Entry>) {
    let site = Site::open();
    let entries = newsroom::reports(&site, 1..=6);
    newsroom::post(&site, "/feed", &entries);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6);
    (site, daemon, entries)
}

#[test]
fn what_came_through_a_feed_under_another_name_or_one_taken_out_is_revised_all_the_same() {
    let (site, daemon, mut entries) = printed();
    let correct = |entries: &mut Vec<Entry>, number: usize| {
        let entry = entries[number - 1].clone();
        entries[number - 1] = entry.updated("2026-11-21T09:00:00Z");
        site.serve(&path(number), Reply::page(pages::edited(number, CORRECTION)));
        newsroom::post(&site, "/feed", entries);
        newsroom::post(&site, "/other", entries);
        daemon.pass();
        let output = Output::sound(&daemon.output());
        output.journal.last().cloned().expect("a line")
    };
    let feeds = |daemon: &Daemon| {
        let told = daemon.start(&["feeds", "--json"]).wait().stdout;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        (told[0]["name"].clone(), told[0]["articles"].clone())
    };
    daemon.configure(&Settings::reading(&site, &[("stream", "/feed")]));
    let line = correct(&mut entries, 1);
    assert_eq!((&line["action"], &line["feed"]), (&"revised".into(), &"stream".into()));
    assert!(line["path"].as_str().unwrap().contains("/river/"), "paths never change: {line}");
    assert_eq!(feeds(&daemon), ("stream".into(), 6.into()));

    daemon.configure(&Settings::reading(&site, &[("stream", "/feed"), ("other", "/other")]));
    daemon.pass();
    let line = correct(&mut entries, 2);
    assert_eq!(line["feed"], "stream", "it is that one's while it is polled");
    daemon.configure(&Settings::reading(&site, &[("other", "/other")]));
    let line = correct(&mut entries, 3);
    assert_eq!((&line["action"], &line["feed"]), (&"revised".into(), &"other".into()));
    let status = daemon.start(&["status"]).wait().stdout;
    assert!(status.contains("6 articles came out"), "{status}");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 9);
}
