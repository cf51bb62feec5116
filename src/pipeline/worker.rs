//! The workers: claim what may be tried now, as many at a time as there may be requests in flight.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::{Fault, Pipeline};

/// How often the loop looks up though nothing has happened: what waits for its time is then due.
const LOOK_UP: Duration = Duration::from_secs(1);
/// Articles under way for each request in flight: some are fetched while others are written.
const PER_REQUEST: usize = 4;

/// When the workers end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// When the pipeline stops.
    Stopped,
    /// When nothing is left that may be tried now.
    Drained,
}

impl Pipeline {
    /// Processes waiting entries of the feeds that are `active`. What is under way is finished before it returns.
    pub async fn work(
        self: &Arc<Self>,
        until: Until,
        active: impl Fn(&str) -> bool,
        mut beat: impl FnMut(),
    ) {
        let under_way = TaskTracker::new();
        let room =
            Arc::new(Semaphore::new(self.config().fetch.concurrency.saturating_mul(PER_REQUEST)));
        while !self.stop.is_cancelled() {
            beat();
            let Ok(permit) = room.clone().try_acquire_owned() else {
                self.wait().await;
                continue;
            };
            let claimed = match self.state.claim(self.clock.now(), &active) {
                Ok(claimed) => claimed,
                Err(error) => {
                    self.fail(Fault::from(error));
                    break;
                }
            };
            let Some(waiting) = claimed else {
                if until == Until::Drained && under_way.is_empty() {
                    break;
                }
                drop(permit);
                self.wait().await;
                continue;
            };
            let pipeline = self.clone();
            under_way.spawn(async move {
                if let Err(fault) = pipeline.process(waiting).await {
                    pipeline.fail(fault);
                }
                drop(permit);
                pipeline.arrivals.notify_one();
            });
        }
        under_way.close();
        under_way.wait().await;
    }

    /// Waits for an arrival, the end of something under way, or the time to look up.
    async fn wait(&self) {
        tokio::select! {
            () = self.arrivals.notified() => {}
            () = tokio::time::sleep(LOOK_UP) => {}
            () = self.stop.cancelled() => {}
        }
    }

    /// The names of the feeds that are configured and enabled.
    pub fn active_feeds(&self) -> HashSet<String> {
        self.config()
            .feeds
            .iter()
            .filter(|feed| feed.enabled)
            .map(|feed| feed.name.to_string())
            .collect()
    }
}
