//! Tests of the state's promises.

mod adopt;
mod ageing;
mod aside;
mod claims;
mod copies;
mod edits;
mod histories;
mod leads;
mod met;

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::{Class, Emission, FeedRecord, Found, Marked, Met, State, StateError, Waiting, key_of};
use crate::emission::{Owed, Staged, Token};
use crate::identity::{Identity, Parts, identify};

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a time")
}

fn later(seconds: i64) -> Timestamp {
    now().checked_add(SignedDuration::from_secs(seconds)).expect("in range")
}

/// A state in a directory of its own.
fn state() -> (tempfile::TempDir, State) {
    let home = tempfile::tempdir().expect("a directory");
    let state = opened(&home.path().join("state")).expect("opens");
    (home, state)
}

/// Opens a state. While another test starts a process, that one has a hand on our lock for a moment,
/// between fork and exec.
pub(super) fn opened(path: &Path) -> Result<State, StateError> {
    let begun = Instant::now();
    loop {
        match State::open(path) {
            Err(StateError::Held(_)) if begun.elapsed().as_secs() < 10 => {
                std::thread::sleep(Duration::from_millis(1));
            }
            other => return other,
        }
    }
}

fn feed_url() -> Url {
    "https://news.example/feed".parse().expect("an address")
}

/// An entry with a guid, a link and a text, on a host.
fn entry(index: u32, guid: &str, link: &str, content: &str, host: &str) -> Found {
    let link: Url = link.parse().expect("an address");
    let raw = format!("{guid} {link} {content}");
    let parts = Parts {
        guid: Some(guid),
        link: Some(&link),
        content: Some(content),
        raw: raw.as_bytes(),
        ..Parts::default()
    };
    found(index, identify(&feed_url(), &[parts], |_| false).remove(0), content, host)
}

fn found(index: u32, identity: Identity, content: &str, host: &str) -> Found {
    let print =
        content.bytes().fold(7_u64, |print, byte| print.wrapping_mul(31).wrapping_add(byte.into()));
    Found { index, identity, host: host.to_owned(), print, wanted: true }
}

fn report(number: u32, content: &str) -> Found {
    let link = format!("https://news.example/{number}");
    entry(number, &format!("guid-{number}"), &link, content, "news.example")
}

#[expect(clippy::needless_pass_by_value, reason = "a test hands over what it makes")]
fn poll(state: &State, feed: &str, document: &str, found: Vec<Found>) -> super::Discovered {
    let record = FeedRecord { url: feed_url().to_string(), ..FeedRecord::default() };
    state
        .discover(feed, |_| record, document, &found, now(), |feed| feed != "removed")
        .expect("discovers")
}

fn claim(state: &State) -> Option<Waiting> {
    state.claim(later(1), |_| true).expect("claims")
}

fn emission(revision: u32, lasting: u64) -> Emission {
    Emission {
        at: now(),
        revision,
        url: None,
        title: None,
        met: Met::default(),
        lasting,
        from_page: true,
        portrait: None,
        changes: None,
        look: None,
    }
}

fn mark(state: &State, waiting: &Waiting, emission: &Emission) -> Result<Marked, StateError> {
    let staged = Staged {
        token: Token(format!("{:024x}", waiting.order)),
        path: format!("2026-11-23/news/{}.json", waiting.id),
    };
    let mut marked = None;
    state.mark([(waiting, &staged, emission)], |all| marked = Some(all[0]))?;
    Ok(marked.expect("it was told"))
}

#[test]
fn one_host_that_many_feeds_share_leaves_room_for_the_others() {
    let (_home, state) = state();
    for feed in 0..50 {
        let entries = (0..5)
            .map(|number| {
                let link = format!("https://crowded.example/{feed}/{number}");
                entry(number, &format!("{feed} {number}"), &link, "text", "crowded.example")
            })
            .collect();
        poll(&state, &format!("crowded-{feed}"), &format!("document {feed}"), entries);
    }
    let alone = entry(0, "alone", "https://alone.example/1", "text", "alone.example");
    poll(&state, "alone", "document alone", vec![alone]);
    let claimed: Vec<Waiting> = std::iter::from_fn(|| claim(&state)).take(20).collect();
    assert!(
        claimed.iter().any(|waiting| waiting.feed == "alone"),
        "all of the first {} claims wait for one host",
        claimed.len()
    );
}

