//! A change: records that are written as one, with what they do to the totals and to what is in memory.
//!
//! Always: a key is written together with the record that tells whose it is, and an article that no feed shows
//! together with its place among those that may be forgotten.

use std::collections::HashMap;

use super::ageing::{MAX_KEYS, place_of};
use super::records::{Known, Remembered, Totals, Waiting, encode};
use super::spool::DocumentHash;
use super::{State, StateError, key_of, kind};
use crate::identity::{ArticleId, Key};

/// One atomic change.
#[derive(Default)]
pub(super) struct Change {
    pub(super) batch: sled::Batch,
    keys: HashMap<Key, ArticleId>,
    articles: HashMap<ArticleId, Touched>,
    /// By how many more feeds an article is shown, or less.
    shown: HashMap<ArticleId, i64>,
    removed: Vec<Waiting>,
    /// Feeds that are to be read anew.
    unread: Vec<String>,
    /// Entries that wait under their keys from now on.
    waits: Vec<(ArticleId, Vec<Key>)>,
    /// Keys that no entry waits under any more.
    freed: Vec<Key>,
    /// All the keys of each article that is forgotten.
    forgotten: Vec<Vec<Key>>,
}

/// An article's memory as it will be, and as it is.
struct Touched {
    memory: Remembered,
    stored: Option<Remembered>,
}

impl Change {
    /// Remembers an article and keys that lead to it, unless they already lead to one. If no feed shows it,
    /// it was last met on this day.
    pub(super) fn remember(
        &mut self,
        state: &State,
        totals: &mut Totals,
        keys: &[Key],
        id: ArticleId,
        day: i64,
    ) -> Result<(), StateError> {
        if self.touch(state, id)?.is_none() {
            totals.articles += 1;
            let memory = Remembered { keys: Vec::new(), gone: None, kept: None };
            self.articles.insert(id, Touched { memory, stored: None });
        }
        for key in keys {
            let free = !self.keys.contains_key(key) && state.leads.whose(*key).is_none();
            let touched = self.articles.get_mut(&id).expect("it was touched");
            if free && touched.memory.keys.len() < MAX_KEYS {
                touched.memory.keys.push(*key);
                self.keys.insert(*key, id);
                totals.keys += 1;
            }
        }
        if self.feeds_that_show(state, id) == 0 {
            let touched = self.articles.get_mut(&id).expect("it was touched");
            touched.memory.gone = touched.memory.gone.max(Some(day));
        }
        Ok(())
    }

    /// The article that a key leads to with this change.
    pub(super) fn owner(&self, key: Key) -> Option<ArticleId> {
        self.keys.get(&key).copied()
    }

    fn feeds_that_show(&self, state: &State, id: ArticleId) -> i64 {
        i64::from(state.shown_by_feeds(id)) + self.shown.get(&id).copied().unwrap_or_default()
    }

    /// One more feed shows this.
    pub(super) fn enter(&mut self, state: &State, id: ArticleId) -> Result<(), StateError> {
        if let Some(memory) = self.touch(state, id)? {
            memory.gone = None;
        }
        *self.shown.entry(id).or_default() += 1;
        Ok(())
    }

    /// One feed less shows this, since that day.
    pub(super) fn leave(
        &mut self,
        state: &State,
        id: ArticleId,
        day: i64,
    ) -> Result<(), StateError> {
        *self.shown.entry(id).or_default() -= 1;
        if self.feeds_that_show(state, id) == 0
            && let Some(memory) = self.touch(state, id)?
        {
            memory.gone = Some(day);
        }
        Ok(())
    }

    /// The memory of an article as this change leaves it, if there is any.
    pub(super) fn touch(
        &mut self,
        state: &State,
        id: ArticleId,
    ) -> Result<Option<&mut Remembered>, StateError> {
        if !self.articles.contains_key(&id)
            && let Some(memory) = state.memory_of(id)?
        {
            let stored = Some(memory.clone());
            self.articles.insert(id, Touched { memory, stored });
        }
        Ok(self.articles.get_mut(&id).map(|touched| &mut touched.memory))
    }

    /// Takes an entry out of the queue.
    pub(super) fn dequeue(&mut self, state: &State, waiting: &Waiting) {
        self.batch.remove(key_of(kind::WAITING, waiting.id.as_bytes()));
        self.removed.push(waiting.clone());
        self.free_keys(state, waiting);
    }

    /// Puts an entry into the queue, to wait under its keys if it never came out.
    pub(super) fn enqueue(&mut self, waiting: &Waiting) {
        self.batch.insert(key_of(kind::WAITING, waiting.id.as_bytes()), encode(waiting));
        if !waiting.again {
            self.waits.push((waiting.id, waiting.keys.clone()));
        }
    }

    /// A feed is to be read anew at its next poll.
    pub(super) fn read_anew(&mut self, feed: &str) {
        self.unread.push(feed.to_owned());
    }

    /// Writes what is known of an article.
    pub(super) fn know(&mut self, id: ArticleId, known: &Known) {
        self.batch.insert(key_of(kind::KNOWN, id.as_bytes()), encode(known));
    }

    /// Forgets what is remembered of an article, to which these keys lead and no others.
    pub(super) fn forget(&mut self, id: ArticleId, keys: Vec<Key>) {
        self.batch.remove(key_of(kind::REMEMBERED, id.as_bytes()));
        self.forgotten.push(keys);
    }

    /// What an entry waits under leads there no more.
    pub(super) fn free_keys(&mut self, state: &State, waiting: &Waiting) {
        let queue = state.queue();
        let own = waiting.keys.iter().filter(|key| queue.whose(**key) == Some(waiting.id));
        self.freed.extend(own);
    }

    /// Writes everything at once, not durably yet, while the caller keeps others from writing; returns the documents
    /// that no entry in the queue needs any more.
    pub(super) fn apply(
        mut self,
        state: &State,
        totals: &mut Totals,
        counted: Totals,
    ) -> Result<Vec<DocumentHash>, StateError> {
        state.check_synced()?;
        for (id, Touched { memory, stored }) in &self.articles {
            if stored.as_ref() == Some(memory) {
                continue;
            }
            if let Some(day) = stored.as_ref().and_then(|stored| stored.gone) {
                self.batch.remove(place_of(day, *id));
            }
            if let Some(day) = memory.gone {
                self.batch.insert(place_of(day, *id), &[]);
            }
            self.batch.insert(key_of(kind::REMEMBERED, id.as_bytes()), encode(memory));
        }
        self.batch.insert(&[kind::TOTALS], encode(&counted));
        state.write_voiding(&self.unread, self.batch)?;
        *totals = counted;
        state.move_shown(&self.shown);
        for (id, Touched { memory, stored }) in &self.articles {
            if stored.as_ref().is_none_or(|stored| stored.keys != memory.keys) {
                state.leads.add(*id, &memory.keys);
            }
        }
        for keys in &self.forgotten {
            state.leads.forget(keys);
        }
        let mut unneeded = Vec::new();
        let mut queue = state.queue();
        queue.free_keys(&self.freed);
        for (id, keys) in &self.waits {
            queue.lead(*id, keys);
        }
        for waiting in self.removed {
            queue.take_out(waiting.id);
            if queue.release(waiting.document) {
                unneeded.push(waiting.document);
            }
        }
        Ok(unneeded)
    }
}
