//! Opening the state directory, and a database that may be damaged.
//!
//! sled 0.34 can hang, panic or fail on damaged files, and a kill in the middle of an open can be what
//! damages them. So the first database is made beside and renamed in; half-written snapshots go before
//! every open; the open runs on a thread of its own, and all that is read at a start with it, against a
//! limit that grows with the file, while a marker stands. What cannot be opened is put aside, never repaired
//! and never deleted, and its thread ends with the program, which starts itself afresh.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::StateError;
use super::aside::Aside;
use super::database::Database;
use super::lock::Lock;

/// The least time that an open may take.
const OPEN_LIMIT: Duration = Duration::from_secs(10);
/// The speed below which an open counts as stuck, in bytes a second; a busy machine takes stock of 13 MiB in one.
const OPEN_SPEED: u64 = 4 << 20;
/// How long sled's threads may hold their lock after the database was dropped.
const LINGERING_LOCK: Duration = Duration::from_secs(3);
/// sled's cache; a part of the fixed memory.
const CACHE: u64 = 32 << 20;
/// How often sled writes, cleans its file and syncs by itself, in milliseconds. A month that is simulated in minutes is too
/// short for that, so a bench makes it as much more often; nothing else does.
#[doc(hidden)]
pub static TIMER: AtomicU64 = AtomicU64::new(500);
/// So many starts in a row that end in the middle of an open are the database's fault. Fewer may be kills from
/// outside, and a state that is put aside for them forgets what was moved into place and had no line yet.
const FATAL_OPENS: usize = 8;
/// What is in the directory besides the locks.
const PARTS: [&str; 4] = ["sled", "sled.new", "spool", "opening"];
/// The thread that opens it.
const THREAD: &str = "open-state";

/// The state directory, locked by us.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) path: PathBuf,
    _lock: Lock,
}

impl Directory {
    /// Makes the directory if its parent is there, checks its owner, and locks it for an instance.
    pub(super) fn lock(path: &Path) -> Result<Self, StateError> {
        Self::ours(path)?;
        Ok(Self { path: path.to_owned(), _lock: Lock::of_instance(path)? })
    }

    /// The same, for a command that reads.
    pub(super) fn lock_to_read(path: &Path) -> Result<Self, StateError> {
        Self::ours(path)?;
        Ok(Self { path: path.to_owned(), _lock: Lock::of_reader(path)? })
    }

    fn ours(path: &Path) -> Result<(), StateError> {
        let failed = |source| StateError::io(path, source);
        if !path.exists() {
            fs::DirBuilder::new().mode(0o700).create(path).map_err(|source| {
                match source.kind() {
                    io::ErrorKind::NotFound => StateError::NoParent(path.to_owned()),
                    _ => failed(source),
                }
            })?;
        }
        let owner = fs::metadata(path).map_err(failed)?.uid();
        if owner != rustix::process::geteuid().as_raw() {
            return Err(StateError::NotOwner { directory: path.to_owned(), owner });
        }
        Ok(())
    }

