//! Which article a seen key leads to.
//!
//! Always: in memory alone, made at every start of what the articles' memories say, which hold the same keys; changed
//! together with them.

use parking_lot::{Mutex, MutexGuard};

use super::MAX_ARTICLES;
use super::shelves::Shelves;
use crate::identity::{ArticleId, Key};

/// Keys, with the numbers of their articles.
#[derive(Debug)]
pub(super) struct Leads {
    numbers: Shelves<Key>,
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
    /// With room for so many, within reason: the counts are read from a file.
    pub(super) fn with_room(keys: u64, articles: u64) -> Self {
        let room = |count: u64, most: u64| usize::try_from(count.min(most)).unwrap_or_default();
        let ids = Vec::with_capacity(room(articles, 4 * MAX_ARTICLES));
        Self {
            numbers: Shelves::with_room(room(keys, 16 * MAX_ARTICLES)),
            articles: Mutex::new(Articles { ids, free: Vec::new() }),
        }
    }

    /// Takes in an article's keys at a start, from several threads at once; [`Leads::sort`] comes after them all.
    pub(super) fn learn(&self, id: ArticleId, keys: &[Key]) {
        if keys.is_empty() {
            return;
        }
        let number = self.articles().number(id);
        for key in keys {
            self.numbers.put_down(*key, number);
        }
    }

    /// Puts in order what was learnt; `false` if a key led to two articles.
    #[must_use]
    pub(super) fn sort(&self) -> bool {
        self.numbers.sort()
    }

    /// The article that a key leads to.
    pub(super) fn whose(&self, key: Key) -> Option<ArticleId> {
        self.numbers.get(key).map(|number| self.articles().ids[number as usize])
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
        let known = keys.iter().find_map(|key| self.numbers.get(*key));
        let number = known.unwrap_or_else(|| self.articles().number(id));
        for key in keys {
            self.numbers.insert(*key, number);
        }
    }

    /// Nothing leads to the article of these keys any more; they are all it had.
    pub(super) fn forget(&self, keys: &[Key]) {
        let number = keys.iter().find_map(|key| self.numbers.get(*key));
        for key in keys {
            self.numbers.remove(*key);
        }
        self.articles().free.extend(number);
    }

    /// How many keys lead anywhere.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.numbers.len()
    }

    /// How many articles had a number at once, at the most.
    #[cfg(test)]
    pub(super) fn most(&self) -> usize {
        self.articles().ids.len()
    }

    fn articles(&self) -> MutexGuard<'_, Articles> {
        self.articles.lock()
    }
}
