//! Which waiting entry is next: the index in memory over the queue's records.
//!
//! Entries stand in lanes, one for each feed and host, and few of one host are under way at once; so a
//! host that keeps its visitors waiting holds up nobody else, those included whose pages redirect to it. Always: rebuilt
//! from the records at start, and never the only place where something is known. Never: an entry that waits for a clock
//! that ran ahead; a claim that is changed by who had an earlier one of the same entry.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::records::Waiting;
use super::spool::DocumentHash;
use crate::clock;
use crate::identity::{ArticleId, Key};

/// How many entries of one host may be under way at once: one is fetched while others are written.
const UNDER_WAY: usize = 4;

/// Where an entry stands in its lane: by when it may be tried, then by when it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    not_before: Timestamp,
    order: u64,
    id: ArticleId,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct LaneName {
    feed: String,
    host: String,
}

/// An entry of the queue.
#[derive(Debug, Clone)]
struct Queued {
    lane: LaneName,
    place: Place,
    /// Which of all claims it is claimed by.
    claim: Option<u64>,
    /// It came out, and is to be looked at again.
    again: bool,
}

/// The index of the queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    lanes: HashMap<LaneName, BTreeSet<Place>>,
    /// The first place of each lane.
    heads: BTreeSet<(Place, LaneName)>,
    entries: HashMap<ArticleId, Queued>,
    /// How many entries there are, by feed.
    feeds: HashMap<String, usize>,
    /// How many of them came out.
    again: HashMap<String, usize>,
    /// How many entries are claimed, by host.
    under_way: HashMap<String, usize>,
    documents: HashMap<DocumentHash, usize>,
    /// Which entry waits under a key.
    keys: HashMap<Key, ArticleId>,
    /// How many claims there were.
    claims: u64,
    /// The latest moment that is known of.
    latest: Timestamp,
}

impl Queue {
    /// How many entries of each feed wait to become articles.
    pub(super) fn by_feed(&self) -> HashMap<String, usize> {
        let again = |feed: &String| self.again.get(feed).copied().unwrap_or_default();
        self.feeds.iter().map(|(feed, count)| (feed.clone(), count - again(feed))).collect()
    }

    /// How many entries of all feeds wait to become articles.
    pub(super) fn to_come(&self) -> usize {
        self.entries.len() - self.again.values().sum::<usize>()
    }

    /// How many entries of one feed wait.
    pub(super) fn of_feed(&self, feed: &str) -> usize {
        self.feeds.get(feed).copied().unwrap_or_default()
    }

    /// Puts an entry into its lane, or moves it there.
    pub(super) fn put(&mut self, waiting: &Waiting) {
        self.take_out(waiting.id);
        let name = LaneName { feed: waiting.feed.clone(), host: waiting.host.clone() };
        let Waiting { not_before, order, id, .. } = *waiting;
        let place = Place { not_before, order, id };
        self.change(&name, |lane| lane.insert(place));
        *self.feeds.entry(name.feed.clone()).or_default() += 1;
        if waiting.again {
            *self.again.entry(name.feed.clone()).or_default() += 1;
        }
        let (claim, again) = (None, waiting.again);
        self.entries.insert(waiting.id, Queued { lane: name, place, claim, again });
        self.latest = self.latest.max(waiting.found);
    }

    /// Its feed has another name from now on; who has claimed the entry keeps it.
    pub(super) fn rename(&mut self, waiting: &Waiting) {
        match self.entries.get_mut(&waiting.id) {
            Some(entry) if entry.claim.is_some() => {
                let former = std::mem::replace(&mut entry.lane.feed, waiting.feed.clone());
                let again = entry.again;
                one_less(&mut self.feeds, &former);
                *self.feeds.entry(waiting.feed.clone()).or_default() += 1;
                if again {
                    one_less(&mut self.again, &former);
                    *self.again.entry(waiting.feed.clone()).or_default() += 1;
                }
            }
            _ => self.put(waiting),
        }
    }

    /// Takes an entry out for good.
    pub(super) fn take_out(&mut self, id: ArticleId) {
        let Some(Queued { lane, place, claim, again }) = self.entries.remove(&id) else { return };
        one_less(&mut self.feeds, &lane.feed);
        if again {
            one_less(&mut self.again, &lane.feed);
        }
        if claim.is_some() {
            one_less(&mut self.under_way, &lane.host);
        } else {
            self.change(&lane, |lane| lane.remove(&place));
        }
    }

    /// The entry, unless that claim of it is over: it was put back, or a poll put another text in its place.
    fn claimed(&mut self, claimed: &Waiting) -> Option<&mut Queued> {
        let is_claim = |entry: &&mut Queued| entry.claim.is_some() && entry.claim == claimed.claim;
        self.entries.get_mut(&claimed.id).filter(is_claim)
    }