#[test]
fn two_links_to_one_article_in_one_feed_do_not_revise_it_in_turn() {
    let (_home, state) = state();
    poll(&state, "news", "one", vec![report(1, "first"), report(2, "second")]);
    let first = claim(&state).expect("waits");
    let second = claim(&state).expect("waits");
    let target = super::Key::clone(&first.keys[0]);
    let emission =
        Emission { met: Met { address: Some(target), ..Met::default() }, ..emission(1, 1) };
    assert!(matches!(mark(&state, &first, &emission), Ok(Marked::Owed(1))));
    assert!(matches!(mark(&state, &second, &emission), Ok(Marked::Alias(_))));
    for document in ["two", "three", "four"] {
        let again = poll(&state, "news", document, vec![report(1, "first"), report(2, "second")]);
        assert_eq!((again.fresh, again.changed), (0, 0), "nothing changed in {document}");
    }
    let edited = poll(&state, "news", "five", vec![report(1, "edited"), report(2, "edited too")]);
    assert_eq!(edited.changed, 1);
    assert_eq!(state.queue_length(), 1);
}

#[test]
fn after_a_failed_sync_nothing_more_is_marked() {
    let (home, mut state) = state();
    poll(&state, "news", "one", vec![report(1, "first"), report(2, "second")]);
    let first = claim(&state).expect("waits");
    let second = claim(&state).expect("waits");
    let good = std::mem::replace(&mut state.file, File::open("/dev/null").expect("opens"));
    assert!(mark(&state, &first, &emission(1, 1)).is_err(), "a device cannot be synced");
    state.file = good;
    assert!(mark(&state, &second, &emission(1, 2)).is_err(), "a sync is not tried again");
    assert!(state.next_owed(9).expect("reads").is_empty(), "nothing is published any more");
    drop(state);
    let state = opened(&home.path().join("state")).expect("opens");
    let owed = state.next_owed(9).expect("reads");
    assert_eq!(owed.iter().map(Owed::seq).collect::<Vec<_>>(), [1]);
    assert!(matches!(mark(&state, &second, &emission(1, 2)), Ok(Marked::Owed(2))));
}

#[test]
fn a_state_whose_first_flush_took_long_is_new_all_the_same() {
    let home = tempfile::tempdir().expect("a directory");
    let made = sled::open(home.path().join("sled")).expect("opens");
    made.insert(b"z", &[]).expect("a look after the flush");
    drop(made);
    assert_eq!(opened(home.path()).expect("it is new").remembered(), 0);
}

#[test]
fn a_panic_under_a_lock_poisons_nothing() {
    fn panics_with<T>(take: impl Fn() -> T + Send) {
        let panicked = std::thread::scope(|scope| {
            let holding = scope.spawn(move || {
                let _held = take();
                panic!("over what is locked");
            });
            holding.join()
        });
        assert!(panicked.is_err());
    }
    let (_home, state) = state();
    poll(&state, "news", "first", vec![report(1, "one")]);
    panics_with(|| state.writing());
    panics_with(|| state.queue());
    panics_with(|| state.census());
    panics_with(|| state.kept.lock());
    panics_with(|| state.hosts.lock());
    panics_with(|| state.synced.lock());
    poll(&state, "news", "second", vec![report(1, "one"), report(2, "two")]);
    for seq in 1..=2 {
        let waiting = claim(&state).expect("it waits");
        let marked = mark(&state, &waiting, &emission(1, seq)).expect("marks");
        assert_eq!(marked, Marked::Owed(seq));
    }
    let owed = state.next_owed(9).expect("reads");
    assert_eq!(owed.len(), 2);
    state.settle(&owed).expect("settles");
}

