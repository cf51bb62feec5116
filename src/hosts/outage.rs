//! Whether it is us who are offline: errors on many hosts at once are no fault of theirs. Pure.
//!
//! Always: one answer of anybody ends it; a host that has not been silent is asked as ever, so that a mistake costs nobody
//! but the silent. Never: more than one try in [`PROBE`] for all who were silent while it lasts; a host that could not be
//! reached before, or that only a page links to, taken for a sign: dead ones are on every list, and tell nothing of us.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use super::Host;

/// So many hosts of feeds that cannot be reached, with no answer of anybody meanwhile, mean that we are offline.
pub const SILENT_HOSTS: usize = 3;

/// For so long nobody has answered since the first of them, for at a start the dead are heard of first.
pub const SILENCE: Duration = Duration::from_secs(5);

/// Within so much time: feeds are polled minutes and hours apart.
pub const WINDOW: Duration = Duration::from_hours(1);

/// How often one of those that were silent is asked while we are offline.
pub const PROBE: Duration = Duration::from_mins(1);

/// Each of them is asked again after as many of these as there are, and no more than this, so that none takes all tries.
const ROUND: u32 = 15;

/// A page is asked only where no feed has used the last one and a half of them: dead links are many.
const PAGES: Duration = Duration::from_secs(90);

/// A host may have been silent in so many outages on end without an answer and be a sign of the next: a line may come back
/// for a moment.
const FLAPS: u8 = 3;

/// What is known of our own connection.
#[derive(Debug, Default)]
pub struct Outage {
    /// The first hosts that could not be reached since the last answer: at most [`SILENT_HOSTS`], each once.
    silent: Vec<(Host, Timestamp)>,
    /// Those that were silent in the last outage and have not answered since, and in how many on end.
    unheard: HashMap<Host, u8>,
    /// When that ended.
    ended: Timestamp,
    offline: Option<Offline>,
}

/// We are offline.
#[derive(Debug)]
struct Offline {
    since: Timestamp,
    /// When the last try was let through.
    tried: Timestamp,
    /// Who was silent, feeds' and pages', and when it was last tried since.
    silent: HashMap<Host, Option<Timestamp>>,
}

impl Outage {
    /// A host answered, whatever it said. Returns since when we had been offline, if we were.
    pub fn answered(&mut self, host: &Host, now: Timestamp) -> Option<Timestamp> {
        self.silent.clear();
        let ended = self.offline.take().map(|offline| {
            let before = std::mem::take(&mut self.unheard);
            let times = |host: &Host| before.get(host).copied().unwrap_or_default();
            let unheard = offline.silent.into_keys().map(|host| (times(&host) + 1, host));
            self.unheard = unheard.map(|(times, host)| (host, times)).collect();
            self.ended = now;
            offline.since
        });
        self.unheard.remove(host);
        ended
    }

    /// The host of a feed that was reached before, or never asked, could not be: no address, no connection. Returns how
    /// long to wait until it shows whether we are offline, if it may.
    pub fn silent(&mut self, host: &Host, now: Timestamp) -> Option<Duration> {
        self.silent.retain(|(_, at)| within(*at, now, WINDOW));
        if self.unheard.get(host).is_some_and(|times| *times >= FLAPS) {
            return None;
        }
        let is_new = self.silent.iter().all(|(other, _)| other != host);
        if is_new && self.silent.len() < SILENT_HOSTS {
            self.silent.push((host.clone(), now));
        }
        let first = self.silent.first().filter(|_| self.silent.len() >= SILENT_HOSTS)?.1;
        let lasted = Duration::try_from(now.duration_since(first)).unwrap_or_default();
        Some(SILENCE.saturating_sub(lasted))
    }

