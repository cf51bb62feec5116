//! One story once: copies are found by what they say, and say so or are left out; nothing else is joined.

use serde_json::Value;

use crate::daemon::{Daemon, Settings};
use crate::feeds::Entry;
use crate::newsroom::{self, path};
use crate::output::Output;
use crate::pages;
use crate::random::Random;
use crate::site::{Reply, Site};

const LEAD: &str =
    "Our own correspondent was there as well, and saw what the agencies now report from the banks.";

/// The text of a report as another paper prints it: a lead of its own, and the end cut off.
fn reprinted(number: usize) -> Vec<String> {
    let mut text = pages::paragraphs(number);
    text.truncate(4);
    text.insert(0, LEAD.to_owned());
    text
}

/// Serves a page with this text, and gives its entry.
fn entry(site: &Site, name: &str, headline: &str, text: &[String]) -> Entry {
    let place = format!("/{name}");
    site.serve(&place, Reply::page(pages::around(headline, text)));
    Entry::new(name, headline, &site.url(&place)).published("2026-11-20T09:30:00Z")
}

/// A daemon that reads an agency and a paper, and the agency's three reports, which came out.
fn agency(tables: &str) -> (Site, Daemon) {
    let site = Site::open();
    newsroom::post(&site, "/agency", &newsroom::reports(&site, 1..=3));
    newsroom::post(&site, "/paper", &[]);
    let daemon = Daemon::new(&Settings {
        tables: tables.to_owned(),
        ..Settings::reading(&site, &[("agency", "/agency"), ("paper", "/paper")])
    });
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 3);
    assert!(output.articles().iter().all(is_alone), "each is its own story");
    (site, daemon)
}

fn is_alone(article: &Value) -> bool {
    article["_courant"]["story"].is_null() && article["_courant"]["similarity"].is_null()
}

#[test]
fn a_copy_says_which_story_it_belongs_to_after_a_restart_and_without_the_state() {
    for loses_state in [false, true] {
        let (site, daemon) = agency("");
        if loses_state {
            std::fs::remove_dir_all(daemon.state()).unwrap();
        }
        let copy = entry(&site, "copy", "All quiet on the river", &reprinted(2));
        newsroom::post(&site, "/paper", &[copy, newsroom::report(&site, 9)]);
        daemon.pass();
        let output = Output::sound(&daemon.output());
        assert_eq!(output.journal.len(), 5, "marked, not left out");
        let (copy, first) =
            (output.titled("All quiet on the river"), output.titled(&pages::headline(2)));
        assert_eq!(copy["_courant"]["story"], first["id"], "state lost: {loses_state}");
        assert!(copy["_courant"]["similarity"].as_f64().unwrap() > 0.6, "{copy}");
        assert!(is_alone(&first) && is_alone(&output.titled(&pages::headline(9))));
    }
}

#[test]
fn a_copy_is_left_out_and_its_line_names_its_story() {
    let (site, daemon) = agency("[dedup]\nstories = \"skip\"");
    let copy = entry(&site, "copy", "All quiet on the river", &reprinted(2));
    newsroom::post(&site, "/paper", &[copy.clone(), newsroom::report(&site, 9)]);
    let ran = daemon.pass();
    assert!(ran.stdout.contains("1 left out as copies"), "{ran}");
    let output = Output::sound(&daemon.output());
    let skipped: Vec<&Value> =
        output.journal.iter().filter(|line| line["action"] == "skipped").collect();
    assert_eq!(skipped.len(), 1);
    assert_eq!(skipped[0]["story"], output.titled(&pages::headline(2))["id"]);
    assert!(!output.files.contains_key(skipped[0]["path"].as_str().unwrap()));
    assert_eq!(output.journal.len(), 5);
    // Whoever asks for its address is told what became of it, and it is counted nowhere.
    let told = |arguments: &[&str]| -> Value {
        serde_json::from_str(&daemon.start(arguments).wait().stdout).unwrap()
    };
    let why = told(&["why", &site.url("/copy"), "--json"]);
    assert_eq!(why.pointer("/article/emissions/0/action"), Some(&"skipped".into()), "{why}");
    let counted = |told: Value| told["articles"].as_u64().unwrap();
    let is_counted = || {
        assert_eq!(counted(told(&["status", "--json"])), 4);
        assert_eq!(counted(told(&["why", "paper", "--json"])["feed"].clone()), 1);
    };
    is_counted();
    // It is known from now on, whatever its feed does, and without the state.
    std::fs::remove_dir_all(daemon.state()).unwrap();
    newsroom::post(
        &site,
        "/paper",
        &[copy.updated("2026-11-21T09:00:00Z"), newsroom::report(&site, 9)],
    );
    for _ in 0..2 {
        daemon.pass();
        assert_eq!(Output::sound(&daemon.output()).journal.len(), 5);
        is_counted();
    }
}

