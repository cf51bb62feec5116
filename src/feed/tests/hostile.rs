//! Bad bytes, bombs, and what is no feed at all.

use std::time::{Duration, Instant};

use super::*;
use crate::identity::MAX_ADDRESS;

fn title_of(bytes: &[u8], content_type: Option<&str>) -> String {
    read_bytes(bytes, content_type).entries[0].title.clone().unwrap()
}

fn with_prolog(encoding: &str, title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"{encoding}\"?>{}",
        rss(&format!("<item><title>{title}</title></item>"))
    )
}

#[test]
fn the_charset_is_found_whatever_the_labels_say() {
    let utf16 = |units: fn(u16) -> [u8; 2], bom: bool, text: &str| -> Vec<u8> {
        let start = bom.then_some(0xFEFF);
        start.into_iter().chain(text.encode_utf16()).flat_map(units).collect()
    };
    let utf32 = |units: fn(u32) -> [u8; 4], bom: bool, text: &str| -> Vec<u8> {
        let start = bom.then_some('\u{FEFF}');
        start.into_iter().chain(text.chars()).flat_map(|c| units(u32::from(c))).collect()
    };
    let text = with_prolog("utf-16", "Füße Ж");
    for bom in [true, false] {
        assert_eq!(title_of(&utf16(u16::to_be_bytes, bom, &text), None), "Füße Ж");
        assert_eq!(
            title_of(&utf16(u16::to_le_bytes, bom, &text), Some("text/xml; charset=utf-8")),
            "Füße Ж"
        );
        let text = with_prolog("utf-32", "Füße 🛶");
        assert_eq!(title_of(&utf32(u32::to_be_bytes, bom, &text), None), "Füße 🛶");
        assert_eq!(title_of(&utf32(u32::to_le_bytes, bom, &text), None), "Füße 🛶");
    }
    // Labels that lie about UTF-8.
    for label in ["utf-16", "iso-8859-1", "windows-1251", "nonsense"] {
        assert_eq!(title_of(with_prolog(label, "Füße").as_bytes(), None), "Füße", "{label}");
    }
    let bom = [b"\xEF\xBB\xBF".as_slice(), with_prolog("utf-8", "Füße").as_bytes()].concat();
    assert_eq!(title_of(&bom, Some("text/xml; charset=iso-8859-1")), "Füße");
    assert_eq!(
        title_of(with_prolog("utf-8", "Füße").as_bytes(), Some("text/xml; charset=ISO-8859-1")),
        "Füße"
    );
}

#[test]
fn http_wins_over_the_prolog_and_the_prolog_over_a_guess() {
    let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode("Привет");
    let feed = |label: &str| {
        let text = with_prolog(label, "@");
        let (before, after) = text.split_once('@').unwrap();
        [before.as_bytes(), &cyrillic, after.as_bytes()].concat()
    };
    assert_eq!(title_of(&feed("iso-8859-1"), Some("text/xml; charset=\"windows-1251\"")), "Привет");
    assert_eq!(title_of(&feed("windows-1251"), None), "Привет");
    assert_eq!(title_of(&feed("utf-8"), None), "Привет");
}

/// quick-xml panics where a declaration names an encoding after a comment, or in text that was UTF-16.
#[test]
fn a_comment_before_the_prolog_is_passed_over() {
    let text = ["<!-- made by hand -->", &with_prolog("utf-16", "Füße")].concat();
    assert_eq!(title_of(text.as_bytes(), None), "Füße");
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(title_of(&units, None), "Füße");
}

/// quick-xml panics where a declaration names an encoding behind the first bytes. A panic would be caught, but is told of.
#[test]
fn a_declaration_inside_a_feed_makes_nothing_panic() {
    const OWN: &str = "COURANT_TEST_DECLARATION";
    if std::env::var_os(OWN).is_none() {
        let name = "feed::tests::hostile::a_declaration_inside_a_feed_makes_nothing_panic";
        let told = in_own_process(name, (OWN, "1"));
        assert!(!told.contains("panicked"), "{told}");
        return;
    }
    let author = format!(
        "<author><uri>https://a.example/{}</uri><name>Bo<?xml version='1.0' encoding='iso-8859-1'?></name></author>",
        "x".repeat(1_000)
    );
    let feed = read_text(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>{author}<entry><title>a</title></entry>\
        <entry><title>b</title>{author}</entry></feed>"
    ));
    let authors: Vec<_> = feed.entries.iter().map(|entry| &entry.authors[..]).collect();
    assert_eq!(authors, [["Bo"], ["Bo"]]);
    assert!(feed.repaired.is_empty(), "{:?}", feed.repaired);
}

