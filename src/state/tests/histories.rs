//! Whatever a feed does with its entries, each comes out once.

use std::collections::{BTreeSet, HashMap, HashSet};

use proptest::prelude::*;

use super::ageing::{day, emit_all, open, show};
use super::*;
use crate::emission::Action;
use crate::identity::ArticleId;

const FEEDS: [&str; 2] = ["https://one.example/feed", "https://two.example/feed"];

/// An entry as a document shows it. What it is, its number says.
#[derive(Debug, Clone, Copy)]
struct Shown {
    number: u32,
    https: bool,
    tracked: Option<u8>,
    version: u8,
    twice: bool,
}

/// A poll: which feed, what it shows, and whether all that waits is emitted before the next.
#[derive(Debug, Clone)]
struct Poll {
    feed: usize,
    shown: Vec<Shown>,
    emitted: bool,
}

/// What a reader would call one and the same entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Entity {
    /// It has an address, and so is the same in every feed.
    Linked(u32),
    /// It has nothing but a guid, which belongs to its feed.
    Numbered(usize, u32),
    /// It has neither: another text is another entry.
    Text(u32, u8),
}

impl Shown {
    fn has_guid(&self) -> bool {
        !matches!(self.number, 4..=6 | 9)
    }

    fn has_link(&self) -> bool {
        !matches!(self.number, 7..=9)
    }

    fn entity(&self, feed: usize) -> Entity {
        match (self.has_guid(), self.has_link()) {
            // Two episodes with one link are told apart by their guids, which each feed gives for itself.
            (_, true) => Entity::Linked(self.number),
            (true, false) => Entity::Numbered(feed, self.number),
            (false, false) => Entity::Text(self.number, self.version),
        }
    }

    /// Whether it is told from another only by its guid.
    fn is_episode(&self) -> bool {
        self.number >= 10
    }

    fn link(&self) -> Option<Url> {
        let scheme = if self.https { "https" } else { "http" };
        let path = if self.is_episode() { 10 } else { self.number };
        let tracked = self.tracked.map(|from| format!("?utm_source={from}")).unwrap_or_default();
        let link = format!("{scheme}://news.example/{path}{tracked}");
        self.has_link().then(|| link.parse().expect("an address"))
    }
}

fn documents() -> impl Strategy<Value = Vec<Poll>> {
    let shown = (0..15_u32, any::<bool>(), prop::option::of(0..3_u8), 0..2_u8, any::<bool>());
    let shown = shown.prop_map(|(number, https, tracked, version, twice)| Shown {
        number,
        https,
        tracked,
        version,
        twice,
    });
    let poll = (0..FEEDS.len(), prop::collection::vec(shown, 0..8), any::<bool>());
    let poll = poll.prop_map(|(feed, shown, emitted)| Poll { feed, shown, emitted });
    prop::collection::vec(poll, 1..10).prop_map(|mut polls| {
        let mut paired = HashSet::new();
        for poll in &mut polls {
            let shown = std::mem::take(&mut poll.shown);
            poll.shown = whole(shown, &mut paired, poll.feed);
        }
        polls
    })
}

/// No entry in two versions, the episodes together when the feed first shows one, and what stands there twice once
/// more at the end.
fn whole(mut shown: Vec<Shown>, paired: &mut HashSet<usize>, feed: usize) -> Vec<Shown> {
    let mut met = HashSet::new();
    shown.retain(|shown| met.insert(shown.number));
    if let Some(at) = shown.iter().position(Shown::is_episode)
        && paired.insert(feed)
    {
        let other = if shown[at].number == 10 { 11 } else { 10 };
        met.insert(other);
        shown.retain(|shown| shown.number != other);
        let at = shown.iter().position(Shown::is_episode).expect("one was there");
        shown.insert(at / 2, Shown { number: other, ..shown[at] });
    }
    let again: Vec<Shown> = shown.iter().filter(|shown| shown.twice).copied().collect();
    shown.extend(again);
    shown
}