#[test]
fn a_clock_that_was_ahead_holds_nothing_up() {
    let (home, state) = state();
    poll(&state, "news", "one", vec![report(1, "first"), report(2, "second")]);
    let first = claim(&state).expect("waits");
    state.postpone(&Waiting { not_before: later(600), ..first }).expect("postpones");
    let long_ago = later(-1_000_000);
    let claimed = |state: &State| {
        std::iter::from_fn(|| state.claim(long_ago, |_| true).expect("claims")).collect::<Vec<_>>()
    };
    let both = claimed(&state);
    assert_eq!(both.len(), 2, "running");
    assert!(both.iter().all(|waiting| waiting.found <= long_ago), "patience counts from now on");
    drop(state);
    let state = opened(&home.path().join("state")).expect("opens");
    assert_eq!(claimed(&state).len(), 2, "and over a restart");
}

#[test]
fn a_record_that_cannot_be_read_is_found_at_the_start() {
    for kind in [b'f', b's', b'o', b'c', b'a', b'q'] {
        let (home, state) = state();
        poll(&state, "news", "one", vec![report(1, "first")]);
        state.database.insert(key_of(kind, b"broken"), vec![0xff; 3]).expect("written");
        state.sync().expect("synced");
        drop(state);
        let opened = opened(&home.path().join("state"));
        let class = opened.map(|_| ()).map_err(|error| error.class());
        assert_eq!(class, Err(Class::Rebuild), "{}", char::from(kind));
    }
}

#[test]
fn a_record_that_is_lost_in_silence_is_noticed_at_the_start_wherever_it_stood() {
    for kind in [b'a', b'm'] {
        for is_last in [false, true] {
            let (home, state) = state();
            let reports = |from: u32| (from..from + 60).map(|number| report(number, "text"));
            poll(&state, "news", "one", reports(0).collect());
            for content in 0..60 {
                let waiting = claim(&state).expect("waits");
                let marked = mark(&state, &waiting, &emission(1, content));
                assert!(matches!(marked, Ok(Marked::Owed(_))));
            }
            drop(state);
            // It is sound as it is.
            let state = opened(&home.path().join("state")).expect("opens");
            assert_eq!((state.remembered(), state.articles("news")), (60, 60));
            let lost = {
                let mut records = state.database.scan_prefix([kind]).keys();
                if is_last { records.next_back() } else { records.next() }
            };
            state.database.remove(lost.expect("some").expect("a key")).expect("removed");
            state.sync().expect("synced");
            drop(state);
            let class = opened(&home.path().join("state")).map(drop).map_err(|error| error.class());
            assert_eq!(class, Err(Class::Rebuild), "{} {is_last}", char::from(kind));
        }
    }
}

#[test]
fn an_entry_whose_text_changes_at_every_poll_takes_no_room_for_it() {
    let (_home, state) = state();
    poll(&state, "news", "one", vec![report(1, "first")]);
    let first = claim(&state).expect("waits");
    assert!(matches!(mark(&state, &first, &emission(1, 1)), Ok(Marked::Owed(1))));
    let keys = state.keys();
    for number in 0..50 {
        let content = format!("version {number}");
        poll(&state, "news", &content.clone(), vec![report(1, &content)]);
    }
    assert_eq!(state.keys(), keys);
}

#[test]
fn a_newer_text_of_an_entry_is_not_worked_on_twice_at_once() {
    let (_home, state) = state();
    poll(&state, "news", "one", vec![report(1, "first")]);
    let old = claim(&state).expect("waits");
    poll(&state, "news", "two", vec![report(1, "edited")]);
    let new = claim(&state).expect("the newer text");
    state.postpone(&old).expect("postpones");
    assert_eq!(claim(&state), None, "it is claimed already");
    assert!(matches!(mark(&state, &new, &emission(1, 1)), Ok(Marked::Owed(1))));
    assert_eq!(state.queue_length(), 0);
}