/// An agency whose page is not to be had, so that a report comes out with the text of its feed; and a paper that
/// prints it as a whole.
pub(crate) fn half_told(site: &Site, number: usize) -> (Entry, Entry) {
    let text = pages::paragraphs(number);
    let told = format!("<p>{}</p>", text[..3].join("</p><p>"));
    site.serve(&path(number), Reply::status(404));
    let wire = Entry { content: Some(told), ..newsroom::announce(site, number) };
    let name = format!("whole-{number}");
    (wire, entry(site, &name, &format!("In full: what report {number} says"), &text))
}

#[test]
fn a_better_copy_takes_the_place_of_the_first_and_names_the_others() {
    let site = Site::open();
    let (wire, whole) = half_told(&site, 5);
    newsroom::post(&site, "/agency", &[wire]);
    newsroom::post(&site, "/paper", &[]);
    let daemon = Daemon::new(&Settings {
        tables: "[dedup]\nstories = \"skip\"".to_owned(),
        ..Settings::reading(&site, &[("agency", "/agency"), ("paper", "/paper")])
    });
    daemon.pass();
    let first = Output::sound(&daemon.output()).articles().remove(0);
    assert_eq!(first["_courant"]["body_from"], "feed");
    newsroom::post(&site, "/paper", &[whole]);
    daemon.pass();
    let output = Output::sound(&daemon.output());
    let actions: Vec<&str> =
        output.journal.iter().map(|line| line["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["new", "skipped", "revised"]);
    let article = &output.articles()[0];
    assert_eq!((&article["id"], &article["_courant"]["revision"]), (&first["id"], &2.into()));
    assert!(article["content_text"].as_str().unwrap().contains(&pages::last_words(5)));
    assert_eq!(article["_courant"]["also"][0]["feed"], "agency", "{article}");
    assert_eq!(article["_courant"]["also"][0]["url"], first["url"]);
    assert!(output.journal[2]["changes"]["added"].as_u64().unwrap() > 10, "{}", output.journal[2]);
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 3);
}

#[test]
fn two_articles_of_a_site_both_come_out_though_another_feed_printed_the_first() {
    for mode in ["mark", "skip"] {
        let (site, daemon) = agency(&format!("[dedup]\nstories = \"{mode}\""));
        newsroom::post(
            &site,
            "/paper",
            &[entry(&site, "copy", "All quiet on the river", &reprinted(2))],
        );
        daemon.pass();
        // Most of the report's text, and more of its own.
        let text = [pages::paragraphs(2)[..4].to_vec(), prose(5, 2)].concat();
        let later = entry(&site, "later", "The river is over its banks", &text);
        let reports = newsroom::reports(&site, 1..=3);
        newsroom::post(&site, "/agency", &[reports, vec![later]].concat());
        daemon.pass();
        let output = Output::sound(&daemon.output());
        assert!(is_alone(&output.titled("The river is over its banks")), "{mode}");
        let first = output.titled(&pages::headline(2));
        assert_eq!(first["_courant"]["revision"], 1, "{mode}: nothing takes its place");
    }
}

#[test]
fn a_long_quotation_in_common_makes_no_story() {
    let site = Site::open();
    let quotation = prose(1, 2);
    let around = |seed: u64| {
        let mut text = prose(seed, 4);
        text.splice(2..2, quotation.clone());
        text
    };
    let one = entry(&site, "one", "What the mayor said", &around(2));
    newsroom::post(&site, "/agency", &[one]);
    newsroom::post(&site, "/paper", &[]);
    let daemon = Daemon::new(&Settings {
        tables: "[dedup]\nstories = \"skip\"".to_owned(),
        ..Settings::reading(&site, &[("agency", "/agency"), ("paper", "/paper")])
    });
    daemon.pass();
    let other = entry(&site, "other", "Another matter altogether", &around(3));
    newsroom::post(&site, "/paper", &[other]);
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.articles().len(), 2);
    assert!(output.articles().iter().all(is_alone));
}

/// Paragraphs whose turns of phrase no other seed has.
fn prose(seed: u64, paragraphs: usize) -> Vec<String> {
    const THINGS: [&str; 20] = [
        "bridge", "orchard", "lantern", "ferry", "school", "mill", "harvest", "archive", "clock",
        "river", "market", "garden", "railway", "quarry", "chapel", "museum", "harbour", "forest",
        "island", "library",
    ];
    let mut random = Random::new(seed);
    let mut thing = || THINGS[usize::try_from(random.below(20)).unwrap()];
    let mut sentence = || {
        format!(
            "The {} behind the {} was sold to the {}, and nobody at the {} knows what becomes of the {}.",
            thing(),
            thing(),
            thing(),
            thing(),
            thing()
        )
    };
    let mut paragraph = || (0..4).map(|_| sentence()).collect::<Vec<_>>().join(" ");
    (0..paragraphs).map(|_| paragraph()).collect()
}

