//! Politeness: who may be asked next, and when. Pure: no clock, no I/O.
//!
//! Always: between the end of one request to a host and the start of the next lies its gap; nothing
//! starts before a cool-down has ended; feeds, pages, redirects and robots.txt count alike. That only
//! one request is in flight per host is the pipeline's to see to, as is keeping cool-downs over a
//! restart. Never: wait for ever because a clock was set back.

mod challenge;
mod host;
pub mod outage;
mod refusal;
pub mod robots;
mod share;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use challenge::is_challenge;
pub use host::Host;
use refusal::refusal;
pub use refusal::{BARE_REFUSAL, MAX_COOL_DOWN};
pub use share::share;

/// So many gaps that a host's sites ask for are kept apart.
const MAX_PACES: usize = 16;

/// Up to this many hosts, those whose moment is past are not worth a sweep.
const FEW: usize = 1024;

/// From when on each host may be asked. Hosts that may be asked at once take no room for long.
#[derive(Debug, Default)]
pub struct Hosts {
    gaps: Book,
    cool_downs: Book,
    /// The gap of every host, counted from the start.
    rest: Option<Hold>,
    /// The longer gaps that sites of some hosts ask for, each with its end, and when the last of them ends.
    paces: HashMap<Host, (Vec<(Duration, Timestamp)>, Timestamp)>,
    /// How often in a row a host refused without naming a time, and until when that is remembered.
    refusals: HashMap<Host, (u32, Timestamp)>,
}

/// A host's wish to be left alone, as it is kept over a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoolDown {
    /// Until when.
    pub until: Timestamp,
    /// How often in a row it refused without naming a time, this once included.
    pub bare: u32,
}

impl CoolDown {
    /// Whether the host is to be left alone now. A moment that no refusal reaches was written down when the clock was
    /// ahead.
    pub fn holds(&self, now: Timestamp) -> bool {
        let latest = now.checked_add(MAX_COOL_DOWN).unwrap_or(Timestamp::MAX);
        self.until > now && self.until <= latest
    }

    /// Until when it is worth remembering: a host that refuses again soon has not forgotten us either.
    pub fn remembered_until(&self) -> Timestamp {
        if self.bare == 0 {
            return self.until;
        }
        self.until.checked_add(MAX_COOL_DOWN).unwrap_or(Timestamp::MAX)
    }
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

    /// Nobody is asked before `gap` has passed: a former life may have asked a moment ago, and told nobody.
    pub fn rest(&mut self, now: Timestamp, gap: Duration) {
        self.rest = Some(Hold { since: now, wait: gap.try_into().unwrap_or(SignedDuration::MAX) });
    }

    /// An answer of `host`: if it asks to be left alone, it is, and for how long is returned to be kept.
    ///
    /// `wish` is its `Retry-After`, read already. A cool-down lasts [`MAX_COOL_DOWN`] at the most, and never
    /// shortens an earlier one.
    pub fn heed(
        &mut self,
        host: &Host,
        status: u16,
        wish: Option<Duration>,
        now: Timestamp,
    ) -> Option<CoolDown> {
        let before = self.refusals.get(host).filter(|(_, until)| *until > now);
        let before = before.map_or(0, |(count, _)| *count);
        let Some(wait) = refusal(host, status, wish, before) else {
            self.refusals.remove(host);
            return None;
        };
        let until = now.checked_add(wait).unwrap_or(Timestamp::MAX);
        let bare = if wish.is_none() { before + 1 } else { before };
        let cool_down = CoolDown { until, bare };
        self.cool_down(host, now, cool_down);
        Some(cool_down)
    }

    /// Takes back a cool-down of a former life.
    pub fn cool_down(&mut self, host: &Host, now: Timestamp, cool_down: CoolDown) {
        let wait = Duration::try_from(cool_down.until.duration_since(now)).unwrap_or_default();
        self.cool_downs.hold(host, now, wait.min(MAX_COOL_DOWN));
        if cool_down.bare > 0 {
            sweep(&mut self.refusals, now);
            self.refusals.insert(host.clone(), (cool_down.bare, cool_down.remembered_until()));
        }
    }

    /// A site of `host` asks for so much time between two requests; that holds until then, and from the last one on.
    pub fn pace(&mut self, host: &Host, now: Timestamp, delay: Duration, until: Timestamp) {
        let before = self.gap(host, now, Duration::ZERO);
        sweep(&mut self.paces, now);
        let (paces, last) = self.paces.entry(host.clone()).or_insert((Vec::new(), until));
        // Beside one that is as long and holds as long, a wish says nothing.
        if paces.iter().any(|(its, end)| *its >= delay && *end >= until) {
            return;
        }
        paces.retain(|(its, end)| *end > now && (*its > delay || *end > until));
        paces.push((delay, until));
        if paces.len() > MAX_PACES {
            // However many sites a host has: the shortest holds as long as the one before it, and no shorter.
            paces.sort_unstable();
            let (_, end) = paces.remove(0);
            paces[0].1 = paces[0].1.max(end);
        }
        *last = until.max(*last);
        if delay > before {
            self.asked(host, now, delay);
        }
    }

    /// The gap of `host`: the one that is kept with everybody, or the longest that its sites ask for.
    pub fn gap(&self, host: &Host, now: Timestamp, everybodys: Duration) -> Duration {
        let paces = self.paces.get(host).into_iter().flat_map(|(paces, _)| paces);
        let holding = paces.filter(|(_, until)| *until > now).map(|(delay, _)| *delay);
        holding.fold(everybodys, Duration::max)
    }

    /// From when on `host` may be asked: `now`, or the end of its gap or cool-down.
    pub fn ready_at(&mut self, host: &Host, now: Timestamp) -> Timestamp {
        let gap = self.gaps.until(host, now);
        let cool_down = self.cool_downs.until(host, now);
        self.rest = self.rest.map(|rest| rest.seen(now));
        let rest = self.rest.and_then(|rest| rest.end(now));
        gap.max(cool_down).max(rest).unwrap_or(now)
    }

    /// When the cool-down of `host` ends, if it has one.
    pub fn cooled_until(&mut self, host: &Host, now: Timestamp) -> Option<Timestamp> {
        self.cool_downs.until(host, now)
    }
}

/// Makes room: what is past is forgotten, once there is much.
fn sweep<T>(kept: &mut HashMap<Host, (T, Timestamp)>, now: Timestamp) {
    if kept.len() >= FEW && kept.len() == kept.capacity() {
        kept.retain(|_, (_, until)| *until > now);
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
