//! What a refusal asks of us: how long its host is left alone.

use std::time::Duration;

use super::{Host, share};

/// The longest wish that is obeyed.
pub const MAX_COOL_DOWN: Duration = Duration::from_hours(168);

/// How long a host is left alone at the least after a 429 that names no time; twice as long each time that it
/// refuses again.
pub const BARE_REFUSAL: Duration = Duration::from_hours(1);

/// How long the whole host is to be left alone after an answer; `None` if the answer asks for nothing.
/// `before` is how often in a row it refused before without naming a time.
///
/// A 429 or 503 with a wish (`Retry-After`, read already) is obeyed. A 429 without one costs [`BARE_REFUSAL`],
/// doubled with each repetition, and up to a quarter more by the host's own share. A 503 without one, a 403 or
/// another 5xx concerns the one document, and its back-off.
pub(super) fn refusal(
    host: &Host,
    status: u16,
    wish: Option<Duration>,
    before: u32,
) -> Option<Duration> {
    let wait = match (status, wish) {
        (429 | 503, Some(wish)) => wish,
        (429, None) => {
            let wait = BARE_REFUSAL.saturating_mul(1 << before.min(16)).min(MAX_COOL_DOWN);
            wait + share(&format!("{host} {before}"), wait / 4)
        }
        _ => return None,
    };
    Some(wait.min(MAX_COOL_DOWN))
}