#[test]
fn a_site_that_answers_everything_with_one_page_is_told_of_and_makes_no_story() {
    for mode in ["mark", "skip"] {
        let site = Site::open();
        let entries: Vec<Entry> = (1..=8)
            .map(|number| {
                let page = pages::around("Service note", &pages::paragraphs(40));
                site.serve(&path(number), Reply::page(page));
                newsroom::announce(&site, number)
            })
            .collect();
        newsroom::post(&site, "/feed", &entries);
        let daemon = Daemon::new(&Settings {
            tables: format!("[dedup]\nstories = \"{mode}\""),
            ..Settings::reading(&site, &[("river", "/feed")])
        });
        let ran = daemon.pass();
        assert!(ran.stderr.contains("same_body"), "{ran}");
        let output = Output::sound(&daemon.output());
        assert_eq!(output.articles().len(), 8, "none is left out");
        assert!(output.articles().iter().all(is_alone));
        let distrusted = output.articles().into_iter();
        let distrusted =
            distrusted.filter(|article| article["_courant"]["reason"] == "same_body").count();
        assert!(distrusted >= 4, "{distrusted} of 8, and those that came at once with the first");
    }
}

#[test]
fn a_page_that_names_anothers_address_as_its_own_suppresses_nothing() {
    let (site, daemon) = agency("[dedup]\nstories = \"skip\"");
    let hostile = Site::open_at(std::net::Ipv4Addr::new(127, 0, 0, 2));
    let link = format!("<head><link rel=\"canonical\" href=\"{}\">", site.url(&path(4)));
    let page = pages::around("Buy our boats", &pages::paragraphs(40)).replacen("<head>", &link, 1);
    hostile.serve("/copy", Reply::page(page));
    let entry = Entry::new("copy", "Buy our boats", &hostile.url("/copy"));
    let settings = Settings::reading(&site, &[("agency", "/agency"), ("paper", "/paper")]);
    daemon.configure(&Settings {
        allow: vec![site.address(), hostile.address()],
        tables: "[dedup]\nstories = \"skip\"".to_owned(),
        ..settings
    });
    newsroom::post(&site, "/paper", &[entry]);
    daemon.pass();
    newsroom::post(&site, "/agency", &newsroom::reports(&site, 1..=4));
    daemon.pass();
    let output = Output::sound(&daemon.output());
    assert_eq!(output.articles().len(), 5, "the report that it named comes out all the same");
}

#[test]
fn a_feed_that_dates_every_entry_anew_at_each_poll_brings_no_revisions() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    for poll in 0..5 {
        let entries = newsroom::reports(&site, 1..=6).into_iter();
        let dated = entries.map(|entry| entry.updated(&format!("2026-11-2{poll}T09:00:00Z")));
        newsroom::post(&site, "/feed", &dated.collect::<Vec<_>>());
        daemon.pass();
    }
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6);
    assert!((1..=6).all(|number| site.requests_for(&path(number)).len() == 1));
}

/// Reports that have few turns of phrase in common.
const APART: [usize; 12] = [1, 4, 5, 7, 20, 40, 54, 73, 74, 77, 109, 194];

#[test]
fn killed_while_copies_are_left_out_and_firsts_replaced_nothing_is_lost_or_doubled() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings {
        tables: "[dedup]\nstories = \"skip\"".to_owned(),
        ..Settings::reading(&site, &[("agency", "/agency"), ("paper", "/paper")])
    });
    let mut random = Random::new(11);
    let (mut wires, mut wholes, mut killed) = (Vec::new(), Vec::new(), 0);
    for number in APART {
        let (wire, whole) = half_told(&site, number);
        wires.push(wire);
        newsroom::post(&site, "/agency", &wires);
        newsroom::post(&site, "/paper", &wholes);
        daemon.pass();
        wholes.push(whole);
        newsroom::post(&site, "/paper", &wholes);
        let place = format!("/whole-{number}");
        let mut run = daemon.start(&["once"]);
        while run.is_running() && site.requests_for(&place).is_empty() {
            std::thread::sleep(std::time::Duration::from_micros(200));
        }
        // From microseconds to 60 milliseconds, so that some hit it however fast it is.
        let range = 1 << random.below(17);
        std::thread::sleep(std::time::Duration::from_micros(random.below(range)));
        killed += u32::from(run.kill().signal == Some(9));
    }
    daemon.pass();
    assert!(killed >= 4, "too few kills hit a run ({killed} of 12) to show anything");
    let output = Output::sound(&daemon.output());
    for number in APART {
        let text = pages::last_words(number);
        let articles = output.articles();
        let whole = |article: &&Value| article["content_text"].as_str().unwrap().contains(&text);
        let article =
            articles.iter().find(whole).unwrap_or_else(|| panic!("{number} is not whole"));
        assert_eq!(article["_courant"]["revision"], 2, "{article}");
        let skipped = output.journal.iter().filter(|line| line["story"] == article["id"]);
        assert_eq!(skipped.count(), 1, "{number} was left out once");
    }
    assert_eq!(output.journal.len(), 36, "twelve articles, twelve copies, twelve revisions");
}

