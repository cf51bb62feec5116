//! Syndicate: the full-text feeds are kept behind the publisher, some articles at a time.
//!
//! Always: a failure is told, and everything is tried again; what was not taken in waits. It takes a tenth of
//! the time at most. Never: in the publisher's way, and no fault of the pipeline.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::output::{FullText, OutputError};
use crate::pipeline::{Fault, Pipeline, blocking};

/// How often it is looked whether something came: what comes together is written together.
const CATCH_UP_EVERY: Duration = Duration::from_secs(2);
/// After a failure.
const AGAIN: Duration = Duration::from_secs(30);
/// How often it is looked whether somebody has removed one.
const MEND_EVERY: Duration = Duration::from_hours(1);

/// The feeds as they are kept, under which configuration, and since when they were not looked over.
struct Upkeep {
    feeds: FullText,
    config: Arc<Config>,
    mended: Instant,
}

impl Pipeline {
    /// Keeps the full-text feeds up to date until the pipeline stops.
    pub async fn syndicate(&self) {
        let mut upkeep = None;
        while !self.stop.is_cancelled() {
            let began = Instant::now();
            let wait = match self.syndicate_now(upkeep.take()).await {
                Ok(now) => {
                    upkeep = now;
                    self.health.passed("full_text");
                    CATCH_UP_EVERY.max(10 * began.elapsed())
                }
                Err(_) if self.stop.is_cancelled() => return,
                Err(fault) => {
                    self.health.trouble(
                        "full_text",
                        format!("the full-text feeds cannot be written: {fault}"),
                    );
                    tracing::warn!(error = "full_text", detail = %fault, again_in = ?AGAIN,
                        "The full-text feeds could not be written; what they lack waits");
                    AGAIN
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => {}
            }
        }
    }

    /// Brings them up to the journal once.
    pub(in crate::pipeline) async fn syndicate_once(&self) {
        if let Err(fault) = self.syndicate_now(None).await {
            tracing::warn!(error = "full_text", detail = %fault, "The full-text feeds could not be written");
        }
    }

    async fn syndicate_now(&self, upkeep: Option<Upkeep>) -> Result<Option<Upkeep>, Fault> {
        let config = self.config();
        if !config.output.feeds {
            return Ok(None);
        }
        let stop = self.stop.clone();
        blocking(move || {
            let mut upkeep = match upkeep {
                Some(upkeep) => upkeep,
                None => Upkeep::begin(config.clone(), stop.clone())?,
            };
            if !Arc::ptr_eq(&upkeep.config, &config) || upkeep.mended.elapsed() > MEND_EVERY {
                upkeep.feeds.mend(&config)?;
                upkeep = Upkeep { config: config.clone(), mended: Instant::now(), ..upkeep };
            }
            while upkeep.feeds.catch_up(&config)? && !stop.is_cancelled() {}
            Ok(Some(upkeep))
        })
        .await?
    }

    /// Texts of articles that were never marked go. To be called while nothing is staged.
    pub async fn sweep_texts(&self) {
        if !self.config().output.feeds {
            return;
        }
        let (state, output) = (self.state.clone(), self.output.clone());
        let swept = blocking(move || {
            let mut owed = HashSet::new();
            for one in state.owed() {
                let one = one?;
                owed.insert((one.line().id, one.line().revision));
            }
            output.sweep_texts(&owed)?;
            Ok::<_, Fault>(())
        });
        if let Ok(Err(fault)) | Err(fault) = swept.await {
            tracing::warn!(error = "full_text", detail = %fault, "What the full-text feeds do not need could not be removed");
        }
    }
}

impl Upkeep {
    fn begin(config: Arc<Config>, stop: CancellationToken) -> Result<Self, OutputError> {
        let feeds = FullText::open(&config.output.directory, &config, stop)?;
        Ok(Self { feeds, config, mended: Instant::now() })
    }
}
