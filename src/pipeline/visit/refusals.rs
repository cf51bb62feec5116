//! Refusals: the hosts and feeds that asked to be left alone, for commands that ask for themselves.
//!
//! Always: read from the state, which has them before anybody else may ask.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::Config;
use crate::hosts::{CoolDown, MAX_COOL_DOWN};
use crate::pipeline::fingerprint;
use crate::state::{FeedRecord, State, StateError};

/// Who is not to be asked, and until when.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Refusals {
    pub(super) hosts: Vec<(String, CoolDown)>,
    pub(super) feeds: Vec<(Url, Timestamp)>,
}

impl Refusals {
    /// What the state knows of them, if there is one.
    ///
    /// # Errors
    /// Those of reading the state.
    pub fn known(
        config: &Config,
        state: Option<&State>,
        now: Timestamp,
    ) -> Result<Self, StateError> {
        let Some(state) = state else { return Ok(Self::default()) };
        let mut feeds = Vec::new();
        for feed in &config.feeds {
            let record = state.feed(feed.name.as_str())?.unwrap_or_default();
            if record.asked == fingerprint::of_question(feed)
                && let Some(until) = refused_until(&record, now)
            {
                feeds.push((feed.url.clone(), until));
            }
        }
        Ok(Self { hosts: state.cool_downs(now)?, feeds })
    }
}

/// Until when a feed refuses to be asked, if it does.
pub fn refused_until(record: &FeedRecord, now: Timestamp) -> Option<Timestamp> {
    // A moment that no refusal reaches was written down when the clock was ahead.
    let latest = now.checked_add(MAX_COOL_DOWN).unwrap_or(now);
    record.refused_until.filter(|until| *until > now && *until <= latest)
}
