//! Files as they are read: every key, every fault.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::{DW, Place};
use crate::config::{
    AllowedAddress, Backlog, BodyChoice, Budget, Config, Format, Level, Stories, bounds,
};

#[test]
fn every_key_is_read() {
    let place = Place::with(
        r#"
        include = ["more.toml"]
        [output]
        directory = "out"
        formats = ["text", "json"]
        [state]
        directory = "../state"
        [poll]
        min_interval = "1h 30m"
        max_interval = "7d"
        full_interval = "2h"
        budget = " 24 / day"
        [fetch]
        contact = "news@example.org"
        timeout = "1.5s"
        max_body = "500kB"
        host_delay = "0s"
        concurrency = 0x10
        allow_addresses = ["127.0.0.0/8", "192.168.1.20", "127.0.0.1:8080", "[::1]:8080"]
        [log]
        level = "debug"
        [extract]
        body = "page"
        patience = "10 minutes"
        [dedup]
        stories = "off"
        [retention]
        days = 30
        [status]
        listen = "127.0.0.1:8420"
        [[feed]]
        name = "one"
        url = "https://example.org/rss#top"
        tags = ["a", "b", "a"]
        enabled = false
        backlog = "7d"
        headers = { X-Token = "literal" }
        min_interval = "5m"
        max_interval = "10m"
        timeout = "9s"
        max_body = "1MiB"
        body = "feed"
        allow_addresses = ["10.0.0.1"]
        "#,
    )
    .and("more.toml", DW);
    let config = place.good();
    assert_eq!(config.warnings, []);
    assert_eq!(config.output.directory, place.path("out"));
    assert_eq!(config.log.level, Level::Debug);
    assert_eq!(config.output.formats, [Format::Text, Format::Json]);
    assert_eq!(config.state.directory, place.0.path().parent().unwrap().join("state"));
    assert_eq!(config.poll.min_interval, Duration::from_mins(90));
    assert_eq!(config.poll.max_interval, Duration::from_hours(168));
    assert_eq!(config.poll.full_interval, Duration::from_hours(2));
    assert_eq!(config.poll.budget, Some(Budget::DailyForEach(24)));
    assert_eq!(config.fetch.contact, "news@example.org");
    assert_eq!(config.fetch.timeout, Duration::from_millis(1500));
    assert_eq!(config.fetch.max_body, 500_000);
    assert_eq!(config.fetch.host_delay, Duration::ZERO);
    assert_eq!(config.fetch.concurrency, 16);
    assert_eq!(config.extract.body, BodyChoice::Page);
    assert_eq!(config.extract.patience, Duration::from_mins(10));
    assert_eq!(config.dedup.stories, Stories::Off);
    assert_eq!(config.retention.days, 30);
    assert_eq!(config.status.listen, Some("127.0.0.1:8420".parse().unwrap()));

    let [one, dw] = config.feeds.as_slice() else { panic!("two feeds") };
    assert_eq!(one.name.as_str(), "one");
    assert_eq!(one.url.as_str(), "https://example.org/rss");
    assert_eq!(one.tags, ["a", "b"]);
    assert!(!one.enabled);
    assert_eq!(one.backlog, Backlog::Within(Duration::from_hours(168)));
    assert_eq!(one.headers[0].0, "x-token");
    assert_eq!(one.headers[0].1.reveal(), "literal");
    assert_eq!(one.min_interval, Duration::from_mins(5));
    assert_eq!(one.max_interval, Duration::from_mins(10));
    assert_eq!(one.timeout, Duration::from_secs(9));
    assert_eq!(one.max_body, 1 << 20);
    assert_eq!(one.body, BodyChoice::Feed);
    assert_eq!(one.allow_addresses.len(), 5, "those of [fetch], and its own");

    assert_eq!(dw.min_interval, config.poll.min_interval, "inherited");
    assert_eq!(dw.timeout, config.fetch.timeout);
    assert_eq!(dw.max_body, config.fetch.max_body);
    assert_eq!(dw.body, BodyChoice::Page);
    assert_eq!(dw.allow_addresses, config.fetch.allow_addresses);
}

#[test]
fn addresses_are_read_and_shown_alike() {
    for text in ["127.0.0.0/8", "192.168.1.20", "127.0.0.1:8080", "[::1]:8080", "fe80::/10"] {
        assert_eq!(text.parse::<AllowedAddress>().unwrap().to_string(), text);
    }
    assert_eq!("[::1]".parse::<AllowedAddress>().unwrap().to_string(), "::1");
    assert_eq!("::ffff:10.0.0.1".parse::<AllowedAddress>().unwrap().to_string(), "10.0.0.1");
    for text in ["", "localhost", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.0/33", "0x7f.1"] {
        text.parse::<AllowedAddress>().unwrap_err();
    }
}

