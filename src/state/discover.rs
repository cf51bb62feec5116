//! Discover: what a poll brought enters the queue, and the feed's validators are saved, as one change.
//!
//! Otherwise a crash and a later 304 would lose entries, or their text.

use std::collections::HashSet;
use std::mem;

use jiff::Timestamp;

use super::records::{FeedRecord, Known, Totals, Waiting};
use super::spool::DocumentHash;
use super::unread::as_polled;
use super::window::Window;
use super::{Change, State, StateError, key_of, kind};
use crate::clock::{day_after, day_of};
use crate::identity::{ArticleId, Identity, Key, id_of_shared, key_in};

/// A poll that changes more than half of its entries, and at least so many, is not believed: some feeds
/// touch every entry each time.
const UNBELIEVABLE: usize = 3;

/// An entry of a polled document.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its index in the document.
    pub index: u32,
    /// What it is known by.
    pub identity: Identity,
    /// The host of its page; empty where there is none to ask.
    pub host: String,
    /// A fingerprint of what the feed says of it.
    pub print: u64,
    /// It is to become an article; else it is only remembered (a new feed's backlog).
    pub wanted: bool,
}

/// What came of a poll.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Discovered {
    /// Different entries that the document shows. Those that are not [`known`](Self::known) were never seen.
    pub shown: usize,
    /// Entries never seen, now in the queue.
    pub fresh: usize,
    /// Entries that changed since they were emitted, now in the queue to be read again.
    pub changed: usize,
    /// Entries that were known.
    pub known: usize,
    /// The document before showed entries, this one does, and none of them is an old one of this feed: some
    /// may have come and gone between the two.
    pub gap: bool,
}

/// One discovery under way.
struct Discovery<'a> {
    state: &'a State,
    feed: &'a str,
    now: Timestamp,
    document: DocumentHash,
    totals: Totals,
    change: Change,
    queued: Vec<Waiting>,
    /// Known articles of this feed whose entry reads otherwise than before.
    edited: Vec<(ArticleId, Known, Found)>,
    /// How many more there are, which wait already to be read again for what changed before.
    edits_under_way: usize,
    met: HashSet<Key>,
    window: Window,
    /// Articles that are this feed's from now on: what was known of each, and is.
    taken_over: Vec<(Known, Known)>,
    /// Articles that an entry of this document has spoken for; another that leads there is an alias.
    spoken_for: HashSet<ArticleId>,
    /// Whether a feed is polled, so that what waits under it is worked on.
    active: &'a dyn Fn(&str) -> bool,
    outcome: Discovered,
}

impl State {
    /// Whether something was shared, and so tells nothing apart.
    pub fn is_shared(&self, key: Key) -> bool {
        self.leads.whose(key).is_some()
    }

    /// Takes in a polled document: queues what is new in it and saves the feed's record, as one durable change.
    /// The record is made when it is known what the poll brought; gaps are counted in it here.
    ///
    /// A document that brings nothing new is saved with the next change that is flushed. What waits under
    /// a feed that is not `active` any more, or came out through it, follows to the one that shows it.
    pub fn discover(
        &self,
        feed: &str,
        record: impl FnOnce(&Discovered) -> FeedRecord,
        document: &str,
        found: &[Found],
        now: Timestamp,
        active: impl Fn(&str) -> bool,
    ) -> Result<Discovered, StateError> {
        let hash = DocumentHash::of(document);
        let mut kept = false;
        let (mut totals, discovery) = loop {
            let totals = self.writing();
            let discovery = Discovery::of(self, feed, hash, *totals, found, now, &active)?;
            if kept || discovery.queued.is_empty() {
                break (totals, discovery);
            }
            drop(totals);
            // It is written and synced while others change the state, so what is new is looked for once more.
            self.queue().need(hash);
            kept = true;
            if let Err(source) = self.spool.keep(hash, document) {
                self.queue().release(hash);
                return Err(StateError::io(self.path(), source));
            }
        };
        let Discovery { totals: counted, mut change, queued, outcome, window, taken_over, .. } =
            discovery;
        for waiting in &queued {
            change.enqueue(waiting);
        }
        change.shows(self, feed, &window, day_of(now))?;
        let mut record = record(&outcome);
        if outcome.gap {
            record.gaps = record.gaps.saturating_add(1);
            record.gap = Some(now);
        }
        change
            .batch
            .insert(key_of(kind::FEED, feed.as_bytes()), as_polled(&self.unread(), feed, &record));
        {
            let mut queue = self.queue();
            for waiting in &queued {
                queue.need(waiting.document);
            }
        }
        let mut unneeded = change.apply(self, &mut totals, counted)?;
        if kept && self.queue().release(hash) {
            unneeded.push(hash);
        }
        for (before, known) in taken_over {
            self.count(Some(&before), &known);
        }
        self.forget(&mut totals, now, outcome.shown)?;
        if queued.is_empty() {
            self.leave_documents(&unneeded);
        } else {
            self.secure(totals, &unneeded)?;
        }
        // Not before they are durable: no page is asked for that a restart would ask for again.
        let mut queue = self.queue();
        for waiting in &queued {
            queue.put(waiting);
        }
        Ok(outcome)
    }
}

