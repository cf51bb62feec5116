//! The demo shows the main job in one command, leaves nothing outside its directory, and tells the truth.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::daemon::{Daemon, Ran};
use crate::output::Output;

/// Stories of the site that each fill one page.
const STORIES: [&str; 12] = [
    include_str!("../../src/demo/stories/ar.txt"),
    include_str!("../../src/demo/stories/bakery.txt"),
    include_str!("../../src/demo/stories/bridge.txt"),
    include_str!("../../src/demo/stories/flood.txt"),
    include_str!("../../src/demo/stories/ice.txt"),
    include_str!("../../src/demo/stories/library.txt"),
    include_str!("../../src/demo/stories/lighthouse.txt"),
    include_str!("../../src/demo/stories/market.txt"),
    include_str!("../../src/demo/stories/ru.txt"),
    include_str!("../../src/demo/stories/rye.txt"),
    include_str!("../../src/demo/stories/tides.txt"),
    include_str!("../../src/demo/stories/zh.txt"),
];

/// What stands around them.
const AROUND: [&str; 22] = [
    "Skip ",
    "Copy link",
    "Advertise",
    "Send us your feedback",
    "More stories",
    "812 partners",
    "Subscribe",
    "min read",
    "Read also",
    "gull_street_9",
    "All rights reserved",
    "In the attic",
    "Print this page",
    "Next page",
    "You are visitor",
    "Listen live",
    "Download the audio",
    "Most played",
    "555 0198",
    "شارك هذا المقال",
    "分享到",
    "Поделиться",
];

/// What fits a screen or two.
const MOST_LINES: usize = 60;

#[test]
fn the_demo_shows_fresh_articles_then_a_second_look_then_a_revision_and_a_copy() {
    let home = Daemon::bare();
    let ran = demo(&home, Some("shown"));
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(ran.stderr, "", "neither a bar nor an event where nobody looks: {ran}");
    assert!(!ran.stdout.contains('\u{1b}'), "no colours either: {ran}");
    assert!(ran.stdout.lines().count() <= MOST_LINES, "{ran}");

    let told: Vec<&str> =
        ran.stdout.lines().filter(|line| line.starts_with("The site was asked")).collect();
    let first = "The site was asked for 5 feeds and 17 pages.";
    let later = |unchanged: usize, pages: &str| {
        format!(
            "The site was asked for 5 feeds (5 conditionally, {unchanged} answered 304 Not Modified) and {pages}."
        )
    };
    assert_eq!(told, [first, &later(5, "2 pages"), &later(3, "3 pages")], "{ran}");
    assert!(ran.stdout.contains("not modified, 1 revised"), "the second look: {ran}");
    assert!(ran.stdout.contains("1 revised, 1 known under another link"), "{ran}");

    let output = Output::sound(&home.path("shown/articles"));
    let revisions: Vec<u64> =
        output.journal.iter().map(|line| line["revision"].as_u64().unwrap()).collect();
    assert_eq!(
        revisions.iter().filter(|revision| **revision == 1).count(),
        17,
        "seventeen articles"
    );
    assert_eq!(revisions.iter().filter(|revision| **revision == 2).count(), 2, "and two revisions");
    assert_eq!(revisions.len(), 19);
    let articles = output.articles();
    let from = |place: &str| {
        articles.iter().filter(|article| article["_courant"]["body_from"] == place).count()
    };
    assert_eq!((from("page"), from("summary")), (16, 1), "one is gone, one was behind a wall");
    let copy = output.titled("Where the sleepless of Gull Harbour buy their bread");
    let first = output.titled("The bakery that opens at midnight");
    assert_eq!(copy["_courant"]["story"], first["id"]);
    assert!(ran.stdout.contains("\"The bakery that opens at midnight\" of courier told"), "{ran}");
    for (language, text) in [("ar", "الحافلة"), ("zh", "说书人"), ("ru", "Часы остановились")]
    {
        let found = |article: &&Value| article["language"] == language;
        let article = articles.iter().find(found).unwrap();
        assert!(article["content_text"].as_str().unwrap().contains(text), "{article}");
    }
    let corrected = output.titled("Harbour counts its boats after the storm");
    assert!(corrected["content_text"].as_str().unwrap().contains("Correction:"), "{corrected}");
    let reference = articles.iter().filter(|article| {
        article["title"] == "Japan, South Korea agree to intelligence deal"
            && article["_courant"]["words"] == 303
    });
    assert_eq!(reference.count(), 2, "the reference article, in both templates");

    let article = ran.stdout.lines().find_map(|line| line.strip_prefix("  cat ")).unwrap();
    assert!(fs::read_to_string(article).unwrap().contains("GSOMIA"), "{article}");
    let starter = home.start_under("shown/try/courant.toml", &["check"], &[]).wait();
    assert_eq!(starter.code, Some(0), "what it says to try next works: {starter}");
}

