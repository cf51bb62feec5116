//! Why a feed is polled, and what holds a poll back.
//!
//! Always: a feed has one poll at a time, and unless a person runs `once`, none below its floor.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Fault, Outcome, Pipeline};
use crate::config::Feed;

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

impl Pipeline {
    /// Whether a feed may be polled; if not, what comes of that and when it is due then.
    pub(super) fn may_poll(
        &self,
        feed: &Feed,
        occasion: Occasion,
    ) -> Result<Result<UnderWay<'_>, (Outcome, Timestamp)>, Fault> {
        let now = self.clock.now();
        let record = self.state.feed(feed.name.as_str())?.unwrap_or_default();
        let left = |sentence: String, until: Option<Timestamp>, due| {
            Ok(Err((Outcome::Left { sentence, until }, self.due(feed)?.max(due))))
        };
        let Some(polling) = UnderWay::begin(&self.under_way, feed.name.as_str()) else {
            // Not at once again: that poll may take its time.
            let soon = now.checked_add(AGAIN).unwrap_or(Timestamp::MAX);
            return left("it is being polled just now".to_owned(), None, soon);
        };
        let polled = record.polled.filter(|polled| *polled <= now);
        let soonest = polled.and_then(|polled| polled.checked_add(feed.min_interval).ok());
        match soonest.filter(|until| *until > now && occasion != Occasion::Once) {
            None => Ok(Ok(polling)),
            Some(until) => {
                let floor = SignedDuration::try_from(feed.min_interval).unwrap_or_default();
                let sentence = format!("it was polled less than {floor:#} ago, its floor");
                left(sentence, Some(until), until)
            }
        }
    }
}

/// A poll that goes on. A feed has one at a time, whoever wants it.
pub(super) struct UnderWay<'a> {
    names: &'a Mutex<HashSet<String>>,
    name: String,
}

impl<'a> UnderWay<'a> {
    fn begin(names: &'a Mutex<HashSet<String>>, name: &str) -> Option<Self> {
        let fresh = names.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        fresh.then(|| Self { names, name: name.to_owned() })
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}
