//! One pass over some feeds: polls, articles and publishing side by side, until nothing is left to do now.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::Pipeline;
use crate::config::Feed;

impl Pipeline {
    /// Polls these feeds because a person asked for it, makes articles of what is new in them, and publishes
    /// them. `polled` is told of every poll that ended, `beat` that something goes on.
    ///
    /// What has to wait stays in the queue. A fault ends the pass early; [`Pipeline::take_fault`] has it.
    pub async fn pass(
        self: &Arc<Self>,
        feeds: &[Feed],
        mut polled: impl FnMut(),
        beat: impl FnMut(),
    ) {
        self.sweep_texts().await;
        let (last_call, enough) = (CancellationToken::new(), CancellationToken::new());
        self.look_for_room().await;
        let publisher = {
            let (pipeline, enough) = (self.clone(), enough.clone());
            tokio::spawn(async move { pipeline.publish(enough, || ()).await })
        };
        let names: HashSet<&str> = feeds.iter().map(|feed| feed.name.as_str()).collect();
        let polls = async {
            let mut polls = JoinSet::new();
            for feed in feeds {
                let (pipeline, feed) = (self.clone(), feed.clone());
                polls.spawn(async move {
                    tokio::select! {
                        polled = pipeline.poll(&feed, super::Occasion::Once) => polled.err(),
                        () = pipeline.stop.cancelled() => None,
                    }
                });
            }
            while let Some(ended) = polls.join_next().await {
                if let Ok(Some(fault)) = ended {
                    self.fail(fault);
                }
                polled();
            }
            last_call.cancel();
        };
        let work = async {
            tokio::join!(polls, self.work(last_call.clone(), |feed| names.contains(feed), beat))
        };
        tokio::select! {
            _ = work => {}
            () = self.keep_room() => {}
        }
        enough.cancel();
        // The publisher reports its own faults; it cannot be cancelled here.
        let _ = publisher.await;
        self.syndicate_once().await;
    }
}
