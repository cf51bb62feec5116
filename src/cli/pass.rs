//! One pass as a person sees it: a bar while it goes on, a table when it is done.
//!
//! What `once` and `demo` share. Always: the bar on a terminal only, and on standard error.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::failure::{self, Failure};
use super::instance;
use crate::clock::to_the_second;
use crate::config::Feed;
use crate::pipeline::{Counts, Outcome, Pipeline};
use crate::state::{StateError, Waiting};

/// How many waiting entries of a feed are listed one by one.
const LISTED: usize = 10;

/// Makes a pass over these feeds.
pub(super) async fn run(pipeline: &Arc<Pipeline>, feeds: &[Arc<Feed>]) -> Result<(), Failure> {
    let progress = bar(feeds.len());
    let polled = || progress.inc(1);
    let count = || progress.set_message(format!("{} articles", pipeline.figures().articles()));
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
    let waits = || {
        let all = pipeline.state().all_waiting()?.into_iter();
        all.map(|waiting| Ok((pipeline.state().is_look(&waiting)?, waiting))).collect()
    };
    let waits: Result<Vec<_>, StateError> = waits();
    let waits = waits.map_err(|error| instance::failure(error.into()))?;
    failure::printed(write(feeds, &pipeline.counts(), &waits, pipeline.clock().now()))
}

fn write(
    feeds: &[Arc<Feed>],
    counts: &BTreeMap<String, Counts>,
    waits: &[(bool, Waiting)],
    now: Timestamp,
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
    let mut by_feed: HashMap<&str, Vec<&(bool, Waiting)>> = HashMap::new();
    for wait in waits {
        by_feed.entry(&wait.1.feed).or_default().push(wait);
    }
    let mut details = Vec::new();
    for feed in feeds {
        let name = feed.name.as_str();
        let none = Counts::default();
        let counts = counts.get(name).unwrap_or(&none);
        let (again, waits): (Vec<_>, Vec<_>) =
            by_feed.remove(name).unwrap_or_default().into_iter().partition(|(_, wait)| wait.again);
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
        // What waits, or is looked at once more, is told with why; what came out well is not told of.
        let told = |waits: &[&(bool, Waiting)]| -> Vec<(String, String)> {
            waits.iter().filter_map(|(look, wait)| pending(wait, *look, now)).take(LISTED).collect()
        };
        let told = [told(&waits), told(&again)].concat();
        let is_told = |page: &str| told.iter().any(|(told, _)| told == page);
        let failures = counts.failures.iter().filter(|(page, _)| !is_told(page));
        details.extend(failures.map(|(page, reason)| format!("{name}: {page}: {reason}")));
        details.extend(told.iter().map(|(page, reason)| format!("{name}: {page}: {reason}")));
        if let Some(last) = waits.iter().skip(LISTED).map(|(_, wait)| wait.not_before).max() {
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

/// The page of an entry that waits, and for what; `None` if it came out well, and is looked at again in any case.
fn pending(waiting: &Waiting, is_look: bool, now: Timestamp) -> Option<(String, String)> {
    let page = waiting.page.clone().unwrap_or_default();
    let why = waiting.error.as_ref().map(|trouble| trouble.sentence.as_str());
    let (why, then) = match why {
        Some(why) if waiting.again => (why, "is looked at again after"),
        None if is_look => return None,
        None if waiting.again => ("its feed shows it changed", "is read again after"),
        why => (why.unwrap_or("not tried yet"), "waits until"),
    };
    let at = waiting.not_before;
    let then = if at > now { format!("; {then} {}", to_the_second(at)) } else { String::new() };
    Some((page, format!("{why}{then}")))
}

fn result(counts: &Counts) -> String {
    let mut parts = vec![polled(counts.poll.as_ref())];
    let numbers = [
        (counts.revised, "revised"),
        (counts.aliases, "known under another link"),
        (counts.copies, "left out as copies"),
        (counts.taken_back, "taken back by the publisher"),
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
        Some(Outcome::Failed(trouble)) => format!("failed: {}", trouble.sentence),
        Some(Outcome::Left { sentence, until: Some(until) }) => {
            format!("left alone until {}: {sentence}", to_the_second(*until))
        }
        Some(Outcome::Left { sentence, until: None }) => format!("left alone: {sentence}"),
    }
}
