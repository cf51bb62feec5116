//! The workers: claim what may be tried now, as many at a time as there may be requests in flight.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::fairness::Fairness;
use super::{Fault, LOOK_UP, Pipeline};

/// Articles under way for each request in flight: some are fetched while others are written.
pub(super) const PER_REQUEST: usize = 4;

impl Pipeline {
    /// Processes waiting entries of the feeds that are `active`, until the pipeline stops. What is under way is
    /// finished first.
    ///
    /// A pass has a `last_call`, after which it ends when nothing is left that may be tried now; it tries nothing twice.
    pub async fn work(
        self: &Arc<Self>,
        last_call: Option<CancellationToken>,
        active: impl Fn(&str) -> bool,
        mut beat: impl FnMut(),
    ) {
        // What a pass has tried, by its order in the queue.
        let mut tried = last_call.is_some().then(HashSet::new);
        let last_call = last_call.unwrap_or_default();
        let under_way = TaskTracker::new();
        let fairness = Arc::new(Fairness::default());
        while !self.stop.is_cancelled() {
            beat();
            // A reload may change it.
            let concurrency = self.config().fetch.concurrency;
            let most = concurrency.saturating_mul(PER_REQUEST);
            if fairness.under_way() >= most {
                self.wait(&last_call).await;
                continue;
            }
            // Asked first: what ends between the two questions may make room for another claim.
            let idle = last_call.is_cancelled() && under_way.is_empty();
            // Without room on the disk no article could be kept.
            let may = self.low_disk().is_none();
            let may_come = |feed: &str| may && active(feed) && fairness.has_room(feed, concurrency);
            let claimed = match self.state.claim(self.clock.now(), may_come) {
                Ok(claimed) => claimed,
                Err(error) => {
                    self.fail(Fault::from(error));
                    break;
                }
            };
            let Some(waiting) = claimed else {
                if idle {
                    break;
                }
                self.wait(&last_call).await;
                continue;
            };
            let is_new_try = !self.ways.has(waiting.id, self.clock.now());
            if is_new_try && tried.as_mut().is_some_and(|tried| !tried.insert(waiting.order)) {
                self.state.hold(&waiting, Timestamp::MAX);
                continue;
            }
            let pipeline = self.clone();
            let share = fairness.enter(&waiting.feed);
            under_way.spawn(async move {
                let claimed = waiting.clone();
                let done = match pipeline.caught(Box::pin(pipeline.process(waiting))).await {
                    Err(fault) if pipeline.survives(&fault) => pipeline.set_aside(claimed).await,
                    done => done,
                };
                if let Err(fault) = done {
                    pipeline.fail(fault);
                }
                drop(share);
                pipeline.arrivals.notify_one();
            });
        }
        under_way.close();
        under_way.wait().await;
    }

    /// Waits for an arrival, the end of something under way, or the time to look up.
    async fn wait(&self, last_call: &CancellationToken) {
        tokio::select! {
            () = self.arrivals.notified() => {}
            () = tokio::time::sleep(LOOK_UP) => {}
            () = self.stop.cancelled() => {}
            () = last_call.cancelled(), if !last_call.is_cancelled() => {}
        }
    }
}
