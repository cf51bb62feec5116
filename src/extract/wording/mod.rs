//! What furniture says, in the languages of the press.
//!
//! Classes often say nothing; then the words do. Always: phrases stand in `words/`, single words and
//! their beginnings here; they are matched at the start of short lines only, so that prose that speaks
//! of them stays.

pub(super) mod appeals;
mod calls;
mod notes;

use std::sync::LazyLock;

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::is_dense;
pub(super) use notes::is_note_of_house;

/// Headings of sections that are no part of the article.
const SECTION_HEADS: &str = include_str!("../words/section-heads.txt");

/// How short lines of furniture begin.
const LINE_STARTS: &str = include_str!("../words/line-starts.txt");

/// How prompts begin, whatever follows.
const PROMPT_STARTS: &str = include_str!("../words/prompts.txt");

/// How lines begin that tell of the page: when it came out, who holds what, where it goes on.
const LABEL_STARTS: &str = include_str!("../words/labels.txt");

/// A longer phrase of several words says all, whatever follows it: "Related stories", not "More on".
const WHOLE: usize = 7;

/// The same for a phrase in a script without word spaces, weighted.
const WHOLE_WEIGHT: u32 = 11;

/// How a heading speaks of furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    /// It says no more than that: "Related articles", "Comments (12)".
    Alone,
    /// It only begins so: "More from the harbour", "Comments on the method".
    Begins,
}

/// Whether, and how, a heading says that the section under it is furniture.
pub(super) fn heads_furniture(heading: &str) -> Option<Speaks> {
    let heading = normal(heading);
    if heading.chars().count() > 60 {
        return None;
    }
    let longest = matches(&heading, &SECTIONS).max_by_key(|start| start.len())?;
    let whole = longest.trim().contains(' ') && longest.len() > WHOLE
        || !longest.is_ascii() && super::page::characters::weight(longest) > WHOLE_WEIGHT;
    let more = heading[longest.len()..].chars().any(char::is_alphabetic);
    Some(if more && !whole { Speaks::Begins } else { Speaks::Alone })
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

/// The longest line that is nothing but what it begins as, in weighted characters; a prompt may have this many.
const EXACT: (u32, u32) = (160, 600);

/// No prompt is longer, in bytes.
const LONGEST_PROMPT: usize = 200;

/// A line that begins as those that ask for something do.
pub(super) fn is_prompt(line: &str) -> bool {
    starts(&normal(&line[..line.floor_char_boundary(LONGEST_PROMPT)]), &PROMPTS)
}

/// A line that is nothing but what it begins as: a picture's credit, who owns the rights, what readers are to do.
pub(super) fn is_exact(line: &str) -> bool {
    let line = line.trim();
    let length = super::page::characters::weight(line);
    if length > EXACT.0 {
        let begin = normal(&line[..line.floor_char_boundary(LONGEST_PROMPT)]);
        return length <= EXACT.1
            && (starts(&begin, &PROMPTS) || appeals::opens(&begin) || holds_rights(line));
    }
    let normal = normal(line);
    starts(&normal, &PROMPTS)
        || holds_rights(line)
        || is_label(line, &normal)
        || stands_for_more(line)
}

/// A line of one of the page's labels, or one that asks to follow it.
fn is_label(line: &str, normal: &str) -> bool {
    let credit = line
        .split_once([':', '：'])
        .is_some_and(|(label, _)| super::body::credits::is_credit_label(label));
    let is_sentence = line.ends_with(['.', '!', '?', '。', '…']);
    !is_sentence && (credit || starts(normal, &LABELS)) || appeals::is_appeal(normal)
}

/// It stands for something that is not shown: a picture of several, a module of the system that made the page.
fn stands_for_more(line: &str) -> bool {
    is_counter(line) || is_code(line) || is_loading(line)
}

/// How begins what a script was to take the place of.
const LOADING: &[&str] = &[
    "loading",
    "laden",
    "lädt",
    "chargement",
    "cargando",
    "carregando",
    "caricamento",
    "ładowanie",
    "laster",
    "laddar",
    "ladataan",
    "indlæser",
    "načítání",
    "загрузка",
    "завантаження",
    "yükleniyor",
    "memuat",
    "加载中",
    "載入中",
    "读取中",
    "読み込み中",
];

/// "Loading prices …": a few words, and dots.
fn is_loading(line: &str) -> bool {
    let begins = || {
        let first = line.split([' ', '.', '…']).next().unwrap_or_default().to_lowercase();
        LOADING.contains(&first.as_str())
    };
    line.len() <= 60 && (line.ends_with('…') || line.ends_with("...")) && begins()
}

/// It counts the pictures of a show: "Image 1 of 5", "1/5".
pub(super) fn counts(line: &str) -> bool {
    let is_place = |(at, of): (&str, &str)| {
        let number = |text: &str| text.trim().parse::<u8>().ok();
        number(at).zip(number(of)).is_some_and(|(at, of)| at <= of)
    };
    is_counter(line) || line.split_once('/').is_some_and(is_place)
}

/// "Image 1 of 5": a word, and two numbers with a word or a stroke between them.
fn is_counter(line: &str) -> bool {
    let is_word = |word: &str| word.chars().all(char::is_alphabetic);
    let is_number = |word: &str| word.len() < 5 && word.bytes().all(|b| b.is_ascii_digit());
    let mut words = line.split_whitespace();
    let mut next = || words.next().unwrap_or_default();
    let parts = [next(), next(), next(), next()];
    words.next().is_none()
        && parts.iter().all(|part| !part.is_empty())
        && is_word(parts[0])
        && is_number(parts[1])
        && (parts[2] == "/" || is_word(parts[2]))
        && is_number(parts[3])
}

/// A code in brackets that some system left: `[gallery ids="1,2"]`, `[CTA_MODULE]`, `[Gambas:Video 20]`.
fn is_code(line: &str) -> bool {
    let Some((code, rest)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) else {
        return false;
    };
    let name = code.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'));
    let (name, values) = code.split_at(name.unwrap_or(code.len()));
    let is_value = values.starts_with(':') && !values.starts_with(": ") || values.contains('=');
    let is_closed = rest.ends_with(&format!("[/{name}]"));
    let is_named = name.starts_with(|c: char| c.is_ascii_alphabetic());
    is_named && (is_closed || rest.is_empty() && (is_value || name.contains('_')))
}

/// What a cookie of a page is told with, in the languages of the press.
const OF_PAGES: &[&str] = &[
    "web",
    "brows",
    "consent",
    "privac",
    "datenschutz",
    "zustimm",
    "einwillig",
    "analy",
    "navig",
    "rgpd",
    "gdpr",
    "dsgvo",
    "third-part",
    "session",
];

/// It tells of the cookies that a page sets.
pub(super) fn tells_of_cookies(line: &str) -> bool {
    // Most lines speak of none, and are seen through as fast as can be.
    static COOKIE: LazyLock<memmem::Finder<'_>> = LazyLock::new(|| memmem::Finder::new("ookie"));
    if COOKIE.find_iter(line.as_bytes()).nth(1).is_none() {
        return false;
    }
    let line = line.to_lowercase();
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.any(|word| OF_PAGES.iter().any(|of| word.starts_with(of)))
}

/// It says who holds the rights: "© 2025 …", "Copyright 2025 …".
fn holds_rights(line: &str) -> bool {
    line.starts_with(['©', 'ⓒ'])
        || line.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("copyright "))
            && line[10..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '©' | '('))
}

