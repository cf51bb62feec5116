//! What was done, counted by feed, for the table at the end of a pass.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::pipeline::Outcome;

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
pub(in crate::pipeline) struct Tally {
    feeds: Mutex<BTreeMap<String, Counts>>,
}

impl Tally {
    /// The counts of every feed that anything was done for.
    pub(in crate::pipeline) fn counts(&self) -> BTreeMap<String, Counts> {
        self.feeds().clone()
    }

    pub(super) fn count(&self, feed: &str, count: impl FnOnce(&mut Counts)) {
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
