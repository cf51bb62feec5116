//! Finding and adding a feed costs one GET and guesses nothing; lists of feeds go in and out without loss.

use crate::daemon::{Daemon, Ran, Settings};
use crate::newsroom;
use crate::site::{Reply, Site};

/// A page that names two feeds, and has other links too.
const PAGE: &str = "<!doctype html><html><head><title>The Courier</title>\
    <link rel=\"alternate\" type=\"application/rss+xml\" title=\"All the news\" href=\"/river\">\
    <link rel=\"alternate\" type=\"application/atom+xml\" href=\"https://hills.example/atom\">\
    <link rel=\"icon\" href=\"/icon.png\"></head><body><a href=\"/feed\">a feed, perhaps</a></body></html>";

fn reading(site: &Site) -> Daemon {
    Daemon::new(&Settings::reading(site, &[]))
}

fn ran(daemon: &Daemon, arguments: &[&str]) -> Ran {
    daemon.start(arguments).wait()
}

fn paths(site: &Site) -> Vec<String> {
    site.requests().into_iter().map(|request| request.path).collect()
}

#[test]
fn finding_the_feeds_of_a_page_costs_one_get() {
    let site = Site::open();
    site.serve("/start", Reply::page(PAGE));
    let ran = ran(&reading(&site), &["feeds", "find", &site.url("/start")]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let told: Vec<&str> =
        ran.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(told, ["FEED", &site.url("/river"), "https://hills.example/atom"], "{ran}");
    assert!(ran.stdout.contains("All the news"), "{ran}");
    assert_eq!(paths(&site), ["/start"]);
}

#[test]
fn a_page_that_names_no_feed_is_told_of_and_nothing_is_guessed() {
    let site = Site::open();
    site.serve("/start", Reply::page("<html><body><a href=\"/feed\">feed</a></body></html>"));
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let ran = ran(&reading(&site), &["feeds", "find", &site.url("/start")]);
    assert_eq!(ran.code, Some(65), "{ran}");
    assert!(ran.stderr.contains("names no feed"), "{ran}");
    assert_eq!(paths(&site), ["/start"]);
}

#[test]
fn an_address_that_is_a_feed_itself_is_told_as_one() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=3));
    let ran = ran(&reading(&site), &["feeds", "find", &site.url("/feed")]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(ran.stdout.contains("is a feed: The Loopback Courier, RSS, 3 entries"), "{ran}");
    assert_eq!(paths(&site), ["/feed"]);
}

