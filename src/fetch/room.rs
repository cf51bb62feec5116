//! Room for long bodies: only so many of them are in memory at a time, in the whole program.
//!
//! Always: a body that grows beyond [`SHORT_BODY`] waits for room, and keeps it until what was made of it is gone.
//! Never: a room waited for without end by who holds one; a request's deadline runs on meanwhile.

use std::sync::{Arc, LazyLock};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A body up to this length needs no room, in bytes. Most pages are shorter.
pub const SHORT_BODY: usize = 256 << 10;

/// So many longer ones there are at a time.
pub const LONG_BODIES: usize = 8;

/// The machine's memory is one, and so is this.
static ROOMS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(LONG_BODIES)));

/// The room that a long body takes, or none for a short one. It is free again when this is dropped, with all clones.
#[derive(Debug, Clone, Default)]
pub struct Room(Option<Arc<OwnedSemaphorePermit>>);

impl Room {
    /// Waits for room where there must be some for so many bytes, and none is taken yet.
    pub async fn extend(&mut self, bytes: usize) {
        if self.0.is_none() && bytes > SHORT_BODY {
            // The semaphore is never closed.
            self.0 = ROOMS.clone().acquire_owned().await.ok().map(Arc::new);
        }
    }

    /// Whether it is one of the few.
    #[cfg(test)]
    pub(super) fn is_long(&self) -> bool {
        self.0.is_some()
    }
}
