//! Copies of an article that are left out while its own entry is looked at.

use super::met::portrait;
use super::*;
use crate::state::{Look, Portrait, Replaced, Teller};

#[test]
fn what_copies_left_with_an_article_while_it_was_looked_at_outlives_the_look() {
    let (_home, state) = state();
    let reports = (1..=4).map(|number| report(number, &format!("text {number}"))).collect();
    poll(&state, "news", "one", reports);
    let [first, second, third, fourth] =
        std::array::from_fn(|_| claim(&state).expect("four of them"));
    let poor = Portrait { words: 10, look_at: Some(later(10)), ..portrait(first.id) };
    let look = Some(Look { at: later(10), why: None });
    let first_out = Emission { portrait: Some(poor), look, ..emission(1, 1) };
    assert!(mark(&state, &first, &first_out).expect("marks").is_owed());

    let looked_at = state.claim(later(11), |_| true).expect("claims").expect("it is looked at");
    assert_eq!(looked_at.id, first.id);
    let before = state.portrait(first.id).expect("reads").expect("is there");

    let path = "2026-11-23/news/copy.json";
    let title = Some("A copy".to_owned());
    let copy = Emission { title, portrait: Some(portrait(second.id)), ..emission(1, 2) };
    assert!(state.skip(&second, path, &copy, first.id, None).expect("leaves it out").is_owed());
    let teller = Teller { feed: "news".to_owned(), url: None, title: Some("A copy".to_owned()) };
    let later_look = Portrait { looks: 1, look_at: Some(later(20)), ..before.clone() };
    state.look_later(&looked_at, &later_look).expect("puts it back");
    let now_kept = state.portrait(first.id).expect("reads").expect("is there");
    assert_eq!(now_kept.also, std::slice::from_ref(&teller), "the copy is not forgotten");
    assert_eq!((now_kept.looks, now_kept.look_at), (1, Some(later(20))), "nor the look");

    let looked_at = state.claim(later(21), |_| true).expect("claims").expect("it is looked at");
    let better = Replaced {
        id: first.id,
        staged: Staged { token: Token("0".repeat(24)), path: "2026-11-23/news/1.json".to_owned() },
        emission: Emission {
            portrait: Some(Portrait { words: 500, also: vec![teller], ..portrait(first.id) }),
            ..emission(2, 3)
        },
    };
    let copy = Emission { portrait: Some(portrait(third.id)), ..emission(1, 3) };
    let skipped = state.skip(&third, path, &copy, first.id, Some(&better));
    assert!(skipped.expect("takes its place").is_owed());
    state.look_later(&looked_at, &later_look).expect("puts it back");
    let now_kept = state.portrait(first.id).expect("reads").expect("is there");
    assert_eq!(now_kept.words, 500, "the better text is what a look is compared with");

    let looked_at = state.claim(later(21), |_| true).expect("claims").expect("it is looked at");
    let gone = Portrait { withdrawn: true, ..before };
    let taken_back = state.withdraw(&looked_at, &emission(1, 1), path, &gone).expect("answers");
    assert_eq!(taken_back, Marked::Outrun, "the better text is another publisher's");
    assert!(!state.portrait(first.id).expect("reads").expect("is there").withdrawn);
    assert!(claim(&state).is_none() && state.waiting(fourth.id).expect("reads").is_some());
}
