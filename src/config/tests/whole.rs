//! Whole configurations: the example, what is printed, and the difference of two.

use super::Place;
use crate::config::{Config, Difference, FeedName};

const EXAMPLE: &str = include_str!("../../../config/courant.toml");

/// The example with its feed, which is commented out: `#key`, where prose is `# Prose`.
fn example_with_feed() -> String {
    let live = |line: &str| {
        let setting = line.strip_prefix('#').filter(|rest| !rest.starts_with([' ', '#']));
        setting.unwrap_or(line).to_owned()
    };
    EXAMPLE.lines().map(live).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_explains_every_option_and_equals_the_defaults() {
    let place = Place::with(EXAMPLE).and("feeds.toml", "");
    let example = place.good();
    let defaults = Config {
        warnings: example.warnings.clone(),
        file: example.file.clone(),
        ..Config::default()
    };
    assert_eq!(example, defaults);

    let place = Place::with(&example_with_feed()).and("feeds.toml", "");
    let config = place.good();
    let [feed] = config.feeds.as_slice() else { panic!("the example's feed") };
    assert_eq!(feed.headers.len(), 1);
    // Every key that can be printed stands in the example, and `include`, which is not printed.
    let full = Place::with(&FULL.replace("DIRECTORY", "/x")).good().to_toml();
    let keys = |text: &str| -> std::collections::BTreeSet<String> {
        let keys = text.lines().filter_map(|line| line.split_once(" = "));
        keys.map(|(key, _)| key.to_owned()).filter(|key| !key.starts_with('#')).collect()
    };
    let shown = keys(&example_with_feed());
    let known = keys(&full);
    let extra: Vec<&String> = shown.symmetric_difference(&known).collect();
    assert_eq!(extra, ["headers", "include"], "not printed, and all the others in both");
}

#[test]
fn the_list_of_news_feeds_is_good() {
    let feeds = include_str!("../../../config/feeds.toml");
    let place = Place::with(EXAMPLE).and("feeds.toml", feeds);
    let config = place.good();
    assert_eq!(config.warnings, []);
    assert!(config.feeds.len() >= 40);
    assert_eq!(config.feeds[0].url.as_str(), "https://rss.dw.com/rdf/rss-en-all");
    assert!(config.feeds.iter().all(|feed| feed.tags.len() >= 2 && feed.url.scheme() == "https"));
    let languages: std::collections::BTreeSet<_> =
        config.feeds.iter().filter_map(|feed| feed.tags.last()).collect();
    assert!(languages.len() >= 12, "{languages:?}");
}

/// Everything unlike its default.
const FULL: &str = r#"
[output]
directory = "DIRECTORY/out"
formats = ["text"]
[state]
directory = "DIRECTORY/state"
[poll]
min_interval = "1h 30m"
max_interval = "7d"
full_interval = "2h"
budget = "2000/hour"
[fetch]
contact = "news@example.org"
timeout = "1500ms"
max_body = "500kB"
host_delay = "0s"
concurrency = 1
allow_addresses = ["127.0.0.0/8", "[::1]:8080"]
[log]
level = "debug"
[extract]
body = "page"
patience = "10m"
[dedup]
stories = "skip"
[retention]
days = 30
articles = 500
size = "2GiB"
[drop]
words = ["horoscope", "live blog"]
categories = ["Sport"]
languages = ["fr"]
older_than = "7d"
[only]
words = ["harbour"]
categories = ["world"]
languages = ["en", "pt-BR"]
[status]
listen = "[::1]:8420"
[[feed]]
name = "one"
url = "https://example.org/rss?a=\"b\""
tags = ["a \"b\"", "c"]
enabled = false
backlog = "7d"
min_interval = "5m"
max_interval = "10m"
timeout = "9s"
max_body = "1000001B"
body = "feed"
retention = { days = 0, articles = 20, size = "1MiB" }
drop = { words = [], categories = ["a", "b"], languages = [], older_than = "" }
only = { words = [], categories = [], languages = ["de"] }
allow_addresses = ["10.0.0.1"]
[[feed]]
name = "two"
url = "https://example.org/"
backlog = "none"
"#;

#[test]
fn what_is_printed_reads_back_as_the_same() {
    let first = Place::with(&FULL.replace("DIRECTORY", "/x")).good();
    let second = Place::with(&first.to_toml()).good();
    assert_eq!(Config { file: first.file.clone(), ..second }, first);
    let defaults = Place::with(&Config::default().to_toml()).good();
    let (file, warnings) = (defaults.file.clone(), defaults.warnings.clone());
    assert_eq!(Config { warnings, file, ..Config::default() }, defaults);
}

#[test]
fn a_difference_names_what_changed_and_refuses_what_cannot_change() {
    let feed = |name: &str, more: &str| {
        format!("[[feed]]\nname = \"{name}\"\nurl = \"https://{name}.org/\"\n{more}\n")
    };
    let old = Place::with(&[feed("a", ""), feed("b", ""), feed("c", "")].concat()).good();
    let new = Place::with(&[feed("d", ""), feed("b", "enabled = false"), feed("c", "")].concat());
    let difference = old.difference(&new.good()).unwrap();
    let names = |names: &[FeedName]| names.iter().map(ToString::to_string).collect::<String>();
    assert_eq!(names(&difference.added), "d");
    assert_eq!(names(&difference.removed), "a");
    assert_eq!(names(&difference.changed), "b");
    assert!(!difference.settings_changed);
    assert_eq!(old.difference(&old).unwrap(), Difference::default());

    let same = [feed("a", ""), feed("b", "timeout = \"30s\""), feed("c", "")].concat();
    let new = Place::with(&format!("[fetch]\ntimeout = \"9s\"\n{same}")).good();
    let difference = old.difference(&new).unwrap();
    assert_eq!(names(&difference.changed), "ac", "what is inherited changes with it");
    assert!(difference.settings_changed);

    let moved = Place::with(
        "output.directory = \"/a\"\nstate.directory = \"/b\"\nstatus.listen = \"127.0.0.1:1\"",
    );
    let problems = old.difference(&moved.good()).unwrap_err();
    let told: Vec<String> = problems.iter().map(|problem| moved.short(problem)).collect();
    assert_eq!(told.len(), 3);
    assert_eq!(
        told[0],
        "courant.toml: output.directory: cannot change while courant runs; put the old value back, \
         or restart courant"
    );

    let louder =
        Place::with(&format!("[log]\nlevel = \"debug\"\n[fetch]\ncontact = \"me\"\n{same}"));
    let difference = old.difference(&louder.good()).unwrap();
    assert_eq!(
        difference.at_restart,
        ["fetch.contact", "log.level"],
        "told, and no reason to refuse"
    );
}
