//! `courant run`: what the service runs.

use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::failure::{Failure, Status};
use super::{Shared, instance, log};
use crate::clock::SystemClock;
use crate::daemon;
use crate::pipeline::Endurance;
use crate::pipeline::Pipeline;
use crate::status::{self, Door, Listener};

/// Polls until told to stop.
pub(super) fn run(shared: &Shared) -> Result<(), Failure> {
    let config = Arc::new(shared.configuration()?);
    log::start_unheld(shared.log_format, config.log.level.word());
    for warning in &config.warnings {
        tracing::warn!(detail = %warning, "The configuration");
    }
    let ended = instance::block_on(instance::on_a_worker(async move {
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
        let page = listen(&pipeline, &stop).await;
        let ended = daemon::run(pipeline, signals, stop).await.map_err(instance::failure);
        for served in [door, page].into_iter().flatten() {
            let _ = served.await;
        }
        ended
    }));
    log::finish(shared.log_format);
    ended
}

/// Serves the status page, if one is wanted.
async fn listen(pipeline: &Arc<Pipeline>, stop: &CancellationToken) -> Option<JoinHandle<()>> {
    let address = pipeline.config().status.listen?;
    match Listener::open(address).await {
        Ok(listener) => {
            let at = listener.address().unwrap_or(address);
            tracing::info!(address = %at, "The status page is served");
            Some(tokio::spawn(listener.keep(pipeline.clone(), stop.clone())))
        }
        Err(error) => {
            tracing::error!(error = "status_page", %address, detail = %error, "There is no status page: its address cannot be listened at");
            None
        }
    }
}
