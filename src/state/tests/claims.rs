//! Claims: who has one changes nothing of another's.

use super::*;

/// Puts back what is claimed, in one of the ways in which a worker may.
type LetGo = fn(&State, &Waiting);

#[test]
fn who_claimed_a_text_that_was_replaced_since_does_not_put_back_the_claim_of_another() {
    let ways: [LetGo; 2] =
        [|state, old| state.hold(old, now()), |state, old| state.wait_at(old, "elsewhere.example")];
    for put_back in ways {
        let (_home, state) = state();
        poll(&state, "news", "one", vec![report(1, "first")]);
        let old = claim(&state).expect("waits");
        poll(&state, "news", "two", vec![report(1, "edited")]);
        let new = claim(&state).expect("the newer text");
        put_back(&state, &old);
        assert_eq!(claim(&state), None, "it is claimed already");
        put_back(&state, &new);
        assert!(claim(&state).is_some(), "whose claim it is may");
    }
}

#[test]
fn who_claimed_a_text_that_was_replaced_since_frees_no_place_at_a_host() {
    let (_home, state) = state();
    poll(&state, "news", "one", (1..=5).map(|number| report(number, "first")).collect());
    let old = claim(&state).expect("waits");
    let edited = |number| report(number, if number == 1 { "edited" } else { "first" });
    poll(&state, "news", "two", (1..=5).map(edited).collect());
    let claimed: Vec<Waiting> = std::iter::from_fn(|| claim(&state)).collect();
    assert_eq!(claimed.len(), 4, "of one host");
    assert!(claimed.iter().any(|new| new.id == old.id && *new != old), "the newer text too");
    assert!(state.turn_to(&old, "elsewhere.example"), "it may go on");
    assert_eq!(claim(&state), None, "a fifth of one host");
}