    /// Whether this shows, for the first time, that we are offline.
    pub fn shows(&mut self, now: Timestamp) -> bool {
        let lasts = |(_, first): &(Host, Timestamp)| !within(*first, now, SILENCE);
        let is_new = self.offline.is_none()
            && self.silent.len() >= SILENT_HOSTS
            && self.silent.first().is_some_and(lasts);
        if is_new {
            let silent = self.silent.iter().map(|(host, _)| (host.clone(), None)).collect();
            self.offline = Some(Offline { since: now, tried: now, silent });
        }
        is_new
    }

    /// Any host could not be reached. Returns when it is next asked, if we are offline.
    pub fn unreached(&mut self, host: &Host, now: Timestamp) -> Option<Timestamp> {
        self.offline.as_mut()?.silent.entry(host.clone()).or_default();
        Some(self.held(host, true, now).unwrap_or(now))
    }

    /// Until when a host is not asked, a feed's or a page's: while we are offline and it was silent.
    pub fn held(&self, host: &Host, is_feed: bool, now: Timestamp) -> Option<Timestamp> {
        let offline = self.offline.as_ref()?;
        let tried = *offline.silent.get(host)?;
        let round = u32::try_from(offline.silent.len()).unwrap_or(ROUND).min(ROUND);
        let had = tried.is_some_and(|tried| within(tried, now, PROBE.saturating_mul(round)));
        let pause = if is_feed { PROBE } else { PAGES };
        let next = offline.tried.checked_add(pause).unwrap_or(now);
        if within(offline.tried, now, pause) {
            return Some(next);
        }
        // It is another's turn; whether that one comes is seen then.
        had.then(|| now.checked_add(PROBE).unwrap_or(now))
    }

    /// From when on the hosts are asked again that were silent and have not answered since; `None` if there are none.
    pub fn resumption(&self, now: Timestamp) -> Option<Timestamp> {
        if self.offline.is_some() {
            return Some(now);
        }
        Some(self.ended).filter(|_| !self.unheard.is_empty())
    }

    /// It was silent in this outage, or in the last one, and has not answered since.
    pub fn is_unheard(&self, host: &Host) -> bool {
        let of = |offline: &Offline| offline.silent.contains_key(host);
        self.offline.as_ref().is_some_and(of) || self.unheard.contains_key(host)
    }

    /// Leave to ask a host now, for a feed or a page.
    ///
    /// # Errors
    /// When the next try is worth it, while we are offline and it was silent.
    pub fn leave(&mut self, host: &Host, is_feed: bool, now: Timestamp) -> Result<(), Timestamp> {
        if let Some(until) = self.held(host, is_feed, now) {
            return Err(until);
        }
        if let Some(offline) =
            self.offline.as_mut().filter(|offline| offline.silent.contains_key(host))
        {
            offline.tried = now;
            offline.silent.insert(host.clone(), Some(now));
        }
        Ok(())
    }
}

