//! What time it is: the one source of it, so that tests can let days pass.
//!
//! Durations that are waited for belong to tokio's timer, which tests pause; moments that are written
//! down or compared across restarts come from here.

use std::time::Duration;

use jiff::Timestamp;

/// A clock that goes back by more than this was set; by less, it is kept in time.
pub const STEP: Duration = Duration::from_mins(1);

/// A moment in a sentence, to the second.
pub fn to_the_second(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A moment as people read it: to the minute, in UTC.
pub fn to_the_minute(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d %H:%M").to_string()
}

/// The number of a moment's day, in UTC; the first day of 1970 is 0.
pub(crate) fn day_of(moment: Timestamp) -> i64 {
    moment.as_second().div_euclid(86_400)
}

/// The first moment of the day after.
pub(crate) fn day_after(moment: Timestamp) -> Timestamp {
    let next = day_of(moment).saturating_add(1).saturating_mul(86_400);
    Timestamp::from_second(next).unwrap_or(Timestamp::MAX)
}

/// Tells the time of day.
pub trait Clock: Send + Sync {
    /// The present moment, in UTC, to the millisecond: finer would only make journals longer.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// A clock that moves with tokio's timer, and so can be paused and advanced together with it.
#[derive(Debug, Clone, Copy)]
pub struct SimulatedClock {
    origin: Timestamp,
    started: tokio::time::Instant,
}

impl SimulatedClock {
    /// A clock that shows `origin` now.
    pub fn starting_at(origin: Timestamp) -> Self {
        Self { origin, started: tokio::time::Instant::now() }
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        let passed = jiff::SignedDuration::try_from(self.started.elapsed())
            .unwrap_or(jiff::SignedDuration::MAX);
        self.origin.checked_add(passed).unwrap_or(Timestamp::MAX)
    }
}
