//! Fingerprints: 64 bits of BLAKE3 that tell whether something reads as it did before.
//!
//! Always: the same on every machine, so that they can be stored; white space does not count.

use crate::config;
use crate::feed::Entry;
use crate::fetch::Accept;
use crate::hosts::Host;

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

/// What a feed says of an entry: title, text, update. Markup does not count: some of it is other at each poll.
pub(super) fn of_entry(entry: &Entry) -> u64 {
    let mut hasher = blake3::Hasher::new();
    words(&mut hasher, entry.title.as_deref());
    let html = entry.content.as_deref().or(entry.summary.as_deref());
    words(&mut hasher, html.into_iter().flat_map(readable));
    if let Some(updated) = entry.updated {
        hasher.update(&updated.as_second().to_le_bytes());
    }
    first_64_bits(&hasher)
}

/// The `content_hash` that an article comes out with: of its title and text, whatever their white space.
pub fn content_hash(title: Option<&str>, text: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    words(&mut hasher, title);
    words(&mut hasher, Some(text));
    format!("{:016x}", first_64_bits(&hasher))
}

/// What lasts of an article's title and text, by which a revision is told from what came out before. Left out is what
/// changes by itself: numbers in short lines (counters, times), and lines that send the
/// reader elsewhere.
pub(super) fn of_what_lasts(title: Option<&str>, text: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    words(&mut hasher, title);
    for line in text.split("\n\n").filter(|line| !sends_elsewhere(line)) {
        if line.split_whitespace().count() <= SHORT_LINE {
            let numbers = |c: char| if c.is_numeric() { '#' } else { c };
            let line: String = line.chars().map(numbers).collect();
            words(&mut hasher, Some(line.as_str()));
        } else {
            words(&mut hasher, Some(line));
        }
    }
    first_64_bits(&hasher)
}

/// A feed, and the host of a page.
pub(super) fn of_source(feed: &str, page: Option<&str>) -> u64 {
    let host = page.and_then(|page| Host::of(&page.parse().ok()?));
    let host = host.map(|host| host.to_string()).unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    hasher.update(feed.as_bytes()).update(b"\0").update(host.as_bytes());
    first_64_bits(&hasher)
}

/// A headline's words.
pub(super) fn of_headline(title: Option<&str>) -> u32 {
    let mut hasher = blake3::Hasher::new();
    let lower = title.unwrap_or_default().to_lowercase();
    words(&mut hasher, lower.split(|c: char| !c.is_alphanumeric()));
    u32::try_from(first_64_bits(&hasher) >> 32).expect("half of the bits are left")
}

/// How lines begin that send the reader elsewhere, in lower case.
const ELSEWHERE: [&str; 26] = [
    "read also",
    "read more",
    "also read",
    "see also",
    "more on this",
    "related:",
    "watch:",
    "lesen sie auch",
    "mehr zum thema",
    "lire aussi",
    "à lire aussi",
    "lea también",
    "lee también",
    "leia também",
    "leia mais",
    "leggi anche",
    "lees ook",
    "læs også",
    "les også",
    "läs också",
    "czytaj także",
    "čtěte také",
    "читайте также",
    "читайте також",
    "اقرأ أيضا",
    "相关阅读",
];

/// Up to so many words a line with a number in it may be a counter.
const SHORT_LINE: usize = 8;
/// A longer line, in bytes, sends nobody elsewhere: it tells something.
const LONGEST_POINTER: usize = 300;

fn sends_elsewhere(line: &str) -> bool {
    line.len() <= LONGEST_POINTER && {
        let lower = line.to_lowercase();
        ELSEWHERE.iter().any(|start| lower.starts_with(start))
    }
}

fn words<'a>(hasher: &mut blake3::Hasher, pieces: impl IntoIterator<Item = &'a str>) {
    for word in pieces.into_iter().flat_map(str::split_whitespace) {
        hasher.update(word.as_bytes()).update(b" ");
    }
    hasher.update(b"\0");
}

