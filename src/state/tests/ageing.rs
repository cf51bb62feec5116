//! What is remembered is bounded, and never forgets what a feed still shows.

use std::collections::HashSet;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::Command;

use super::*;
use crate::emission::Line;
use crate::state::ageing::{AT_ONCE, DAYS_TO_MEET_AGAIN, MAX_KEYS};
use crate::state::{Discovered, Key, Met};

mod killed;

pub(super) fn day(number: i64) -> Timestamp {
    later(number * 86_400)
}

pub(super) fn open(home: &Path, room: u64) -> State {
    let mut state = opened(&home.join("state")).expect("opens");
    state.room = room;
    state
}

/// A poll on a day whose document shows these entries and no others.
#[expect(clippy::needless_pass_by_value, reason = "a test hands over what it makes")]
pub(super) fn show(state: &State, feed: &str, at: Timestamp, found: Vec<Found>) -> Discovered {
    let record = FeedRecord { url: feed_url().to_string(), ..FeedRecord::default() };
    let document = format!("{feed} {at} {found:?}");
    state.discover(feed, |_| record, &document, &found, at, |_| true).expect("discovers")
}

fn show_reports(state: &State, feed: &str, on: i64, numbers: RangeInclusive<u32>) -> Discovered {
    show(state, feed, day(on), numbers.map(|number| report(number, "text")).collect())
}

/// Emits all that waits; gives the lines, as the journal would have them.
pub(super) fn emit_all(state: &State, at: Timestamp) -> Vec<Line> {
    let mut lines = Vec::new();
    while let Some(waiting) = state.claim(at, |_| true).expect("claims") {
        let known = state.known(waiting.id).expect("reads");
        let revision = known.map_or(1, |known| known.revision + 1);
        let emission = Emission { at, ..emission(revision, waiting.print) };
        mark(state, &waiting, &emission).expect("marks");
        lines.extend(pay(state));
    }
    lines
}

fn pay(state: &State) -> Vec<Line> {
    let mut lines = Vec::new();
    loop {
        let owed = state.next_owed(8).expect("reads");
        if owed.is_empty() {
            return lines;
        }
        state.settle(&owed).expect("settles");
        lines.extend(owed.iter().map(|owed| owed.line().clone()));
    }
}

fn id(number: u32) -> crate::identity::ArticleId {
    report(number, "text").identity.id
}

fn is_known(state: &State, number: u32) -> bool {
    report(number, "text").identity.known_by.iter().any(|key| state.whose(*key).is_some())
}

#[test]
fn what_a_feed_still_shows_is_never_forgotten_however_small_the_limit() {
    let home = tempfile::tempdir().unwrap();
    let mut state = open(home.path(), 0);
    show_reports(&state, "slow", 0, 1..=3);
    show_reports(&state, "slower", 0, 3..=4);
    emit_all(&state, day(0));
    for on in 1..40 {
        let first = 100 + u32::try_from(on).unwrap() * 5;
        show_reports(&state, "fast", on, first..=first + 9);
        emit_all(&state, day(on));
        if on % 10 == 0 {
            drop(state);
            state = open(home.path(), 0);
        }
    }
    assert_eq!(state.remembered(), 4 + 10, "what feeds show, and no more");
    let again = show_reports(&state, "slow", 40, 1..=2);
    assert_eq!((again.known, again.fresh), (2, 0));
    show_reports(&state, "fast", 41, 1_000..=1_000);
    assert!(is_known(&state, 3), "another feed shows it");
    show_reports(&state, "slower", 42, 4..=4);
    show_reports(&state, "fast", 43, 1_001..=1_001);
    assert!(!is_known(&state, 3), "none does any more");
}

#[test]
fn beyond_the_limit_the_longest_gone_are_forgotten_first_and_are_new_when_they_return() {
    let home = tempfile::tempdir().unwrap();
    let state = open(home.path(), 4);
    for (on, number) in [(0, 9), (1, 5), (2, 7), (3, 1)] {
        show_reports(&state, "news", on, number..=number);
        emit_all(&state, day(on));
    }
    // The first comes back and goes once more, so it is the last that went.
    show_reports(&state, "news", 4, 9..=9);
    show_reports(&state, "news", 5, 20..=20);
    emit_all(&state, day(5));
    let known = |state: &State| {
        [9, 5, 7, 1, 20].into_iter().filter(|number| is_known(state, *number)).collect::<Vec<_>>()
    };
    assert_eq!(known(&state), [9, 5, 7, 1, 20], "what is marked after a poll goes with the next");
    show_reports(&state, "news", 6, 20..=20);
    assert_eq!(known(&state), [9, 7, 1, 20]);
    show_reports(&state, "news", 7, 21..=21);
    emit_all(&state, day(7));
    show_reports(&state, "news", 8, 21..=21);
    assert_eq!(known(&state), [9, 1, 20]);
    let back = show_reports(&state, "news", 9, 5..=5);
    assert_eq!((back.fresh, back.known), (1, 0));
    assert_eq!(emit_all(&state, day(9)).len(), 1);
}

