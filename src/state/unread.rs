//! Feeds that are to be read anew, because an entry that they showed is to be found in them once more.
//!
//! Always: the entry leaves the queue in the change that voids what its feed answered; and what a poll under way brings
//! home is void with it, since that one was asked with the validators of before.

use std::collections::HashSet;

use parking_lot::{Mutex, MutexGuard};

use super::records::{FeedRecord, Known, Waiting, encode};
use super::{Change, State, StateError, key_of, kind};

/// Names of feeds whose last document counts as not read; no poll has asked them since.
#[derive(Debug, Default)]
pub(super) struct Unread(Mutex<HashSet<String>>);

impl State {
    /// What is known of a feed whose poll begins.
    pub fn begin_poll(&self, name: &str) -> Result<Option<FeedRecord>, StateError> {
        self.unread().remove(name);
        self.feed(name)
    }

    /// Takes a claimed entry out of the queue whose polled text is lost: its feed is read anew at its next poll, and
    /// shows the entry again if it still has it. `false` if the entry left the queue meanwhile, or a poll brought a
    /// newer text of it.
    pub fn lose(&self, waiting: &Waiting) -> Result<bool, StateError> {
        let totals = self.writing();
        let counted = *totals;
        let Some(stored) = self.still_waiting(waiting)? else { return Ok(false) };
        let mut change = Change::default();
        change.dequeue(self, &stored);
        if let Some(known) = self.known(stored.id)?.filter(|_| stored.again) {
            // What its feed shows is news once more, though it may be what came out.
            let print = Some(!stored.print);
            change.know(stored.id, &Known { print, ..known });
        }
        change.read_anew(&stored.feed);
        self.commit(totals, change, counted)?;
        Ok(true)
    }

    /// Changes what is known of a feed beside its polls, with the next change that is durable: as `amend` has it, or not
    /// at all. No poll is saved between the two.
    pub fn amend_feed(
        &self,
        name: &str,
        amend: impl FnOnce(FeedRecord) -> Option<FeedRecord>,
    ) -> Result<(), StateError> {
        let (_writing, _unread) = (self.writing(), self.unread());
        let Some(record) = self.feed(name)?.and_then(amend) else { return Ok(()) };
        self.database.insert(key_of(kind::FEED, name.as_bytes()), encode(&record))?;
        Ok(())
    }

    /// Writes a feed's record as a poll leaves it; whoever voids it comes before, or after.
    pub(super) fn write_polled(&self, name: &str, record: &FeedRecord) -> Result<(), StateError> {
        let unread = self.unread();
        let record = as_polled(&unread, name, record);
        self.database.insert(key_of(kind::FEED, name.as_bytes()), record)?;
        Ok(())
    }

    /// Writes a change's records, with which what these feeds answered is void.
    pub(super) fn write_voiding(
        &self,
        feeds: &[String],
        mut batch: sled::Batch,
    ) -> Result<(), StateError> {
        if feeds.is_empty() {
            return Ok(self.database.apply_batch(batch)?);
        }
        // A poll that brought nothing is saved beside others who write.
        let mut unread = self.unread();
        for feed in feeds {
            if let Some(record) = self.feed(feed)? {
                unread.insert(feed.clone());
                batch.insert(key_of(kind::FEED, feed.as_bytes()), encode(&not_read(record)));
            }
        }
        Ok(self.database.apply_batch(batch)?)
    }

    /// Held from reading a feed's record, or what is unread, until what follows from it is written; for nothing else.
    pub(super) fn unread(&self) -> MutexGuard<'_, HashSet<String>> {
        self.unread.0.lock()
    }
}

/// A feed's record as a poll leaves it, if nothing was lost while it was asked.
pub(super) fn as_polled(unread: &HashSet<String>, name: &str, record: &FeedRecord) -> Vec<u8> {
    if unread.contains(name) { encode(&not_read(record.clone())) } else { encode(record) }
}

/// The record of a feed whose last document counts as not read.
fn not_read(record: FeedRecord) -> FeedRecord {
    FeedRecord { etag: None, last_modified: None, document: None, ..record }
}
