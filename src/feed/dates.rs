//! Dates as feeds write them.
//!
//! Always: a moment between 1990 and 2100, UTC where no zone is given. Never: a panic, a clock, a day that no
//! calendar has.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::Serialize;

use super::zones;
use crate::calendar;

/// The years that an entry may be from.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The longest text that can be a date, in bytes.
const MAX_LENGTH: usize = 96;

/// A month is read in this language where several share its name: feeds that spell months out are mostly of it.
const POLISH: &str = "pl";

/// The names of the halves of a day, and whether it is the second.
const HALVES: [(&str, bool); 10] = [
    ("am", false),
    ("a.m", false),
    ("上午", false),
    ("午前", false),
    ("오전", false),
    ("pm", true),
    ("p.m", true),
    ("下午", true),
    ("午後", true),
    ("오후", true),
];

/// How sure a date is, the least sure first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// There is no day in it: the first is taken.
    Guessed,
    /// There is no time in it: midnight is taken.
    DayOnly,
    /// There is no zone in it that we know: UTC is taken.
    ZoneAssumed,
    /// Day, time and zone are given.
    Exact,
}

/// A date, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The moment.
    pub at: Timestamp,
    /// How sure it is.
    pub confidence: Confidence,
}

/// Reads a date in any form that feeds are known to use.
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() < 4 || text.len() > MAX_LENGTH {
        return None;
    }
    if let Some(date) = seconds(text) {
        return Some(date);
    }
    let mut lower = text.to_lowercase();
    if lower.contains(['年', '년']) {
        let dashes = lower.replace(['年', '月', '년', '월'], "-").replace("- ", "-");
        let colons = dashes.replace(['時', '时', '시', '分', '분'], ":").replace(": ", ":");
        lower = colons.replace(['日', '일', '秒', '초'], " ");
    }
    let mut parts = Parts::default();
    let rest = parts.leading_time(&lower)?;
    let rest = parts.leading_date(rest)?;
    parts.take(rest)?;
    let confidence = parts.confidence();
    parts.timestamp().map(|at| Date { at, confidence })
}

/// The seconds or milliseconds since 1970 that programs count; as everywhere, whole seconds.
fn seconds(text: &str) -> Option<Date> {
    let seconds = match text.len() {
        10 => text,
        13 => text.get(..10)?,
        _ => return None,
    };
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let at = Timestamp::from_second(seconds.parse().ok()?).ok()?;
    let is_near = YEARS.contains(&Offset::UTC.to_datetime(at).year());
    is_near.then_some(Date { at, confidence: Confidence::Exact })
}

/// What has been recognised so far.
#[derive(Debug, Default)]
struct Parts {
    year: Option<i32>,
    month: Option<i32>,
    day: Option<i32>,
    time: Option<(i32, i32, i32)>,
    afternoon: Option<bool>,
    /// Minutes east of UTC.
    offset: Option<i32>,
}

