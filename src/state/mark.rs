//! Marking: from a waiting entry to an emission that is owed.
//!
//! Always: an article is seen, its keys lead to it and its emission is owed by one change. Never: two emissions under one
//! number, or one whose keys lead to another article.

use std::collections::HashSet;
use std::mem;

use jiff::Timestamp;

use super::records::{Known, Totals, Trouble, Waiting};
use super::spool::DocumentHash;
use super::{Change, Met, Portrait, State, StateError};
use crate::clock::day_of;
use crate::emission::{Action, Changes, Line, Staged};
use crate::identity::{ArticleId, Key, id_of_shared};

/// What is marked together with a staged article.
#[derive(Debug, Clone)]
pub struct Emission {
    /// The moment that its path and its line carry.
    pub at: Timestamp,
    /// Which revision it is.
    pub revision: u32,
    /// The article's address.
    pub url: Option<String>,
    /// The article's title.
    pub title: Option<String>,
    /// Keys met after discovery.
    pub met: Met,
    /// A hash of what lasts of its title and text.
    pub lasting: u64,
    /// The text is the page's, and nothing speaks against it.
    pub from_page: bool,
    /// What is kept of its text.
    pub portrait: Option<Portrait>,
    /// What it changed, if it is a revision.
    pub changes: Option<Changes>,
    /// It is to be looked at again then.
    pub look: Option<Look>,
}

impl Emission {
    /// The journal's line of it.
    pub(super) fn line(
        &self,
        seq: u64,
        action: Action,
        id: ArticleId,
        feed: &str,
        path: &str,
        keys: &[Key],
    ) -> Line {
        Line {
            seq,
            at: self.at,
            action,
            id,
            revision: self.revision,
            path: path.to_owned(),
            feed: feed.to_owned(),
            url: self.url.clone(),
            title: self.title.clone(),
            keys: distinct(keys),
            story: None,
            changes: self.changes,
        }
    }
}

/// A further look at an article that came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// Why; nothing if its text is as it should be.
    pub why: Option<Trouble>,
}

/// What came of marking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// The article is seen, and its emission owed under this number.
    Owed(u64),
    /// One of its keys leads to this article already: nothing is emitted.
    Alias(ArticleId),
    /// A second look found nothing new.
    Unchanged,
    /// The entry left the queue meanwhile, or a poll brought a newer text of it, which waits in its place.
    Superseded,
    /// The article that it was to replace was revised meanwhile; nothing was marked.
    Outrun,
}

impl Marked {
    /// Whether an emission is owed.
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Owed(_))
    }
}

/// Articles that are marked together.
pub(super) struct Group<'a> {
    counted: Totals,
    pub(super) change: Change,
    emitted: Vec<Emitted<'a>>,
}

/// One of them.
struct Emitted<'a> {
    stored: Waiting,
    emission: &'a Emission,
    /// What was known of it, and is.
    before: Option<Known>,
    known: Known,
}

impl<'a> Group<'a> {
    fn begun(totals: &Totals) -> Self {
        Self { counted: *totals, change: Change::default(), emitted: Vec::new() }
    }