impl<'a> Discovery<'a> {
    /// What a document brings, as things stand now.
    fn of(
        state: &'a State,
        feed: &'a str,
        document: DocumentHash,
        totals: Totals,
        found: &[Found],
        now: Timestamp,
        active: &'a dyn Fn(&str) -> bool,
    ) -> Result<Self, StateError> {
        let mut discovery = Self {
            state,
            feed,
            now,
            document,
            totals,
            change: Change::default(),
            queued: Vec::new(),
            edited: Vec::new(),
            edits_under_way: 0,
            met: HashSet::new(),
            window: state.window(feed)?,
            taken_over: Vec::new(),
            spoken_for: HashSet::new(),
            active,
            outcome: Discovered::default(),
        };
        for entry in found {
            discovery.take(entry.clone())?;
        }
        discovery.window.keep_shared(state)?;
        discovery.judge_edits(found.len())?;
        discovery.outcome.gap = discovery.window.has_gap();
        Ok(discovery)
    }

    fn take(&mut self, found: Found) -> Result<(), StateError> {
        let keys = &found.identity.known_by;
        if keys.iter().any(|key| self.met.contains(key)) {
            return Ok(()); // The same entry once more in this document.
        }
        self.met.extend(keys);
        self.outcome.shown += 1;
        for key in &found.identity.shares {
            let id = id_of_shared(*key);
            self.window.keep(id);
            self.remember(&[*key], id)?;
        }
        if let Some(id) = self.state.leads.first(keys) {
            self.window.show(id);
            // Not its text: one that changes at every poll would be a new key each time.
            self.remember(&found.identity.known_by, id)?;
            return self.meet_known(id, found);
        }
        // What it is known by otherwise was no key of its own then, and others may come with it.
        if let Some(id) = self.state.leads.first(&found.identity.whole) {
            self.window.show(id);
            return self.meet_known(id, found);
        }
        let keys = keys.iter().chain(&found.identity.whole);
        if let Some(id) = self.waits_under(keys) {
            self.window.show(id);
            return self.meet_waiting(id, &found);
        }
        let id = found.identity.id;
        if let Some(known) = self.state.known(id)? {
            self.window.show(id);
            return self.meet_edited(id, known, found);
        }
        if self.state.waiting(id)?.is_some() {
            self.window.show(id);
            return self.meet_waiting(id, &found);
        }
        if self.was_kept_back(&found)? {
            return Ok(());
        }
        self.window.show(id);
        if !found.wanted {
            return self.remember(&found.identity.keys, id);
        }
        self.outcome.fresh += 1;
        self.enqueue(id, &found, None);
        Ok(())
    }

    /// Whether a filter of this feed kept the entry back, which is then settled.
    fn was_kept_back(&mut self, found: &Found) -> Result<bool, StateError> {
        if self.state.kept_of(self.feed) == 0 {
            return Ok(false);
        }
        let keys = found.identity.known_by.iter();
        let keys: Vec<Key> = keys.map(|key| key_in(self.feed, *key)).collect();
        let Some(kept) = self.state.leads.first(&keys) else { return Ok(false) };
        self.window.show(kept);
        self.outcome.known += 1;
        self.remember(&keys, kept)?;
        Ok(true)
    }

    fn remember(&mut self, keys: &[Key], id: ArticleId) -> Result<(), StateError> {
        self.change.remember(self.state, &mut self.totals, keys, id, day_of(self.now))
    }