/// A moment lies less than `span` back; not so one that lies ahead, for then the clock was set back.
fn within(at: Timestamp, now: Timestamp, span: Duration) -> bool {
    Duration::try_from(now.duration_since(at)).is_ok_and(|ago| ago < span)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("in range")
    }

    fn host(name: &str) -> Host {
        Host::named(name)
    }

    fn three_silent(at_second: i64) -> Outage {
        let mut outage = Outage::default();
        for name in ["a.example", "b.example", "c.example"] {
            outage.silent(&host(name), at(at_second));
        }
        assert!(outage.shows(at(at_second + 5)));
        outage
    }

    #[test]
    fn silence_of_many_hosts_is_ours_and_of_few_is_theirs() {
        let mut outage = Outage::default();
        for second in 0..100 {
            let shown = outage.silent(&host("a.example"), at(second));
            assert_eq!(shown, None, "one host, however often");
        }
        assert_eq!(outage.silent(&host("b.example"), at(100)), None);
        assert_eq!(outage.answered(&host("z.example"), at(106)), None);
        assert_eq!(outage.silent(&host("c.example"), at(101)), None, "somebody answered meanwhile");
        assert_eq!(outage.silent(&host("d.example"), at(102)), None);
        assert_eq!(outage.silent(&host("e.example"), at(103)), Some(Duration::from_secs(3)));
        assert!(!outage.shows(at(103)), "the living may only be slower to answer");
        assert!(outage.shows(at(106)));
        assert!(!outage.shows(at(107)), "it is told once");
        assert_eq!(outage.answered(&host("z.example"), at(106)), Some(at(106)));
        assert!(outage.held(&host("c.example"), true, at(107)).is_none() && !outage.shows(at(200)));
    }

    #[test]
    fn silence_long_ago_does_not_count() {
        for (third, expected) in [(3600, None), (3599, Some(Duration::ZERO))] {
            let mut outage = Outage::default();
            assert_eq!(outage.silent(&host("a.example"), at(0)), None);
            assert_eq!(outage.silent(&host("b.example"), at(0)), None);
            assert_eq!(outage.silent(&host("c.example"), at(third)), expected, "after {third} s");
        }
    }

    #[test]
    fn who_is_never_heard_between_outages_is_no_sign_of_a_fourth() {
        let mut outage = three_silent(0);
        for again in 1..=3 {
            outage.answered(&host("d.example"), at(106));
            for name in ["a.example", "b.example", "c.example"] {
                outage.silent(&host(name), at(again * 100));
            }
            let shows = outage.shows(at(again * 100 + 5));
            assert_eq!(shows, again < 3, "a line may come back for a moment, not for ever");
        }
        outage.answered(&host("a.example"), at(106));
        for name in ["a.example", "d.example", "e.example"] {
            outage.silent(&host(name), at(500));
        }
        assert!(outage.shows(at(505)), "three that were heard of are a sign");
    }

    #[test]
    fn while_offline_one_of_the_silent_is_asked_each_minute_in_turn_and_any_other_as_ever() {
        let mut outage = three_silent(-5);
        let names = ["a.example", "b.example", "c.example"].map(host);
        let mut tried = [0; 3];
        for second in 1..=1800 {
            for (name, tried) in names.iter().zip(&mut tried) {
                *tried += u32::from(outage.leave(name, true, at(second)).is_ok());
            }
        }
        assert!(tried.iter().all(|tried| (9..=11).contains(tried)), "none takes all: {tried:?}");
        let crowd = |at: usize| host(&format!("c{at}.example"));
        let mut many = three_silent(-5);
        for name in 0..40 {
            assert!(many.unreached(&crowd(name), at(0)).is_some());
        }
        let first = (1..=600).filter(|second| {
            (0..40).any(|name| many.leave(&crowd(name), true, at(*second)).is_ok())
        });
        assert_eq!(first.count(), 10, "from the first minute on");
        let other = host("z.example");
        assert_eq!(outage.leave(&other, false, at(1801)), Ok(()), "it may be there");
        assert!(outage.unreached(&other, at(1801)).is_some());
        assert!(outage.leave(&other, false, at(1802)).is_err(), "it is not");
        let years_back = at(1801) - SignedDuration::from_hours(24 * 3650);
        assert_eq!(
            outage.leave(&names[0], true, years_back),
            Ok(()),
            "a clock set back holds nothing up"
        );
    }

    #[test]
    fn dead_links_by_the_hundred_take_no_try_from_feeds() {
        let mut outage = three_silent(-5);
        let pages: Vec<Host> = (0..200).map(|at| host(&format!("p{at}.example"))).collect();
        for page in &pages {
            outage.unreached(page, at(0));
        }
        let (mut of_feeds, mut of_pages) = (0, 0);
        for second in 1..=3600 {
            for page in &pages {
                of_pages += u32::from(outage.leave(page, false, at(second)).is_ok());
            }
            for name in ["a.example", "b.example", "c.example"] {
                of_feeds += u32::from(outage.leave(&host(name), true, at(second)).is_ok());
            }
        }
        assert!(of_feeds >= 9, "each in its round: {of_feeds}");
        assert!(of_feeds + of_pages <= 60, "and no more than one a minute: {of_pages}");
    }
}
