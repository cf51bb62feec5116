//! Days with all four digits of their year, as people write them.
//!
//! "November 14, 2016", "14. November 2016", "14.11.2016", "2016年11月14日", "11/14/2016".

use std::ops::RangeInclusive;

use jiff::civil::{Date, Weekday};

use super::dates::{YEARS, civil};
use super::locale::Locale;
use super::names::is_mark;
use crate::calendar::{OF_WORDS, month};

/// The first such day in a lower-case text, whose digits are ASCII.
pub(super) fn date(text: &str, locale: Locale<'_>) -> Option<Date> {
    let has_year = |digits: &[u8]| digits.iter().all(u8::is_ascii_digit);
    if !text.as_bytes().windows(4).any(has_year) {
        return None;
    }
    let words = Words { text, tokens: tokens(text), locale };
    (0..words.tokens.len()).find_map(|at| words.date_at(at))
}

/// A run of digits or letters.
#[derive(Debug, Clone, Copy)]
enum Token<'a> {
    Number(i16, usize),
    Word(&'a str),
}

/// A text in its numbers and words.
struct Words<'t> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
    locale: Locale<'t>,
}

impl Words<'_> {
    /// The day whose month is named there, or that begins there as a number.
    fn date_at(&self, at: usize) -> Option<Date> {
        if let Token::Word(word) = self.tokens[at] {
            return self.named(at, month(word, self.locale.language())?);
        }
        match self.year(at).filter(|year| is_parted(self.text, *year)) {
            Some(year) => self.after_year(at, year),
            None => self.in_numbers(at),
        }
    }

    /// "November 14, 2016" and "14 November 2016", "14 de noviembre de 2016".
    fn named(&self, at: usize, month: i16) -> Option<Date> {
        let year_before = |at: usize| (0..at).rev().take(2).find_map(|at| self.year(at));
        let before = (0..at).rev().take(3).find_map(|at| self.small(at).map(|day| (at, day)));
        let after = self.behind_small_words(at + 1);
        if let Some((_, day)) = before
            && let Some(year) = self.year(after)
        {
            return civil(year, month, day);
        }
        // "2016. gada 14. novembris"
        if let Some((at, day)) = before
            && let Some(year) = year_before(at)
        {
            return civil(year, month, day);
        }
        // "2016 Nov 14", as journals write; "2016 m. lapkričio 14".
        if let (Some(year), Some(day)) = (year_before(at), self.small(at + 1)) {
            return civil(year, month, day);
        }
        let day = self.small(after)?;
        let year = self.year(self.behind_small_words(after + 1));
        civil(year.or_else(|| before.and_then(|_| self.year(after + 1)))?, month, day)
    }

    /// 2016-11-14, 2016年11月14日.
    fn after_year(&self, at: usize, year: i16) -> Option<Date> {
        let is_unit =
            |at| matches!(self.tokens.get(at), Some(Token::Word("年" | "月" | "년" | "월")));
        let step = |at: usize| at + usize::from(is_unit(at));
        let month = step(at + 1);
        civil(year, self.small(month)?, self.small(step(month + 1))?)
    }

    /// 14.11.2016, 11/14/2016.
    fn in_numbers(&self, at: usize) -> Option<Date> {
        let (first, second, year) = (self.small(at)?, self.small(at + 1)?, self.year(at + 2)?);
        // A dot is never American.
        let is_dotted = self.text.contains(&format!("{second}.{year}"))
            || self.text.contains(&format!("{second:02}.{year}"));
        let is_american = self.locale.is_american && !is_dotted;
        let (day, month) = if is_american { (second, first) } else { (first, second) };
        let readings = [civil(year, month, day), civil(year, day, month)];
        // "Mon, 03/01/2021" is the first of March: the third of January was a Sunday.
        let told = weekday(&self.tokens[..at]);
        let fits = |date: &Date| told == Some(date.weekday());
        let mut readings = readings.into_iter().flatten();
        readings.clone().find(fits).or_else(|| readings.next())
    }

    /// The next place that holds something else than a short word.
    fn behind_small_words(&self, from: usize) -> usize {
        let is_small = |token: &&Token<'_>| match token {
            Token::Word(word) => {
                word.chars().count() <= 3 && month(word, self.locale.language()).is_none()
            }
            Token::Number(..) => false,
        };
        from + self.tokens.iter().skip(from).take_while(is_small).count()
    }

    fn year(&self, at: usize) -> Option<i16> {
        let number = self.number(at, 4..=4)?;
        // Thai years are counted from the Buddha.
        let year = if number > 2500 { number - 543 } else { number };
        YEARS.contains(&year).then_some(year)
    }

    /// A number that may be a day or a month.
    fn small(&self, at: usize) -> Option<i16> {
        self.number(at, 1..=2).filter(|number| (1..=31).contains(number))
    }

    /// The number of so many digits that stands there.
    fn number(&self, at: usize, so_many: RangeInclusive<usize>) -> Option<i16> {
        match self.tokens.get(at)? {
            Token::Number(number, digits) if so_many.contains(digits) => Some(*number),
            _ => None,
        }
    }
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
