//! Flights: how many requests are in flight, over all hosts.
//!
//! Always: pages leave some of them to the polls, which may take them all: pages that hang hold up no poll.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::fetch::Accept;

/// Pages leave one of so many to the polls, where there are as many.
const PART: usize = 8;

/// The requests that may be in flight.
#[derive(Debug, Clone)]
pub(super) struct Flights {
    most: usize,
    all: Arc<Semaphore>,
    of_pages: Arc<Semaphore>,
}

/// One of the requests in flight. Its answer may stay one until it is read, so that no more answers than that wait.
#[derive(Debug)]
pub(in crate::pipeline) struct Flight {
    _one: Option<OwnedSemaphorePermit>,
    _of_pages: Option<OwnedSemaphorePermit>,
}

impl Flights {
    /// So many at the most.
    pub(super) fn new(most: usize) -> Self {
        let flights = |most| Arc::new(Semaphore::new(most));
        Self { most, all: flights(most), of_pages: flights(most - most / PART) }
    }

    /// How many there may be.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Waits until one more may be.
    pub(super) async fn take(self, accept: Accept) -> Flight {
        let Self { all, of_pages, .. } = self;
        // The semaphores are never closed.
        let of_pages =
            if accept == Accept::Feed { None } else { of_pages.acquire_owned().await.ok() };
        Flight { _one: all.acquire_owned().await.ok(), _of_pages: of_pages }
    }
}
