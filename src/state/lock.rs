//! The locks of the state directory.
//!
//! `lock` is the instance's that works on the state, for as long as it lives; a second one is refused at once. `turn` is
//! held by whoever has the database open, since sled bears only one: the instance, or a command that reads for a moment
//! while none runs. An instance that starts in that moment waits until the command has read.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::StateError;

/// How long an instance waits for commands that read: a large state takes them seconds to open.
const READERS: Duration = Duration::from_secs(30);
/// How often it looks.
const GLANCE: Duration = Duration::from_millis(20);

/// What is held as long as the directory is in use.
#[derive(Debug)]
pub(super) struct Lock {
    _instance: Option<File>,
    _turn: File,
}

impl Lock {
    /// To work on the state.
    pub(super) fn of_instance(directory: &Path) -> Result<Self, StateError> {
        let instance = take(directory, "lock", Duration::ZERO)?;
        Ok(Self { _instance: Some(instance), _turn: take(directory, "turn", READERS)? })
    }

    /// To read it, for a moment.
    pub(super) fn of_reader(directory: &Path) -> Result<Self, StateError> {
        Ok(Self { _instance: None, _turn: take(directory, "turn", Duration::ZERO)? })
    }
}

fn take(directory: &Path, name: &str, patience: Duration) -> Result<File, StateError> {
    let path = directory.join(name);
    let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let lock = lock.map_err(|source| StateError::io(&path, source))?;
    let begun = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if begun.elapsed() < patience => thread::sleep(GLANCE),
            Err(TryLockError::WouldBlock) => return Err(StateError::Held(path)),
            Err(TryLockError::Error(source)) => return Err(StateError::io(&path, source)),
        }
    }
}
