//! Moments, durations, sizes and strange texts in the words of a page.

use std::time::Duration;

use jiff::Timestamp;
use maud::{Markup, html};

use crate::clock::to_the_minute;
use crate::identity;

/// The longest strange text that is shown, in characters.
const MAX_TEXT: usize = 1_000;

/// A moment as people say it, with the whole of it on hover and for programs.
pub(super) fn when(at: Timestamp, now: Timestamp) -> Markup {
    let far = at.duration_since(now).unsigned_abs();
    let said = match (far.as_secs(), at > now) {
        (0..=4, _) => "now".to_owned(),
        (_, true) => format!("in {}", length(far)),
        (_, false) => format!("{} ago", length(far)),
    };
    html! { time datetime=(at) title=(clock(at)) { (said) } }
}

/// A moment by the clock: `2026-11-23 09:14 UTC`.
pub(super) fn clock(at: Timestamp) -> String {
    format!("{} UTC", to_the_minute(at))
}

/// A duration in its two largest units at most.
pub(super) fn length(duration: Duration) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let seconds = duration.as_secs();
    let Some(at) = UNITS.iter().position(|(unit, _)| seconds >= *unit) else {
        return "under 1 s".to_owned();
    };
    let (unit, name) = UNITS[at];
    let (whole, rest) = (seconds / unit, seconds % unit);
    match UNITS.get(at + 1) {
        // Seconds matter to nobody once there are minutes.
        Some((lesser, lesser_name)) if whole < 10 && *lesser > 1 && rest >= *lesser => {
            format!("{whole} {name} {} {lesser_name}", rest / lesser)
        }
        _ => format!("{whole} {name}"),
    }
}

/// A count with thin spaces between thousands.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Bytes as people write them.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut unit = 0;
    let mut whole = bytes;
    while whole >= 10_000 && unit + 1 < UNITS.len() {
        whole /= 1_000;
        unit += 1;
    }
    format!("{}\u{a0}{}", count(whole), UNITS[unit])
}

/// Text that somebody else wrote, on one line: nothing in it moves the text around it, and it ends.
pub(super) fn tame(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut out: String =
        text.chars().take(MAX_TEXT).map(|c| if hidden(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(MAX_TEXT).is_some() {
        out.push('…');
    }
    out
}

/// A link to an address that somebody else wrote; text, where it is none that a browser may follow.
pub(super) fn outside(url: &str) -> Markup {
    html! {
        @if is_web(url) {
            a.outside href=(url) rel="noreferrer noopener nofollow" { (tame(url)) }
        } @else { (tame(url)) }
    }
}

/// Whether an address leads to the web.
pub(super) fn is_web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| identity::is_web(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_counts_are_short_and_whole() {
        let said = |seconds| length(Duration::from_secs(seconds));
        assert_eq!(
            [said(0), said(59), said(61), said(3_700)],
            ["under 1 s", "59 s", "1 min", "1 h 1 min"]
        );
        assert_eq!([said(36_000), said(90_000), said(1_000_000)], ["10 h", "1 d 1 h", "11 d"]);
        assert_eq!(
            [count(0), count(999), count(1_234_567)],
            ["0", "999", "1\u{202f}234\u{202f}567"]
        );
        assert_eq!([bytes(9_999), bytes(41_200_000_000)], ["9\u{202f}999\u{a0}B", "41\u{a0}GB"]);
        assert_eq!(tame("a\u{202e}b\nc"), "a\u{fffd}b\u{fffd}c");
        assert!(is_web("https://a.example/") && !is_web("javascript:alert(1)") && !is_web("/x"));
    }
}
