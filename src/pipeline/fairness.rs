//! The places of entries under way: how many of each feed are, so that no feed takes all of them.
//!
//! Always: what was taken is given back, however its way ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One feed may have this part of the requests that may be in flight under way: hosts that hang take no more of them.
const PART: usize = 2;

/// … and so many at the least.
const FEW: usize = 4;

/// How many entries of each feed are under way.
#[derive(Debug, Default)]
pub(super) struct Fairness(Mutex<HashMap<String, usize>>);

/// One of them.
pub(super) struct Share {
    of: Arc<Fairness>,
    feed: String,
}

impl Fairness {
    /// One more of a feed may be under way, where so many requests may be in flight.
    pub(super) fn has_room(&self, feed: &str, concurrency: usize) -> bool {
        self.counts().get(feed).is_none_or(|count| *count < (concurrency / PART).max(FEW))
    }

    /// How many entries are under way, of all feeds.
    pub(super) fn under_way(&self) -> usize {
        self.counts().values().sum()
    }

    /// One more is, until its share is dropped.
    pub(super) fn enter(self: &Arc<Self>, feed: &str) -> Share {
        *self.counts().entry(feed.to_owned()).or_default() += 1;
        Share { of: self.clone(), feed: feed.to_owned() }
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut counts = self.of.counts();
        if let Some(count) = counts.get_mut(&self.feed) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.feed);
            }
        }
    }
}
