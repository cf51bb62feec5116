//! What a refusal asks of us: how long its host is left alone.

use std::time::Duration;

use jiff::Timestamp;

/// The longest wish that is obeyed.
pub const MAX_COOL_DOWN: Duration = Duration::from_hours(168);

/// How long a host is left alone after a 429 that names no time.
pub const BARE_REFUSAL: Duration = Duration::from_hours(1);

/// Until when the whole host is to be left alone after an answer; `None` if the answer asks for nothing.
///
/// A 429 or 503 with a wish (`Retry-After`, read already) is obeyed; a 429 without one costs
/// [`BARE_REFUSAL`]. A 503 without one, a 403 or a 5xx concerns the one document, and its back-off.
pub fn refusal(status: u16, wish: Option<Duration>, now: Timestamp) -> Option<Timestamp> {
    let wait = match (status, wish) {
        (429 | 503, Some(wish)) => wish.min(MAX_COOL_DOWN),
        (429, None) => BARE_REFUSAL,
        _ => return None,
    };
    Some(now.checked_add(wait).unwrap_or(Timestamp::MAX))
}
