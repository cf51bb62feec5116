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
    let read = |_: &i32| {
        let may = state.begin_read(id, day(0)).expect("reads");
        let before = state.known(id).expect("reads").expect("it came out").reread;
        may.then(|| state.end_read(id, before, day(0)).expect("counts")).is_some()
    };
    assert_eq!((0..4).filter(read).count(), 3);
    let late = day(0) + jiff::SignedDuration::from_secs(60);
    assert_eq!(shown(late, &[0]), 1, "it waits for the next day");
    assert!(state.claim(late, |_| true).expect("claims").is_none());
    assert_eq!(shown(day(1), &[0, 1, 2, 3]), 0, "four of six");
    let looked_at = emit_all(&state, day(1));
    assert_eq!(looked_at.iter().map(|line| line.id).collect::<Vec<_>>(), [id]);
}
