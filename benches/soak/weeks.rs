//! What each week brought and took.

use courant::emission::Action;

use crate::consumer::Told;
use crate::log::{Kind, Seen};
use crate::sample::Sample;
use crate::world::World;
use crate::{BEGIN, DAY};

const WEEK: i64 = 7 * DAY;

/// Prints a row for each week that has begun, and then what the last whole one took beside the second.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
pub(crate) fn report(world: &World, log: &[Seen], lines: &[Told], samples: &[Sample]) {
    println!(
        "{:>4}{:>10}{:>9}{:>10}{:>8}{:>8}{:>8}{:>12}{:>8}{:>12}{:>10}",
        "week",
        "articles",
        "edits",
        "requests",
        "304 %",
        "failed",
        "away",
        "delay min",
        "MiB",
        "remembered",
        "bytes each"
    );
    let last = log.last().map_or(BEGIN, |seen| seen.at);
    for week in 0..=(last - BEGIN - 1) / WEEK {
        let within = |at: i64| (at - BEGIN).div_euclid(WEEK) == week;
        let told =
            |action| lines.iter().filter(move |line| within(line.at) && line.action == action);
        let seen = |kind| log.iter().filter(|seen| within(seen.at) && seen.kind == kind).count();
        let (sent, same) = (seen(Kind::Sent), seen(Kind::Unchanged));
        // What was there before the daemon is late by no fault of its own.
        let delays =
            told(Action::New).map(|line| (line.at, world.published(line.feed, line.number)));
        let delays: Vec<i64> =
            delays.filter(|(_, at)| *at >= BEGIN).map(|(out, at)| out - at).collect();
        let delay = delays.iter().sum::<i64>() as f64 / delays.len().max(1) as f64 / 60_000.0;
        let requests = log.iter().filter(|seen| within(seen.at) && seen.is_request()).count();
        print!(
            "{:>4}{:>10}{:>9}{requests:>10}{:>8.1}{:>8}{:>8}{delay:>12.1}",
            week + 1,
            told(Action::New).count(),
            told(Action::Revised).count(),
            100.0 * same as f64 / (sent + same).max(1) as f64,
            seen(Kind::Failed),
            seen(Kind::Away),
        );
        match samples.iter().rev().find(|sample| within(sample.at - 1)) {
            Some(sample) => {
                println!("{:>8.0}{:>12}{:>10.0}", sample.memory, sample.remembered, sample.each());
            }
            None => println!(),
        }
    }
    let memory: Vec<String> =
        samples.iter().map(|sample| format!("{:.0}", sample.memory)).collect();
    println!("MiB at the end of each day: {}", memory.join(" "));
    let after = |week: i64| samples.iter().find(|sample| sample.at == BEGIN + week * WEEK);
    let whole = (last - BEGIN) / WEEK;
    if let (Some(second), Some(last)) = (after(2), after(whole))
        && whole > 2
    {
        println!(
            "memory after the last whole week / after the second: {:.3}",
            last.memory / second.memory
        );
    }
    if let Some(end) = samples.last() {
        println!(
            "state: {:.1} MB, {:.0} bytes for each of {} articles remembered, by {} keys",
            end.disk as f64 / 1e6,
            end.each(),
            end.remembered,
            end.keys
        );
    }
}
