//! What is learnt of a feed's publishing: how often, at which time of the day and week, in which minute of the
//! hour, in bursts, and how long after its own date an entry appears.
//!
//! The intensity, in entries a minute, is
//!
//! ```text
//! λ(t) = (1 − b) · rate · halfhour(t) · weekday(t) · minute(t)  +  b · Σ exp(−(t − tᵢ)/τ) / τ
//! ```
//!
//! a Poisson process whose profiles have the mean 1, and a Hawkes process (Hawkes, 1971) for what comes in
//! bursts. Profiles are counts that fade, shrunk towards evenness by pseudo-counts, so that a few entries make no
//! profile. Newsrooms publish by the clock as well: a minute of the hour counts as a peak only where it stands out
//! of its neighbours by more than chance does.
//!
//! Always: bounded and finite, whatever dates a feed shows, and whatever clock; at most 400 bytes in a record,
//! mostly about 270. Never: a clock of its own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// After how many days an entry counts for 1/e in the rate: a feed that changes its pace is followed in weeks.
const RATE_MEMORY: f64 = 14.0;
/// The same for the profiles, whose many counts need more entries.
const PROFILE_MEMORY: f64 = 42.0;
/// The share of entries that come because one came just before.
const BURST_SHARE: f64 = 0.3;
/// How long one entry announces others, in minutes.
const BURST_MEMORY: f64 = 60.0;
/// Entries that an even profile is worth against what was counted.
const EVENNESS: f64 = 10.0;
/// A half hour's neighbours get this share of its entries each.
const SPREAD: f64 = 0.2;
/// By how many standard deviations a minute of the hour stands out to be a peak.
const STANDS_OUT: f64 = 2.0;
/// Before anything was seen: half an entry in half a day.
const PRIOR: f64 = 0.5;
/// The unit of a stored count.
const UNIT: f64 = 64.0;
/// The longest delay between an entry's date and its appearance that is learnt, in minutes; behind a longer one
/// stands a date that means something else.
const MAX_LAG: f64 = 120.0;
/// How fast the delay is learnt.
const LAG_STEP: f64 = 0.1;
/// The longest time without a poll that counts, in minutes: behind a longer one stands a pause, or a clock that was
/// set, and neither says that nothing was published.
const MAX_PAUSE: f64 = 7.0 * MINUTES_A_DAY;
/// The most entries of one poll that are learnt.
const MAX_LEARNT: usize = 1000;

pub(super) const MINUTES_A_DAY: f64 = 1440.0;
const MINUTES_A_WEEK: f64 = 7.0 * MINUTES_A_DAY;

/// What is known of a feed's publishing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rhythm {
    /// Until when it was watched.
    until: Option<Timestamp>,
    /// Entries, faded.
    entries: f32,
    /// The days in which they came, faded alike.
    days: f32,
    /// Entries of the last hour or so, faded fast.
    burst: f32,
    /// Counts by half hours of the day, UTC.
    halfhours: [[u16; 24]; 2],
    /// Counts by days of the week, from Thursday, 1 January 1970 on.
    weekdays: [u16; 7],
    /// Counts by minutes of the hour.
    minutes: [[u16; 30]; 2],
    /// The day (since 1970) on which the counts faded last.
    faded: i32,
    /// Minutes from an entry's date to its appearance.
    lag: f32,
    /// How many entries the feed shows.
    shown: u16,
}

/// What a poll showed.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// When.
    pub at: Timestamp,
    /// The dates of all entries that the feed shows, in any order; empty where nothing was sent.
    pub dates: &'a [Option<Timestamp>],
    /// How many of the entries were never seen before.
    pub fresh: usize,
}

impl Rhythm {
    /// Takes in what a poll showed, or that it showed nothing new.
    pub fn learn(&mut self, seen: Seen<'_>) {
        let now = minutes_of(seen.at);
        if !seen.dates.is_empty() {
            self.shown = u16::try_from(seen.dates.len()).unwrap_or(u16::MAX);
        }
        let Some(before) = self.until.map(minutes_of) else {
            return self.learn_history(seen, now);
        };
        if now <= before {
            // The clock was set back: what was learnt holds, and is learnt on from here.
            self.until = Some(seen.at);
            return;
        }
        let fresh = seen.fresh.min(MAX_LEARNT);
        let mut dates: Vec<f64> =
            seen.dates.iter().flatten().map(|date| minutes_of(*date)).collect();
        dates.sort_unstable_by(|one, other| other.total_cmp(one));
        dates.truncate(fresh);
        let mut came = Vec::with_capacity(fresh);
        for index in 0..fresh {
            came.push(match dates.get(index) {
                Some(date) if (before - MAX_LAG..=now).contains(date) => {
                    self.learn_lag(before - date, now - date);
                    (date + f64::from(self.lag)).clamp(before, now)
                }
                // An entry without a date of use came at some time since the last poll.
                #[expect(clippy::cast_precision_loss, reason = "a thousand at most")]
                _ => before + (now - before) * (index as f64 + 0.5) / fresh as f64,
            });
        }
        came.sort_unstable_by(f64::total_cmp);
        let mut at = before;
        for entry in came {
            self.pass(entry - at);
            self.count(entry);
            at = entry;
        }
        self.pass(now - at);
        self.until = Some(seen.at);
    }