#[test]
fn what_is_forgotten_stays_counted_over_a_restart_and_a_rebuild() {
    let home = tempfile::tempdir().unwrap();
    let mut state = open(home.path(), 3);
    let mut journal = Vec::new();
    for on in 0..30_u32 {
        let at = i64::from(on);
        show_reports(&state, "news", at, on..=on + 3);
        journal.extend(emit_all(&state, day(at)));
        // Revised, and so worth two lines.
        show(&state, "news", day(at), vec![report(on, "edited"), report(on + 1, "text")]);
        journal.extend(emit_all(&state, day(at)));
        assert_eq!(state.lines(), journal.len() as u64);
        assert_eq!(state.articles("news"), state.remembered());
        drop(state);
        state = open(home.path(), 3);
        assert_eq!(state.lines(), journal.len() as u64);
    }
    assert!(journal.len() > 60, "{}", journal.len());
    assert!(state.remembered() < 12, "{}", state.remembered());

    drop(state);
    let (mut state, _) = State::anew(&home.path().join("state"), day(30)).unwrap();
    state.room = 3;
    state.learn(&journal).unwrap();
    // One line could not be read.
    state.learnt(journal.len() as u64 + 1, 0, day(30)).unwrap();
    let all: HashSet<_> = journal.iter().map(|line| line.id).collect();
    assert_eq!(state.remembered(), all.len() as u64);
    assert_eq!(state.articles("news"), all.len() as u64, "a feed's articles are counted at once");
    for on in 31..31 + DAYS_TO_MEET_AGAIN {
        let number = u32::try_from(on).unwrap() * 100;
        show_reports(&state, "news", on, number..=number);
        journal.extend(emit_all(&state, day(on)));
    }
    assert!(state.remembered() < 12, "{}", state.remembered());
    assert_eq!(state.lines(), journal.len() as u64 + 1);
    // Learning once more what it knows changes nothing.
    state.learn(&journal).unwrap();
    state.learnt(journal.len() as u64 + 1, 0, day(70)).unwrap();
    assert_eq!(state.lines(), journal.len() as u64 + 1);
    drop(state);
    assert_eq!(open(home.path(), 3).lines(), journal.len() as u64 + 1);
}

#[test]
fn an_older_copy_of_the_state_learns_the_rest_and_doubles_nothing() {
    let home = tempfile::tempdir().unwrap();
    let state = open(home.path(), 2);
    let mut journal = Vec::new();
    for on in 0..5 {
        show_reports(&state, "news", i64::from(on), on * 2..=on * 2 + 2);
        journal.extend(emit_all(&state, day(i64::from(on))));
    }
    drop(state);
    let (from, to) = (home.path().join("state"), home.path().join("copy"));
    let mut copy = Command::new("cp");
    copy.arg("-r").args([from, to]);
    assert!(copy.status().unwrap().success());
    let state = open(home.path(), 2);
    for on in 5..10 {
        show_reports(&state, "news", i64::from(on), on * 2..=on * 2 + 2);
        journal.extend(emit_all(&state, day(i64::from(on))));
    }
    drop(state);
    let mut state = opened(&home.path().join("copy")).expect("opens");
    state.room = 2;
    state.learn(&journal).unwrap();
    state.learnt(journal.len() as u64, 0, day(10)).unwrap();
    assert_eq!(state.lines(), journal.len() as u64);
    let again = show_reports(&state, "news", 11, 18..=20);
    assert_eq!((again.fresh, again.known), (0, 3));
}

#[test]
fn after_a_rebuild_feeds_have_a_month_to_show_what_is_not_to_be_forgotten() {
    let home = tempfile::tempdir().unwrap();
    let state = open(home.path(), 0);
    show_reports(&state, "slow", 0, 1..=2);
    let journal = emit_all(&state, day(0));
    drop(state);
    let (mut state, _) = State::anew(&home.path().join("state"), day(900)).unwrap();
    state.room = 0;
    state.learn(&journal).unwrap();
    state.learnt(journal.len() as u64, 0, day(900)).unwrap();
    show_reports(&state, "fast", 901, 10..=10);
    let last = 900 + DAYS_TO_MEET_AGAIN - 1;
    assert_eq!(show_reports(&state, "slow", last, 1..=1).fresh, 0, "it had not been polled yet");
    show_reports(&state, "fast", last, 11..=11);
    assert!(is_known(&state, 2));
    show_reports(&state, "fast", last + 1, 12..=12);
    assert!(is_known(&state, 1) && !is_known(&state, 2));
}

