//! What a panic costs: one poll or one article. It is counted, and what was under way is tried again later.
//!
//! Always: where it happened stands in the log, which the hook of the program's log sees to. Never: anything built on
//! a state that a panic left half changed; that ends the pipeline, and the next start goes on from what is safe.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use jiff::Timestamp;

use super::poll::Outcome;
use super::reason::{PANIC, Reason};
use super::{Fault, Pipeline};
use crate::config::Feed;
use crate::state::{Trouble, Waiting};

/// How long an entry waits that something panicked over.
const AFTER_PANIC: Duration = Duration::from_mins(20);
/// So often an entry that something panicked over is tried again; then it is emitted from the feed.
const RETRIES: u32 = 3;

/// Why something is not done that courant panicked over.
pub(super) fn reason() -> Reason {
    Reason::permanent(PANIC, "courant panicked over it; please report the address")
}

/// Whether it is of no use to visit an entry's page once more.
pub(super) fn is_hopeless(waiting: &Waiting) -> bool {
    let panicked = waiting.error.as_ref().is_some_and(|trouble| trouble.code == PANIC);
    panicked && waiting.attempts >= RETRIES
}

impl Pipeline {
    /// How often something panicked since the start, each time at the cost of a poll or an article.
    pub fn panics(&self) -> u64 {
        self.figures().panics()
    }

    /// Does something over which a panic is a fault like any other.
    pub(super) async fn caught<T>(
        &self,
        work: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, Fault> {
        AssertUnwindSafe(work).catch_unwind().await.unwrap_or(Err(Fault::Panicked))
    }

    /// Whether a fault is a panic that everything else may go on after.
    pub(super) fn survives(&self, fault: &Fault) -> bool {
        matches!(fault, Fault::Panicked) && self.state.is_whole()
    }

    /// A poll that something panicked over is a failure of its feed, which is asked more and more rarely.
    pub(super) async fn charge(&self, feed: &Arc<Feed>) -> Result<(Outcome, Timestamp), Fault> {
        self.figures().panicked();
        let reason = reason();
        match self.caught(Box::pin(self.fail_poll(feed, &reason))).await {
            // Not even that could be written down.
            Err(fault) if self.survives(&fault) => {
                let outcome = Outcome::Failed(Trouble::from(&reason));
                self.ledger.polled(feed.name.as_str(), &outcome);
                let now = self.clock.now();
                Ok((outcome, now.checked_add(feed.max_interval).unwrap_or(now)))
            }
            charged => charged,
        }
    }

    /// An entry that something panicked over goes to the back, and everything else goes on.
    pub(super) async fn set_aside(&self, waiting: Waiting) -> Result<(), Fault> {
        self.figures().panicked();
        tracing::error!(error = PANIC, feed = waiting.feed.as_str(), id = %waiting.id,
            "Something panicked over an entry: it waits, please report this");
        let waiting = Waiting {
            attempts: waiting.attempts + 1,
            not_before: self.clock.now().checked_add(AFTER_PANIC).unwrap_or(waiting.not_before),
            error: Some(Trouble::from(&reason())),
            ..waiting
        };
        let id = waiting.id;
        let postponed = self.caught(self.with_state(move |state| state.postpone(&waiting))).await;
        match postponed {
            Err(fault) if self.survives(&fault) => {
                tracing::error!(error = PANIC, %id, "The entry is left until the next start");
                Ok(())
            }
            postponed => postponed,
        }
    }
}
