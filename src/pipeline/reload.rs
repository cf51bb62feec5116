//! Reload: the configuration is read again, and what changed is applied; the rest goes on untouched.
//!
//! Always: a faulty configuration is reported and changes nothing; one reload at a time, so that of several the one that
//! read last holds.

use std::sync::Arc;

use super::{Fault, Pipeline};
use crate::config::{Config, Difference, Problems};

impl Pipeline {
    /// Reads the configuration again and applies it, or says what is wrong with it.
    ///
    /// # Errors
    /// A fault is the state's; the pipeline cannot go on.
    pub async fn reload(&self) -> Result<Result<Difference, Problems>, Fault> {
        let _alone = self.reloading.lock().await;
        let (before, started) = (self.config(), self.started.clone());
        let read = super::blocking(move || {
            let config = Config::load(&before.file)?;
            let mut difference = before.difference(&config)?;
            // What is as it was at the start again, holds.
            let later = started.later(&config);
            difference.at_restart.retain(|key| later.contains(key));
            Ok::<_, Problems>((Arc::new(config), difference))
        });
        let (config, difference) = match read.await? {
            Ok(read) => read,
            Err(problems) => {
                for problem in &problems {
                    tracing::error!(error = "configuration", detail = %problem, "The configuration is faulty: the old one stays");
                }
                return Ok(Err(problems));
            }
        };
        tracing::info!(
            added = difference.added.len(),
            removed = difference.removed.len(),
            changed = difference.changed.len(),
            settings = difference.settings_changed,
            "The configuration was read again"
        );
        for key in &difference.at_restart {
            tracing::warn!(
                key,
                "A setting changed that holds from the next start on: restart courant to apply it"
            );
        }
        self.reconfigure(config).await?;
        self.rearrange();
        Ok(Ok(difference))
    }
}
