//! Which article a key leads to.

use std::collections::HashMap;

use super::super::leads::Leads;
use super::super::records::encode;
use super::{Class, claim, emission, mark, opened, poll, report, state};
use crate::identity::{ArticleId, Key};

#[test]
fn a_key_leads_to_the_same_article_after_a_restart() {
    let (home, state) = state();
    // Of 200, 90 come out; all of them have the key of one text.
    poll(&state, "news", "one", (0..200).map(|number| report(number, "text")).collect());
    for content in 0..90 {
        let waiting = claim(&state).expect("it waits");
        mark(&state, &waiting, &emission(1, content)).expect("marked");
    }
    let keys = |number| report(number, "text").identity.keys;
    let led = |state: &super::State| -> Vec<Option<ArticleId>> {
        (0..201).flat_map(keys).map(|key| state.whose(key)).collect()
    };
    let (before, count) = (led(&state), state.keys());
    let nowhere = keys(200).len();
    assert_eq!(before.iter().filter(|led| led.is_none()).count(), nowhere - 1, "but for the text");
    drop(state);
    let state = opened(&home.path().join("state")).expect("opens");
    assert_eq!((led(&state), state.keys()), (before, count));
}

#[test]
fn a_key_that_two_articles_claim_is_noticed_at_the_start() {
    let (home, state) = state();
    poll(&state, "news", "one", vec![report(1, "one text"), report(2, "another")]);
    for content in 1..=2 {
        let waiting = claim(&state).expect("it waits");
        mark(&state, &waiting, &emission(1, content)).expect("marked");
    }
    let memory = |number| {
        let id = report(number, "any").identity.id;
        let mut key = vec![b'm'];
        key.extend(id.as_bytes());
        (key, state.memory_of(id).expect("read").expect("remembered"))
    };
    let ((_, first), (key, mut second)) = (memory(1), memory(2));
    second.keys[0] = first.keys[0];
    state.database.insert(key, encode(&second)).expect("written");
    state.sync().expect("synced");
    drop(state);
    let class = opened(&home.path().join("state")).map(drop).map_err(|error| error.class());
    assert_eq!(class, Err(Class::Rebuild));
}

#[test]
fn whatever_comes_and_goes_each_key_leads_to_its_article_alone() {
    let leads = Leads::with_room(1_000, 100);
    let mut model: HashMap<ArticleId, Vec<Key>> = HashMap::new();
    let mut dice = 1_u64;
    let mut throw = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    let key = |number: u64| report(u32::try_from(number).expect("small"), "x").identity.known_by[0];
    let id = |number: u64| report(u32::try_from(number).expect("small"), "x").identity.id;
    let mut next = 0;
    for _ in 0..6_000 {
        let article = id(throw(500));
        if throw(4) == 0 {
            if let Some(keys) = model.remove(&article) {
                leads.forget(&keys);
            }
        } else {
            let keys = model.entry(article).or_default();
            keys.extend((next..next + throw(4)).map(key));
            next += 4;
            leads.add(article, keys);
        }
    }
    let told: HashMap<Key, ArticleId> =
        model.iter().flat_map(|(id, keys)| keys.iter().map(|key| (*key, *id))).collect();
    assert!(told.len() > 500, "something is left");
    assert_eq!(leads.count(), told.len());
    for number in 0..next {
        assert_eq!(leads.whose(key(number)), told.get(&key(number)).copied(), "{number}");
    }
    assert!(leads.most() <= 500, "numbers come back into use");
}
