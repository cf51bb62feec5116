//! A feed as the state knows it: when it was polled, what came of it, when it is next due and why.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::concern::{Concern, concerns};
use crate::config::{Config, Feed};
use crate::hosts::Host;
use crate::pipeline::refused_until;
use crate::schedule::{Due, Reason};
use crate::state::{FeedRecord, State, StateError, Trouble};

/// A feed, for people and programs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedReport {
    /// Its name in the configuration.
    pub name: String,
    /// Its configured address.
    pub url: String,
    /// Where it has moved for good, as its own redirects taught: it is asked there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<String>,
    /// Its own title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// When it was last asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub polled: Option<Timestamp>,
    /// When it last answered as it should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Timestamp>,
    /// When it is polled next; absent if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Why then, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Failures since it last answered.
    #[serde(default)]
    pub failures: u32,
    /// The stable code of the last failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What failed, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Polls that showed nothing of what the feed showed before: entries may have been lost.
    #[serde(default)]
    pub gaps: u32,
    /// When the last of them was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Timestamp>,
    /// The rules by which its last document had to be repaired.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repaired: Vec<String>,
    /// What is wrong with it though it may answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concerns: Vec<Concern>,
    /// Articles emitted through it.
    pub articles: u64,
    /// Entries of it that a filter kept back, of those that are remembered.
    #[serde(default)]
    pub kept_back: u64,
    /// Entries of it that wait to become articles.
    pub waiting: usize,
}

/// How a feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It answered the last poll.
    Good,
    /// It was never polled.
    New,
    /// It is configured not to be polled.
    Disabled,
    /// It failed, and is asked more and more rarely.
    BackingOff,
    /// It, or its host, asked to be left alone.
    CooledDown,
    /// It answered 410 Gone, and is not asked again.
    Gone,
}

impl Standing {
    fn of(feed: &Feed, record: &FeedRecord, held: Option<Timestamp>) -> Self {
        if !feed.enabled {
            Self::Disabled
        } else if record.gone {
            Self::Gone
        } else if held.is_some() {
            Self::CooledDown
        } else if record.failures > 0 {
            Self::BackingOff
        } else if record.polled.is_none() {
            Self::New
        } else {
            Self::Good
        }
    }

    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Good, Self::New, Self::Disabled, Self::BackingOff, Self::CooledDown, Self::Gone];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::New => "never polled",
            Self::Disabled => "disabled",
            Self::BackingOff => "backing off",
            Self::CooledDown => "cooled down",
            Self::Gone => "gone",
        }
    }
}

/// All configured feeds, in the order of the configuration; `state` is `None` where there is none yet.
///
/// # Errors
/// Those of reading the state.
pub fn feeds(
    config: &Config,
    state: Option<&State>,
    now: Timestamp,
) -> Result<Vec<FeedReport>, StateError> {
    let waiting = state.map(State::waiting_by_feed).unwrap_or_default();
    config.feeds.iter().map(|feed| report(feed, state, &waiting, now)).collect()
}

/// One feed.
///
/// # Errors
/// Those of reading the state.
pub fn feed(feed: &Feed, state: &State, now: Timestamp) -> Result<FeedReport, StateError> {
    report(feed, Some(state), &state.waiting_by_feed(), now)
}

fn report(
    feed: &Feed,
    state: Option<&State>,
    waiting: &HashMap<String, usize>,
    now: Timestamp,
) -> Result<FeedReport, StateError> {
    let name = feed.name.as_str();
    let record = state.map(|state| state.feed(name)).transpose()?.flatten().unwrap_or_default();
    let harvest = state.map(|state| state.harvest(name)).transpose()?.unwrap_or_default();
    let asked_at = record.moved.as_deref().and_then(|moved| Url::parse(moved).ok());
    let host = Host::of(asked_at.as_ref().unwrap_or(&feed.url));
    let cooled = match (state, host) {
        (Some(state), Some(host)) => state.cooled_until(&host, now)?,
        _ => None,
    };
    let held = refused_until(&record, now).max(cooled);
    let standing = Standing::of(feed, &record, held);
    let polled_again = !matches!(standing, Standing::Disabled | Standing::Gone);
    // One that was never asked has no time of its own yet, but its host may have one for it.
    let due = record.due.or(held).filter(|_| polled_again);
    let mut because = record.because.clone();
    if let Some(until) = held.filter(|until| record.due.is_none_or(|due| due < *until)) {
        because.push(Reason::CooledDown(until));
    }
    let (error, detail) =
        record.error.clone().map(|Trouble { code, sentence }| (code, sentence)).unzip();
    let worries = if feed.enabled { concerns(&record, &harvest) } else { Vec::new() };
    Ok(FeedReport {
        name: name.to_owned(),
        url: feed.url.to_string(),
        moved: record.moved.clone(),
        title: record.title.clone(),
        standing,
        polled: record.polled,
        answered: record.answered,
        due: due.max(due.and(held)),
        because: due
            .filter(|_| !because.is_empty())
            .map(|at| Due { at: held.map_or(at, |until| at.max(until)), because }.to_string()),
        failures: record.failures,
        error,
        detail,
        gaps: record.gaps,
        gap: record.gap,
        repaired: record.repaired,
        concerns: worries,
        articles: state.map_or(0, |state| state.articles(name)),
        kept_back: state.map_or(0, |state| state.kept_of(name)),
        waiting: waiting.get(name).copied().unwrap_or_default(),
    })
}
