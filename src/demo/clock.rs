//! A clock that can be put forward, so that half an hour between two passes takes no time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::{Clock, SystemClock};

/// The machine's clock, put back by some time, and put forward bit by bit. It never runs ahead of the
/// machine's, so nothing that is written down lies in the future.
#[derive(Debug)]
pub struct DemoClock {
    /// How far behind it is, in milliseconds.
    behind: AtomicU64,
}

impl DemoClock {
    /// A clock that is so far behind.
    pub fn behind(time: Duration) -> Self {
        Self { behind: AtomicU64::new(millis(time)) }
    }

    /// Lets some time pass, at most until it shows what the machine's shows.
    pub fn put_forward(&self, time: Duration) {
        let forward = |behind: u64| Some(behind.saturating_sub(millis(time)));
        // The closure always gives a value.
        let _ = self.behind.fetch_update(Ordering::SeqCst, Ordering::SeqCst, forward);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let now = SystemClock.now();
        now.checked_sub(Duration::from_millis(self.behind.load(Ordering::SeqCst))).unwrap_or(now)
    }
}

fn millis(time: Duration) -> u64 {
    time.as_millis().try_into().unwrap_or(u64::MAX)
}
