//! What a feed's publisher wishes is kept.

use std::collections::BTreeSet;

use super::*;

#[test]
fn ttl_and_update_period_delay_a_poll_up_to_the_ceiling() {
    let rhythm = busy();
    let wish = |ttl, interval| Wishes::new(ttl, interval, &[], &[]);
    let hours = |hours| Some(Duration::from_hours(hours));
    for (wishes, least, most, told) in [
        (wish(hours(3), None), 180.0, 185.0, "its ttl asks for 3.0 h"),
        (wish(None, hours(4)), 240.0, 245.0, "its updatePeriod asks for 4.0 h"),
        (wish(hours(3), hours(4)), 240.0, 245.0, "its updatePeriod asks for 4.0 h"),
        (wish(hours(9000), None), 1440.0, 1441.0, "ttl"),
        (wish(Some(Duration::from_secs(1)), None), 15.0, 25.0, "own interval"),
    ] {
        let wishing = Polled { wishes, ..polled(&rhythm) };
        assert!((least..=most).contains(&waits(&wishing)), "{} for {told}", waits(&wishing));
        let due = next_due(&wishing).to_string();
        assert!(due.contains(told), "{due}");
    }
}

#[test]
fn hours_and_days_that_a_feed_skips_are_skipped() {
    let rhythm = busy();
    let skipping = |hours: &[u8], days: &[u8]| {
        next_due(&Polled { wishes: Wishes::new(None, None, hours, days), ..polled(&rhythm) })
    };
    let due = skipping(&[12, 13, 14], &[]);
    assert_eq!(due.at.to_string()[..13], *"2026-11-23T15");
    assert!(due.to_string().contains("skipHours"), "{due}");
    assert_eq!(skipping(&[], &[1, 2]).at.to_string()[..13], *"2026-11-25T00");
    assert_eq!(skipping(&[0, 1], &[1, 2]).at.to_string()[..13], *"2026-11-25T02");
    let wishes = Wishes::new(None, None, &[12, 13, 14], &[]);
    let failed = next_due(&Polled { wishes, failures: 1, ..polled(&rhythm) });
    assert_eq!(failed.at.to_string()[..13], *"2026-11-23T15", "back-off waits as well");
    let all: Vec<u8> = (0..24).collect();
    for nonsense in
        [skipping(&all, &[]), skipping(&[], &[1, 2, 3, 4, 5, 6, 7]), skipping(&[99], &[0, 8])]
    {
        assert!(nonsense.at < after(noon(), 60), "{nonsense}");
    }
}

/// The spread of a new feed's second poll led over the only hour that its `skipHours` leave, and it was next asked two
/// days later.
#[test]
fn a_new_feed_is_polled_within_the_first_hours_that_it_leaves() {
    let rhythm = Rhythm::default();
    let but = |kept: u8, all: std::ops::Range<u8>| -> Vec<u8> {
        all.filter(|skipped| *skipped != kept).collect()
    };
    let an_hour = Wishes::new(None, None, &but(12, 0..24), &[]);
    let a_day = Wishes::new(None, None, &[], &but(1, 1..8));
    for (first, wishes, next) in [
        (-180, an_hour, 240),
        (0, an_hour, 25 * 60),
        (30, an_hour, 24 * 60 + 30),
        (90, an_hour, 23 * 60 + 30),
        (700, a_day, 7 * 24 * 60 + 20),
    ] {
        let at = after(noon(), first);
        let due = |feed: u16| {
            let name = &format!("feed-{feed}");
            let due = next_due(&Polled { name, at, first: true, wishes, ..polled(&rhythm) });
            assert!(wishes.pauses().allow(minutes_of(due.at)), "{due} after {at}");
            assert!(due.at < after(at, next), "{due} after {at}");
            due.at
        };
        let due: BTreeSet<_> = (0..200).map(due).collect();
        assert!(due.len() > 150, "{} moments for 200 feeds after {at}", due.len());
    }
}
