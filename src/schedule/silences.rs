//! How long a feed is silent between its news, and whether it has gone quiet.
//!
//! What counts is its own past: the mean time between two occasions of news, and the longest of them, which is
//! slowly forgotten. Always: bounded and finite, whatever dates a feed shows. Never: a feed called quiet after few
//! occasions, or within [`LEAST`] of the last one.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rhythm::minutes_of;

/// No silence shorter than this is one: it covers a weekend.
pub const LEAST: Duration = Duration::from_hours(4 * 24);
/// A silence so many times as long as the longest before says that the feed has gone quiet …
const TIMES_THE_LONGEST: f64 = 3.0;
/// … if it is so many times as long as they are in the mean, too: of few silences the longest says little.
const TIMES_THE_MEAN: f64 = 6.0;
/// After so few occasions of news nothing is known.
const FEW: u16 = 6;
/// News within so many minutes are one occasion.
const ONE_OCCASION: f64 = 30.0;
/// How fast the mean is learnt.
const STEP: f32 = 0.1;
/// What an occasion leaves of the longest silence, if it was shorter.
const KEPT: f32 = 0.98;

/// What is known of a feed's silences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Silences {
    /// The last news.
    last: Option<Timestamp>,
    /// Minutes between two occasions of news, in the mean.
    mean: f32,
    /// The longest time between two of them, fading.
    longest: f32,
    /// How many were counted.
    occasions: u16,
}

impl Silences {
    /// Learns from a poll that brought so many entries never seen before. The first one is a history of its own: the
    /// dates that it shows.
    pub fn learn(&mut self, at: Timestamp, dates: &[Option<Timestamp>], fresh: usize) {
        if self.last.is_none() {
            let mut dates: Vec<Timestamp> =
                dates.iter().flatten().copied().filter(|date| *date <= at).collect();
            dates.sort_unstable();
            dates.into_iter().for_each(|date| self.news(date));
        } else if fresh > 0 {
            self.news(at);
        }
        // A clock that was set back begins anew.
        self.last = self.last.map(|last| last.min(at));
    }

    fn news(&mut self, at: Timestamp) {
        let silent = self.last.map(|last| minutes_of(at) - minutes_of(last));
        if silent.is_some_and(|silent| silent < ONE_OCCASION) {
            return;
        }
        self.last = Some(at);
        let Some(silent) = silent else { return };
        #[expect(clippy::cast_possible_truncation, reason = "what is learnt is no finer than that")]
        let silent = silent as f32;
        // As many as there are count alike at first.
        let step = STEP.max(1.0 / (f32::from(self.occasions) + 1.0));
        self.mean += step * (silent - self.mean);
        self.longest = silent.max(self.longest * KEPT);
        self.occasions = self.occasions.saturating_add(1);
    }

    /// When the last news came, if the silence since then is one that the feed's past makes unlikely.
    pub fn quiet_since(&self, now: Timestamp) -> Option<Timestamp> {
        let last = self.last?;
        let least = LEAST.as_secs_f64() / 60.0;
        let enough = (TIMES_THE_LONGEST * f64::from(self.longest))
            .max(TIMES_THE_MEAN * f64::from(self.mean))
            .max(least);
        let silent = minutes_of(now) - minutes_of(last);
        (self.occasions >= FEW && silent > enough).then_some(last)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_hours(hours)
    }

    /// A feed with news at these hours, polled each hour, until it is called quiet.
    fn quiet_after(news: &[i64]) -> Option<i64> {
        let mut silences = Silences::default();
        let end = news.last().unwrap() + 24 * 400;
        for hour in 0..end {
            silences.learn(at(hour), &[], usize::from(news.contains(&hour)));
            if hour == 0 {
                silences.news(at(0));
            }
            if let Some(since) = silences.quiet_since(at(hour)) {
                assert!(since <= at(hour));
                return Some(hour);
            }
        }
        None
    }

    #[test]
    fn a_feed_is_quiet_after_a_silence_that_its_own_past_makes_unlikely() {
        let hourly: Vec<i64> = (0..100).collect();
        assert_eq!(quiet_after(&hourly), Some(99 + 4 * 24 + 1), "never sooner than four days");
        let weekly: Vec<i64> = (0..12).map(|week| week * 7 * 24).collect();
        let last = weekly.last().unwrap();
        assert_eq!(quiet_after(&weekly), Some(last + 6 * 7 * 24 + 1));
        // Working days, eight hours each: a weekend is nothing, nor is a fortnight's holiday after one before.
        let working: Vec<i64> = (0..70 * 24)
            .filter(|hour| (hour / 24) % 7 < 5 && (8..16).contains(&(hour % 24)))
            .collect();
        let quiet = quiet_after(&working).unwrap() - working.last().unwrap();
        assert!((7 * 24..9 * 24).contains(&quiet), "{quiet}");
    }

    #[test]
    fn few_news_tell_nothing_and_dates_of_the_first_poll_tell_of_the_past() {
        assert_eq!(quiet_after(&[0, 1, 2, 3]), None);
        let mut silences = Silences::default();
        let dates: Vec<Option<Timestamp>> = (0..20).map(|hour| Some(at(hour))).collect();
        silences.learn(at(20), &dates, 20);
        assert_eq!(silences.quiet_since(at(24 * 4)), None);
        assert_eq!(silences.quiet_since(at(24 * 5)), Some(at(19)));
        silences.learn(at(24 * 5), &[], 1);
        assert_eq!(silences.quiet_since(at(24 * 5)), None, "it is well again");
        // A clock that ran ahead, and dates out of all bounds.
        silences.learn(at(0), &[], 0);
        assert_eq!(silences.quiet_since(at(1)), None);
        silences.learn(at(1), &[Some(Timestamp::MIN), Some(Timestamp::MAX), None], 3);
        assert!(silences.mean.is_finite() && silences.longest.is_finite());
    }
}
