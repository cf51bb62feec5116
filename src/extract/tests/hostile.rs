//! Bad input: every page gives an article or a reason, within the budget, and what comes out is inert.

use std::fmt::Write as _;
use std::time::Duration;

use proptest::prelude::*;
use url::Url;

use super::{FIRST, SECOND, THIRD, page, read, story};
use crate::extract::page::parse::spent;
use crate::extract::{Body, ExtractError, Hints, PARSE_BUDGET, decode, extract, fragment};
use crate::identity::MAX_ADDRESS;

fn base() -> Url {
    Url::parse("https://news.example/2024/05/06/story").unwrap()
}

/// What comes of bytes: the text, or the reason's code; within ten times the budget and a second of its
/// thread's time.
fn ended(bytes: &[u8]) -> Result<String, &'static str> {
    let begun = spent();
    let ended = extract(&decode(bytes, None), &base(), &Hints::default());
    let spent = spent().saturating_sub(begun);
    assert!(spent < 10 * (PARSE_BUDGET + Duration::from_secs(1)), "{spent:?}");
    ended.map(|found| found.body.to_text()).map_err(ExtractError::code)
}

#[test]
fn what_is_no_page_gives_a_reason() {
    let binary: Vec<u8> =
        (0..40_000_u32).map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    let json = format!("{{\"title\":\"A\",\"text\":\"{FIRST}\"}}");
    let atom = format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><summary>{FIRST}</summary></entry></feed>"
    );
    for (name, bytes) in [
        ("json", json.as_bytes()),
        ("text", FIRST.as_bytes()),
        ("atom", atom.as_bytes()),
        ("svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><text>A text of a drawing, and more.</text></svg>"),
        ("gif", b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,"),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        ("zip", b"PK\x03\x04\x14\0\0\0\x08\0"),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
        ("nothing", b""),
        ("blanks", b" \n \t \n"),
        ("nuls", &[0; 10_000]),
        ("noise", &binary),
    ] {
        assert_eq!(ended(bytes), Err("not_html"), "{name}");
    }
    for html in
        ["<html><body><img src=/a.jpg></body></html>", "<p></p><p> </p>", "<title>x</title>"]
    {
        assert_eq!(ended(html.as_bytes()), Err("no_body"), "{html}");
    }
}

#[test]
fn a_page_cut_off_anywhere_gives_what_came_before_the_cut() {
    let whole = page(&story());
    let body = whole.find(SECOND).unwrap() + SECOND.len();
    assert_eq!(ended(&whole.as_bytes()[..body]).unwrap(), format!("{FIRST}\n\n{SECOND}"));
    for at in (0..whole.len()).step_by(17) {
        // A cut may fall into a character or a tag; that no step panics is the promise here.
        let _ = ended(&whole.as_bytes()[..at]);
    }
}

#[test]
fn twenty_thousand_levels_end_within_the_budget() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<blockquote>", "</blockquote>"),
        ("<ul><li>", ""),
        ("<table><tr><td>", ""),
        ("<svg><g>", ""),
        ("<a><p>", ""),
        ("<font><b><i>", ""),
    ] {
        let html = format!(
            "<html><body><p>{FIRST}</p>{}<p>{SECOND}</p>{}<p>{THIRD}</p></body></html>",
            open.repeat(20_000),
            close.repeat(20_000)
        );
        match ended(html.as_bytes()) {
            Ok(text) => assert!(text.contains(FIRST), "{open}: {text}"),
            Err(reason) => {
                assert!(["page_budget", "no_body"].contains(&reason), "{open}: {reason}");
            }
        }
    }
    // As deep as pages go, nothing is lost.
    let deep = page(&format!("{}{}{}", "<div>".repeat(200), story(), "</div>".repeat(200)));
    assert!(ended(deep.as_bytes()).unwrap().contains(THIRD));
}

#[test]
fn fifteen_mebibytes_end_within_the_budget() {
    let mut paragraphs = String::new();
    while paragraphs.len() < 15 << 20 {
        let _ = write!(paragraphs, "<p>{FIRST} {}</p>", paragraphs.len());
    }
    let comment = format!("<!-- {} -->{}", "x".repeat(15 << 20), page(&story()));
    let script =
        page(&format!("{}<script>{}</script>", story(), "a(\"{'\");".repeat((15 << 20) / 8)));
    for html in
        [page(&paragraphs), "<p>".repeat(5 << 20), "a ".repeat(7 << 20) + "<p>", comment, script]
    {
        match ended(html.as_bytes()) {
            Ok(_) => {}
            Err(reason) => {
                assert!(["page_budget", "no_body", "not_html"].contains(&reason), "{reason}");
            }
        }
    }
}

