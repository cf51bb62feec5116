//! Names out of what a page says of its authors.
//!
//! Always: each name once, as one line. Never: an address, a handle, a role, a date.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::calendar::is_month;
use super::dates;
use super::lists::{is_degree, split};
use super::words::{
    self, BEFORE, BEHIND, HOUSE, JOINTS, NEVER_IN_A_NAME, NOT_NAMES, PARTICLES, has,
};
use crate::extract::byline;
use crate::extract::prune::squeezed;
use crate::extract::text::one_line;

/// The longest name, in characters and in words.
const LONGEST: (usize, usize) = (60, 6);

/// Names in a value of the page's metadata.
pub(super) fn of_value(value: &str) -> Vec<String> {
    let Some(line) = one_line(value) else { return Vec::new() };
    let lower = line.to_lowercase();
    if lower.contains("http")
        || lower.contains("www.")
        || lower.starts_with('@')
        || line.contains(['{', '<', '='])
        || is_slug(&line)
    {
        return Vec::new();
    }
    if let Some((last, first)) = line.split_once(", ")
        && [last, first].iter().all(|part| !part.contains([' ', ',']) && is_name(part))
    {
        return vec![format!("{first} {last}")];
    }
    each(&line, true, is_possible)
}

/// A word that may be a part of a name: neither an agency, nor a degree, nor a house.
fn is_name(word: &str) -> bool {
    is_likely(word, true)
        && word.chars().skip(1).any(char::is_lowercase)
        && byline::agencies(word).is_none()
        && !is_degree(word)
        && !is_house(word)
}

/// "Lund, Ada" is Ada Lund; what is no such pair stays.
pub(super) fn turned(name: &str) -> String {
    let plain = |part: &str| {
        let words = words(part).count();
        words <= 3 && is_possible(part) && !(words == 1 && is_degree(part))
    };
    match name.split_once(", ") {
        Some((last, first)) if plain(last) && plain(first) => format!("{first} {last}"),
        _ => name.to_owned(),
    }
}

/// Names in a line that the page shows; `marked` says that its markup calls it an author.
///
/// They end where the line goes on about something else: a date, a role, who reviewed it.
pub(super) fn of_line(line: &str, marked: bool) -> Vec<String> {
    let Some(whole) = one_line(line) else { return Vec::new() };
    let line = strip(&whole);
    if line.len() == whole.len() && dates::is_date_line(line) {
        return Vec::new();
    }
    let mut end = line.len();
    let mut before = 0;
    for (at, word) in words(line) {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        let digits = plain.starts_with(|c: char| c.is_ascii_digit());
        if at > 0 && (digits || words::is_never(word, plain)) {
            // "Ada Lund May 14, 2025", but "Ada Martin 14 May 2025".
            let is_month =
                |word: Option<&str>| word.is_some_and(|word| is_month(&word.to_lowercase()));
            end = if digits
                && before > 0
                && is_month(Some(&line[before..at]))
                && !is_month(line[at..].split(' ').nth(1))
            {
                before
            } else {
                at
            };
            break;
        }
        before = at;
    }
    let mut names = each(
        line[..end].trim_end_matches(['.', ' ', '-', '–', '|', ',', '•', '·']),
        false,
        |name| is_likely(name, marked),
    );
    if let Some(more) = beyond_place(&line[end..]).filter(|_| !names.is_empty()) {
        names.extend(of_line(more, marked));
    }
    names
}

/// The names that go on behind a place: "in Brussels and Bo Ek in Paris".
fn beyond_place(rest: &str) -> Option<&str> {
    let place = PLACED.iter().find_map(|word| rest.strip_prefix(word)?.strip_prefix(' '))?;
    let joints = [" and ", " und ", " et ", " & ", ", "];
    let (place, more) = joints
        .iter()
        .filter_map(|joint| place.split_once(joint))
        .min_by_key(|(place, _)| place.len())?;
    (place.split(' ').count() <= 3).then_some(more)
}

/// What stands before the place that one reports from.
const PLACED: &[&str] = &["in", "à", "aus"];

/// Words with where they begin.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split(' ').scan(0, |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start, word))
    })
}

/// The line says that names follow.
pub(super) fn is_introduced(line: &str) -> bool {
    strip(line).len() < line.trim().len()
}

/// The line only says that names follow, or joins them, from a place or not: "in Brussels and".
pub(super) fn is_joint(line: &str) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric() && c != '&').to_lowercase();
    let joint = match line.split_once(' ') {
        Some((word, rest)) if PLACED.contains(&word) => rest.rsplit(' ').next().unwrap_or_default(),
        _ => line.as_str(),
    };
    line.is_empty() || has(BEFORE, line.as_str()) || has(JOINTS, joint)
}

/// The line says that names follow, and no more.
pub(super) fn is_label(line: &str) -> bool {
    let line = line.trim_end_matches([':', ' ']).to_lowercase();
    has(BEFORE, line.as_str())
}

/// The line ends in what says that names follow.
pub(super) fn ends_in_label(line: &str) -> bool {
    let last = line.trim_end_matches([':', ' ', '.']).rsplit(' ').next().unwrap_or_default();
    has(BEFORE, last.to_lowercase().as_str())
}