#[test]
fn an_article_whose_alias_a_feed_shows_is_not_forgotten() {
    let home = tempfile::tempdir().unwrap();
    let state = open(home.path(), 0);
    show_reports(&state, "news", 0, 1..=1);
    let mut lines = emit_all(&state, day(0));
    // Two other feeds show it under an address that leads to the same page.
    show_reports(&state, "digest", 1, 50..=50);
    show_reports(&state, "digest-2", 1, 50..=51);
    let target = report(1, "text").identity.known_by[2];
    let waiting = state.claim(day(1), |_| true).unwrap().expect("waits");
    assert_eq!(waiting.id, id(50));
    let alias = Emission { met: Met { address: Some(target), ..Met::default() }, ..emission(1, 5) };
    assert_eq!(mark(&state, &waiting, &alias).unwrap(), Marked::Alias(id(1)));
    lines.extend(emit_all(&state, day(1)));
    show_reports(&state, "digest", 2, 60..=60);
    show_reports(&state, "news", 3, 61..=61);
    show_reports(&state, "news", 4, 62..=62);
    assert_eq!(show_reports(&state, "digest-2", 5, 50..=50).fresh, 0);
    drop(state);
    let state = open(home.path(), 0);
    show_reports(&state, "digest-2", 6, 70..=70);
    show_reports(&state, "news", 7, 63..=63);
    assert!(!is_known(&state, 50), "nobody shows it any more");
    assert_eq!(lines.len(), 2);
    assert_eq!(state.lines(), state.seq());
}

#[test]
fn what_waits_for_a_second_look_is_not_forgotten() {
    let home = tempfile::tempdir().unwrap();
    let state = open(home.path(), 0);
    show_reports(&state, "news", 0, 1..=1);
    emit_all(&state, day(0));
    show(&state, "news", day(1), vec![report(1, "edited")]);
    assert_eq!((state.queue_length(), state.waiting_in_all()), (1, 0), "it came out");
    for on in 2..5 {
        let number = u32::try_from(on).unwrap() * 10;
        show_reports(&state, "news", on, number..=number);
    }
    let revised = emit_all(&state, day(5));
    assert_eq!(revised.iter().find(|line| line.id == id(1)).map(|line| line.revision), Some(2));
    show_reports(&state, "news", 6, 99..=99);
    show_reports(&state, "news", 7, 99..=100);
    assert!(!is_known(&state, 1), "its turn came");
}

#[test]
fn what_left_its_feed_while_it_waited_is_forgotten_in_its_turn() {
    let home = tempfile::tempdir().unwrap();
    let state = open(home.path(), 0);
    show_reports(&state, "news", 0, 1..=1);
    show_reports(&state, "news", 1, 2..=2);
    assert_eq!(emit_all(&state, day(1)).len(), 2);
    show_reports(&state, "news", 2, 2..=3);
    assert!(!is_known(&state, 1) && is_known(&state, 2));
}

#[test]
fn a_poll_forgets_more_than_it_can_have_brought_and_no_more_than_a_bound() {
    let home = tempfile::tempdir().unwrap();
    let mut state = open(home.path(), u64::MAX);
    let most = u32::try_from(AT_ONCE).unwrap();
    let unwanted = |numbers: RangeInclusive<u32>| {
        numbers.map(|number| Found { wanted: false, ..report(number, "text") }).collect()
    };
    show(&state, "news", day(0), unwanted(1..=4 * most));
    show(&state, "news", day(1), unwanted(1..=1));
    assert_eq!(state.remembered(), u64::from(4 * most));
    state.room = 0;
    show(&state, "news", day(2), unwanted(1..=1));
    assert_eq!(state.remembered(), u64::from(3 * most));
    // Each of these brings as many as it shows.
    for poll in 1..6 {
        let first = poll * 10_000;
        show(&state, "news", day(3), unwanted(first..=first + 2 * most));
    }
    assert!(state.remembered() <= u64::from(4 * most), "{}", state.remembered());
}

#[test]
fn an_entry_with_a_new_guid_at_every_poll_takes_bounded_room() {
    let home = tempfile::tempdir().unwrap();
    let state = open(home.path(), u64::MAX);
    let link = "https://news.example/1";
    let mut fresh = 0;
    for poll in 0..MAX_KEYS + 50 {
        let guid = format!("guid {poll}");
        let found = vec![entry(0, &guid, link, "text", "news.example")];
        fresh += show(&state, "news", day(0), found).fresh;
        emit_all(&state, day(0));
    }
    assert_eq!(fresh, 1, "it is known by its link all the time");
    assert_eq!(state.keys(), MAX_KEYS as u64);
}

/// Keys stand where the rest of the state looks for them.
#[test]
fn nothing_is_left_of_what_is_forgotten() {
    let home = tempfile::tempdir().unwrap();
    let state = open(home.path(), 0);
    for on in 0..20 {
        let first = u32::try_from(on).unwrap() * 5;
        show_reports(&state, "news", on, first..=first + 4);
        emit_all(&state, day(on));
    }
    show_reports(&state, "news", 21, 1_000..=1_000);
    emit_all(&state, day(21));
    show_reports(&state, "news", 22, 1_000..=1_000);
    let count = |kind: u8| state.database.scan_prefix([kind]).count();
    let keys: HashSet<Key> = report(1_000, "text").identity.keys.into_iter().collect();
    assert_eq!([count(b'a'), count(b'm'), count(b'l'), state.leads.count()], [1, 1, 0, keys.len()]);
}
