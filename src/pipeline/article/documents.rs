//! The last few feeds that were read: an entry's text is in its feed's document, and its neighbours want
//! the same one next.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use crate::feed::Feed;
use crate::pipeline::visit::lines::Lines;
use crate::state::DocumentHash;

/// How many are kept.
const KEPT: usize = 8;
/// How long they may be together, in bytes; the last one is kept however long it is.
pub(in crate::pipeline) const KEPT_BYTES: usize = 8 << 20;

/// Parsed documents by their hash.
pub(in crate::pipeline) struct Documents {
    kept: Mutex<VecDeque<(DocumentHash, Arc<Feed>, usize)>>,
    readers: Lines<DocumentHash>,
}

impl Documents {
    pub(in crate::pipeline) fn new() -> Self {
        Self { kept: Mutex::default(), readers: Lines::new() }
    }

    /// The document, or the right to read it, which nobody else has meanwhile.
    pub(super) async fn find(&self, hash: DocumentHash) -> Result<Arc<Feed>, OwnedMutexGuard<()>> {
        if let Some(document) = self.get(hash) {
            return Ok(document);
        }
        let reader = self.readers.stand(&hash).await;
        self.get(hash).ok_or(reader)
    }

    /// Keeps a document of this length.
    pub(in crate::pipeline) fn put(
        &self,
        hash: DocumentHash,
        feed: Feed,
        size: usize,
    ) -> Arc<Feed> {
        let feed = Arc::new(feed);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(other, ..)| *other != hash);
        kept.push_front((hash, feed.clone(), size));
        let mut bytes = 0;
        let fits = |size: usize| {
            bytes += size;
            bytes <= KEPT_BYTES
        };
        let most = kept.iter().map(|(.., size)| *size).map(fits).take_while(|fits| *fits).count();
        kept.truncate(most.clamp(1, KEPT));
        feed
    }

    fn get(&self, hash: DocumentHash) -> Option<Arc<Feed>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(other, ..)| *other == hash)?;
        let found = kept.remove(at)?;
        let feed = found.1.clone();
        kept.push_front(found);
        Some(feed)
    }
}