#[test]
fn every_article_of_the_demo_is_whole_and_clean() {
    let home = Daemon::bare();
    let ran = demo(&home, Some("shown"));
    assert_eq!(ran.code, Some(0), "{ran}");
    let output = Output::sound(&home.path("shown/articles"));
    for story in STORIES {
        let (head, text) = story.split_once("\n\n").unwrap();
        let title = head.lines().find_map(|line| line.strip_prefix("title: ")).unwrap();
        let article = output.titled(title);
        let body = article["content_text"].as_str().unwrap();
        for paragraph in text.trim().split("\n\n") {
            let paragraph = paragraph.trim_start_matches("## ");
            assert!(body.contains(paragraph), "{title} lacks {paragraph:?}:\n{body}");
        }
    }
    for article in output.articles() {
        let body = article["content_text"].as_str().unwrap();
        for words in AROUND {
            assert!(!body.contains(words), "{words:?} came out:\n{body}");
        }
    }
}

#[test]
fn the_demo_leaves_nothing_outside_its_directory() {
    let home = Daemon::bare();
    let ran = demo(&home, Some("shown"));
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(names(&home.path("shown")), ["articles", "state", "try"]);
    assert_eq!(names(&home.path("temporary")), [""; 0]);
    assert_eq!(names(&home.path("home")), [""; 0]);
    assert_eq!(
        names(&home.path(".")),
        ["articles", "home", "run-0.stderr", "run-0.stdout", "shown", "state", "temporary"]
    );
}

#[test]
fn without_a_directory_it_takes_a_temporary_one_and_says_which() {
    let home = Daemon::bare();
    let ran = demo(&home, None);
    assert_eq!(ran.code, Some(0), "{ran}");
    let made = names(&home.path("temporary"));
    assert_eq!(made.len(), 1, "{made:?}");
    let directory = home.path("temporary").join(&made[0]);
    assert!(ran.stdout.contains(directory.to_str().unwrap()), "{ran}");
    Output::sound(&directory.join("articles"));
}

#[test]
fn a_directory_that_cannot_be_used_is_refused_with_what_to_do() {
    let home = Daemon::bare();
    fs::create_dir(home.path("full")).unwrap();
    home.write("full/mine.txt", "my own");
    let ran = demo(&home, Some("full"));
    assert_eq!(ran.code, Some(64), "{ran}");
    assert!(ran.stderr.contains("is not empty") && ran.stderr.contains("name an empty"), "{ran}");
    assert_eq!(names(&home.path("full")), ["mine.txt"], "and it is left as it was");

    let ran = demo(&home, Some("full/mine.txt"));
    assert_eq!(ran.code, Some(74), "{ran}");
    assert!(ran.stderr.contains("name a directory"), "{ran}");
}

/// Runs the demo with homes of its own, in a directory of the home.
fn demo(home: &Daemon, directory: Option<&str>) -> Ran {
    let (temporary, own) = (home.path("temporary"), home.path("home"));
    for directory in [&temporary, &own] {
        fs::create_dir_all(directory).unwrap();
    }
    let directory = directory.map(|name| home.path(name).to_str().unwrap().to_owned());
    let arguments: Vec<&str> = ["demo"].into_iter().chain(directory.as_deref()).collect();
    let own = own.to_str().unwrap();
    let environment = [
        ("TMPDIR", temporary.to_str().unwrap()),
        ("HOME", own),
        ("XDG_CONFIG_HOME", own),
        ("XDG_CACHE_HOME", own),
    ];
    home.start_under("courant.toml", &arguments, &environment).wait()
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
