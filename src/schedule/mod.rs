//! When a feed is next due, and why. Pure: no clock, no I/O.
//!
//! [`Rhythm`] learns how a feed publishes. `plan` finds the moment at which a poll is worth its [`Price`], which
//! a budget sets for all feeds alike. [`next_due`] puts the moment within bounds and gives the reasons.
//!
//! Always: politeness first (the floor, the answer's freshness, the feed's [`Wishes`], refusals), then that nothing
//! rolls out of a feed unseen, then freshness; every feed polled at its own moment of the minute, the same after a
//! restart and another one on another machine. Never: sooner than the floor.

mod budget;
mod due;
mod plan;
mod rhythm;
mod silences;
#[cfg(test)]
mod tests;
mod wishes;

use std::time::Duration;

use jiff::Timestamp;

pub use budget::{Appetite, price_of};
pub use due::{Due, Reason};
pub use plan::Price;
pub use rhythm::{Outlook, Rhythm, Seen};
pub use silences::{LEAST as LEAST_SILENCE, Silences};
pub use wishes::Wishes;

use due::seconds;
use plan::{Bounds, Plan, filled};
use rhythm::minutes_of;
use wishes::Pauses;

/// How much of what a feed shows may be new at a poll: well under all of it.
const WINDOW_SHARE: f64 = 1.0 / 3.0;

/// A new feed's second poll may pass its ceiling by so many minutes, lest feeds that were added together stay so.
const SPREAD: f64 = 60.0;

/// What a decision is made from.
#[derive(Debug, Clone, Copy)]
pub struct Polled<'a> {
    /// The feed's name, from which its phase comes.
    pub name: &'a str,
    /// A number of this installation, so that two machines do not march in step.
    pub installation: u64,
    /// When it was polled.
    pub at: Timestamp,
    /// It was polled for the first time.
    pub first: bool,
    /// Failures in a row, this poll included; 0 if it answered.
    pub failures: u32,
    /// For how long the server calls its answer fresh.
    pub fresh: Duration,
    /// What the feed itself wishes.
    pub wishes: Wishes,
    /// It refuses to be asked before.
    pub refused_until: Option<Timestamp>,
    /// It shows only entries that are new, and had shown others so long before: some may have come and gone.
    pub gap: Option<Duration>,
    /// How long its host takes to give each of its feeds a turn.
    pub turns: Duration,
    /// Each of its polls is a whole download, which is not made more often than this.
    pub whole: Option<Duration>,
    /// What is known of its publishing.
    pub rhythm: &'a Rhythm,
    /// What a poll costs.
    pub price: Price,
    /// The floor.
    pub min_interval: Duration,
    /// The ceiling; it holds for what the server wishes as well.
    pub max_interval: Duration,
}

/// When the feed is next due, and why.
pub fn next_due(polled: &Polled<'_>) -> Due {
    let floor = polled.min_interval.max(Duration::from_secs(1));
    let ceiling = polled.max_interval.max(floor);
    let mut due = if polled.failures > 0 {
        back_off(polled, floor, ceiling)
    } else {
        in_rhythm(polled, floor, ceiling)
    };
    if let Some(until) = polled.refused_until.filter(|until| *until > due.at) {
        due.at = until;
        due.because.push(Reason::CooledDown(until));
    }
    due
}

/// Twice the time of the last try, up to the ceiling, and up to a tenth more.
fn back_off(polled: &Polled<'_>, floor: Duration, ceiling: Duration) -> Due {
    let interval = floor.saturating_mul(1 << polled.failures.min(16)).min(ceiling);
    let jitter = interval.mul_f64(phase(polled, b"back-off") / 10.0);
    let mut because = vec![Reason::BackOff(polled.failures, seconds(interval + jitter))];
    let over = minutes_of(polled.at) + minutes(interval + jitter);
    let at = polled.wishes.pauses().after(over);
    because.extend((at > over).then_some(Reason::Skipped));
    Due { at: timestamp(at), because }
}

