//! The publisher: pays what is owed, in the order of `seq`, some emissions together.
//!
//! Always: one task does it. A failure that may pass (a consumer's mount, a full disk) is waited for, and
//! the debt stays. Never: a sync tried again after it failed.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{FIRST_HOLD, LONGEST_HOLD};
use crate::pipeline::{Fault, LOOK_UP, Pipeline, blocking};

/// How long debts are still paid after a stop; what is left is paid at the next start.
const LAST_PAYMENTS: Duration = Duration::from_secs(3);
/// So many panics in a row are taken for passing ones.
const PANICS: u32 = 3;
/// How many debts are paid together, and between two signs of life.
const AT_ONCE: usize = 64;

impl Pipeline {
    /// Publishes until `enough` is cancelled and nothing is owed any more, or the time after a stop is up.
    pub async fn publish(&self, enough: CancellationToken, mut beat: impl FnMut()) {
        let mut wait = FIRST_HOLD;
        let mut not_before = Instant::now();
        let (mut last, mut panics) = (None, 0);
        loop {
            beat();
            let closing = enough.is_cancelled();
            if closing && self.stop.is_cancelled() {
                let last = *last.get_or_insert_with(|| Instant::now() + LAST_PAYMENTS);
                if Instant::now() >= last {
                    return;
                }
            }
            if closing || Instant::now() >= not_before {
                let paid = self.pay().await;
                let panicked = paid.as_ref().is_err_and(|fault| self.survives(fault));
                panics = if panicked { panics + 1 } else { 0 };
                if panicked {
                    self.figures().panicked();
                }
                let endures = |fault: &Fault| self.endures(fault) || (panicked && panics <= PANICS);
                match paid {
                    Ok(paid) => {
                        wait = FIRST_HOLD;
                        if self.health.passed("publish") {
                            tracing::info!("Publishing goes on");
                        }
                        if paid > 0 {
                            continue;
                        }
                        if closing {
                            return;
                        }
                    }
                    // At the end there is no more waiting: the next start pays.
                    Err(fault) if endures(&fault) && closing => {
                        tracing::error!(error = "publish", detail = %fault, "What is owed stays owed");
                        return;
                    }
                    Err(fault) if endures(&fault) => {
                        if self.health.trouble("publish", format!("publishing pauses: {fault}")) {
                            tracing::error!(error = "publish", detail = %fault, again_in = ?wait,
                                "Publishing pauses; what is owed stays owed");
                        }
                        not_before = Instant::now() + wait;
                        wait = (wait * 2).min(LONGEST_HOLD);
                    }
                    Err(fault) => return self.fail(fault),
                }
            }
            tokio::select! {
                () = self.debts.notified() => {}
                () = tokio::time::sleep(LOOK_UP) => {}
                () = enough.cancelled(), if !closing => {}
            }
        }
    }

    /// Pays the first debts that are durable, and says how many.
    async fn pay(&self) -> Result<usize, Fault> {
        let (state, output) = (self.state.clone(), self.output.clone());
        blocking(move || {
            #[cfg(test)]
            crate::pipeline::fail_point::reach(&state.path().to_string_lossy());
            let owed = state.next_owed(AT_ONCE)?;
            let paid = output.publish(&owed)?;
            state.settle(&owed[..paid])?;
            Ok(paid)
        })
        .await?
    }
}
