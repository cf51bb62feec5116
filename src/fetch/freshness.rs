//! How long an answer is fresh, by its own words (RFC 9111, section 4.2).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Headers;
use super::date::http_date;

/// A server whose clock is off by more than this says nothing with its `Date`.
const CLOCK_OFF: SignedDuration = SignedDuration::from_hours(24);

impl Headers {
    /// For how long from `now`, when it came, the answer is fresh; zero if it does not say. `Expires` counts only
    /// without a max-age, and no other directive makes it shorter.
    pub fn fresh_for(&self, now: Timestamp) -> Duration {
        // How much later than now it says that it was made; it may have waited in a cache since.
        let date = self.date.as_deref().and_then(http_date);
        let date = date.filter(|date| date.duration_since(now).abs() < CLOCK_OFF);
        let ahead = date.map_or(SignedDuration::ZERO, |date| date.duration_since(now));
        let fresh = match self.max_age() {
            Some(lifetime) => {
                let age = self.age.as_deref().and_then(|age| age.trim().parse().ok());
                let age = SignedDuration::from_secs(age.unwrap_or(0));
                // Age and Date both tell how old it is, and often tell the same.
                SignedDuration::from_secs(lifetime)
                    .saturating_sub(if ahead.is_negative() { age.max(-ahead) } else { age })
                    .saturating_add(ahead.max(SignedDuration::ZERO))
            }
            None => match self.expires.as_deref().and_then(http_date) {
                Some(expires) => expires.duration_since(date.unwrap_or(now)).saturating_add(ahead),
                None => SignedDuration::ZERO,
            },
        };
        Duration::try_from(fresh).unwrap_or_default()
    }

    /// The first max-age that can be read, in seconds; a number too large is a very long time.
    fn max_age(&self) -> Option<i64> {
        let directives = self.cache_control.as_deref().unwrap_or_default().split(',');
        directives
            .filter_map(|directive| directive.trim().split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("max-age"))
            .map(|(_, seconds)| seconds.trim().trim_matches('"'))
            .find(|seconds| !seconds.is_empty() && seconds.bytes().all(|b| b.is_ascii_digit()))
            .map(|seconds| seconds.parse().unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(cache_control: &str, age: &str, date: &str, expires: &str) -> u64 {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let headers = Headers {
            cache_control: some(cache_control),
            age: some(age),
            date: some(date),
            expires: some(expires),
            ..Headers::default()
        };
        headers.fresh_for("2026-11-23T12:00:00Z".parse().unwrap()).as_secs()
    }

    const NOON: &str = "Mon, 23 Nov 2026 12:00:00 GMT";
    const FIVE_TO: &str = "Mon, 23 Nov 2026 11:55:00 GMT";
    const FIVE_PAST: &str = "Mon, 23 Nov 2026 12:05:00 GMT";
    const TWO: &str = "Mon, 23 Nov 2026 14:00:00 GMT";
    const LONG_AGO: &str = "Thu, 01 Jan 1970 00:00:00 GMT";

    #[test]
    fn an_answer_is_fresh_until_its_date_and_max_age_less_its_age() {
        for (cache_control, age, date, expires, seconds) in [
            ("", "", "", "", 0),
            ("max-age=3600", "", "", "", 3600),
            ("public, Max-Age = \"3600\"", "", NOON, "", 3600),
            ("max-age=3600", "600", NOON, "", 3000),
            ("max-age=3600", "7200", NOON, "", 0),
            ("max-age=3600", "junk", NOON, "", 3600),
            // It is five minutes old, whether it says so once or twice.
            ("max-age=3600", "", FIVE_TO, "", 3300),
            ("max-age=3600", "300", FIVE_TO, "", 3300),
            // Its clock is ahead: not before that clock says so.
            ("max-age=3600", "", FIVE_PAST, "", 3900),
            ("max-age=3600", "", LONG_AGO, "", 3600),
            // no-cache does not shorten it, and what cannot be read is not there.
            ("no-cache, no-store, max-age=3600", "", NOON, "", 3600),
            ("max-age=soon, max-age=60", "", NOON, "", 60),
            ("max-age=-1", "", NOON, TWO, 7200),
            ("max-age=99999999999999999999", "", NOON, "", i64::MAX.unsigned_abs()),
            // Expires counts only without a max-age.
            ("max-age=60", "", NOON, TWO, 60),
            ("max-age=0", "", NOON, TWO, 0),
            ("no-cache", "", NOON, TWO, 7200),
            ("", "", "", TWO, 7200),
            ("", "", FIVE_PAST, TWO, 7200),
            ("", "", NOON, "0", 0),
            ("", "", NOON, LONG_AGO, 0),
        ] {
            let told = fresh(cache_control, age, date, expires);
            assert_eq!(told, seconds, "{cache_control:?} Age {age} Date {date} Expires {expires}");
        }
    }
}
