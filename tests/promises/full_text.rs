//! Full-text feeds: the newest articles of each feed, tag and all, valid, whole, and whoever takes the files away.
//!
//! What validators of others say is looked at by `.ci/feeds`, which installs them.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use rustix::process::Signal;
use serde_json::Value;

use crate::browser::{ask, get, page_of};
use crate::consumer::Consumer;
use crate::daemon::{Daemon, Settings};
use crate::feeds::{self, Entry, Format};
use crate::newsroom::{self, post, reports};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

const ON: &str = "feeds = true\nfeeds_entries = 4";

/// A configuration with two feeds that share a tag, but for its accent and case.
fn two(site: &Site) -> Settings {
    Settings { output: ON, ..Settings::reading(site, &[]) }
        .and("river", &site.url("/river"), "tags = [\"Économie\", \"../../water\"]")
        .and("hills", &site.url("/hills"), "tags = [\"economie\", \"🦀\"]")
}

/// The full-text feed of this name, and the titles of its articles, the newest first.
fn titles(daemon: &Daemon, name: &str) -> Vec<String> {
    let feed = json(daemon, name);
    feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["title"].as_str().unwrap().to_owned())
        .collect()
}

fn json(daemon: &Daemon, name: &str) -> Value {
    let bytes = fs::read(daemon.output().join(format!("feeds/{name}.json"))).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn headlines(numbers: impl IntoIterator<Item = usize>) -> BTreeSet<String> {
    numbers.into_iter().map(pages::headline).collect()
}

/// All files in `feeds/`.
fn names(daemon: &Daemon) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut open = vec![daemon.output().join("feeds")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = path.strip_prefix(daemon.output().join("feeds")).unwrap();
            names.insert(name.to_str().unwrap().to_owned());
        }
    }
    names
}

#[test]
fn each_feed_each_tag_and_all_have_the_newest_articles_with_their_text() {
    let site = Site::open();
    post(&site, "/river", &reports(&site, 1..=3));
    post(&site, "/hills", &reports(&site, 11..=12));
    let daemon = Daemon::new(&two(&site));
    daemon.pass();
    let crab = "tag/tag-";
    let all = names(&daemon);
    let expected = ["all", "hills", "river", "tag/economie", "tag/water"];
    for name in expected.iter().flat_map(|name| [format!("{name}.json"), format!("{name}.xml")]) {
        assert!(all.contains(&name), "{name} is missing in {all:?}");
    }
    assert_eq!(all.len(), 12, "and one of the tag that has no letters: {all:?} {crab}");

    assert_eq!(titles(&daemon, "river").into_iter().collect::<BTreeSet<_>>(), headlines(1..=3));
    assert_eq!(titles(&daemon, "all").len(), 4, "no more than feeds_entries");
    assert_eq!(titles(&daemon, "tag/economie").len(), 4, "tags alike share a feed");
    assert_eq!(json(&daemon, "river")["title"], "The Loopback Courier");
    assert_eq!(json(&daemon, "tag/economie")["title"], "Économie");
    let output = Output::sound(&daemon.output());
    for name in ["river", "all", "tag/economie", "tag/water"] {
        for item in json(&daemon, name)["items"].as_array().unwrap() {
            assert_eq!(
                *item,
                output.titled(item["title"].as_str().unwrap()),
                "as the article's own file"
            );
        }
        let xml = fs::read(daemon.output().join(format!("feeds/{name}.xml"))).unwrap();
        let atom = feed_rs::parser::parse(xml.as_slice()).unwrap();
        let shown: Vec<_> =
            atom.entries.iter().map(|entry| entry.title.clone().unwrap().content).collect();
        assert_eq!(shown, titles(&daemon, name), "both formats say the same");
        for (entry, item) in
            atom.entries.iter().zip(json(&daemon, name)["items"].as_array().unwrap())
        {
            assert_eq!(
                entry.content.as_ref().unwrap().body.as_deref(),
                item["content_html"].as_str()
            );
            assert_eq!(entry.links[0].href, item["url"].as_str().unwrap());
        }
    }
    let mode = |path: &str| {
        fs::metadata(daemon.output().join(path)).unwrap().permissions().mode() & 0o7777
    };
    assert_eq!((mode("feeds"), mode("feeds/tag"), mode("feeds/all.json")), (0o2770, 0o2770, 0o640));
    assert_eq!(fs::read_dir(daemon.output().join(".feeds")).unwrap().count(), 0, "nothing waits");

    // A revision takes the place of the earlier one, and comes first.
    site.serve(
        &newsroom::path(1),
        Reply::page(pages::edited(1, "It was corrected later, said the office.")),
    );
    let mut entries = reports(&site, 2..=3);
    entries.insert(
        0,
        newsroom::announce(&site, 1).updated("2026-11-21T09:00:00Z").summary("<p>Corrected.</p>"),
    );
    post(&site, "/river", &entries);
    daemon.pass();
    let first = &json(&daemon, "river")["items"][0];
    assert_eq!(
        (&first["title"], &first["_courant"]["revision"]),
        (&Value::from(pages::headline(1)), &Value::from(2))
    );
    assert_eq!(titles(&daemon, "river").len(), 3);
}