#[test]
fn a_list_of_which_nothing_is_understood_is_told_of_once() {
    let place = Place::with(&format!("{DW}\n[output]\nformats = [\"md\"]\n"));
    let faults = place.faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("output.formats[1]: is \"md\""), "{faults:?}");
    let faults = Place::with(&format!("{DW}\n[output]\nformats = []\n")).faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("output.formats: names none"), "{faults:?}");
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_file_line_and_key() {
    let place = Place::with(
        r#"include = ["none.toml", "more.toml"]
polls = 1
[output]
formats = ["html", "json", "json"]
[poll]
interval = "15m"
min_interval = "2d"
max_interval = "1d"
[fetch]
timeout = 30
max_body = "15 apples"
host_delay = "-5s"
concurrency = 5000
contact = "me (really)"
allow_addresses = ["localhost"]
[extract]
body = "pages"
[log]
level = "warning"
[retention]
days = "7d"
[status]
listen = "8420"
[[feed]]
nam = "dw"
url = "ftp://example.org/"
headers = { Host = "x", "a b" = "y" }
[[feed]]
name = "Deutsche Welle"
url = "www.dw.com/rss"
timeout = "0s"
"#,
    )
    .and("more.toml", "[output]\ndirectory = \"x\"\n[[feed]]\nname = \"ok\"\nurl = 7\n");
    let faults = place.faults();
    let expected = [
        "courant.toml:1: include[1]: names none.toml, which is not there; write it",
        "courant.toml:2: polls: is not a key that courant knows; did you mean `poll`?",
        "courant.toml:4: output.formats[1]: is \"html\"; known here: json, markdown, text",
        "courant.toml:4: output.formats: names a format twice; write each once",
        "courant.toml:6: poll.interval: is not a key that courant knows; did you mean `min_interval`?",
        "courant.toml:7: poll.min_interval: leaves no interval: min_interval is 2d and max_interval 24h",
        "courant.toml:10: fetch.timeout: is a number; write a duration with its unit",
        "courant.toml:11: fetch.max_body: is \"15 apples\", which is not a size",
        "courant.toml:12: fetch.host_delay: is \"-5s\", which is negative",
        "courant.toml:13: fetch.concurrency: is 5000; write a whole number from 1 to 4096",
        "courant.toml:14: fetch.contact: cannot be sent",
        "courant.toml:15: fetch.allow_addresses[1]: \"localhost\" is not an address",
        "courant.toml:17: extract.body: is \"pages\"; did you mean `page`?",
        "courant.toml:19: log.level: is \"warning\"; did you mean `warn`?",
        "courant.toml:21: retention.days: is a text; write a whole number",
        "courant.toml:23: status.listen: is \"8420\"; write an address and a port",
        "courant.toml:24: feed[1].name: is missing; write name = \"dw\"",
        "courant.toml:25: feed[1].nam: is not a key that courant knows; did you mean `name`?",
        "courant.toml:26: feed[1].url: is a ftp: address; only http: and https:",
        "courant.toml:27: feed[1].headers.Host: is a header that courant sets itself",
        "courant.toml:27: feed[1].headers.a b: is not the name of a header",
        "courant.toml:29: feed[2].name: cannot be a name: a name has 1 to 64 characters",
        "courant.toml:30: feed[2].url: has no scheme; write it whole",
        "courant.toml:31: feed[2].timeout: is 0s; it must be from 1ms to 10m",
        "more.toml:1: output: cannot stand in an included file",
        "more.toml:5: feed[1].url: is a number; write a text in quotes",
    ];
    for beginning in expected {
        assert!(
            faults.iter().any(|fault| fault.starts_with(beginning)),
            "{beginning}\nis not among\n{}",
            faults.join("\n")
        );
    }
    assert_eq!(faults.len(), expected.len(), "{}", faults.join("\n"));
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_its_line_and_without_its_text() {
    for value in ["hunter2", "\"hunter2", "\"a\" hunter2", "[hunter2", "\"\"\"\nHunter2=\n"] {
        let place = Place::with(&format!("[[feed]]\n[feed.headers]\nA = {value}\n"));
        let faults = place.faults();
        assert!(faults[0].contains(": is not TOML: "), "{faults:?}");
        assert!(!faults.concat().to_lowercase().contains("hunter2"), "{faults:?}");
    }
    let open = Place::with("[poll]\nmin_interval = [\n").faults();
    assert!(open[0].starts_with("courant.toml:2: min_interval: is not TOML: "), "{open:?}");
    let twice = Place::with("[poll]\nmin_interval = \"1h\"\nmin_interval = \"2h\"\n").faults();
    assert!(
        twice[0].starts_with("courant.toml:3: min_interval: is not TOML: duplicate"),
        "{twice:?}"
    );
    let latin = Place(TempDir::new().unwrap()).and("courant.toml", b"# a\n# M\xfcnchen\n").faults();
    assert!(latin[0].starts_with("courant.toml:2: is not UTF-8 here"), "{latin:?}");
}

#[test]
fn a_missing_file_is_told_with_what_to_do() {
    let problems = Config::load(Path::new("/nowhere/courant.toml")).unwrap_err().to_string();
    assert!(problems.starts_with("/nowhere/courant.toml: cannot be read: there is no such file; "));
}

#[test]
fn state_and_output_do_not_lie_in_one_another() {
    for (output, state) in [("a", "a"), ("a", "a/b"), ("a/b", "./c/../a")] {
        let text = format!("output.directory = \"{output}\"\nstate.directory = \"{state}\"\n");
        let faults = Place::with(&text).faults();
        assert!(faults[0].starts_with("courant.toml:2: state.directory: lies in or around"));
    }
}

#[test]
fn a_file_over_the_bound_is_refused() {
    let long = "#".repeat(usize::try_from(bounds::MAX_FILE_BYTES).unwrap() + 1);
    let fault = Place::with(&long).faults();
    assert!(
        fault[0].starts_with("courant.toml: cannot be read: it has more than 32MiB"),
        "{fault:?}"
    );
}

#[test]
fn a_thousand_faults_are_told_and_the_rest_counted() {
    let faults = Place::with(&"[[feed]]\n".repeat(600)).faults();
    assert_eq!(faults.len(), 1001);
    assert_eq!(faults[1000], "courant.toml: and 200 more of the kind");
}

#[test]
fn what_stands_in_the_wrong_place_is_told_where_it_belongs() {
    let faults = Place::with("\n[feed]\nname = \"dw\"\n").faults();
    assert_eq!(faults, ["courant.toml:2: feed: must be written as [[feed]], once for each"]);
    let faults = Place::with("feed = [1]").faults();
    assert_eq!(faults, ["courant.toml:1: feed[1]: must be written as [[feed]], once for each"]);
    let faults = Place::with("timeout = \"9s\"\n[fetch]\nmin_interval = \"1h\"").faults();
    assert_eq!(
        faults,
        [
            "courant.toml:1: timeout: does not belong here; put it into [fetch]",
            "courant.toml:3: fetch.min_interval: does not belong here; put it into [poll]",
        ]
    );
    let faults = Place::with("contact = \"me@b.example\"\n[[feeds]]\n").faults();
    assert_eq!(
        faults,
        [
            "courant.toml:1: contact: does not belong here; put it into [fetch]",
            "courant.toml:2: feeds: is not a key that courant knows; did you mean `feed`?",
        ]
    );
    let faults = Place::with("output = \"/srv/news\"").faults();
    assert_eq!(
        faults,
        ["courant.toml:1: output: is not a table; write [output] on a line of its own"]
    );
}

#[test]
fn a_budget_is_for_each_feed_a_day_or_for_all_an_hour() {
    let read = |text: &str| Place::with(&format!("[poll]\nbudget = {text}\n{DW}"));
    let good = |text: &str| read(text).good().poll.budget;
    assert_eq!(good("\"\""), None);
    assert_eq!(good("\"1/day\""), Some(Budget::DailyForEach(1)));
    assert_eq!(good("\"86400000/hour\""), Some(Budget::HourlyForAll(86_400_000)));
    assert!((Budget::DailyForEach(48).a_minute(30) - 1.0).abs() < 1e-9);
    assert!((Budget::HourlyForAll(60).a_minute(30) - 1.0).abs() < 1e-9);
    for wrong in
        ["24", "0/day", "-1/day", "+1/day", "24/week", "1.5/day", "86400001/hour", "/", "day"]
    {
        let faults = read(&format!("\"{wrong}\"")).faults();
        let told = format!(
            "courant.toml:2: poll.budget: is \"{wrong}\", which is not a budget; write \"24/day\""
        );
        assert!(faults[0].starts_with(&told), "{faults:?}");
    }
    assert!(
        read("24").faults()[0]
            .starts_with("courant.toml:2: poll.budget: is a number; write a text")
    );
}
