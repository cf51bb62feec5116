//! Room: whether the file systems of state and output have space for more. Below a floor nothing new is taken on,
//! because a full disk ends everything: the database cannot even be opened on it.
//!
//! Always: what is owed is published all the same, and everything goes on by itself once there is room. Never: a
//! poll whose entries could not be kept.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::time::Duration;

use bytesize::ByteSize;
use tokio::time::Instant;

use super::{LOOK_UP, Pipeline, blocking};

/// The least free space, in bytes: enough for everything that may be under way …
const FLOOR: u64 = 64 << 20;
/// … but no more than this part of a small file system.
const PART: u64 = 10;
/// How often a lack is told.
const TELL_EVERY: Duration = Duration::from_mins(1);

/// A file system has too little space left.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the disk of {} is nearly full: {} are left, and {} are needed before anything new is taken on; make room, and courant goes on where it stopped", .path.display(), ByteSize(*.free), ByteSize(*.floor))]
pub struct LowDisk {
    path: PathBuf,
    free: u64,
    floor: u64,
}

impl Pipeline {
    /// What keeps new things from being taken on, if something did when it was last looked at.
    pub fn low_disk(&self) -> Option<LowDisk> {
        self.low_disk.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at the space that is left.
    pub async fn look_for_room(&self) {
        let paths = [self.state.path().to_owned(), self.output.path().to_owned()];
        let low = blocking(move || paths.iter().find_map(|path| low_at(path))).await;
        let low = low.unwrap_or_default();
        match &low {
            Some(low) => self.health.trouble("room", format!("polling pauses: {low}")),
            None => self.health.passed("room"),
        };
        *self.low_disk.write().unwrap_or_else(PoisonError::into_inner) = low;
    }

    /// Looks again and again, and tells of a lack once a minute.
    pub async fn keep_room(&self) {
        let mut told: Option<Instant> = None;
        loop {
            self.look_for_room().await;
            match (self.low_disk(), told) {
                (Some(low), _) if told.is_none_or(|told| told.elapsed() >= TELL_EVERY) => {
                    tracing::warn!(error = "low_disk", detail = %low, "Polling pauses");
                    told = Some(Instant::now());
                }
                (None, Some(_)) => {
                    tracing::info!("There is room on the disk again: polling goes on");
                    told = None;
                    // What fell due meanwhile is spread.
                    self.rearrange();
                    self.arrivals.notify_one();
                }
                _ => {}
            }
            tokio::time::sleep(LOOK_UP).await;
        }
    }
}

/// A file system that cannot tell, or that is away, is no reason to pause: whoever writes there will know.
fn low_at(path: &Path) -> Option<LowDisk> {
    let system = rustix::fs::statvfs(path).ok().filter(|system| system.f_blocks > 0)?;
    let bytes = |blocks: u64| blocks.saturating_mul(system.f_frsize);
    let (free, floor) = (bytes(system.f_bavail), FLOOR.min(bytes(system.f_blocks) / PART));
    (free < floor).then(|| LowDisk { path: path.to_owned(), free, floor })
}
