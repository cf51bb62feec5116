//! Which waiting entry is next: the index in memory over the queue's records.
//!
//! Entries stand in lanes, one for each feed and host, so that a host that keeps its visitors waiting
//! holds up nobody else. Always: rebuilt from the records at start, and never the only place where
//! something is known.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::records::Waiting;
use super::spool::DocumentHash;
use crate::identity::ArticleId;

/// How many entries of one lane may be under way at once: one is fetched while others are written.
const UNDER_WAY: usize = 4;

type Place = (Timestamp, u64, ArticleId);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct LaneName {
    feed: String,
    host: String,
}

#[derive(Debug, Default)]
struct Lane {
    places: BTreeSet<Place>,
    under_way: usize,
}

impl Lane {
    /// When its next entry may be taken; `None` if it is empty or has enough under way.
    fn head(&self) -> Option<(Timestamp, u64)> {
        self.places.first().filter(|_| self.under_way < UNDER_WAY).map(|place| (place.0, place.1))
    }
}

/// The index of the queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    lanes: HashMap<LaneName, Lane>,
    heads: BTreeSet<(Timestamp, u64, LaneName)>,
    entries: HashMap<ArticleId, (LaneName, Place, bool)>,
    documents: HashMap<DocumentHash, usize>,
}

impl Queue {
    /// Puts an entry into its lane, or moves it there.
    pub(super) fn put(&mut self, waiting: &Waiting) {
        self.take_out(waiting.id);
        let name = LaneName { feed: waiting.feed.clone(), host: waiting.host.clone() };
        let place = (waiting.not_before, waiting.order, waiting.id);
        self.change(&name, |lane| lane.places.insert(place));
        self.entries.insert(waiting.id, (name, place, false));
    }

    /// Takes an entry out for good.
    pub(super) fn take_out(&mut self, id: ArticleId) {
        if let Some((name, place, claimed)) = self.entries.remove(&id) {
            self.change(&name, |lane| {
                lane.places.remove(&place);
                lane.under_way -= usize::from(claimed);
            });
        }
    }

    /// Takes the next entry that may be tried now and whose feed is `active`; it stays claimed until
    /// it is put or taken out.
    pub(super) fn claim(
        &mut self,
        now: Timestamp,
        active: impl Fn(&str) -> bool,
    ) -> Option<ArticleId> {
        let head =
            self.heads.iter().take_while(|head| head.0 <= now).find(|head| active(&head.2.feed))?;
        let name = head.2.clone();
        let place = *self.lanes.get(&name)?.places.first()?;
        self.change(&name, |lane| {
            lane.places.remove(&place);
            lane.under_way += 1;
        });
        let entry = self.entries.get_mut(&place.2)?;
        entry.2 = true;
        Some(place.2)
    }

    /// When the next entry of an active feed may be tried, if any waits unclaimed.
    pub(super) fn next(&self, active: impl Fn(&str) -> bool) -> Option<Timestamp> {
        self.heads.iter().find(|head| active(&head.2.feed)).map(|head| head.0)
    }

    /// How many entries there are, claimed ones included.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// One more record points to a document.
    pub(super) fn need(&mut self, document: DocumentHash) {
        *self.documents.entry(document).or_default() += 1;
    }

    /// One record less does; `true` if it was the last.
    pub(super) fn release(&mut self, document: DocumentHash) -> bool {
        match self.documents.get_mut(&document) {
            Some(count) if *count > 1 => {
                *count -= 1;
                false
            }
            Some(_) => self.documents.remove(&document).is_some(),
            None => false,
        }
    }

    fn change<T>(&mut self, name: &LaneName, change: impl FnOnce(&mut Lane) -> T) {
        let lane = self.lanes.entry(name.clone()).or_default();
        let before = lane.head();
        change(lane);
        let after = lane.head();
        let empty = lane.places.is_empty() && lane.under_way == 0;
        if before != after {
            if let Some((at, order)) = before {
                self.heads.remove(&(at, order, name.clone()));
            }
            if let Some((at, order)) = after {
                self.heads.insert((at, order, name.clone()));
            }
        }
        if empty {
            self.lanes.remove(name);
        }
    }
}