/// Runs a test of this file once more in a process of its own, and gives what it told.
fn in_own_process(test: &str, variable: (&str, &str)) -> String {
    let mut own = std::process::Command::new(std::env::current_exe().unwrap());
    own.args([test, "--exact", "--nocapture"]).env(variable.0, variable.1);
    let ran = own.output().unwrap();
    let told = String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned();
    assert!(ran.status.success() && told.contains("1 passed"), "{told}");
    told
}

#[test]
fn a_latin_1_byte_inside_utf_8_stays_the_letter_it_was() {
    let mut bytes = with_prolog("utf-8", "Füße, Mädchen, @").into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'@').unwrap();
    bytes[at] = 0xE9;
    assert_eq!(title_of(&bytes, None), "Füße, Mädchen, é");
    // One letter is as good as one stray, where the document or the server says what it is.
    for (text, http) in [
        (with_prolog("utf-8", "Zürich, @"), None),
        (with_prolog("utf-8", "Zürich, @"), Some("text/xml; charset=utf-8")),
        (rss("<item><title>Zürich, @</title></item>"), Some("text/xml; charset=utf-8")),
    ] {
        let mut bytes = text.into_bytes();
        let at = bytes.iter().position(|byte| *byte == b'@').unwrap();
        bytes[at] = 0xE9;
        assert_eq!(title_of(&bytes, http), "Zürich, é", "{http:?}");
    }
}

/// Of a few bad bytes each was one too many, so that a feed that says UTF-8 was guessed to be windows-1252.
#[test]
fn few_bad_bytes_leave_a_feed_in_utf_8_what_it_says_that_it_is() {
    for (bad, read) in [
        ("😀".as_bytes().split_at(3).0, "\u{fffd}"),
        ("’".as_bytes().split_at(2).0, "\u{fffd}"),
        (b"\xed\xa0\xbd\xed\xb8\x80", "😀"),
        (b"\x93x\x94", "“x”"),
    ] {
        let text = with_prolog("utf-8", "Minister’s plan @");
        let (before, after) = text.split_once('@').unwrap();
        let feed = [before.as_bytes(), bad, after.as_bytes()].concat();
        assert_eq!(title_of(&feed, None), format!("Minister’s plan {read}"));
        let json =
            r#"{"version":"https://jsonfeed.org/version/1","items":[{"title":"Minister’s plan "#;
        let feed = [json.as_bytes(), bad, br#""}]}"#].concat();
        let json = Some("application/feed+json; charset=utf-8");
        assert_eq!(title_of(&feed, json), format!("Minister’s plan {read}"));
    }
    // The same holds for what it says that it is instead.
    let text = with_prolog("gb2312", "@");
    let (before, after) = text.split_once('@').unwrap();
    let (title, _, _) = encoding_rs::GBK.encode("北京 上海 ");
    let feed = [before.as_bytes(), &title, b"\xff", after.as_bytes()].concat();
    assert_eq!(title_of(&feed, None), "北京 上海 \u{fffd}");
    let feed = with_prolog("hz-gb-2312", "Füße");
    assert_eq!(title_of(feed.as_bytes(), Some("text/xml; charset=iso-2022-kr")), "Füße");
    assert_eq!(title_of(feed.as_bytes(), Some("text/xml; charset=windows-1251")), "Füße");
}

#[test]
fn control_characters_never_come_through() {
    let text = rss(
        "<item><title>a\u{0}\u{1B}[31mb\u{85}\u{C}c</title><link>https://a.example/\u{1}x</link></item>",
    );
    let decoded = decode(text.as_bytes(), None);
    assert!(!decoded.contains(|c: char| c.is_control() && !c.is_whitespace()), "{decoded:?}");
    assert_eq!(link_of(&read_text(&text).entries[0]), Some("https://a.example/x"));
}

#[test]
fn what_is_no_feed_is_refused_by_what_it_is() {
    let cases = [
        ("", "empty"),
        ("  \n", "empty"),
        ("hello", "empty"),
        (
            "<!doctype html><html><head><link rel='alternate' type='application/rss+xml' href='/f'>",
            "HTML",
        ),
        ("<HTML><body>Are you a robot?</body></HTML>", "HTML"),
        ("<opml version='2.0'><body/></opml>", "OPML"),
        ("<urlset/>", "sitemap"),
        ("{\"error\":\"no\"}", "JSON"),
        ("{\"items\":[]}", "JSON"),
        ("<svg/>", "<svg>"),
    ];
    for (text, what) in cases {
        let error = read(text.as_bytes(), None, &address()).unwrap_err();
        assert_eq!(error.code(), "not_a_feed", "{text}");
        assert!(error.to_string().contains(what), "{text}: {error}");
    }
    let error = read(b"<rss version='2.0'><channel><item><title>a", None, &address()).unwrap_err();
    assert_eq!(error.code(), "bad_feed");
}

#[test]
fn entities_are_never_expanded_and_no_file_is_opened() {
    let feed = read_text(
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>\
        <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY x SYSTEM 'file:///etc/passwd'>]>\
        <rss version='2.0'><channel><item><title>t &c; &x;</title></item></channel></rss>",
    );
    assert_eq!(titles(&feed), ["t &c; &x;"]);
}

