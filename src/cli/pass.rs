//! One pass as a person sees it: a bar while it goes on, a table when it is done.
//!
//! What `once` and `demo` share. Always: the bar on a terminal only, and on standard error.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::failure::{self, Failure};
use super::instance;
use crate::clock::to_the_second;
use crate::config::Feed;
use crate::pipeline::{Counts, Outcome, Pipeline};
use crate::state::Waiting;

/// How many waiting entries of a feed are listed one by one.
const LISTED: usize = 10;

/// Makes a pass over these feeds.
pub(super) async fn run(pipeline: &Arc<Pipeline>, feeds: &[Arc<Feed>]) -> Result<(), Failure> {
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
pub(super) fn report(feeds: &[Arc<Feed>], pipeline: &Pipeline) -> Result<(), Failure> {
    let waiting =
        pipeline.state().all_waiting().map_err(|error| instance::failure(error.into()))?;
    failure::printed(write(feeds, &pipeline.tally.counts(), &waiting))
}

fn write(
    feeds: &[Arc<Feed>],
    counts: &BTreeMap<String, Counts>,
    waiting: &[Waiting],
) -> io::Result<()> {
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
    let mut by_feed: HashMap<&str, Vec<&Waiting>> = HashMap::new();
    for waiting in waiting {
        by_feed.entry(&waiting.feed).or_default().push(waiting);
    }
    let mut details = Vec::new();
    for feed in feeds {
        let name = feed.name.as_str();
        let none = Counts::default();
        let counts = counts.get(name).unwrap_or(&none);
        let waits = by_feed.remove(name).unwrap_or_default();
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
        // What waits is told with what it waits for.
        let listed = &waits[..waits.len().min(LISTED)];
        let waits_too =
            |page: &str| listed.iter().any(|waiting| waiting.page.as_deref() == Some(page));
        let failures = counts.failures.iter().filter(|(page, _)| !waits_too(page));
        details.extend(failures.map(|(page, reason)| format!("{name}: {page}: {reason}")));
        details.extend(waits.iter().take(LISTED).map(|waiting| {
            let reason = waiting.error.as_ref().map_or("not tried yet", |(_, sentence)| sentence);
            let page = waiting.page.as_deref().unwrap_or_default();
            format!("{name}: {page}: {reason}; waits until {}", to_the_second(waiting.not_before))
        }));
        if let Some(last) = waits.iter().skip(LISTED).map(|waiting| waiting.not_before).max() {
            let more = waits.len() - LISTED;
            let last = to_the_second(last);
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
    let mut parts = vec![polled(counts.poll.as_ref())];
    let numbers = [
        (counts.revised, "revised"),
        (counts.aliases, "known under another link"),
        (counts.copies, "left out as copies"),
        (counts.kept_back, "kept back by a filter"),
    ];
    let numbers = numbers.into_iter().filter(|(number, _)| *number > 0);
    parts.extend(numbers.map(|(number, what)| format!("{number} {what}")));
    if let Some(Outcome::Read { discovered, .. }) = &counts.poll
        && discovered.gap
    {
        parts.push("a gap: entries may have been missed since the last poll".to_owned());
    }
    parts.join(", ")
}

fn polled(outcome: Option<&Outcome>) -> String {
    match outcome {
        None => "not polled".to_owned(),
        Some(Outcome::Read { discovered, .. }) if discovered.fresh == 0 => "nothing new".to_owned(),
        Some(Outcome::Read { discovered, .. }) => format!("{} new", discovered.fresh),
        Some(Outcome::Unchanged { conditional: true }) => "not modified".to_owned(),
        Some(Outcome::Unchanged { conditional: false }) => "same as before".to_owned(),
        Some(Outcome::Failed { sentence, .. }) => format!("failed: {sentence}"),
        Some(Outcome::Left { sentence, until: Some(until) }) => {
            format!("left alone until {}: {sentence}", to_the_second(*until))
        }
        Some(Outcome::Left { sentence, until: None }) => format!("left alone: {sentence}"),
    }
}
