//! What keeps old articles where they are: told by the directory, and in the way of nothing else.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Class, OutputError};

/// What was in the way, the first in each directory.
#[derive(Debug, Default)]
pub(super) struct Stuck(RefCell<BTreeMap<PathBuf, OutputError>>);

impl Stuck {
    /// What was done in a directory, if it was; only what no other directory is spared from is a failure.
    pub(super) fn pass<T>(
        &self,
        directory: &Path,
        done: Result<T, OutputError>,
    ) -> Result<Option<T>, OutputError> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(error) if error.class() == Class::Fatal || error.disk_broken() => Err(error),
            Err(error) => {
                self.0.borrow_mut().entry(directory.to_owned()).or_insert(error);
                Ok(None)
            }
        }
    }

    pub(super) fn into_errors(self) -> Vec<OutputError> {
        self.0.into_inner().into_values().collect()
    }
}
