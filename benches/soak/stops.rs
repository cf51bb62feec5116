//! The daemon's lives, one after the other: each ends well, or is killed in the middle of its work.
//!
//! Always: the next life begins when the last one ended, by the virtual clock, and a little later. In even weeks it is
//! left alone, so that what it takes in memory at their ends was taken over more than a week.

use std::env;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::dice::{Of, roll};
use crate::log::{Kind, Log};
use crate::{BEGIN, DAY};

/// Between two lives, by the virtual clock: more than what it may be behind with writing down the time.
const RESTART: i64 = 15_000;
/// How often it is looked at whether the time of a kill has come.
const GLANCE: Duration = Duration::from_millis(2);
/// How often once it has come.
const BLINK: Duration = Duration::from_micros(50);
/// A life that is to be killed takes no longer than this, or its clock stands still.
const GUARD: Duration = Duration::from_hours(2);

struct Stop {
    at: i64,
    kill: bool,
}

/// When it is stopped.
fn stops(end: i64) -> Vec<Stop> {
    let mut stops = Vec::new();
    for week in (0..).step_by(2).take_while(|week| BEGIN + week * 7 * DAY < end) {
        let mut at = BEGIN + week * 7 * DAY;
        loop {
            let number = i64::try_from(stops.len()).unwrap();
            at += roll(Of::Stops, number, 0, 2 * DAY.cast_unsigned()).cast_signed() + DAY / 4;
            if at >= (BEGIN + (week * 7 + 6) * DAY).min(end) {
                break;
            }
            stops.push(Stop { at, kill: number % 3 != 2 });
        }
    }
    stops.push(Stop { at: end, kill: false });
    stops
}

pub(crate) fn live_through(home: &Path, end: i64) {
    let mut from = BEGIN;
    for Stop { at, kill } in stops(end) {
        if at <= from {
            continue;
        }
        let began = Instant::now();
        // One that is to be killed does not end by itself before.
        let child = start(home, from, if kill { at + DAY } else { at });
        if kill {
            end_badly(child, home, at);
        } else {
            end_well(child);
        }
        let reached = Log::last(home).map_or(from, |last| last.at);
        println!(
            "day {:5.2}: {} after {:.0} s",
            day(reached),
            if kill { "killed" } else { "stopped" },
            began.elapsed().as_secs_f64()
        );
        Log::open(home).write(reached, 0, Kind::End);
        from = reached + RESTART;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn day(at: i64) -> f64 {
    (at - BEGIN) as f64 / DAY as f64
}

fn start(home: &Path, from: i64, to: i64) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.arg("life").arg(home).args([from.to_string(), to.to_string()]);
    // As the service's unit has it.
    command.env("MALLOC_ARENA_MAX", "2").stdin(Stdio::null()).spawn().unwrap()
}

fn end_well(mut child: Child) {
    let ended = child.wait().unwrap();
    assert!(ended.success(), "the daemon ended with {ended}");
}

/// Kills it once its clock shows this, when it has just got a document, or a little later: in the middle of its work.
fn end_badly(mut child: Child, home: &Path, at: i64) {
    let began = Instant::now();
    loop {
        let last = Log::last(home).filter(|last| last.at >= at);
        if last.is_some_and(|last| last.kind == Kind::Sent) {
            break;
        }
        thread::sleep(if last.is_some() { BLINK } else { GLANCE });
        assert!(began.elapsed() < GUARD, "the daemon's clock stands still");
        assert!(child.try_wait().unwrap().is_none(), "the daemon ended by itself");
    }
    let little = roll(Of::Stops, at, 1, 6_000);
    thread::sleep(Duration::from_micros(little));
    child.kill().unwrap();
    child.wait().unwrap();
}
