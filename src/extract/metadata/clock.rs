//! The time of day, as people write it.
//!
//! Never: how long something takes to read.

use super::locale::Locale;
use super::names::is_mark;

/// Words beside an hour of the morning.
const MORNING: &[&str] =
    &["am", "πμ", "ص", "صباح", "صباحا", "öö", "pagi", "오전", "上午", "午前", "凌晨", "早上"];

/// Words beside an hour after noon.
const AFTERNOON: &[&str] =
    &["pm", "μμ", "م", "مساء", "ös", "petang", "ptg", "오후", "下午", "午後", "晚上", "晚间"];

/// Words before an hour.
const AT: &[&str] = &[
    "kl", "klo", "kello", "ore", "alle", "à", "às", "as", "las", "um", "om", "at", "ob", "godz",
    "pukul",
];

/// Words behind hours and minutes.
const CLOCKS: &[&str] =
    &["uhr", "uur", "h", "gmt", "utc", "bst", "cet", "cest", "est", "edt", "wib", "wita", "wit"];

/// What stands between hours and minutes, or behind hours alone.
const HOURS: &[&str] = &["h", "uhr", "시", "時", "时", "點", "点", "giờ"];

/// Reads the minute and how many bytes it ends behind the hour, by what is before the hour and behind it.
type Reader = fn(&str, &str) -> Option<(i8, usize)>;

/// The hour and the minute that a lower-case line tells; its digits are ASCII.
pub(super) fn time_of(lower: &str, locale: Locale<'_>) -> Option<(i8, i8)> {
    let told = |read: Reader| {
        numbers(lower).find_map(|(start, end)| {
            let hour: i8 = lower[start..end].parse().ok()?;
            let (before, behind) = (&lower[..start], &lower[end..]);
            let (minute, length) = read(before, behind)?;
            let hour = of_day(hour, before, &behind[length..], locale);
            (hour < 24 && minute < 60).then_some((hour, minute))
        })
    };
    told(with_colon).or_else(|| told(with_dot)).or_else(|| told(with_word)).or_else(|| told(alone))
}

/// Where the numbers of one or two digits stand.
fn numbers(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let is_digit = move |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(move |&at| is_digit(at) && (at == 0 || !is_digit(at - 1)));
    starts
        .map(move |at| (at, if is_digit(at + 1) { at + 2 } else { at + 1 }))
        .filter(move |&(_, end)| !is_digit(end))
}

/// "14:05", and "14:05:30".
fn with_colon(_: &str, behind: &str) -> Option<(i8, usize)> {
    let minute = two_digits(behind.strip_prefix(':')?)?;
    let has_seconds = behind[3..].strip_prefix(':').is_some_and(|rest| two_digits(rest).is_some());
    Some((minute, if has_seconds { 6 } else { 3 }))
}

/// "14h05", "14 h 05", "14 Uhr", "2시 5분"; "14h" alone only where a word leads to it: else it may be how long.
fn with_word(before: &str, behind: &str) -> Option<(i8, usize)> {
    let word = behind.trim_start();
    let sign = HOURS.iter().find(|sign| word.starts_with(**sign))?;
    let rest = &word[sign.len()..];
    let digits: &str = rest.trim_start();
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    if length == 2 || length == 1 && !sign.is_ascii() {
        let end = behind.len() - digits.len() + length;
        return Some((digits[..length].parse().ok()?, end));
    }
    let is_whole = length == 0 && !rest.starts_with(char::is_alphabetic);
    (is_whole && (*sign != "h" || AT.contains(&last_word(before))))
        .then_some((0, behind.len() - rest.len()))
}

/// "14.05", where a word beside it or the year before it says that it is a time.
fn with_dot(before: &str, behind: &str) -> Option<(i8, usize)> {
    let rest = behind.strip_prefix('.')?;
    let minute = two_digits(rest)?;
    let rest = &rest[2..];
    let is_number = rest.starts_with(|c: char| c.is_ascii_digit() || c == '%')
        || rest
            .strip_prefix('.')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let next = rest.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let follows_year = || {
        let day = before.trim_end_matches(|c: char| c.is_whitespace() || ",-–|".contains(c));
        day.len() < before.len() && day.bytes().rev().take_while(u8::is_ascii_digit).count() == 4
    };
    let is_time = AT.contains(&last_word(before))
        || CLOCKS.contains(&next)
        || !rest.starts_with('.') && (stands_before(rest, "pm") || stands_before(rest, "am"))
        || (rest.trim().is_empty() || rest.trim_start().starts_with([',', '|', '(']))
            && follows_year();
    (!is_number && is_time).then_some((minute, 3))
}

/// "2 p.m."
fn alone(_: &str, behind: &str) -> Option<(i8, usize)> {
    (stands_before(behind, "pm") || stands_before(behind, "am")).then_some((0, 0))
}

fn two_digits(text: &str) -> Option<i8> {
    let digits = text.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    digits.parse().ok()
}

/// The last word of what stands before a number.
fn last_word(before: &str) -> &str {
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':'));
    before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

/// The hour of the day, by what is said of its half.
fn of_day(hour: i8, before: &str, behind: &str, locale: Locale<'_>) -> i8 {
    let beside = |words: &[&str]| {
        words.iter().any(|word| stands_before(behind, word) || stands_behind(before, word))
    };
    let is_vietnamese = locale.language() == "vi";
    if beside(AFTERNOON) || is_vietnamese && stands_before(behind, "ch") {
        if hour < 12 { hour + 12 } else { hour }
    } else if hour == 12 && (beside(MORNING) || is_vietnamese && stands_before(behind, "sa")) {
        0
    } else {
        hour
    }
}

/// The text begins with this word, be there dots and blanks between its letters: "p. m.".
fn stands_before(text: &str, word: &str) -> bool {
    let mut rest = text;
    for letter in word.chars() {
        rest = rest.trim_start_matches(|c: char| c == '.' || c.is_whitespace());
        let Some(behind) = rest.strip_prefix(letter) else { return false };
        rest = behind;
    }
    !rest.starts_with(|c: char| c.is_alphabetic() && !is_mark(c))
}

/// The text ends with this word. A letter alone is of the year there: "2024 م".
fn stands_behind(text: &str, word: &str) -> bool {
    let before = text.trim_end().strip_suffix(word);
    before.is_some_and(|before| {
        word.chars().nth(1).is_some()
            && (!word.is_ascii() || !before.ends_with(char::is_alphabetic))
    })
}
