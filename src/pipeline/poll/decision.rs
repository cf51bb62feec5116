//! The decision when a feed is polled next: what a poll taught goes into the record, and what follows from it.
//!
//! Always: a poll that failed teaches nothing. Never: a decision without its derivation.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::concern;
use crate::config::Feed;
use crate::pipeline::reason::NOT_FOUND;
use crate::schedule::{Due, Polled, Price, Reason, Seen, next_due};
use crate::state::{Discovered, FeedRecord};

/// The ceiling of the interval of a feed that answers 404, where its own is lower: it may come back, and nobody
/// minds so rare a question.
const NOT_FOUND_CEILING: Duration = Duration::from_hours(7 * 24);

/// What the next poll's time is decided from, besides the record.
pub(super) struct Decision {
    pub(super) feed: Arc<Feed>,
    /// This installation's number.
    pub(super) installation: u64,
    /// What a poll costs now.
    pub(super) price: Price,
    /// The poll before this one.
    pub(super) before: Option<Timestamp>,
    /// When the answer came.
    pub(super) at: Timestamp,
    /// For how long the server calls it fresh.
    pub(super) fresh: Duration,
    /// How long the feed's host takes to give each of its feeds a turn.
    pub(in crate::pipeline) turns: Duration,
    /// Each of its polls is a whole download, which is not made more often than this.
    pub(super) whole: Option<Duration>,
}

impl Decision {
    /// The record with what the poll taught of the feed's publishing.
    pub(super) fn learn(
        &self,
        mut record: FeedRecord,
        dates: &[Option<Timestamp>],
        discovered: &Discovered,
    ) -> FeedRecord {
        // An entry that another feed brought first is no news, whenever this one shows it.
        let fresh = discovered.shown.saturating_sub(discovered.known);
        record.rhythm.learn(Seen { at: self.at, dates, fresh });
        record.silences.learn(self.at, dates, fresh);
        record
    }

    /// The record with the next poll in it.
    pub(super) fn take(&self, mut record: FeedRecord, gap: bool) -> (FeedRecord, Due) {
        let interval =
            self.before.and_then(|before| self.at.duration_since(before).try_into().ok());
        let mut due = next_due(&Polled {
            name: self.feed.name.as_str(),
            installation: self.installation,
            at: self.at,
            first: self.before.is_none(),
            failures: record.failures,
            fresh: self.fresh,
            wishes: record.wishes,
            refused_until: record.refused_until,
            gap: interval.filter(|_| gap),
            turns: self.turns,
            whole: self.whole,
            rhythm: &record.rhythm,
            price: self.price,
            min_interval: self.feed.min_interval,
            max_interval: ceiling(&self.feed, &record),
        });
        if record.moved.is_some() {
            due.because.push(Reason::Moved);
        }
        if record.gone {
            due.because = vec![Reason::Gone];
        }
        record.polled = Some(self.at);
        record.due = Some(due.at);
        record.because.clone_from(&due.because);
        (concern::judge(record, self.at), due)
    }
}

/// The most time between two polls of a feed.
fn ceiling(feed: &Feed, record: &FeedRecord) -> Duration {
    match &record.error {
        Some(trouble) if trouble.code == NOT_FOUND => feed.max_interval.max(NOT_FOUND_CEILING),
        _ => feed.max_interval,
    }
}

/// Whether each poll of a feed is a whole download: it answers, and offers neither validators nor freshness.
pub(super) fn is_whole(record: &FeedRecord, fresh: Duration) -> bool {
    let bare = record.etag.is_none() && record.last_modified.is_none() && fresh.is_zero();
    record.answered.is_some() && bare
}
