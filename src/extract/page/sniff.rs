//! Whether a document is HTML at all, by how it begins.
//!
//! Never: more than its first 64 KiB read.

/// Elements of which one stands near the beginning of a page.
const ELEMENTS: [&str; 19] = [
    "html",
    "!doctype html",
    "body",
    "head",
    "div",
    "p>",
    "p ",
    "article",
    "main",
    "title",
    "meta",
    "span",
    "table",
    "ul",
    "ol",
    "h1",
    "h2",
    "section",
    "br",
];

/// Some element of HTML stands near the beginning, and none of a feed.
pub(in crate::extract) fn is_html(text: &str) -> bool {
    let head = &text.as_bytes()[..text.len().min(64 * 1024)];
    let begins = |text: &[u8], with: &str| {
        text.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with.as_bytes()))
    };
    let mut tags = memchr::memchr_iter(b'<', head).map(|at| &head[at + 1..]);
    let mut found = false;
    let is_feed = tags.any(|tag| {
        found = found || ELEMENTS.iter().any(|element| begins(tag, element));
        begins(tag, "rss")
    });
    found && !is_feed && !begins(text.trim_start().as_bytes(), "%pdf")
}