    fn waits_under<'k>(&self, mut keys: impl Iterator<Item = &'k Key>) -> Option<ArticleId> {
        let queue = self.state.queue();
        keys.find_map(|key| queue.whose(*key))
    }

    fn meet_known(&mut self, id: ArticleId, found: Found) -> Result<(), StateError> {
        if let Some(known) = self.state.known(id)? {
            self.meet_edited(id, known, found)
        } else {
            self.outcome.known += 1;
            Ok(())
        }
    }

    fn meet_edited(&mut self, id: ArticleId, known: Known, found: Found) -> Result<(), StateError> {
        self.outcome.known += 1;
        if known.feed == self.feed {
            self.window.overlaps();
        } else if (self.active)(&known.feed) {
            return Ok(());
        }
        // What came through a feed that is polled no more is revised by the one that shows it.
        if known.print == Some(found.print) {
            self.spoken_for.insert(id);
            return Ok(());
        }
        // One that waits for a later look has that look now, if it may still be looked at today.
        if let Some(waiting) = self.state.waiting(id)?
            && !(waiting.again && waiting.not_before > self.now)
            && (waiting.feed == self.feed || !(self.active)(&waiting.feed))
        {
            let is_new = waiting.print != found.print && !self.spoken_for.contains(&id);
            self.edits_under_way += usize::from(is_new);
            self.point_here(waiting, &found);
            return Ok(());
        }
        self.edited.push((id, known, found));
        Ok(())
    }

    fn meet_waiting(&mut self, id: ArticleId, found: &Found) -> Result<(), StateError> {
        self.outcome.known += 1;
        match self.state.waiting(id)? {
            Some(waiting) if waiting.feed == self.feed => {
                self.window.overlaps();
                self.point_here(waiting, found);
            }
            Some(waiting) if found.wanted && !(self.active)(&waiting.feed) => {
                self.take_over(waiting, found);
            }
            _ => {}
        }
        Ok(())
    }

    /// A waiting entry whose text changed is to be emitted as this document has it.
    fn point_here(&mut self, waiting: Waiting, found: &Found) {
        if waiting.print == found.print {
            self.spoken_for.insert(waiting.id);
        } else {
            self.take_over(waiting, found);
        }
    }

    fn take_over(&mut self, waiting: Waiting, found: &Found) {
        if !self.spoken_for.insert(waiting.id) {
            return;
        }
        self.change.dequeue(self.state, &waiting);
        self.queued.push(Waiting {
            feed: self.feed.to_owned(),
            document: self.document,
            index: found.index,
            print: found.print,
            ..waiting
        });
    }

    /// Queues the edited articles for another look, within the bounds of politeness.
    fn judge_edits(&mut self, entries: usize) -> Result<(), StateError> {
        let mut edited = mem::take(&mut self.edited);
        edited.retain(|(id, ..)| self.spoken_for.insert(*id));
        let changed = edited.len() + self.edits_under_way;
        let believed = changed < UNBELIEVABLE || changed * 2 <= entries;
        let today = day_of(self.now);
        for (id, mut known, found) in edited {
            if known.print.is_some() && believed {
                self.outcome.changed += 1;
                if let Some(waiting) = self.state.waiting(id)? {
                    self.change.dequeue(self.state, &waiting);
                }
                // Its feed may answer 304 from now on, so tomorrow it is looked at for what changed today.
                let may = known.may_be_read_again(today, 0);
                let at = if may { self.now } else { day_after(self.now) };
                self.enqueue(id, &found, Some(at));
            }
            known.print = Some(found.print);
            if known.feed != self.feed {
                // From now on it is this one's: others that show it in other words change nothing of it.
                let before = known.clone();
                self.feed.clone_into(&mut known.feed);
                self.taken_over.push((before, known.clone()));
            }
            self.change.know(id, &known);
        }
        Ok(())
    }

    /// A fresh entry, or one that is to be read again then.
    fn enqueue(&mut self, id: ArticleId, found: &Found, again: Option<Timestamp>) {
        let at = again.unwrap_or(self.now);
        let Found { index, identity, host, print, .. } = found.clone();
        self.totals.order += 1;
        self.queued.push(Waiting {
            id,
            order: self.totals.order,
            feed: self.feed.to_owned(),
            host,
            page: identity.url.as_ref().map(ToString::to_string),
            document: self.document,
            index,
            known_by: identity.known_by,
            keys: identity.keys,
            shared_link: identity.shared_link,
            print,
            found: self.now,
            attempts: 0,
            not_before: at,
            error: None,
            again: again.is_some(),
            claim: None,
        });
    }
}
