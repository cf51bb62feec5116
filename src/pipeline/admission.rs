//! Admission to polls: few of one host are under way at once, and the others wait in the timetable, where they cost
//! nothing and leave room for pages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::Pipeline;
use crate::config::Feed;
use crate::hosts::{Host, share};

/// How many polls of one host may be under way.
const MOST: usize = 8;

/// The least time after which a feed that found no room is looked at again.
const SOON: Duration = Duration::from_secs(1);

/// How many polls are under way, by host.
#[derive(Default)]
pub(super) struct Crowd(Mutex<HashMap<Host, usize>>);

/// Leave to poll a feed; others find room when it is dropped.
pub struct Admission {
    pipeline: Arc<Pipeline>,
    host: Option<Host>,
}

impl Crowd {
    fn counts(&self) -> MutexGuard<'_, HashMap<Host, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pipeline {
    /// Leave to poll a feed now.
    ///
    /// # Errors
    /// When to ask again: too many polls of its host are under way.
    pub fn admit(self: &Arc<Self>, feed: &Feed) -> Result<Admission, Timestamp> {
        let host = Host::of(&feed.url);
        if let Some(host) = &host {
            let mut counts = self.crowd.counts();
            let count = counts.entry(host.clone()).or_default();
            if *count >= MOST {
                let now = self.clock.now();
                let span = self.shared_interval(feed, now).max(feed.min_interval);
                let later = share(feed.name.as_str(), span).max(SOON);
                return Err(now.checked_add(later).unwrap_or(Timestamp::MAX));
            }
            *count += 1;
        }
        Ok(Admission { pipeline: self.clone(), host })
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let Some(host) = &self.host else { return };
        let mut counts = self.pipeline.crowd.counts();
        match counts.get_mut(host) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(host)),
        }
    }
}
