//! Names out of what a page says of its authors.
//!
//! Always: each name once, as one line. Never: an address, a handle, a role, a date.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::dates;
use crate::extract::byline;
use crate::extract::prune::squeezed;
use crate::extract::text::one_line;

/// What stands before names.
const BEFORE: &str = "by|written by|posted by|published by|reported by|authored by|article by|words by|text by|\
    story by|opinion by|analysis by|post author|post author by|author|authors|von|ein beitrag von|\
    text von|veröffentlicht von|geschrieben von|text|autor|autorin|autoren|text und fotos|\
    text & fotos|par|publié par|écrit par|texte|auteur|por|publicado por|escrito por|texto|di|\
    a cura di|scritto da|de|da|av|af|door|tekst|tekst av|skrevet af|автор|текст|oleh|penulis|yazan|\
    pisze|napisał|γράφει|kirjoittanut|biên tập|文|作者|記者|记者|저자|كتب|بقلم|מאת|از";

/// What no author is called.
const NOT_NAMES: &str = "admin|administrator|unknown|author|null|none|undefined|webmaster|root|user|http|www|autor|name|\
    default|wordpress";

/// Words for those who write without a name.
const HOUSE: &str = "redaktion|redaktionsteam|redacción|redaccion|redazione|rédaction|redactie|redakcja|redaksi|\
    redação|редакция|редакція|staff|editor|editors|editorial|team|newsroom|agencies|agenturen|desk|\
    anonymous|guest|online|webdesk|correspondent|reporter|writer|contributor|bureau";

/// Words that no name has, where a page shows it: they tell what was done with the page.
const NEVER_IN_A_NAME: &str = "follow|folgen|share|teilen|updated|aktualisiert|published|veröffentlicht|posted|view|views|read|\
    reading|more|mehr|all|alle|comment|comments|kommentare|kommentar|min|mins|minutes|minuten|photo|\
    foto|fotos|image|bild|video|reviewed|edited|checked|fact|medically|about|über|article|articles|\
    artikel|author|authors|written|by|from|researched|insights|posts|post|news|contributor|\
    contributors|subscribe|newsletter|sign|login|log|in|home|menu|search|source|quelle|click|here|\
    last|ago|hour|hours|the|this|your|our|you|is|was|how|what|why|when|oder|ist|der|die|das|est|les|\
    print|email|e-mail|facebook|twitter|linkedin|instagram|whatsapp|copyright|contact|profile|bio|\
    website|category|categories|tags|blog|says|sagt|abonnieren|uhr|januar|january|february|march|\
    april|june|july|august|september|october|november|december|guide|tips|best|top|new|with|for|für|\
    to|zu|on|at|a|an";

/// Small words within names.
const PARTICLES: &str = "van|von|der|den|de|del|della|di|da|dos|do|das|du|la|le|ten|ter|zu|zum|zur|af|av|bin|ibn|al|el|y|\
    e|i|ben|st.|dr.|vom|d'|ó";

/// The list holds the word.
fn has(list: &str, word: &str) -> bool {
    list.split('|').any(|known| known == word)
}

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
    {
        return Vec::new();
    }
    each(&line, true, is_possible)
}

/// Names in a line that the page shows; `marked` says that its markup calls it an author.
///
/// They end where the line goes on about something else: a date, a role, who reviewed it.
pub(super) fn of_line(line: &str, marked: bool) -> Vec<String> {
    let Some(line) = one_line(line) else { return Vec::new() };
    let line = strip(&line);
    let mut end = line.len();
    let mut before = 0;
    for (at, word) in words(line) {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        let digits = plain.starts_with(|c: char| c.is_ascii_digit());
        if at > 0
            && (digits || has(NEVER_IN_A_NAME, &plain.to_lowercase()) && !has(PARTICLES, plain))
        {
            // "Ada Lund May 14, 2025"
            end = if digits && before > 0 && dates::is_month(&line[before..at].to_lowercase()) {
                before
            } else {
                at
            };
            break;
        }
        before = at;
    }
    each(
        line[..end].trim_end_matches(['.', ' ', '-', '–', '|', ',', '•', '·']),
        false,
        |name| is_likely(name, marked),
    )
}

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

