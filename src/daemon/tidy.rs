//! Removes old articles now and then, and forgets old stories.
//!
//! Never: a failure of it ends the daemon; it is told and tried again.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::pipeline::Pipeline;

/// How often it is looked at.
const EVERY: Duration = Duration::from_hours(1);

/// Looks at once and then every hour, until it is told to stop.
pub(super) async fn keep(pipeline: Arc<Pipeline>, stop: CancellationToken) {
    loop {
        if let Err(fault) = pipeline.remove_old().await {
            tracing::warn!(error = "retention", detail = %fault, again_in = ?EVERY,
                "Old articles could not be removed");
        }
        if let Err(fault) = pipeline.forget_stories().await {
            tracing::warn!(error = fault.code(), detail = %fault, again_in = ?EVERY,
                "Old stories could not be forgotten");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
