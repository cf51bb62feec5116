//! Entries that a filter kept back: settled as seen, in the feed whose filter it was, with nothing emitted.
//!
//! Such an entry is remembered under keys of its feed alone, so that another feed without that filter may still
//! bring it. Always: it leaves the queue in the change that remembers it, and is forgotten by the rules of all
//! that is remembered. Never: what was emitted, which stays what it is whatever a filter says later.

use std::collections::HashMap;

use parking_lot::MutexGuard;

use super::records::{Kept, Waiting};
use super::{Change, State, StateError};
use crate::clock::day_of;
use crate::identity::{ArticleId, Key, id_in, key_in};

/// How much of a title, an address or what kept an entry back is remembered, in bytes.
const MAX_TOLD: usize = 300;

impl State {
    /// Takes a claimed entry out of the queue because a filter of its feed keeps it back, durably. `false` if it
    /// left the queue meanwhile, or a poll brought a newer text of it, which waits in its place.
    pub fn keep_back(&self, waiting: &Waiting, mut kept: Kept) -> Result<bool, StateError> {
        let mut totals = self.writing();
        let mut counted = *totals;
        let Some(stored) = self.still_waiting(waiting)? else { return Ok(false) };
        let mut change = Change::default();
        change.dequeue(self, &stored);
        kept.feed.clone_from(&stored.feed);
        shorten(&mut kept.by);
        for text in kept.title.iter_mut().chain(&mut kept.url) {
            shorten(text);
        }
        let (feed, day) = (stored.feed.as_str(), day_of(kept.at));
        let own = id_in(feed, stored.id);
        let keys: Vec<Key> = stored.keys.iter().map(|key| key_in(feed, *key)).collect();
        change.remember(self, &mut counted, &keys, own, day)?;
        if let Some(memory) = change.touch(self, own)? {
            memory.kept = Some(kept);
        }
        for (other, window) in self.windows_with(stored.id)? {
            if other == stored.feed {
                change.shows_instead_in(self, &other, window, (stored.id, own), day)?;
            } else {
                // It took the entry for one that waits anyway.
                change.read_anew(&other);
            }
        }
        let unneeded = change.apply(self, &mut totals, counted)?;
        *self.kept().entry(stored.feed).or_default() += 1;
        self.secure(totals, &unneeded)?;
        Ok(true)
    }

    /// How many entries of a feed a filter kept back, of those that are remembered.
    pub fn kept_of(&self, feed: &str) -> u64 {
        self.kept().get(feed).copied().unwrap_or_default()
    }

    /// What kept back an article, or an address, in the feeds where something did.
    pub fn kept_as(
        &self,
        id: Option<ArticleId>,
        key: Option<Key>,
    ) -> Result<Vec<Kept>, StateError> {
        let feeds: Vec<String> = self.kept().keys().cloned().collect();
        let mut found = Vec::new();
        for feed in feeds {
            let own = match (id, key) {
                (Some(id), _) => Some(id_in(&feed, id)),
                (None, Some(key)) => self.leads.whose(key_in(&feed, key)),
                (None, None) => None,
            };
            let memory = own.map(|own| self.memory_of(own)).transpose()?.flatten();
            found.extend(memory.and_then(|memory| memory.kept));
        }
        found.sort_by(|one, other| one.feed.cmp(&other.feed));
        Ok(found)
    }

    pub(super) fn leave_kept(&self, forgotten: &[Kept]) {
        let mut counts = self.kept();
        for kept in forgotten {
            if let Some(count) = counts.get_mut(&kept.feed) {
                *count = count.saturating_sub(1);
            }
            counts.retain(|_, count| *count > 0);
        }
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.kept.lock()
    }
}

fn shorten(text: &mut String) {
    if text.len() > MAX_TOLD {
        let end = (0..=MAX_TOLD).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
}
