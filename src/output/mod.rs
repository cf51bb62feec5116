//! The output directory: staging, publishing, the journal, and the formats.
//!
//! [`Output::stage`] writes an article's files where no consumer looks; once the state has marked it,
//! [`Output::publish`] moves them into place and writes the journal's line.
//!
//! # Layout
//!
//! `<day>/<feed>/<slug>.<id>.<ext>`, the articles; `journal/<day>.ndjson`, a line for each emission;
//! `.revisions/`, earlier revisions where they are kept; `.staging/`, files on their way and the lock, not for
//! consumers; `.cursors/`, how far named consumers came; `feeds/`, the full-text feeds, and `.feeds/`, what they
//! do not have yet.
//!
//! # What always holds
//!
//! A name that a consumer can see is a complete, durable file. No path leaves the output directory,
//! whatever a feed says and whatever link stands in the way.

mod cursor;
mod damage;
mod error;
mod found;
mod fulltext;
mod history;
mod journal;
mod kept;
mod latest;
mod lines;
mod names;
mod place;
mod publish;
mod render;
mod retention;
mod staging;
mod stored;
mod stuck;
mod tail;

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::atomic::AtomicU32;

use parking_lot::{Mutex, MutexGuard};
use rustix::fs::{Mode, OFlags};

pub use cursor::{Cursor, CursorName};
pub use damage::Damage;
pub use error::{Class, OutputError};
pub use found::FoundArticle;
pub use fulltext::{FullText, Published, Revision, syndicated};
pub use history::history;
pub use kept::{KEPT_FOR, kept_revisions};
pub use latest::{latest, latest_of};
pub use names::stem;
pub use retention::{OWED_FOR, Removed};
pub use staging::{Batch, file_of};
pub use stored::stored;
pub use tail::{Tail, Told};

use crate::emission::Line;
use journal::Journal;
use place::{PRIVATE, Place};

const STAGING: &str = ".staging";
const LOCK: &str = "lock";
/// How often a consumer may remove a directory under our hands before we wait and try later: about ten seconds of it,
/// since one that sweeps all the time wins nine races of ten on a busy machine.
const REMOVALS: usize = 10_000;

/// The output directory, opened and locked.
#[derive(Debug)]
pub struct Output {
    directory: Place,
    staging: Place,
    journal: Mutex<Journal>,
    /// How many earlier revisions of an article are kept.
    kept: AtomicU32,
    /// Held as long as the directory is in use.
    _lock: File,
}

impl Output {
    /// Opens and locks the directory, which must be there; cuts a torn last line off the journal.
    pub fn open(directory: &Path) -> Result<Self, OutputError> {
        let directory = Place::at(directory)?;
        let staging = directory.make(STAGING, PRIVATE)?;
        let lock = lock(&staging)?;
        let journal = Mutex::new(Journal::open(&directory)?);
        Ok(Self { directory, staging, journal, kept: AtomicU32::new(0), _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.directory.path
    }

    /// The number of the journal's last line.
    pub fn last_seq(&self) -> u64 {
        self.journal().last_seq()
    }

    /// How many lines the journal has.
    pub fn lines(&self) -> u64 {
        self.journal().lines()
    }

    /// What of the journal cannot be read; reads it all.
    pub fn damage(&self) -> Result<Option<Damage>, OutputError> {
        self.journal().damage()
    }

    /// Gives `each` the journal's lines in order, a day at a time.
    pub fn read_journal<E: From<OutputError>>(
        &self,
        each: impl FnMut(&[Line]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.journal().read(each)
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock()
    }
}

fn lock(staging: &Place) -> Result<File, OutputError> {
    let path = staging.path.join(LOCK);
    let lock = staging.writable(LOCK, OFlags::empty(), Mode::from_raw_mode(0o600))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OutputError::Held(path)),
        Err(TryLockError::Error(source)) => Err(OutputError::io(&path, source)),
    }
}
