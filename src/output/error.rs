//! What can go wrong with the output directory.

use std::io;
use std::path::{Path, PathBuf};

/// A failure of the output directory.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The directory is not there.
    #[error("the output directory {} is not there; make it (mkdir -p) or mount it, or name another as [output] directory", .0.display())]
    Missing(PathBuf),
    /// Another directory stands in its place: what is staged and told stood in the former one.
    #[error("the output directory {} was replaced by another one; courant ends here, and begins with that one when it starts again", .0.display())]
    Replaced(PathBuf),
    /// Another instance writes into it, and holds this file.
    #[error("the lock {} is held by another courant: stop that one first (a daemon that runs polls on `courant poll`, and tells of itself with `courant status`), or give this one an [output] directory of its own", .0.display())]
    Held(PathBuf),
    /// Something in the way of our files is a link or no directory.
    #[error("{} is not a directory of its own (a symbolic link is not followed); move it away, or put a real directory there", .0.display())]
    NotADirectory(PathBuf),
    /// A directory stands where a file of an article belongs.
    #[error("{} is a directory, and a file of an article belongs there; move it away", .0.display())]
    NotAFile(PathBuf),
    /// The files of this article alone cannot be put in their place: what stands there [is not ours](Self::not_ours).
    #[error(transparent)]
    Hindered(Box<Self>),
    /// Another consumer moves this cursor.
    #[error("the cursor {} is held by another consumer; stop that one, or take a cursor of your own", .0.display())]
    CursorHeld(PathBuf),
    /// What stands in a cursor's file is no number.
    #[error("the cursor {} holds no number; remove it to begin anew, or write the number of the last emission into it that you are done with", .0.display())]
    CursorDamaged(PathBuf),
    /// Reading or writing failed.
    #[error("{} cannot be read or written: {source}", .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A sync failed: what was written may be gone, so it must be written again by a new process.
    #[error("{} cannot be synced: {source}; courant ends here and goes on from what is safe when it starts again", .path.display())]
    Unsynced {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What follows from a failure of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It may work later: wait and try again, or exit 75 at the start.
    TryAgain,
    /// The process must end and start afresh: exit 74, or 75 where the disk is full.
    Fatal,
}

impl OutputError {
    pub(super) fn io(path: &Path, source: impl Into<io::Error>) -> Self {
        let source = source.into();
        match rustix::io::Errno::from_io_error(&source) {
            Some(rustix::io::Errno::LOOP | rustix::io::Errno::NOTDIR) => {
                Self::NotADirectory(path.to_owned())
            }
            _ => Self::Io { path: path.to_owned(), source },
        }
    }

    pub(super) fn unsynced(path: &Path, source: impl Into<io::Error>) -> Self {
        Self::Unsynced { path: path.to_owned(), source: source.into() }
    }

    /// What follows.
    pub fn class(&self) -> Class {
        match self {
            Self::Replaced(_) | Self::Unsynced { .. } => Class::Fatal,
            _ => Class::TryAgain,
        }
    }

    /// A file or directory vanished; the output directory itself is another matter.
    pub(super) fn not_found(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }

    /// What stands there is nothing that we may use: it is in the way of what belongs there, and of nothing else.
    pub fn not_ours(&self) -> bool {
        match self {
            Self::NotADirectory(_) | Self::NotAFile(_) => true,
            _ => self.not_permitted(),
        }
    }

    /// The system lets somebody else alone read or write it.
    pub fn not_permitted(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied)
    }

    /// The disk cannot be read or written, and it is not for a lack of space.
    pub fn disk_broken(&self) -> bool {
        let broken = Some(rustix::io::Errno::IO);
        matches!(self, Self::Io { source, .. } if rustix::io::Errno::from_io_error(source) == broken)
    }

    /// The disk is full.
    pub fn disk_full(&self) -> bool {
        match self {
            Self::Io { source, .. } | Self::Unsynced { source, .. } => {
                matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            _ => false,
        }
    }
}
