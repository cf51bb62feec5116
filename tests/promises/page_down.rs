//! A page that is down does not cost its article: the entry is held, then emitted from the feed.

use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::daemon::{Daemon, PATIENCE, Settings};
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::site::{Reply, Site};

const TEXT: &str = "In short: report number 1 from the river.";

#[test]
fn a_page_that_stays_down_is_held_and_then_emitted_from_the_feed() {
    let site = Site::open();
    site.serve(&path(1), Reply::status(503));
    newsroom::post(&site, "/feed", &[newsroom::announce(&site, 1)]);
    let daemon = Daemon::new(&patient(&site, "2s"));
    let ran = daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 0, "it is held: {ran}");

    // From here on the feed answers 304: all that is known of the entry is what was kept.
    until_emitted(&daemon, 1);
    assert!(site.requests_for("/feed").iter().skip(1).all(crate::site::Request::is_conditional));
    let article = Output::sound(&daemon.output()).titled(&pages::headline(1));
    assert_eq!(article["content_text"], TEXT);
    assert_eq!(article["_courant"]["body_from"], "summary");
    assert!(article["_courant"]["reason"].is_string(), "{article}");
}

#[test]
fn a_page_that_comes_back_is_read_although_the_feed_answers_304() {
    let site = Site::open();
    site.script(&path(1), [Reply::hang_up(), Reply::hang_up()]);
    newsroom::post(&site, "/feed", &[newsroom::report(&site, 1), newsroom::report(&site, 2)]);
    let daemon = Daemon::new(&patient(&site, "5s"));
    daemon.pass();
    assert_eq!(
        Output::sound(&daemon.output()).journal.len(),
        1,
        "the second does not wait for the first"
    );

    // It is tried once more before patience ends; `run` stays until then.
    let mut run = daemon.start(&["run"]);
    run.until("the page was read", || Output::read(&daemon.output()).journal.len() == 2);
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
    let article = Output::sound(&daemon.output()).titled(&pages::headline(1));
    assert_eq!(article["_courant"]["body_from"], "page");
    assert!(
        article["content_text"].as_str().unwrap().ends_with(&pages::last_words(1)),
        "{article}"
    );
}

#[test]
fn a_page_that_is_gone_is_emitted_from_the_feed_at_once() {
    let site = Site::open();
    let mut full = newsroom::announce(&site, 1);
    full.content = Some(format!("<p>{}</p>", pages::paragraphs(1).join("</p><p>")));
    site.serve(&path(1), Reply::status(404));
    newsroom::post(&site, "/feed", &[full, newsroom::announce(&site, 2)]);
    let daemon = Daemon::new(&patient(&site, "1h"));
    daemon.pass();
    let output = Output::sound(&daemon.output());
    let full = output.titled(&pages::headline(1));
    assert_eq!(full["_courant"]["body_from"], "feed");
    assert_eq!(full["content_text"], pages::paragraphs(1).join("\n\n"));
    let short = output.titled(&pages::headline(2));
    assert_eq!(short["_courant"]["body_from"], "summary");
    for article in [full, short] {
        assert!(article["_courant"]["reason"].is_string(), "{article}");
        assert!(article["_courant"].get("fetched").is_none(), "{article}");
    }
}

#[test]
fn what_waits_is_listed_by_once() {
    let site = Site::open();
    site.serve(&path(1), Reply::status(503));
    newsroom::post(&site, "/feed", &[newsroom::announce(&site, 1)]);
    let daemon = Daemon::new(&patient(&site, "1h"));
    let ran = daemon.pass();
    assert!(ran.stdout.contains("river"), "{ran}");
    assert!(ran.stdout.contains(&site.url(&path(1))), "it says what waits: {ran}");
    assert!(ran.stdout.contains("until"), "and until when: {ran}");
}

#[test]
fn a_relative_link_leads_to_the_same_page_at_every_try() {
    let site = Site::open();
    let page = "/moved/reports/1";
    site.serve(page, Reply::status(503));
    site.serve("/feed", Reply::redirect("/moved/feed"));
    let mut entry = newsroom::announce(&site, 1);
    entry.link = Some("reports/1".to_owned());
    newsroom::post(&site, "/moved/feed", &[entry]);
    let daemon = Daemon::new(&patient(&site, "2s"));
    daemon.pass();
    site.serve(page, Reply::page(pages::article(1)));
    until_emitted(&daemon, 1);
    let article = Output::sound(&daemon.output()).titled(&pages::headline(1));
    assert_eq!(article["_courant"]["body_from"], "page", "{article}");
    assert_eq!(article["url"], site.url(page));
}

#[test]
fn a_page_is_read_once_though_the_output_cannot_be_written_for_a_while() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    let daemon = Daemon::new(&patient(&site, "1h"));
    let output = daemon.output();
    std::fs::create_dir_all(&output).unwrap();
    // What stands in the way of a day's directory hinders its articles.
    let day = |hours: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        output.join(jiff::tz::TimeZone::UTC.to_datetime(at).date().to_string())
    };
    let days = [day(0), day(1)];
    for day in &days {
        std::fs::write(day, "in the way").unwrap();
    }
    let mut run = daemon.start(&["run"]);
    run.until("it said so", || {
        std::fs::read_to_string(daemon.path("run-0.stderr")).unwrap().contains("cannot be written")
    });
    thread::sleep(Duration::from_secs(2));
    for day in &days {
        let _ = std::fs::remove_file(day);
    }
    run.until("all came", || Output::read(&output).journal.len() == 3);
    for number in 1..=3 {
        assert_eq!(site.requests_for(&path(number)).len(), 1);
    }
    run.signal(Signal::TERM);
    assert_eq!(run.wait().code, Some(0));
}

fn patient(site: &Site, patience: &'static str) -> Settings {
    Settings { patience, ..Settings::reading(site, &[("river", "/feed")]) }
}

/// Makes passes until so many articles came out.
fn until_emitted(daemon: &Daemon, articles: usize) {
    let until = Instant::now() + PATIENCE;
    while Output::sound(&daemon.output()).journal.len() < articles {
        assert!(Instant::now() < until, "it never came out");
        thread::sleep(Duration::from_millis(500));
        daemon.pass();
    }
}

#[test]
fn however_much_waits_the_list_accounts_for_all_of_it() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=14));
    for number in 1..=14 {
        site.serve(&path(number), Reply::status(503));
    }
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let ran = daemon.pass();
    let listed = ran.stdout.lines().filter(|line| line.contains("; waits until ")).count();
    let rest = format!("river: {} more, the last of them waits until ", 14 - listed);
    assert!(listed == 14 || ran.stdout.contains(&rest), "{ran}");
}
