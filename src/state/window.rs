//! A feed's window: the articles that its last document showed.
//!
//! Two windows that have nothing in common leave a gap: what came and went between the two polls was never
//! seen. Always: saved in the same change as what the document brought; it keeps what the feed's entries shared last,
//! for the next that stands alone is told from the others by it. Never: a window emptied by a document without
//! entries, for the next one is to be compared with what was last shown.

use std::collections::{HashMap, HashSet};

use super::records::{decode, encode};
use super::{Change, State, StateError, key_of, kind};
use crate::identity::{ArticleId, is_of_shared};

/// So many things that entries shared are kept beside those of the last document.
const SHARED_BEFORE: usize = 64;

/// What a feed shows, beside what it showed before.
#[derive(Debug, Default)]
pub(super) struct Window {
    last: Vec<ArticleId>,
    before: HashSet<ArticleId>,
    now: Vec<ArticleId>,
    shown: HashSet<ArticleId>,
    overlaps: bool,
}

impl Window {
    /// The feed shows this article.
    pub(super) fn show(&mut self, id: ArticleId) {
        self.overlaps |= self.before.contains(&id);
        self.keep(id);
    }

    /// What the feed shows goes with this, which is no article and joins no two windows.
    pub(super) fn keep(&mut self, id: ArticleId) {
        if self.shown.insert(id) {
            self.now.push(id);
        }
    }

    /// What its entries shared before stays, the last met first.
    pub(super) fn keep_shared(&mut self, state: &State) -> Result<(), StateError> {
        if self.now.is_empty() {
            return Ok(());
        }
        let mut room = SHARED_BEFORE;
        for id in std::mem::take(&mut self.last) {
            if room > 0 && !self.shown.contains(&id) && state.is_of_shared(id)? {
                self.keep(id);
                room -= 1;
            }
        }
        Ok(())
    }

    /// The feed shows an article that it showed at some time before.
    pub(super) fn overlaps(&mut self) {
        self.overlaps = true;
    }

    /// Both documents show entries, and nothing joins the two.
    pub(super) fn has_gap(&self) -> bool {
        !self.before.is_empty() && !self.now.is_empty() && !self.overlaps
    }

    fn is_other(&self) -> bool {
        !self.now.is_empty() && self.shown != self.before
    }
}

impl State {
    /// The window that a feed's next document moves on.
    pub(super) fn window(&self, feed: &str) -> Result<Window, StateError> {
        let last = self.shown_by(feed)?;
        let before = last.iter().copied().collect();
        Ok(Window { last, before, ..Window::default() })
    }

    /// Whether this is no article, but tells of something that entries share.
    fn is_of_shared(&self, id: ArticleId) -> Result<bool, StateError> {
        Ok(self.memory_of(id)?.is_some_and(|memory| is_of_shared(id, &memory.keys)))
    }

    /// Follows the windows that a change moved.
    pub(super) fn move_shown(&self, by: &HashMap<ArticleId, i64>) {
        for (id, feeds) in by {
            match u32::try_from(i64::from(self.shown_by_feeds(*id)) + feeds) {
                Ok(now) if now > 0 => self.shown.insert(*id, now),
                _ => self.shown.remove(*id),
            }
        }
    }

    /// How many feeds show an article.
    pub(super) fn shown_by_feeds(&self, id: ArticleId) -> u32 {
        self.shown.get(id).unwrap_or_default()
    }

    /// The feeds that show an entry which was left out as a new feed's backlog; `None` if this is none.
    pub fn feeds_of_backlog(&self, id: ArticleId) -> Result<Option<Vec<String>>, StateError> {
        let Some(memory) = self.memory_of(id)? else { return Ok(None) };
        if memory.kept.is_some() || is_of_shared(id, &memory.keys) || self.known(id)?.is_some() {
            return Ok(None);
        }
        Ok(Some(self.windows_with(id)?.into_iter().map(|(feed, _)| feed).collect()))
    }

    /// The feeds whose window has this article, with their windows.
    pub(super) fn windows_with(
        &self,
        id: ArticleId,
    ) -> Result<Vec<(String, Vec<ArticleId>)>, StateError> {
        let mut found = Vec::new();
        if self.shown_by_feeds(id) == 0 {
            return Ok(found);
        }
        for record in self.database.scan_prefix([kind::WINDOW]) {
            let (key, value) = record?;
            let window: Vec<ArticleId> = decode(&value)?;
            if window.contains(&id) {
                found.push((String::from_utf8_lossy(&key[1..]).into_owned(), window));
            }
        }
        Ok(found)
    }

    /// The articles that a feed's last document with entries showed, in its order.
    pub(super) fn shown_by(&self, feed: &str) -> Result<Vec<ArticleId>, StateError> {
        Ok(self.database.read(key_of(kind::WINDOW, feed.as_bytes()))?.unwrap_or_default())
    }
}

impl Change {
    /// The feed shows this from now on.
    pub(super) fn shows(
        &mut self,
        state: &State,
        feed: &str,
        window: &Window,
        day: i64,
    ) -> Result<(), StateError> {
        if !window.is_other() {
            return Ok(());
        }
        for id in window.shown.difference(&window.before) {
            self.enter(state, *id)?;
        }
        for id in window.before.difference(&window.shown) {
            self.leave(state, *id, day)?;
        }
        self.batch.insert(key_of(kind::WINDOW, feed.as_bytes()), encode(&window.now));
        Ok(())
    }

    /// What feeds show as `alias` is the other article: while they do, that one is not forgotten.
    pub(super) fn shows_instead(
        &mut self,
        state: &State,
        alias: ArticleId,
        other: ArticleId,
        day: i64,
    ) -> Result<(), StateError> {
        if alias == other {
            return Ok(());
        }
        for (feed, window) in state.windows_with(alias)? {
            self.shows_instead_in(state, &feed, window, (alias, other), day)?;
        }
        Ok(())
    }

    /// The same in one feed's window.
    pub(super) fn shows_instead_in(
        &mut self,
        state: &State,
        feed: &str,
        mut window: Vec<ArticleId>,
        (alias, other): (ArticleId, ArticleId),
        day: i64,
    ) -> Result<(), StateError> {
        let Some(at) = window.iter().position(|id| *id == alias) else { return Ok(()) };
        self.leave(state, alias, day)?;
        if window.contains(&other) {
            window.remove(at);
        } else {
            window[at] = other;
            self.enter(state, other)?;
        }
        self.batch.insert(key_of(kind::WINDOW, feed.as_bytes()), encode(&window));
        Ok(())
    }
}
