//! The schedule's promises, over months of polls.

mod wishes;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::*;

const FLOOR: Duration = Duration::from_mins(15);
const CEILING: Duration = Duration::from_hours(24);

/// Monday.
fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn after(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

fn polled(rhythm: &Rhythm) -> Polled<'_> {
    Polled {
        name: "dw",
        installation: 7,
        at: noon(),
        first: false,
        failures: 0,
        fresh: Duration::ZERO,
        wishes: Wishes::default(),
        refused_until: None,
        gap: None,
        turns: Duration::ZERO,
        whole: None,
        rhythm,
        price: Price::DEFAULT,
        min_interval: FLOOR,
        max_interval: CEILING,
    }
}

fn waits(polled: &Polled<'_>) -> f64 {
    next_due(polled).at.duration_since(polled.at).as_secs_f64() / 60.0
}

/// What a month of polls every half hour taught, of a feed that published at these minutes since `noon`.
fn month(published: impl Fn(i64) -> bool) -> (Rhythm, Timestamp) {
    let (mut rhythm, mut shown) = (Rhythm::default(), Vec::new());
    let mut at = noon();
    for poll in 1..=28 * 48 {
        let before = shown.len();
        let came = (poll * 30 - 30..poll * 30).filter(|minute| published(*minute));
        shown.extend(came.map(|minute| Some(after(noon(), minute))));
        at = after(noon(), poll * 30);
        let dates = &shown[shown.len().saturating_sub(20)..];
        rhythm.learn(Seen { at, dates, fresh: shown.len() - before });
    }
    (rhythm, at)
}

fn busy() -> Rhythm {
    month(|minute| minute % 7 == 0).0
}

fn quiet() -> Rhythm {
    month(|minute| minute % 20_000 == 0).0
}

#[test]
fn a_feed_is_never_asked_below_its_floor_nor_beyond_its_ceiling() {
    for price in [1e-9, 0.1, 7.5, 1e3, 1e12] {
        for rhythm in [Rhythm::default(), busy(), quiet()] {
            for (min, max) in [(1, 1), (1, 86_400), (900, 900), (900, 86_400), (86_400, 86_400)] {
                let bounds = Polled {
                    price: Price::minutes(price),
                    min_interval: Duration::from_secs(min),
                    max_interval: Duration::from_secs(max),
                    ..polled(&rhythm)
                };
                let waits = waits(&bounds) * 60.0;
                #[expect(clippy::cast_precision_loss, reason = "a day of seconds")]
                let (min, max) = (min as f64, max as f64);
                assert!((min..=max + 0.1).contains(&waits), "{waits} s at {price}, {min} to {max}");
            }
        }
    }
}

#[test]
fn failures_slow_a_feed_down_to_its_ceiling_and_never_stop_it() {
    let rhythm = Rhythm::default();
    let failed = |failures| waits(&Polled { failures, ..polled(&rhythm) });
    assert!((30.0..=33.0).contains(&failed(1)));
    assert!((60.0..=66.0).contains(&failed(2)));
    assert!((1440.0..=1584.0).contains(&failed(u32::MAX)));
}

#[test]
fn feeds_that_failed_at_the_same_moment_are_tried_again_apart() {
    let rhythm = Rhythm::default();
    let waits = |installation| -> Vec<f64> {
        let names: Vec<String> = (0..200).map(|number| format!("feed-{number}")).collect();
        let failed =
            |name: &String| waits(&Polled { name, installation, failures: 3, ..polled(&rhythm) });
        names.iter().map(failed).collect()
    };
    let (one, other) = (waits(1), waits(2));
    // Two hours, and up to a tenth more: of the twelve minutes each has its share.
    for from in 0..12 {
        let share = 120.0 + f64::from(from)..121.0 + f64::from(from);
        let within = one.iter().filter(|wait| share.contains(wait)).count();
        assert!((5..=35).contains(&within), "{within} of 200 in {share:?}");
    }
    let alike = one.iter().zip(&other).filter(|(one, other)| (*one - *other).abs() < 0.1).count();
    assert!(alike < 20, "{alike} of 200 at the same time on two machines");
}

