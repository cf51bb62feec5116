//! Room for long bodies: only so many of them are in memory at a time, in the whole program.
//!
//! Always: a body that grows beyond [`SHORT_BODY`] waits for room, [`PATIENCE`] at the most, and keeps it until what was
//! made of it is gone. Never: a room kept over a wait for a turn, or waited for by who holds one of the same kind.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// A body up to this length needs no room, in bytes. Most pages are shorter.
pub const SHORT_BODY: usize = 256 << 10;

/// So many longer ones there are at a time.
pub const LONG_BODIES: usize = 6;

/// A body waits so long for room: few servers wait longer for who reads nothing.
const PATIENCE: Duration = Duration::from_mins(2);

/// And so many entries whose own text is longer wait for their page, or are written.
pub const LONG_ENTRIES: usize = 2;

/// The machine's memory is one, and so are these.
static BODIES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(LONG_BODIES)));
static ENTRIES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(LONG_ENTRIES)));

/// The room that a long body takes, or none for a short one. It is free again when this is dropped, with all clones.
#[derive(Debug, Clone, Default)]
pub struct Room(Option<Arc<OwnedSemaphorePermit>>);

impl Room {
    /// The room of an entry's own text. It is none of the bodies': a slow page that is waited for holds no other up.
    pub async fn of_entry(bytes: usize) -> Self {
        if bytes <= SHORT_BODY {
            return Self::default();
        }
        Self(ENTRIES.clone().acquire_owned().await.ok().map(Arc::new))
    }

    /// Waits for room where there must be some for so many bytes, and none is taken yet; `false` if there is none.
    #[must_use]
    pub(super) async fn extend(&mut self, bytes: usize) -> bool {
        if self.0.is_none() && bytes > SHORT_BODY {
            // The semaphore is never closed.
            let room = timeout(PATIENCE, BODIES.clone().acquire_owned()).await;
            let Ok(room) = room else { return false };
            self.0 = room.ok().map(Arc::new);
        }
        true
    }

    /// Whether it is one of the few.
    #[cfg(test)]
    pub(super) fn is_long(&self) -> bool {
        self.0.is_some()
    }
}

/// How many long bodies there are, with those that wait for room.
#[cfg(test)]
pub(super) fn long_bodies() -> usize {
    // Each holds one, the other is the constant's.
    Arc::strong_count(&BODIES) - 1
}
