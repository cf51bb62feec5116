//! The bounds of what is read besides the options of `settings`, each with its reason.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::values::days;

/// The age up to which a new feed's entries are wanted.
pub const BACKLOGS: RangeInclusive<Duration> = Duration::from_secs(1)..=days(36_500);
/// The most words, categories or languages of a filter, each.
pub const MAX_MARKS: usize = 1_000;
/// The longest of them, in characters.
pub const MAX_MARK_CHARS: usize = 100;
/// The largest configuration file, feed list or OPML file that is read: 100,000 feeds take half of it.
pub const MAX_FILE_BYTES: u64 = 32 << 20;
/// The most files that all includes may name together.
pub const MAX_INCLUDED_FILES: usize = 10_000;
/// The most feeds.
pub const MAX_FEEDS: usize = 1_000_000;
/// The most tags that a feed has.
pub const MAX_TAGS: usize = 64;
/// The deepest nesting of an OPML file's elements; people use two or three folders, and an export has one
/// for each tag.
pub const MAX_OUTLINE_DEPTH: usize = MAX_TAGS + 16;
/// The longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 100;
/// The largest file with a secret.
pub const MAX_SECRET_BYTES: u64 = 64 << 10;
/// The largest file of certificates: a whole system's authorities take a quarter of it.
pub const MAX_CERTIFICATES_BYTES: u64 = 1 << 20;
/// The most problems that are told at once; a file of 100,000 faulty feeds has made its point before.
pub const MAX_PROBLEMS: usize = 1000;
/// Headers that no feed can set: courant's manners and bounds, or HTTP itself, hang on them.
pub const RESERVED_HEADERS: [&str; 17] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "range",
    "referer",
    "te",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];
