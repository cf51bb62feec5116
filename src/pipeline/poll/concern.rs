//! What is wrong with a feed that answers: it has gone quiet, or what it answers is no feed any more; and with
//! its pages, which yield less than they used to.
//!
//! Always: told once when it begins and once when it ends, and kept in the record in between. Never: told at
//! each poll.

use jiff::Timestamp;

use crate::state::{FeedRecord, Harvest, Turn};

/// So many polls in a row have to bring no feed: one may be a page that excuses itself for an hour.
const NO_FEED: u32 = 3;
/// The code of an answer that is no feed.
const NOT_A_FEED: &str = "not_a_feed";

/// What is told of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Concerns {
    quiet: Option<Timestamp>,
    no_feed: Option<Timestamp>,
}

impl Concerns {
    pub(in crate::pipeline) fn of(record: &FeedRecord) -> Self {
        Self { quiet: record.quiet, no_feed: record.no_feed }
    }
}

/// Looks at a record after a poll.
pub(super) fn judge(record: FeedRecord, now: Timestamp) -> FeedRecord {
    let (quiet, no_feed) = match &record.error {
        None => (record.silences.quiet_since(now), None),
        // A poll that failed says nothing of silence.
        Some(trouble) if trouble.code == NOT_A_FEED && record.failures >= NO_FEED => {
            (record.quiet, record.no_feed.or(record.answered))
        }
        Some(_) => (record.quiet, record.no_feed),
    };
    FeedRecord { quiet, no_feed, ..record }
}

/// Tells what became other.
pub(super) fn tell(feed: &str, before: Concerns, after: Concerns) {
    match (before.quiet, after.quiet) {
        (None, Some(since)) => tracing::warn!(feed, error = "quiet", %since,
            "The feed has gone quiet: it published often enough before, and nothing since"),
        (Some(since), None) => tracing::info!(feed, %since, "The feed publishes again"),
        _ => {}
    }
    match (before.no_feed, after.no_feed) {
        (None, Some(since)) => tracing::warn!(feed, error = "no_feed", %since,
            "The feed's address gives something else than a feed, again and again"),
        (Some(since), None) => {
            tracing::info!(feed, %since, "The feed's address gives a feed again");
        }
        _ => {}
    }
}

/// Tells that a feed's pages turned for the worse or the better.
pub(in crate::pipeline) fn tell_turn(feed: &str, turn: Turn, harvest: &Harvest) {
    let detail = harvest.words();
    match turn {
        Turn::Poor => tracing::warn!(
            feed,
            error = "poor_pages",
            detail = detail.as_str(),
            "The feed's pages yield less than they used to: has the site another template?"
        ),
        Turn::Well => {
            tracing::info!(feed, detail = detail.as_str(), "The feed's pages yield what is usual");
        }
    }
}
