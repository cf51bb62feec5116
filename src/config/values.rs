//! Values as people write them: sizes, durations, words, lists of words. Errors are ends of a sentence
//! that begins with the key.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use bytesize::ByteSize;
use jiff::{SignedDuration, Span, SpanRelativeTo};
use toml::de::DeValue;

/// A value that was understood, or the end of a sentence.
pub(super) type Understood<T> = Result<T, String>;

/// How much of a faulty value is repeated to the person who wrote it.
const MAX_QUOTED: usize = 60;

/// A faulty value as it is shown: quoted, escaped, cut.
pub(super) fn quoted(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

pub(super) fn text<'v>(value: &'v DeValue<'_>) -> Understood<&'v str> {
    value.as_str().ok_or_else(|| format!("is {}; write a text in quotes", kind(value)))
}

pub(super) fn boolean(value: &DeValue<'_>) -> Understood<bool> {
    value.as_bool().ok_or_else(|| format!("is {}; write true or false", kind(value)))
}

pub(super) fn whole(value: &DeValue<'_>, bounds: &RangeInclusive<u64>) -> Understood<u64> {
    let span = || format!("write a whole number from {} to {}", bounds.start(), bounds.end());
    let number = value.as_integer().ok_or_else(|| format!("is {}; {}", kind(value), span()))?;
    u64::from_str_radix(number.as_str(), number.radix())
        .ok()
        .filter(|number| bounds.contains(number))
        .ok_or_else(|| format!("is {number}; {}", span()))
}

pub(super) fn size(value: &DeValue<'_>, bounds: &RangeInclusive<u64>) -> Understood<u64> {
    let form = "write a size such as \"15MiB\" or \"500kB\"";
    let text = value.as_str().ok_or_else(|| format!("is {}; {form}", kind(value)))?;
    let bytes = ByteSize::from_str(text.trim())
        .map_err(|_| format!("is {}, which is not a size; {form}", quoted(text)))?
        .as_u64();
    within(bytes, bounds, size_text)
}

pub(super) fn duration(
    value: &DeValue<'_>,
    bounds: &RangeInclusive<Duration>,
) -> Understood<Duration> {
    let form = "write a duration with its unit, such as \"30s\", \"15m\", \"1h 30m\" or \"7d\"";
    let text = value.as_str().ok_or_else(|| format!("is {}; {form}", kind(value)))?;
    let span: Span = text
        .trim()
        .parse()
        .map_err(|_| format!("is {}, which is not a duration; {form}", quoted(text)))?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| {
        format!("is {}; months and years have no fixed length, {form}", quoted(text))
    })?;
    let duration = Duration::try_from(duration)
        .map_err(|_| format!("is {}, which is negative; {form}", quoted(text)))?;
    within(duration, bounds, duration_text)
}

pub(super) fn choice<T: Copy>(value: &DeValue<'_>, words: &[(&str, T)]) -> Understood<T> {
    let given = text(value)?;
    words.iter().find(|(word, _)| *word == given).map(|(_, meaning)| *meaning).ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        format!("is {}; {}", quoted(given), one_of(given, &known))
    })
}

/// The end of a sentence about a word that is not among those known: the nearest, or all.
pub(super) fn one_of(given: &str, known: &[&str]) -> String {
    let mut end = String::new();
    if let Some(near) = nearest(given, known.iter().copied()) {
        let _ = write!(end, "did you mean `{near}`?");
    } else {
        let _ = write!(end, "known here: {}", known.join(", "));
    }
    end
}

/// The word or name that was probably meant.
pub(crate) fn nearest<'k>(
    given: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    // The measure and threshold that clap takes for its own suggestions.
    nearer_than(0.7, given, known)
}

/// A letter or two are wrong, of a word that is known.
pub(super) fn is_misspelt(given: &str, known: &[&str]) -> bool {
    nearer_than(0.9, given, known.iter().copied()).is_some()
}

fn nearer_than<'k>(
    least: f64,
    given: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    // Capitals, and which stroke joins two words, tell no word from another.
    let spelt = |word: &str| word.to_ascii_lowercase().replace('-', "_");
    let given = spelt(given);
    known
        .into_iter()
        .map(|word| (strsim::jaro(&given, &spelt(word)), word))
        .filter(|(likeness, _)| *likeness > least)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, word)| word)
}

fn within<T: PartialOrd + Copy>(
    value: T,
    bounds: &RangeInclusive<T>,
    show: fn(T) -> String,
) -> Understood<T> {
    if bounds.contains(&value) {
        return Ok(value);
    }
    let (from, to) = (show(*bounds.start()), show(*bounds.end()));
    Err(format!("is {}; it must be from {from} to {to}", show(value)))
}

/// A size as it is written in a configuration, exact.
pub(super) fn size_text(bytes: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (1 << 30, "GiB"),
        (1 << 20, "MiB"),
        (1 << 10, "KiB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1000, "kB"),
    ];
    let exact = UNITS.iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    exact.map_or_else(|| format!("{bytes}B"), |(unit, name)| format!("{}{name}", bytes / unit))
}

/// So many days.
pub(super) const fn days(days: u64) -> Duration {
    Duration::from_hours(24 * days)
}

/// A duration as it is written in a configuration, exact.
pub(crate) fn duration_text(duration: Duration) -> String {
    const DAY: u64 = 86_400;
    let seconds = duration.as_secs();
    if duration.subsec_nanos() == 0 && seconds > DAY && seconds.is_multiple_of(DAY) {
        return format!("{}d", seconds / DAY);
    }
    let signed = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
    format!("{signed:#}")
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
