//! Dates as pages write them.
//!
//! Always: a moment between 1990 and 2100; UTC where no zone is given; 00:00 where there is no time of
//! day. Never: a day that no calendar has.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use super::changes::says_when;
use super::clock::time_of;
use super::locale::Locale;
use super::{eras, full, short};
use crate::calendar::{has_digit, with_plain_digits};
use crate::extract::{PageDate, is_dense};

/// The years that an article may be from.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The longest text in which a date is looked for, in bytes.
const MAX_LENGTH: usize = 200;

impl Locale<'_> {
    /// A date as metadata write it, or as people do.
    pub(super) fn parse(self, text: &str) -> Option<PageDate> {
        let text = text.trim();
        let text = &text[..text.floor_char_boundary(MAX_LENGTH)];
        let mut locale = self;
        locale.is_american |= has_american_zone(text);
        machine(text)
            .or_else(|| written(text, locale))
            .filter(|date| YEARS.contains(&Offset::UTC.to_datetime(date.at).year()))
    }

    /// A short line that holds no more than a date, a time, and a few words of publishing.
    pub(in crate::extract) fn is_date_line(self, text: &str) -> bool {
        if text.len() > 120 || !has_digit(text) {
            return false;
        }
        let words = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| word.chars().count() > 2)
            .count();
        words <= 6 && !is_sentence(text) && written(text, self).is_some()
    }
}

/// "She died on 12 May 2021." is a sentence, "Published on 12 May 2021." is none.
pub(super) fn is_sentence(line: &str) -> bool {
    let ends = line.trim_end().ends_with(['.', '!', '?', '。', '।', '؟']);
    let words = || line.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 2);
    let signs =
        || line.chars().filter(|&c| is_dense(c) && !"年月日時时分年월일시분".contains(c)).count();
    ends && (words().count() > 2 || signs() >= 4) && !says_when(line)
}

/// It ends as Americans tell their zone: "5:30 PM EST".
fn has_american_zone(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    matches!(last, "EST" | "EDT" | "ET" | "CST" | "CDT" | "MST" | "MDT" | "PST" | "PDT" | "PT")
}

/// ISO 8601, RFC 2822, and seconds or milliseconds since 1970.
fn machine(text: &str) -> Option<PageDate> {
    if matches!(text.len(), 10 | 13)
        && let Ok(since) = text.parse::<i64>()
    {
        let at = Timestamp::from_second(if text.len() == 13 { since / 1000 } else { since });
        return Some(PageDate { at: at.ok()?, has_time: true });
    }
    if let Ok(date) = text.parse::<Date>() {
        let day_only = !text.contains(['T', ':']);
        if day_only {
            return day(date);
        }
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(PageDate { at, has_time: true });
    }
    if let Ok(at) = jiff::fmt::rfc2822::parse(text) {
        return Some(PageDate { at: at.timestamp(), has_time: true });
    }
    let spaced = text.replacen(' ', if text.contains('T') { "" } else { "T" }, 1).replace(' ', "");
    if let Ok(at) = spaced.parse::<Timestamp>() {
        return Some(PageDate { at, has_time: true });
    }
    if text.contains(':')
        && let Ok(local) = spaced.parse::<DateTime>()
    {
        return Some(PageDate { at: Offset::UTC.to_timestamp(local).ok()?, has_time: true });
    }
    None
}

fn day(date: Date) -> Option<PageDate> {
    Some(PageDate { at: Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?, has_time: false })
}

/// Without the time to the second that stands between a day and its year, and the zone behind it: "Tue Jun 3 10:11:12 CEST
/// 2025" (`ctime`, RFC 9110, section 5.6.7).
fn without_clock(text: &str) -> Cow<'_, str> {
    let is_clock = |word: &str| {
        word.len() == 8
            && word.bytes().enumerate().all(|(at, byte)| match at {
                2 | 5 => byte == b':',
                _ => byte.is_ascii_digit(),
            })
    };
    let is_zone = |word: &str| {
        (3..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    if text.bytes().filter(|&byte| byte == b':').count() < 2 {
        return text.into();
    }
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let Some(clock) = words.iter().position(|word| is_clock(word)) else { return text.into() };
    let year = clock + 1 + usize::from(words.get(clock + 1).is_some_and(|word| is_zone(word)));
    if !words.get(year).is_some_and(|word| is_year(word)) {
        return text.into();
    }
    words.drain(clock..year);
    words.join(" ").into()
}

/// As people write it, in full or short, by whatever years.
fn written(text: &str, locale: Locale<'_>) -> Option<PageDate> {
    let text = with_plain_digits(text);
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let bare = without_clock(&text).to_lowercase();
    let date = eras::date(&bare, locale)
        .or_else(|| short::date(&bare, locale))
        .or_else(|| full::date(&bare, locale))?;
    timed(date, &text.to_lowercase(), locale).or_else(|| day(date))
}

/// The day, if the calendar has it.
pub(super) fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The day with the time of day that the text tells.
fn timed(date: Date, lower: &str, locale: Locale<'_>) -> Option<PageDate> {
    let (hour, minute) = time_of(lower, locale)?;
    let at = Offset::UTC.to_timestamp(date.at(hour, minute, 0, 0)).ok()?;
    Some(PageDate { at, has_time: true })
}

/// A short line that holds no more than a date, in whatever language the page is.
pub(in crate::extract) fn is_date_line(text: &str) -> bool {
    Locale::default().is_date_line(text)
}

/// The day in an address such as `/2016/11/14/`, or `/14-11-2016-treaty`.
pub(super) fn in_path(path: &str, locale: Locale<'_>) -> Option<PageDate> {
    let parts: Vec<&str> = path.split(['/', '-', '_']).collect();
    let number = |part: &str, digits: usize| {
        (part.len() == digits || digits == 2 && part.len() == 1)
            .then(|| part.parse::<i16>().ok())
            .flatten()
    };
    let year = |part: &str| number(part, 4).filter(|year| YEARS.contains(year));
    let first = parts.windows(3).find_map(|parts| {
        civil(year(parts[0])?, number(parts[1], 2)?, number(parts[2], 2)?).and_then(day)
    });
    let last = || {
        parts.windows(3).find_map(|parts| {
            let (one, other, year) = (number(parts[0], 2)?, number(parts[1], 2)?, year(parts[2])?);
            let (day_of, month) = if locale.is_american { (other, one) } else { (one, other) };
            civil(year, month, day_of).and_then(day)
        })
    };
    // "/20161114/", and what begins so: "A20161114103000123".
    let run = || {
        let runs = path
            .split(|c: char| !c.is_ascii_digit())
            .filter(|run| run.len() == 8 || run.len() > 13);
        runs.map(|run| (&run[..4], &run[4..6], &run[6..8])).find_map(
            |(year_of, month, of_month)| {
                civil(year(year_of)?, month.parse().ok()?, of_month.parse().ok()?).and_then(day)
            },
        )
    };
    first.or_else(last).or_else(run)
}
