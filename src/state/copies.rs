//! Copies that are left out, articles that are replaced by a better copy, and articles that are taken back.
//!
//! Always: each is one durable change, with all of its lines of the journal owed in it. Never: a copy whose keys
//! lead nowhere; they lead to the article that it is a copy of.

use super::mark::known_by;
use super::portrait::Teller;
use super::records::{Known, Totals, Waiting};
use super::{Change, Emission, Marked, Portrait, State, StateError};
use crate::clock::day_of;
use crate::emission::{Action, Line, Staged};
use crate::identity::{ArticleId, Key};

/// The first article of a story as it comes out with the text of a better copy.
#[derive(Debug, Clone)]
pub struct Replaced {
    /// Its id.
    pub id: ArticleId,
    /// Its files.
    pub staged: Staged,
    /// What is marked with it; its portrait is that of the new text.
    pub emission: Emission,
}

impl State {
    /// Leaves a copy of `story`'s first article out: its line alone is owed, at the place where it would have
    /// been. With `better` that article comes out anew, with the text of the copy.
    ///
    /// Unless anything is owed, the caller discards what was staged.
    pub fn skip(
        &self,
        waiting: &Waiting,
        path: &str,
        emission: &Emission,
        story: ArticleId,
        better: Option<&Replaced>,
    ) -> Result<Marked, StateError> {
        let mut totals = self.writing();
        let (mut counted, mut change) = (*totals, Change::default());
        let Some(stored) = self.still_waiting(waiting)? else { return Ok(Marked::Superseded) };
        let (id, day) = (stored.id, day_of(emission.at));
        let (further, _) = self.believed(emission, id, None)?;
        let found = self.seen_as(&stored, &further);
        if let Some(other) = found.or(self.known(id)?.map(|_| id)) {
            let unneeded = self.alias(&mut totals, &stored, emission.at, &further, other)?;
            self.secure(totals, &unneeded)?;
            return Ok(Marked::Alias(other));
        }
        change.dequeue(self, &stored);
        let keys: Vec<Key> = stored.keys.iter().chain(&further).copied().collect();
        change.remember(self, &mut counted, &keys, story, day)?;
        change.remember(self, &mut counted, &[], id, day)?;
        change.shows_instead(self, id, story, day)?;
        let (seq, feed) = (counted.emit(), &stored.feed);
        let line = emission.line(seq, Action::Skipped, id, feed, path, &keys);
        change.owe(None, &Line { story: Some(story), ..line });
        let record = Known { revision: 0, ..known_by(&stored, path, emission) };
        change.know(id, &record);
        if let Some(portrait) = &emission.portrait {
            change.paint(id, portrait);
        }
        if let Some(better) = better {
            if !self.replace(better, &mut counted, &mut change)? {
                return Ok(Marked::Outrun);
            }
        } else if let Some(mut portrait) = self.portrait(story)? {
            portrait.leave_out(Teller {
                feed: stored.feed.clone(),
                url: emission.url.clone(),
                title: emission.title.clone(),
            });
            change.paint(story, &portrait);
        }
        self.commit(totals, change, counted)?;
        Ok(Marked::Owed(counted.seq))
    }

    /// Owes the next revision of an article whose text is a better copy's; `false` if it was revised meanwhile.
    fn replace(
        &self,
        better: &Replaced,
        counted: &mut Totals,
        change: &mut Change,
    ) -> Result<bool, StateError> {
        let Replaced { id, staged, emission } = better;
        let known = self.known(*id)?.filter(|known| known.revision + 1 == emission.revision);
        let Some(known) = known else { return Ok(false) };
        let keys = self.memory_of(*id)?.map(|memory| memory.keys).unwrap_or_default();
        let (seq, path) = (counted.emit(), staged.path());
        let line = emission.line(seq, Action::Revised, *id, &known.feed, path, &keys);
        let record = Known {
            revision: emission.revision,
            lines: known.lines + 1,
            from_page: Some(emission.from_page),
            lasting: Some(emission.lasting),
            ..known
        };
        change.know(*id, &record);
        if let Some(portrait) = &emission.portrait {
            change.paint(*id, portrait);
        }
        change.owe(Some(staged.token.clone()), &line);
        Ok(true)
    }

    /// An article was taken back by its publisher: its line is owed, and it is looked at no more. Its file stays. A
    /// text that took its place meanwhile is another's, and stays as it is.
    pub fn withdraw(
        &self,
        waiting: &Waiting,
        emission: &Emission,
        path: &str,
        portrait: &Portrait,
    ) -> Result<Marked, StateError> {
        let totals = self.writing();
        let (mut counted, mut change) = (*totals, Change::default());
        let Some(stored) = self.still_waiting(waiting)? else { return Ok(Marked::Superseded) };
        change.dequeue(self, &stored);
        let Some(known) = self.known(stored.id)? else { return Ok(Marked::Superseded) };
        if known.revision != emission.revision {
            self.commit(totals, change, counted)?;
            return Ok(Marked::Outrun);
        }
        let (id, seq) = (stored.id, counted.emit());
        let line = emission.line(seq, Action::Withdrawn, id, &known.feed, path, &stored.keys);
        change.owe(None, &line);
        let record = Known { lines: known.lines + 1, ..known };
        change.know(stored.id, &record);
        change.repaint(self, stored.id, portrait)?;
        self.commit(totals, change, counted)?;
        Ok(Marked::Owed(counted.seq))
    }
}
