//! What stops the whole pipeline: the disk, or the state. Everything else costs one poll or one article.

use crate::output::{self, OutputError};
use crate::state::{self, StateError};

/// Why the pipeline cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The state failed.
    #[error(transparent)]
    State(#[from] StateError),
    /// The output directory failed.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A thread panicked where no single article can be blamed.
    #[error(
        "a part of courant panicked (the log says where); it ends here and goes on from what is safe when it starts again"
    )]
    Panicked,
}

/// What follows from a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It may work later: exit 75.
    TryAgain,
    /// Another user must run this: exit 77.
    NotPermitted,
    /// Somebody has to change the installation: exit 78.
    Refused,
    /// The state must be made anew by a fresh process.
    Rebuild,
    /// Exit 74.
    Fatal,
}

impl Fault {
    /// A stable name for logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::State(_) => "state",
            Self::Output(_) => "output",
            Self::Panicked => "panic",
        }
    }

    /// What the system said, where it was the system.
    pub fn system(&self) -> Option<&std::io::Error> {
        match self {
            Self::State(StateError::Io { source, .. })
            | Self::Output(OutputError::Io { source, .. }) => Some(source),
            _ => None,
        }
    }

    /// What follows.
    pub fn class(&self) -> Class {
        match self {
            Self::State(error) => match error.class() {
                state::Class::TryAgain => Class::TryAgain,
                state::Class::NotPermitted => Class::NotPermitted,
                state::Class::Refused => Class::Refused,
                state::Class::Rebuild => Class::Rebuild,
                state::Class::Fatal => Class::Fatal,
            },
            Self::Output(error) if error.disk_full() => Class::TryAgain,
            Self::Output(error) => match error.class() {
                output::Class::TryAgain => Class::TryAgain,
                output::Class::Fatal => Class::Fatal,
            },
            Self::Panicked => Class::Fatal,
        }
    }
}