/// The line only says that names follow, or joins them.
pub(super) fn is_joint(line: &str) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric() && c != '&').to_lowercase();
    has(BEFORE, line.as_str())
        || matches!(
            line.as_str(),
            "" | "&"
                | "and"
                | "und"
                | "et"
                | "y"
                | "e"
                | "og"
                | "och"
                | "en"
                | "i"
                | "и"
                | "și"
                | "ve"
        )
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
    if name.contains(' ') {
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
            let rest = name[head..].trim_start_matches([':', ' ', '\u{a0}']);
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

/// Parts of a line that may be names.
fn split(line: &str) -> Vec<String> {
    let words = |text: &str| text.split_whitespace().count();
    let mut parts = vec![line];
    for separator in [
        ";",
        " | ",
        "|",
        " • ",
        " · ",
        " / ",
        "、",
        "，",
        " & ",
        " and ",
        " und ",
        " og ",
        " och ",
        " im Gespräch mit ",
        " et ",
        " y ",
        " e ",
        " en ",
        " ja ",
        " ve ",
        " i ",
        " и ",
    ] {
        parts = parts
            .into_iter()
            .flat_map(|part| {
                let pieces: Vec<&str> = part.split(separator).collect();
                // "Ana y Blanco" may be one name; two full names are two.
                let full = pieces.iter().all(|piece| words(piece) >= 2);
                let sure = !separator.ends_with(' ')
                    || matches!(
                        separator,
                        " | "
                            | " • "
                            | " · "
                            | " / "
                            | " & "
                            | " and "
                            | " und "
                            | " og "
                            | " och "
                            | " im Gespräch mit "
                    );
                if pieces.len() > 1 && (full || sure) { pieces } else { vec![part] }
            })
            .collect();
    }
    parts.into_iter().flat_map(by_commas).collect()
}

/// "Ana Blanco, Bo Ek" are two, "Ana Blanco, MD" one with a degree, "Ana Blanco, Health Editor" one.
fn by_commas(part: &str) -> Vec<String> {
    let part = [" - ", " – ", " — "]
        .iter()
        .filter_map(|dash| part.split_once(dash))
        .map(|(name, _)| name)
        .next()
        .unwrap_or(part);
    let mut names: Vec<String> = Vec::new();
    for piece in part.split(", ").map(|piece| piece.trim().trim_end_matches(',')) {
        let full = piece.split_whitespace().count() >= 2 && is_likely(piece, false);
        match names.last_mut() {
            None => names.push(piece.to_owned()),
            Some(last) if is_degree(piece) => {
                last.push_str(", ");
                last.push_str(piece);
            }
            Some(_) if full || byline::agencies(piece).is_some_and(|found| !found.is_empty()) => {
                names.push(piece.to_owned());
            }
            Some(_) => {}
        }
    }
    names
}

/// `MD`, `Ph.D.`, `RDN`, `CFP®`.
fn is_degree(piece: &str) -> bool {
    let letters: Vec<char> = piece.chars().filter(|c| c.is_alphabetic()).collect();
    let upper = letters.iter().filter(|c| c.is_uppercase()).count();
    (2..=8).contains(&letters.len())
        && upper * 2 >= letters.len()
        && byline::agencies(piece).is_none()
        && piece.split_whitespace().count() <= 2
        && !piece.contains(|c: char| c.is_ascii_digit())
        && (upper == letters.len() || piece.contains('.') || letters.len() <= 4)
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
fn is_likely(name: &str, single: bool) -> bool {
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
        && !words.iter().any(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            has(NEVER_IN_A_NAME, &word.to_lowercase()) && !has(PARTICLES, word)
        })
}

/// A vowel sign or an accent of its own.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{200c}' | '\u{200d}')
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
