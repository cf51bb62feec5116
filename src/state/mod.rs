//! The state: what was seen, what waits, what is owed. sled behind the domain's verbs.
//!
//! # The verbs
//!
//! [`State::discover`] queues what a poll brought, together with the feed's validators. A worker
//! [claims](State::claim) an entry and either [postpones](State::postpone) it or [marks](State::mark) it
//! as seen, which makes a debt. The publisher takes the debts [in order](State::next_owed) and
//! [settles](State::settle) each when its line stands in the journal.
//!
//! # Layout
//!
//! `lock`, held by the instance; `turn`, held by whoever has the database open; `sled/`, the database; `spool/`,
//! the documents that the queue points into; `opening`, a marker while the database opens. The database is one
//! tree, in which the first byte of a key says what it holds (`kind.rs`).
//!
//! # What always holds
//!
//! A change that anything is built on is flushed and fsynced before its verb returns (sled's own flush
//! does not sync). Everything here can be made anew from journal and output, so what is damaged is put
//! aside, not repaired.
//!
//! The verbs block, some until the disk has synced: call them on blocking threads. But for those that polls and workers
//! call all the time ([`feed`](State::feed), [`begin_poll`](State::begin_poll), [`note_poll`](State::note_poll),
//! [`claim`](State::claim), [`hold`](State::hold), [`turn_to`](State::turn_to), [`wait_at`](State::wait_at),
//! [`waiting_of`](State::waiting_of), [`waiting_in_all`](State::waiting_in_all),
//! [`is_shown`](State::is_shown)): they wait for no scan and no sync, only for others to change what is in memory, or to
//! hand a change to the database.

mod adopt;
mod ageing;
mod aside;
mod change;
mod claim;
mod copies;
mod database;
mod debts;
mod discover;
mod error;
mod feeds;
mod harvest;
mod hosts;
mod kept;
mod kind;
mod leads;
mod lock;
mod mark;
mod met;
mod open;
mod portrait;
mod queue;
mod reads;
mod rebuild;
mod records;
mod robots;
mod shelves;
mod spool;
mod stock;
#[cfg(test)]
mod tests;
mod unread;
mod window;

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, PoisonError};

use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};

pub use ageing::{MAX_ARTICLES, MAX_KEYS};
pub use copies::Replaced;
pub use discover::{Discovered, Found};
pub use error::{Class, StateError};
pub use harvest::{Harvest, Sample, Turn};
pub use hosts::{MAX_BLOCKS, MAX_DAYS, MAX_HOSTS};
pub use mark::{Emission, Look, Marked};
pub use met::Met;
#[doc(hidden)]
pub use open::TIMER;
pub use portrait::{Portrait, Rank, Teller};
pub use reads::Reading;
pub use records::{FeedRecord, Kept, Known, Moving, Trouble, Waiting};
pub use spool::DocumentHash;

use crate::identity::{ArticleId, Key};
use change::Change;
use database::Database;
use hosts::Hosts;
use kind::key_of;
use leads::Leads;
use open::Directory;
use queue::Queue;
use reads::Reads;
use records::{Totals, decode};
use shelves::Shelves;
use spool::Spool;
use unread::Unread;

/// The state directory, opened and locked.
#[derive(Debug)]
pub struct State {
    database: Database,
    /// Our own descriptor on the database's file, for fsync.
    file: File,
    spool: Spool,
    /// Held by whoever changes records: a change is read, decided and written as one. The standard library's lock tells
    /// that a panic broke one off.
    totals: std::sync::Mutex<Totals>,
    queue: Mutex<Queue>,
    leads: Leads,
    /// How many of the remembered articles came out through each feed.
    census: Mutex<HashMap<String, u64>>,
    reads: Arc<Reads>,
    unread: Unread,
    /// How many entries of each feed a filter kept back; feeds without any are left out.
    kept: Mutex<HashMap<String, u64>>,
    /// How many feeds show an article; those that none shows are left out.
    shown: Shelves<ArticleId>,
    /// So many articles are remembered; a test makes it small.
    room: u64,
    /// Held while the memory of a host changes.
    hosts: Mutex<Hosts>,
    /// The last debt that is durable, and so may be published.
    durable: AtomicU64,
    /// What the sites' rules for robots count for.
    rules: AtomicUsize,
    /// How many changes were written that are to be durable, and how many of them are.
    written: AtomicU64,
    synced: Mutex<u64>,
    /// Why a sync failed: what was written may be gone, so nothing more is built on it.
    unsynced: OnceLock<io::ErrorKind>,
    path: PathBuf,
    /// Locked for as long as the state is in use.
    _directory: Option<Directory>,
}

