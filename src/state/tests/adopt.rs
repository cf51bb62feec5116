//! Feeds are found again by their address, whatever is done to their names.

use super::*;
use crate::state::{Found, Waiting};

const A: &str = "https://news.example/a";
const B: &str = "https://news.example/b";
const C: &str = "https://news.example/c";

/// A poll of a feed that numbers its entries from 1 on, as another does; how many are new.
fn shows(state: &State, name: &str, url: &str, texts: &[&str]) -> usize {
    let record = state.feed(name).expect("reads").unwrap_or_default();
    let scope = record.scope.clone().unwrap_or_else(|| url.to_owned());
    let guids: Vec<String> = (1..=texts.len()).map(|number| number.to_string()).collect();
    let parts: Vec<Parts<'_>> = guids
        .iter()
        .zip(texts)
        .map(|(guid, text)| Parts { guid: Some(guid), content: Some(text), ..Parts::default() })
        .collect();
    let scope_url: Url = scope.parse().expect("an address");
    let identities = identify(&scope_url, &parts, |key| state.is_shared(key));
    let found: Vec<Found> = (0..)
        .zip(identities)
        .zip(texts)
        .map(|((at, identity), text)| found(at, identity, text, ""))
        .collect();
    let record = FeedRecord { url: url.to_owned(), scope: Some(scope), ..record };
    let discovered =
        state.discover(name, |_| record, &format!("{texts:?}"), &found, now(), |_| true);
    discovered.expect("discovers").fresh
}

fn adopt(state: &State, feeds: &[(&str, &str)]) {
    let feeds: Vec<(String, String)> =
        feeds.iter().map(|(name, url)| ((*name).to_owned(), (*url).to_owned())).collect();
    state.adopt(&feeds).expect("adopts");
}

fn emit(state: &State) -> usize {
    let waiting: Vec<Waiting> = std::iter::from_fn(|| claim(state)).collect();
    waiting
        .iter()
        .filter(|waiting| {
            mark(state, waiting, &emission(1, waiting.print)).expect("marks").is_owed()
        })
        .count()
}

#[test]
fn feeds_that_exchange_their_names_stay_the_feeds_that_they_are() {
    let (_home, state) = state();
    assert_eq!(shows(&state, "north", A, &["a1", "a2"]), 2);
    assert_eq!(shows(&state, "south", B, &["b1"]), 1);
    assert_eq!(emit(&state), 3);
    adopt(&state, &[("north", B), ("south", A)]);
    assert_eq!((state.articles("north"), state.articles("south")), (1, 2));
    assert_eq!(state.feed("north").unwrap().unwrap().url, B);
    assert_eq!(shows(&state, "north", B, &["b1", "b2", "b3"]), 2, "one was known");
    assert_eq!(shows(&state, "south", A, &["a1", "a2", "a3"]), 1, "two were");
    assert_eq!(emit(&state), 3);
}

#[test]
fn a_feed_at_an_address_that_another_has_left_numbers_its_entries_for_itself() {
    // In one reload: it is the old one under another name.
    let (_home, state) = state();
    shows(&state, "news", A, &["a1", "a2"]);
    adopt(&state, &[("news", B), ("old", A)]);
    assert_eq!(shows(&state, "old", A, &["a1", "a2", "a3"]), 1);
    assert_eq!(shows(&state, "news", B, &["b1", "b2", "b3"]), 3);
    // One after the other: the first has kept its name, and what it numbers.
    let (_home, state) = super::state();
    shows(&state, "news", A, &["a1", "a2"]);
    adopt(&state, &[("news", B)]);
    assert_eq!(shows(&state, "news", B, &["a1", "a2", "b3"]), 1, "it moved");
    adopt(&state, &[("news", B), ("old", A)]);
    assert_eq!(shows(&state, "old", A, &["x1", "x2", "x3", "x4"]), 4);
    assert_eq!(shows(&state, "news", B, &["a1", "a2", "b3", "b4"]), 1);
    adopt(&state, &[("news", B), ("old", A)]);
    assert_eq!(shows(&state, "old", A, &["x1", "x2", "x3", "x4"]), 0, "and so it stays");
}

#[test]
fn a_name_that_is_left_for_an_address_which_another_left_has_a_scope_of_its_own() {
    let (_home, state) = state();
    shows(&state, "third", B, &["t1", "t2"]);
    adopt(&state, &[("third", C)]);
    shows(&state, "third", C, &["t1", "t2", "t3"]);
    shows(&state, "news", A, &["a1", "a2"]);
    adopt(&state, &[("third", C), ("old", A), ("news", B)]);
    assert_eq!(shows(&state, "old", A, &["a1", "a2"]), 0);
    assert_eq!(shows(&state, "news", B, &["n1", "n2", "n3", "n4"]), 4);
}

#[test]
fn what_another_feed_takes_the_name_of_is_found_again_at_its_address() {
    let (_home, state) = state();
    shows(&state, "north", A, &["a1"]);
    shows(&state, "south", B, &["b1"]);
    emit(&state);
    adopt(&state, &[("north", B)]);
    assert_eq!(shows(&state, "north", B, &["b1", "b2"]), 1);
    adopt(&state, &[("north", B), ("west", A)]);
    assert_eq!(shows(&state, "west", A, &["a1", "a2"]), 1);
    assert_eq!((state.articles("north"), state.articles("west")), (1, 1));
}

#[test]
fn of_two_feeds_at_one_address_each_keeps_what_is_its_own() {
    let (_home, state) = state();
    shows(&state, "one", A, &["a1"]);
    shows(&state, "two", A, &["a1", "a2"]);
    let before = state.feed("one").unwrap();
    adopt(&state, &[("one", A), ("three", A)]);
    assert_eq!(state.feed("one").unwrap(), before);
    assert!(state.feed("two").unwrap().is_none() && state.feed("three").unwrap().is_some());
}