    /// The dates that a new feed shows tell of the time before it was first polled.
    fn learn_history(&mut self, seen: Seen<'_>, now: f64) {
        self.until = Some(seen.at);
        self.faded = day_of(now);
        let mut dates: Vec<f64> = seen
            .dates
            .iter()
            .flatten()
            .map(|date| minutes_of(*date))
            .filter(|date| *date <= now)
            .collect();
        dates.sort_unstable_by(f64::total_cmp);
        dates.drain(..dates.len().saturating_sub(MAX_LEARNT));
        // The oldest only says since when the others are complete.
        let Some(mut at) = dates.first().copied() else { return };
        for date in &dates[1..] {
            self.pass(date - at);
            self.count(*date);
            at = *date;
        }
        self.pass(now - at);
    }

    /// The delay is one between these; it moves there, a little.
    fn learn_lag(&mut self, least: f64, most: f64) {
        let lag = f64::from(self.lag);
        let possible = lag.clamp(least.max(0.0), most.max(0.0));
        self.lag = narrow(lag + LAG_STEP * (possible - lag));
    }

    fn pass(&mut self, minutes: f64) {
        let days = minutes.clamp(0.0, MAX_PAUSE) / MINUTES_A_DAY;
        let kept = (-days / RATE_MEMORY).exp();
        self.entries = narrow(f64::from(self.entries) * kept);
        self.days = narrow(f64::from(self.days) * kept + (1.0 - kept) * RATE_MEMORY);
        self.burst = narrow(f64::from(self.burst) * (-minutes / BURST_MEMORY).exp());
    }

    fn count(&mut self, at: f64) {
        self.entries += 1.0;
        self.burst += 1.0;
        self.fade(day_of(at));
        let slot = Slot::of(at);
        let add = |counted: &mut u16, share: f64| {
            *counted = counted.saturating_add(quantised(share * UNIT));
        };
        for (halfhour, share) in [
            (slot.halfhour, 1.0 - 2.0 * SPREAD),
            ((slot.halfhour + 1) % 48, SPREAD),
            ((slot.halfhour + 47) % 48, SPREAD),
        ] {
            add(&mut self.halfhours[halfhour / 24][halfhour % 24], share);
        }
        add(&mut self.weekdays[slot.weekday], 1.0);
        add(&mut self.minutes[slot.minute / 30][slot.minute % 30], 1.0);
    }

    /// The counts fade by whole days: by less, small ones would never, or at once.
    fn fade(&mut self, day: i32) {
        let days = f64::from(day.saturating_sub(self.faded)).min(MAX_PAUSE / MINUTES_A_DAY);
        self.faded = day;
        if days <= 0.0 {
            return;
        }
        let kept = (-days / PROFILE_MEMORY).exp();
        let counts = self.halfhours.iter_mut().flatten();
        for count in counts.chain(&mut self.weekdays).chain(self.minutes.iter_mut().flatten()) {
            *count = quantised((f64::from(*count) * kept).floor());
        }
    }

    /// How many entries the feed shows, if it has shown any.
    pub fn shown(&self) -> Option<u16> {
        (self.shown > 0).then_some(self.shown)
    }

    /// What is to be expected from the last poll on.
    pub fn outlook(&self) -> Outlook {
        let total =
            |counts: &mut dyn Iterator<Item = u16>| counts.map(f64::from).sum::<f64>() / UNIT;
        let entries = total(&mut self.weekdays.iter().copied());
        let even = |count: u16, of: f64| {
            (f64::from(count) / UNIT + EVENNESS / of) / (entries + EVENNESS) * of
        };
        let mut halfhours = [0.0; 48];
        for (weight, count) in halfhours.iter_mut().zip(self.halfhours.iter().flatten()) {
            *weight = even(*count, 48.0);
        }
        let weekdays = self.weekdays.map(|count| even(count, 7.0));
        Outlook {
            rate: (f64::from(self.entries) + PRIOR)
                / (f64::from(self.days) + PRIOR)
                / MINUTES_A_DAY,
            week: Week::of(&halfhours, &weekdays, &self.peaks(entries)),
            halfhours,
            weekdays,
            burst: f64::from(self.burst),
            lag: f64::from(self.lag),
        }
    }

    /// The weight of each minute of the hour: even, but for those that stand out.
    fn peaks(&self, entries: f64) -> [f64; 60] {
        let mean = entries / 60.0;
        let chance = mean + STANDS_OUT * (mean + 0.5).sqrt();
        let mut excess = [0.0; 60];
        for (excess, count) in excess.iter_mut().zip(self.minutes.iter().flatten()) {
            let count = f64::from(*count) / UNIT;
            *excess = if count > chance { count - mean } else { 0.0 };
        }
        let all: f64 = excess.iter().sum();
        let rest = 1.0 - all / (entries + EVENNESS);
        excess.map(|excess| rest + 60.0 * excess / (entries + EVENNESS))
    }
}