    /// Takes an emission in, of an article of which this much was known, and gives its number.
    fn emit(
        &mut self,
        state: &State,
        (stored, staged, emission): (Waiting, &Staged, &'a Emission),
        before: Option<Known>,
        keys: &[Key],
    ) -> Result<u64, StateError> {
        let (id, day) = (stored.id, day_of(emission.at));
        let Self { counted, change, .. } = self;
        change.leave_queue(state, &stored, emission);
        change.remember(state, counted, keys, id, day)?;
        let seq = counted.emit();
        let known = Known {
            lines: before.as_ref().map_or(0, |known| known.lines) + 1,
            reread: before.as_ref().map_or((0, 0), |known| known.read_again(day)),
            ..known_by(&stored, staged.path(), emission)
        };
        let action = if emission.revision == 1 { Action::New } else { Action::Revised };
        let line = emission.line(seq, action, id, &stored.feed, staged.path(), keys);
        change.know(id, &known);
        if let Some(portrait) = &emission.portrait {
            change.repaint(state, id, portrait)?;
        }
        change.owe(Some(staged.token.clone()), &line);
        self.emitted.push(Emitted { stored, emission, before, known });
        Ok(seq)
    }

    /// The portrait of an article that is marked with this group.
    pub(super) fn portrait_of(&self, id: ArticleId) -> Option<&Portrait> {
        let marked = self.emitted.iter().find(|marked| marked.stored.id == id);
        marked.and_then(|marked| marked.emission.portrait.as_ref())
    }
}

impl State {
    /// Marks staged articles as seen and owes their emissions, durably and in one change; or finds that nothing is to
    /// be emitted. `then` sees what came of each before any of it is durable, so before anything can be published.
    ///
    /// Each is of another article. What is not owed is to be discarded.
    pub fn mark<'a>(
        &self,
        group: impl IntoIterator<Item = (&'a Waiting, &'a Staged, &'a Emission)>,
        then: impl FnOnce(&[Marked]),
    ) -> Result<(), StateError> {
        let mut totals = self.writing();
        let mut marking = Group::begun(&totals);
        let (mut marked, mut unneeded) = (Vec::new(), Vec::new());
        for (waiting, staged, emission) in group {
            let own = (waiting, staged, emission);
            marked.push(self.mark_one(&mut totals, &mut marking, own, &mut unneeded)?);
        }
        self.write(&mut totals, &mut marking, &mut unneeded)?;
        then(&marked);
        if marked.iter().any(|marked| *marked != Marked::Superseded) {
            self.secure(totals, &unneeded)?;
        }
        Ok(())
    }

    fn mark_one<'a>(
        &self,
        totals: &mut Totals,
        group: &mut Group<'a>,
        (waiting, staged, emission): (&Waiting, &Staged, &'a Emission),
        unneeded: &mut Vec<DocumentHash>,
    ) -> Result<Marked, StateError> {
        let Some(stored) = self.still_waiting(waiting)? else { return Ok(Marked::Superseded) };
        let id = stored.id;
        let known = self.known(id)?;
        let (further, shared) = self.believed(emission, id, Some(group))?;
        if stored.again
            && let Some(known) = &known
        {
            let outrun = known.revision + 1 != emission.revision;
            if outrun || known.lasting == Some(emission.lasting) {
                self.write(totals, group, unneeded)?;
                unneeded.extend(self.unchanged(totals, &stored, emission, outrun)?);
                *group = Group::begun(totals);
                return Ok(Marked::Unchanged);
            }
        } else {
            let mut keys = stored.known_by.iter().chain(&further);
            let beside = keys.find_map(|key| group.change.owner(*key));
            let found = beside.or_else(|| self.seen_as(&stored, &further));
            if let Some(other) = found.or(known.as_ref().map(|_| id)) {
                self.write(totals, group, unneeded)?;
                unneeded.extend(self.alias(totals, &stored, emission.at, &further, other)?);
                *group = Group::begun(totals);
                return Ok(Marked::Alias(other));
            }
        }
        let keys: Vec<Key> = stored.keys.iter().chain(&further).copied().collect();
        let seq = group.emit(self, (stored, staged, emission), known, &keys)?;
        if let Some(shared) = shared {
            let (one, day) = (id_of_shared(shared), day_of(emission.at));
            group.change.remember(self, &mut group.counted, &[shared], one, day)?;
        }
        Ok(Marked::Owed(seq))
    }

    /// Writes what was gathered so far; the caller begins anew with the totals.
    fn write(
        &self,
        totals: &mut Totals,
        group: &mut Group<'_>,
        unneeded: &mut Vec<DocumentHash>,
    ) -> Result<(), StateError> {
        if group.emitted.is_empty() {
            return Ok(());
        }
        unneeded.extend(mem::take(&mut group.change).apply(self, totals, group.counted)?);
        for Emitted { stored, emission, before, known } in group.emitted.drain(..) {
            self.requeue(&stored, emission);
            self.count(before.as_ref(), &known);
        }
        Ok(())
    }

