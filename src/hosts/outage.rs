//! Whether it is us who are offline: errors on many hosts at once are no fault of theirs. Pure.
//!
//! Always: one answer of anybody ends it. Never: more than one try in [`PROBE`] while it lasts; a host that failed
//! before, or that some page links to, taken for a sign: dead ones are on every list, and tell nothing of us.

use std::time::Duration;

use jiff::Timestamp;

use super::Host;

/// So many hosts of feeds that cannot be reached, with no answer of anybody meanwhile, mean that we are offline.
pub const SILENT_HOSTS: usize = 3;

/// For so long nobody has answered since the first of them, for at a start the dead are heard of first.
pub const SILENCE: Duration = Duration::from_secs(5);

/// Within so much time.
pub const WINDOW: Duration = Duration::from_mins(5);

/// How often one request is let through while we are offline.
pub const PROBE: Duration = Duration::from_mins(1);

/// What is known of our own connection.
#[derive(Debug, Default)]
pub struct Outage {
    /// Hosts that could not be reached since the last answer, each once.
    silent: Vec<(Host, Timestamp)>,
    /// When it was noticed, if we are offline; and when the last try was let through.
    offline: Option<(Timestamp, Timestamp)>,
}

impl Outage {
    /// A host answered, whatever it said. Returns since when we had been offline, if we were.
    pub fn answered(&mut self) -> Option<Timestamp> {
        self.silent.clear();
        self.offline.take().map(|(since, _)| since)
    }

    /// A feed's host that had answered, or was never asked, could not be reached: no address, no connection. Returns
    /// how long to wait until it shows whether we are offline, if it may.
    pub fn silent(&mut self, host: &Host, now: Timestamp) -> Option<Duration> {
        self.silent.retain(|(_, at)| within(*at, now, WINDOW));
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
            self.offline = Some((now, now));
        }
        is_new
    }

    /// Whether we are offline.
    pub fn is_offline(&self) -> bool {
        self.offline.is_some()
    }

    /// When a request is next worth it: now, unless we are offline.
    pub fn next_try(&self, now: Timestamp) -> Timestamp {
        match &self.offline {
            Some((_, tried)) if within(*tried, now, PROBE) => {
                tried.checked_add(PROBE).unwrap_or(now)
            }
            _ => now,
        }
    }

    /// Leave to make a request now.
    ///
    /// # Errors
    /// When the next try is worth it, while we are offline.
    pub fn leave(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        let next = self.next_try(now);
        if next > now {
            return Err(next);
        }
        if let Some((_, tried)) = &mut self.offline {
            *tried = now;
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

    #[test]
    fn silence_of_many_hosts_is_ours_and_of_few_is_theirs() {
        let mut outage = Outage::default();
        for second in 0..100 {
            let shown = outage.silent(&host("a.example"), at(second));
            assert_eq!(shown, None, "one host, however often");
        }
        assert_eq!(outage.silent(&host("b.example"), at(100)), None);
        assert_eq!(outage.answered(), None);
        assert_eq!(outage.silent(&host("c.example"), at(101)), None, "somebody answered meanwhile");
        assert_eq!(outage.silent(&host("d.example"), at(102)), None);
        assert_eq!(outage.silent(&host("e.example"), at(103)), Some(Duration::from_secs(3)));
        assert!(!outage.shows(at(103)), "the living may only be slower to answer");
        assert!(outage.shows(at(106)));
        assert!(outage.is_offline());
        assert!(!outage.shows(at(107)), "it is told once");
        assert_eq!(outage.answered(), Some(at(106)));
        assert!(!outage.is_offline() && !outage.shows(at(200)));
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
    fn while_offline_one_try_is_let_through_each_minute() {
        let mut outage = Outage::default();
        assert_eq!(outage.leave(at(0)), Ok(()));
        for name in ["a.example", "b.example", "c.example"] {
            outage.silent(&host(name), at(-5));
        }
        assert!(outage.shows(at(0)));
        let tried = (1..=600).filter(|second| outage.leave(at(*second)).is_ok()).count();
        assert_eq!(tried, 10);
        assert_eq!(outage.leave(at(601)), Err(at(660)));
        let years_back = at(601) - SignedDuration::from_hours(24 * 3650);
        assert_eq!(outage.leave(years_back), Ok(()), "a clock that was set back holds nothing up");
    }
}