    /// Moves the whole directory beside itself and begins an empty one in its place. Where it cannot be
    /// moved (a mount point), what is in it goes into a directory below it.
    pub(super) fn put_aside(self, now: Timestamp) -> Result<(Self, PathBuf), StateError> {
        let path = self.path.clone();
        let beside = Aside::beside(&path);
        let aside = beside.next(now);
        if move_directory(&path, &aside).is_ok() {
            beside.forget_oldest();
            return Ok((Self::lock(&path)?, aside));
        }
        let within = Aside::within(&path);
        let aside = within.next(now);
        let failed = |source| StateError::io(&aside, source);
        fs::DirBuilder::new().mode(0o700).create(&aside).map_err(failed)?;
        for part in PARTS {
            match move_directory(&path.join(part), &aside.join(part)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        within.forget_oldest();
        Ok((self, aside))
    }

    /// Opens the database and takes stock of it, in time; or says that it must be put aside.
    pub(super) fn open<T: Send + 'static>(
        &self,
        take_stock: impl FnOnce(Database) -> Result<T, StateError> + Send + 'static,
    ) -> Result<T, StateError> {
        let database = self.path.join("sled");
        let marker = self.path.join("opening");
        let failed = |source| StateError::io(&database, source);
        if fs::read(&marker).is_ok_and(|tries| tries.len() >= FATAL_OPENS) {
            return Err(StateError::Damaged(format!(
                "{FATAL_OPENS} starts in a row ended while it was opened"
            )));
        }
        OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&marker)
            .and_then(|mut file| file.write_all(b"!"))
            .map_err(failed)?;
        let first = if database.exists() { Ok(()) } else { self.make_first(&database) };
        let opened = first.and_then(|()| in_time(&database, take_stock));
        match &opened {
            Err(error) if !error.spares_database() => {}
            // An end that says nothing against the database counts for nothing, however often it comes.
            _ => fs::remove_file(&marker).map_err(failed)?,
        }
        opened
    }

    /// A kill in a database's very first open leaves one that never opens, so it is made beside.
    fn make_first(&self, database: &Path) -> Result<(), StateError> {
        let failed = |source| StateError::io(database, source);
        let beside = self.path.join("sled.new");
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(failed)?;
        }
        let first = in_time(&beside, Ok)?;
        first.flush()?;
        first.close()?;
        File::open(beside.join("db")).and_then(|file| file.sync_all()).map_err(failed)?;
        File::open(&beside).and_then(|file| file.sync_all()).map_err(failed)?;
        move_directory(&beside, database).map_err(failed)?;
        File::open(&self.path).and_then(|file| file.sync_all()).map_err(failed)
    }
}

/// Opens a database and reads it on a thread of its own: over a damaged one that can hang or panic.
fn in_time<T: Send + 'static>(
    database: &Path,
    read: impl FnOnce(Database) -> Result<T, StateError> + Send + 'static,
) -> Result<T, StateError> {
    let size = fs::metadata(database.join("db")).map_or(0, |file| file.len());
    let limit = OPEN_LIMIT + Duration::from_secs(size / OPEN_SPEED);
    let (sender, receiver) = mpsc::sync_channel(1);
    let path = database.to_owned();
    thread::Builder::new()
        .name(THREAD.to_owned())
        .spawn(move || {
            let opened = catch_unwind(AssertUnwindSafe(|| read(open_with_care(&path)?.into())));
            // After the limit nobody listens any more.
            let _ = sender.send(opened);
        })
        .map_err(|source| StateError::io(database, source))?;
    match receiver.recv_timeout(limit) {
        Ok(Ok(opened)) => opened,
        Ok(Err(_)) => Err(StateError::Damaged("sled panicked over it".to_owned())),
        Err(_) => Err(StateError::Stuck(database.to_owned())),
    }
}

fn open_with_care(database: &Path) -> Result<sled::Db, StateError> {
    let started = Instant::now();
    let mut without_snapshots = false;
    loop {
        remove_snapshots(database, without_snapshots)
            .map_err(|source| StateError::io(database, source))?;
        let config = sled::Config::new().path(database).cache_capacity(CACHE);
        match config.flush_every_ms(Some(TIMER.load(Relaxed))).open() {
            Err(sled::Error::Io(error))
                if lock_lingers(&error) && started.elapsed() < LINGERING_LOCK =>
            {
                thread::sleep(Duration::from_millis(50));
            }
            // A snapshot is only a shortcut through the log.
            Err(sled::Error::Corruption { .. }) if !without_snapshots => without_snapshots = true,
            opened => return Ok(opened?),
        }
    }
}

fn lock_lingers(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
        || error.to_string().contains("could not acquire lock")
}

/// Removes half-written snapshots, or all.
fn remove_snapshots(database: &Path, all: bool) -> io::Result<()> {
    if !database.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(database)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && (all || name.ends_with(".generating")) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "the state owns its directory")]
fn move_directory(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}
