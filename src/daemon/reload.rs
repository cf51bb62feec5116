//! Reload: the configuration is read again, and what changed is applied; the rest goes on untouched.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::config::{Config, Difference, Problems};
use crate::pipeline::{Fault, Pipeline};

/// Reads the configuration again. A faulty one is reported and changes nothing.
pub(super) async fn reload(pipeline: &Pipeline, changed: &mpsc::Sender<()>) -> Result<(), Fault> {
    let before = pipeline.config();
    match read(&before) {
        Ok((config, difference)) => {
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
            pipeline.reconfigure(config)?;
            // The timetable ends only with the daemon.
            let _ = changed.send(()).await;
        }
        Err(problems) => {
            for problem in &problems {
                tracing::error!(error = "configuration", detail = %problem, "The configuration is faulty: the old one stays");
            }
        }
    }
    Ok(())
}

fn read(before: &Config) -> Result<(Arc<Config>, Difference), Problems> {
    let config = Config::load(&before.file)?;
    let difference = before.difference(&config)?;
    Ok((Arc::new(config), difference))
}
