//! Dates as feeds write them.
//!
//! Always: a moment between 1990 and 2100, UTC where no zone is given. Never: a panic, a clock, a day that no
//! calendar has.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// The years that an entry may be from.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The longest text that can be a date, in bytes.
const MAX_LENGTH: usize = 96;

/// Beginnings of the names of the months in the languages of the feeds that we know, lower case.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan",
        "ene",
        "gen",
        "ian",
        "янв",
        "січ",
        "sty",
        "oca",
        "led",
        "ιαν",
        "sij",
        "tammi",
        "يناير",
    ],
    &["feb", "fev", "fév", "фев", "лют", "lut", "şub", "úno", "φεβ", "velj", "helmi", "فبراير"],
    &["mar", "mär", "mrt", "maa", "маp", "мар", "бер", "bře", "μαρ", "μάρ", "ožu", "مارس"],
    &["apr", "avr", "abr", "апр", "кві", "kwi", "nis", "dub", "απρ", "tra", "huhti", "أبريل"],
    &[
        "may", "mai", "mei", "mag", "maj", "máj", "май", "мая", "тра", "kvě", "μαι", "μάι", "svi",
        "touko", "مايو",
    ],
    &[
        "jun",
        "jún",
        "giu",
        "июн",
        "чер",
        "cze",
        "haz",
        "červn",
        "červen",
        "ιουν",
        "ιούν",
        "lip",
        "kesä",
        "يونيو",
    ],
    &[
        "jul",
        "júl",
        "juil",
        "lug",
        "июл",
        "лип",
        "lipc",
        "tem",
        "červenc",
        "ιουλ",
        "ιούλ",
        "srp",
        "heinä",
        "يوليو",
    ],
    &[
        "aug",
        "aoû",
        "aou",
        "ago",
        "авг",
        "сер",
        "sie",
        "ağu",
        "srpn",
        "αυγ",
        "αύγ",
        "kol",
        "elo",
        "أغسطس",
    ],
    &["sep", "set", "сен", "вер", "wrz", "eyl", "zář", "σεπ", "ruj", "syys", "سبتمبر"],
    &["oct", "okt", "ott", "out", "окт", "жов", "paź", "eki", "říj", "οκτ", "loka", "أكتوبر"],
    &["nov", "ноя", "лис", "lis", "kas", "νοε", "νοέ", "stu", "marras", "نوفمبر"],
    &[
        "dec",
        "dez",
        "déc",
        "dic",
        "des",
        "дек",
        "гру",
        "gru",
        "ara",
        "pro",
        "δεκ",
        "joulu",
        "ديسمبر",
    ],
];

/// Named zones and their distance from UTC in minutes (RFC 822, and what is seen besides).
const ZONES: &[(&str, i32)] = &[
    ("z", 0),
    ("gmt", 0),
    ("ut", 0),
    ("utc", 0),
    ("wet", 0),
    ("bst", 60),
    ("west", 60),
    ("cet", 60),
    ("met", 60),
    ("mez", 60),
    ("cest", 120),
    ("mest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("sast", 120),
    ("eest", 180),
    ("msk", 180),
    ("ist", 330),
    ("wib", 420),
    ("sgt", 480),
    ("hkt", 480),
    ("pht", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("ast", -240),
    ("adt", -180),
    ("et", -300),
    ("est", -300),
    ("edt", -240),
    ("ct", -360),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pt", -480),
    ("pst", -480),
    ("pdt", -420),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
    ("brt", -180),
    ("art", -180),
];

/// Reads a date in any form that feeds are known to use.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() < 4 || text.len() > MAX_LENGTH {
        return None;
    }
    let lower = text.to_lowercase();
    let mut parts = Parts::default();
    let rest = parts.leading_date(&lower)?;
    parts.take(rest)?;
    parts.timestamp()
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
    /// Takes `2020-01-10`, `2020/1/10`, `20200110`, `2020-01`, `2020` from the beginning; returns the rest.
    fn leading_date<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let digits = count_digits(text);
        match digits {
            8 => {
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
                let Some((day, rest)) = separated_number(rest) else {
                    self.day = Some(1);
                    return Some(rest);
                };
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
                let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
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
        if self.time.is_none() && digits <= 2 && after.starts_with([':', '.', 'h']) {
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
            4 => self.year = Some(value),
            1 | 2 if self.day.is_none() => self.day = Some(value),
            1..=3 if self.year.is_none() => self.year = Some(full_year(value)),
            _ => {}
        }
        Some(after)
    }

    /// A zone such as `+0100`, `+01:00`, `-5`; before any time, a `-` only separates.
    fn take_sign<'a>(&mut self, rest: &'a str, sign: char) -> Option<&'a str> {
        let rest = &rest[sign.len_utf8()..];
        let digits = count_digits(rest);
        if self.time.is_none() || digits == 0 {
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
        match word {
            "am" | "a" => self.afternoon = Some(false),
            "pm" | "p" => self.afternoon = Some(true),
            _ if self.time.is_some() && self.offset.is_none() && self.zone(word) => {}
            _ if self.year.is_some() && self.month.is_some() => {}
            _ => {
                if let Some(month) = month(word) {
                    self.month = Some(month);
                }
            }
        }
    }

    fn zone(&mut self, word: &str) -> bool {
        let zone = ZONES.iter().find(|(name, _)| *name == word);
        self.offset = zone.map(|(_, minutes)| *minutes);
        zone.is_some()
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

/// The month whose name begins so; the longest beginning decides (`lip`, `lipc`).
fn month(word: &str) -> Option<i32> {
    let found = MONTHS.iter().zip(1..).flat_map(|(names, month)| {
        names.iter().filter(|name| word.starts_with(**name)).map(move |name| (name.len(), month))
    });
    found.max().map(|(_, month)| month)
}

/// RFC 822 years have two digits: 1990 to 2089.
fn full_year(year: i32) -> i32 {
    match year {
        0..90 => 2000 + year,
        90..=999 => 1900 + year,
        _ => year,
    }
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
