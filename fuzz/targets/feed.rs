//! Any bytes as a feed, under any media type: a feed or a reason, bounded, in lines that are safe to show.
//!
//! The first line of the input is the `Content-Type`, the rest is the document.

#![no_main]

use std::time::{Duration, Instant};

use courant::feed::{Entry, FeedError, MAX_ENTRIES, MAX_TEXT, decode, parse};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (content_type, document) = bytes.split_at(line);
    let content_type = std::str::from_utf8(content_type).ok().filter(|text| text.contains('/'));
    let url = Url::parse("https://news.example/feeds/all.xml").expect("an address");
    let begun = Instant::now();
    let text = decode(document, content_type);
    assert!(text.len() <= 3 * document.len(), "{} bytes of {}", text.len(), document.len());
    assert!(!text.contains(|c: char| c.is_ascii_control() && !"\t\r\n".contains(c)), "{text:?}");
    match parse(&text, &url) {
        Ok(feed) => {
            assert!(feed.entries.len() <= MAX_ENTRIES);
            feed.title.iter().for_each(|title| line_is_sound(title));
            feed.home.iter().for_each(is_on_the_web);
            feed.entries.iter().for_each(is_sound);
        }
        Err(FeedError::NotAFeed(reason) | FeedError::Broken(reason)) => {
            assert!(!reason.contains(char::is_control), "{reason:?}");
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
});

fn is_sound(entry: &Entry) {
    let lines = entry.title.iter().chain(&entry.authors).chain(&entry.categories);
    lines.for_each(|line| line_is_sound(line));
    assert!(entry.authors.len() <= 64 && entry.categories.len() <= 64);
    assert!(entry.enclosures.len() <= 64);
    let files = entry.enclosures.iter().map(|file| &file.url);
    entry.link.iter().chain(&entry.given).chain(&entry.image).chain(files).for_each(is_on_the_web);
}

fn line_is_sound(line: &str) {
    let is_hidden =
        |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    assert!(!line.contains(is_hidden), "{line:?}");
    assert!(
        !line.is_empty() && line.trim() == line && line.chars().count() <= MAX_TEXT,
        "{line:?}"
    );
}

fn is_on_the_web(url: &Url) {
    assert!(matches!(url.scheme(), "http" | "https"), "{url}");
    assert!(url.username().is_empty() && url.password().is_none(), "{url}");
}
