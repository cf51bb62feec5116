//! Every default and every bound of the configuration, each with its reason.
//!
//! `config/courant.toml` repeats the defaults for people; a test holds the two equal.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::{BodyChoice, Format, Level, Stories};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `[output] directory`: where articles go.
pub const OUTPUT_DIRECTORY: &str = "/var/lib/courant/articles";
/// `[output] formats`: one for programs, one for people.
pub const FORMATS: &[Format] = &[Format::Json, Format::Markdown];
/// `[output] feeds_entries`: as many as readers show at a time, and a document of half a megabyte.
pub const FEEDS_ENTRIES: usize = 50;
/// `[state] directory`: what courant remembers.
pub const STATE_DIRECTORY: &str = "/var/lib/courant/state";
/// `[poll] min_interval`: no publisher minds four polls an hour, most of them answered by a 304.
pub const MIN_INTERVAL: Duration = Duration::from_secs(15 * MINUTE);
/// `[poll] max_interval`: the most silent feed is asked once a day.
pub const MAX_INTERVAL: Duration = Duration::from_secs(DAY);
/// `[poll] full_interval`: a whole download an hour, where nothing tells beforehand that it is the same as before.
pub const FULL_INTERVAL: Duration = Duration::from_secs(HOUR);
/// `[log] level`: what was done, and no decisions.
pub const LOG_LEVEL: Level = Level::Info;
/// `[fetch] timeout`: of a whole request.
pub const TIMEOUT: Duration = Duration::from_secs(30);
/// `[fetch] max_body`: 15 MiB after decompression; the largest real feeds have ten.
pub const MAX_BODY: u64 = 15 << 20;
/// `[fetch] host_delay`: between two requests to one host.
pub const HOST_DELAY: Duration = Duration::from_secs(2);
/// `[fetch] concurrency`: requests in flight, over all hosts.
pub const CONCURRENCY: usize = 64;
/// `[extract] body`: the better of page and feed.
pub const BODY: BodyChoice = BodyChoice::Best;
/// `[extract] patience`: how long a page that fails in passing is tried again.
pub const PATIENCE: Duration = Duration::from_secs(HOUR);
/// `[dedup] stories`: copies are marked, not left out.
pub const STORIES: Stories = Stories::Mark;

/// `[dedup] window`: agencies' texts are printed within days, and a fortnight is little to remember.
pub const STORY_WINDOW: Duration = Duration::from_secs(14 * DAY);

/// Intervals between polls: a second, for tests on a machine of one's own, to a year.
pub const INTERVALS: RangeInclusive<Duration> =
    Duration::from_secs(1)..=Duration::from_secs(366 * DAY);
/// Time for a request: a shorter one never ends well, a longer one holds a permit for nothing.
pub const TIMEOUTS: RangeInclusive<Duration> =
    Duration::from_millis(1)..=Duration::from_secs(10 * MINUTE);
/// Bytes of a body: less holds no feed, more holds no machine.
pub const BODIES: RangeInclusive<u64> = 1 << 10..=1 << 30;
/// Delay between two requests to one host.
pub const HOST_DELAYS: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(HOUR);
/// Requests in flight.
pub const CONCURRENCIES: RangeInclusive<u64> = 1..=4096;
/// Patience with a failing page.
pub const PATIENCES: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(30 * DAY);
/// Windows in which stories are found.
pub const STORY_WINDOWS: RangeInclusive<Duration> =
    Duration::from_secs(HOUR)..=Duration::from_secs(366 * DAY);
/// Further looks at a page in a day: no more than a changing entry brings about.
pub const REREADS: RangeInclusive<u64> = 0..=3;
/// Earlier revisions that are kept of an article.
pub const KEPT_REVISIONS: RangeInclusive<u64> = 0..=100;
/// The age up to which a new feed's entries are wanted.
pub const BACKLOGS: RangeInclusive<Duration> =
    Duration::from_secs(1)..=Duration::from_secs(36_500 * DAY);
/// Articles that a full-text feed holds.
pub const FEEDS_ENTRIES_RANGE: RangeInclusive<u64> = 1..=1_000;
/// Days that articles are kept.
pub const RETENTIONS: RangeInclusive<u64> = 0..=36_500;
/// Articles of a feed that are kept.
pub const RETAINED_ARTICLES: RangeInclusive<u64> = 0..=1_000_000_000;
/// The most words, categories or languages of a filter, each.
pub const MAX_MARKS: usize = 1_000;
/// The longest of them, in characters.
pub const MAX_MARK_CHARS: usize = 100;
/// Bytes of articles that are kept.
pub const RETAINED_SIZES: RangeInclusive<u64> = 0..=1 << 50;

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
/// The longest `contact`, in bytes.
pub const MAX_CONTACT_BYTES: usize = 256;
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
