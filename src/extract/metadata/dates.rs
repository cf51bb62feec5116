//! Dates as pages write them.
//!
//! Always: a moment between 1990 and 2100; UTC where no zone is given; 00:00 where there is no time of
//! day. Never: a day that no calendar has.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::Offset;

use super::changes::says_when;
use super::clock::time_of;
use super::locale::Locale;
use super::names::is_mark;
use super::{eras, short};
use crate::calendar::{OF_WORDS, has_digit, month, with_plain_digits};
use crate::extract::{PageDate, is_dense};

/// The years that an article may be from.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

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

/// A run of digits or letters.
#[derive(Debug, Clone, Copy)]
enum Token<'a> {
    Number(i16, usize),
    Word(&'a str),
}

/// "November 14, 2016", "14. November 2016, 10:30", "14.11.2016", "2016年11月14日", "11/14/2016".
fn written(text: &str, locale: Locale<'_>) -> Option<PageDate> {
    let text = with_plain_digits(text);
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let bare = without_clock(&text).to_lowercase();
    let (lower, text) = (text.to_lowercase(), bare.as_str());
    let timed = |date| timed(date, &lower, locale).or_else(|| day(date));
    if let Some(date) = eras::date(text, locale).or_else(|| short::date(text, locale)) {
        return timed(date);
    }
    let has_year = |digits: &[u8]| digits.iter().all(u8::is_ascii_digit);
    if !text.as_bytes().windows(4).any(has_year) {
        return None;
    }
    let tokens = tokens(text);
    let numbers = |at: usize| match tokens.get(at) {
        Some(Token::Number(number, digits)) => Some((*number, *digits)),
        _ => None,
    };
    let year = |at: usize| {
        numbers(at)
            // Thai years are counted from the Buddha.
            .map(|(number, digits)| (if number > 2500 { number - 543 } else { number }, digits))
            .filter(|&(number, digits)| digits == 4 && YEARS.contains(&number))
            .map(|(number, _)| number)
    };
    let small = |at: usize| {
        numbers(at)
            .filter(|&(number, digits)| digits <= 2 && (1..=31).contains(&number))
            .map(|(number, _)| number)
    };
    for at in 0..tokens.len() {
        let date = if let Token::Word(word) = tokens[at] {
            // "November 14, 2016" and "14 November 2016", "14 de noviembre de 2016".
            let is_small =
                |word: &str| word.chars().count() <= 3 && month(word, locale.language()).is_none();
            month(word, locale.language()).and_then(|month| {
                let skip = |mut at: usize| {
                    while matches!(tokens.get(at), Some(Token::Word(word)) if is_small(word)) {
                        at += 1;
                    }
                    at
                };
                let before = (0..at).rev().take(3).find_map(|at| small(at).map(|day| (at, day)));
                let after = skip(at + 1);
                if let Some((_, day)) = before
                    && let Some(year) = year(after)
                {
                    return civil(year, month, day);
                }
                // "2016. gada 14. novembris"
                if let Some((at, day)) = before
                    && let Some(year) = (0..at).rev().take(2).find_map(year)
                {
                    return civil(year, month, day);
                }
                // "2016 Nov 14", as journals write; "2016 m. lapkričio 14".
                if let (Some(year), Some(day)) =
                    ((0..at).rev().take(2).find_map(year), small(at + 1))
                {
                    return civil(year, month, day);
                }
                let day = small(after)?;
                let year =
                    year(skip(after + 1)).or_else(|| before.and_then(|_| year(after + 1)))?;
                civil(year, month, day)
            })
        } else if let Some(year) = year(at).filter(|year| is_parted(text, *year)) {
            // 2016-11-14, 2016年11月14日.
            let step = |at: usize| {
                if matches!(tokens.get(at), Some(Token::Word("年" | "月" | "년" | "월"))) {
                    at + 1
                } else {
                    at
                }
            };
            let month_at = step(at + 1);
            small(month_at).and_then(|month| civil(year, month, small(step(month_at + 1))?))
        } else if let (Some(first), Some(second), Some(year)) =
            (small(at), small(at + 1), year(at + 2))
        {
            // A dot is never American.
            let is_dotted = text.contains(&format!("{second}.{year}"))
                || text.contains(&format!("{second:02}.{year}"));
            let is_american = locale.is_american && !is_dotted;
            let (day, month) = if is_american { (second, first) } else { (first, second) };
            let readings = [civil(year, month, day), civil(year, day, month)];
            // "Mon, 03/01/2021" is the first of March: the third of January was a Sunday.
            let told = weekday(&tokens[..at]);
            let fits = |date: &Date| told == Some(date.weekday());
            let mut readings = readings.into_iter().flatten();
            readings.clone().find(fits).or_else(|| readings.next())
        } else {
            None
        };
        if let Some(date) = date {
            return timed(date);
        }
    }
    None
}