/// The intensity of a feed's publishing, ready to be asked for many moments.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// Entries a minute.
    rate: f64,
    halfhours: [f64; 48],
    weekdays: [f64; 7],
    week: Week,
    burst: f64,
    lag: f64,
}

impl Outlook {
    /// Entries a minute in the mean.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Entries expected to appear up to a moment, in minutes since 1970, counted from some time long ago: what is
    /// expected in between two moments is the difference. `since` is when the feed was last polled.
    pub(super) fn expected(&self, since: f64, until: f64) -> f64 {
        let faded = (-(until - since).max(0.0) / BURST_MEMORY).exp();
        // The profiles tell of appearances, as they were learnt.
        (1.0 - BURST_SHARE) * self.rate * self.week.passed(until) - BURST_SHARE * self.burst * faded
    }

    /// The mean of √(λ/2) over a week: at the price c, a feed is worth this divided by √c polls a minute.
    ///
    /// A feed of few entries is mostly without a burst, at √(1 − b) of its mean; each entry adds
    /// ∫ √(b/τ · exp(−t/τ)) dt = 2√(bτ).
    pub fn appetite(&self) -> f64 {
        let bursts =
            (1.0 - BURST_SHARE).sqrt() + 2.0 * (BURST_SHARE * BURST_MEMORY * self.rate).sqrt();
        let daily: f64 = self.halfhours.iter().map(|weight| weight.sqrt()).sum::<f64>() / 48.0;
        let weekly: f64 = self.weekdays.iter().map(|weight| weight.sqrt()).sum::<f64>() / 7.0;
        (self.rate / 2.0).sqrt() * daily * weekly * bursts.min(1.0)
    }

    /// Minutes from an entry's date to its appearance.
    pub fn lag(&self) -> f64 {
        self.lag
    }
}

/// The profiles of a whole week, summed up, so that any span of time costs as little as another.
#[derive(Debug, Clone)]
struct Week {
    /// The weight of each half hour of the week, without its minutes'.
    weights: [f64; HALFHOURS],
    /// Weighted minutes before each half hour of the week, and in all.
    before: [f64; HALFHOURS + 1],
    /// The weights of the minutes of an hour before each, and in all.
    minutes: [f64; 61],
}

const HALFHOURS: usize = 7 * 48;

impl Week {
    fn of(halfhours: &[f64; 48], weekdays: &[f64; 7], minutes: &[f64; 60]) -> Self {
        let mut week =
            Self { weights: [0.0; HALFHOURS], before: [0.0; HALFHOURS + 1], minutes: [0.0; 61] };
        for (minute, weight) in minutes.iter().enumerate() {
            week.minutes[minute + 1] = week.minutes[minute] + weight;
        }
        for at in 0..HALFHOURS {
            let first = 30 * (at % 2);
            week.weights[at] = halfhours[at % 48] * weekdays[at / 48];
            let minutes = week.minutes[first + 30] - week.minutes[first];
            week.before[at + 1] = week.before[at] + week.weights[at] * minutes;
        }
        week
    }

    /// Weighted minutes from 1970 to a moment.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "small, positive whole numbers"
    )]
    fn passed(&self, at: f64) -> f64 {
        let weeks = (at / MINUTES_A_WEEK).floor();
        let minute = at - weeks * MINUTES_A_WEEK;
        let halfhour = ((minute / 30.0) as usize).min(HALFHOURS - 1);
        let first = 30 * (halfhour % 2);
        // Within the hour: whole minutes, and the part of one.
        let within = first as f64 + (minute - 30.0 * halfhour as f64);
        let whole = (within as usize).min(59);
        let minutes = self.minutes[whole]
            + (self.minutes[whole + 1] - self.minutes[whole]) * (within - whole as f64)
            - self.minutes[first];
        weeks * self.before[HALFHOURS] + self.before[halfhour] + self.weights[halfhour] * minutes
    }
}

struct Slot {
    halfhour: usize,
    weekday: usize,
    minute: usize,
}

impl Slot {
    fn of(at: f64) -> Self {
        let cell = |of: f64, from: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a small, positive whole number"
            )]
            let index = (of.rem_euclid(from)) as usize;
            index
        };
        Self {
            halfhour: cell(at / 30.0, 48.0).min(47),
            weekday: cell(at / MINUTES_A_DAY, 7.0).min(6),
            minute: cell(at, 60.0).min(59),
        }
    }
}

/// Minutes since 1970.
#[expect(clippy::cast_precision_loss, reason = "exact for thousands of years")]
pub(super) fn minutes_of(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 60_000.0
}

#[expect(clippy::cast_possible_truncation, reason = "jiff's last year is 9999")]
fn day_of(at: f64) -> i32 {
    (at / MINUTES_A_DAY).floor() as i32
}

#[expect(clippy::cast_possible_truncation, reason = "what is learnt is no finer than that")]
fn narrow(value: f64) -> f32 {
    value as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and counts are positive"
)]
fn quantised(value: f64) -> u16 {
    value.round() as u16
}
