//! `courant feeds` alone: each configured feed as the state knows it.
//!
//! Never: a request, or a state that was not there before.

use comfy_table::{Table, presets};
use jiff::Timestamp;

use crate::cli::failure::Failure;
use crate::cli::{Shared, instance};
use crate::config::{Config, Feed};
use crate::state::{FeedRecord, State};

/// The table of all feeds.
pub(super) fn table(shared: &Shared) -> Result<String, Failure> {
    let config = shared.configuration()?;
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "FEED",
        "LAST POLL (UTC)",
        "LAST ANSWER",
        "NEXT POLL",
        "RESULT",
    ]);
    let records = records(&config)?;
    for (feed, record) in config.feeds.iter().zip(&records) {
        let next = record.due.filter(|_| feed.enabled && !record.gone);
        table.add_row([
            feed.name.to_string(),
            minute(record.polled),
            minute(record.answered),
            minute(next.max(next.and(record.refused_until))),
            result(feed, record),
        ]);
    }
    Ok(format!("{table}\n"))
}

/// What is known of each configured feed.
fn records(config: &Config) -> Result<Vec<FeedRecord>, Failure> {
    instance::refuse_strangers(config)?;
    if !config.state.directory.exists() {
        return Ok(config.feeds.iter().map(|_| FeedRecord::default()).collect());
    }
    let failed = |error: crate::state::StateError| instance::failure(error.into());
    let state = State::open(&config.state.directory).map_err(failed)?;
    let record = |feed: &Feed| state.feed(feed.name.as_str()).map(Option::unwrap_or_default);
    config.feeds.iter().map(record).collect::<Result<_, _>>().map_err(failed)
}

fn result(feed: &Feed, record: &FeedRecord) -> String {
    match &record.error {
        _ if !feed.enabled => "disabled".to_owned(),
        _ if record.polled.is_none() => "never polled".to_owned(),
        Some((_, sentence)) if record.failures > 1 => {
            format!("failed {} times: {sentence}", record.failures)
        }
        Some((_, sentence)) => format!("failed: {sentence}"),
        None => match record.gap.map(|last| minute(Some(last))) {
            None => "good".to_owned(),
            Some(last) if record.gaps == 1 => format!("good; a gap at {last}"),
            Some(last) => format!("good; {} gaps, the last at {last}", record.gaps),
        },
    }
}

/// A moment to the minute, in UTC.
fn minute(moment: Option<Timestamp>) -> String {
    moment.map(|moment| moment.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}