fn in_rhythm(polled: &Polled<'_>, floor: Duration, ceiling: Duration) -> Due {
    let since = minutes_of(polled.at);
    let outlook = polled.rhythm.outlook();
    let pauses = polled.wishes.pauses();
    // People who set the ceiling below two minutes want nothing but that.
    let exact = ceiling < Duration::from_mins(2);
    let phase = if exact { since.fract() } else { phase(polled, b"minute") };
    let (latest, hurry) = at_most(polled, &outlook, floor, ceiling);
    let (earliest, wish) = at_least(polled, floor, ceiling);
    let bounds = Bounds { since, earliest, floor: minutes(floor), phase };
    let plan = |pauses| Plan::of(&outlook, polled.price, bounds, pauses);
    let free = plan(Pauses::default());
    let own = free.best(since, f64::MAX);

    let mut because = vec![Reason::Own(whole_seconds(own - since))];
    because.extend((latest < own).then_some(hurry));
    because.extend((earliest > own.min(latest)).then_some(wish));
    let mut at = own;
    if own < earliest || own > latest || !pauses.allow(own) {
        let plan = if pauses == Pauses::default() { free } else { plan(pauses) };
        at = plan.best(earliest, latest);
        because.extend((!pauses.allow(own.min(latest).max(earliest))).then_some(Reason::Skipped));
    }
    if polled.first {
        let room = minutes(ceiling) - (at - since);
        // Behind the hours that it leaves, it would wait for the next ones, a day or a week away.
        let most = (at - since).min(room.max(SPREAD)).min(pauses.begin_after(at) - at);
        let spread = most * self::phase(polled, b"first");
        at += spread;
        because.push(Reason::New(whole_seconds(spread)));
    }
    if !exact {
        because.push(Reason::Phase(second_of(phase)));
    }
    Due { at: timestamp(at), because }
}

/// Before when it is to be polled, and what says so.
fn at_most(
    polled: &Polled<'_>,
    outlook: &Outlook,
    floor: Duration,
    ceiling: Duration,
) -> (f64, Reason) {
    let since = minutes_of(polled.at);
    let mut most = (since + minutes(ceiling), Reason::Ceiling(seconds(ceiling)));
    if let Some(interval) = polled.gap {
        let half = (interval / 2).max(floor);
        if since + minutes(half) < most.0 {
            most = (since + minutes(half), Reason::Gap(seconds(half)));
        }
    }
    let shown = polled.rhythm.shown().map(|shown| f64::from(shown) * WINDOW_SHARE);
    if let Some(full) = shown.and_then(|share| filled(outlook, since, share.max(1.0), most.0)) {
        most = (full, Reason::Window(whole_seconds(full - since)));
    }
    most
}

/// Before when it is not to be polled, and what says so.
fn at_least(polled: &Polled<'_>, floor: Duration, ceiling: Duration) -> (f64, Reason) {
    let mut least = (floor, Reason::Floor(seconds(floor)));
    let mut demand = |wish: Duration, reason: Reason| {
        if wish.min(ceiling) > least.0 {
            least = (wish.min(ceiling), reason);
        }
    };
    let fresh = seconds(polled.fresh);
    demand(
        polled.fresh,
        if polled.fresh > ceiling { Reason::FreshBeyond(fresh) } else { Reason::Fresh(fresh) },
    );
    if let Some(ttl) = polled.wishes.ttl() {
        demand(ttl, Reason::Ttl(seconds(ttl)));
    }
    if let Some(interval) = polled.wishes.interval() {
        demand(interval, Reason::Update(seconds(interval)));
    }
    if let Some(whole) = polled.whole {
        demand(whole, Reason::Unvalidated(seconds(whole)));
    }
    if polled.turns > least.0 {
        // Even beyond the ceiling: more is not to be had.
        least = (polled.turns, Reason::Stretched(seconds(polled.turns)));
    }
    (minutes_of(polled.at) + minutes(least.0), least.1)
}

/// A share of 1 that is a feed's own on this machine, and stays.
fn phase(polled: &Polled<'_>, of: &[u8]) -> f64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&polled.installation.to_le_bytes()).update(of).update(polled.name.as_bytes());
    let hash = hasher.finalize();
    f64::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])) / 65_536.0
}

fn minutes(time: Duration) -> f64 {
    time.as_secs_f64() / 60.0
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
fn whole_seconds(minutes: f64) -> u32 {
    (minutes * 60.0).round() as u32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 59")]
fn second_of(phase: f64) -> u8 {
    (phase * 60.0) as u8
}

/// Rounded up: never sooner.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds of any year fit")]
fn timestamp(minutes: f64) -> Timestamp {
    Timestamp::from_millisecond((minutes * 60_000.0).ceil() as i64).unwrap_or(Timestamp::MAX)
}
