//! What stops the whole pipeline: the disk, or the state. Everything else costs one poll or one article.

use std::path::PathBuf;

use crate::output::{self, OutputError};
use crate::state::{Class, StateError};

/// Why the pipeline cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The state failed.
    #[error(transparent)]
    State(#[from] StateError),
    /// The output directory failed.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The state could not be opened and was put aside; a thread may still hold on to it.
    #[error(
        "the state could not be trusted and was put aside as {}; start again, and it is made anew from journal and output", .0.display()
    )]
    Afresh(PathBuf),
    /// A thread panicked where no single article can be blamed.
    #[error(
        "a part of courant panicked (the log says where); it ends here and goes on from what is safe when it starts again"
    )]
    Panicked,
}

impl Fault {
    /// A stable name for logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::State(_) => "state",
            Self::Output(_) => "output",
            Self::Afresh(_) => "state_damaged",
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
            Self::State(error) => error.class(),
            Self::Output(error) if error.disk_full() => Class::TryAgain,
            Self::Output(error) if error.disk_broken() => Class::Fatal,
            Self::Output(error) => match error.class() {
                output::Class::TryAgain => Class::TryAgain,
                output::Class::Fatal => Class::Fatal,
            },
            Self::Afresh(_) | Self::Panicked => Class::Fatal,
        }
    }
}
