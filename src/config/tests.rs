//! What the configuration promises, held with real files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::{AllowedAddress, Backlog, BodyChoice, Config, Format, Problems, Stories, load};

/// A directory with a configuration in it.
struct Place(TempDir);

impl Place {
    fn with(main: &str) -> Self {
        let place = Self(TempDir::new().unwrap());
        place.and("courant.toml", main)
    }

    #[allow(clippy::disallowed_methods, reason = "a file of the test's own")]
    fn and(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn load(&self) -> Result<Config, Problems> {
        load::load(&self.path("courant.toml"), Some(self.path("credentials")))
    }

    fn good(&self) -> Config {
        self.load().unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// The problems, with the directory's name left out.
    fn faults(&self) -> Vec<String> {
        let problems = self.load().expect_err("a faulty configuration");
        problems.iter().map(|problem| self.short(problem)).collect()
    }

    fn warnings(&self) -> Vec<String> {
        self.good().warnings.iter().map(|problem| self.short(problem)).collect()
    }

    fn short(&self, shown: impl ToString) -> String {
        shown.to_string().replace(&format!("{}/", self.0.path().display()), "")
    }

    fn names(&self) -> Vec<String> {
        self.good().feeds.iter().map(|feed| feed.name.to_string()).collect()
    }
}

const DW: &str = "[[feed]]\nname = \"dw\"\nurl = \"https://rss.dw.com/rdf/rss-en-all\"\n";

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
        [fetch]
        contact = "news@example.org"
        timeout = "1.5s"
        max_body = "500kB"
        host_delay = "0s"
        concurrency = 0x10
        allow_addresses = ["127.0.0.0/8", "192.168.1.20", "127.0.0.1:8080", "[::1]:8080"]
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
    assert_eq!(config.output.formats, [Format::Text, Format::Json]);
    assert_eq!(config.state.directory, place.0.path().parent().unwrap().join("state"));
    assert_eq!(config.poll.min_interval, Duration::from_secs(5400));
    assert_eq!(config.poll.max_interval, Duration::from_secs(7 * 86_400));
    assert_eq!(config.fetch.contact, "news@example.org");
    assert_eq!(config.fetch.timeout, Duration::from_millis(1500));
    assert_eq!(config.fetch.max_body, 500_000);
    assert_eq!(config.fetch.host_delay, Duration::ZERO);
    assert_eq!(config.fetch.concurrency, 16);
    assert_eq!(config.extract.body, BodyChoice::Page);
    assert_eq!(config.extract.patience, Duration::from_secs(600));
    assert_eq!(config.dedup.stories, Stories::Off);
    assert_eq!(config.retention.days, 30);
    assert_eq!(config.status.listen, Some("127.0.0.1:8420".parse().unwrap()));

    let [one, dw] = config.feeds.as_slice() else { panic!("two feeds") };
    assert_eq!(one.name.as_str(), "one");
    assert_eq!(one.url.as_str(), "https://example.org/rss");
    assert_eq!(one.tags, ["a", "b"]);
    assert!(!one.enabled);
    assert_eq!(one.backlog, Backlog::Within(Duration::from_secs(7 * 86_400)));
    assert_eq!(one.headers[0].0, "x-token");
    assert_eq!(one.headers[0].1.reveal(), "literal");
    assert_eq!(one.min_interval, Duration::from_secs(300));
    assert_eq!(one.max_interval, Duration::from_secs(600));
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
    for text in ["", "localhost", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.0/33", "0x7f.1"] {
        text.parse::<AllowedAddress>().unwrap_err();
    }
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
        "courant.toml:19: retention.days: is a text; write a whole number",
        "courant.toml:21: status.listen: is \"8420\"; write an address and a port",
        "courant.toml:22: feed[1].name: is missing; write name = \"dw\"",
        "courant.toml:23: feed[1].nam: is not a key that courant knows; did you mean `name`?",
        "courant.toml:24: feed[1].url: is a ftp: address; only http: and https:",
        "courant.toml:25: feed[1].headers.Host: is a header that courant sets itself",
        "courant.toml:25: feed[1].headers.a b: is not the name of a header",
        "courant.toml:27: feed[2].name: cannot be a name: a name has 1 to 64 characters",
        "courant.toml:28: feed[2].url: has no scheme; write it whole",
        "courant.toml:29: feed[2].timeout: is 0s; it must be from 1ms to 10m",
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
    let place = Place::with("[fetch]\ntimeout = \"30s\"\n[[feed]]\nheaders = { A = hunter2 }\n");
    let faults = place.faults();
    assert!(faults[0].starts_with("courant.toml:4: is not TOML: "), "{faults:?}");
    assert!(!faults.concat().contains("hunter2"), "{faults:?}");
    let twice = Place::with("[poll]\nmin_interval = \"1h\"\nmin_interval = \"2h\"\n").faults();
    assert!(twice[0].starts_with("courant.toml:3: is not TOML: duplicate key"), "{twice:?}");
    let latin = Place(TempDir::new().unwrap()).and("courant.toml", b"# a\n# M\xfcnchen\n").faults();
    assert!(latin[0].starts_with("courant.toml:2: is not UTF-8 here"), "{latin:?}");
}

#[test]
fn a_missing_file_is_told_with_what_to_do() {
    let problems = Config::load(Path::new("/nowhere/courant.toml")).unwrap_err().to_string();
    assert!(problems.starts_with("/nowhere/courant.toml: cannot be read: there is no such file; "));
}

#[test]
fn a_name_twice_is_an_error_and_an_address_twice_a_warning_both_with_both_places() {
    let again = DW.replace("rss-en-all", "rss-de-all");
    let names = Place::with(&format!("{DW}{again}")).faults();
    assert_eq!(names.len(), 1);
    assert!(
        names[0].starts_with("courant.toml:5: feed.name: the name \"dw\" is already taken in ")
    );
    assert!(names[0].contains("courant.toml:2"), "{names:?}");

    let place = Place::with(&format!("include = [\"b.toml\"]\n{DW}"))
        .and("b.toml", DW.replace("\"dw\"", "\"dw2\""));
    let warnings = place.warnings();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].starts_with("b.toml:2: https://rss.dw.com/rdf/rss-en-all is already in "));
    assert!(warnings[0].contains("courant.toml:3"), "{warnings:?}");
    assert_eq!(place.names(), ["dw", "dw2"]);
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
fn includes_are_relative_to_their_file_and_a_pattern_may_match_nothing() {
    let feed = |name: &str| format!("[[feed]]\nname = \"{name}\"\nurl = \"https://{name}.org/\"\n");
    let place = Place::with("include = [\"l/z.toml\", \"l/*.toml\", \"*.toml\", \"no/*.toml\"]\n")
        .and("l/z.toml", feed("z"))
        .and("l/a.toml", feed("a"));
    assert_eq!(place.names(), ["z", "a"], "each file once, the main one not at all");
    assert_eq!(place.warnings(), Vec::<String>::new());
    let empty = Place::with("").warnings();
    assert!(
        empty[0].starts_with("courant.toml: feed: no feeds, so nothing is polled"),
        "{empty:?}"
    );
}