#[test]
fn a_servers_freshness_and_refusal_are_obeyed_and_told() {
    let rhythm = busy();
    let fresh = Polled { fresh: Duration::from_hours(2), ..polled(&rhythm) };
    assert!((120.0..=125.0).contains(&waits(&fresh)));
    let told = next_due(&fresh).to_string();
    assert!(told.contains("own interval") && told.contains("max-age asked for 2.0 h"), "{told}");
    let beyond = Polled { fresh: Duration::from_hours(24 * 400), ..polled(&rhythm) };
    assert!((1440.0..=1441.0).contains(&waits(&beyond)), "never beyond the ceiling");
    assert!(next_due(&beyond).to_string().contains("max_interval is less"));
    let until = "2026-11-30T12:00:00Z".parse().unwrap();
    let refused = next_due(&Polled { refused_until: Some(until), failures: 1, ..polled(&rhythm) });
    assert_eq!(refused.at, until);
    assert!(refused.to_string().contains("cooled down until 2026-11-30 12:00"), "{refused}");
}

#[test]
fn a_feed_is_polled_right_after_the_minutes_at_which_it_publishes() {
    // Half past each hour, from 6 to 18 h.
    let (rhythm, at) =
        month(|minute| minute % 60 == 30 && (6..18).contains(&((minute / 60 + 12) % 24)));
    let mut rhythm = rhythm;
    let (mut before, mut waited, mut polls) = (at, 0, 0);
    let end = after(at, 24 * 60);
    while before < end {
        let price = Price::minutes(5.0);
        let min_interval = Duration::from_mins(1);
        let due = next_due(&Polled { at: before, price, min_interval, ..polled(&rhythm) }).at;
        let half_past = |at: Timestamp| (at.as_second() - 1800).div_euclid(3600);
        let hour = after(due, -30).as_second() / 3600 % 24;
        let came = half_past(due) > half_past(before) && (6..18).contains(&hour);
        if came {
            waited += (due.as_second() - 1800).rem_euclid(3600) / 60;
        }
        let date = Timestamp::from_second(half_past(due) * 3600 + 1800).unwrap();
        rhythm.learn(Seen { at: due, dates: &[Some(date)], fresh: usize::from(came) });
        polls += 1;
        before = due;
    }
    assert!((10..=40).contains(&polls), "{polls} polls a day");
    assert!(waited / 12 < 4, "{} minutes after the half hour", waited / 12);
}

#[test]
fn a_newsroom_that_sleeps_is_asked_less_at_night() {
    let (rhythm, _) =
        month(|minute| minute % 11 == 0 && (6..22).contains(&((minute / 60 + 12) % 24)));
    let at_hour = |hour: i64| {
        // Tuesday, the day after it was watched for four weeks.
        let (mut rhythm, at) = (rhythm.clone(), after(noon(), (28 * 24 + hour + 12) * 60));
        rhythm.learn(Seen { at, dates: &[], fresh: 0 });
        waits(&Polled { at, ..polled(&rhythm) })
    };
    assert!(at_hour(23) > 3.0 * at_hour(12), "{} at night, {} at noon", at_hour(23), at_hour(12));
}

#[test]
fn what_a_feed_shows_never_fills_unseen() {
    // Twenty entries an hour, and it shows twenty; polls are dear.
    let (rhythm, at) = month(|minute| minute % 3 == 0);
    let dear = Polled {
        at,
        price: Price::minutes(1e6),
        min_interval: Duration::from_mins(1),
        ..polled(&rhythm)
    };
    assert!(waits(&dear) < 30.0, "{}", waits(&dear));
    assert!(
        next_due(&dear).to_string().contains("a third of what it shows"),
        "{}",
        next_due(&dear)
    );
}

#[test]
fn after_a_gap_a_feed_is_asked_twice_as_soon() {
    let rhythm = quiet();
    let gap = Polled { gap: Some(Duration::from_hours(4)), ..polled(&rhythm) };
    assert!((15.0..=121.0).contains(&waits(&gap)), "{}", waits(&gap));
    assert!(next_due(&gap).to_string().contains("entries may have been missed"));
}

