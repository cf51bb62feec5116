//! What metadata promise, on pages of our own.

mod authors;
mod dates;
mod days;
mod names;
mod titles;

use url::Url;

use crate::extract::{Extraction, Hints, extract};

const TEXT: &str = "<p>The old ferry crossed the sound again on Monday, forty years after it was sold, and half the island stood on the quay to see it.</p>\
    <p>Nobody had believed that it would float, said the harbour master, who had kept its bell in his office, and rang it as it came in.</p>";

fn read(head: &str, above: &str) -> Extraction {
    let html = format!(
        "<html><head>{head}</head><body><main><article>{above}<div class=article-body>{TEXT}</div></article></main></body></html>"
    );
    let url = Url::parse("https://www.courier.example/2024/05/06/ferry").unwrap();
    extract(&html, &url, &Hints::default()).unwrap()
}

/// A headline cut within an emoji cost the date and the authors, which stand in the same block.
#[test]
fn half_a_character_or_a_raw_line_break_costs_no_linked_data() {
    for headline in [r"The ferry \ud83d", "The ferry\non Monday", r"The ferry\'s \x41 day"] {
        let head = format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{headline}","datePublished":
            "2024-05-06T10:00:00Z","author":{{"@type":"Person","name":"Ada Lund"}}}}</script>"#
        );
        let read = read(&head, "<h1>The ferry</h1>");
        assert!(read.published.is_some(), "{headline}");
        assert_eq!(read.authors, ["Ada Lund"], "{headline}");
    }
}

#[test]
fn a_description_is_text_of_some_sentences_and_not_the_title() {
    let described = |content: &str| {
        let head = format!(
            "<meta property='og:title' content='The ferry'><meta name=description content='{content}'>"
        );
        read(&head, "<h1>The ferry</h1>").description
    };
    assert_eq!(described("The ferry"), None);
    assert_eq!(
        described("&lt;p&gt;It &lt;b&gt;floats&lt;/b&gt;.&lt;/p&gt;").as_deref(),
        Some("It floats.")
    );
    let long = described(&"The old ferry crossed the sound again. ".repeat(100)).unwrap();
    assert!(long.len() <= 1000 && long.ends_with("again."), "{long}");
    let endless = described(&"ferry ".repeat(400)).unwrap();
    assert!(endless.len() <= 1004 && endless.ends_with("ferry…"), "{endless}");
}

#[test]
fn the_feeds_summary_tells_the_standfirst() {
    let lead = "Half the island stood on the quay when it crossed the sound again.";
    let html = format!(
        "<html><body><main><article><h1>The ferry</h1><p>{lead}</p><div>{TEXT}</div></article></main></body></html>"
    );
    let url = Url::parse("https://www.courier.example/ferry").unwrap();
    let with = |summary: Option<&str>| {
        let hints = Hints { summary: summary.map(str::to_owned), ..Hints::default() };
        extract(&html, &url, &hints).unwrap().standfirst
    };
    assert_eq!(with(Some(lead)).as_deref(), Some(lead));
    assert_eq!(with(None), None);
}