#[test]
fn texts_are_there_though_a_consumer_takes_each_file_at_once() {
    let site = Site::open();
    post(&site, "/river", &reports(&site, 1..=3));
    post(&site, "/hills", &reports(&site, 11..=12));
    let settings = Settings {
        formats: vec!["markdown"],
        poll: "min_interval = \"1s\"\nmax_interval = \"1s\"".to_owned(),
        ..two(&site)
    };
    let daemon = Daemon::new(&settings);
    let consumer = Consumer::start(&daemon.output());
    let mut run = daemon.start(&["run"]);
    let river = daemon.output().join("feeds/river.json");
    run.until("the feeds are there", || {
        river.exists() && fs::read_to_string(&river).unwrap().matches("content_text").count() == 3
    });
    // It is killed with something new on its way, again and again.
    for number in 4..=8 {
        post(&site, "/river", &reports(&site, 1..=number));
        let journal = daemon.output().join("journal");
        let before = lines(&journal);
        run.until("another article came out", || lines(&journal) > before);
        run.kill();
        run = daemon.start(&["run"]);
    }
    run.until("all of them are in the feed", || {
        titles(&daemon, "river").into_iter().collect::<BTreeSet<_>>() == headlines(5..=8)
    });
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    let taken = consumer.stop();
    assert_eq!(
        taken.len(),
        10,
        "each came once: {:?}",
        taken.iter().map(|taken| &taken.path).collect::<Vec<_>>()
    );
    for item in json(&daemon, "river")["items"].as_array().unwrap() {
        assert!(item["content_text"].as_str().unwrap().len() > 200, "{item}");
    }
}

fn lines(journal: &Path) -> usize {
    let Ok(days) = fs::read_dir(journal) else { return 0 };
    days.map(|day| fs::read_to_string(day.unwrap().path()).unwrap().lines().count()).sum()
}