#[test]
fn endless_items_are_cut_and_the_rest_is_left_out() {
    let feed = read_text(&rss(&"<item/>".repeat(400_000)));
    assert_eq!((feed.entries.len(), feed.cut), (MAX_ENTRIES, true));
    let feed = read_text(&rss(&"<item/>".repeat(MAX_ENTRIES)));
    assert_eq!((feed.entries.len(), feed.cut), (MAX_ENTRIES, false));
    let items = "{},".repeat(400_000);
    let feed = read_text(&format!("{{\"title\":\"t\",\"items\":[{items}{{}}]}}"));
    assert_eq!((feed.entries.len(), feed.cut), (MAX_ENTRIES, true));
}

/// feed-rs alone takes 306 MB of the first.
#[test]
fn endless_items_take_little_memory() {
    let hold = |feed: Feed| assert_eq!((feed.entries.len(), feed.cut), (MAX_ENTRIES, true));
    take_little_memory(
        "endless_items_take_little_memory",
        &[
            ("xml", || rss(&"<item/>".repeat(400_000))),
            ("json", || format!("{{\"title\":\"t\",\"items\":[{}{{}}]}}", "{},".repeat(400_000))),
        ],
        hold,
    );
}

/// 16 bytes for each line would be 60 MB.
#[test]
fn bombs_of_lines_take_little_memory() {
    take_little_memory(
        "bombs_of_lines_take_little_memory",
        &[
            ("empty", || lines("")),
            ("short", || lines("a")),
            ("paragraphs", || lines("\\na")),
            ("of Windows", || lines("\\r")),
        ],
        |feed| assert_eq!(titles(&feed), ["x"]),
    );
}

/// A JSON Feed whose text has many lines like this.
fn lines(line: &str) -> String {
    let text = format!("{line}\\n").repeat(4_000_000 / (line.len() + 2));
    format!("{{\"title\":\"t\",\"items\":[{{\"title\":\"x\",\"content_text\":\"a{text}b\"}}]}}")
}

/// As trees, they take 140 MB each.
#[test]
fn bombs_of_markup_take_little_memory() {
    take_little_memory(
        "bombs_of_markup_take_little_memory",
        &[
            ("title", || rss(&format!("<item><title><![CDATA[{}x]]></title></item>", left_open()))),
            ("category", || {
                let category = format!("<category><![CDATA[{}x]]></category>", left_open());
                rss(&format!("<item><title>x</title>{category}</item>"))
            }),
        ],
        |feed| assert_eq!(titles(&feed), ["x"]),
    );
}

