//! `courant once`: poll every feed now, emit what is new, say what came of it.

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::failure::{Failure, Status};
use super::{Shared, instance, log};
use crate::config::{Config, Feed};
use crate::pipeline::{Asked, Counts, Endurance, Outcome, Pipeline};
use crate::state::Waiting;

/// How many waiting entries of a feed are listed one by one.
const LISTED: usize = 10;

/// What `once` understands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  courant --config courant.toml once dw bbc")]
pub struct Args {
    /// The feeds to poll, by name [default: all that are enabled]
    #[arg(value_name = "FEED")]
    feeds: Vec<String>,
}

/// Polls, drains the queue as far as nothing has to wait, and prints a table.
pub fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let config = Arc::new(shared.configuration()?);
    let feeds = chosen(args, &config)?;
    log::start(shared.log_format, "warn");
    for warning in &config.warnings {
        tracing::warn!(detail = %warning, "The configuration");
    }
    instance::block_on(async {
        let stop = CancellationToken::new();
        let pipeline = instance::open(config, Endurance::GiveUp, stop.clone())?;
        let interrupted = stop_on_signal(&stop)?;
        let progress = bar(feeds.len());
        pass(&pipeline, &feeds, &stop, &progress).await;
        progress.finish_and_clear();
        if let Some(fault) = pipeline.take_fault() {
            return Err(instance::failure(fault));
        }
        let waiting =
            pipeline.state().all_waiting().map_err(|error| instance::failure(error.into()))?;
        write_report(&feeds, &pipeline, &waiting)
            .map_err(|error| Failure::new(Status::Io, error))?;
        if interrupted.is_cancelled() {
            return Err(Failure::sentence(
                Status::TryAgain,
                "stopped before it was done; what is left is done at the next start",
            ));
        }
        Ok(())
    })
}

fn chosen(args: &Args, config: &Config) -> Result<Vec<Feed>, Failure> {
    if args.feeds.is_empty() {
        return Ok(config.feeds.iter().filter(|feed| feed.enabled).cloned().collect());
    }
    let mut named = HashSet::new();
    args.feeds
        .iter()
        .filter(|name| named.insert(*name))
        .map(|name| {
            config.feeds.iter().find(|feed| feed.name.as_str() == name).cloned().ok_or_else(|| {
                let sentence = format!(
                    "no feed is called {name}; `courant config` shows those that are configured"
                );
                Failure::sentence(Status::Usage, sentence)
            })
        })
        .collect()
}

/// One pass over the feeds: polls, articles and publishing side by side, until nothing is left to do now.
async fn pass(
    pipeline: &Arc<Pipeline>,
    feeds: &[Feed],
    stop: &CancellationToken,
    progress: &ProgressBar,
) {
    let (last_call, enough) = (CancellationToken::new(), CancellationToken::new());
    let publisher = {
        let (pipeline, enough) = (pipeline.clone(), enough.clone());
        tokio::spawn(async move { pipeline.publish(enough, || ()).await })
    };
    let names: HashSet<String> = feeds.iter().map(|feed| feed.name.to_string()).collect();
    let polls = async {
        let mut polls = JoinSet::new();
        for feed in feeds {
            let (pipeline, feed, stop) = (pipeline.clone(), feed.clone(), stop.clone());
            polls.spawn(async move {
                tokio::select! {
                    polled = pipeline.poll(&feed, Asked::User) => polled.err(),
                    () = stop.cancelled() => None,
                }
            });
        }
        while let Some(polled) = polls.join_next().await {
            if let Ok(Some(fault)) = polled {
                pipeline.fail(fault);
            }
            progress.inc(1);
        }
        last_call.cancel();
    };
    let count = || progress.set_message(format!("{} articles", pipeline.tally.articles()));
    tokio::join!(polls, pipeline.work(last_call.clone(), |feed| names.contains(feed), count));
    enough.cancel();
    // The publisher reports its own faults; it cannot be cancelled here.
    let _ = publisher.await;
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

pub(super) fn bar(feeds: usize) -> ProgressBar {
    let target = if io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} feeds, {msg} {elapsed}")
        .expect("the template is constant and valid");
    ProgressBar::with_draw_target(Some(feeds as u64), target).with_style(style)
}

fn write_report(feeds: &[Feed], pipeline: &Pipeline, waiting: &[Waiting]) -> io::Result<()> {
    let counts = pipeline.tally.counts();
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "FEED",
        "ENTRIES",
        "ARTICLES",
        "FROM PAGE",
        "FROM FEED",
        "WAITING",
        "RESULT",
    ]);
    let mut details = Vec::new();
    for feed in feeds {
        let name = feed.name.as_str();
        let none = Counts::default();
        let counts = counts.get(name).unwrap_or(&none);
        let waits: Vec<&Waiting> = waiting.iter().filter(|waiting| waiting.feed == name).collect();
        table.add_row([
            name.to_owned(),
            match counts.poll {
                Some(Outcome::Read { entries, .. }) => entries.to_string(),
                _ => String::new(),
            },
            (counts.from_page + counts.from_feed).to_string(),
            counts.from_page.to_string(),
            counts.from_feed.to_string(),
            waits.len().to_string(),
            result(counts),
        ]);
        details.extend(
            counts.failures.iter().map(|(page, reason)| format!("{name}: {page}: {reason}")),
        );
        details.extend(waits.iter().take(LISTED).map(|waiting| {
            let reason = waiting.error.as_ref().map_or("not tried yet", |(_, sentence)| sentence);
            let page = waiting.page.as_deref().unwrap_or_default();
            format!("{name}: {page}: {reason}; waits until {}", waiting.not_before)
        }));
        if let Some(last) = waits.iter().skip(LISTED).map(|waiting| waiting.not_before).max() {
            let more = waits.len() - LISTED;
            details.push(format!("{name}: {more} more, the last of them waits until {last}"));
        }
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{table}")?;
    for detail in details {
        writeln!(out, "{detail}")?;
    }
    Ok(())
}

fn result(counts: &Counts) -> String {
    match &counts.poll {
        None => "not polled".to_owned(),
        Some(Outcome::Read { discovered, .. }) => {
            let mut parts = Vec::new();
            parts.push(if discovered.fresh == 0 {
                "nothing new".to_owned()
            } else {
                format!("{} new", discovered.fresh)
            });
            if counts.revised > 0 {
                parts.push(format!("{} revised", counts.revised));
            }
            if counts.aliases > 0 {
                parts.push(format!("{} known under another link", counts.aliases));
            }
            parts.join(", ")
        }
        Some(Outcome::Unchanged { conditional: true }) => "not modified".to_owned(),
        Some(Outcome::Unchanged { conditional: false }) => "same as before".to_owned(),
        Some(Outcome::Failed { sentence, .. }) => format!("failed: {sentence}"),
        Some(Outcome::Left { sentence, until: Some(until) }) => {
            format!("left alone until {until}: {sentence}")
        }
        Some(Outcome::Left { sentence, until: None }) => format!("left alone: {sentence}"),
    }
}