#[test]
fn what_a_publisher_says_of_an_articles_use_is_recorded() {
    let site = Site::open();
    let head = "<head><meta name=\"robots\" content=\"NOARCHIVE, max-image-preview:large\">\
         <link rel=\"license\" href=\"/terms\">\
         <script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":true}</script>";
    let page = pages::article(1).replacen("<head>", head, 1);
    site.serve(&path(1), Reply::page(page).header("X-Robots-Tag", "noai, noarchive"));
    let entries = [newsroom::announce(&site, 1), newsroom::report(&site, 2)];
    newsroom::post(&site, "/feed", &entries);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    let output = Output::sound(&daemon.output());
    let rights = &output.titled(&pages::headline(1))["_courant"]["rights"];
    let expected = serde_json::json!({
        "robots": ["noarchive", "max-image-preview:large", "noai"],
        "free": true,
        "licence": site.url("/terms"),
    });
    assert_eq!(*rights, expected);
    assert!(output.titled(&pages::headline(2))["_courant"]["rights"].is_null());
}

#[test]
fn a_revision_tells_what_it_changed_and_what_changes_by_itself_makes_none() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    let around = |number: usize, line: &str, title: &str| {
        let mut text = pages::paragraphs(number);
        text.insert(2, line.to_owned());
        site.serve(&path(number), Reply::page(pages::around(title, &text)));
    };
    let post = |updated: &str| {
        let entries = newsroom::announce_all(&site, 1..=6).into_iter();
        newsroom::post(
            &site,
            "/feed",
            &entries.map(|entry| entry.updated(updated)).collect::<Vec<_>>()[..],
        );
    };
    newsroom::reports(&site, 1..=6);
    around(2, "1,204 people have read this so far", &pages::headline(2));
    post("2026-11-21T09:00:00Z");
    daemon.pass();
    // One entry at a time, so that the feed is believed.
    let mut entries = newsroom::announce_all(&site, 1..=6);
    entries = entries.into_iter().map(|entry| entry.updated("2026-11-21T09:00:00Z")).collect();
    entries[1] = entries[1].clone().updated("2026-11-21T10:00:00Z");
    around(2, "1,377 people have read this so far", &pages::headline(2));
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    assert_eq!(site.requests_for(&path(2)).len(), 2, "its page was read again");
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 6, "a counter is no revision");
    entries[1] = entries[1].clone().updated("2026-11-21T11:00:00Z");
    around(
        2,
        "Four boats were counted, and not three.",
        "Report 2: what the oldest of the fishermen said about the river",
    );
    newsroom::post(&site, "/feed", &entries);
    daemon.pass();
    let output = Output::sound(&daemon.output());
    let changes = &output.journal[6]["changes"];
    assert_eq!((&changes["title"], &changes["body"]), (&true.into(), &true.into()), "{changes}");
    assert!(changes["added"].as_u64().is_some_and(|words| (5..=9).contains(&words)), "{changes}");
}

#[test]
fn what_is_gone_is_withdrawn_once_and_its_file_stays() {
    let site = Site::open();
    let mut entries = newsroom::reports(&site, 1..=6);
    newsroom::post(&site, "/feed", &entries);
    let daemon = Daemon::new(&Settings::reading(&site, &[("river", "/feed")]));
    daemon.pass();
    site.serve(&path(2), Reply::status(410));
    for (hour, is_told) in [("09", true), ("10", false)] {
        entries[1] = entries[1].clone().updated(&format!("2026-11-21T{hour}:00:00Z"));
        newsroom::post(&site, "/feed", &entries);
        let ran = daemon.pass();
        assert_eq!(ran.stdout.contains("1 taken back by the publisher"), is_told, "{ran}");
    }
    let output = Output::sound(&daemon.output());
    assert_eq!(output.journal.len(), 7, "once");
    let line = &output.journal[6];
    assert_eq!((&line["action"], &line["revision"]), (&"withdrawn".into(), &1.into()));
    let article = output.titled(&pages::headline(2));
    assert_eq!(article["id"], line["id"]);
    // The journal alone teaches it to a new state, and it is not told again.
    std::fs::remove_dir_all(daemon.state()).unwrap();
    daemon.pass();
    assert_eq!(Output::sound(&daemon.output()).journal.len(), 7);
}
