//! Made-up feeds of kinds that the archive lacks. A rule that only knows newsrooms shows it here.
//!
//! Always the same times, from a seed for each feed. No kind is made to suit a rule: they are what people publish
//! with (a script at a fixed hour, a blog, a wire, a burst after weeks of silence) and, as `steady`, pure chance.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "minutes and counts, all small and none negative"
)]

use crate::polls::Source;

/// How long each feed is watched, in minutes.
const SPAN: f64 = 120.0 * DAY;
const DAY: f64 = 1440.0;
/// Monday, 23 November 2026, in minutes since 1970.
const BEGIN: f64 = 29_923_200.0;
const SHOWN: usize = 20;

/// The kinds and the feeds of each.
pub(crate) fn all() -> Vec<(&'static str, Vec<Source>)> {
    let rates = [0.7, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
    let feeds = |name: &str, make: &dyn Fn(&mut Dice, f64) -> Vec<f64>| -> Vec<Source> {
        let one = |(index, rate): (usize, &f64)| {
            let name = format!("{name}-{rate}");
            let mut dice = Dice(
                blake3::hash(name.as_bytes()).as_bytes()[..8]
                    .iter()
                    .fold(0, |seed, byte| seed << 8 | u64::from(*byte)),
            );
            Source::made(name, make(&mut dice, *rate), SHOWN, index)
        };
        rates.iter().enumerate().filter_map(one).collect()
    };
    let flat = |_: f64| 1.0;
    let mut kinds = vec![
        ("steady: chance alone", feeds("steady", &|dice, rate| dice.process(rate, flat))),
        ("days: by daylight", feeds("days", &|dice, rate| dice.process(rate, daylight))),
        ("weeks: office hours", feeds("weeks", &|dice, rate| dice.process(rate, office))),
        ("bursts: 3 to 8 within the hour", feeds("bursts", &|dice, rate| bursts(dice, rate))),
        ("batches: at fixed hours", feeds("batches", &|dice, rate| batches(dice, rate))),
        ("every so many minutes", feeds("clock", &|dice, rate| ticking(dice, rate))),
        ("changing: pace and hours drift", feeds("changing", &|dice, rate| changing(dice, rate))),
    ];
    let mixed = kinds.iter().flat_map(|(_, feeds)| feeds.iter().cloned()).collect();
    kinds.push(("all of these together", mixed));
    kinds
}

/// Numbers by chance: `SplitMix64` (Steele, Lea and Flood, 2014).
struct Dice(u64);

impl Dice {
    /// From 0 to 1.
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ bits >> 31) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A wait with this mean.
    fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.roll()).ln()
    }

    /// A Poisson process of so many a day, thinned by a weight from 0 to 1 that is made up for.
    fn process(&mut self, rate: f64, weight: impl Fn(f64) -> f64) -> Vec<f64> {
        let week: f64 = (0..10_080).map(|minute| weight(BEGIN + f64::from(minute))).sum();
        let most = rate / DAY * 10_080.0 / week;
        let (mut at, mut times) = (BEGIN, Vec::new());
        loop {
            at += self.wait(1.0 / most);
            if at > BEGIN + SPAN {
                return times;
            }
            if self.roll() < weight(at) {
                times.push(at);
            }
        }
    }
}

fn hour(at: f64) -> f64 {
    at.rem_euclid(DAY) / 60.0
}

/// Most at two in the afternoon, a tenth of it at two in the night.
fn daylight(at: f64) -> f64 {
    0.55 - 0.45 * ((hour(at) - 2.0) / 24.0 * std::f64::consts::TAU).cos()
}

/// From 8 to 18 h on five days, and now and then besides.
fn office(at: f64) -> f64 {
    let day = (at - BEGIN).rem_euclid(7.0 * DAY) / DAY;
    if day < 5.0 && (8.0..18.0).contains(&hour(at)) { 1.0 } else { 0.03 }
}

fn bursts(dice: &mut Dice, rate: f64) -> Vec<f64> {
    let mut times = Vec::new();
    for begun in dice.process(rate / 5.5, |_| 1.0) {
        let many = 3 + (dice.roll() * 6.0) as usize;
        let mut at = begun;
        for _ in 0..many {
            times.push(at);
            at += dice.wait(12.0);
        }
    }
    times
}

/// A script puts out what has come together, at one to four moments of the day.
fn batches(dice: &mut Dice, rate: f64) -> Vec<f64> {
    let moments: Vec<f64> =
        (0..rate.clamp(1.0, 4.0) as usize).map(|_| (dice.roll() * DAY).floor()).collect();
    let share = rate / moments.len() as f64;
    let mut times = Vec::new();
    let mut day = BEGIN;
    while day < BEGIN + SPAN {
        for moment in &moments {
            // So many, of which each comes or not.
            let many = (0..(2.0 * share).ceil() as usize)
                .filter(|_| dice.roll() < share / (2.0 * share).ceil())
                .count();
            let late = dice.wait(1.0);
            times.extend((0..many).map(|one| day + moment + late + one as f64 * 0.05));
        }
        day += DAY;
    }
    times
}

/// One each so many minutes, a little off.
fn ticking(dice: &mut Dice, rate: f64) -> Vec<f64> {
    let every = DAY / rate;
    let first = BEGIN + dice.roll() * every;
    let count = (SPAN / every) as usize;
    (0..count)
        .map(|one| first + one as f64 * every + (dice.roll() - 0.5) * every.min(60.0) / 6.0)
        .collect()
}

/// Each month another pace, from a quarter to four times, and other hours.
fn changing(dice: &mut Dice, rate: f64) -> Vec<f64> {
    let mut times = Vec::new();
    for month in 0..4 {
        let pace = rate * 4f64.powf(2.0 * dice.roll() - 1.0);
        let shift = 60.0 * (dice.roll() * 24.0).floor();
        let (from, to) =
            (BEGIN + f64::from(month) * SPAN / 4.0, BEGIN + f64::from(month + 1) * SPAN / 4.0);
        let all = dice.process(pace, |at| daylight(at + shift));
        times.extend(all.into_iter().filter(|at| (from..to).contains(at)));
    }
    times
}
