//! Names out of what a page says of its authors.
//!
//! Always: each name once, as one line. Never: an address, a handle, a role, a date.

use super::dates;
use super::lists::{is_acronym, is_house_of, is_paper, is_role, split};
use super::openings::{
    PLACED, behind_date, ends_in_joint, ends_in_label, is_unicase, strip, words,
};
use super::words::{
    self, BEFORE, BEHIND, DENSE_HOUSE, HOUSE, NEVER_IN_A_NAME, NOT_NAMES, ON, PARTICLES, RANKS,
    SURNAMES, has,
};
use crate::calendar::is_month;
use crate::extract::body::text::one_line;
use crate::extract::is_dense;
use crate::extract::prune::byline;
use crate::extract::prune::squeezed;

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
        && !is_acronym(word)
        && !is_house(word)
}

/// "Lund, Ada" is Ada Lund; what is no such pair stays.
pub(super) fn turned(name: &str) -> String {
    let plain = |part: &str| {
        let words = words(part).count();
        words <= 3 && is_possible(part) && !(words == 1 && is_acronym(part))
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
    if let Some(rest) = behind_date(&whole) {
        return of_line(rest, marked);
    }
    let line = strip(&whole);
    let is_introduced = line.len() < whole.len();
    if !is_introduced && dates::is_date_line(line) {
        return before_date(line).filter(|_| marked).map(str::to_owned).into_iter().collect();
    }
    if is_introduced && is_surnamed(line) {
        return vec![line.to_owned()];
    }
    if is_introduced && let Some(names) = in_chinese(&whole, line) {
        return names;
    }
    let end = end(line);
    let (found, is_cut) = without_tail(&line[..end]);
    let mut names = each(found, false, |name| {
        is_likely(name, marked && !is_cut) || is_introduced && signs(name)
    });
    if let Some(more) = beyond_place(&line[end..]).filter(|_| !names.is_empty()) {
        names.extend(of_line(more, marked));
    }
    names
}

/// Names that blanks part, as Chinese papers list their reporters: "记者 李明 王小华".
fn in_chinese(whole: &str, line: &str) -> Option<Vec<String>> {
    let is_name =
        |name: &str| name.chars().all(is_dense) && (2..=4).contains(&name.chars().count());
    let label = whole.strip_suffix(line)?;
    (label.contains("记者") && line.split(' ').all(is_name))
        .then(|| line.split(' ').map(str::to_owned).collect())
}

/// An agency signs with this name.
pub(super) fn signs(name: &str) -> bool {
    byline::agencies(name).is_some_and(|found| !found.is_empty())
}

/// The full name that stands before a date, and is parted from it: "Ada Lund, 05.03.2024".
fn before_date(line: &str) -> Option<&str> {
    let (name, date) = line.split_once([',', '|', '•', '·', '–', '—'])?;
    let name = name.trim();
    (is_likely(name, false) && dates::is_date_line(date)).then_some(name)
}

/// Two words, the second of which is a family's name as well as one that ends others: "Mark Post".
fn is_surnamed(line: &str) -> bool {
    line.split_once(' ').is_some_and(|(first, last)| {
        last.starts_with(char::is_uppercase)
            && has(&SURNAMES, &last.to_lowercase())
            && is_likely(first, true)
            && !is_house(first)
    })
}

/// Where a line goes on about something else than names.
fn end(line: &str) -> usize {
    let is_month = |word: &str| is_month(&word.to_lowercase());
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    let words: Vec<(usize, &str)> = words(line).collect();
    for (index, &(at, word)) in words.iter().enumerate().skip(1) {
        let (before, last) = words[index - 1];
        let next = words.get(index + 1).map(|(_, word)| *word);
        let plain = plain(word);
        if plain.starts_with(|c: char| c.is_ascii_digit()) {
            return match next {
                // "Ada Martin 14 May 2025"
                Some(next) if is_month(next) => at,
                // "Ada Lund May 14, 2025"
                _ if index > 1 && is_month(last) => before,
                // "Radio 2"
                _ if index == 1 && plain.len() < 3 && next.is_none_or(is_capital) => 0,
                _ => at,
            };
        }
        if word.contains('@') || is_calling(line, &words, index) {
            return at;
        }
        if words::is_never(word, plain) && !is_joining(&words, index) {
            // "Ada Lund, Harbour News"
            let house = line[..at].rfind([',', '|']).filter(|_| is_paper(plain));
            return house.unwrap_or(at);
        }
        // "Ada Lund. Bergen", but "Ada Lund and Prof. Bo Ek"
        if next.is_some()
            && !ends_in_joint(&line[..at - 1])
            && word.ends_with('.')
            && !plain.contains('.')
            && plain.chars().count() > 3
        {
            return at + word.len();
        }
    }
    line.len()
}

/// A word without its signs, and without what is glued to it: "写真" of "写真／鈴木一郎".
fn plain(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.split(['：', '／', '｜']).next().unwrap_or_default()
}

/// A role that follows a full name without a comma: "Ada Lund Staff Reporter".
fn is_calling(line: &str, words: &[(usize, &str)], index: usize) -> bool {
    let role = |(_, word): &(usize, &str)| is_role(plain(word));
    let (at, word) = words[index];
    index >= 2
        && (role(&words[index]) && !matches!(word, "Desk" | "Bureau")
            || has(&RANKS, &plain(word).to_lowercase()) && words[index + 1..].iter().any(role))
        && !line[..at].contains([',', '|', '/', '–', '—', '•', '·', '('])
        && !line[..at].contains(" - ")
        && !is_house(&line[..at])
        && !is_house_of(words[0].1, words[1].1)
}

/// The "a" that joins two full names in Czech and Slovak.
fn is_joining(words: &[(usize, &str)], index: usize) -> bool {
    let rest = &words[index + 1..];
    let is_named = |(_, word): &(usize, &str)| word.starts_with(char::is_uppercase);
    words[index].1 == "a"
        && index >= 2
        && rest.len() >= 2
        && rest.iter().take(2).all(is_named)
        && !rest.iter().any(|(_, word)| is_role(plain(word)))
}

/// Cuts off what ends no name, and tells whether a small word was among it: "Ada Lund le", "Publié le".
fn without_tail(line: &str) -> (&str, bool) {
    let (mut line, mut is_cut) = (line, false);
    loop {
        let rest = line.trim_end_matches(['.', ' ', '-', '–', '|', ',', '•', '·', '&', ':']);
        let last = rest.rsplit(' ').next().unwrap_or_default();
        let is_short = matches!(last, "Jr" | "Sr")
            || last.contains('.')
            || last.len() < rest.len() && last.len() == 1 && last.starts_with(char::is_uppercase);
        let rest = if is_short && line[rest.len()..].starts_with('.') {
            &line[..=rest.len()]
        } else {
            rest
        };
        let is_particle = last.len() < rest.len() && (has(&PARTICLES, last) || has(&ON, last));
        if !is_particle && !ends_in_joint(rest) {
            return (rest, is_cut);
        }
        is_cut |= is_particle && !ends_in_joint(rest);
        line = &rest[..rest.len() - last.len()];
    }
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

/// What a line that is marked as an author calls it, person or not: "The Harbour Team", "delta201".
pub(super) fn of_signature(line: &str) -> Option<String> {
    let line = one_line(line)?;
    let name = strip(&line);
    let name = match name.split_once(' ') {
        Some((label, rest)) if has(&BEFORE, label.to_lowercase().as_str()) => rest,
        _ => name,
    };
    let name = name.trim_matches(|c: char| matches!(c, ',' | '|' | ':' | '-' | ' '));
    let never = |word: &str| {
        let word = word.to_lowercase();
        word != "the" && has(&NEVER_IN_A_NAME, &word)
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
    name.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| has(&HOUSE, word))
        || DENSE_HOUSE.iter().any(|end| name.ends_with(end))
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
    if let Some(at) = name.find(" (").filter(|_| name.ends_with(')')) {
        name = name[..at].trim_end();
    }
    if let Some(at) = name.find('（').filter(|_| name.ends_with('）')) {
        name = &name[..at];
    }
    if let Some((person, role)) = name.rsplit_once(' ') {
        name = if has(&BEHIND, role) { person } else { name };
    }
    let note = |c: char| c.is_ascii_digit() || c == '*' || c == '†';
    let noted = name.trim_end_matches(note);
    // "Ada Lund1", but "Radio 2".
    if name.contains(' ') && !noted.ends_with(' ') { noted } else { name.trim_end() }
}

/// Nothing speaks against it.
fn is_possible(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let long = name.split_whitespace().filter(|word| !has(&PARTICLES, word)).count();
    let lower = name.to_lowercase();
    long <= LONGEST.1
        && name.chars().count() <= LONGEST.0
        && name.contains(char::is_alphabetic)
        && !name.contains(['@', '<', '{', '=', ':'])
        && (words == 1 || !name.contains(|c: char| c.is_ascii_digit()) || is_channel(name))
        && !is_path(name)
        && !has(&NOT_NAMES, lower.as_str())
}

/// "Radio 2", "Channel 4 News": a number of its own, and no day.
fn is_channel(name: &str) -> bool {
    let is_number = |word: &str| word.len() < 3 && word.bytes().all(|b| b.is_ascii_digit());
    name.split(' ').skip(1).filter(|word| is_number(word)).count() == 1
        && name.split(' ').all(|word| {
            is_number(word)
                || !word.contains(|c: char| c.is_ascii_digit())
                    && word.starts_with(char::is_uppercase)
                    && !is_month(&word.to_lowercase())
        })
}

/// It looks as names of people do.
pub(super) fn is_likely(name: &str, single: bool) -> bool {
    let base = name.split(", ").next().unwrap_or(name);
    let words: Vec<&str> = base.split_whitespace().collect();
    let caseless =
        |word: &str| !word.chars().any(|c| c.is_uppercase() || c.is_lowercase() && !is_unicase(c));
    is_possible(name)
        && (words.len() >= 2 || single || words.iter().all(|word| caseless(word)))
        && words.iter().filter(|word| !has(&PARTICLES, word)).count() <= 5
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
                || has(&PARTICLES, word)
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
