//! Whether it is us who are offline: errors on many hosts at once are no fault of theirs. Pure.
//!
//! Always: one answer of anybody ends it; a host that has not been silent is asked as ever, so that a mistake costs nobody
//! but the silent. Never: more than one try in [`PROBE`] for all who were silent while it lasts; a host that failed before,
//! or that only a page links to, taken for a sign: dead ones are on every list, and tell nothing of us.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;

use super::Host;

/// So many hosts of feeds that cannot be reached, with no answer of anybody meanwhile, mean that we are offline.
pub const SILENT_HOSTS: usize = 3;

/// For so long nobody has answered since the first of them, for at a start the dead are heard of first.
pub const SILENCE: Duration = Duration::from_secs(5);

/// Within so much time.
pub const WINDOW: Duration = Duration::from_mins(5);

/// How often one of those that were silent is asked while we are offline.
pub const PROBE: Duration = Duration::from_mins(1);

/// What is known of our own connection.
#[derive(Debug, Default)]
pub struct Outage {
    /// Hosts that could not be reached since the last answer, each once.
    silent: Vec<(Host, Timestamp)>,
    /// Those that were silent in the last outage and have not answered since: it may have been none.
    unheard: HashSet<Host>,
    offline: Option<Offline>,
}

/// We are offline.
#[derive(Debug)]
struct Offline {
    since: Timestamp,
    /// When the last try was let through.
    tried: Timestamp,
    /// Who was silent, feeds' and pages'.
    silent: HashSet<Host>,
}

impl Outage {
    /// A host answered, whatever it said. Returns since when we had been offline, if we were.
    pub fn answered(&mut self, host: &Host) -> Option<Timestamp> {
        self.silent.clear();
        let ended = self.offline.take().map(|offline| {
            self.unheard = offline.silent;
            offline.since
        });
        self.unheard.remove(host);
        ended
    }

    /// The host of a feed in good standing could not be reached: no address, no connection. Returns how long to wait
    /// until it shows whether we are offline, if it may.
    pub fn silent(&mut self, host: &Host, now: Timestamp) -> Option<Duration> {
        self.silent.retain(|(_, at)| within(*at, now, WINDOW));
        if self.unheard.contains(host) {
            return None;
        }
        if self.silent.iter().all(|(other, _)| other != host) {
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
            let silent = self.silent.iter().map(|(host, _)| host.clone()).collect();
            self.offline = Some(Offline { since: now, tried: now, silent });
        }
        is_new
    }

    /// When one that was silent is next asked, if we are offline.
    pub fn next_try(&self) -> Option<Timestamp> {
        self.offline
            .as_ref()
            .map(|offline| offline.tried.checked_add(PROBE).unwrap_or(Timestamp::MAX))
    }

    /// Any host could not be reached. Returns when it is next asked, if we are offline.
    pub fn unreached(&mut self, host: &Host) -> Option<Timestamp> {
        if let Some(offline) = &mut self.offline {
            offline.silent.insert(host.clone());
        }
        self.next_try()
    }

    /// Leave to ask a host now.
    ///
    /// # Errors
    /// When the next try is worth it, while we are offline and it was silent.
    pub fn leave(&mut self, host: &Host, now: Timestamp) -> Result<(), Timestamp> {
        let Some(offline) = self.offline.as_mut().filter(|offline| offline.silent.contains(host))
        else {
            return Ok(());
        };
        if within(offline.tried, now, PROBE) {
            return Err(offline.tried.checked_add(PROBE).unwrap_or(now));
        }
        offline.tried = now;
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

    #[test]
    fn silence_of_many_hosts_is_ours_and_of_few_is_theirs() {
        let mut outage = Outage::default();
        for second in 0..100 {
            let shown = outage.silent(&host("a.example"), at(second));
            assert_eq!(shown, None, "one host, however often");
        }
        assert_eq!(outage.silent(&host("b.example"), at(100)), None);
        assert_eq!(outage.answered(&host("z.example")), None);
        assert_eq!(outage.silent(&host("c.example"), at(101)), None, "somebody answered meanwhile");
        assert_eq!(outage.silent(&host("d.example"), at(102)), None);
        assert_eq!(outage.silent(&host("e.example"), at(103)), Some(Duration::from_secs(3)));
        assert!(!outage.shows(at(103)), "the living may only be slower to answer");
        assert!(outage.shows(at(106)));
        assert!(!outage.shows(at(107)), "it is told once");
        assert_eq!(outage.answered(&host("z.example")), Some(at(106)));
        assert!(outage.next_try().is_none() && !outage.shows(at(200)));
    }

    #[test]
    fn who_was_silent_in_an_outage_and_is_not_heard_after_it_is_no_sign_of_another() {
        let mut outage = Outage::default();
        let names = ["a.example", "b.example", "c.example"];
        for name in names {
            outage.silent(&host(name), at(0));
        }
        assert!(outage.shows(at(5)));
        outage.answered(&host("d.example"));
        outage.answered(&host("a.example"));
        let signs = names.map(|name| outage.silent(&host(name), at(10)));
        assert_eq!(signs, [None; 3]);
        assert!(!outage.shows(at(20)), "two of the three are dead");
        for name in ["d.example", "e.example"] {
            outage.silent(&host(name), at(20));
        }
        assert!(outage.shows(at(25)), "three that were heard of are not");
    }

    #[test]
    fn silence_long_ago_does_not_count() {
        for (third, expected) in [(300, None), (299, Some(Duration::ZERO))] {
            let mut outage = Outage::default();
            assert_eq!(outage.silent(&host("a.example"), at(0)), None);
            assert_eq!(outage.silent(&host("b.example"), at(0)), None);
            assert_eq!(outage.silent(&host("c.example"), at(third)), expected, "after {third} s");
        }
    }

    #[test]
    fn while_offline_one_of_the_silent_is_let_through_each_minute_and_any_other() {
        let mut outage = Outage::default();
        let (a, other) = (host("a.example"), host("z.example"));
        assert_eq!(outage.leave(&a, at(0)), Ok(()));
        for name in ["a.example", "b.example", "c.example"] {
            outage.silent(&host(name), at(-5));
        }
        assert!(outage.shows(at(0)));
        let tried = (1..=600).filter(|second| outage.leave(&a, at(*second)).is_ok()).count();
        assert_eq!(tried, 10);
        assert_eq!(outage.leave(&a, at(601)), Err(at(660)));
        assert_eq!(outage.leave(&other, at(601)), Ok(()), "it may be there");
        assert_eq!(outage.unreached(&other), Some(at(660)));
        assert_eq!(outage.leave(&other, at(602)), Err(at(660)), "it is not");
        let years_back = at(601) - SignedDuration::from_hours(24 * 3650);
        assert_eq!(outage.leave(&a, years_back), Ok(()), "a clock set back holds nothing up");
    }
}
