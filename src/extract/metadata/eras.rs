//! Years that are not counted as the Gregorian calendar does: by Japan's eras, since Taiwan's republic, by Iran's sun.
//!
//! Always: only where the page's language is that of the country. Never: the calendar of the moon, whose months begin
//! when they are seen.

use jiff::ToSpan;
use jiff::civil::Date;

use super::dates::civil;
use super::locale::Locale;

/// Japan's eras, and the years before their first ones.
const ERAS: &[(&str, i16)] =
    &[("令和", 2018), ("平成", 1988), ("昭和", 1925), ("r", 2018), ("h", 1988)];

/// The year before the first of Taiwan's republic.
const REPUBLIC: i16 = 1911;

/// Iran's months, in both spellings that keyboards have.
const SOLAR: [&str; 12] = [
    "فروردین|فروردين",
    "اردیبهشت|ارديبهشت",
    "خرداد",
    "تیر|تير",
    "مرداد|امرداد",
    "شهریور|شهريور",
    "مهر",
    "آبان|ابان",
    "آذر|اذر",
    "دی|دي",
    "بهمن",
    "اسفند",
];

/// The day that a lower-case line tells as its country counts; its digits are ASCII.
pub(super) fn date(line: &str, locale: Locale<'_>) -> Option<Date> {
    match locale.language() {
        "ja" => japanese(line),
        "zh" => triples(line).find_map(|(_, [year, month, day])| {
            let of_republic = (79..=189).contains(&year);
            civil(if of_republic { REPUBLIC + year } else { return None }, month, day)
        }),
        "fa" => triples(line)
            .find_map(|(_, [year, month, day])| solar(year, month, day))
            .or_else(|| solar_in_words(line)),
        _ => None,
    }
}

/// "令和6年3月5日", "平成元年5月6日", "R6.3.5".
fn japanese(line: &str) -> Option<Date> {
    let line = line.replace("元年", "1年");
    triples(&line).find_map(|(before, [year, month, day])| {
        let (name, first) = ERAS.iter().find(|(name, _)| before.ends_with(name))?;
        let is_word = before[..before.len() - name.len()].ends_with(char::is_alphanumeric);
        civil(if name.is_ascii() && is_word { return None } else { first + year }, month, day)
    })
}

/// Three numbers with signs of a date between them, and what stands before: "113-03-05", "6年3月5日".
fn triples(line: &str) -> impl Iterator<Item = (&str, [i16; 3])> {
    line.char_indices().filter_map(move |(at, c)| {
        let before = &line[..at];
        if !c.is_ascii_digit() || before.ends_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (year, rest) = number(&line[at..])?;
        let (month, rest) = number(parted(rest, "年")?)?;
        let (day, rest) = number(parted(rest, "月")?)?;
        let ends = parted(rest, "日").is_none_or(|rest| number(rest).is_none());
        ends.then_some((before, [year, month, day]))
    })
}

/// The number of four digits at most that the text begins with, and what is behind it.
fn number(text: &str) -> Option<(i16, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end > 4 {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// What stands behind a sign that parts a date's numbers.
fn parted<'t>(text: &'t str, sign: &str) -> Option<&'t str> {
    let text = text.trim_start();
    text.strip_prefix(sign).or_else(|| text.strip_prefix(['-', '/', '.'])).map(str::trim_start)
}

/// "15 اسفند 1402".
fn solar_in_words(line: &str) -> Option<Date> {
    let words: Vec<&str> =
        line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|words| {
        let is_month = |names: &&str| names.split('|').any(|name| name == words[1]);
        let month = SOLAR.iter().position(is_month)?;
        solar(words[2].parse().ok()?, i16::try_from(month).ok()? + 1, words[0].parse().ok()?)
    })
}

/// A day of Iran's calendar. Its leap years come in cycles of 33 years, counted from 979 which began 79 days behind
/// 1 January 1600: R. Pournader and M. Toossi, "jalali.c" (2000); right for 1799 to 2256.
fn solar(year: i16, month: i16, day: i16) -> Option<Date> {
    let is_day = (1..=if month < 7 { 31 } else { 30 }).contains(&day);
    if !(1369..=1478).contains(&year) || !(1..=12).contains(&month) || !is_day {
        return None;
    }
    let years = i32::from(year - 979);
    let leaps = years / 33 * 8 + (years % 33 + 3) / 4;
    let before = i32::from((month - 1) * 30 + (month - 1).min(6));
    let days = 365 * years + leaps + before + i32::from(day) - 1 + 79;
    Date::constant(1600, 1, 1).checked_add(days.days()).ok()
}
