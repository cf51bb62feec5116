//! What a feed keeps on its way from bytes to entries.

use super::*;

fn address() -> Url {
    Url::parse("https://news.example/feed.xml").unwrap()
}

fn read_ok(text: &str) -> Feed {
    read(text.as_bytes(), None, &address()).unwrap()
}

#[test]
fn an_rss_item_comes_out_whole() {
    let feed = read_ok(
        r#"<rss version="2.0"><channel><title>T &amp;amp; U</title><link>/home</link><item>
        <title>A &amp;nbsp; b</title><link>/a</link><guid>x1</guid>
        <pubDate>Tue, 10 Jan 2023 10:00:00 +0100</pubDate>
        <description><![CDATA[<p>hi</p>]]></description></item></channel></rss>"#,
    );
    let entry = &feed.entries[0];
    assert_eq!(feed.title.as_deref(), Some("T & U"));
    assert_eq!(entry.title.as_deref(), Some("A b"));
    assert_eq!(entry.guid.as_deref(), Some("x1"));
    assert_eq!(entry.link.as_ref().map(Url::as_str), Some("https://news.example/a"));
    assert_eq!(entry.summary.as_deref(), Some("<p>hi</p>"));
    assert_eq!(entry.published, "2023-01-10T09:00:00Z".parse().ok());
    assert!(feed.repaired.is_empty());
}
