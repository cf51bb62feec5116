//! The last few feeds that were read: an entry's text is in its feed's document, and its neighbours want
//! the same one next.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::feed::Feed;
use crate::state::DocumentHash;

/// How many are kept: a document can be as long as `max_body`.
const KEPT: usize = 8;

/// Parsed documents by their hash.
#[derive(Default)]
pub(super) struct Documents {
    kept: Mutex<VecDeque<(DocumentHash, Arc<Feed>)>>,
}

impl Documents {
    pub(super) fn put(&self, hash: DocumentHash, feed: Feed) -> Arc<Feed> {
        let feed = Arc::new(feed);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(other, _)| *other != hash);
        kept.truncate(KEPT - 1);
        kept.push_front((hash, feed.clone()));
        feed
    }

    pub(super) fn get(&self, hash: DocumentHash) -> Option<Arc<Feed>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(other, _)| *other == hash)?;
        let found = kept.remove(at)?;
        let feed = found.1.clone();
        kept.push_front(found);
        Some(feed)
    }
}
