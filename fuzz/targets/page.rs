//! Any bytes as a page, and as a feed's own HTML: an article or a reason, within the budget, and inert.

#![no_main]

use std::time::{Duration, Instant};

use courant::extract::{Body, Hints, PARSE_BUDGET, decode, extract, fragment};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let base = Url::parse("https://news.example/2024/05/06/story").expect("an address");
    let text = decode(bytes, None);
    let begun = Instant::now();
    if let Ok(found) = extract(&text, &base, &Hints::default()) {
        assert!((0.0..=1.0).contains(&found.quality), "quality {}", found.quality);
        sound(&found.body);
    }
    sound(&fragment(&text, &base));
    // Two parses against their budgets; ten times of that guards against what hangs.
    assert!(begun.elapsed() < 20 * PARSE_BUDGET + Duration::from_secs(10), "{:?}", begun.elapsed());
});

/// Nothing in it runs, hides, or changes when a browser reads it.
fn sound(body: &Body) {
    let html = body.to_html();
    inert(&html);
    let read = scraper::Html::parse_fragment(&html).root_element().inner_html();
    assert_eq!(plain(&read), plain(&html), "a parser makes another tree of it");
    let again = scraper::Html::parse_fragment(&read).root_element().inner_html();
    assert_eq!(again, read, "it changes when it is read again");
    for text in [body.to_text(), body.to_markdown(), html] {
        let unsafe_char = |c: char| {
            c.is_control() && c != '\n' && c != '\t'
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!text.contains(unsafe_char), "{text:?}");
    }
}

/// Parsers write references differently, and the attributes of a picture in another order.
fn plain(html: &str) -> String {
    let mut pieces = html.split("<img ");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (attributes, rest) = piece.split_once('>').expect("a tag ends");
        let mut attributes: Vec<&str> = attributes.split(' ').collect();
        attributes.sort_unstable();
        plain.extend(["<img ", &attributes.join(" "), ">", rest]);
    }
    [("&quot;", "\""), ("&nbsp;", "\u{a0}"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
        .iter()
        .fold(plain, |plain, (reference, c)| plain.replace(reference, c))
}

/// Only the elements and attributes that the contract names, and only addresses on the web.
fn inert(html: &str) {
    const ELEMENTS: &str = "html head body p h2 h3 h4 h5 h6 ul ol li blockquote figure figcaption img pre code table tbody tr th td a em strong sub sup br";
    for element in scraper::Html::parse_fragment(html)
        .tree
        .nodes()
        .filter_map(|node| node.value().as_element())
    {
        assert!(
            ELEMENTS.split(' ').any(|name| name == element.name()),
            "<{}> in {html}",
            element.name()
        );
        for (name, value) in element.attrs() {
            match name {
                "alt" => {}
                "href" | "src" => {
                    let url = Url::parse(value).expect("an absolute address");
                    assert!(matches!(url.scheme(), "http" | "https"), "{value}");
                }
                _ => panic!("{name} in {html}"),
            }
        }
    }
}