impl Parts {
    /// Takes `14:33` from the beginning; returns what follows.
    fn leading_time<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        if !text[count_digits(text)..].starts_with(':') {
            return Some(text);
        }
        self.take_number(text).map(|rest| rest.trim_start_matches([' ', ',', '-']))
    }

    /// Takes `2020-01-10`, `2020/1/10`, `20200110`, `20200110143300`, `2020-01`, `2020` from the beginning; returns the
    /// rest.
    fn leading_date<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let digits = count_digits(text);
        match digits {
            8 | 12 | 14 => {
                self.year = number(&text[..4]);
                self.month = number(&text[4..6]);
                self.day = number(&text[6..8]);
                Some(&text[8..])
            }
            4 if text.len() == 4 || text[4..].starts_with(['-', '/', '.', 't', ' ']) => {
                self.year = number(&text[..4]);
                let Some((month, rest)) = separated_number(&text[4..]) else {
                    return Some(&text[4..]);
                };
                self.month = Some(month);
                let Some((day, rest)) = separated_number(rest) else { return Some(rest) };
                self.day = Some(day);
                Some(rest)
            }
            1 | 2 => self.numeric_day_first(text),
            _ => Some(text),
        }
    }

    /// `31.12.2020`, `31/12/2020`, `12/31/2020`; with slashes and both under 13 nobody knows, except by dots.
    fn numeric_day_first<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let first = count_digits(text);
        let separator = text[first..].chars().next().filter(|c| ['.', '/', '-'].contains(c));
        let Some(((second, rest), separator)) = separated_number(&text[first..]).zip(separator)
        else {
            return Some(text);
        };
        let Some((year, rest)) = rest.strip_prefix(separator).and_then(leading_number) else {
            return Some(text);
        };
        let first = number(&text[..first])?;
        let (day, month) = match separator {
            '.' => (first, second),
            _ if first > 12 => (first, second),
            _ if second > 12 => (second, first),
            _ => return None,
        };
        (self.day, self.month, self.year) = (Some(day), Some(month), Some(full_year(year)));
        Some(rest)
    }

    fn take(&mut self, rest: &str) -> Option<()> {
        let mut rest = rest;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ",.;()[]/".contains(c));
            let Some(first) = rest.chars().next() else { return Some(()) };
            rest = if first.is_ascii_digit() {
                self.take_number(rest)?
            } else if ['+', '-', '−'].contains(&first) {
                self.take_sign(rest, first)?
            } else if first.is_alphabetic() {
                // Some letters are numbers as well; a word has one character at least.
                let begun = first.len_utf8();
                let end = rest[begun..].find(ends_word).map_or(rest.len(), |end| begun + end);
                self.take_word(&rest[..end]);
                &rest[end..]
            } else {
                &rest[first.len_utf8()..]
            };
        }
    }

    fn take_number<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        let digits = count_digits(rest);
        let after = &rest[digits..];
        let is_hour = self.time.is_none() && digits <= 2;
        if is_hour && HALVES.iter().any(|(half, _)| after.trim_start().starts_with(half)) {
            self.time = Some((number(&rest[..digits])?, 0, 0));
            return Some(after);
        }
        if is_hour && after.starts_with([':', '.', 'h']) {
            let hour = number(&rest[..digits])?;
            if let Some((minute, tail)) = leading_number(&after[1..]) {
                let seconds = tail.strip_prefix(':').and_then(leading_number);
                let (second, tail) = seconds.unwrap_or((0, tail));
                self.time = Some((hour, minute, second));
                let tail = tail.strip_prefix(['.', ',']).unwrap_or(tail);
                return Some(&tail[count_digits(tail)..]);
            }
        }
        let value = number(&rest[..digits])?;
        match digits {
            6 if self.year.is_some() && self.time.is_none() => {
                self.time = Some((value / 10_000, value / 100 % 100, value % 100));
            }
            4 if self.year.is_some() && self.time.is_none() => {
                self.time = Some((value / 100, value % 100, 0));
            }
            // A zone without its sign is one of the east.
            4 if self.year.is_some() && value <= 1400 => {
                self.offset = self.offset.or(Some(value / 100 * 60 + value % 100));
            }
            4 => self.year = Some(value),
            1 | 2 if self.day.is_none() => self.day = Some(value),
            1 | 2 if is_hour && self.year.is_some() => self.time = Some((value, 0, 0)),
            1..=3 if self.year.is_none() => self.year = Some(full_year(value)),
            _ => {}
        }
        Some(after)
    }

    /// A zone such as `+0100`, `+01:00`, `-5`; before any time, a sign only separates, but for a `+` behind a day.
    fn take_sign<'a>(&mut self, rest: &'a str, sign: char) -> Option<&'a str> {
        let rest = &rest[sign.len_utf8()..];
        let digits = count_digits(rest);
        let is_zone = self.time.is_some() || sign == '+' && self.day.is_some();
        if !is_zone || digits == 0 {
            return Some(rest);
        }
        let value = number(&rest[..digits])?;
        let (minutes, tail) =
            match (digits, rest[digits..].strip_prefix(':').and_then(leading_number)) {
                (1 | 2, Some((minutes, tail))) => (value * 60 + minutes, tail),
                (1 | 2, None) => (value * 60, &rest[digits..]),
                (3 | 4, _) => (value / 100 * 60 + value % 100, &rest[digits..]),
                _ => return Some(&rest[digits..]),
            };
        self.offset = Some(if sign == '+' { minutes } else { -minutes });
        Some(tail)
    }

    fn take_word(&mut self, word: &str) {
        let half = HALVES.iter().find(|(half, _)| *half == word);
        match word {
            "a" => self.afternoon = Some(false),
            "p" => self.afternoon = Some(true),
            _ if half.is_some() => self.afternoon = half.map(|(_, second)| *second),
            _ if self.time.is_some() && self.offset.is_none() && self.zone(word) => {}
            _ if self.year.is_some() && self.month.is_some() => {}
            _ => {
                if let Some(month) = calendar::month(word, POLISH) {
                    self.month = Some(month.into());
                }
            }
        }
    }

    fn zone(&mut self, word: &str) -> bool {
        self.offset = zones::zone(word);
        self.offset.is_some()
    }

    fn confidence(&self) -> Confidence {
        match (self.day, self.time, self.offset) {
            (None, ..) => Confidence::Guessed,
            (_, None, _) => Confidence::DayOnly,
            (.., None) => Confidence::ZoneAssumed,
            _ => Confidence::Exact,
        }
    }

    fn timestamp(self) -> Option<Timestamp> {
        let year = i16::try_from(self.year?).ok().filter(|year| YEARS.contains(year))?;
        let day_only_year = self.month.is_none() && self.day.is_none();
        let (month, day) =
            if day_only_year { (1, 1) } else { (self.month?, self.day.unwrap_or(1)) };
        let (mut hour, minute, second) = self.time.unwrap_or_default();
        match self.afternoon {
            Some(true) if hour < 12 => hour += 12,
            Some(false) if hour == 12 => hour = 0,
            _ => {}
        }
        // Midnight written as 24:00 is the end of the day; a leap second is the one before.
        let days = i64::from(hour == 24);
        let hour = if hour == 24 { 0 } else { hour };
        let small = |value: i32| i8::try_from(value).ok();
        let date = DateTime::new(
            year,
            small(month)?,
            small(day)?,
            small(hour)?,
            small(minute)?,
            small(second.min(if second == 60 { 59 } else { second }))?,
            0,
        );
        let offset = Offset::from_seconds(self.offset.unwrap_or(0).checked_mul(60)?).ok()?;
        let date = date.ok()?.checked_add(jiff::Span::new().days(days)).ok()?;
        offset.to_timestamp(date).ok()
    }
}

/// RFC 822 years have two digits: 1990 to 2089.
fn full_year(year: i32) -> i32 {
    match year {
        0..90 => 2000 + year,
        90..=999 => 1900 + year,
        _ => year,
    }
}

/// What is no part of a word: Indic scripts write vowels as marks, which are no letters.
fn ends_word(c: char) -> bool {
    c.is_whitespace()
        || c.is_numeric()
        || c.is_ascii() && !c.is_ascii_alphabetic()
        || matches!(c, '،' | '，' | '、' | '。' | '·' | '–' | '—' | '−')
}

fn count_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn number(digits: &str) -> Option<i32> {
    digits.parse().ok()
}

fn leading_number(text: &str) -> Option<(i32, &str)> {
    let digits = count_digits(text);
    Some((number(&text[..digits])?, &text[digits..]))
}

/// A separator and a number of at most two digits.
fn separated_number(text: &str) -> Option<(i32, &str)> {
    let rest = text.strip_prefix(['-', '/', '.'])?;
    let digits = count_digits(rest);
    if (1..=2).contains(&digits) { Some((number(&rest[..digits])?, &rest[digits..])) } else { None }
}
