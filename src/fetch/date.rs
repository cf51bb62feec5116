//! Dates and delays as HTTP writes them. Pure.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

/// Dates do not have to agree with the day of the week that they name: servers get that wrong.
const PREFERRED: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);

/// The obsolete forms that a recipient must still read: RFC 850's, and that of C's `asctime`.
const OBSOLETE: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Reads a date (RFC 9110, section 5.6.7).
pub fn http_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = PREFERRED.parse_timestamp(text) {
        return Some(at);
    }
    OBSOLETE.iter().find_map(|form| {
        let at: DateTime = strtime::parse(form, text).ok()?.to_datetime().ok()?;
        TimeZone::UTC.to_timestamp(at).ok()
    })
}

/// Reads a `Retry-After` (RFC 9110, section 10.2.3): how long from `now`. `None` if it is junk, or
/// past; without an upper bound, which is the reader's to set.
pub fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    let delay = if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit are still a plain wish: a very long time.
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        Duration::try_from(http_date(text)?.duration_since(now)).ok()?
    };
    (!delay.is_zero()).then_some(delay)
}
