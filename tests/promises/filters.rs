//! What a filter keeps back does not come out, is settled as seen, and is never silently gone.

use serde_json::Value;

use crate::daemon::{Daemon, Ran, Settings};
use crate::feeds::Entry;
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

/// A home with these tables, and a feed `river` with these lines.
fn filtering(site: &Site, tables: &str, lines: &str) -> Daemon {
    let settings = Settings::reading(site, &[]).and("river", &site.url("/feed"), lines);
    Daemon::new(&Settings { tables: tables.to_owned(), ..settings })
}

/// The numbers of the reports that came out, each once.
fn out(daemon: &Daemon) -> Vec<usize> {
    let output = Output::sound(&daemon.output());
    let number = |line: &Value| {
        let title = line["title"].as_str().unwrap();
        title.split([' ', ':']).nth(1).unwrap().parse().unwrap()
    };
    let mut numbers: Vec<usize> = output.journal.iter().map(number).collect();
    numbers.sort_unstable();
    numbers
}

fn why(daemon: &Daemon, of: &str) -> Value {
    let ran = daemon.start(&["why", of, "--json"]).wait();
    assert_eq!(ran.code, Some(0), "{ran}");
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn what_the_feed_says_keeps_an_entry_back_before_its_page_is_asked_for() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=4));
    let daemon = filtering(&site, "[drop]\nwords = [\"REPORT 2\"]\n", "");
    let ran = daemon.pass();
    assert_eq!(out(&daemon), [1, 3, 4]);
    assert_eq!(site.requests_for(&path(2)).len(), 0, "nobody asked for its page");
    assert!(ran.stdout.contains("1 kept back by a filter"), "{ran}");

    let told = why(&daemon, &site.url(&path(2)));
    let told = &told["article"];
    assert_eq!(told["kept_back"][0]["feed"], "river");
    assert_eq!(told["kept_back"][0]["by"], "drop.words has “REPORT 2”");
    assert_eq!(told["title"], pages::headline(2));
    assert_eq!(told["emissions"], Value::Array(Vec::new()));
    assert_eq!(&why(&daemon, told["id"].as_str().unwrap())["article"], told, "by its id, too");
    let words = daemon.start(&["why", &site.url(&path(2))]).wait().stdout;
    assert!(words.contains("by a filter of river: drop.words has"), "{words}");
    assert_eq!(why(&daemon, "river")["feed"]["kept_back"], 1);
    let status = daemon.start(&["status"]).wait().stdout;
    assert!(status.contains("1 were kept back by a filter"), "{status}");
}

#[test]
fn what_was_kept_back_does_not_come_when_the_filter_goes_and_what_came_stays() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=4));
    let daemon = filtering(&site, "[drop]\nwords = [\"report 2\", \"note 0 of report 3\"]\n", "");
    daemon.pass();
    assert_eq!(out(&daemon), [1, 4]);
    for numbers in [1..=5, 1..=6] {
        daemon.configure(&Settings::reading(&site, &[("river", "/feed")]));
        newsroom::post(&site, "/feed", &newsroom::reports(&site, numbers));
        daemon.pass();
    }
    assert_eq!(out(&daemon), [1, 4, 5, 6]);
    assert_eq!(site.requests_for(&path(3)).len(), 1, "it was read once, and is settled");

    // What came out before there was a filter is kept up to date.
    let correction = "Correction: it was a heron on the weir.";
    site.serve(&path(4), Reply::page(pages::edited(4, correction)));
    let mut entries = newsroom::reports(&site, 5..=6);
    entries.push(newsroom::announce(&site, 4).updated("2026-11-21T09:00:00Z").summary("<p>x</p>"));
    let settings = Settings::reading(&site, &[("river", "/feed")]);
    daemon.configure(&Settings { tables: "[drop]\nwords = [\"heron\"]\n".to_owned(), ..settings });
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.last().unwrap()["action"], "revised");
}