/// As trees, most of them take 270 MB each.
#[test]
fn bombs_of_members_take_little_memory() {
    fn json(head: &str, item: &str) -> String {
        let bomb = format!("[{}0]", "{\"\":0},".repeat(400_000));
        let [head, item] = [head, item].map(|text| text.replace('@', &bomb));
        format!("{{\"title\":\"t\",{head}\"items\":[{{\"title\":\"x\"{item}}}]}}")
    }
    fn many() -> String {
        let member = |n| format!(",\"{n}\":0");
        (0..400_000).map(member).collect()
    }
    take_little_memory(
        "bombs_of_members_take_little_memory",
        &[
            ("unknown member", || json("", ",\"_x\":@")),
            ("known member", || json("", ",\"id\":@")),
            ("tags", || json("", ",\"tags\":@")),
            ("tag", || json("", ",\"tags\":[@]")),
            ("author", || json("", ",\"authors\":[{\"name\":@}]")),
            ("attachment", || json("", ",\"attachments\":[{\"url\":@}]")),
            ("head", || json("\"language\":@,", "")),
            ("many members", || json("", &many())),
            ("many members of one", || json("", &format!(",\"_x\":{{\"\":0{}}}", many()))),
        ],
        |feed| assert_eq!(titles(&feed), ["x"]),
    );
}

/// Formatting that is never closed, so that each paragraph opens all of it again.
fn left_open() -> String {
    let paragraph = |n| format!("<p><b a{n}>");
    (0..1_200).map(paragraph).collect()
}

/// A kind of document: its name, and what makes it.
type Kind = (&'static str, fn() -> String);

/// Reads each kind of document in a process of its own, since the peak only ever grows.
fn take_little_memory(test: &str, kinds: &[Kind], hold: fn(Feed)) {
    const BOUND: usize = 30_000_000;
    const KIND: &str = "COURANT_TEST_KIND";
    let Ok(kind) = std::env::var(KIND) else {
        for (kind, _) in kinds {
            in_own_process(&format!("feed::tests::hostile::{test}"), (KIND, kind));
        }
        return;
    };
    let peak = || -> usize {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() * 1024
    };
    let document = kinds.iter().find(|(name, _)| *name == kind).unwrap().1();
    let before = peak();
    let feed = read_text(&document);
    let grown = peak() - before;
    hold(feed);
    assert!(grown < BOUND, "{kind}: {grown} bytes for a document of {}", document.len());
}

/// Each entry holds its base: with five thousand of them, one of 14 MB took 70 GB.
#[test]
fn a_base_longer_than_an_address_counts_as_not_given() {
    let long = format!("https://long.example/{}/", "A".repeat(MAX_ADDRESS));
    let widened = format!("https://long.example/{}/", "é".repeat(MAX_ADDRESS / 3));
    for base in [long, widened] {
        let base = format!("xml:base='{base}'");
        for [feed, entry, content] in [[&*base, "", ""], ["", &base, ""], ["", "", &base]] {
            let feed = read_text(&format!(
                "<feed xmlns='http://www.w3.org/2005/Atom' {feed}><title>t</title>\
                <entry {entry}><link href='x' {content}/><content {content}>x</content></entry></feed>"
            ));
            assert_eq!(feed.entries[0].base, None);
            assert_eq!(link_of(&feed.entries[0]), Some("https://news.example/feeds/x"));
        }
    }
}

#[test]
fn what_becomes_longer_than_an_address_is_none() {
    let base = format!("https://long.example/{}/", "A".repeat(MAX_ADDRESS - 100));
    let (own, own_base) = ("B".repeat(200), "B".repeat(200) + "/");
    let feed = read_text(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{base}'><title>t</title>\
        <entry xml:base='{own_base}'><link href='{own}'/><content>x</content></entry>\
        <entry><id>https://a.example/{own}{base}</id><link href='c'/><content>x</content></entry>\
        <entry><id>https://a.example/{own}{base}</id><content>x</content></entry></feed>"
    ));
    let links: Vec<_> = feed.entries.iter().map(link_of).collect();
    assert_eq!(links, [None, Some(&*format!("{base}c")), None]);
    let bases = feed.entries.iter().map(|entry| entry.base.as_ref().map(Url::as_str));
    assert!(bases.eq([Some(&*base); 3]));
}

