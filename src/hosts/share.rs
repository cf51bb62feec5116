//! Sharing out time, so that many do not come at once. Pure.

use std::time::Duration;

/// A part of `span` that is always the same for a name, and spread evenly over many names.
pub fn share(name: &str, span: Duration) -> Duration {
    let hash = blake3::hash(name.as_bytes());
    let part = u32::from(u16::from_le_bytes([hash.as_bytes()[2], hash.as_bytes()[3]]));
    span / u32::from(u16::MAX) * part
}

/// The least interval of each of so many feeds on one host: half of the host's turns are left for its pages.
pub fn stretched(feeds: u32, gap: Duration) -> Duration {
    if feeds < 2 { Duration::ZERO } else { gap.saturating_mul(feeds).saturating_mul(2) }
}