/// What people read of HTML: the text between its tags, each byte looked at a few times at most.
fn readable(html: &str) -> impl Iterator<Item = &str> {
    let (mut left, mut tags) = (html, true);
    std::iter::from_fn(move || {
        if left.is_empty() {
            return None;
        }
        let (text, tag) =
            if tags { left.split_once('<').unwrap_or((left, "")) } else { (left, "") };
        let rest = behind(tag);
        // Where a tag does not end, none does: the rest is text.
        (left, tags) = (rest.unwrap_or(tag), rest.is_some());
        Some(text)
    })
}

/// What follows a tag whose `<` is gone, with what nobody reads; `None` if it does not end.
fn behind(tag: &str) -> Option<&str> {
    let is = |name: &str| tag.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
    if is("!--") {
        return tag.find("-->").map(|at| &tag[at + 3..]);
    }
    if !tag.starts_with(|first: char| first.is_ascii_alphabetic() || "/!?".contains(first)) {
        return Some(tag); // A sign, as in 1 < 2.
    }
    let mut quote = None;
    let end = tag.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
        quote.is_none() && byte == b'>'
    });
    let rest = &tag[end? + 1..];
    let unread = is("script") || is("style");
    if unread { rest.find("</").map(|at| &rest[at..]) } else { Some(rest) }
}

fn first_64_bits(hasher: &blake3::Hasher) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &str) -> u64 {
        of_entry(&Entry { content: Some(content.to_owned()), ..Entry::default() })
    }

    #[test]
    fn an_entry_reads_the_same_whatever_markup_is_around_its_words() {
        let plain = of("<p>One and two,</p> <p>if 1 < 2.</p>");
        for same in [
            "<p class=\"a>b\" id='7\">'>One and two,</p>\n\n<p>if 1 < 2.</p>",
            "<p>One and two,<img src=\"https://count.example/?at=17\" width=1> </p><p>if 1 < 2.</p>",
            "<!-- don't look: 17 --><p>One and two,</p><p>if 1 < 2.</p><SCRIPT>var at = 17 > 3;</SCRIPT>",
        ] {
            assert_eq!(of(same), plain, "{same}");
        }
        for other in [
            "<p>One and two,</p> <p>if 1 < 3.</p>",
            "<p>One and</p> <p>if 1 < 2.</p>",
            "",
            "<p title=\"One and two,</p> <p>if 1 < 3.</p>",
        ] {
            assert_ne!(of(other), plain, "{other}");
        }
        assert_ne!(of("<p title=\"One</p>"), of("<p title=\"Two</p>"), "what does not end is text");
    }

    #[test]
    fn counters_and_pointers_are_no_part_of_what_lasts() {
        let of = |text: &str| of_what_lasts(Some("A bridge"), text);
        let story = "The bridge was opened at noon, and 300 people came to walk over it with us.";
        let plain = of(&format!("1,204 views\n\n{story}\n\nUpdated 10:32"));
        for same in [
            format!("1,377 views\n\n{story}\n\nUpdated 11:47"),
            format!("1,377 views\n\nRead also: The ferry's last day\n\n{story}\n\nUpdated 11:47"),
        ] {
            assert_eq!(of(&same), plain, "{same}");
        }
        let edited = story.replace("300", "400");
        assert_ne!(of(&format!("1,204 views\n\n{edited}\n\nUpdated 10:32")), plain);
        let whole = content_hash(Some("A bridge"), story);
        assert_eq!(format!("{:016x}", of(story)), whole, "where there are none");
    }

    #[test]
    fn tags_that_do_not_end_cost_no_more_than_others() {
        let time = |piece: &str| {
            let html = piece.repeat(1 << 18);
            let begun = std::time::Instant::now();
            of(&html);
            begun.elapsed()
        };
        let plain = time("word ");
        for piece in ["<a \"", "<!--", "<script>", "< ", "<a '>"] {
            assert!(time(piece) < 50 * plain, "{piece}");
        }
    }
}