#[test]
fn no_shape_of_two_megabytes_takes_long() {
    let attributes = |make: fn(usize) -> String| (0..100_000).map(make).collect::<String>();
    let plain = rss(&format!("<item><title>{}</title></item>", "word ".repeat(400_000)));
    let laugh = |n: usize| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(1_000));
    let laughs = (1..40).map(laugh).collect::<Vec<_>>().concat();
    let shapes = [
        format!("<!DOCTYPE rss [{laughs}]>{}", rss("<item><title>&e39;</title></item>")),
        format!(
            "<rss version='2.0'{}><channel><item/></channel></rss>",
            attributes(|n| format!(" a{n}='1' b{n}='1' c{n}='1' d{n}='1'"))
        ),
        format!(
            "<rss version='2.0'{}><channel><item/></channel></rss>",
            attributes(|n| format!(" xmlns:a{n}='u' xmlns:b{n}='v'"))
        ),
        rss(&format!("<item>{}</item>", attributes(|n| format!("<a{n}:b/>")))),
        rss(&format!("<item {}/>", attributes(|n| format!(" a{n}='1'")))),
        rss(&format!("<item><description>{}</description></item>", "<b>".repeat(500_000))),
        rss(&format!("<item>{}{}</item>", "<b>".repeat(250_000), "</c>".repeat(250_000))),
        rss(&"<item>".repeat(300_000)),
        rss(&"<![CDATA[".repeat(200_000)),
        rss(&"<!".repeat(500_000)),
        rss(&format!("<item><title>{}</title></item>", "&".repeat(1_000_000))),
        rss(&format!("<item><title>{}</title></item>", "&lt;b>".repeat(200_000))),
        rss(&format!("<item><title><![CDATA[{}]]></title></item>", "<div>".repeat(200_000))),
        rss(&format!("<item>{}</item>", "<category>x</category>".repeat(80_000))),
        rss(&format!("<item>{}</item>", "<link/>".repeat(200_000))),
        rss(&format!("<item><title><![CDATA[{}]]></title></item>", left_open()).repeat(20)),
        format!("{{\"items\":{}", "[".repeat(1_000_000)),
        format!("{{\"title\":\"t\",\"items\":[{{\"_x\":{}", "[".repeat(1_000_000)),
        format!("{{\"title\":\"t\",\"items\":[{{\"_x\":{}", "{\"\":".repeat(400_000)),
        format!("{{\"items\":[{}", "{\"a\":NaN,\"b\":\"\n\\ud83d\"},".repeat(80_000)),
        format!("{{\"items\":[{}", "{,}".repeat(600_000)),
        format!("{{\"title\":NaN,{}", "\"items\" ".repeat(200_000)),
        format!("{{\"items\":[{}", "\"".repeat(1_000_001)),
        format!("{{\"items\":[x{},", " ,".repeat(1_000_000)),
        format!("{{\"title\":\"t\",\"items\":[{}", "{\"a\":[1,{\"a\":[1,".repeat(150_000) + ":"),
        format!("{{\"title\":\"t\",\"items\":[{}", "{\"a\":\"},{\",".repeat(150_000)),
        format!("{{\"title\":\"t\",\"items\":[{}", "{\"a\" ".repeat(300_000)),
        format!("{{\"title\":\"t\",\"items\":[{}:", "[1,{\"\":".repeat(250_000)),
        "<".repeat(1_000_000),
    ];
    let started = Instant::now();
    let _ = read(plain.as_bytes(), None, &address());
    let plain = started.elapsed();
    for shape in shapes {
        let started = Instant::now();
        let _ = read(shape.as_bytes(), None, &address());
        let (took, shape) = (started.elapsed(), &shape[..60.min(shape.len())]);
        // A guard against hanging: debug builds on a busy machine.
        assert!(took < Duration::from_secs(10) + 20 * plain, "{took:?}: {shape}");
    }
}
