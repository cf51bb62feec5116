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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_is_read_in_all_three_forms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            " Sun, 06 Nov 1994 08:49:37 GMT ",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 09:49:37 +0100",
        ] {
            assert_eq!(http_date(text), Some(at("1994-11-06T08:49:37Z")), "{text}");
        }
        for junk in
            ["", "0", "-1", "soon", "Sun, 31 Feb 1994 08:49:37 GMT", "06 Nov 99999 08:49:37 GMT"]
        {
            assert_eq!(http_date(junk), None, "{junk}");
        }
    }

    #[test]
    fn a_wish_to_wait_is_read_as_seconds_or_as_a_date() {
        let now = at("2026-11-23T12:00:00Z");
        let seconds = |n| Some(Duration::from_secs(n));
        assert_eq!(retry_after("60", now), seconds(60));
        assert_eq!(retry_after(" 120 ", now), seconds(120));
        assert_eq!(retry_after("Mon, 23 Nov 2026 12:01:00 GMT", now), seconds(60));
        assert_eq!(retry_after("1000000000000", now), seconds(1_000_000_000_000));
        assert_eq!(retry_after("99999999999999999999999", now), seconds(u64::MAX));
        for none in [
            "0",
            "-5",
            "",
            "soon",
            "1.5",
            "60s",
            "Mon, 23 Nov 2026 11:59:00 GMT",
            "Mon, 23 Nov 2026 12:00:00 GMT",
        ] {
            assert_eq!(retry_after(none, now), None, "{none}");
        }
    }
}
