//! Dates with years of two digits: "23.09.22", "06-05-24, 08:30", "6 May 24".
//!
//! Never: in a line that holds much more, nor where dots part single digits, as in a version.

use std::ops::Range;

use jiff::civil::Date;

use super::changes::says_when;
use super::dates::civil;
use super::locale::Locale;
use crate::calendar::month;

/// How many words may stand beside the date, and how many letters each has: a weekday, what is said of a time.
const BESIDE: (usize, usize) = (3, 3);

/// The longest such line, in bytes.
const LONGEST: usize = 80;

/// Where a number stands.
type Run = Range<usize>;

/// The day that a lower-case line tells; its digits are ASCII.
pub(super) fn date(line: &str, locale: Locale<'_>) -> Option<Date> {
    let runs = runs(line).filter(|_| line.len() <= LONGEST)?;
    let numbers = runs.windows(3).find_map(|runs| of_numbers(line, runs, locale));
    let (date, Run { start, end }) =
        numbers.or_else(|| runs.windows(2).find_map(|runs| with_month(line, runs, locale)))?;
    let is_little = |text: &str| {
        let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        let is_short = words.clone().all(|word| word.chars().count() <= BESIDE.1);
        is_short && words.nth(BESIDE.0).is_none()
    };
    let (before, behind) = (&line[..start], &line[end..]);
    (is_little(behind) && (is_little(before) || says_when(before))).then_some(date)
}

/// "23.09.22", "3/5/24".
fn of_numbers(line: &str, runs: &[Run], locale: Locale<'_>) -> Option<(Date, Run)> {
    let [one, other, last] = runs else { return None };
    let sign = &line[one.end..other.start];
    let is_long = one.len() == 2 && other.len() == 2;
    let parts = sign == "/" || matches!(sign, "." | "-") && is_long;
    let behind = &line[last.end..];
    if !parts || &line[other.end..last.start] != sign || last.len() != 2 || behind.starts_with(sign)
    {
        return None;
    }
    let number = |run: &Run| line[run.clone()].parse::<i16>().ok();
    let (one, other, last_number) = (number(one)?, number(other)?, number(last)?);
    let (year, month, day) = match locale.language() {
        "ja" | "ko" | "zh" => (one, other, last_number),
        // A dot is never American.
        _ if locale.is_american && sign != "." => (last_number, one, other),
        _ => (last_number, other, one),
    };
    Some((civil(full(year, locale), month, day)?, runs[0].start..last.end))
}

/// "6 May 24", "06-May-24".
fn with_month(line: &str, runs: &[Run], locale: Locale<'_>) -> Option<(Date, Run)> {
    let [day, year] = runs else { return None };
    let word = line[day.end..year.start].trim_matches([' ', '.', '-']);
    let is_year = year.len() == 2 && !line[year.end..].starts_with([':', '.']);
    let month = month(word, locale.language()).filter(|_| is_year && !word.contains(' '))?;
    let number = |run: &Run| line[run.clone()].parse::<i16>().ok();
    let date = civil(full(number(year)?, locale), month, number(day)?)?;
    Some((date, day.start..year.end))
}

/// Where the line's numbers stand; `None` if one is longer than two digits.
fn runs(line: &str) -> Option<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for at in line.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()).map(|(at, _)| at) {
        match runs.last_mut() {
            Some(run) if run.end == at && run.len() == 2 => return None,
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    Some(runs)
}

/// The year that two digits tell: Thai ones are counted from the Buddha.
fn full(year: i16, locale: Locale<'_>) -> i16 {
    match locale.language() {
        "th" if year >= 33 => 2500 - 543 + year,
        _ if year >= 90 => 1900 + year,
        _ => 2000 + year,
    }
}