/// HTML, section 4.2.3, has the page's own address then.
#[test]
fn a_base_that_nothing_can_be_relative_to_costs_no_link_and_no_picture() {
    let linked = format!(
        "<p>{FIRST} <a href=a>The harbour office</a></p><img src=b.jpg width=800 height=600><p>{SECOND}</p><p>{THIRD}</p>"
    );
    for base in ["javascript:void(0)", "data:text/html,", "http://"] {
        let base = format!("<head><base href=\"{base}\">");
        let html = read(&page(&linked).replace("<head>", &base)).body.to_html();
        for address in ["a", "b.jpg"] {
            let whole = format!("\"https://news.example/2024/05/06/{address}\"");
            assert!(html.contains(&whole), "{base}: {html}");
        }
    }
}

/// Each link and picture holds its address: with a base of megabytes, a page of some took gigabytes.
#[test]
fn an_address_is_never_longer_than_one_may_be() {
    let linked =
        format!("<p>{FIRST} <a href=a>The harbour office</a></p><p>{SECOND}</p><p>{THIRD}</p>");
    let html_of = |base: String| {
        let base = format!("<head><base href=\"{base}\">");
        read(&page(&linked).replace("<head>", &base)).body.to_html()
    };
    for base in [
        format!("https://long.example/{}/", "A".repeat(MAX_ADDRESS)),
        format!("https://long.example/{}/", "é".repeat(MAX_ADDRESS / 3)),
    ] {
        // Such a base counts as not given.
        let html = html_of(base);
        assert!(html.contains("href=\"https://news.example/2024/05/06/a\""), "{html}");
    }
    let base = format!("https://long.example/{}/", "A".repeat(MAX_ADDRESS - 22));
    assert_eq!(base.len(), MAX_ADDRESS);
    let html = html_of(base);
    assert!(html.contains("The harbour office") && !html.contains("long.example"), "{html}");
}

#[test]
fn the_wide_blanks_of_chinese_and_japanese_are_no_text() {
    let indented = "\u{3000}\u{3000}老渡轮星期一再次横渡海峡，居民都来看它。";
    let blanks = "\u{3000}".repeat(300);
    let page = page(&format!("<p>{indented}</p><p>{blanks}</p>{blanks}<div>{blanks}</div>"));
    assert_eq!(read(&page).body.to_text(), indented.trim_start());
    let nothing = format!("<p>{blanks}</p>");
    assert_eq!(ended(nothing.as_bytes()), Err("no_body"));
}

#[test]
fn nuls_and_lying_charsets_cost_no_sentence() {
    let said = "Die Fähre kam zurück, sagte der Hafenmeister, und läutete die Glocke, über die alle gelächelt hatten.";
    let html = page(&format!("<p>{FIRST}</p><p>{said}</p>"));
    let nuls = html.replace("ferry", "fe\0rry");
    assert!(ended(nuls.as_bytes()).unwrap().contains(FIRST));
    for lie in [
        "<meta charset=utf-16>",
        "<meta charset=windows-1251>",
        "<meta charset=nonsense>",
        "<meta http-equiv=content-type content='text/html; charset=shift_jis'>",
    ] {
        let lying = html.replace("<head>", &format!("<head>{lie}"));
        assert!(ended(lying.as_bytes()).unwrap().contains(said), "{lie}");
    }
    // And one that says UTF-8 over Latin-1.
    let latin: Vec<u8> = html
        .replace("<head>", "<head><meta charset=utf-8>")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    assert!(ended(&latin).unwrap().contains(said));
}

