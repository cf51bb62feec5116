//! Claim: a waiting entry is taken by a worker, and put back or dismissed unless it is marked.
//!
//! Always: what a poll brought meanwhile waits in the place of what was claimed, and is claimed by itself. Never: one text
//! of an entry given to two workers.

use std::io::ErrorKind;

use jiff::Timestamp;

use super::records::{Trouble, Waiting, encode};
use super::{Change, State, StateError, key_of, kind};

impl State {
    /// Takes the next entry that may be tried and whose feed is `active`.
    ///
    /// It stays claimed until its worker says what becomes of it (one of the verbs here, a mark, or what else takes it out
    /// of the queue or puts it back), or a poll brings another text of it.
    pub fn claim(
        &self,
        now: Timestamp,
        active: impl Fn(&str) -> bool,
    ) -> Result<Option<Waiting>, StateError> {
        loop {
            let Some((id, claim)) = self.queue().claim(now, &active) else { return Ok(None) };
            if let Some(waiting) = self.waiting(id)? {
                // If it was found when the clock was ahead, its patience counts from now on; that of one which was put
                // off until today, from today.
                let put_off = waiting.again && waiting.attempts == 0;
                let since = if put_off { waiting.not_before } else { waiting.found };
                let found = since.max(waiting.found).min(now);
                return Ok(Some(Waiting { found, claim: Some(claim), ..waiting }));
            }
            self.queue().take_out(id);
        }
    }

    /// The document that a waiting entry points into; `None` if it is gone from the spool, or damaged there.
    pub fn document(&self, waiting: &Waiting) -> Result<Option<String>, StateError> {
        match self.spool.read(waiting.document) {
            Ok(text) => Ok(Some(text)),
            Err(error) if is_lost(error.kind()) => Ok(None),
            Err(source) => Err(StateError::io(self.path(), source)),
        }
    }

    /// Puts a claimed entry back as it is; it is not claimed again until then, or by the next life.
    pub fn hold(&self, waiting: &Waiting, until: Timestamp) {
        self.queue().hold(waiting, until);
    }

    /// The same; why is remembered, and nothing else of it changes.
    pub fn hold_for(
        &self,
        waiting: &Waiting,
        until: Timestamp,
        why: Trouble,
    ) -> Result<(), StateError> {
        let _writing = self.writing();
        if let Some(stored) = self.still_waiting(waiting)? {
            let stored = Waiting { error: Some(why), ..stored };
            self.database.insert(key_of(kind::WAITING, stored.id.as_bytes()), encode(&stored))?;
            self.queue().hold(waiting, until);
        }
        Ok(())
    }

    /// The page of a claimed entry is on this host, as it turned out. If few entries of that one are under way, this is
    /// one of them from now on; else nothing changes, and it is not to ask there now: `false`.
    pub fn turn_to(&self, waiting: &Waiting, host: &str) -> bool {
        self.queue().turn_to(waiting, host)
    }

    /// Puts a claimed entry back, to be claimed again when fewer of this host are under way.
    pub fn wait_at(&self, waiting: &Waiting, host: &str) {
        self.queue().wait_at(waiting, host);
    }

    /// Puts a claimed entry back, to be tried again at its `not_before`; unless a poll brought a newer
    /// text of it meanwhile, which waits in its place.
    pub fn postpone(&self, waiting: &Waiting) -> Result<(), StateError> {
        let _writing = self.writing();
        if let Some(stored) = self.still_waiting(waiting)? {
            // Its feed may have another name by now.
            let waiting = Waiting { feed: stored.feed, ..waiting.clone() };
            self.database.insert(key_of(kind::WAITING, waiting.id.as_bytes()), encode(&waiting))?;
            self.queue().put(&waiting);
        }
        Ok(())
    }

    /// Takes a claimed entry out of the queue with nothing to emit.
    pub fn dismiss(&self, waiting: &Waiting) -> Result<(), StateError> {
        let totals = self.writing();
        let counted = *totals;
        let mut change = Change::default();
        if let Some(stored) = self.still_waiting(waiting)? {
            change.dequeue(self, &stored);
        }
        self.commit(totals, change, counted)
    }
}

/// Whether what cannot be read will never be: no handle that is free again, no disk that answers again brings it back.
fn is_lost(kind: ErrorKind) -> bool {
    use ErrorKind::{InvalidData, InvalidInput, NotFound, UnexpectedEof};
    matches!(kind, NotFound | InvalidInput | InvalidData | UnexpectedEof)
}