#[test]
fn what_add_prints_is_a_configuration_that_works() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=2));
    let daemon = reading(&site);
    let added = ran(&daemon, &["feeds", "add", &site.url("/feed")]);
    assert_eq!(added.code, Some(0), "{added}");
    assert_eq!(paths(&site), ["/feed"], "one GET");
    assert!(added.stdout.contains("name = \"the-loopback-courier\""), "{added}");

    let file = std::fs::read_to_string(daemon.path("courant.toml")).unwrap();
    daemon.write("courant.toml", &format!("{file}\n{}", added.stdout));
    let ran = ran(&daemon, &["once", "the-loopback-courier"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(ran.stdout.contains("2 new"), "{ran}");
}

#[test]
fn a_feed_with_the_title_all_is_added_under_a_name_that_is_taken_everywhere() {
    let site = Site::open();
    let feed = "<rss version=\"2.0\"><channel><title>All</title><item><title>A</title></item></channel></rss>";
    site.serve("/feed", Reply::ok("application/rss+xml", feed));
    let added = ran(&reading(&site), &["feeds", "add", &site.url("/feed")]);
    assert_eq!(added.code, Some(0), "{added}");
    let hash = blake3::hash(site.url("/feed").as_bytes()).to_hex();
    assert!(added.stdout.contains(&format!("name = \"all-{}\"", &hash[..6])), "{added}");
}

#[test]
fn an_address_that_moved_for_good_is_added_as_the_new_one_and_only_then() {
    let site = Site::open();
    newsroom::post(&site, "/new", &newsroom::reports(&site, 1..=1));
    let permanent = |to: &str| Reply::status(301).header("Location", to);
    site.serve("/old", permanent("/older"));
    site.serve("/older", Reply::status(308).header("Location", "/new#top"));
    site.serve("/away", permanent("/today"));
    site.serve("/today", Reply::redirect("/new"));
    let daemon = reading(&site);
    for (asked, told) in [("/old", "/new"), ("/away", "/away"), ("/today", "/today")] {
        let ran = ran(&daemon, &["feeds", "add", &site.url(asked)]);
        assert!(ran.stdout.contains(&format!("url = \"{}\"", site.url(told))), "{asked}: {ran}");
    }
}

#[test]
fn adding_a_page_names_its_feeds_instead() {
    let site = Site::open();
    site.serve("/start", Reply::page(PAGE));
    let ran = ran(&reading(&site), &["feeds", "add", &site.url("/start")]);
    assert_eq!(ran.code, Some(65), "{ran}");
    assert!(ran.stderr.contains("an HTML page"), "{ran}");
    assert!(ran.stderr.contains(&site.url("/river")), "{ran}");
    assert!(ran.stdout.is_empty(), "{ran}");
    assert_eq!(paths(&site), ["/start"]);
}

#[test]
fn a_password_in_an_address_is_used_and_shown_nowhere() {
    let site = Site::open();
    newsroom::post(&site, "/feed", &newsroom::reports(&site, 1..=1));
    let address = site.url("/feed").replace("http://", "http://reader:opensesame@");
    let ran = ran(&reading(&site), &["feeds", "add", &address]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(!format!("{ran}").contains("opensesame"), "{ran}");
    let asked = site.requests_for("/feed");
    assert_eq!(
        asked[0].header_text("authorization").as_deref(),
        Some("Basic cmVhZGVyOm9wZW5zZXNhbWU=")
    );
}

#[test]
fn no_command_reaches_an_address_that_is_not_public_unless_it_is_allowed() {
    let site = Site::open();
    let daemon = Daemon::new(&Settings { allow: Vec::new(), ..Settings::reading(&site, &[]) });
    for command in ["find", "add"] {
        let ran = ran(&daemon, &["feeds", command, &site.url("/feed")]);
        assert_eq!(ran.code, Some(74), "{ran}");
        assert!(ran.stderr.contains("allow_addresses"), "{ran}");
    }
    assert_eq!(site.connects(), 0);
}

#[test]
fn what_is_exported_is_imported_as_the_same_feeds() {
    let site = Site::open();
    let address = |path: &str| format!("https://courier.example{path}");
    let settings = Settings::reading(&site, &[])
        .and("river-", &address("/river?a=1&b=\\\"2\\\""), "tags = [\"world\", \"en\"]")
        .and("hills", &address("/hills"), "tags = [\"world\", \"b/c, <d> & 'e'\"]")
        .and("sea", &address("/sea"), "")
        .and("lake", &address("/lake"), "tags = [\"world\", \"en\"]");
    let daemon = Daemon::new(&settings);
    let exported = ran(&daemon, &["feeds", "export"]);
    assert_eq!(exported.code, Some(0), "{exported}");
    assert!(exported.stdout.contains("<opml version=\"2.0\">"), "{exported}");
    assert_eq!(exported.stdout.matches("text=\"world\"").count(), 1, "folders are shared");
    daemon.write("list.opml", &exported.stdout);

    let file = daemon.path("list.opml");
    let imported = ran(&daemon, &["feeds", "import", file.to_str().unwrap()]);
    assert_eq!(imported.code, Some(0), "{imported}");
    let feeds = |text: &str| {
        let table: toml::Table = text.parse().unwrap();
        let mut feeds: Vec<String> =
            table["feed"].as_array().unwrap().iter().map(ToString::to_string).collect();
        feeds.sort();
        feeds
    };
    let printed = ran(&daemon, &["config"]);
    assert_eq!(feeds(&imported.stdout), feeds(&printed.stdout));
    assert!(site.requests().is_empty(), "nobody is asked");
}

#[test]
fn a_faulty_list_is_told_with_its_line() {
    let daemon = reading(&Site::open());
    daemon.write("list.opml", "<opml version=\"2.0\">\n<body>\n<outline text=\"a\">\n");
    let file = daemon.path("list.opml");
    let ran = ran(&daemon, &["feeds", "import", file.to_str().unwrap()]);
    assert_eq!(ran.code, Some(65), "{ran}");
    assert!(ran.stderr.contains("list.opml:") && ran.stdout.is_empty(), "{ran}");
}

#[test]
fn a_list_without_a_feed_and_a_password_that_is_not_printed_are_told_of() {
    let daemon = reading(&Site::open());
    let import = |text: &str| {
        daemon.write("list.opml", text);
        ran(&daemon, &["feeds", "import", daemon.path("list.opml").to_str().unwrap()])
    };
    for empty in ["", "<opml version=\"2.0\"><body/></opml>"] {
        let ran = import(empty);
        assert_eq!(ran.code, Some(65), "{ran}");
        assert!(ran.stderr.contains("lists no feed"), "{ran}");
    }
    let ran = import(
        "<opml version=\"2.0\"><body><outline text=\"a\" xmlUrl=\"https://u:secret@a.example/\"/></body></opml>",
    );
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(ran.stderr.contains("password of a") && !format!("{ran}").contains("secret@"), "{ran}");
}

#[test]
fn what_is_known_of_the_feeds_is_told_without_a_request() {
    let site = Site::open();
    newsroom::post(&site, "/river", &newsroom::reports(&site, 1..=1));
    let settings = Settings::reading(&site, &[("river", "/river"), ("lost", "/lost")]).and(
        "off",
        &site.url("/off"),
        "enabled = false",
    );
    let daemon = Daemon::new(&settings);
    daemon.pass();
    daemon.configure(&settings.and("late", &site.url("/late"), ""));
    let asked = site.requests().len();
    let ran = ran(&daemon, &["feeds"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    for (feed, result) in
        [("river", "good"), ("lost", "404"), ("off", "disabled"), ("late", "never polled")]
    {
        let mut rows = ran.stdout.lines().map(str::trim);
        let row = rows.find(|row| row.starts_with(feed)).unwrap_or_default();
        assert!(row.ends_with(result), "{feed}: {ran}");
    }
    assert_eq!(site.requests().len(), asked);
}

#[test]
fn the_help_of_every_command_has_an_example() {
    let daemon = Daemon::bare();
    daemon.write("courant.toml", "");
    let commands = |path: &[&str]| -> Vec<String> {
        let help = ran(&daemon, &[path, &["--help"]].concat()).stdout;
        let list = help.split_once("Commands:\n").map_or("", |(_, rest)| rest);
        let names = list.lines().take_while(|line| line.starts_with("  "));
        let names = names.filter(|line| !line.starts_with("    "));
        let names = names.filter_map(|line| line.split_whitespace().next());
        names.filter(|name| *name != "help").map(str::to_owned).collect()
    };
    let mut seen = 0;
    for command in commands(&[]) {
        let below = commands(&[&command]);
        let whole = below.iter().map(|below| vec![command.as_str(), below]);
        let whole: Vec<_> =
            if below.is_empty() { vec![vec![command.as_str()]] } else { whole.collect() };
        for path in whole {
            let help = ran(&daemon, &[&path[..], &["--help"]].concat());
            assert!(help.stdout.contains("\nExample"), "{path:?}: {help}");
            seen += 1;
        }
    }
    assert!(seen >= 10, "{seen}");
}