/// A word that begins so says that something was put right, which is a part of the article.
const CORRECTIONS: &[&str] = &[
    "correct",
    "korrig",
    "korrekt",
    "berichtig",
    "corrig",
    "correc",
    "correç",
    "retti",
    "rätt",
    "rectif",
    "rettif",
    "исправ",
    "更正",
    "訂正",
    "정정",
    "تصحيح",
    "düzelt",
];

/// A sentence that tells of a correction.
pub(super) fn is_correction(line: &str) -> bool {
    let ends = line.trim_end().ends_with(['.', '。', ':']);
    let line = normal(line);
    ends && line.len() > 30
        && CORRECTIONS.iter().any(|word| {
            line.match_indices(word).any(|(at, _)| {
                !word.is_ascii()
                    || line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric())
            })
        })
}

/// A sentence that begins as the note of a correction does: "Correction: …".
pub(super) fn is_note(line: &str) -> bool {
    let begin = normal(line);
    CORRECTIONS.iter().any(|word| begin.starts_with(word)) && is_correction(line)
}

/// The lists by first character: most lines begin with none of them.
static SECTIONS: LazyLock<Starts> = LazyLock::new(|| by_first(phrases(SECTION_HEADS)));
static LINES: LazyLock<Starts> = LazyLock::new(|| by_first(phrases(LINE_STARTS)));
static PROMPTS: LazyLock<Starts> = LazyLock::new(|| by_first(phrases(PROMPT_STARTS)));
static LABELS: LazyLock<Starts> = LazyLock::new(|| by_first(phrases(LABEL_STARTS)));

/// Phrases by their first character.
pub(super) type Starts = FxHashMap<char, Vec<&'static str>>;

/// The lists of a file, each under a heading.
pub(super) fn lists<const N: usize>(words: &'static str) -> [Starts; N] {
    let lists = words.split("# ").skip(1).filter_map(|list| list.split_once('\n'));
    let mut lists = lists.map(|(_, words)| by_first(phrases(words)));
    std::array::from_fn(|_| lists.next().unwrap_or_default())
}

/// The phrases by their first character.
pub(super) fn by_first(phrases: impl Iterator<Item = &'static str>) -> Starts {
    let mut starts = Starts::default();
    for phrase in phrases {
        starts.entry(phrase.chars().next().unwrap_or_default()).or_default().push(phrase);
    }
    starts
}

/// The phrases of a list, one a line; lines that begin with a number sign are headings.
pub(super) fn phrases(list: &'static str) -> impl Iterator<Item = &'static str> {
    // A dollar keeps a blank at the end of a line from editors.
    let lines = list.lines().map(|line| line.trim_end_matches('$'));
    lines.filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// The text begins with one of the phrases.
pub(super) fn starts(text: &str, with: &Starts) -> bool {
    matches(text, with).next().is_some()
}

/// The phrases that the text begins with.
fn matches<'s>(text: &'s str, with: &'s Starts) -> impl Iterator<Item = &'static str> + 's {
    let first = text.chars().next().unwrap_or_default();
    with.get(&first).into_iter().flatten().copied().filter(move |start| {
        text.strip_prefix(start).is_some_and(|rest| {
            let ends_word = start.ends_with(|c: char| !c.is_alphanumeric())
                || !start.is_ascii() && start.chars().count() <= 6
                || start.ends_with(|c| is_dense(c) || matches!(c, '\u{ac00}'..='\u{d7af}'));
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
