//! What furniture says, in the languages of the press.
//!
//! Classes often say nothing; then the words do. Always: the phrases stand in `words/` alone, and
//! are matched at the start of short lines only, so that prose that speaks of them stays.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Headings of sections that are no part of the article.
const SECTION_HEADS: &str = include_str!("words/section-heads.txt");

/// How short lines of furniture begin.
const LINE_STARTS: &str = include_str!("words/line-starts.txt");

/// A section under this heading is furniture.
pub(super) fn heads_furniture(heading: &str) -> bool {
    let heading = normal(heading);
    heading.chars().count() <= 60 && starts(&heading, &SECTIONS)
}

/// A line that begins as furniture does; a number that it begins with may be any.
pub(super) fn is_furniture(line: &str) -> bool {
    let normal = normal(line);
    let rest = normal.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < normal.len() {
        return starts(&format!("0{rest}"), &LINES);
    }
    starts(&normal, &LINES)
}

/// The lists by first character: most lines begin with none of them.
static SECTIONS: LazyLock<Starts> = LazyLock::new(|| by_first(SECTION_HEADS));
static LINES: LazyLock<Starts> = LazyLock::new(|| by_first(LINE_STARTS));

type Starts = FxHashMap<char, Vec<&'static str>>;

fn by_first(list: &'static str) -> Starts {
    let mut starts = Starts::default();
    // A dollar keeps a blank at the end of a line from editors.
    let lines = list.lines().map(|line| line.trim_end_matches('$'));
    for start in lines.filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        starts.entry(start.chars().next().unwrap_or_default()).or_default().push(start);
    }
    starts
}

fn starts(text: &str, with: &Starts) -> bool {
    let first = text.chars().next().unwrap_or_default();
    with.get(&first).into_iter().flatten().any(|start| {
        text.strip_prefix(start).is_some_and(|rest| {
            let ends_word = start.ends_with(|c: char| !c.is_alphanumeric())
                || !start.is_ascii() && start.chars().count() <= 6;
            ends_word || rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
        })
    })
}

/// Lower case, without ornaments at the start, typographic quotes made plain.
pub(super) fn normal(text: &str) -> String {
    let text =
        text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | 'ⓒ' | '('));
    let mut normal = String::with_capacity(text.len().min(320));
    for c in text.chars().take(160) {
        match c {
            '’' | '‘' | '`' => normal.push('\''),
            '\u{a0}' => normal.push(' '),
            c if c.is_ascii() => normal.push(c.to_ascii_lowercase()),
            c => normal.extend(c.to_lowercase()),
        }
    }
    normal
}
