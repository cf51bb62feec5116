//! Entries that their feed shows changed.

use super::ageing::{day, emit_all, show};
use super::*;

#[test]
fn a_feed_that_touches_most_entries_is_not_believed_while_some_wait_for_an_earlier_change() {
    let (_home, state) = state();
    // Of six entries these read otherwise than at first.
    let shown = |at: Timestamp, changed: &[u32]| {
        let text = |number| {
            if changed.contains(&number) { format!("edited {at}") } else { "text".to_owned() }
        };
        let found = (0..6).map(|number| report(number, &text(number)));
        show(&state, "news", at, found.collect()).changed
    };
    assert_eq!(shown(day(0), &[]), 0);
    emit_all(&state, day(0));
    let id = report(0, "text").identity.id;
    let begun = || state.begin_read(id, day(0)).expect("begins");
    let all: Vec<_> = (0..3).map(|_| begun().expect("three at a time")).collect();
    assert!(begun().is_none(), "those under way count");
    drop(all);
    // An entry may be edited again while its page is read.
    let together = [begun().expect("none of those was done"), begun().expect("two at a time")];
    for reading in together.into_iter().chain(begun()) {
        state.end_read(&reading, day(0)).expect("counts");
    }
    assert!(begun().is_none(), "those that are done count");
    let late = day(0) + jiff::SignedDuration::from_secs(60);
    assert_eq!(shown(late, &[0]), 1, "it waits for the next day");
    assert!(state.claim(late, |_| true).expect("claims").is_none());
    assert_eq!(shown(day(1), &[0, 1, 2, 3]), 0, "four of six");
    let looked_at = emit_all(&state, day(1));
    assert_eq!(looked_at.iter().map(|line| line.id).collect::<Vec<_>>(), [id]);
}
