//! What a feed keeps on its way from bytes to entries.

mod dates;
mod encoding;
mod hostile;
mod json;
mod kinds;
mod plain;
mod repairs;
mod titles;

use super::*;

fn address() -> Url {
    Url::parse("https://news.example/feeds/all.xml").unwrap()
}

fn read_bytes(bytes: &[u8], content_type: Option<&str>) -> Feed {
    read(bytes, content_type, &address()).unwrap()
}

fn read_text(text: &str) -> Feed {
    read_bytes(text.as_bytes(), None)
}

/// An RSS feed of one item.
fn item(children: &str) -> Entry {
    let feed = read_text(&rss(&format!("<item>{children}</item>")));
    assert_eq!(feed.entries.len(), 1, "{children}");
    feed.entries.into_iter().next().unwrap()
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>")
}

fn at(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

fn link_of(entry: &Entry) -> Option<&str> {
    entry.link.as_ref().map(Url::as_str)
}

fn titles(feed: &Feed) -> Vec<&str> {
    feed.entries.iter().map(|entry| entry.title.as_deref().unwrap_or("-")).collect()
}
