//! Lists of feeds, included as TOML and as OPML, honest and hostile.

use std::time::Duration;

use super::{DW, Place, opml};

#[test]
fn a_name_twice_is_an_error_and_an_address_twice_a_warning_both_with_both_places() {
    let again = DW.replace("rss-en-all", "rss-de-all");
    let names = Place::with(&format!("{DW}{again}")).faults();
    assert_eq!(names.len(), 1);
    assert!(
        names[0].starts_with("courant.toml:5: feed[2].name: the name \"dw\" is already taken in ")
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
fn nested_outlines_of_opml_are_tags_and_names_are_slugs() {
    let place = Place::with("include = [\"list.opml\"]").and(
        "list.opml",
        opml(
            r#"
<outline text="World &amp; News"><outline title="Deutsch">
  <outline text="Süddeutsche Zeitung: Politik" type="rss" XMLURL="https://example.org/a?b=1&c=2"/>
</outline></outline>
<outline text="Other"><outline text="Sueddeutsche again" xmlUrl="https://example.org/a?b=1&amp;c=2"/></outline>
<outline text="" xmlUrl="https://example.net/feed" category="/World/Nets, plain"/>
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
    assert_eq!(config.feeds[1].tags, ["World", "Nets", "plain"]);
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
fn a_name_that_is_made_is_never_all() {
    let all = opml("<outline text='All' xmlUrl='https://a.org/'/>");
    let two = opml(
        "<outline text='all' xmlUrl='https://a.org/'/><outline text='ALL!' xmlUrl='https://b.org/'/>",
    );
    let made = |url: &str| format!("all-{}", &blake3::hash(url.as_bytes()).to_hex()[..6]);
    let (a, b) = (made("https://a.org/"), made("https://b.org/"));
    for output in ["", "[output]\nfeeds = true\n"] {
        let main = format!("include = [\"list.opml\"]\n{output}");
        let names = |list: &str| Place::with(&main).and("list.opml", list).names();
        assert_eq!(names(&all), [a.as_str()]);
        assert_eq!(names(&two), [a.as_str(), &b]);
    }
    let config = Place::with("").good();
    let of_host = crate::config::Feed::at("https://all/feed", &config).unwrap();
    assert_eq!(of_host.name.as_str(), made("https://all/feed"));
}

#[test]
fn a_feed_that_is_called_all_is_refused_where_it_stands() {
    let all = "\n[[feed]]\nurl = \"https://a.org/\"\nname = \"all\"\n";
    let place = Place::with("include = [\"l.toml\"]\n[output]\nfeeds = true\n").and("l.toml", all);
    let faults = place.faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with("l.toml:4: feed[1].name: a feed cannot be called `all`"),
        "{faults:?}"
    );
    assert_eq!(Place::with(all).names(), ["all"], "without [output] feeds it may");
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
    let fault_of_words = &fault("<opml><a\u{1b}[2J></b></opml>")[0];
    assert!(!fault_of_words.contains('\u{1b}'), "{fault_of_words:?}");
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
    assert!(fault[0].starts_with("a.opml:1: is nested deeper than 80 levels"), "{fault:?}");
    let deep = format!("include = {}", levels("[", "]"));
    let fault = Place::with(&deep).faults();
    assert!(fault[0].starts_with("courant.toml:1: include: is not TOML: "), "{fault:?}");
    let deep = format!("a = {}", levels("{a=", "}"));
    assert!(Place::with(&deep).faults()[0].starts_with("courant.toml:1: a: is not TOML: "));
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
