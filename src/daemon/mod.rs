//! The daemon: polls when feeds are due, until it is told to stop.
//!
//! Three loops run side by side: the schedule, the workers and the publisher of [`crate::pipeline`]. Each
//! gives signs of life, and only together they feed the service manager's watchdog.
//!
//! Always: SIGTERM and SIGINT end it at the next safe point, with nothing lost; SIGHUP reads the
//! configuration again, and a faulty one changes nothing. Never: a poll before its time.

mod pace;
mod service;
mod signals;
#[cfg(test)]
mod tests;
mod tidy;
mod timetable;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytesize::ByteSize;
use futures_util::FutureExt;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::pipeline::{Fault, Memory, Pipeline};
use service::SignsOfLife;
pub use signals::Signals;
use signals::Wish;
use timetable::Timetable;

/// Runs until a signal or a fault ends it.
pub async fn run(
    pipeline: Arc<Pipeline>,
    mut signals: Signals,
    stop: CancellationToken,
) -> Result<(), Fault> {
    tell_bound(&pipeline.memory());
    let (enough, life) = (CancellationToken::new(), SignsOfLife::default());
    pipeline.look_for_room().await;
    pipeline.sweep_texts().await;
    let publisher = {
        let (pipeline, enough, beat) = (pipeline.clone(), enough.clone(), life.of("publisher"));
        keep(&pipeline.clone(), async move { pipeline.publish(enough, beat).await })
    };
    let workers = {
        let (pipeline, beat) = (pipeline.clone(), life.of("workers"));
        // There is no last call: entries keep coming.
        keep(&pipeline.clone(), async move {
            let names = pipeline.clone();
            pipeline.work(None, |feed| names.is_active(feed), beat).await;
        })
    };
    let timetable = Timetable::new(pipeline.clone(), stop.clone(), life.of("schedule"));
    let schedule = keep(&pipeline, timetable.keep());

    let syndicate = {
        let pipeline = pipeline.clone();
        keep(&pipeline.clone(), async move { pipeline.syndicate().await })
    };
    let tidy = keep(&pipeline, tidy::keep(pipeline.clone(), stop.clone()));
    let room = {
        let (pipeline, stop) = (pipeline.clone(), stop.clone());
        keep(&pipeline.clone(), async move {
            let _ = stop.run_until_cancelled(pipeline.keep_room()).await;
        })
    };

    service::ready(&pipeline);
    let watchdog = keep(&pipeline, service::watch(pipeline.clone(), life, stop.clone()));
    loop {
        let wish = tokio::select! {
            wish = signals.next() => wish,
            () = stop.cancelled() => break,
        };
        match wish {
            Wish::Stop => break,
            Wish::Reload => {
                service::reloading();
                // A file system that does not answer holds up no end.
                let reloaded = tokio::select! {
                    reloaded = pipeline.reload() => reloaded,
                    () = signals.stop() => break,
                    () = stop.cancelled() => break,
                };
                match reloaded {
                    Ok(_) => service::ready(&pipeline),
                    Err(fault) => pipeline.fail(fault),
                }
            }
        }
    }
    service::stopping();
    stop.cancel();
    // What they may have left undone is taken up at the next start.
    let _ = tokio::join!(schedule, workers, tidy, room, syndicate);
    enough.cancel();
    let _ = tokio::join!(publisher, watchdog);
    match pipeline.take_fault() {
        Some(fault) => Err(fault),
        None => Ok(()),
    }
}

/// Keeps one of the loops going. A panic costs one poll or one article, and is caught there; one that reaches a loop ends
/// the daemon in order, and the service manager starts it afresh.
fn keep(
    pipeline: &Arc<Pipeline>,
    part: impl Future<Output = ()> + Send + 'static,
) -> JoinHandle<()> {
    let pipeline = pipeline.clone();
    tokio::spawn(async move {
        if AssertUnwindSafe(part).catch_unwind().await.is_err() {
            pipeline.fail(Fault::Panicked);
        }
    })
}

/// Says how much memory it takes at the most, and what for.
fn tell_bound(memory: &Memory) {
    let Memory { fixed, feeds, keys, stories, under_way, long_bodies, trees, documents } = *memory;
    let bytes = memory.bytes();
    tracing::info!(
        bytes,
        fixed,
        feeds,
        keys,
        stories,
        under_way,
        long_bodies,
        trees,
        documents,
        "The memory bound is {}",
        ByteSize(bytes)
    );
}
