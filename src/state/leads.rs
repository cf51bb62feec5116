//! Which article a seen key leads to.
//!
//! Always: in memory alone, made at every start of what the articles' memories say, which hold the same keys; changed
//! together with them. Sixteen bytes a key, four of them its article's number: a hash table would take twice that,
//! the database twenty times.

use std::mem::size_of;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::MAX_ARTICLES;
use crate::identity::{ArticleId, Key};

/// Keys are hashes, so their first twelve bits part them evenly.
const SHELVES: usize = 1 << 12;

/// A key and the number of its article.
type Lead = (Key, u32);
const _: () = assert!(size_of::<Lead>() == 16);

/// Keys in order, parted by how they begin.
#[derive(Debug)]
pub(super) struct Leads {
    shelves: Vec<Mutex<Vec<Lead>>>,
    articles: Mutex<Articles>,
}

/// The articles by their numbers.
#[derive(Debug, Default)]
struct Articles {
    ids: Vec<ArticleId>,
    /// Numbers that nothing leads to any more.
    free: Vec<u32>,
}

impl Articles {
    fn number(&mut self, id: ArticleId) -> u32 {
        if let Some(number) = self.free.pop() {
            self.ids[number as usize] = id;
            return number;
        }
        self.ids.push(id);
        u32::try_from(self.ids.len() - 1).expect("memory ends before four billion articles")
    }
}

impl Leads {
    /// Room for so many keys and articles, within reason: both are read from a file.
    pub(super) fn with_room(keys: u64, articles: u64) -> Self {
        let room = |count: u64, most: u64| usize::try_from(count.min(most)).unwrap_or_default();
        // Few shelves have more than four standard deviations above the mean.
        let mean = room(keys, 16 * MAX_ARTICLES) / SHELVES;
        let each = if mean == 0 { 0 } else { mean + 4 * mean.isqrt() };
        let ids = Vec::with_capacity(room(articles, 4 * MAX_ARTICLES));
        Self {
            shelves: (0..SHELVES).map(|_| Mutex::new(Vec::with_capacity(each))).collect(),
            articles: Mutex::new(Articles { ids, free: Vec::new() }),
        }
    }

    /// Takes in an article's keys at a start, from several threads at once; [`Leads::sort`] comes after them all.
    pub(super) fn learn(&self, id: ArticleId, keys: &[Key]) {
        if keys.is_empty() {
            return;
        }
        let number = lock(&self.articles).number(id);
        for key in keys {
            self.shelf(*key).push((*key, number));
        }
    }

    /// Puts in order what was learnt.
    pub(super) fn sort(&self) {
        for shelf in &self.shelves {
            lock(shelf).sort_unstable();
        }
    }

    /// The article that a key leads to.
    pub(super) fn whose(&self, key: Key) -> Option<ArticleId> {
        self.number(key).map(|number| lock(&self.articles).ids[number as usize])
    }

    /// The article that the first of these keys leads to that leads anywhere.
    pub(super) fn first<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Option<ArticleId> {
        keys.into_iter().find_map(|key| self.whose(*key))
    }

    /// From now on all these keys lead to the article; those that led anywhere led to it.
    pub(super) fn add(&self, id: ArticleId, keys: &[Key]) {
        if keys.is_empty() {
            return;
        }
        let known = keys.iter().find_map(|key| self.number(*key));
        let number = known.unwrap_or_else(|| lock(&self.articles).number(id));
        for key in keys {
            let mut shelf = self.shelf(*key);
            if let Err(place) = shelf.binary_search_by_key(key, |lead| lead.0) {
                if shelf.len() == shelf.capacity() {
                    // Doubling would leave a third of all that empty.
                    let more = 4 + shelf.len() / 16;
                    shelf.reserve_exact(more);
                }
                shelf.insert(place, (*key, number));
            }
        }
    }

    /// Nothing leads to the article of these keys any more; they are all it had.
    pub(super) fn forget(&self, keys: &[Key]) {
        let number = keys.iter().find_map(|key| self.number(*key));
        for key in keys {
            let mut shelf = self.shelf(*key);
            if let Ok(place) = shelf.binary_search_by_key(key, |lead| lead.0) {
                shelf.remove(place);
            }
        }
        lock(&self.articles).free.extend(number);
    }

    /// How many keys lead anywhere.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.shelves.iter().map(|shelf| lock(shelf).len()).sum()
    }

    /// How many numbers were ever given at once.
    #[cfg(test)]
    pub(super) fn numbers(&self) -> usize {
        lock(&self.articles).ids.len()
    }

    fn number(&self, key: Key) -> Option<u32> {
        let shelf = self.shelf(key);
        let place = shelf.binary_search_by_key(&key, |lead| lead.0).ok()?;
        Some(shelf[place].1)
    }

    fn shelf(&self, key: Key) -> MutexGuard<'_, Vec<Lead>> {
        let [first, second, ..] = *key.as_bytes();
        lock(&self.shelves[usize::from(first) << 4 | usize::from(second) >> 4])
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
