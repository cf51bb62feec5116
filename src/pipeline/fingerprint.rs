//! Fingerprints: 64 bits of BLAKE3 that tell whether something reads as it did before.
//!
//! Always: the same on every machine, so that they can be stored; white space does not count.

use crate::config;
use crate::feed::Entry;
use crate::fetch::Accept;

/// What is asked of a feed: address, credentials, and the kinds of document that another courant may want.
pub fn of_question(feed: &config::Feed) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(feed.url.as_str().as_bytes())
        .update(b"\0")
        .update(Accept::Feed.value().as_bytes());
    for (name, value) in &feed.headers {
        hasher
            .update(b"\0")
            .update(name.as_bytes())
            .update(b"\0")
            .update(value.reveal().as_bytes());
    }
    first_64_bits(&hasher)
}

/// What a feed says of an entry: title, text, update.
pub(super) fn of_entry(entry: &Entry) -> u64 {
    let mut hasher = blake3::Hasher::new();
    words(&mut hasher, entry.title.as_deref());
    words(&mut hasher, entry.content.as_deref().or(entry.summary.as_deref()));
    if let Some(updated) = entry.updated {
        hasher.update(&updated.as_second().to_le_bytes());
    }
    first_64_bits(&hasher)
}

/// An article's title and text.
pub(super) fn of_article(title: Option<&str>, text: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    words(&mut hasher, title);
    words(&mut hasher, Some(text));
    first_64_bits(&hasher)
}

fn words(hasher: &mut blake3::Hasher, text: Option<&str>) {
    for word in text.unwrap_or_default().split_whitespace() {
        hasher.update(word.as_bytes()).update(b" ");
    }
    hasher.update(b"\0");
}

fn first_64_bits(hasher: &blake3::Hasher) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}
