//! How much room there is where a directory lies.

use std::path::Path;

/// Bytes that may still be written there, if the system tells.
pub(super) fn free(directory: &Path) -> Option<u64> {
    let told = rustix::fs::statvfs(directory).ok()?;
    Some(told.f_bavail.saturating_mul(told.f_frsize))
}
