//! `courant once`: poll every feed now, emit what is new, say what came of it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::failure::{self, Failure, Status};
use super::{Shared, instance, log, pass};
use crate::clock::SystemClock;
use crate::config::{Config, Feed, nearest};
use crate::pipeline::Endurance;

/// What `once` understands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  courant --config courant.toml once dw bbc")]
pub(super) struct Args {
    /// The feeds to poll, by name [default: all that are enabled]
    #[arg(value_name = "FEED")]
    feeds: Vec<String>,
}

/// Polls, drains the queue as far as nothing has to wait, and prints a table.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let config = Arc::new(shared.configuration()?);
    let feeds = chosen(&args.feeds, &config)?;
    let file = config.file.clone();
    log::start(shared.log_format, "warn");
    for warning in &config.warnings {
        tracing::warn!(detail = %warning, "The configuration");
    }
    instance::block_on(instance::on_a_worker(async move {
        let stop = CancellationToken::new();
        let pipeline =
            instance::open(config, Arc::new(SystemClock), Endurance::GiveUp, stop.clone())?;
        let interrupted = stop_on_signal(&stop)?;
        pass::run(&pipeline, &feeds).await?;
        // What came of the polls is told whatever hinders this.
        let removed = pipeline.remove_old().await;
        if feeds.is_empty() {
            failure::remark(format_args!(
                "nothing was polled, for no feed is enabled; add a [[feed]] with name and url to {}",
                file.display()
            ));
        } else {
            pass::report(&feeds, &pipeline)?;
        }
        let removed = removed.map_err(instance::failure)?;
        if let Some(low) = pipeline.low_disk() {
            return Err(Failure::new(Status::TryAgain, low));
        }
        if let Some(hindrance) = pipeline.health.hindrance(Duration::MAX) {
            return Err(Failure::sentence(Status::TryAgain, hindrance));
        }
        if let Some(hindrance) = removed.hindered.first() {
            let told = format!(
                "some old articles stay, all others that [retention] lets go went: {hindrance}; the log names each directory"
            );
            return Err(Failure::sentence(Status::TryAgain, told));
        }
        if interrupted.is_cancelled() {
            return Err(Failure::sentence(
                Status::TryAgain,
                "stopped before it was done; what is left is done at the next start",
            ));
        }
        Ok(())
    }))
}

/// The feeds of these names; without any, all that are enabled.
pub(super) fn chosen(names: &[String], config: &Config) -> Result<Vec<Arc<Feed>>, Failure> {
    if names.is_empty() {
        return Ok(config.feeds.iter().filter(|feed| feed.enabled).cloned().collect());
    }
    let mut seen = HashSet::new();
    names
        .iter()
        .filter(|name| seen.insert(*name))
        .map(|name| {
            config.feeds.iter().find(|feed| feed.name.as_str() == name).cloned().ok_or_else(|| {
                let meant = match nearest(name, config.feeds.iter().map(|feed| feed.name.as_str()))
                {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`courant config` shows those that are configured".to_owned(),
                };
                Failure::sentence(Status::Usage, format!("no feed is called `{name}`; {meant}"))
            })
        })
        .collect()
}

/// Ends the pass at the next safe point on SIGINT or SIGTERM.
fn stop_on_signal(stop: &CancellationToken) -> Result<CancellationToken, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |error| Failure::new(Status::Io, error);
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let (stop, interrupted) = (stop.clone(), CancellationToken::new());
    let told = interrupted.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        told.cancel();
        stop.cancel();
    });
    Ok(interrupted)
}