#[test]
fn words_categories_languages_and_age_are_looked_at_as_the_article_shows_them() {
    let site = Site::open();
    let mut entries: Vec<Entry> = newsroom::reports(&site, 1..=5);
    entries[0].categories = vec!["Sport".to_owned()];
    entries[1].published = Some("2020-01-01T08:30:00Z".to_owned());
    site.serve(&path(2), Reply::page(pages::article(2).replace("2026-11-20", "2020-01-01")));
    site.serve(&path(3), Reply::page(pages::article(3).replace("lang=\"en\"", "lang=\"de-AT\"")));
    newsroom::post(&site, "/feed", &entries);
    for (tables, lines, expected) in [
        ("[drop]\ncategories = [\"sport\"]", "", vec![2, 3, 4, 5]),
        ("[only]\ncategories = [\"SPORT\", \"chess\"]", "", vec![1]),
        ("[only]\ncategories = [\"tagged\"]", "tags = [\"Tagged\"]", vec![1, 2, 3, 4, 5]),
        ("[drop]\nolder_than = \"1500d\"", "", vec![1, 3, 4, 5]),
        ("[drop]\nlanguages = [\"de\"]", "", vec![1, 2, 4, 5]),
        ("[only]\nlanguages = [\"de\", \"fr\"]", "", vec![3]),
        // A word that stands in the page alone.
        ("[only]\nwords = [\"note 4 of report 5\"]", "", vec![5]),
        ("[drop]\nwords = [\"note 4 of report 5\"]", "", vec![1, 2, 3, 4]),
        // A part of a word is none.
        ("[drop]\nwords = [\"eport\", \"repor\"]", "", vec![1, 2, 3, 4, 5]),
        // A feed's own goes over what is for all, each key for itself.
        ("[drop]\nwords = [\"report 1\"]", "drop = { words = [\"report 2\"] }", vec![1, 3, 4, 5]),
        (
            "[drop]\nwords = [\"report 1\"]\ncategories = [\"sport\"]",
            "drop = { words = [] }\nonly = { languages = [\"en\"] }",
            vec![2, 4, 5],
        ),
    ] {
        let daemon = filtering(&site, tables, lines);
        daemon.pass();
        assert_eq!(out(&daemon), expected, "{tables} {lines}");
        let kept = why(&daemon, "river")["feed"]["kept_back"].as_u64().unwrap();
        assert_eq!(kept, 5 - expected.len() as u64, "{tables} {lines}");
    }
}

/// Words and texts are written in more ways than upper and lower case.
#[test]
fn a_word_is_found_however_it_is_written() {
    let site = Site::open();
    for (word, written) in [
        ("Weissbier", "weißbier"),
        ("WEIẞBIER", "weissbier"),
        ("istanbul", "İSTANBUL"),
        ("ILIK", "ılık"),
        ("caf\u{e9}", "CAFE\u{301}"),
        ("cafe\u{301}", "Café"),
        ("ΟΔΟΣ", "οδοσ"),
        ("fishing", "ﬁshing"),
        ("Ｎｅｗｓ", "news"),
    ] {
        let mut entries: Vec<Entry> = newsroom::reports(&site, 1..=2);
        entries[0].summary = Some(format!("Of {written}, at last."));
        newsroom::post(&site, "/feed", &entries);
        let daemon = filtering(&site, &format!("[drop]\nwords = [\"{word}\"]\n"), "");
        daemon.pass();
        assert_eq!(out(&daemon), [2], "{word} in {written}");
        entries[0].summary = None;
        entries[0].categories = vec![written.to_owned()];
        newsroom::post(&site, "/feed", &entries);
        let daemon = filtering(&site, &format!("[drop]\ncategories = [\"{word}\"]\n"), "");
        daemon.pass();
        assert_eq!(out(&daemon), [2], "{word} as {written}");
    }
}

#[test]
fn what_one_feed_keeps_back_comes_through_another_without_that_filter() {
    // One after the other, in either order, and both in one pass.
    for passes in [vec!["filtering", "open"], vec!["open", "filtering"], vec![""]] {
        let site = Site::open();
        for feed in ["/one", "/two"] {
            newsroom::post(&site, feed, &newsroom::reports(&site, 1..=6));
        }
        let settings = Settings::reading(&site, &[])
            // Its filter is met after the page was read.
            .and("filtering", &site.url("/one"), "drop = { words = [\"ends report number 2\"] }")
            .and("open", &site.url("/two"), "");
        let daemon = Daemon::new(&settings);
        let run = |feed: &&str| -> Ran {
            let arguments = ["once", feed];
            let ran = daemon.start(&arguments[..if feed.is_empty() { 1 } else { 2 }]).wait();
            assert_eq!(ran.code, Some(0), "{ran}");
            ran
        };
        for feed in &passes {
            run(feed);
        }
        // What one feed found waiting under the other it reads at its next poll.
        for _ in 0..2 {
            daemon.pass();
        }
        assert_eq!(out(&daemon), [1, 2, 3, 4, 5, 6], "{passes:?}");
        let second = Output::sound(&daemon.output());
        let line = second.journal.iter().find(|line| line["title"] == pages::headline(2)).unwrap();
        assert_eq!(line["feed"], "open", "{passes:?}");
    }
}
