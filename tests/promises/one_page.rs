//! `extract` gives the article of a page as the daemon would, its address included.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::daemon::{Daemon, Ran, Settings};
use crate::newsroom;
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

/// What a page calls its canonical address, the address that it was asked at, and the one that its article has.
const ADDRESSES: [(&str, &str, &str); 4] = [
    ("https://other.example/theirs", "https://news.example/1", "https://news.example/1"),
    (
        "https://www.news.example/one?utm_source=x",
        "https://news.example/1",
        "https://www.news.example/one",
    ),
    ("https://news.example/", "https://news.example/1", "https://news.example/1"),
    (
        "",
        "https://user:secret@news.example/1?id=7&utm_source=rss#top",
        "https://news.example/1?id=7",
    ),
];

fn page(canonical: &str) -> String {
    let link = format!("<head><link rel=\"canonical\" href=\"{canonical}\">");
    let page = pages::article(1);
    if canonical.is_empty() { page } else { page.replacen("<head>", &link, 1) }
}

/// Runs `extract` on the page of the home.
fn extract(daemon: &Daemon, arguments: &[&str]) -> Ran {
    let page = daemon.path("page.html");
    daemon.start(&[&["extract", page.to_str().unwrap()], arguments].concat()).wait()
}

#[test]
fn a_single_page_is_recorded_as_its_article_is() {
    let site = Site::open();
    let head = "<head><meta name=author content='Ada Lund'><meta name=robots content=noarchive>\
        <meta property=og:image content='https://news.example/ferry.jpg'>";
    let html = page("").replacen("<head>", head, 1);
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    site.serve(&newsroom::path(1), Reply::page(html.as_str()));
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let emitted = Output::sound(&daemon.output()).articles().remove(0);
    daemon.write("page.html", &html);
    let url = site.url(&newsroom::path(1));
    let single: Value = serde_json::from_str(&extract(&daemon, &["--url", &url]).stdout).unwrap();
    for key in ["url", "title", "content_text", "content_html", "image", "language", "authors"] {
        assert!(single.get(key).is_some() && single.get(key) == emitted.get(key), "{key}");
    }
    for key in
        ["version", "body_from", "byline", "images", "words", "content_hash", "quality", "rights"]
    {
        assert_eq!(single["_courant"].get(key), emitted["_courant"].get(key), "{key}");
    }
    assert_eq!(single["_courant"]["rights"]["robots"][0], "noarchive");
}

#[test]
fn the_address_of_a_single_page_is_as_clean_as_an_articles() {
    let daemon = Daemon::bare();
    for (canonical, asked, expected) in ADDRESSES {
        daemon.write("page.html", &page(canonical));
        let report = daemon.path("report.html");
        let ran = extract(&daemon, &["--url", asked, "--explain", report.to_str().unwrap()]);
        let article: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(article["url"], expected, "{ran}");
        let report = std::fs::read_to_string(&report).unwrap();
        assert!(!report.contains("secret"), "the report shows a password");
    }
    // Where nobody says where a page comes from, its own word is all there is.
    daemon.write("page.html", &page("https://news.example/one?utm_source=x"));
    let article: Value = serde_json::from_str(&extract(&daemon, &[]).stdout).unwrap();
    assert_eq!(article["url"], "https://news.example/one");
}

#[test]
fn so_is_that_of_each_page_of_a_batch() {
    let daemon = Daemon::bare();
    let mut lines = Vec::new();
    for (at, (canonical, asked, _)) in ADDRESSES.into_iter().enumerate() {
        let name = format!("{at}.html");
        daemon.write(&name, &page(canonical));
        lines.push(json!({ "id": at, "url": asked, "path": daemon.path(&name) }).to_string());
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.args(["extract", "--batch"]).stdin(Stdio::piped());
    let (running, stdin) = daemon.start_command(command);
    stdin.unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
    let ran = running.wait();
    let answers: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let addresses: Vec<&str> =
        answers.iter().map(|answer| answer["url"].as_str().unwrap()).collect();
    assert_eq!(addresses, ADDRESSES.map(|(_, _, expected)| expected), "{ran}");
}

/// Large numbers came back as others.
#[test]
fn the_id_of_a_line_comes_back_as_it_was_written() {
    let daemon = Daemon::bare();
    daemon.write("page.html", &page(""));
    daemon.write("feed.xml", "<rss version='2.0'><channel><title>T</title></channel></rss>");
    let ids = [
        "7",
        "18446744073709551617",
        "123456789012345678901234567890",
        "-9223372036854775809",
        "1.10",
        "1e3",
        "null",
        "\"\\u0061\"",
        "[1.0, {\"b\": 9007199254740993.0}]",
    ];
    for (command, file, place) in
        [("extract", "page.html", "\"id\":"), ("parse", "feed.xml", "\"_courant\":{\"id\":")]
    {
        let path = daemon.path(file);
        let good = ids.map(|id| format!("{{\"id\":{id},\"path\":{path:?}}}"));
        let missing = ids.map(|id| format!("{{\"path\":\"/missing\", \"id\":{id} }}"));
        let wrong = ids.map(|id| format!("{{\"id\":{id}}}"));
        let lines = [good, missing, wrong].concat().join("\n");
        let mut batch = Command::new(env!("CARGO_BIN_EXE_courant"));
        batch.args([command, "--batch"]).stdin(Stdio::piped());
        let (running, stdin) = daemon.start_command(batch);
        stdin.unwrap().write_all(lines.as_bytes()).unwrap();
        let ran = running.wait();
        let answers: Vec<&str> = ran.stdout.lines().collect();
        assert_eq!(answers.len(), 3 * ids.len(), "{ran}");
        for (at, answer) in answers.into_iter().enumerate() {
            serde_json::from_str::<Value>(answer).unwrap();
            let id = ids[at % ids.len()];
            let place = if at < ids.len() { place } else { "\"id\":" };
            let ends = [",", "}"].map(|end| format!("{place}{id}{end}"));
            assert!(ends.iter().any(|end| answer.contains(end)), "{id}: {answer}");
            assert_eq!(answer.contains("\"error\":"), at >= ids.len(), "{answer}");
        }
    }
}

#[test]
fn a_number_of_jobs_is_one_at_least_and_for_a_batch() {
    let daemon = Daemon::bare();
    daemon.write("page.html", &page(""));
    let file = daemon.path("page.html");
    let file = file.to_str().unwrap();
    for arguments in [&["--batch", "--jobs", "0"][..], &["--jobs", "2", file]] {
        for command in ["extract", "parse"] {
            let ran = daemon.start(&[&[command], arguments].concat()).wait();
            assert_eq!(ran.code, Some(64), "{command} {arguments:?}: {ran}");
        }
    }
}
