//! Names that a consumer can see.
//!
//! Always: `^[a-z0-9][a-z0-9-]{0,79}$` for a slug, whatever a feed says; so a file's name matches
//! `^[a-z0-9][a-z0-9-]{0,79}\.[0-9a-f]{24}\.(json|md|txt)$`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::identity::ArticleId;

/// The longest slug, in bytes.
const MAX_SLUG: usize = 80;
/// How much of a title is looked at; a slug needs no more.
const MAX_TITLE: usize = 400;

/// Where an article's files go, relative to the output directory and without extension.
///
/// ```
/// # use courant::output::stem;
/// let id = "4b1f0c9a2e7d83b65a1c90ff".parse().unwrap();
/// let at = "2026-11-23T10:00:00Z".parse().unwrap();
/// assert_eq!(stem(at, "dw", Some("Japan's deal"), id), "2026-11-23/dw/japan-s-deal.4b1f0c9a2e7d83b65a1c90ff");
/// ```
pub fn stem(at: Timestamp, feed: &str, title: Option<&str>, id: ArticleId) -> String {
    format!("{}/{feed}/{}.{id}", day(at), slug(title.unwrap_or_default()))
}

/// A UTC day as `2026-11-23`.
pub(super) fn day(at: Timestamp) -> String {
    TimeZone::UTC.to_datetime(at).date().to_string()
}

/// Whether a name is a day's.
pub(super) fn is_day(name: &str) -> bool {
    name.len() == 10 && name.parse::<jiff::civil::Date>().is_ok()
}

fn slug(title: &str) -> String {
    slug_or(title, "article")
}

/// The slug of a text, or another where it has no usable character.
pub(super) fn slug_or(title: &str, otherwise: &str) -> String {
    let beginning: String = title.chars().take(MAX_TITLE).collect();
    let mut slug = slug::slugify(beginning);
    slug.retain(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'));
    if slug.len() > MAX_SLUG {
        // Cut between words where there is a word to keep.
        let end =
            slug[..=MAX_SLUG].rfind('-').filter(|end| *end >= MAX_SLUG / 2).unwrap_or(MAX_SLUG);
        slug.truncate(end);
    }
    let trimmed = slug.trim_matches('-');
    if trimmed.is_empty() { otherwise.to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_makes_a_name_that_is_not_a_plain_word() {
        let long = "a".repeat(10_000);
        let hostile = [
            "../../etc/passwd",
            ".",
            "..",
            "-rf",
            "CON",
            "🦀🦀",
            "",
            "a/b\\c\0d",
            "日本と韓国が合意",
            "العربية",
            "\u{202e}abc",
            &long,
        ];
        for title in hostile {
            let slug = slug(title);
            assert!(!slug.is_empty() && slug.len() <= MAX_SLUG, "{title:?} gives {slug:?}");
            assert!(!slug.starts_with('-'), "{title:?} gives {slug:?}");
            assert!(
                slug.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')),
                "{title:?} gives {slug:?}"
            );
        }
        assert_eq!(slug("\u{e000}—…"), "article", "what has no name gets one");
    }

    #[test]
    fn a_long_title_is_cut_between_words() {
        let slug = slug(&"every word counts ".repeat(20));
        assert_eq!(slug, format!("{}every", "every-word-counts-".repeat(4)));
        assert!(slug.len() <= MAX_SLUG, "{slug}");
    }
}