/// What a line that is marked as an author calls it, person or not: "The Harbour Team", "delta201".
pub(super) fn of_signature(line: &str) -> Option<String> {
    let line = one_line(line)?;
    let name = strip(&line);
    let name = match name.split_once(' ') {
        Some((label, rest)) if has(BEFORE, label.to_lowercase().as_str()) => rest,
        _ => name,
    };
    let name = name.trim_matches(|c: char| matches!(c, ',' | '|' | ':' | '-' | ' '));
    let never = |word: &str| {
        let word = word.to_lowercase();
        word != "the" && has(NEVER_IN_A_NAME, &word)
    };
    let fits = is_possible(name)
        && name.split(' ').count() <= 4
        && !name.split(' ').any(never)
        && !ends_in_label(name)
        && !dates::is_date_line(name);
    fits.then(|| name.to_owned())
}

/// More than one word, or in a script that parts none.
pub(super) fn is_full(name: &str) -> bool {
    name.contains(' ') || !name.chars().any(|c| c.is_lowercase() || c.is_uppercase())
}

/// It says who employs the writers, not who they are.
pub fn is_house(name: &str) -> bool {
    name.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| has(HOUSE, word))
}

fn each(line: &str, lenient: bool, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in split(strip(line)) {
        let part = part.as_str();
        let name = strip(part.trim_matches(|c: char| {
            c.is_whitespace()
                || matches!(c, ',' | ';' | '|' | '-' | '–' | '•' | '·' | ':' | '/' | '"')
        }));
        let name = without_notes(name);
        let key = squeezed(name);
        if key.is_empty() || names.iter().any(|known| squeezed(known) == key) {
            continue;
        }
        if fits(name) {
            names.push(name.to_owned());
        } else if !lenient {
            break;
        }
    }
    names
}

/// Cuts off what follows a name: initials or a role in brackets, the number of a note.
fn without_notes(name: &str) -> &str {
    let mut name = name.trim();
    if name.ends_with(')')
        && let Some(at) = name.find(" (")
    {
        name = name[..at].trim_end();
    }
    if let Some((person, role)) = name.rsplit_once(' ') {
        name = if has(BEHIND, role) { person } else { name };
        name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '*' || c == '†');
    }
    name.trim_end()
}

fn strip(name: &str) -> &str {
    // By first character: most lines begin with none of them.
    static STARTS: LazyLock<FxHashMap<char, Vec<&str>>> = LazyLock::new(|| {
        let mut starts: FxHashMap<char, Vec<&str>> = FxHashMap::default();
        for start in BEFORE.split('|') {
            starts.entry(start.chars().next().unwrap_or_default()).or_default().push(start);
        }
        starts
    });
    let mut name = name.trim();
    for _ in 0..3 {
        let Some(first) = name.chars().next() else { break };
        let lower = first.to_lowercase().next().unwrap_or(first);
        let starts = STARTS.get(&first).into_iter().chain(STARTS.get(&lower));
        let start = starts.flatten().filter_map(|start| {
            let head = prefix(name, start)?;
            let rest = name[head..].trim_start_matches([':', '：', '＝', ' ', '\u{a0}']);
            let parted = rest.len() < name.len() - head || !start.is_ascii();
            (parted
                && rest.starts_with(|c: char| {
                    c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic()
                }))
            .then_some(rest)
        });
        let Some(rest) = start.min_by_key(|rest| rest.len()) else { break };
        name = rest;
    }
    name
}

/// The length of a beginning that is `start`, whatever its case.
fn prefix(text: &str, start: &str) -> Option<usize> {
    let mut length = 0;
    let mut chars = text.chars();
    for expected in start.chars() {
        let c = chars.next()?;
        if c != expected && !c.to_lowercase().eq(std::iter::once(expected)) {
            return None;
        }
        length += c.len_utf8();
    }
    Some(length)
}

/// Nothing speaks against it.
fn is_possible(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let lower = name.to_lowercase();
    words <= LONGEST.1
        && name.chars().count() <= LONGEST.0
        && name.contains(char::is_alphabetic)
        && !name.contains(['@', '<', '{', '=', ':'])
        && (words == 1 || !name.contains(|c: char| c.is_ascii_digit()))
        && !is_path(name)
        && !has(NOT_NAMES, lower.as_str())
}

/// It looks as names of people do.
pub(super) fn is_likely(name: &str, single: bool) -> bool {
    let base = name.split(", ").next().unwrap_or(name);
    let words: Vec<&str> = base.split_whitespace().collect();
    let caseless = |word: &str| !word.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    is_possible(name)
        && (words.len() >= 2 || single || words.iter().all(|word| caseless(word)))
        && words.len() <= 5
        && !base.contains(|c: char| {
            c.is_ascii_digit()
                || !(c.is_alphanumeric()
                    || c.is_whitespace()
                    || matches!(c, '.' | '-' | '‐' | '\'' | '’' | '(' | ')' | '´' | '`')
                    || is_mark(c))
        })
        && words.iter().all(|word| {
            word.starts_with(|c: char| c.is_uppercase() || c == '(')
                || caseless(word)
                || has(PARTICLES, word)
                || (single && words.len() == 1)
                || word.starts_with("d'")
                || word.starts_with("al-")
        })
        && !words.iter().enumerate().any(|(at, word)| {
            let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
            let is_first_name =
                at == 0 && words.len() > 1 && matches!(plain, "April" | "June" | "August");
            !is_first_name && words::is_never(word, plain)
        })
}

/// A vowel sign or an accent of its own.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{200c}' | '\u{200d}')
}

/// `ada-lund`: part of an address.
fn is_slug(name: &str) -> bool {
    name.contains(['-', '_']) && name.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '_'))
}

/// `page.head.extra.author`: a template that nobody filled in.
fn is_path(name: &str) -> bool {
    !name.contains(' ')
        && name
            .split('.')
            .filter(|part| !part.is_empty() && part.chars().all(|c| c.is_lowercase() || c == '_'))
            .count()
            > 2
}