/// The totals, and with them the leave to change records.
type Writing<'s> = std::sync::MutexGuard<'s, Totals>;

impl State {
    /// Opens the state directory, making it if it is missing.
    ///
    /// [`Class::Rebuild`] means: call [`State::anew`] and teach it the journal.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        Self::in_directory(Directory::lock(path)?)
    }

    /// The same for a command that only reads, for a moment: an instance that starts meanwhile waits for it.
    pub fn open_to_read(path: &Path) -> Result<Self, StateError> {
        Self::in_directory(Directory::lock_to_read(path)?)
    }

    /// Whether a state was ever kept in the directory; opening it where none was would make one.
    pub fn is_kept(path: &Path) -> bool {
        path.join("sled").exists()
    }

    /// Puts the state aside and opens an empty one; returns where the old one went.
    pub fn anew(path: &Path, now: Timestamp) -> Result<(Self, PathBuf), StateError> {
        let (directory, aside) = Directory::lock(path)?.put_aside(now)?;
        Ok((Self::in_directory(directory)?, aside))
    }

    /// Puts aside what cannot be opened, and returns where it went. What may still hold on to it, such as a thread
    /// that is stuck over it, goes with this process.
    pub fn put_aside(path: &Path, now: Timestamp) -> Result<PathBuf, StateError> {
        let (_, aside) = Directory::lock(path)?.put_aside(now)?;
        Ok(aside)
    }

    fn in_directory(directory: Directory) -> Result<Self, StateError> {
        let path = directory.path.clone();
        let state = directory.open(|database| Self::take_stock_of(database, path))?;
        Ok(Self { _directory: Some(directory), ..state })
    }

    fn take_stock_of(database: Database, path: PathBuf) -> Result<Self, StateError> {
        let failed = |source| StateError::io(&path, source);
        let file = File::open(path.join("sled/db")).map_err(failed)?;
        let spool = Spool::open(path.join("spool")).map_err(failed)?;
        let mut state = Self {
            database,
            file,
            spool,
            totals: std::sync::Mutex::default(),
            queue: Mutex::default(),
            leads: Leads::with_room(0, 0),
            census: Mutex::default(),
            reads: Arc::default(),
            unread: Unread::default(),
            kept: Mutex::default(),
            shown: Shelves::default(),
            room: MAX_ARTICLES,
            hosts: Mutex::default(),
            durable: AtomicU64::new(0),
            rules: AtomicUsize::new(0),
            written: AtomicU64::new(0),
            synced: Mutex::new(0),
            unsynced: OnceLock::new(),
            path,
            _directory: None,
        };
        state.take_stock()?;
        Ok(state)
    }

    /// Whether no change was broken off in its middle by a panic: then what is in memory may not be what is stored.
    pub fn is_whole(&self) -> bool {
        !self.totals.is_poisoned()
    }

    /// The number of the last emission.
    pub fn seq(&self) -> u64 {
        self.writing().seq
    }

    /// How many lines the journal must have once everything owed is paid.
    pub fn lines(&self) -> u64 {
        let totals = self.writing();
        totals.lines + totals.forgotten + totals.unreadable
    }

    /// How many keys are remembered.
    pub fn keys(&self) -> u64 {
        self.writing().keys
    }

    /// How many articles are remembered: those that came out, and a new feed's backlog.
    pub fn remembered(&self) -> u64 {
        self.writing().articles
    }

    /// Where the state is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a change and makes it durable.
    fn commit(
        &self,
        mut totals: Writing<'_>,
        change: Change,
        counted: Totals,
    ) -> Result<(), StateError> {
        let unneeded = change.apply(self, &mut totals, counted)?;
        self.secure(totals, &unneeded)
    }

    /// Gives the totals back to whoever writes next, and makes what was written so far durable: debts are paid from
    /// then on, and documents that nobody needs any more go.
    ///
    /// Whoever comes first syncs for all who wrote meanwhile, in the order in which they wrote, so that of those who
    /// change something at the same time few wait for a sync of their own.
    fn secure(&self, totals: Writing<'_>, unneeded: &[DocumentHash]) -> Result<(), StateError> {
        let own = self.written.fetch_add(1, Ordering::SeqCst) + 1;
        let seq = totals.seq;
        drop(totals);
        let mut synced = self.synced.lock();
        if *synced < own {
            let through = self.written.load(Ordering::SeqCst);
            self.sync()?;
            *synced = through;
        }
        drop(synced);
        self.durable.fetch_max(seq, Ordering::AcqRel);
        self.leave_documents(unneeded);
        Ok(())
    }

    /// Removes documents, unless an entry came to need them meanwhile.
    fn leave_documents(&self, unneeded: &[DocumentHash]) {
        for document in unneeded {
            self.spool.leave(*document, || self.queue().needs(*document));
        }
    }

    /// Makes everything written so far durable. sled's flush does not fsync; a descriptor of our own does.
    fn sync(&self) -> Result<(), StateError> {
        self.check_synced()?;
        let flushed = self.database.flush();
        let failed = |source| StateError::io(&self.path, source);
        let synced = flushed.and_then(|()| self.file.sync_all().map_err(failed));
        if let Err(error) = &synced {
            let _ = self.unsynced.set(error.kind());
        }
        synced
    }

    /// A sync that failed is not tried again: the pages are gone, and a second one would report success.
    fn check_synced(&self) -> Result<(), StateError> {
        let Some(kind) = self.unsynced.get() else { return Ok(()) };
        let source = io::Error::new(*kind, "a sync failed before, and is not tried again");
        Err(StateError::io(&self.path, source))
    }

    fn writing(&self) -> Writing<'_> {
        self.totals.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn census(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.census.lock()
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock()
    }

    /// What is known of an emitted article.
    pub fn known(&self, id: ArticleId) -> Result<Option<Known>, StateError> {
        self.database.read(key_of(kind::KNOWN, id.as_bytes()))
    }

    /// The article that a key leads to, emitted or waiting.
    pub fn whose(&self, key: Key) -> Option<ArticleId> {
        self.leads.whose(key).or_else(|| self.queue().whose(key))
    }

    /// How many of the remembered articles came out through a feed.
    pub fn articles(&self, feed: &str) -> u64 {
        self.census().get(feed).copied().unwrap_or_default()
    }

    /// An article is counted as what is known of it now, and not any more as what was known before.
    fn count(&self, before: Option<&Known>, now: &Known) {
        let mut census = self.census();
        if let Some(count) =
            before.and_then(Known::came_through).and_then(|feed| census.get_mut(feed))
        {
            *count = count.saturating_sub(1);
        }
        if let Some(feed) = now.came_through() {
            *census.entry(feed.to_owned()).or_default() += 1;
        }
    }

    /// How many of the remembered articles came out, through feeds that are configured or were.
    pub fn all_articles(&self) -> u64 {
        self.census().values().sum()
    }

    /// How many entries wait to become articles.
    pub fn waiting_in_all(&self) -> usize {
        self.queue().to_come()
    }

    /// How many entries of each feed wait to become articles.
    pub fn waiting_by_feed(&self) -> HashMap<String, usize> {
        self.queue().by_feed()
    }

    /// How many entries of one feed wait.
    pub fn waiting_of(&self, feed: &str) -> usize {
        self.queue().of_feed(feed)
    }

    /// The waiting entry with this id.
    pub fn waiting(&self, id: ArticleId) -> Result<Option<Waiting>, StateError> {
        self.database.read(key_of(kind::WAITING, id.as_bytes()))
    }

    /// All that waits, in no order.
    pub fn all_waiting(&self) -> Result<Vec<Waiting>, StateError> {
        self.database.scan_prefix([kind::WAITING]).values().map(|bytes| decode(&bytes?)).collect()
    }

    /// How many entries wait.
    pub fn queue_length(&self) -> usize {
        self.queue().len()
    }
}
