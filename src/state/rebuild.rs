//! Learning from the journal: a state that is older than it, or empty, is brought up to it.

use std::collections::HashSet;

use jiff::Timestamp;

use super::records::{Known, encode};
use super::{Change, State, StateError, key_of, kind};
use crate::clock::day_of;
use crate::emission::{Action, Line};
use crate::identity::ArticleId;

impl State {
    /// Learns lines of the journal, in their order. Lines that are known already change nothing.
    ///
    /// What waits under a key of a line was emitted in a life that this state does not remember, and
    /// leaves the queue. Durable only with [`State::learnt`].
    pub fn learn(&self, lines: &[Line]) -> Result<(), StateError> {
        let mut totals = self.writing();
        let mut told = HashSet::new();
        for line in lines {
            if line.seq <= totals.seq {
                continue;
            }
            if told.insert(line.feed.as_str()) {
                self.note_told(&line.feed, line.at)?;
            }
            let mut counted = *totals;
            let mut change = Change::default();
            let owner = line.story.filter(|_| line.action == Action::Skipped).unwrap_or(line.id);
            let day = day_of(line.at);
            change.remember(self, &mut counted, &line.keys, owner, day)?;
            change.remember(self, &mut counted, &[], line.id, day)?;
            for id in self.waiting_under(line) {
                if let Some(waiting) = self.waiting(id)? {
                    change.dequeue(self, &waiting);
                }
            }
            let before = self.known(line.id)?;
            let known = learnt_article(line, before.as_ref());
            change.know(line.id, &known);
            counted.seq = line.seq;
            counted.lines += 1;
            let unneeded = change.apply(self, &mut totals, counted)?;
            self.count(before.as_ref(), &known);
            self.leave_documents(&unneeded);
        }
        Ok(())
    }

    /// Since when the journal tells of a feed, as far as it was learnt from: so long it is no new one, though its
    /// record was lost.
    pub fn told_since(&self, feed: &str) -> Result<Option<Timestamp>, StateError> {
        self.database.read(key_of(kind::FIRST_LINE, feed.as_bytes()))
    }

    fn note_told(&self, feed: &str, at: Timestamp) -> Result<(), StateError> {
        let key = key_of(kind::FIRST_LINE, feed.as_bytes());
        if !self.database.contains_key(&key)? {
            self.database.insert(key, encode(&at))?;
        }
        Ok(())
    }

    /// Makes what was learnt durable. The journal has `lines` lines, readable or not, and the next
    /// emission gets a number above `last`. From `now` on feeds have time to show what is not to be forgotten.
    pub fn learnt(&self, lines: u64, last: u64, now: Timestamp) -> Result<(), StateError> {
        let totals = self.writing();
        let mut counted = *totals;
        counted.seq = counted.seq.max(last);
        counted.unreadable = lines.saturating_sub(counted.lines + counted.forgotten);
        counted.learnt = Some(day_of(now));
        self.commit(totals, Change::default(), counted)
    }

    /// Whether it was begun and has not met all that stands in journal and output; a kill may have cut that off.
    pub fn is_unmet(&self) -> Result<bool, StateError> {
        Ok(self.database.contains_key([kind::UNMET])?)
    }

    /// It has. Not flushed: what is met once more changes nothing.
    pub fn has_met_all(&self) -> Result<(), StateError> {
        let _writing = self.writing();
        self.database.remove([kind::UNMET])?;
        Ok(())
    }

    /// Owes the line of an article whose files stand in the output though no line tells of them: the
    /// state was lost between the two.
    pub fn owe_line(&self, line: impl FnOnce(u64) -> Line) -> Result<(), StateError> {
        let mut totals = self.writing();
        let mut counted = *totals;
        let line = line(counted.emit());
        self.note_told(&line.feed, line.at)?;
        let mut change = Change::default();
        change.remember(self, &mut counted, &line.keys, line.id, day_of(line.at))?;
        let before = self.known(line.id)?;
        let known = learnt_article(&line, before.as_ref());
        change.know(line.id, &known);
        change.owe(None, &line);
        change.apply(self, &mut totals, counted)?;
        self.count(before.as_ref(), &known);
        self.secure(totals, &[])
    }

    fn waiting_under(&self, line: &Line) -> Vec<ArticleId> {
        let queue = self.queue();
        let mut ids = vec![line.id];
        ids.extend(line.keys.iter().filter_map(|key| queue.whose(*key)));
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// What a line tells of its article, of which this much was known `before`.
fn learnt_article(line: &Line, before: Option<&Known>) -> Known {
    let (stem, _) = line.path.rsplit_once('.').unwrap_or((&line.path, ""));
    let revision = if line.action == Action::Skipped { 0 } else { line.revision };
    Known {
        revision: before.map_or(0, |known| known.revision).max(revision),
        lines: before.map_or(0, |known| known.lines) + 1,
        feed: line.feed.clone(),
        stem: stem.to_owned(),
        from_page: None,
        lasting: None,
        print: None,
        reread: (0, 0),
    }
}