/// Only the elements, attributes and addresses of the contract; and a parser that reads it writes the same.
fn is_inert(body: &Body) {
    const ELEMENTS: &str = "html head body p h2 h3 h4 h5 h6 ul ol li blockquote figure figcaption img pre code table tbody tr th td a em strong sub sup br";
    let html = body.to_html();
    let tree = scraper::Html::parse_fragment(&html);
    for element in tree.tree.nodes().filter_map(|node| node.value().as_element()) {
        assert!(
            ELEMENTS.split(' ').any(|name| name == element.name()),
            "<{}> in {html}",
            element.name()
        );
        for (name, value) in element.attrs() {
            let web =
                || Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            assert!(
                name == "alt" || matches!(name, "href" | "src") && web(),
                "{name}={value} in {html}"
            );
        }
    }
    let once = tree.root_element().inner_html();
    let twice = scraper::Html::parse_fragment(&once).root_element().inner_html();
    assert_eq!(once, twice, "{html}");
    assert_eq!(once.matches('<').count(), html.matches('<').count(), "{html}\n{once}");
}

/// What attackers are made of.
const PARTS: &[&str] = &[
    "<script>alert(1)</script>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mtext>",
    "<mglyph>",
    "<annotation-xml encoding=text/html>",
    "<foreignObject>",
    "<desc>",
    "<title>",
    "</title>",
    "<textarea>",
    "<xmp>",
    "<plaintext>",
    "<noscript>",
    "</noscript>",
    "<template>",
    "<iframe src=javascript:1>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<select>",
    "<option>",
    "<form>",
    "</form>",
    "<p>",
    "</p>",
    "<b>",
    "</i>",
    "<a href=javascript:alert(1)>",
    "<a href='https://x.example/\"><script>'>",
    "<a href=\" java\nscript:1\">",
    "<a href=data:text/html,x>",
    "<a href='javascript://x.example/%0aalert(1)'>",
    "<img src='javascript://x.example/%0aalert(1)'>",
    "<a href=ftp://x.example/y>",
    "</a>",
    "<img src=x onerror=alert(1)>",
    "<img src='/a\"onload=1.jpg' alt='\"><svg onload=1>'>",
    "<ul>",
    "<li>",
    "<h1>",
    "<h9>",
    "<blockquote cite=javascript:1>",
    "<pre>\n\n",
    "</pre>",
    "<code>",
    "<br/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?x",
    "&lt;script&gt;",
    "&#x3c;img&#x3e;",
    "&amp;lt;",
    "\u{202e}",
    "\0",
    "<base href=javascript:>",
    "One sentence, and another that is long enough to be one.",
    "<figure>",
    "<figcaption>",
    "</figure>",
    "<sup>",
    "<sub>",
    "<em>",
    "<dl><dt>",
    "<frameset>",
    "<body onload=1>",
    "<p style='x:expression(1)' onclick=1>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_runs_survives_however_it_is_put_together(parts in prop::collection::vec(prop::sample::select(PARTS), 1..40)) {
        let markup = parts.concat();
        is_inert(&fragment(&markup, &base()));
        if let Ok(found) = extract(&page(&format!("{}{markup}", story())), &base(), &Hints::default()) {
            is_inert(&found.body);
        }
    }
}

#[test]
fn an_alert_in_the_head_of_the_body_leaves_the_article() {
    let found = read(&page(&format!(
        "<svg><script>alert(1)</script></svg><math><mi//xlink:href=\"data:x,<script>alert(1)</script>\"></math>{}",
        story()
    )));
    assert_eq!(found.body.to_text(), [FIRST, SECOND, "A bell in the office", THIRD].join("\n\n"));
    is_inert(&found.body);
}

#[test]
fn formatting_left_open_does_not_multiply_into_a_tree_without_bound() {
    // Each paragraph opens all of it again: 200 KB of markup are 100,000,000 elements.
    let open: String = (0..10_000).map(|at| format!("<b id={at}>")).collect();
    for bomb in [
        format!("{open}{}", "<p>x".repeat(10_000)),
        format!("{}{}", open.replace("<b ", "<B\n"), "<p>x".repeat(10_000)),
    ] {
        assert_eq!(ended(page(&bomb).as_bytes()), Err("page_budget"));
    }
    // A cell opens none of it again: how long the nested tables take is the machine's affair.
    let tables =
        (0..2_000).map(|at| format!("<a{at}><font id={at}><i id={at}>")).collect::<String>()
            + &"<table><td><p>x".repeat(5_000);
    assert!(ended(page(&tables).as_bytes()).is_err());
}
