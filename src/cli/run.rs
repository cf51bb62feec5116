//! `courant run`: what the service runs.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::failure::{Failure, Status};
use super::{Shared, instance, log};
use crate::clock::SystemClock;
use crate::daemon;
use crate::pipeline::Endurance;
use crate::status::{self, Door};

/// Polls until told to stop.
pub fn run(shared: &Shared) -> Result<(), Failure> {
    let config = Arc::new(shared.configuration()?);
    log::start(shared.log_format, config.log.level.word());
    for warning in &config.warnings {
        tracing::warn!(detail = %warning, "The configuration");
    }
    instance::block_on(async {
        let stop = CancellationToken::new();
        let signals = daemon::Signals::listen().map_err(|error| Failure::new(Status::Io, error))?;
        let pipeline =
            instance::open(config, Arc::new(SystemClock), Endurance::Wait, stop.clone())?;
        let path = status::path(&pipeline.config());
        let door = match Door::open(&path) {
            Ok(door) => Some(tokio::spawn(door.keep(pipeline.clone(), stop.clone()))),
            Err(error) => {
                tracing::error!(error = "control_socket", path = %path.display(), detail = %error, "Nobody can speak to this daemon: its control socket cannot be opened");
                None
            }
        };
        let ended = daemon::run(pipeline, signals, stop).await.map_err(instance::failure);
        if let Some(door) = door {
            let _ = door.await;
        }
        ended
    })
}