#[test]
fn the_dates_that_a_new_feed_shows_set_its_first_interval() {
    let new = |minutes: i64| {
        let mut rhythm = Rhythm::default();
        let dates: Vec<_> = (0..20)
            .map(|entry| Some(after(noon(), -minutes * (2 * entry + 1) / 2 - entry)))
            .collect();
        rhythm.learn(Seen { at: noon(), dates: &dates, fresh: 20 });
        let first = Polled { first: false, ..polled(&rhythm) };
        waits(&first)
    };
    let (often, hourly, daily) = (new(5), new(60), new(24 * 60));
    assert!(
        often < 20.0 && (20.0..60.0).contains(&hourly) && daily > 100.0,
        "{often} {hourly} {daily}"
    );
    let mut dateless = Rhythm::default();
    dateless.learn(Seen { at: noon(), dates: &[None; 20], fresh: 20 });
    assert!((60.0..300.0).contains(&waits(&polled(&dateless))));
}

#[test]
fn a_publisher_whose_entries_appear_late_is_polled_when_they_appear() {
    // Dated at the full hour, shown nine minutes later.
    let (mut rhythm, mut shown) = (Rhythm::default(), Vec::new());
    let mut at = noon();
    let mut late = Vec::new();
    for _ in 0..28 * 30 {
        let price = Price::minutes(3.0);
        at = next_due(&Polled {
            at,
            price,
            min_interval: Duration::from_mins(1),
            ..polled(&rhythm)
        })
        .at;
        let hours = (at.as_second() - noon().as_second() - 9 * 60).div_euclid(3600);
        let before = shown.len();
        while i64::try_from(shown.len()).unwrap() < hours {
            let date = after(noon(), 60 * (i64::try_from(shown.len()).unwrap() + 1));
            late.push(at.duration_since(after(date, 9)).as_secs_f64() / 60.0);
            shown.push(Some(date));
        }
        let dates = &shown[shown.len().saturating_sub(20)..];
        rhythm.learn(Seen { at, dates, fresh: shown.len() - before });
    }
    let last = &late[late.len() / 2..];
    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    let mean = last.iter().sum::<f64>() / last.len() as f64;
    assert!(
        mean < 12.0,
        "{mean} minutes; by the dates alone it would be polled nine minutes too early"
    );
    assert!((5.0..=15.0).contains(&rhythm.outlook().lag()), "{}", rhythm.outlook().lag());
}

#[test]
fn dates_that_mean_something_else_teach_no_delay() {
    let mut rhythm = Rhythm::default();
    for poll in 0..100 {
        let at = after(noon(), poll * 30);
        let dates = [Some(after(at, -30 * 24 * 60)), Some(after(at, -30 * 24 * 60 + 1))];
        rhythm.learn(Seen { at, dates: &dates, fresh: 1 });
    }
    assert!(rhythm.outlook().lag() < 1.0, "{}", rhythm.outlook().lag());
}

#[test]
fn a_clock_that_was_ahead_does_not_cost_what_was_learnt() {
    let (mut rhythm, at) = month(|minute| minute % 7 == 0);
    let before = rhythm.outlook().rate();
    rhythm.learn(Seen { at: after(at, 10 * 365 * 24 * 60), dates: &[], fresh: 0 });
    let mut shown = Vec::new();
    for poll in 0..48 {
        let now = after(at, poll * 30 + 30);
        shown.extend((0..4).map(|entry| Some(after(now, -7 * entry))));
        rhythm.learn(Seen { at: now, dates: &shown[shown.len() - 4..], fresh: 4 });
    }
    let rate = rhythm.outlook().rate();
    assert!((0.4..2.0).contains(&(rate / before)), "{rate} after {before}");
    assert!(postcard::to_stdvec(&rhythm).unwrap().len() < 400);
}

