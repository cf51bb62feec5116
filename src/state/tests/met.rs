//! What an entry's page turned out to be known by.

use std::io::Write;

use super::*;
use crate::identity::{ArticleId, url_key};
use crate::state::{Portrait, Rank, Teller};
use crate::stories::Sketch;

#[test]
fn an_address_that_all_pages_name_is_no_key_even_when_their_texts_are_forgotten() {
    let (_home, state) = state();
    let reports = (1..=4).map(|number| report(number, &format!("text {number}"))).collect();
    poll(&state, "news", "one", reports);
    let waiting: Vec<Waiting> = std::iter::from_fn(|| claim(&state)).collect();
    let shared = url_key(&"https://news.example/news/".parse().expect("an address"));
    let marked = |at: usize| {
        let words: Vec<String> = (0..60).map(|word| format!("{at}word{word}")).collect();
        let portrait =
            Portrait { sketch: Sketch::of(&words.join(" ")), ..portrait(waiting[at].id) };
        let content = u64::try_from(at).expect("few");
        let met = Met { address: None, canonical: shared };
        let emission = Emission { met, portrait: Some(portrait), ..emission(1, content) };
        mark(&state, &waiting[at], &emission).expect("marks")
    };
    assert_eq!((0..3).map(marked).filter(|marked| marked.is_owed()).count(), 3);
    state.portraits(Timestamp::MAX, |_, _| {}).expect("forgets them all");
    assert!(marked(3).is_owed(), "it was told of the others");
}

/// What is kept of a page's text.
pub(super) fn portrait(id: ArticleId) -> Portrait {
    Portrait {
        at: now(),
        first: now(),
        story: id,
        similarity: None,
        source: 0,
        headline: 0,
        sketch: None,
        rank: Rank::Page,
        quality: 90,
        words: 60,
        teller: Teller { feed: "news".to_owned(), url: None, title: None },
        also: Vec::new(),
        looks: 0,
        look_at: None,
        missing: None,
        withdrawn: false,
    }
}

#[test]
fn what_a_poll_under_way_brings_home_does_not_hide_an_entry_that_was_lost_meanwhile() {
    let (_home, state) = state();
    poll(&state, "news", "one", vec![report(1, "text")]);
    let waiting = claim(&state).expect("it waits");
    let etag = |state: &State| state.feed("news").expect("reads").expect("is known").etag;
    let with_etag = |record: Option<FeedRecord>| FeedRecord {
        etag: Some(b"\"1\"".to_vec()),
        refused_until: Some(later(60)),
        ..record.expect("is known")
    };
    let before = with_etag(state.begin_poll("news").expect("begins"));
    state.note_poll("news", &before).expect("saves");
    let asked = state.begin_poll("news").expect("begins");
    assert!(state.lose(&waiting).expect("takes it out") && etag(&state).is_none());
    assert!(state.feed("news").unwrap().unwrap().refused_until.is_some(), "a refusal still counts");
    state.note_poll("news", &with_etag(asked)).expect("saves");
    assert!(etag(&state).is_none(), "the next poll is asked without it, and shows the entry");
    let asked = state.begin_poll("news").expect("begins");
    let found = poll(&state, "news", "one", vec![report(1, "text")]);
    assert_eq!(found.fresh, 1);
    state.note_poll("news", &with_etag(asked)).expect("saves");
    assert!(etag(&state).is_some());
}

#[test]
fn a_poll_that_is_saved_beside_an_amendment_is_not_undone_by_it() {
    let (_home, state) = state();
    poll(&state, "news", "one", vec![report(1, "text")]);
    let polled = state.begin_poll("news").expect("begins").expect("is known");
    let polled = FeedRecord { polled: Some(later(60)), ..polled };
    std::thread::scope(|scope| {
        let amended = state.amend_feed("news", |record| {
            let poll = scope.spawn(|| state.note_poll("news", &polled));
            // It would be saved long before the end of this, were it not for the amendment.
            for _ in 0..30 {
                if poll.is_finished() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            Some(FeedRecord { failures: 0, ..record })
        });
        amended.expect("amends");
    });
    let stands = state.feed("news").expect("reads").expect("is known");
    assert_eq!(stands.polled, Some(later(60)));
    state.amend_feed("news", |_| None).expect("leaves it");
    assert_eq!(state.feed("news").expect("reads"), Some(stands));
    state.amend_feed("other", |_| unreachable!("nothing is known of it")).expect("leaves it");
}

#[test]
fn an_edit_that_was_lost_is_found_again() {
    let (_home, state) = state();
    poll(&state, "news", "one", vec![report(1, "text")]);
    let first = claim(&state).expect("it waits");
    assert!(mark(&state, &first, &emission(1, 1)).expect("marks").is_owed());
    let edited = || poll(&state, "news", "two", vec![report(1, "another text")]);
    assert_eq!(edited().changed, 1);
    let edit = state.claim(later(60), |_| true).expect("claims").expect("it waits");
    assert!(edit.again && state.lose(&edit).expect("takes it out"));
    assert_eq!(edited().changed, 1, "the feed shows it again");
}

/// What stands in a document is lost only with the document: not while no file can be opened.
#[test]
fn a_text_that_cannot_be_read_now_is_not_taken_for_lost() {
    let (home, state) = state();
    poll(&state, "news", "one", vec![report(1, "text")]);
    let waiting = claim(&state).expect("it waits");
    let spool = home.path().join("state").join("spool");
    let file = std::fs::read_dir(&spool).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&file).unwrap();
    let put = |bytes: &[u8]| File::create(&file).unwrap().write_all(bytes).unwrap();
    put(&whole[..whole.len() / 2]);
    assert_eq!(state.document(&waiting).expect("half of it is none"), None);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(state.document(&waiting).expect("it is gone"), None);
    std::fs::create_dir(&file).unwrap();
    state.document(&waiting).expect_err("something hinders us from reading it");
    std::fs::remove_dir(&file).unwrap();
    put(&whole);
    assert_eq!(state.document(&waiting).expect("reads").as_deref(), Some("one"));
}
