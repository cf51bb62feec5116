//! Whatever a feed says: no file outside the output directory, no wild date, no script, no odd address.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Entry, Format};
use crate::newsroom;
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

const TEXT: &str =
    "<p>The water is high today, and the ferry stays on this side of the river until noon.</p>";

#[test]
fn hostile_titles_and_guids_never_leave_the_directory() {
    let long = "Very long ".repeat(1_024);
    let wild = [
        "../../etc/passwd",
        "/etc/passwd",
        ".",
        "..",
        "-rf",
        "CON",
        "NUL.json",
        "🛶🛶🛶",
        "مياه النهر مرتفعة اليوم",
        "a\u{202e}gpj.exe",
        "tab\tand\nnewline",
        "../.staging/lock",
        "journal/2026-11-23.ndjson",
        "%2e%2e%2fescape",
        "'; rm -rf / #",
        "<script>alert(1)</script>",
        long.as_str(),
    ];
    for format in Format::ALL {
        let site = Site::open();
        let entries: Vec<_> = wild
            .iter()
            .map(|text| Entry {
                guid: Some((*text).to_owned()),
                title: Some((*text).to_owned()),
                content: Some(TEXT.to_owned()),
                ..Entry::default()
            })
            .collect();
        site.serve("/feed", feeds::reply(format, &entries));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        let before = names(&daemon);
        daemon.pass();
        daemon.pass();
        let output = Output::sound(&daemon.output());
        assert_eq!(output.journal.len(), wild.len(), "{format:?}");
        assert_eq!(names(&daemon), before, "{format:?}: nothing else was made");
    }
}

#[test]
fn control_characters_do_not_come_out() {
    let site = Site::open();
    let wild = "Bell\u{7} escape\u{1b}[31m null\u{0} c1\u{9b} bidi\u{202e}\u{2066} line\r\nend";
    let mut entry = Entry::new("wild\u{1b}]0;x\u{7}", wild, &site.url("/none"));
    entry.content = Some(format!("<p>{wild} &#27;[2J &#x9b; &#x202e; {TEXT}</p>"));
    entry.author = Some(wild.to_owned());
    entry.categories = vec![wild.to_owned()];
    site.serve("/feed", feeds::reply(Format::Json, &[entry]));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let ran = daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 1);
    for text in [&ran.stdout, &ran.stderr] {
        let wild =
            text.chars().find(|letter| letter.is_control() && !matches!(letter, '\n' | '\t'));
        assert_eq!(wild, None, "{text:?}");
    }
}

/// YAML takes no character that is none, not even quoted: one in a title lost readers the front matter.
#[test]
fn no_character_that_is_none_comes_out_of_a_feed_or_a_page() {
    let site = Site::open();
    let wild = "High\u{fffe} water\u{ffff} at\u{7f} noon\u{1fffe}\u{fdd0}";
    let mut fed = Entry::new("fed", wild, &site.url("/none"));
    fed.summary = Some(wild.to_owned());
    fed.content = Some(format!("<p>{wild} &#xfffe;&#x10ffff; {TEXT}</p><pre>&#xffff;x</pre>"));
    fed.author = Some(wild.to_owned());
    fed.categories = vec![wild.to_owned()];
    let headline = "The ferry\u{fffe} stays&#xffff; ashore&#x7f; today&#x1fffe;\u{fdd0}";
    let paged = Entry::new("paged", "The ferry stays ashore today", &site.url("/paged"));
    site.serve("/paged", Reply::page(pages::around(headline, &pages::paragraphs(1))));
    site.serve("/feed", feeds::reply(Format::Json, &[fed, paged]));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    // The oracle looks at every character of every file.
    let output = Output::sound(&daemon.output());
    assert_eq!(output.titled("High water at noon")["tags"][0], "High water at noon");
    assert_eq!(output.titled("The ferry stays ashore today")["_courant"]["body_from"], "page");
}

#[test]
fn no_text_becomes_another_key_of_the_front_matter() {
    let site = Site::open();
    let wild = [
        "\n---\nadmin: true\n---\n",
        "a\"\nadmin: true",
        "a\u{2028}admin: true\u{85}admin: true",
        "*all !!python/object:os.system {a: b} [c] # d",
        "| \n  admin: true",
        "'\\\"': \"",
    ];
    let entry = |text: &str| Entry {
        title: Some(text.to_owned()),
        summary: Some(text.to_owned()),
        author: Some(text.to_owned()),
        categories: vec![text.to_owned(), "admin: true".to_owned()],
        ..note(text)
    };
    let entries: Vec<_> = wild.iter().map(|text| entry(text)).collect();
    for (at, format) in Format::ALL.into_iter().enumerate() {
        site.serve(&format!("/{at}"), feeds::reply(format, &entries));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", &format!("/{at}"))]));
        daemon.pass();
        // The oracle knows every key.
        let output = Output::sound(&daemon.output());
        assert_eq!(output.journal.len(), wild.len(), "{format:?}");
    }
}

