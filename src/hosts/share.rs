//! Sharing out time, so that many do not come at once. Pure.

use std::time::Duration;

/// A part of `span` that is always the same for a name, and spread evenly over many names.
pub fn share(name: &str, span: Duration) -> Duration {
    let hash = blake3::hash(name.as_bytes());
    let part = u32::from(u16::from_le_bytes([hash.as_bytes()[2], hash.as_bytes()[3]]));
    span / u32::from(u16::MAX) * part
}