#[test]
fn feeds_and_machines_do_not_march_in_step() {
    let rhythm = busy();
    let due =
        |name: &str, installation| next_due(&Polled { name, installation, ..polled(&rhythm) }).at;
    assert_eq!(due("dw", 1), due("dw", 1), "stable");
    let names: Vec<String> = (0..100).map(|number| format!("feed-{number}")).collect();
    let seconds = |installation| -> Vec<i64> {
        names.iter().map(|name| due(name, installation).as_second() % 60).collect()
    };
    let (one, other) = (seconds(1), seconds(2));
    let alike = one.iter().zip(&other).filter(|(one, other)| one == other).count();
    assert!(alike < 10, "{alike} of 100 feeds at the same second on both machines");
    let distinct: std::collections::HashSet<i64> = one.into_iter().collect();
    assert!(distinct.len() > 30, "{} seconds", distinct.len());
}

#[test]
fn a_budget_is_spent_as_a_whole_and_where_it_brings_most() {
    let appetite =
        |rhythm: &Rhythm| Appetite::new(&rhythm.outlook(), Duration::from_mins(1), CEILING);
    let feeds: Vec<Appetite> =
        [busy(), quiet(), Rhythm::default(), busy()].iter().map(appetite).collect();
    for a_day in [8.0, 24.0, 96.0, 480.0] {
        let polls = 4.0 * a_day / 1440.0;
        let price = price_of(&feeds, polls);
        let spent: f64 = feeds.iter().map(|feed| feed.polls(price)).sum();
        assert!((spent / polls - 1.0).abs() < 0.01, "{spent} of {polls}");
        assert!(feeds[0].polls(price) > feeds[1].polls(price));
    }
    // More than floors allow, and less than ceilings do: the nearest.
    assert!(price_of(&feeds, 1e6).as_minutes() < 1e-4 && price_of(&feeds, 0.0).as_minutes() > 1e8);
    assert!(price_of(&[], 1.0).as_minutes() > 0.0);
}

#[test]
fn whatever_a_feed_shows_its_rhythm_stays_small_and_finite() {
    let mut rhythm = Rhythm::default();
    let odd = [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH, noon()];
    for round in 0..50_i64 {
        let dates: Vec<_> = (0..5000_usize).map(|at| (at % 5 != 4).then(|| odd[at % 4])).collect();
        rhythm.learn(Seen {
            at: after(noon(), round * 7 - 20 * (round % 3)),
            dates: &dates,
            fresh: usize::MAX,
        });
        let due = waits(&Polled { at: after(noon(), round), ..polled(&rhythm) });
        assert!((15.0..=1441.0).contains(&due), "{due}");
    }
    rhythm.learn(Seen { at: Timestamp::MAX, dates: &[], fresh: 0 });
    rhythm.learn(Seen { at: Timestamp::MIN, dates: &[], fresh: 3 });
    for rhythm in [rhythm, busy(), quiet()] {
        let bytes = postcard::to_stdvec(&rhythm).unwrap();
        assert!(bytes.len() < 400, "{} bytes", bytes.len());
        assert!(rhythm.outlook().rate().is_finite() && rhythm.outlook().rate() > 0.0);
        assert!((0.0..=120.0).contains(&rhythm.outlook().lag()), "{}", rhythm.outlook().lag());
    }
}

#[test]
fn a_feed_whose_polls_are_whole_downloads_is_asked_less_often() {
    let rhythm = busy();
    let whole = Polled { whole: Some(Duration::from_hours(1)), ..polled(&rhythm) };
    assert!((60.0..=62.0).contains(&waits(&whole)), "{}", waits(&whole));
    assert!(next_due(&whole).to_string().contains("gives no validators"), "{}", next_due(&whole));
}

#[test]
fn where_a_hosts_turns_do_not_suffice_intervals_stretch_and_it_is_told() {
    let rhythm = busy();
    let crowded = Polled { turns: Duration::from_secs(5000 * 2), ..polled(&rhythm) };
    assert!((166.0..=168.0).contains(&waits(&crowded)), "{}", waits(&crowded));
    let told = next_due(&crowded).to_string();
    assert!(told.contains("its host's turns stretch the interval to 2.7 h"), "{told}");
}
