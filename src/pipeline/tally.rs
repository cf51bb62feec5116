//! What was done, counted by feed, for the closing table and the service manager's status line.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Outcome;
use crate::article::BodyFrom;

/// How many failures of one feed's entries are told one by one.
const TOLD: usize = 20;

/// What was done for one feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// What came of its last poll.
    pub poll: Option<Outcome>,
    /// Articles whose text is the page's.
    pub from_page: usize,
    /// Articles whose text is the feed's.
    pub from_feed: usize,
    /// Articles that were emitted before, and came out again as a revision.
    pub revised: usize,
    /// Entries that turned out to be articles known already.
    pub aliases: usize,
    /// Articles that were left out as copies.
    pub copies: usize,
    /// Articles that their publisher took back.
    pub taken_back: usize,
    /// Entries that a filter kept back.
    pub kept_back: usize,
    /// Pages that could not be used.
    pub failed: usize,
    /// Of these the first ones: address, and why.
    pub failures: Vec<(String, String)>,
}

/// The counts of all feeds.
#[derive(Debug, Default)]
pub struct Tally {
    feeds: Mutex<BTreeMap<String, Counts>>,
}

impl Tally {
    /// The counts of every feed that anything was done for.
    pub fn counts(&self) -> BTreeMap<String, Counts> {
        self.feeds().clone()
    }

    /// Articles that came out so far.
    pub fn articles(&self) -> usize {
        self.feeds().values().map(|counts| counts.from_page + counts.from_feed).sum()
    }

    pub(super) fn polled(&self, feed: &str, outcome: &Outcome) {
        self.of(feed, |counts| counts.poll = Some(outcome.clone()));
    }

    pub(super) fn emitted(&self, feed: &str, body_from: BodyFrom, revision: u32) {
        self.of(feed, |counts| {
            match body_from {
                BodyFrom::Page => counts.from_page += 1,
                _ => counts.from_feed += 1,
            }
            counts.revised += usize::from(revision > 1);
        });
    }

    pub(super) fn alias(&self, feed: &str) {
        self.of(feed, |counts| counts.aliases += 1);
    }

    pub(super) fn copy(&self, feed: &str) {
        self.of(feed, |counts| counts.copies += 1);
    }

    pub(super) fn taken_back(&self, feed: &str) {
        self.of(feed, |counts| counts.taken_back += 1);
    }

    pub(super) fn kept_back(&self, feed: &str) {
        self.of(feed, |counts| counts.kept_back += 1);
    }

    pub(super) fn failed(&self, feed: &str, page: &str, reason: &str) {
        self.of(feed, |counts| {
            counts.failed += 1;
            if counts.failures.len() < TOLD {
                counts.failures.push((page.to_owned(), reason.to_owned()));
            }
        });
    }

    fn of(&self, feed: &str, count: impl FnOnce(&mut Counts)) {
        let mut feeds = self.feeds();
        match feeds.get_mut(feed) {
            Some(counts) => count(counts),
            None => count(feeds.entry(feed.to_owned()).or_default()),
        }
    }

    fn feeds(&self) -> MutexGuard<'_, BTreeMap<String, Counts>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