#[test]
fn a_document_stays_as_long_as_an_entry_needs_it() {
    let (_home, state) = state();
    poll(&state, "news", "one", vec![report(1, "first"), report(2, "second")]);
    // Two entries that were one: the guid of the first, and its link.
    let link = "https://news.example/1";
    let guid = entry(0, "guid-1", "https://news.example/moved", "one part", "news.example");
    let linked = entry(1, "guid-9", link, "another part", "news.example");
    poll(&state, "news", "two", vec![guid, linked]);
    let waiting = state.all_waiting().expect("reads");
    assert_eq!(waiting.len(), 2);
    for waiting in waiting {
        assert!(state.document(&waiting).expect("reads").is_some(), "{waiting:?} lost its text");
    }
}

#[test]
fn renaming_many_feeds_does_not_compare_each_with_each() {
    let (_home, state) = state();
    let named = |prefix: &str| {
        let name = |number: u32| format!("{prefix}-{number}");
        let url = |number: u32| format!("https://{number}.example/feed");
        (0..3_000).map(|number| (name(number), url(number))).collect::<Vec<_>>()
    };
    for (name, url) in named("old") {
        let record = FeedRecord { url, ..FeedRecord::default() };
        state.save_feed(&name, &record, false).expect("saved");
    }
    let start = Instant::now();
    state.adopt(&named("new")).expect("adopts");
    let took = start.elapsed();
    assert_eq!(
        state.feed("new-7").expect("reads").map(|record| record.url),
        Some("https://7.example/feed".to_owned())
    );
    assert_eq!(state.feed("old-7").expect("reads"), None);
    assert!(took.as_secs() < 10, "{took:?}");
}

#[test]
fn what_waits_under_a_feed_that_was_removed_comes_out_through_another() {
    let (_home, state) = state();
    poll(&state, "removed", "one", vec![report(1, "text")]);
    poll(&state, "news", "two", vec![report(1, "text")]);
    let active = |feed: &str| feed != "removed";
    let waiting = state.claim(later(1), active).expect("claims").expect("it is found here too");
    assert_eq!(waiting.feed, "news");
    assert_eq!(state.document(&waiting).expect("reads").as_deref(), Some("two"));
    assert!(matches!(mark(&state, &waiting, &emission(1, 1)), Ok(Marked::Owed(1))));
    assert_eq!(state.queue_length(), 0);
}

/// An older courant must not read what it cannot understand; made anew, the state is its own again.
#[test]
fn a_state_of_a_newer_courant_is_refused_until_it_is_made_anew() {
    let (home, state) = state();
    let path = home.path().join("state");
    let newer = super::Totals { version: super::records::VERSION + 1, ..super::Totals::default() };
    state.database.insert(b"t", super::records::encode(&newer)).expect("written");
    drop(state);
    // Something may start it again and again.
    for _ in 0..10 {
        let refused = opened(&path).expect_err("refused");
        assert_eq!(refused.class(), Class::Refused, "{refused}");
        assert!(refused.to_string().contains("newer courant"), "{refused}");
    }
    State::anew(&path, now()).expect("made anew");
    opened(&path).expect("opens");
}

#[test]
fn a_state_of_an_older_courant_is_made_anew_whatever_its_records_look_like() {
    let (home, state) = state();
    let older =
        [&[u8::try_from(super::records::VERSION - 1).expect("small")][..], &[0xff; 40]].concat();
    state.database.insert(b"t", older).expect("written");
    drop(state);
    let refused = opened(&home.path().join("state")).expect_err("refused");
    assert_eq!(refused.class(), Class::Rebuild, "{refused}");
    assert!(refused.to_string().contains("older courant"), "{refused}");
}

#[test]
fn who_has_nothing_to_pay_writes_nothing() {
    let (_home, state) = state();
    state.database.insert(b"z", b"before").expect("written");
    (*state.database).flush().expect("flushed");
    for _ in 0..100 {
        state.settle(&[]).expect("nothing to do");
    }
    let written = (*state.database).flush().expect("flushed");
    assert_eq!(written, 0, "an idle daemon lets the disk sleep");
}