    /// A second look found nothing new; or a better copy took the article's place meanwhile.
    fn unchanged(
        &self,
        totals: &mut Totals,
        stored: &Waiting,
        emission: &Emission,
        outrun: bool,
    ) -> Result<Vec<DocumentHash>, StateError> {
        let (counted, mut change) = (*totals, Change::default());
        if let Some(mut known) = self.known(stored.id)? {
            known.reread = known.read_again(day_of(emission.at));
            change.know(stored.id, &known);
        }
        if outrun {
            change.dequeue(self, stored);
            return change.apply(self, totals, counted);
        }
        change.leave_queue(self, stored, emission);
        if let Some(portrait) = &emission.portrait {
            change.repaint(self, stored.id, portrait)?;
        }
        let unneeded = change.apply(self, totals, counted)?;
        self.requeue(stored, emission);
        Ok(unneeded)
    }

    /// What a first emission turned out to be known as: its keys lead there from now on.
    pub(super) fn alias(
        &self,
        totals: &mut Totals,
        stored: &Waiting,
        at: Timestamp,
        further: &[Key],
        other: ArticleId,
    ) -> Result<Vec<DocumentHash>, StateError> {
        let (mut counted, mut change) = (*totals, Change::default());
        let day = day_of(at);
        let keys: Vec<Key> = stored.keys.iter().chain(further).copied().collect();
        change.dequeue(self, stored);
        change.remember(self, &mut counted, &keys, other, day)?;
        change.shows_instead(self, stored.id, other, day)?;
        change.apply(self, totals, counted)
    }

    /// Puts an entry that was emitted in its place for another look, if it is to have one.
    pub(super) fn requeue(&self, stored: &Waiting, emission: &Emission) {
        if let Some(look) = &emission.look {
            self.queue().put(&looked_at_again(stored, look));
        }
    }

    /// The stored record of a claimed entry, if it still is what was claimed.
    pub(super) fn still_waiting(&self, claimed: &Waiting) -> Result<Option<Waiting>, StateError> {
        let stored = self.waiting(claimed.id)?;
        Ok(stored
            .filter(|stored| (stored.document, stored.print) == (claimed.document, claimed.print)))
    }

    /// The article that one of the entry's believed or further keys leads to.
    pub(super) fn seen_as(&self, waiting: &Waiting, further: &[Key]) -> Option<ArticleId> {
        self.leads.first(waiting.known_by.iter().chain(further))
    }
}

/// An emitted article's record.
pub(super) fn known_by(stored: &Waiting, path: &str, emission: &Emission) -> Known {
    let (stem, _) = path.rsplit_once('.').unwrap_or((path, ""));
    Known {
        revision: emission.revision,
        lines: 1,
        feed: stored.feed.clone(),
        stem: stem.to_owned(),
        from_page: Some(emission.from_page),
        lasting: Some(emission.lasting),
        print: Some(stored.print),
        reread: (0, 0),
    }
}

/// The entry as it waits for a further look.
fn looked_at_again(stored: &Waiting, look: &Look) -> Waiting {
    Waiting {
        attempts: 0,
        not_before: look.at,
        error: look.why.clone(),
        again: true,
        ..stored.clone()
    }
}

impl Change {
    /// Takes an entry out of the queue, or leaves it there for another look.
    fn leave_queue(&mut self, state: &State, stored: &Waiting, emission: &Emission) {
        let Some(look) = &emission.look else { return self.dequeue(state, stored) };
        let waiting = looked_at_again(stored, look);
        self.enqueue(&waiting);
        self.free_keys(state, stored);
    }
}

fn distinct(keys: &[Key]) -> Vec<Key> {
    let mut seen = HashSet::new();
    keys.iter().copied().filter(|key| seen.insert(*key)).collect()
}
