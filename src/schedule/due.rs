//! When a feed is due, and why: what `feeds` and `why` print.
//!
//! Always: the reasons in the order in which they moved the moment, from our own interval on.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::to_the_minute;

/// A decision, with its derivation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The next poll.
    pub at: Timestamp,
    /// What led to it.
    pub because: Vec<Reason>,
}

/// One step on the way to a decision. Durations are in seconds, counted from the last poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The interval that its publishing makes worthwhile.
    Own(u32),
    /// Its first poll: the next one comes at a time of its own within this interval more.
    New(u32),
    /// It is not asked more often.
    Floor(u32),
    /// It is asked at least so often.
    Ceiling(u32),
    /// The last poll had nothing in common with the one before: entries may have been missed.
    Gap(u32),
    /// What it shows is full of new entries in about this time, so it is asked well before.
    Window(u32),
    /// `max-age` or `Expires` asked for this.
    Fresh(u32),
    /// The same, and it is more than the ceiling.
    FreshBeyond(u32),
    /// The feed's `ttl` asked for this.
    Ttl(u32),
    /// The feed's `sy:updatePeriod` and `sy:updateFrequency` asked for this.
    Update(u32),
    /// It comes within hours or days that the feed wants to be skipped, and waits until they are over.
    Skipped,
    /// It neither gave validators nor said how long its answer is fresh: it is asked less often.
    Unvalidated(u32),
    /// So many polls in a row failed: the next waits this long.
    BackOff(u32, u32),
    /// It or its host refused us until then.
    CooledDown(Timestamp),
    /// It answered 410 Gone: it is not asked before the user acts.
    Gone,
    /// It has moved for good, and is asked at its new address.
    Moved,
    /// Its host's turns do not allow more.
    Stretched(u32),
    /// Errors on many hosts at once: we are offline, and it is not charged with that.
    Offline,
    /// Its own moment of the minute, so that neither feeds nor machines march in step.
    Phase(u8),
}

impl fmt::Display for Due {
    /// "due 2026-11-23 14:05: own interval 22 min; max-age asked for 30 min; phase +40 s".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.because.contains(&Reason::Gone) {
            return write!(f, "not due: {}", Reason::Gone);
        }
        write!(f, "due {}", to_the_minute(self.at))?;
        for (index, reason) in self.because.iter().enumerate() {
            write!(f, "{} {reason}", if index == 0 { ":" } else { ";" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Own(seconds) => write!(f, "own interval {}", time(seconds)),
            Self::New(seconds) => write!(f, "new, so spread over {} more", time(seconds)),
            Self::Floor(seconds) => write!(f, "min_interval is {}", time(seconds)),
            Self::Ceiling(seconds) => write!(f, "max_interval is {}", time(seconds)),
            Self::Gap(seconds) => {
                write!(f, "entries may have been missed, so it is asked within {}", time(seconds))
            }
            Self::Window(seconds) => {
                write!(f, "a third of what it shows is new after {}", time(seconds))
            }
            Self::Fresh(seconds) => write!(f, "max-age asked for {}", time(seconds)),
            Self::FreshBeyond(seconds) => {
                write!(f, "max-age asked for {}, and max_interval is less", time(seconds))
            }
            Self::Ttl(seconds) => write!(f, "its ttl asks for {}", time(seconds)),
            Self::Update(seconds) => write!(f, "its updatePeriod asks for {}", time(seconds)),
            Self::Skipped => f.write_str("its skipHours and skipDays are waited for"),
            Self::Unvalidated(seconds) => {
                write!(f, "it gives no validators, so it is asked every {} at most", time(seconds))
            }
            Self::BackOff(1, seconds) => {
                write!(f, "the last poll failed: back-off {}", time(seconds))
            }
            Self::BackOff(failures, seconds) => {
                write!(f, "the last {failures} polls failed: back-off {}", time(seconds))
            }
            Self::CooledDown(until) => write!(f, "cooled down until {}", to_the_minute(until)),
            Self::Gone => f.write_str("it answered 410 Gone"),
            Self::Moved => f.write_str("it has moved for good, and is asked at its new address"),
            Self::Stretched(seconds) => {
                write!(f, "its host's turns stretch the interval to {}", time(seconds))
            }
            Self::Offline => f.write_str("we were offline"),
            Self::Phase(seconds) => write!(f, "phase +{seconds} s"),
        }
    }
}

/// A duration in the unit that suits it.
fn time(seconds: u32) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", (seconds + 30) / 60),
        7200..=172_799 => format!("{}.{} h", seconds / 3600, seconds % 3600 / 360),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Whole seconds, at most what a reason holds.
pub(super) fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}
