//! The database: sled's handle, for disks that refuse to write.
//!
//! Always: a flush comes to an end, and closing the database costs no more than an error. sled 0.34 does not wake
//! those who wait for a flush when a write failed behind their back (`Log::exit_reservation`), its own timer among
//! them, for which closing waits without end; and it panics where it cannot sync at the end.

use std::any::Any;
use std::io;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::records::decode;
use super::{StateError, kind};

/// How long a flush takes before somebody looks whether it waits for nothing.
const GLANCE: Duration = Duration::from_secs(1);
/// How long closing may take; all that it has to write is what nothing was built on yet.
const CLOSING_LIMIT: Duration = Duration::from_secs(30);
/// What is written to look: whoever writes next learns of the failure, and wakes those who wait.
const LOOK: &[u8] = &[kind::NOTHING];

/// An open database.
#[derive(Debug)]
pub(super) struct Database(Option<sled::Db>);

impl From<sled::Db> for Database {
    fn from(opened: sled::Db) -> Self {
        Self(Some(opened))
    }
}

impl Deref for Database {
    type Target = sled::Db;

    fn deref(&self) -> &sled::Db {
        self.0.as_ref().expect("it is taken only when it closes")
    }
}

impl Database {
    /// The record under a key.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        key: impl AsRef<[u8]>,
    ) -> Result<Option<T>, StateError> {
        self.get(key)?.map(|record| decode(&record)).transpose()
    }

    /// Hands everything written so far to the disk; not synced.
    pub(super) fn flush(&self) -> Result<(), StateError> {
        let (done, waits) = mpsc::channel::<()>();
        thread::scope(|scope| {
            // Without a thread to spare, most failures still come to light.
            let _ =
                thread::Builder::new().name("flush".to_owned()).spawn_scoped(scope, move || {
                    while waits.recv_timeout(GLANCE) == Err(RecvTimeoutError::Timeout) {
                        // Its own failure is the flush's.
                        let _ = self.insert(LOOK, &[]);
                    }
                });
            let flushed = (**self).flush();
            drop(done);
            flushed.map(drop).map_err(StateError::from)
        })
    }

    /// Whether nothing was ever kept in it. A flush that was looked after leaves its trace, in a new one too.
    pub(super) fn is_new(&self) -> Result<bool, StateError> {
        for key in self.iter().keys() {
            if key? != LOOK {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Closes it, and waits until it is closed.
    pub(super) fn close(mut self) -> Result<(), StateError> {
        self.shut()
    }

    fn shut(&mut self) -> Result<(), StateError> {
        if self.0.is_some() {
            // It wakes a timer that waits for a write that failed. Its own failure comes again.
            let _ = self.flush();
        }
        let Some(database) = self.0.take() else { return Ok(()) };
        let (sender, receiver) = mpsc::sync_channel(1);
        let closing = catch_unwind(AssertUnwindSafe(|| {
            thread::Builder::new().name("close-state".to_owned()).spawn(move || {
                let closed = catch_unwind(AssertUnwindSafe(|| drop(database)));
                // After the limit nobody listens any more.
                let _ = sender.send(closed);
            })
        }));
        let refused = |panic: &(dyn Any + Send)| StateError::from(sled::Error::Io(refusal(panic)));
        match closing {
            Ok(Ok(_)) => {}
            // Without a thread to spare it was closed here.
            Ok(Err(_)) => return Ok(()),
            Err(panic) => return Err(refused(&*panic)),
        }
        match receiver.recv_timeout(CLOSING_LIMIT) {
            Ok(closed) => closed.map_err(|panic| refused(&*panic)),
            Err(_) => Err(StateError::from(sled::Error::Io(io::ErrorKind::TimedOut.into()))),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What anything was built on is synced, so nothing is lost with it.
        let _ = self.shut();
    }
}

/// sled panics with what the system said.
fn refusal(panic: &(dyn Any + Send)) -> io::Error {
    let said = panic.downcast_ref::<String>().map_or("", String::as_str);
    if said.contains("StorageFull") {
        return io::ErrorKind::StorageFull.into();
    }
    io::Error::other("it cannot be synced")
}