    /// Takes the next entry that may be tried now and whose feed is `active`, and gives the number of this claim; it
    /// stays claimed until it is put, put back or taken out.
    pub(super) fn claim(
        &mut self,
        now: Timestamp,
        active: impl Fn(&str) -> bool,
    ) -> Option<(ArticleId, u64)> {
        self.keep_time(now);
        let (place, name) = self
            .heads
            .iter()
            .take_while(|(place, _)| place.not_before <= now)
            .find(|(_, name)| self.has_room(&name.host) && active(&name.feed))?
            .clone();
        self.change(&name, |lane| lane.remove(&place));
        *self.under_way.entry(name.host.clone()).or_default() += 1;
        self.claims += 1;
        if let Some(entry) = self.entries.get_mut(&place.id) {
            entry.claim = Some(self.claims);
        }
        Some((place.id, self.claims))
    }

    /// Puts a claimed entry back into its lane, until then.
    pub(super) fn hold(&mut self, claimed: &Waiting, until: Timestamp) {
        if let Some(entry) = self.claimed(claimed) {
            entry.place.not_before = until;
            self.put_back(claimed.id);
        }
    }

    /// Makes a claimed entry one of another host's, if few of those are under way; else nothing changes.
    pub(super) fn turn_to(&mut self, claimed: &Waiting, host: &str) -> bool {
        let Some(entry) = self.claimed(claimed) else { return true };
        if entry.lane.host == host {
            return true;
        }
        let has_room = self.has_room(host);
        if has_room {
            self.move_to(claimed, host);
        }
        has_room
    }

    /// Puts a claimed entry into the lane of another host, in the place that it had in its own.
    pub(super) fn wait_at(&mut self, claimed: &Waiting, host: &str) {
        self.move_to(claimed, host);
        if self.claimed(claimed).is_some() {
            self.put_back(claimed.id);
        }
    }

    /// A claimed entry counts among those of another host.
    fn move_to(&mut self, claimed: &Waiting, host: &str) {
        if let Some(entry) = self.claimed(claimed) {
            let former = std::mem::replace(&mut entry.lane.host, host.to_owned());
            one_less(&mut self.under_way, &former);
            *self.under_way.entry(host.to_owned()).or_default() += 1;
        }
    }

    fn put_back(&mut self, id: ArticleId) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.claim = None;
            let (lane, place) = (entry.lane.clone(), entry.place);
            one_less(&mut self.under_way, &lane.host);
            self.change(&lane, |places| places.insert(place));
        }
    }

    /// The entry that waits under a key.
    pub(super) fn whose(&self, key: Key) -> Option<ArticleId> {
        self.keys.get(&key).copied()
    }

    /// An entry waits under these keys from now on.
    pub(super) fn lead(&mut self, id: ArticleId, keys: &[Key]) {
        self.keys.extend(keys.iter().map(|key| (*key, id)));
    }

    /// No entry waits under these keys any more.
    pub(super) fn free_keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.keys.remove(key);
        }
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

    /// Whether a record points to a document.
    pub(super) fn needs(&self, document: DocumentHash) -> bool {
        self.documents.contains_key(&document)
    }

    /// Entries without a page to ask for wait for nobody.
    fn has_room(&self, host: &str) -> bool {
        host.is_empty() || self.under_way.get(host).is_none_or(|count| *count < UNDER_WAY)
    }

    /// If the clock was set back, what it had made wait may be tried at once.
    fn keep_time(&mut self, now: Timestamp) {
        if now.checked_add(clock::STEP).is_ok_and(|soon| soon >= self.latest) {
            self.latest = self.latest.max(now);
            return;
        }
        self.latest = now;
        let ahead: Vec<(LaneName, Place)> = self
            .entries
            .values()
            .filter(|entry| entry.claim.is_none() && entry.place.not_before > now)
            .map(|entry| (entry.lane.clone(), entry.place))
            .collect();
        for (name, place) in ahead {
            let sooner = Place { not_before: now, ..place };
            self.change(&name, |lane| lane.remove(&place) && lane.insert(sooner));
            if let Some(entry) = self.entries.get_mut(&place.id) {
                entry.place = sooner;
            }
        }
    }

    fn change(&mut self, name: &LaneName, change: impl FnOnce(&mut BTreeSet<Place>) -> bool) {
        let lane = self.lanes.entry(name.clone()).or_default();
        let before = lane.first().copied();
        change(lane);
        let after = lane.first().copied();
        if before != after {
            if let Some(place) = before {
                self.heads.remove(&(place, name.clone()));
            }
            if let Some(place) = after {
                self.heads.insert((place, name.clone()));
            }
        }
        if after.is_none() {
            self.lanes.remove(name);
        }
    }
}

fn one_less(counts: &mut HashMap<String, usize>, name: &str) {
    match counts.get_mut(name) {
        Some(count) if *count > 1 => *count -= 1,
        _ => drop(counts.remove(name)),
    }
}
