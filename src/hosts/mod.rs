//! Politeness: who may be asked next, and when. Pure: no clock, no I/O.
//!
//! Always: between the end of one request to a host and the start of the next lies its gap; nothing
//! starts before a cool-down has ended; feeds, pages, redirects and robots.txt count alike. That only
//! one request is in flight per host is the pipeline's to see to, as is keeping cool-downs over a
//! restart. Never: wait for ever because a clock was set back.

mod host;
mod refusal;
pub mod robots;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

pub use host::Host;
pub use refusal::{BARE_REFUSAL, MAX_COOL_DOWN, refusal};

/// Up to this many hosts, those whose moment is past are not worth a sweep.
const FEW: usize = 1024;

/// From when on each host may be asked. Hosts that may be asked at once take no room for long.
#[derive(Debug, Default)]
pub struct Hosts {
    gaps: Book,
    cool_downs: Book,
}

impl Hosts {
    /// No host has been asked yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A request to `host` started or ended; the next may start `gap` later. To be called at both
    /// moments: the first counts if the request is given up.
    pub fn asked(&mut self, host: &Host, now: Timestamp, gap: Duration) {
        self.gaps.hold(host, now, gap);
    }

    /// `host` wants no request before `until`. At most [`MAX_COOL_DOWN`] from now; never shortens an
    /// earlier cool-down.
    pub fn cool_down(&mut self, host: &Host, now: Timestamp, until: Timestamp) {
        let wait = Duration::try_from(until.duration_since(now)).unwrap_or_default();
        self.cool_downs.hold(host, now, wait.min(MAX_COOL_DOWN));
    }

    /// From when on `host` may be asked: `now`, or the end of its gap or cool-down.
    pub fn ready_at(&mut self, host: &Host, now: Timestamp) -> Timestamp {
        let gap = self.gaps.until(host, now);
        let cool_down = self.cool_downs.until(host, now);
        gap.max(cool_down).unwrap_or(now)
    }

    /// When the cool-down of `host` ends, if it has one.
    pub fn cooled_until(&mut self, host: &Host, now: Timestamp) -> Option<Timestamp> {
        self.cool_downs.until(host, now)
    }

    /// Every cool-down that has not ended, to be kept over a restart; [`Hosts::cool_down`] takes it back.
    pub fn cool_downs(&self, now: Timestamp) -> impl Iterator<Item = (&Host, Timestamp)> {
        self.cool_downs
            .holds
            .iter()
            .filter_map(move |(host, hold)| Some((host, hold.seen(now).end(now)?)))
    }
}

/// Hosts and the waits that they have left.
#[derive(Debug, Default)]
struct Book {
    holds: HashMap<Host, Hold>,
    /// How many hosts there may be before the past ones are swept out.
    room: usize,
}

/// A wait, and when it was imposed: so a clock that goes back is noticed, and cannot lengthen it.
#[derive(Debug, Clone, Copy)]
struct Hold {
    since: Timestamp,
    wait: SignedDuration,
}

impl Book {
    fn hold(&mut self, host: &Host, now: Timestamp, wait: Duration) {
        let hold = Hold { since: now, wait: wait.try_into().unwrap_or(SignedDuration::MAX) };
        if self.until(host, now).is_some_and(|until| Some(until) >= hold.end(now)) {
            return;
        }
        if self.holds.len() >= self.room.max(FEW) {
            self.holds.retain(|_, hold| hold.seen(now).end(now).is_some());
            // Twice what is left, so that a sweep costs each newcomer no more than a constant.
            self.room = 2 * self.holds.len();
        }
        self.holds.insert(host.clone(), hold);
    }

    fn until(&mut self, host: &Host, now: Timestamp) -> Option<Timestamp> {
        let hold = self.holds.get_mut(host)?;
        *hold = hold.seen(now);
        let until = hold.end(now);
        if until.is_none() {
            self.holds.remove(host);
        }
        until
    }
}

impl Hold {
    /// The hold as it is at `now`: if the clock went back behind its beginning, it begins again.
    fn seen(self, now: Timestamp) -> Self {
        Self { since: self.since.min(now), ..self }
    }

    /// When it ends, if that is still to come.
    fn end(self, now: Timestamp) -> Option<Timestamp> {
        let end = self.since.checked_add(self.wait).unwrap_or(Timestamp::MAX);
        (end > now).then_some(end)
    }
}