/// The days of the week from Monday on, as they begin in the languages that write days as numbers behind them. What
/// two languages call two days stands nowhere.
const WEEKDAYS: [&str; 7] = [
    "mon|montag|lun|segunda|måndag|mandag|maandag|maanantai|pon",
    "tue|dienstag|mardi|martes|martedì|terça|tisdag|tirsdag|dinsdag|tiistai",
    "wed|mittwoch|mercredi|miércoles|mercoledì|quarta|onsdag|woensdag|keskiviikko",
    "thu|donnerstag|jeu|jueves|giovedì|quinta|torsdag|donderdag|torstai|czw",
    "fri|freitag|vendredi|viernes|venerdì|sexta|fredag|vrijdag|perjantai",
    "sat|samstag|sam|sábado|sabato|lördag|lørdag|zaterdag|lauantai",
    "sun|sonntag|dimanche|domingo|domenica|söndag|søndag|zondag|sunnuntai",
];

/// The day of the week that one of these words tells.
fn weekday(tokens: &[Token<'_>]) -> Option<Weekday> {
    tokens.iter().rev().take(4).find_map(|token| {
        let Token::Word(word) = token else { return None };
        let is_told = |names: &str| {
            names.split('|').any(|name| *word == name || name.len() == 3 && word.starts_with(name))
        };
        let at = WEEKDAYS.iter().position(|names| is_told(names))?;
        Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
    })
}

/// The year goes on as numbers of one date do: `2016-11`, `2016年`; not `2025 10:12`.
fn is_parted(text: &str, year: i16) -> bool {
    [year, year + 543].iter().map(ToString::to_string).any(|year| {
        text.match_indices(&year).any(|(at, digits)| {
            let rest = text[at + digits.len()..].trim_start();
            rest.starts_with(['-', '/', '.', '年', '년', '‐', '–', '_'])
        })
    })
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

/// The length of the words right behind, two at most.
fn two_words(behind: &str) -> usize {
    let word = |from: usize| {
        let rest = behind[from..].strip_prefix(' ')?;
        let end = rest.find(|c: char| !(c.is_alphabetic() || is_mark(c))).unwrap_or(rest.len());
        Some(from + 1 + end).filter(|_| end > 0)
    };
    word(0).map_or(0, |first| word(first).unwrap_or(first))
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let digits = c.is_ascii_digit();
        let end = if digits || c.is_alphabetic() {
            // Thai months are written "มี.ค.", too.
            let dotted = matches!(c, '\u{e00}'..='\u{e7f}');
            rest.find(|c: char| {
                if digits {
                    !c.is_ascii_digit()
                } else {
                    !(c.is_alphabetic() || is_mark(c) || dotted && c == '.')
                }
            })
            .unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        let end =
            if OF_WORDS.contains(&&rest[..end]) { end + two_words(&rest[end..]) } else { end };
        let token = &rest[..end];
        if digits {
            tokens.push(Token::Number(token.parse().unwrap_or(-1), token.len()));
        } else if c.is_alphabetic() {
            // "14th" is the number alone, and "14 tháng 5 năm 2024" numbers.
            let is_mute = matches!(token, "tháng" | "năm")
                || matches!(token, "st" | "nd" | "rd" | "th")
                    && matches!(tokens.last(), Some(Token::Number(..)));
            if !is_mute {
                tokens.push(Token::Word(token));
            }
        }
        rest = &rest[end..];
    }
    tokens
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