fn found_in(state: &State, poll: &Poll) -> Vec<Found> {
    let texts: Vec<(String, String, Option<Url>)> = poll
        .shown
        .iter()
        .map(|shown| {
            let content = format!("text {} in version {}", shown.number, shown.version);
            (format!("guid {}", shown.number), content, shown.link())
        })
        .collect();
    let raws: Vec<String> =
        poll.shown.iter().zip(&texts).map(|(_, text)| format!("{text:?}")).collect();
    let parts: Vec<Parts<'_>> = poll
        .shown
        .iter()
        .zip(&texts)
        .zip(&raws)
        .map(|((shown, (guid, content, link)), raw)| Parts {
            guid: shown.has_guid().then_some(guid.as_str()),
            link: link.as_ref(),
            content: Some(content),
            raw: raw.as_bytes(),
            ..Parts::default()
        })
        .collect();
    let identities = identify(&FEEDS[poll.feed].parse().expect("an address"), &parts, |key| {
        state.is_shared(key)
    });
    let all = (0..).zip(identities).zip(&texts);
    all.map(|((index, identity), (_, content, _))| found(index, identity, content, "news.example"))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_entry_comes_out_once_whatever_its_feeds_do(polls in documents()) {
        let home = tempfile::tempdir().unwrap();
        let state = open(home.path(), u64::MAX);
        let mut entities: HashMap<ArticleId, Entity> = HashMap::new();
        let mut seen = BTreeSet::new();
        let mut lines = Vec::new();
        for (on, poll) in (0..).zip(&polls) {
            let found = found_in(&state, poll);
            let shown: BTreeSet<Entity> =
                poll.shown.iter().map(|shown| shown.entity(poll.feed)).collect();
            for (shown, found) in poll.shown.iter().zip(&found) {
                entities.insert(found.identity.id, shown.entity(poll.feed));
            }
            let discovered = show(&state, FEEDS[poll.feed], day(on), found);
            prop_assert_eq!(discovered.fresh, shown.difference(&seen).count(), "poll {}", on);
            seen.extend(shown);
            if poll.emitted {
                lines.extend(emit_all(&state, day(on)));
            }
        }
        lines.extend(emit_all(&state, day(100)));
        let mut emitted: Vec<Entity> = lines
            .iter()
            .filter(|line| line.action == Action::New)
            .map(|line| entities[&line.id])
            .collect();
        emitted.sort_unstable();
        prop_assert_eq!(emitted, seen.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn an_entry_that_is_still_shown_never_comes_out_again_however_little_is_remembered(
        polls in documents(),
    ) {
        let home = tempfile::tempdir().unwrap();
        let state = open(home.path(), 0);
        let mut windows: [BTreeSet<Entity>; FEEDS.len()] = Default::default();
        let mut seen = BTreeSet::new();
        for (on, poll) in (0..).zip(&polls) {
            let shown: BTreeSet<Entity> =
                poll.shown.iter().map(|shown| shown.entity(poll.feed)).collect();
            let discovered = show(&state, FEEDS[poll.feed], day(on), found_in(&state, poll));
            let never_seen = shown.difference(&seen).count();
            let still_shown: BTreeSet<Entity> = windows.iter().flatten().copied().collect();
            let returned = shown.difference(&still_shown).count();
            prop_assert!(
                (never_seen..=returned).contains(&discovered.fresh),
                "poll {}: {} of {} to {}", on, discovered.fresh, never_seen, returned
            );
            seen.extend(shown.iter().copied());
            if !shown.is_empty() {
                windows[poll.feed] = shown;
            }
            if poll.emitted {
                emit_all(&state, day(on));
            }
        }
        prop_assert_eq!(state.lines(), state.seq());
    }
}

#[test]
fn what_entries_shared_once_is_not_forgotten_while_their_feed_shows_others() {
    let home = tempfile::tempdir().unwrap();
    let state = open(home.path(), 0);
    let polls: [&[u32]; 4] = [&[11, 10], &[0], &[12], &[13]];
    for (on, numbers) in (0..).zip(polls) {
        let shown = |number: &u32| Shown {
            number: *number,
            https: false,
            tracked: None,
            version: 0,
            twice: false,
        };
        let poll = Poll { feed: 0, shown: numbers.iter().map(shown).collect(), emitted: false };
        let discovered = show(&state, FEEDS[0], day(on), found_in(&state, &poll));
        assert_eq!(discovered.fresh, numbers.len(), "{numbers:?}");
    }
}
