//! Portraits: what is kept of an article's text for the days in which its copies come and it may be revised.
//!
//! Always: written in the change that marks the article. Never: the text itself, or a reason to refuse the state;
//! a portrait that cannot be read is dropped, and what it knew is found anew or goes without.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::records::{Waiting, decode, encode};
use super::{Change, State, StateError, key_of, kind};
use crate::identity::ArticleId;
use crate::stories::Sketch;

/// So many copies are remembered that a story left out.
const MAX_ALSO: usize = 32;

/// Two texts that share less of the shorter one are two articles' texts.
const ANOTHER: f64 = 0.1;

/// What is kept of an article's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portrait {
    /// When its last revision was made.
    pub at: Timestamp,
    /// When its first one was.
    pub first: Timestamp,
    /// The first article of its story, itself or another.
    pub story: ArticleId,
    /// How near it is to that story, in hundredths, if it is not its first.
    pub similarity: Option<u8>,
    /// A number for the feed and the host that it came from.
    pub source: u64,
    /// A number for its headline.
    pub headline: u32,
    /// By which its text is known again, unless it is too short.
    pub sketch: Option<Sketch>,
    /// Where its text comes from.
    pub rank: Rank,
    /// The quality of its text, in hundredths.
    pub quality: u8,
    /// Its words.
    pub words: u32,
    /// Who tells the text that it has.
    pub teller: Teller,
    /// The copies of it that were left out.
    pub also: Vec<Teller>,
    /// Second looks that it had because its text was poor.
    pub looks: u8,
    /// When the next look is that no change of its entry brings about.
    pub look_at: Option<Timestamp>,
    /// Since when its page is not found, and how often it was so.
    pub missing: Option<(Timestamp, u8)>,
    /// Its publisher took it back, and that was told.
    pub withdrawn: bool,
}

/// How good the place is that a text comes from, the poorest first; its number is what the state keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rank {
    /// There is no text but the title.
    Title,
    /// The feed's summary.
    Summary,
    /// The feed's own text.
    Feed,
    /// A page that is doubtful, or has not all of it.
    DoubtfulPage,
    /// A page that nothing speaks against.
    Page,
}

impl Rank {
    /// It is a page's text.
    pub fn is_of_page(self) -> bool {
        self >= Self::DoubtfulPage
    }
}

/// Who tells something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Teller {
    /// The feed's name.
    pub feed: String,
    /// The article's address.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
}

impl Portrait {
    /// Both texts are pages' and long enough to be compared, and have next to nothing in common.
    pub(super) fn is_of_another_text(&self, other: &Self) -> bool {
        let sketches = self.sketch.as_ref().zip(other.sketch.as_ref());
        self.rank.min(other.rank).is_of_page()
            && sketches.is_some_and(|(own, other)| own.shared_with(other).0 < ANOTHER)
    }

    /// One more copy was left out.
    pub(super) fn leave_out(&mut self, teller: Teller) {
        if self.also.len() < MAX_ALSO && !self.also.contains(&teller) && teller != self.teller {
            self.also.push(teller);
        }
    }
}

impl State {
    /// What is kept of an article's text.
    pub fn portrait(&self, id: ArticleId) -> Result<Option<Portrait>, StateError> {
        let record = self.database.get(key_of(kind::PORTRAIT, id.as_bytes()))?;
        Ok(record.and_then(|record| decode(&record).ok()))
    }

    /// Gives `each` the portraits that were made since, in no order, and forgets the others.
    pub fn portraits(
        &self,
        since: Timestamp,
        mut each: impl FnMut(ArticleId, Portrait),
    ) -> Result<(), StateError> {
        for record in self.database.scan_prefix([kind::PORTRAIT]) {
            let (key, value) = record?;
            let portrait = decode::<Portrait>(&value).ok();
            match (key.get(1..).and_then(ArticleId::from_bytes), portrait) {
                (Some(id), Some(portrait)) if portrait.at >= since => each(id, portrait),
                // One that was painted meanwhile stays.
                _ => drop(self.database.compare_and_swap(key, Some(value), None::<&[u8]>)?),
            }
        }
        Ok(())
    }

    /// Keeps the portrait of an article whose file was found; not flushed for itself.
    pub fn keep_portrait(&self, id: ArticleId, portrait: &Portrait) -> Result<(), StateError> {
        self.database.insert(key_of(kind::PORTRAIT, id.as_bytes()), encode(portrait))?;
        Ok(())
    }

    /// Puts a claimed entry back for another look, and keeps what the last one taught; nothing of it where a poll
    /// brought a newer text meanwhile, which is looked at in its place.
    pub fn look_later(&self, waiting: &Waiting, portrait: &Portrait) -> Result<(), StateError> {
        let mut totals = self.writing();
        let Some(stored) = self.still_waiting(waiting)? else { return Ok(()) };
        // Its feed may have another name by now.
        let waiting = Waiting { feed: stored.feed, ..waiting.clone() };
        let mut change = Change::default();
        // A better copy may have taken its place meanwhile, or others may have been left out beside it.
        let portrait = match self.portrait(waiting.id)? {
            Some(stored) => Portrait {
                looks: portrait.looks,
                look_at: portrait.look_at,
                missing: portrait.missing,
                ..stored
            },
            None => portrait.clone(),
        };
        change.paint(waiting.id, &portrait);
        change.batch.insert(key_of(kind::WAITING, waiting.id.as_bytes()), encode(&waiting));
        let counted = *totals;
        change.apply(self, &mut totals, counted)?;
        self.queue().put(&waiting);
        Ok(())
    }

    /// Whether a waiting entry waits for a look that no change of it brought about.
    pub fn is_look(&self, waiting: &Waiting) -> Result<bool, StateError> {
        let portrait = if waiting.again { self.portrait(waiting.id)? } else { None };
        Ok(portrait.is_some_and(|portrait| portrait.look_at == Some(waiting.not_before)))
    }

    /// Whether a feed's last document shows an article.
    pub fn is_shown(&self, id: ArticleId) -> bool {
        self.shown_by_feeds(id) > 0
    }
}

impl Change {
    /// Paints an article anew whose text was worked on; copies that were left out meanwhile stay with it.
    pub(super) fn repaint(
        &mut self,
        state: &State,
        id: ArticleId,
        portrait: &Portrait,
    ) -> Result<(), StateError> {
        let also = state.portrait(id)?.map(|stored| stored.also);
        let also = also.unwrap_or_else(|| portrait.also.clone());
        self.paint(id, &Portrait { also, ..portrait.clone() });
        Ok(())
    }

    pub(super) fn paint(&mut self, id: ArticleId, portrait: &Portrait) {
        self.batch.insert(key_of(kind::PORTRAIT, id.as_bytes()), encode(portrait));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_of_before_is_read_with_the_ranks_that_it_was_written_with() {
        let ranks = [Rank::Title, Rank::Summary, Rank::Feed, Rank::DoubtfulPage, Rank::Page];
        assert_eq!(encode(&ranks), [0, 1, 2, 3, 4]);
    }
}