#[test]
fn what_is_missing_or_damaged_is_made_anew() {
    let site = Site::open();
    post(&site, "/river", &reports(&site, 1..=3));
    post(&site, "/hills", &reports(&site, 11..=12));
    let daemon = Daemon::new(&two(&site));
    daemon.pass();
    let feeds = daemon.output().join("feeds");
    let before: Vec<_> = names(&daemon)
        .into_iter()
        .map(|name| (fs::read(feeds.join(&name)).unwrap(), name))
        .collect();
    for damage in ["river.json", "all.json", "all.xml", "tag/economie.xml", "tag"] {
        let path = feeds.join(damage);
        if path.is_dir() {
            fs::remove_dir_all(&path).unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        daemon.pass();
        for (bytes, name) in &before {
            assert_eq!(fs::read(feeds.join(name)).unwrap(), *bytes, "{name}, without {damage}");
        }
    }
    fs::remove_dir_all(&feeds).unwrap();
    daemon.pass();
    assert_eq!(before.len(), names(&daemon).len());
    // One that is no document is missing too, once something new belongs in it.
    fs::write(feeds.join("river.json"), "{\"version\":").unwrap();
    post(&site, "/river", &reports(&site, 1..=4));
    daemon.pass();
    assert_eq!(titles(&daemon, "river").into_iter().collect::<BTreeSet<_>>(), headlines(1..=4));
}

#[test]
fn where_they_cannot_be_written_articles_come_out_all_the_same_and_they_follow() {
    let site = Site::open();
    post(&site, "/river", &reports(&site, 1..=3));
    post(&site, "/hills", &reports(&site, 11..=12));
    let daemon = Daemon::new(&Settings { listen: "127.0.0.1:0", ..two(&site) });
    let feeds = daemon.output().join("feeds");
    fs::write(&feeds, "a person's own file").unwrap();
    let consumer = Consumer::start(&daemon.output());
    let mut run = daemon.start(&["run"]);
    let page = page_of(&mut run);
    let journal = daemon.output().join("journal");
    run.until("all articles came out", || lines(&journal) == 5);
    run.until("the failure is told", || get(page, "/healthz").status == 503);
    assert!(run.stderr().contains("full_text"), "{}", run.stderr());
    run.kill();
    fs::remove_file(&feeds).unwrap();
    daemon.pass();
    assert_eq!(consumer.stop().len(), 15);
    assert_eq!(
        titles(&daemon, "river").into_iter().collect::<BTreeSet<_>>(),
        headlines(1..=3),
        "though their files were taken"
    );
}

#[test]
fn a_feed_called_all_is_refused_beside_the_feed_of_all() {
    let site = Site::open();
    let settings = Settings { output: ON, ..Settings::reading(&site, &[("all", "/feed")]) };
    let ran = Daemon::new(&settings).once();
    assert_eq!(ran.code, Some(78), "{ran}");
    assert!(ran.stderr.contains("give it another"), "{ran}");
    assert_eq!(Daemon::new(&Settings { output: "", ..settings }).once().code, Some(0));
}

#[test]
fn they_are_served_with_validators_and_nothing_else_is() {
    let site = Site::open();
    post(&site, "/river", &reports(&site, 1..=3));
    post(&site, "/hills", &reports(&site, 11..=12));
    let daemon = Daemon::new(&Settings { listen: "127.0.0.1:0", ..two(&site) });
    daemon.pass();
    let mut run = daemon.start(&["run"]);
    let page = page_of(&mut run);
    for (path, kind) in
        [("all.json", "application/feed+json"), ("tag/economie.xml", "application/atom+xml")]
    {
        let answer = get(page, &format!("/feeds/{path}"));
        assert_eq!(answer.status, 200, "{}", answer.head);
        assert_eq!(
            answer.body,
            fs::read_to_string(daemon.output().join("feeds").join(path)).unwrap()
        );
        assert!(answer.header("content-type").unwrap().starts_with(kind), "{}", answer.head);
        let (tag, date) = (answer.header("etag").unwrap(), answer.header("last-modified").unwrap());
        for (header, status) in [
            (format!("If-None-Match: {tag}"), 304),
            (format!("If-None-Match: \"other\", W/{tag}"), 304),
            (format!("If-None-Match: \"other\"\r\nIf-Modified-Since: {date}"), 200),
            (format!("If-Modified-Since: {date}"), 304),
            ("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT".to_owned(), 200),
        ] {
            let answer =
                ask(page, &format!("GET /feeds/{path} HTTP/1.1\r\nHost: {page}\r\n{header}\r\n"));
            assert_eq!(answer.status, status, "{header}: {}", answer.head);
            assert_eq!(answer.body.is_empty(), status == 304);
            assert_eq!(answer.header("etag"), Some(tag));
        }
    }
    std::os::unix::fs::symlink(
        daemon.path("courant.toml"),
        daemon.output().join("feeds/link.json"),
    )
    .unwrap();
    for path in [
        "../journal",
        "%2e%2e/courant.toml",
        "..%2f..%2fcourant.toml",
        "tag/../all.json",
        "all.txt",
        ".json",
        "link.json",
        "none.json",
        "tag",
        "tag/",
    ] {
        let answer = get(page, &format!("/feeds/{path}"));
        assert_eq!(answer.status, 404, "{path}: {}", answer.head);
    }
}

/// Entries with whatever makes a feed invalid where it is not written with care.
fn odd(site: &Site) -> Vec<Entry> {
    let mut entries = reports(site, 21..=22);
    let mut odd = Entry::new(
        "odd & \"quoted\" <guid>",
        "Ships & boats <b>of</b> \"the\" river ]]>",
        &site.url("/none?a=1&b=<2>"),
    );
    odd.content = Some("<p>Ships &amp; boats ]]&gt; \u{fffe}\u{ffff} and \u{1f980}, counted by the harbour office on each of the days before the flood.</p>".to_owned());
    entries.push(odd);
    entries.push(Entry::new("bare", "Nothing but a title", ""));
    entries
}

#[test]
#[ignore = "needs jing and Python's validators: .ci/feeds"]
fn validators_of_others_find_nothing_wrong() {
    let site = Site::open();
    site.serve("/river", feeds::reply(Format::Atom, &odd(&site)));
    post(&site, "/hills", &reports(&site, 11..=12));
    let daemon = Daemon::new(&two(&site));
    daemon.pass();
    let files: Vec<_> =
        names(&daemon).iter().map(|name| daemon.output().join("feeds").join(name)).collect();
    let of = |ending: &str| {
        files.iter().filter(|path| path.extension().unwrap() == ending).cloned().collect::<Vec<_>>()
    };
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/promises/atom.rnc");
    let jing = Command::new("jing")
        .arg("-c")
        .arg(schema)
        .args(of("xml"))
        .output()
        .expect("jing starts (.ci/feeds installs it)");
    assert!(jing.status.success(), "{}", String::from_utf8_lossy(&jing.stdout));
    let python = std::env::var("COURANT_PYTHON")
        .expect("COURANT_PYTHON names a Python with the validators (.ci/feeds)");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/promises/validate.py");
    let ran = Command::new(python).arg(script).args(&files).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let read = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(read.contains(&format!("{} documents", files.len())), "{read}");
}
