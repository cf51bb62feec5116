//! What metadata promise, on pages of our own.

use url::Url;

use crate::extract::{Extraction, Hints, PageDate, extract};

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

fn published(head: &str, above: &str) -> String {
    let url = "https://www.courier.example/ferry";
    dated(head, above, url).map(|date| date.at.to_string()).unwrap_or_default()
}

fn dated(head: &str, above: &str, url: &str) -> Option<PageDate> {
    let html = format!(
        "<html {head}</head><body><main><article>{above}<div class=article-body>{TEXT}</div></article></main></body></html>"
    );
    extract(&html, &Url::parse(url).unwrap(), &Hints::default()).unwrap().published
}

#[test]
fn a_day_before_that_of_the_metadata_is_right_where_the_page_shows_no_other() {
    let linked = r#"><head><script type="application/ld+json">{"@type":"Article","datePublished":"2025-06-24T10:00:00Z"}</script>"#;
    let shown = |line: &str| published(linked, &format!("<h1>The ferry</h1>{line}"));
    assert_eq!(shown("<p>August 25, 2024</p>"), "2024-08-25T00:00:00Z");
    // The evening before is the same moment in another zone; a change, a teaser's day, and one of two are not it.
    assert_eq!(shown("<p>June 23, 2025</p>"), "2025-06-24T10:00:00Z");
    assert_eq!(shown("<p>Updated August 25, 2024</p>"), "2025-06-24T10:00:00Z");
    assert_eq!(shown("<p><a href=/x>August 25, 2024</a></p>"), "2025-06-24T10:00:00Z");
    assert_eq!(shown("<p>August 25, 2024</p><p>June 24, 2025</p>"), "2025-06-24T10:00:00Z");
    assert_eq!(shown("<p>November 25, 2025</p>"), "2025-06-24T10:00:00Z");
    let of_address = dated(linked, "<h1>The ferry</h1>", "https://courier.example/2024/5/6/ferry");
    assert_eq!(of_address.unwrap().at.to_string(), "2024-05-06T00:00:00Z");
}

#[test]
fn a_change_is_the_day_of_publishing_only_where_no_other_is_known() {
    let changed = "<h1>The ferry</h1><time class=updated datetime=2024-05-09>9 May 2024</time>";
    assert_eq!(published("><head>", changed), "2024-05-09T00:00:00Z");
    let both = format!("{changed}<time datetime=2024-05-06T08:30:00Z>6 May 2024</time>");
    assert_eq!(published("><head>", &both), "2024-05-06T08:30:00Z");
    let lines = "<h1>The ferry</h1><p>Aktualisiert am 9. Mai 2024</p><p>6. Mai 2024</p>";
    assert_eq!(published("><head>", lines), "2024-05-06T00:00:00Z");
}

#[test]
fn numbers_alone_are_read_as_the_pages_region_writes_them() {
    let line = "<h1>The ferry</h1><p>3/4/2025</p>";
    assert_eq!(published("lang=en-US><head>", line), "2025-03-04T00:00:00Z");
    let locale = "lang=en><head><meta property='og:locale' content='en_US'>";
    assert_eq!(published(locale, line), "2025-03-04T00:00:00Z");
    assert_eq!(published("lang=en><head>", line), "2025-04-03T00:00:00Z");
    assert_eq!(
        published("lang=en-US><head>", "<h1>The ferry</h1><p>13/4/2025</p>"),
        "2025-04-13T00:00:00Z"
    );
    assert_eq!(
        published("lang=en-US><head>", "<h1>The ferry</h1><p>3.4.2025</p>"),
        "2025-04-03T00:00:00Z"
    );
}

#[test]
fn a_day_is_found_under_any_name_and_with_the_time_that_another_one_has() {
    let meta = |name: &str, value: &str| format!("<meta name='{name}' content='{value}'>");
    let head = |metas: &str| published(&format!("><head>{metas}"), "<h1>The ferry</h1>");
    assert_eq!(head(&meta("published", "July 17, 2025")), "2025-07-17T00:00:00Z");
    assert_eq!(head(&meta("og:publish_date", "2025-07-17")), "2025-07-17T00:00:00Z");
    assert_eq!(head(&meta("citation_publication_date", "2023 Jan 7")), "2023-01-07T00:00:00Z");
    assert_eq!(head(&meta("x-last-published", "2025-07-17")), "");
    let day = r#"<script type="application/ld+json">{"@type":"Article","datePublished":"2024-09-06"}</script>"#;
    let timed = meta("article:published_time", "2024-09-06T13:12:36Z");
    assert_eq!(head(&format!("{day}{timed}")), "2024-09-06T13:12:36Z");
    let other = meta("article:published_time", "2024-09-08T13:12:36Z");
    assert_eq!(head(&format!("{day}{other}")), "2024-09-06T00:00:00Z");
}

fn hinted(title: &str, head: &str, above: &str) -> String {
    let hints = Hints { title: Some(title.to_owned()), ..Hints::default() };
    let html = format!(
        "<html><head>{head}</head><body><main><article>{above}<div class=article-body>{TEXT}</div></article></main></body></html>"
    );
    let url = Url::parse("https://www.courier.example/ferry").unwrap();
    extract(&html, &url, &hints).unwrap().title.unwrap()
}

#[test]
fn the_feeds_title_chooses_among_the_pages_and_repairs_them() {
    let open_graph = "<meta property='og:title' content='Forty years on, a ferry is back'>";
    let shown = "<h1>The ferry that came back</h1>";
    // Of two headlines the feed's.
    let two = format!("<h1>Forty years on, a ferry is back</h1>{shown}");
    assert_eq!(hinted("The ferry that came back", open_graph, &two), "The ferry that came back");
    // A name beside it goes, on either side and on either end.
    let named = "<h1>Harbour News and More: The ferry that came back</h1>";
    assert_eq!(hinted("The ferry that came back", "", named), "The ferry that came back");
    assert_eq!(
        hinted("The ferry that came back – Sound Weekly", "", shown),
        "The ferry that came back"
    );
    // What the feed has cut, the page has whole; where it has not, the cut is no headline.
    let long = "<h1>The ferry that came back after forty years in the south</h1>";
    let whole = "The ferry that came back after forty years in the south";
    assert_eq!(hinted("The ferry that came back after forty…", open_graph, long), whole);
    assert_eq!(
        hinted("Something else that the feed has cut ...", "", shown),
        "The ferry that came back"
    );
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