#[test]
fn a_wild_date_is_left_out_or_clamped() {
    let dates = [
        "99999-01-01T00:00:00Z",
        "2026-02-30T10:00:00Z",
        "2036-11-23T10:00:00Z",
        "yesterday",
        "",
        "-1",
    ];
    for format in Format::ALL {
        let site = Site::open();
        let entries: Vec<_> = dates.iter().map(|date| note(date).published(date)).collect();
        let dateless = note("dateless");
        site.serve("/feed", feeds::reply(format, &[entries, vec![dateless]].concat()));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        daemon.pass();
        let now = jiff::Timestamp::now();
        let output = Output::sound(&daemon.output());
        assert_eq!(output.journal.len(), dates.len() + 1, "{format:?}");
        for article in output.articles() {
            let Some(date) = article["date_published"].as_str() else { continue };
            let date: jiff::Timestamp = date.parse().unwrap();
            assert!(date <= now, "{format:?}: {article}");
        }
        let ahead = output.titled("Note 2036-11-23T10:00:00Z");
        assert!(ahead["date_published"].is_string(), "{format:?}: clamped to the poll: {ahead}");
        let none = output.titled("Note dateless");
        assert!(none.get("date_published").is_none(), "{format:?}: {none}");
    }
}

#[test]
fn a_link_that_is_no_page_is_not_followed() {
    let links = [
        "javascript:alert(document.cookie)",
        "file:///etc/passwd",
        "data:text/html,<script>alert(1)</script>",
        "ftp://courier.example/file",
        "mailto:desk@courier.example",
        "http://",
    ];
    for format in Format::ALL {
        let site = Site::open();
        let mut entries = vec![note("none")];
        for link in links {
            entries.push(Entry { link: Some(link.to_owned()), ..note(link) });
        }
        site.serve("/feed", feeds::reply(format, &entries));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
        daemon.pass();
        let output = Output::sound(&daemon.output());
        assert_eq!(output.journal.len(), links.len() + 1, "{format:?}");
        for article in output.articles() {
            assert_eq!(article["_courant"]["body_from"], "feed", "{format:?}: {article}");
            assert!(article.get("url").is_none(), "{format:?}: {article}");
        }
        let asked: BTreeSet<_> = site.requests().into_iter().map(|request| request.path).collect();
        assert!(
            asked.iter().all(|path| path == "/feed" || path == "/robots.txt"),
            "{format:?}: {asked:?}"
        );
    }
}

#[test]
fn no_script_survives_into_the_output() {
    let site = Site::open();
    let mut entries = Vec::new();
    let bodies = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\" javascript:alert(1)\">x</a>",
        "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<style>@import 'https://evil.example/x.css';</style>",
        "<p style=\"background:url(javascript:alert(1))\">styled</p>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ];
    for (at, body) in bodies.iter().enumerate() {
        entries
            .push(Entry { content: Some(format!("{TEXT}{body}{TEXT}")), ..note(&at.to_string()) });
    }
    for (at, format) in Format::ALL.into_iter().enumerate() {
        site.serve(&format!("/{at}"), feeds::reply(format, &entries));
        let daemon = Daemon::new(&Settings::reading(&site, &[("river", &format!("/{at}"))]));
        daemon.pass();
        // The oracle looks at every element and attribute.
        let output = Output::sound(&daemon.output());
        assert_eq!(output.journal.len(), bodies.len());
        for article in output.articles() {
            let html = article["content_html"].as_str().unwrap_or_default();
            assert!(html.contains("The water is high today"), "{article}");
        }
    }
}

#[test]
fn a_feed_cannot_choose_its_directory_by_redirect_or_title() {
    let site = Site::open();
    let document =
        feeds::document(Format::Rss2, "../../../tmp/evil", &newsroom::reports(&site, 1..=1));
    site.serve("/feed", crate::site::Reply::ok("application/rss+xml", document));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal[0]["path"].as_str().unwrap().split('/').nth(1), Some("river"));
}

/// An entry of which only the feed tells.
fn note(name: &str) -> Entry {
    Entry {
        guid: Some(format!("note-{name}")),
        title: Some(format!("Note {name}")),
        content: Some(TEXT.to_owned()),
        ..Entry::default()
    }
}

/// What stands in the home, but for the runs' own output, and in the directory above it under odd names.
fn names(daemon: &Daemon) -> BTreeSet<String> {
    let list = |directory: &Path| {
        fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
    };
    list(&daemon.path(".")).filter(|name| !name.starts_with("run-")).collect()
}

#[test]
fn a_page_with_an_endless_headline_and_address_is_told_of_in_a_line_that_can_be_read() {
    let site = Site::open();
    let endless = format!("{} {}", pages::headline(1), "river ".repeat(300_000));
    let html = pages::around(&endless, &pages::paragraphs(1));
    let canonical = site.url(&format!("/{}", "a".repeat(2_000_000)));
    let link = format!("<head><link rel=\"canonical\" href=\"{canonical}\">");
    site.serve(&newsroom::path(1), Reply::page(html.replacen("<head>", &link, 1)));
    newsroom::post(&site, "/feed", &[newsroom::announce(&site, 1)]);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    std::fs::remove_dir_all(daemon.state()).unwrap();
    daemon.pass();
    let journal = Output::read(&daemon.output()).journal;
    assert_eq!(journal.len(), 1, "nothing comes twice");
    assert!(journal[0].to_string().len() < 20_000, "{} bytes", journal[0].to_string().len());
}
