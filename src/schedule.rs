//! When a feed is next due. Pure: no clock, no I/O.
//!
//! A first, simple rule: a feed that answers is asked again after its floor, or when the copy that it
//! gave is no longer fresh; one that fails, after twice the time of the last try, up to its ceiling.
//! Always: never sooner than the floor, and each feed a little apart from the others, by its name.

use std::time::Duration;

use jiff::Timestamp;

/// What a decision is made from.
#[derive(Debug, Clone, Copy)]
pub struct Polled<'a> {
    /// The feed's name, from which its phase comes.
    pub name: &'a str,
    /// When it was polled.
    pub at: Timestamp,
    /// Failures in a row, this poll included; 0 if it answered.
    pub failures: u32,
    /// For how long the server calls its answer fresh.
    pub fresh: Duration,
    /// It refuses to be asked before.
    pub refused_until: Option<Timestamp>,
    /// The floor.
    pub min_interval: Duration,
    /// The ceiling; it holds for what the server wishes as well.
    pub max_interval: Duration,
}

/// When the feed is next due.
pub fn next_due(polled: Polled<'_>) -> Timestamp {
    let floor = polled.min_interval.max(Duration::from_secs(1));
    let interval = match polled.failures {
        0 => floor.max(polled.fresh),
        failures => floor.saturating_mul(1 << failures.min(16)),
    };
    let interval = interval.min(polled.max_interval.max(floor));
    let due =
        polled.at.checked_add(interval + phase(polled.name, interval)).unwrap_or(Timestamp::MAX);
    polled.refused_until.map_or(due, |until| due.max(until))
}

/// Up to a tenth of the interval, the same at every poll, so that feeds do not march in step.
fn phase(name: &str, interval: Duration) -> Duration {
    let hash = blake3::hash(name.as_bytes());
    let share = u32::from(u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]]));
    interval / 10 * share / u32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polled(failures: u32) -> Polled<'static> {
        Polled {
            name: "dw",
            at: "2026-11-23T12:00:00Z".parse().expect("a time"),
            failures,
            fresh: Duration::ZERO,
            refused_until: None,
            min_interval: Duration::from_mins(15),
            max_interval: Duration::from_hours(24),
        }
    }

    fn minutes(polled: Polled<'_>) -> i64 {
        next_due(polled).duration_since(polled.at).as_secs() / 60
    }

    #[test]
    fn a_feed_is_never_asked_below_its_floor_and_failures_slow_it_down_to_its_ceiling() {
        assert!((15..=17).contains(&minutes(polled(0))));
        assert!((30..=33).contains(&minutes(polled(1))));
        assert!((1440..=1584).contains(&minutes(polled(40))));
    }

    #[test]
    fn a_servers_freshness_and_refusal_are_obeyed() {
        let fresh = Polled { fresh: Duration::from_hours(2), ..polled(0) };
        assert!(minutes(fresh) >= 120);
        let until = "2026-11-24T12:00:00Z".parse().expect("a time");
        assert_eq!(next_due(Polled { refused_until: Some(until), ..polled(1) }), until);
    }
}