#[test]
fn secrets_come_from_literals_files_credentials_and_addresses_and_are_never_shown() {
    let place = Place::with(
        r#"include = ["list.opml"]
[[feed]]
name = "one"
url = "https://us%40er:hunter2@example.org/rss"
headers = { A = "hunter2-literal", B = "file:hidden/b", C = "credential:c" }
"#,
    )
    .and("hidden/b", "hunter2-file\n")
    .and("credentials/c", "hunter2-credential")
    .and("list.opml", opml(r#"<outline text="Two" xmlUrl="http://u:hunter2@example.net/"/>"#));
    let config = place.good();
    let shown = |at: usize| {
        let headers = config.feeds[at].headers.iter();
        headers.map(|(name, secret)| format!("{name}={}", secret.reveal())).collect::<Vec<_>>()
    };
    assert_eq!(
        shown(0),
        [
            "a=hunter2-literal",
            "b=hunter2-file",
            "c=hunter2-credential",
            "authorization=Basic dXNAZXI6aHVudGVyMg=="
        ]
    );
    assert_eq!(shown(1), ["authorization=Basic dTpodW50ZXIy"]);
    assert_eq!(config.feeds[0].url.as_str(), "https://example.org/rss");
    for text in [format!("{config:?}"), config.to_toml()] {
        assert!(!text.contains("hunter2") && !text.contains("dTpodW50"), "{text}");
    }
}

#[test]
fn a_secret_that_is_not_there_is_told_of_and_no_message_shows_one() {
    let headers = |headers: &str| {
        let text =
            format!("[[feed]]\nname = \"a\"\nurl = \"http://a.org/\"\nheaders = {headers}\n");
        let place = Place::with(&text);
        let faults = place.faults().concat();
        assert!(!faults.contains("hunter2"), "{faults}");
        faults
    };
    assert!(headers(r#"{ A = "file:gone" }"#).contains(
        "feed[1].headers.A: takes its value from gone, which cannot be read: there is no such file"
    ));
    assert!(headers(r#"{ A = "credential:gone" }"#).contains("credentials/gone, which cannot"));
    assert!(headers(r#"{ A = "credential:../x" }"#).contains("write its plain name"));
    assert!(headers(r#"{ A = "hunter2\n" }"#).contains("no header can carry"));
    assert!(headers(r#"{ A = "hunter2", a = "hunter2" }"#).contains("is there twice"));
    assert!(headers(r#"{ A = ["hunter2"] }"#).contains("write a text"));
    let url = Place::with("[[feed]]\nname = \"a\"\nurl = \"http://u:hunter2@[::/\"\n").faults();
    assert!(!url.concat().contains("hunter2"), "{url:?}");
    let place = Place::with(
        "[[feed]]\nname = \"a\"\nurl = \"http://a.org/\"\nheaders.A = \"credential:c\"",
    );
    let unset = load::load(&place.path("courant.toml"), None).unwrap_err().to_string();
    assert!(unset.contains("LoadCredential=c:PATH"), "{unset}");
}

fn opml(outlines: &str) -> String {
    format!("<opml version=\"2.0\"><head/><body>{outlines}</body></opml>")
}

#[test]
fn nested_outlines_of_opml_are_tags_and_names_are_slugs() {
    let place = Place::with("include = [\"list.opml\"]").and(
        "list.opml",
        opml(
            r#"
<outline text="World &amp; News"><outline title="Deutsch">
  <outline text="Süddeutsche Zeitung: Politik" type="rss" XMLURL="https://example.org/a?b=1&c=2"/>
</outline></outline>
<outline text="Other"><outline text="Sueddeutsche again" xmlUrl="https://example.org/a?b=1&amp;c=2"/></outline>
<outline text="" xmlUrl="https://example.net/feed"/>
<outline text="Broken" xmlUrl="feed://example.net/"/>
<outline xmlUrl="https://example.com/"><outline text="Below" xmlUrl="https://example.com/below"/></outline>
"#,
        ),
    );
    let config = place.good();
    assert_eq!(
        place.names(),
        ["suddeutsche-zeitung-politik", "example-net", "example-com", "below"]
    );
    assert_eq!(config.feeds[0].tags, ["World & News", "Deutsch", "Other"]);
    assert_eq!(config.feeds[0].url.as_str(), "https://example.org/a?b=1&c=2");
    assert!(config.feeds[3].tags.is_empty(), "a feed is no folder");
    let warnings = place.warnings();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings.iter().any(|warning| warning.starts_with(
        "list.opml:7: xmlUrl: the address is a feed: address; only http: and https: are fetched"
    )));
    assert!(
        warnings.iter().any(|warning| warning.starts_with("list.opml:5: https://example.org/a"))
    );
}

#[test]
fn feeds_of_opml_whose_slugs_are_alike_both_get_six_digits_of_their_hash() {
    let outline = |host: &str| format!("<outline text='News!' xmlUrl='https://{host}/'/>");
    let both = opml(&[outline("a.org"), outline("b.org")].concat());
    let place = Place::with("include = [\"list.opml\"]").and("list.opml", both);
    let digits = |url: &str| blake3::hash(url.as_bytes()).to_hex()[..6].to_owned();
    let expected = ["https://a.org/", "https://b.org/"].map(|url| format!("news-{}", digits(url)));
    assert_eq!(place.names(), expected);

    let given = "include = [\"list.opml\"]\n[[feed]]\nname = \"news\"\nurl = \"https://c.org/\"\n";
    let place = Place::with(given).and("list.opml", opml(&outline("a.org")));
    assert_eq!(place.names(), ["news".to_owned(), expected[0].clone()], "a given name stays");
}

#[test]
fn opml_in_other_charsets_is_read() {
    let latin = b"<?xml version='1.0' encoding='iso-8859-2'?><opml><body>\
        <outline text='\xa3\xf3d\xbc' xmlUrl='http://a.pl/'/></body></opml>";
    let place = Place::with("include = [\"a.opml\"]").and("a.opml", latin);
    assert_eq!(place.names(), ["lodz"]);
    let wide = format!("\u{feff}{}", opml("<outline text='Łódź' xmlUrl='http://a.pl/'/>"));
    let bytes: Vec<u8> = wide.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(Place::with("include = [\"a.opml\"]").and("a.opml", bytes).names(), ["lodz"]);
}

#[test]
fn what_is_not_opml_is_refused_with_its_line() {
    let fault = |text: &str| Place::with("include = [\"a.opml\"]").and("a.opml", text).faults();
    assert!(
        fault("<html><body/></html>")[0].starts_with("a.opml:1: is not OPML: there is no <opml>")
    );
    assert!(fault("<opml>\n<body>\n</opml>")[0].starts_with("a.opml:3: is not OPML: "));
    assert!(fault("<opml>\n<body>")[0].starts_with("a.opml:2: ends in the middle"));
}

/// Row 51 of the hostile inputs.
#[test]
fn entities_of_opml_are_inert() {
    let bomb = "<!DOCTYPE opml [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
        <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
        .to_owned()
        + &opml("<outline text='T &c; &x;' xmlUrl='http://a.org/?q=&x;'/>");
    let place = Place::with("include = [\"a.opml\"]").and("a.opml", bomb);
    assert_eq!(place.names(), ["t-c-x"]);
    assert_eq!(place.good().feeds[0].url.as_str(), "http://a.org/?q=&x;");
}

/// Row 51 of the hostile inputs.
#[test]
fn a_thousand_levels_of_nesting_end_with_a_reason() {
    let levels = |open: &str, close: &str| open.repeat(1000) + &close.repeat(1000);
    let deep = opml(&levels("<outline text='x'>", "</outline>"));
    let fault = Place::with("include = [\"a.opml\"]").and("a.opml", deep).faults();
    assert!(fault[0].starts_with("a.opml:1: is nested deeper than 64 levels"), "{fault:?}");
    let deep = format!("include = {}", levels("[", "]"));
    let fault = Place::with(&deep).faults();
    assert!(fault[0].starts_with("courant.toml:1: is not TOML: "), "{fault:?}");
    let deep = format!("a = {}", levels("{a=", "}"));
    assert!(Place::with(&deep).faults()[0].starts_with("courant.toml:1: is not TOML: "));
}

/// Row 51 of the hostile inputs: the time is a guard against hanging only.
#[test]
fn a_hundred_thousand_feeds_are_read_in_bounded_time() {
    let started = std::time::Instant::now();
    let (mut tables, mut outlines) = (String::new(), String::new());
    for number in 0..100_000 {
        use std::fmt::Write as _;
        let url = format!("https://host-{number}.example/feed.xml");
        writeln!(tables, "[[feed]]\nname = \"n{number}\"\nurl = \"{url}\"\n").unwrap();
        writeln!(outlines, "<outline text='News' xmlUrl='{url}?'/>").unwrap();
    }
    let place = Place::with("include = [\"a.toml\", \"b.opml\"]")
        .and("a.toml", tables)
        .and("b.opml", opml(&outlines));
    let config = place.good();
    assert_eq!(config.feeds.len(), 200_000);
    assert!(started.elapsed() < Duration::from_secs(100), "{:?}", started.elapsed());
}

#[test]
fn a_file_over_the_bound_is_refused() {
    let long = "#".repeat(usize::try_from(super::defaults::MAX_FILE_BYTES).unwrap() + 1);
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

const EXAMPLE: &str = include_str!("../../config/courant.toml");

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
    let feeds = include_str!("../../config/feeds.toml");
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
[fetch]
contact = "news@example.org"
timeout = "1500ms"
max_body = "500kB"
host_delay = "0s"
concurrency = 1
allow_addresses = ["127.0.0.0/8", "[::1]:8080"]
[extract]
body = "page"
patience = "10m"
[dedup]
stories = "skip"
[retention]
days = 30
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
    let names =
        |names: &[super::FeedName]| names.iter().map(ToString::to_string).collect::<String>();
    assert_eq!(names(&difference.added), "d");
    assert_eq!(names(&difference.removed), "a");
    assert_eq!(names(&difference.changed), "b");
    assert!(!difference.settings_changed);
    assert_eq!(old.difference(&old).unwrap(), super::Difference::default());

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
}
