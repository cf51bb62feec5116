//! What a feed's publisher wishes about when to come again, as the feed itself says it.
//!
//! Always: a wish that cannot be kept (all hours of a day skipped) is none. Times are UTC, as RSS has them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::rhythm::MINUTES_A_DAY;

/// A feed's wishes, as they are kept: a 304 still obeys them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes {
    /// `ttl`, in seconds.
    ttl: Option<u32>,
    /// `sy:updatePeriod` divided by `sy:updateFrequency`, in seconds.
    interval: Option<u32>,
    pauses: Pauses,
}

/// Hours of the day and days of the week in which nothing comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pauses {
    /// A bit for each hour, UTC.
    hours: u32,
    /// A bit for each day, Thursday first, as the days since 1970 are.
    days: u8,
}

impl Wishes {
    /// The wishes: hours from 0 to 23, days from 1 for Monday to 7 for Sunday.
    pub fn new(
        ttl: Option<Duration>,
        interval: Option<Duration>,
        hours: &[u8],
        days: &[u8],
    ) -> Self {
        let seconds = |wish: Duration| u32::try_from(wish.as_secs()).unwrap_or(u32::MAX);
        let hours = hours.iter().filter(|hour| **hour < 24).fold(0, |all, hour| all | 1 << hour);
        let days = days
            .iter()
            .filter(|day| (1..=7).contains(*day))
            .fold(0, |all, day| all | 1 << ((day + 3) % 7));
        Self {
            ttl: ttl.map(seconds),
            interval: interval.map(seconds),
            pauses: Pauses {
                hours: if hours == (1 << 24) - 1 { 0 } else { hours },
                days: if days == (1 << 7) - 1 { 0 } else { days },
            },
        }
    }

    /// How long a copy may be kept.
    pub fn ttl(&self) -> Option<Duration> {
        self.ttl.map(|seconds| Duration::from_secs(seconds.into()))
    }

    /// How often it says that it changes.
    pub fn interval(&self) -> Option<Duration> {
        self.interval.map(|seconds| Duration::from_secs(seconds.into()))
    }

    pub(super) fn pauses(&self) -> Pauses {
        self.pauses
    }
}

impl Pauses {
    /// Whether the feed may be polled at a moment, in minutes since 1970.
    pub(super) fn allow(self, at: f64) -> bool {
        self.hours & 1 << cell(at / 60.0, 24.0) == 0
            && self.days & 1 << cell(at / MINUTES_A_DAY, 7.0) == 0
    }

    /// The first moment from `at` on at which it may be polled; at the same minute of a later hour if not at once.
    pub(super) fn after(self, at: f64) -> f64 {
        (0..24 * 7)
            .map(|hours| at + 60.0 * f64::from(hours))
            .find(|at| self.allow(*at))
            .unwrap_or(at)
    }

    /// When it may be polled no longer, from a moment on at which it may; never, where nothing is skipped.
    pub(super) fn begin_after(self, at: f64) -> f64 {
        let hour = (at / 60.0).floor();
        (1..24 * 7)
            .map(|hours| 60.0 * (hour + f64::from(hours)))
            .find(|end| !self.allow(*end))
            .unwrap_or(f64::INFINITY)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small, positive whole number"
)]
fn cell(at: f64, of: f64) -> u8 {
    at.rem_euclid(of) as u8
}
