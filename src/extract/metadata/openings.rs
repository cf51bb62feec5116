//! What says that names follow, or that more do: labels, days of publishing, joints.
//!
//! Always: what stands behind an opening begins as a name does.

use std::sync::LazyLock;

use super::dates;
use super::words::{BEFORE, BEHIND, BY, GLUED, JOINTS, has};
use crate::calendar::has_digit;
use crate::extract::is_dense;
use crate::extract::wording::{Starts, by_first};

/// The longest line that is looked at, in bytes.
const LONGEST: usize = 300;

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 60;

/// What stands before the place that one reports from.
pub(super) const PLACED: &[&str] = &["in", "à", "aus"];

/// Words with where they begin.
pub(super) fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.split(' ').scan(0, |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start, word))
    })
}

/// The line says that names follow, or what the one is whom it names.
pub(super) fn is_introduced(line: &str) -> bool {
    strip(line).len() < line.trim().len() || behind_date(line).is_some() || is_called(line)
}

/// What follows a date, and says that names follow: "by Ada Lund" of "14 May 2025 by Ada Lund".
pub(super) fn behind_date(line: &str) -> Option<&str> {
    if line.len() > LONGEST || !has_digit(line) {
        return None;
    }
    words(line).skip(1).find_map(|(at, word)| {
        let label = word.trim_end_matches(':').to_lowercase();
        (has(&BY, &label) && dates::is_date_line(&line[..at])).then(|| &line[at..])
    })
}

/// A name with its role alone, or with an address, as Korean papers sign: "신현주 기자".
fn is_called(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next().is_some_and(|name| (2..=15).contains(&name.chars().count()))
        && words.next().is_some_and(|role| has(&BEHIND, role))
        && words.next().is_none_or(|mail| mail.contains('@'))
        && words.next().is_none()
}

/// The line only says that names follow, or joins them, from a place or not: "in Brussels and".
pub(super) fn is_joint(line: &str) -> bool {
    if line.len() > LONGEST_LABEL {
        return false;
    }
    let line = line.trim().to_lowercase();
    let plain = line.trim_matches(|c: char| !c.is_alphanumeric() && c != '&');
    let joint = match plain.split_once(' ') {
        Some((word, rest)) if PLACED.contains(&word) => rest.rsplit(' ').next().unwrap_or_default(),
        _ => plain,
    };
    plain.is_empty() || has(&BEFORE, plain) || has(&BEFORE, &line) || has(&JOINTS, joint)
}

/// The line goes on with another name.
pub(super) fn ends_in_joint(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    line.ends_with([',', '&']) || last.len() < line.len() && has(&JOINTS, last)
}

/// The line says that names follow, and no more.
pub(super) fn is_label(line: &str) -> bool {
    line.len() <= LONGEST_LABEL && {
        let line = line.trim_end().to_lowercase();
        has(&BEFORE, line.trim_end_matches([':', ' '])) || has(&BEFORE, &line)
    }
}

/// The line ends in what says that names follow.
pub(super) fn ends_in_label(line: &str) -> bool {
    let last = line.trim_end_matches([':', ' ', '.']).rsplit(' ').next().unwrap_or_default();
    has(&BEFORE, last.to_lowercase().as_str())
}

/// The line without the labels that it begins with.
pub(super) fn strip(line: &str) -> &str {
    // By first character: most lines begin with none of them.
    static STARTS: LazyLock<Starts> = LazyLock::new(|| by_first(BEFORE.each()));
    let mut line = line.trim();
    for _ in 0..3 {
        let Some(first) = line.chars().next() else { break };
        let lower = first.to_lowercase().next().unwrap_or(first);
        let starts = STARTS.get(&first).into_iter().chain(STARTS.get(&lower));
        let rest = starts.flatten().filter_map(|start| behind(line, start));
        let Some(rest) = rest.min_by_key(|rest| rest.len()).or_else(|| behind_paper(line)) else {
            break;
        };
        line = rest;
    }
    line
}

/// What follows a label, and is parted from it.
fn behind<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let rest = &line[prefix(line, label)?..];
    // "Author, Ada Lund", but "Di, Ada".
    let is_long = label.chars().count() > 3;
    let name = rest.trim_start_matches(|c: char| {
        c.is_whitespace() || ":：՝＝|｜/／・·".contains(c) || is_long && matches!(c, ',' | '،')
    });
    let is_parted = name.len() < rest.len() || label.ends_with(':') || has(&GLUED, label);
    let dash = ["- ", "– ", "— "].iter().find_map(|dash| name.strip_prefix(dash));
    let name = dash.filter(|_| is_parted).unwrap_or(name);
    let is_begun = |c: char| c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic();
    (is_parted && name.starts_with(|c: char| is_begun(c) || is_unicase(c))).then_some(name)
}

/// What follows a Chinese paper that names its reporter: "人民日报记者 李明".
fn behind_paper(line: &str) -> Option<&str> {
    let (paper, name) = line.split_once(' ')?;
    let name = name.trim_end_matches([')', '）', ']']);
    (paper.ends_with("记者") && name.starts_with(is_dense)).then_some(name)
}

/// A letter of a script that writes names as other words, though it has cases.
pub(super) fn is_unicase(c: char) -> bool {
    matches!(c, '\u{10d0}'..='\u{10ff}')
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
