//! What can go wrong with the state, and what it means for the daemon.

use std::io;
use std::path::{Path, PathBuf};

/// A failure of the state directory.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another instance holds the directory, by this file in it.
    #[error("the lock {} is held by another courant: stop that one first (a daemon that runs polls on `courant poll`, and tells of itself with `courant status`), or give this one a [state] directory of its own", .0.display())]
    Held(PathBuf),
    /// The directory belongs to somebody else: sled would leave files there that its owner cannot read.
    #[error("{} belongs to user {owner}; run this as that user", .directory.display())]
    NotOwner {
        /// The directory.
        directory: PathBuf,
        /// The user id that owns it.
        owner: u32,
    },
    /// A newer courant wrote it.
    #[error("{} was written by a newer courant (version {version} of its records); install that one again", .directory.display())]
    Newer {
        /// The directory.
        directory: PathBuf,
        /// The version of its records.
        version: u32,
    },
    /// An older courant wrote it.
    #[error(
        "the state was written by an older courant (version {0} of its records); the next start puts it aside and makes it anew from journal and output, as `courant state rebuild` does now"
    )]
    Older(u32),
    /// There is none.
    #[error("there is no state in {}; the next start makes one, from journal and output if they are there, or name the directory that has it as [state] directory", .0.display())]
    None(PathBuf),
    /// There is no directory to make it in.
    #[error("the state directory {} cannot be made, because the one above it is not there; make that one (mkdir -p), or name another as [state] directory", .0.display())]
    NoParent(PathBuf),
    /// The database is damaged.
    #[error(
        "the state is damaged: {0}; the next start puts it aside and makes it anew from journal and output, as `courant state rebuild` does now"
    )]
    Damaged(String),
    /// Opening the database does not come to an end.
    #[error("the state in {} does not open in time; the next start puts it aside and makes it anew from journal and output, as `courant state rebuild` does now", .0.display())]
    Stuck(PathBuf),
    /// Reading or writing failed.
    #[error("{} cannot be read or written: {source}", .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What follows from a failure of the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It may work later: exit 75.
    TryAgain,
    /// Another user must run this: exit 77.
    NotPermitted,
    /// Somebody has to change the installation: exit 78.
    Refused,
    /// The state must be made anew.
    Rebuild,
    /// The process must end and start afresh: exit 74.
    Fatal,
}

impl StateError {
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    /// What the system called it, where it was the system.
    pub(super) fn kind(&self) -> io::ErrorKind {
        match self {
            Self::Io { source, .. } => source.kind(),
            _ => io::ErrorKind::Other,
        }
    }

    /// Whether it says nothing against the database: there is no room or no permission for it, or it is another
    /// version's. What is not found may be a part of it.
    pub(super) fn spares_database(&self) -> bool {
        match self.class() {
            Class::TryAgain => self.kind() != io::ErrorKind::NotFound,
            Class::Refused => true,
            _ => false,
        }
    }

    /// What follows.
    pub fn class(&self) -> Class {
        match self {
            Self::Held(_) | Self::None(_) | Self::NoParent(_) => Class::TryAgain,
            Self::NotOwner { .. } => Class::NotPermitted,
            Self::Older(_) | Self::Damaged(_) | Self::Stuck(_) => Class::Rebuild,
            Self::Newer { .. } => Class::Refused,
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull
                | io::ErrorKind::QuotaExceeded
                | io::ErrorKind::NotFound
                | io::ErrorKind::PermissionDenied
                | io::ErrorKind::ReadOnlyFilesystem => Class::TryAgain,
                _ => Class::Fatal,
            },
        }
    }
}

impl From<sled::Error> for StateError {
    fn from(error: sled::Error) -> Self {
        match error {
            sled::Error::Io(source) => {
                Self::Io { path: PathBuf::from("the state's database"), source }
            }
            other => Self::Damaged(other.to_string()),
        }
    }
}
