//! The whole of it in a few figures.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::report::{FeedReport, Standing, feeds};
use crate::config::Config;
use crate::state::{State, StateError};

/// How courant stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The program's version.
    pub version: String,
    /// A daemon runs.
    pub running: bool,
    /// The configuration file.
    pub configuration: String,
    /// The state directory.
    pub state: String,
    /// The output directory.
    pub output: String,
    /// Feeds that are polled.
    pub feeds: usize,
    /// Of these: answered the last poll.
    pub good: usize,
    /// Of these: failed, or asked to be left alone.
    pub failing: usize,
    /// Of these: answered 410 Gone.
    pub gone: usize,
    /// How many feeds there is something wrong with, by its code ([`Concern`](super::Concern)).
    #[serde(default)]
    pub concerns: BTreeMap<String, usize>,
    /// Articles emitted in all.
    pub articles: u64,
    /// Entries that a filter kept back, of those that are remembered.
    #[serde(default)]
    pub kept_back: u64,
    /// Entries that wait to become articles.
    pub waiting: usize,
    /// Of these: of feeds that are not polled, so that nothing is done about them.
    #[serde(default)]
    pub unattended: usize,
    /// Keys that are remembered.
    pub keys: u64,
    /// What is wrong with the daemon itself, in sentences: it cannot write, or the disk is full.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub troubles: Vec<String>,
    /// When the next feed is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Timestamp>,
}

/// Counts it all; `state` is `None` where there is none yet.
///
/// # Errors
/// Those of reading the state.
pub fn overview(
    config: &Config,
    state: Option<&State>,
    running: bool,
    now: Timestamp,
) -> Result<Overview, StateError> {
    let reports = feeds(config, state, now)?;
    let polled: Vec<&FeedReport> =
        reports.iter().filter(|feed| feed.standing != Standing::Disabled).collect();
    let count = |standings: &[Standing]| {
        polled.iter().filter(|feed| standings.contains(&feed.standing)).count()
    };
    let waiting = state.map_or(0, State::waiting_in_all);
    Ok(Overview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        running,
        configuration: config.file.display().to_string(),
        state: config.state.directory.display().to_string(),
        output: config.output.directory.display().to_string(),
        feeds: polled.len(),
        good: count(&[Standing::Good]),
        failing: count(&[Standing::BackingOff, Standing::CooledDown]),
        gone: count(&[Standing::Gone]),
        concerns: polled.iter().flat_map(|feed| &feed.concerns).fold(
            BTreeMap::new(),
            |mut counts, concern| {
                *counts.entry(concern.code.clone()).or_default() += 1;
                counts
            },
        ),
        articles: state.map_or(0, State::all_articles),
        kept_back: reports.iter().map(|feed| feed.kept_back).sum(),
        waiting,
        unattended: waiting.saturating_sub(polled.iter().map(|feed| feed.waiting).sum()),
        keys: state.map_or(0, State::keys),
        troubles: Vec::new(),
        next: polled.iter().filter_map(|feed| feed.due).min(),
    })
}
