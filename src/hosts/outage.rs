//! Whether it is us who are offline: errors on many hosts at once are no fault of theirs. Pure.
//!
//! Always: one answer of anybody ends it. Never: more than one try in [`PROBE`] while it lasts.

use std::time::Duration;

use jiff::Timestamp;

use super::Host;

/// So many hosts that cannot be reached, with no answer of anybody meanwhile, mean that we are offline.
pub const SILENT_HOSTS: usize = 3;

/// Within so much time.
pub const WINDOW: Duration = Duration::from_mins(5);

/// How often one request is let through while we are offline.
pub const PROBE: Duration = Duration::from_mins(1);

/// What is known of our own connection.
#[derive(Debug, Default)]
pub struct Outage {
    /// Hosts that could not be reached since the last answer: at most [`SILENT_HOSTS`].
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

    /// A host could not be reached: no address, no connection. Returns whether this shows that we are offline.
    pub fn silent(&mut self, host: &Host, now: Timestamp) -> bool {
        self.silent.retain(|(other, at)| other != host && within(*at, now, WINDOW));
        self.silent.push((host.clone(), now));
        if self.offline.is_some() || self.silent.len() < SILENT_HOSTS {
            return false;
        }
        self.offline = Some((now, now));
        true
    }

    /// Whether we are offline.
    pub fn is_offline(&self) -> bool {
        self.offline.is_some()
    }

    /// Leave to make a request now.
    ///
    /// # Errors
    /// When the next try is worth it, while we are offline.
    pub fn leave(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        match &mut self.offline {
            Some((_, tried)) if within(*tried, now, PROBE) => {
                Err(tried.checked_add(PROBE).unwrap_or(now))
            }
            Some((_, tried)) => {
                *tried = now;
                Ok(())
            }
            None => Ok(()),
        }
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
            assert!(!outage.silent(&host("a.example"), at(second)), "one host, however often");
        }
        assert!(!outage.silent(&host("b.example"), at(100)));
        assert_eq!(outage.answered(), None);
        assert!(!outage.silent(&host("c.example"), at(101)), "somebody answered meanwhile");
        assert!(!outage.silent(&host("d.example"), at(102)));
        assert!(!outage.is_offline());
        assert!(outage.silent(&host("e.example"), at(103)));
        assert!(outage.is_offline());
        assert!(!outage.silent(&host("f.example"), at(104)), "it is told once");
        assert_eq!(outage.answered(), Some(at(103)));
        assert!(!outage.is_offline());
    }

    #[test]
    fn silence_long_ago_does_not_count() {
        let mut outage = Outage::default();
        assert!(!outage.silent(&host("a.example"), at(0)));
        assert!(!outage.silent(&host("b.example"), at(0)));
        assert!(!outage.silent(&host("c.example"), at(300)), "a whole window later");
        let mut outage = Outage::default();
        assert!(!outage.silent(&host("a.example"), at(0)));
        assert!(!outage.silent(&host("b.example"), at(0)));
        assert!(outage.silent(&host("c.example"), at(299)), "still within it");
    }

    #[test]
    fn while_offline_one_try_is_let_through_each_minute() {
        let mut outage = Outage::default();
        assert_eq!(outage.leave(at(0)), Ok(()));
        for name in ["a.example", "b.example", "c.example"] {
            outage.silent(&host(name), at(0));
        }
        let tried = (1..=600).filter(|second| outage.leave(at(*second)).is_ok()).count();
        assert_eq!(tried, 10);
        assert_eq!(outage.leave(at(601)), Err(at(660)));
        let years_back = at(601) - SignedDuration::from_hours(24 * 3650);
        assert_eq!(outage.leave(years_back), Ok(()), "a clock that was set back holds nothing up");
    }
}
