//! How often the page of an article that came out is read again on one day.
//!
//! Always: those that are under way count with those that are done. A read counts in the change that marks what came of
//! it, or by itself where nothing is marked, so one that a kill cuts off is made anew.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};

use super::records::encode;
use super::{State, StateError, key_of, kind};
use crate::clock::day_of;
use crate::identity::ArticleId;

/// The reads that are under way, by article.
#[derive(Debug, Default)]
pub(super) struct Reads(Mutex<HashMap<ArticleId, u32>>);

/// A read that is under way; it ends when this is dropped.
#[derive(Debug)]
pub struct Reading {
    id: ArticleId,
    reads: Arc<Reads>,
}

impl Reads {
    fn lock(&self) -> MutexGuard<'_, HashMap<ArticleId, u32>> {
        self.0.lock()
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        let mut reads = self.reads.lock();
        if let Some(under_way) = reads.get_mut(&self.id) {
            *under_way -= 1;
            if *under_way == 0 {
                reads.remove(&self.id);
            }
        }
    }
}

impl State {
    /// An article's page is about to be read again; `None` if it was as often on that day as may be.
    pub fn begin_read(&self, id: ArticleId, now: Timestamp) -> Result<Option<Reading>, StateError> {
        let mut reads = self.reads.lock();
        let under_way = reads.get(&id).copied().unwrap_or_default();
        let known = self.known(id)?;
        let known = known.filter(|known| known.may_be_read_again(day_of(now), under_way));
        Ok(known.map(|_| {
            reads.insert(id, under_way + 1);
            Reading { id, reads: self.reads.clone() }
        }))
    }

    /// Counts a read of which nothing was marked that counts it.
    pub fn end_read(&self, reading: &Reading, now: Timestamp) -> Result<(), StateError> {
        let _writing = self.writing();
        let id = reading.id;
        if let Some(mut known) = self.known(id)? {
            known.reread = known.read_again(day_of(now));
            self.database.insert(key_of(kind::KNOWN, id.as_bytes()), encode(&known))?;
        }
        Ok(())
    }
}
