//! The spool: polled documents that entries in the queue still need.
//!
//! Always: a document is complete and synced before a record points to it. Never: a document that no
//! record points to survives a start.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

/// The most bytes that are read back from one document.
const MAX_DOCUMENT: u64 = 2 << 30;

/// The name of a spooled document: 128 bits of BLAKE3 over its text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocumentHash([u8; 16]);

impl DocumentHash {
    /// The hash of a document's text.
    pub fn of(text: &str) -> Self {
        let mut first = [0; 16];
        first.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
        Self(first)
    }
}

impl fmt::Display for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The directory of spooled documents.
#[derive(Debug)]
pub(super) struct Spool {
    directory: PathBuf,
    handle: File,
    written: AtomicU64,
    /// Held while it is looked whether a document is there, or is needed, and while one goes.
    leaving: Mutex<()>,
}

impl Spool {
    pub(super) fn open(directory: PathBuf) -> io::Result<Self> {
        if !directory.is_dir() {
            fs::create_dir(&directory)?;
        }
        let handle = File::open(&directory)?;
        Ok(Self { directory, handle, written: AtomicU64::new(0), leaving: Mutex::default() })
    }

    /// Writes a document unless it is there, and syncs it and its name. Several threads may do so. It is needed by then.
    pub(super) fn keep(&self, hash: DocumentHash, text: &str) -> io::Result<()> {
        let path = self.path(hash);
        let is_there = {
            let _leaving = self.leaving.lock();
            path.exists()
        };
        if is_there {
            return self.handle.sync_all();
        }
        // The extension tells a torn file from a whole one, and the number one thread's from another's.
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let partial = path.with_extension(format!("{number}.part"));
        let written = write(&partial, text).and_then(|()| put_in_place(&partial, &path));
        if written.is_err() {
            // On a full disk each try would leave one behind.
            let _ = fs::remove_file(&partial);
        }
        written?;
        self.handle.sync_all()
    }

    pub(super) fn read(&self, hash: DocumentHash) -> io::Result<String> {
        let mut text = String::new();
        GzDecoder::new(File::open(self.path(hash))?)
            .take(MAX_DOCUMENT)
            .read_to_string(&mut text)?;
        Ok(text)
    }

    /// Removes a document unless it came to be needed; a leftover does no harm, since the next start sweeps.
    pub(super) fn leave(&self, hash: DocumentHash, is_needed: impl FnOnce() -> bool) {
        let _leaving = self.leaving.lock();
        if !is_needed() {
            let _ = fs::remove_file(self.path(hash));
        }
    }

    /// Removes every file that is not among `needed`.
    pub(super) fn sweep(&self, needed: &HashSet<DocumentHash>) -> io::Result<()> {
        let names: HashSet<String> = needed.iter().map(|hash| format!("{hash}.gz")).collect();
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            if !entry.file_name().to_str().is_some_and(|name| names.contains(name)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn path(&self, hash: DocumentHash) -> PathBuf {
        self.directory.join(format!("{hash}.gz"))
    }
}

fn write(partial: &Path, text: &str) -> io::Result<()> {
    let file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(partial)?;
    let mut encoder = GzEncoder::new(file, Compression::fast());
    encoder.write_all(text.as_bytes())?;
    encoder.finish()?.sync_all()
}

#[allow(clippy::disallowed_methods, reason = "the spool owns its directory")]
fn put_in_place(partial: &Path, path: &Path) -> io::Result<()> {
    fs::rename(partial, path)
}
