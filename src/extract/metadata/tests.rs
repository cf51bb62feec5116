//! What metadata promise, on pages of our own.

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

fn title(head: &str, above: &str) -> String {
    read(head, above).title.unwrap()
}

#[test]
fn a_headline_has_neither_its_kicker_nor_the_sites_name() {
    let kicker = "<h1><span class=kicker>Islands</span> The ferry that came back</h1>";
    assert_eq!(title("", kicker), "The ferry that came back");
    let beside = "<h1><span>Islands</span> <span>The ferry that came back</span></h1>";
    let head = "<meta property='og:title' content='The ferry that came back - Courier'>";
    assert_eq!(title(head, beside), "The ferry that came back");
    assert_eq!(
        title("<title>The ferry that came back - Courier</title>", ""),
        "The ferry that came back"
    );
    assert_eq!(
        title("<title>Courier: The ferry that came back</title>", "<h1>Courier</h1>"),
        "The ferry that came back"
    );
}

#[test]
fn a_newsrooms_own_headline_counts_where_another_source_repeats_it() {
    let linked = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferries: The ferry that came back"}</script>"#;
    let open_graph = "<meta property='og:title' content='Ferries: The ferry that came back'>";
    let shown = "<h1>The ferry that came back</h1>";
    assert_eq!(title(&format!("{linked}{open_graph}"), shown), "Ferries: The ferry that came back");
    assert_eq!(title(linked, shown), "The ferry that came back");
}

#[test]
fn authors_are_found_where_the_page_alone_shows_them() {
    for above in [
        "<h1>The ferry</h1><div class=post-meta><span class=author-name>Ada Lund</span><span class=author-role>Harbour Editor</span></div>",
        "<h1>The ferry</h1><p>By Ada Lund, May 14, 2025</p>",
        "<h1>The ferry</h1><p class=x>Von <a href=/autor/lund>Ada Lund</a></p>",
    ] {
        assert_eq!(read("", above).authors, ["Ada Lund"], "{above}");
    }
    let two = "<h1>The ferry</h1><div class=byline>By <a>Ada Lund</a> and <a>Bo Ek</a></div>";
    assert_eq!(read("", two).authors, ["Ada Lund", "Bo Ek"]);
}

#[test]
fn the_house_signs_only_where_nobody_else_does() {
    let linked = r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"The Courier"}}</script>"#;
    assert_eq!(read(linked, "<h1>The ferry</h1>").authors, ["The Courier"]);
    let shown = "<h1>The ferry</h1><span class=author-name>Ada Lund</span>";
    assert_eq!(read(linked, shown).authors, ["Ada Lund"]);
    let split = r#"<script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","givenName":"Ada","familyName":"Lund"}]}</script>"#;
    assert_eq!(read(split, "").authors, ["Ada Lund"]);
}
