//! One pass as a person sees it: a bar while it goes on, a table when it is done.
//!
//! What `once` and `demo` share. Always: the bar on a terminal only, and on standard error.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::{self, Failure};
use super::instance;
use crate::config::Feed;
use crate::pipeline::{Counts, Outcome, Pipeline};
use crate::state::Waiting;

/// How many waiting entries of a feed are listed one by one.
const LISTED: usize = 10;

/// Makes a pass over these feeds.
pub(super) async fn run(pipeline: &Arc<Pipeline>, feeds: &[Feed]) -> Result<(), Failure> {
    let progress = bar(feeds.len());
    let polled = || progress.inc(1);
    let count = || progress.set_message(format!("{} articles", pipeline.tally.articles()));
    pipeline.pass(feeds, polled, count).await;
    progress.finish_and_clear();
    pipeline.take_fault().map_or(Ok(()), |fault| Err(instance::failure(fault)))
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

/// Prints what came of a pass: a line for each feed, then each page that failed and each that waits.
pub(super) fn report(feeds: &[Feed], pipeline: &Pipeline) -> Result<(), Failure> {
    let waiting =
        pipeline.state().all_waiting().map_err(|error| instance::failure(error.into()))?;
    failure::printed(write(feeds, &pipeline.tally.counts(), &waiting))
}

fn write(feeds: &[Feed], counts: &BTreeMap<String, Counts>, waiting: &[Waiting]) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "FEED",
        "ENTRIES",
        "ARTICLES",
        "FROM PAGE",
        "FROM FEED",
        "FAILED",
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
            counts.failed.to_string(),
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
    writeln!(out, "{}", table.trim_fmt())?;
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
            if counts.copies > 0 {
                parts.push(format!("{} left out as copies", counts.copies));
            }
            if counts.kept_back > 0 {
                parts.push(format!("{} kept back by a filter", counts.kept_back));
            }
            if discovered.gap {
                parts.push("a gap: entries may have been missed since the last poll".to_owned());
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
