//! Pace: polls that come due together are spread, whatever brought them together. Pure.
//!
//! Always: what has gathered while nobody looked is spread over as long as it gathered, ten minutes and each feed's
//! own interval at most; and no second gets more than twice the mean number of polls. Never: a poll earlier than
//! planned.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Over how long the polls are spread that fell due while courant or the machine slept.
pub(super) const CATCH_UP: SignedDuration = SignedDuration::from_mins(10);

/// A feed in the heap: 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    /// When it is due, in milliseconds since 1970.
    pub(super) due: i64,
    /// The feed's place in the configuration.
    pub(super) place: u32,
    /// The seconds from its last poll to this one; 0 if it was never polled.
    pub(super) interval: u32,
}

const _: () = assert!(size_of::<Slot>() == 16, "this is what a feed that waits costs");

impl Slot {
    pub(super) fn new(place: usize, due: Timestamp, polled: Option<Timestamp>) -> Self {
        let interval = polled.map_or(0, |polled| due.duration_since(polled).as_secs().max(1));
        Self {
            due: due.as_millisecond(),
            place: u32::try_from(place).unwrap_or(u32::MAX),
            interval: u32::try_from(interval).unwrap_or(u32::MAX),
        }
    }

    /// Polls a second.
    fn rate(self) -> f64 {
        if self.interval == 0 { 0.0 } else { 1.0 / f64::from(self.interval) }
    }
}

/// Spreads what is overdue evenly, in the order in which it fell due, but lets none wait for longer than its own
/// interval. A feed that was never polled stays due at once.
pub(super) fn spread(slots: &mut [Slot], now: Timestamp) {
    let now = now.as_millisecond();
    let mut overdue: Vec<&mut Slot> =
        slots.iter_mut().filter(|slot| slot.interval > 0 && slot.due <= now).collect();
    overdue.sort_unstable();
    let late = overdue.first().map_or(0, |first| now - first.due);
    let over = late.min(CATCH_UP.as_secs() * 1000);
    let gaps = i64::try_from(overdue.len()).unwrap_or(i64::MAX).saturating_sub(1).max(1);
    for (index, slot) in (0..).zip(overdue) {
        slot.due = now + (over * index / gaps).min(i64::from(slot.interval) * 1000);
    }
}

/// How many polls may begin.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Planned polls a second, in the mean.
    mean: f64,
    second: i64,
    begun: f64,
}

impl Pace {
    /// The pace of these feeds.
    pub(super) fn of(slots: &[Slot]) -> Self {
        Self { mean: slots.iter().map(|slot| slot.rate()).sum(), ..Self::default() }
    }

    pub(super) fn joins(&mut self, slot: Slot) {
        self.mean += slot.rate();
    }

    pub(super) fn leaves(&mut self, slot: Slot) {
        self.mean -= slot.rate();
    }

    /// Whether this poll may begin now, in which case it counts; else until when it waits.
    pub(super) fn admit(&mut self, slot: Slot, now: Timestamp) -> Result<(), Duration> {
        if slot.interval == 0 {
            return Ok(());
        }
        if now.as_second() != self.second {
            (self.second, self.begun) = (now.as_second(), 0.0);
        }
        if self.begun > 0.0 && self.begun + 1.0 > 2.0 * self.mean {
            let past = now.as_millisecond().rem_euclid(1000);
            return Err(Duration::from_millis(1000_u64.saturating_sub(past.unsigned_abs())));
        }
        self.begun += 1.0;
        Ok(())
    }
}
