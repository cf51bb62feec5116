//! What goes wrong out there, and when: a pure function of the moment, too.

use crate::dice::{Of, roll};
use crate::{BEGIN, DAY};

const HOUR: i64 = 3_600_000;
/// Every so many days the network is away for an hour.
const OUTAGE_EVERY: i64 = 9;
/// Of so many hosts one is in trouble at any time, for …
const TROUBLED: u64 = 100;
/// … so long, as likely as not to be in another trouble after it.
const LASTS: i64 = 3 * HOUR;
/// Of so many feeds one moves within the month.
const MOVES: u64 = 50;

/// What is wrong with a host.
#[derive(Clone, Copy)]
pub(crate) enum Trouble {
    /// It answers with an error.
    Broken,
    /// It does not answer.
    Silent,
    /// It asks to wait.
    Refusing,
}

/// The network is away.
pub(crate) fn is_away(at: i64) -> bool {
    let since = at - BEGIN;
    let outage = since / (OUTAGE_EVERY * DAY);
    let from = outage * OUTAGE_EVERY * DAY
        + 2 * DAY
        + roll(Of::Trouble, -1, outage, 20).cast_signed() * HOUR;
    (from..from + HOUR).contains(&since)
}

/// What is wrong with the host of a feed, which is numbered like one of its feeds.
pub(crate) fn trouble(host: u32, at: i64) -> Option<Trouble> {
    match roll(Of::Trouble, host.into(), at / LASTS, 3 * TROUBLED) {
        0 => Some(Trouble::Broken),
        1 => Some(Trouble::Silent),
        2 => Some(Trouble::Refusing),
        _ => None,
    }
}

/// A feed has moved by then.
pub(crate) fn has_moved(feed: u32, at: i64) -> bool {
    let day = roll(Of::Move, feed.into(), 0, MOVES * 28).cast_signed();
    day < 28 && at >= BEGIN + (day + 1) * DAY
}
