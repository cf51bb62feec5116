//! Why a feed is polled, and what holds a poll back.
//!
//! Always: a feed has one poll at a time, and unless a person runs `once`, none below its floor.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::config::Feed;
use crate::pipeline::Outcome;
use crate::state::FeedRecord;

/// How long a feed that is being polled already is left alone by others who want it.
const AGAIN: Duration = Duration::from_secs(5);

/// Why a feed is polled: what may hold the poll back depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Its time has come.
    Due,
    /// Somebody asks the daemon for it: its floor holds.
    Asked,
    /// `once`: not even its floor holds.
    Once,
}

/// What holds a poll back whatever the feed answered before; and before when it is not to be tried again. `polling` is
/// absent if somebody else polls the feed just now.
pub(super) fn held_back(
    polling: Option<&UnderWay<'_>>,
    feed: &Feed,
    record: &FeedRecord,
    occasion: Occasion,
    now: Timestamp,
) -> Option<(Outcome, Timestamp)> {
    if polling.is_none() {
        let sentence = "it is being polled just now".to_owned();
        // Not at once again: that poll may take its time.
        let soon = now.checked_add(AGAIN).unwrap_or(Timestamp::MAX);
        return Some((Outcome::Left { sentence, until: None }, soon));
    }
    let polled = record.polled.filter(|polled| *polled <= now)?;
    let until = polled.checked_add(feed.min_interval).unwrap_or(Timestamp::MAX);
    if until <= now || occasion == Occasion::Once {
        return None;
    }
    let floor = SignedDuration::try_from(feed.min_interval).unwrap_or_default();
    let sentence = format!("it was polled less than {floor:#} ago, its floor");
    Some((Outcome::Left { sentence, until: Some(until) }, until))
}

/// A poll that goes on. A feed has one at a time, whoever wants it.
pub(super) struct UnderWay<'a> {
    names: &'a Mutex<HashSet<String>>,
    name: String,
}

impl<'a> UnderWay<'a> {
    pub(super) fn begin(names: &'a Mutex<HashSet<String>>, name: &str) -> Option<Self> {
        let fresh = names.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        fresh.then(|| Self { names, name: name.to_owned() })
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}
