//! Flights: how many requests are in flight, over all hosts.
//!
//! Always: whoever may have to wait long for an answer leaves some of them to others: pages to polls, and feeds whose last
//! poll failed to those that answered. So pages that hang hold up no poll, and a feed that hangs does so once at the most.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Each kind leaves one of so many to those before it, where there are as many.
const PART: usize = 8;

/// Whose request it is, by whether others wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A feed that answered as it should when it was asked last.
    Known,
    /// A feed that did not, or was never asked.
    Stranger,
    /// A page, or its site's robots.txt.
    Page,
}

/// The requests that may be in flight.
#[derive(Debug, Clone)]
pub(super) struct Flights {
    most: usize,
    /// Those of all kinds, those of strangers and pages, and those of pages.
    kinds: [Arc<Semaphore>; 3],
}

/// One of the requests in flight. Its answer may stay one until it is read, so that no more answers than that wait.
#[derive(Debug)]
pub(in crate::pipeline) struct Flight {
    _permits: Vec<OwnedSemaphorePermit>,
}

impl Flights {
    /// So many at the most.
    pub(super) fn new(most: usize) -> Self {
        let left = most / PART;
        let flights = |most| Arc::new(Semaphore::new(most));
        Self { most, kinds: [most, most - left, most - 2 * left].map(flights) }
    }

    /// How many there may be.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// One more, if it may be now.
    pub(super) fn try_take(&self, kind: Kind) -> Option<Flight> {
        let kinds = self.kinds.iter().take(kind as usize + 1).rev();
        let permits = kinds.map(|kind| kind.clone().try_acquire_owned().ok());
        Some(Flight { _permits: permits.collect::<Option<_>>()? })
    }

    /// Waits until one more may be.
    pub(super) async fn take(self, kind: Kind) -> Flight {
        let mut permits = Vec::with_capacity(self.kinds.len());
        for kind in self.kinds.into_iter().take(kind as usize + 1).rev() {
            // The semaphores are never closed.
            permits.extend(kind.acquire_owned().await.ok());
        }
        Flight { _permits: permits }
    }
}
