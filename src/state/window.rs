//! A feed's window: the articles that its last document showed.
//!
//! Two windows that have nothing in common leave a gap: what came and went between the two polls was never
//! seen. Always: saved in the same change as what the document brought. Never: a window emptied by a document
//! without entries, for the next one is to be compared with what was last shown.

use std::collections::HashSet;

use super::records::{decode, encode};
use super::{Change, State, StateError, key_of};
use crate::identity::ArticleId;

/// What a feed shows, beside what it showed before.
#[derive(Debug, Default)]
pub(super) struct Window {
    before: HashSet<ArticleId>,
    now: Vec<ArticleId>,
    shown: HashSet<ArticleId>,
    overlaps: bool,
}

impl Window {
    /// The feed shows this article.
    pub(super) fn show(&mut self, id: ArticleId) {
        self.overlaps |= self.before.contains(&id);
        if self.shown.insert(id) {
            self.now.push(id);
        }
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
        let before = self.shown_by(feed)?.into_iter().collect();
        Ok(Window { before, ..Window::default() })
    }

    /// The articles that a feed's last document with entries showed, in its order.
    pub(super) fn shown_by(&self, feed: &str) -> Result<Vec<ArticleId>, StateError> {
        let record = self.database.get(key_of(b's', feed.as_bytes()))?;
        record.map_or(Ok(Vec::new()), |record| decode(&record))
    }
}

impl Change {
    /// The feed shows this from now on.
    pub(super) fn shows(&mut self, feed: &str, window: &Window) {
        if window.is_other() {
            self.batch.insert(key_of(b's', feed.as_bytes()), encode(&window.now));
        }
    }
}
