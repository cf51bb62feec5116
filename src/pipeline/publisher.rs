//! The publisher: pays what is owed, one emission after the other, in the order of `seq`.
//!
//! Always: one task does it. A failure that may pass (a consumer's mount, a full disk) is waited for, and
//! the debt stays. Never: a sync tried again after it failed.

use std::time::Duration;

use super::{Fault, Pipeline, blocking};
use crate::output::{Class, OutputError};

/// How long the first wait after a failure is; each is twice the last …
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// … up to this.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often the loop looks up though nobody woke it.
const LOOK_UP: Duration = Duration::from_secs(1);

impl Pipeline {
    /// Publishes until `enough` is cancelled and nothing is owed any more.
    pub async fn publish(
        &self,
        enough: tokio_util::sync::CancellationToken,
        mut beat: impl FnMut(),
    ) {
        let mut wait = FIRST_WAIT;
        loop {
            beat();
            match self.pay_all().await {
                Ok(()) => wait = FIRST_WAIT,
                Err(Fault::Output(error)) if error.class() == Class::TryAgain => {
                    tracing::error!(error = "publish", detail = %error, again_in = ?wait, "Publishing pauses; what is owed stays owed");
                    if enough.is_cancelled() {
                        // The next start pays.
                        self.fail(error.into());
                        return;
                    }
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(LONGEST_WAIT);
                    continue;
                }
                Err(fault) => {
                    self.fail(fault);
                    return;
                }
            }
            if enough.is_cancelled() {
                return;
            }
            tokio::select! {
                () = self.debts.notified() => {}
                () = tokio::time::sleep(LOOK_UP) => {}
                () = enough.cancelled() => {}
            }
        }
    }

    /// Pays every debt that is durable.
    async fn pay_all(&self) -> Result<(), Fault> {
        let (state, output) = (self.state.clone(), self.output.clone());
        blocking(move || -> Result<(), Fault> {
            while let Some(owed) = state.next_owed()? {
                output.publish(&owed).map_err(|error: OutputError| Fault::from(error))?;
                state.settle(&owed)?;
            }
            Ok(())
        })
        .await?
    }
}
