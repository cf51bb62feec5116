//! Several names in one line: what parts them, and what belongs to the name before.
//!
//! Never: a role, a place or a degree taken for a name of its own.

use super::names::{is_likely, signs};
use super::words::{DEGREES, PAPERS, ROLES, has};
use crate::extract::is_dense;
use crate::extract::prune::byline;

/// What always parts names.
const SURE: &[&str] = &[
    ";",
    " | ",
    "|",
    " • ",
    " · ",
    " / ",
    "／",
    "、",
    "，",
    " & ",
    " + ",
    " and ",
    " und ",
    " og ",
    " och ",
    " im Gespräch mit ",
];

/// What parts them where there is a full name on each side: "Ana y Blanco" may be one.
const LIKELY: &[&str] = &[
    " et ",
    " y ",
    " e ",
    " en ",
    " ja ",
    " ve ",
    " i ",
    " и ",
    " és ",
    " και ",
    " și ",
    " та ",
    " dan ",
    " và ",
    " ir ",
    " un ",
    " na ",
    " a ",
    " और ",
    " و ",
    " اور ",
    " ও ",
    " และ ",
    " ו",
];

/// What parts a name from the agency that it shares a line with.
const SHARED: &[&str] = &[" avec ", " mit ", " con ", " met ", "/"];

/// Parts of a line that may be names.
pub(super) fn split(line: &str) -> Vec<String> {
    let is_full = |piece: &&str| {
        piece.split_whitespace().count() >= 2 && !piece.trim().starts_with(char::is_lowercase)
    };
    let mut parts = vec![line];
    for (separator, sure) in SURE.iter().map(|s| (s, true)).chain(LIKELY.iter().map(|s| (s, false)))
    {
        if !line.contains(separator) {
            continue;
        }
        parts = parts
            .into_iter()
            .flat_map(|part| {
                let mut pieces: Vec<&str> = part.split(separator).collect();
                if !sure && !pieces.iter().all(is_full) {
                    return vec![part];
                }
                if separator.contains(['|', '/', '／']) {
                    let first = pieces[0];
                    let mut at = 0;
                    pieces.retain(|piece| {
                        at += 1;
                        at == 1 || !is_place(piece, first)
                    });
                }
                pieces
            })
            .collect();
    }
    let shared = parts.into_iter().flat_map(|part| {
        let shared = SHARED.iter().find_map(|joint| {
            let (name, agency) = part.rsplit_once(joint)?;
            (name.contains(' ') && signs(agency)).then_some([name, agency])
        });
        shared.map_or(vec![part], Vec::from)
    });
    shared.flat_map(in_korean).flat_map(by_commas).collect()
}

/// Behind a bar or a slash, where one reports from or what one is: "Ana Blanco / Madrid", "李明華／台北報導".
fn is_place(piece: &str, name: &str) -> bool {
    let piece = piece.split(" (").next().unwrap_or_default().trim();
    let is_single = !piece.contains(' ') && !piece.starts_with(is_dense);
    piece.ends_with(REPORTED) || is_single && name.trim().contains(' ') && !signs(piece)
}

/// What ends where a Chinese report was written.
const REPORTED: &[char] = &['導', '导', '道', '電', '电', '訊', '讯'];

/// "김철수·박영희" are two; elsewhere the point joins the parts of a name.
fn in_korean(part: &str) -> Vec<&str> {
    let is_korean = |c: char| matches!(c, '가'..='힣');
    let pieces: Vec<&str> = part.split('·').collect();
    if pieces.iter().all(|piece| piece.starts_with(is_korean)) { pieces } else { vec![part] }
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
    for piece in part.split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
        let first = names.first().map_or("", String::as_str);
        let full = piece.split_whitespace().count() >= 2
            && !piece.split_whitespace().any(is_role)
            && !is_house_of(piece, first)
            && !is_from(piece)
            && is_likely(piece, false);
        match names.last_mut() {
            None => names.push(piece.to_owned()),
            Some(last) if is_degree(piece) => {
                last.push_str(", ");
                last.push_str(piece);
            }
            Some(_) if full || signs(piece) => names.push(piece.to_owned()),
            Some(_) => {}
        }
    }
    names
}

/// A word of what someone is.
pub(super) fn is_role(word: &str) -> bool {
    has(&ROLES, &word.to_lowercase())
}

/// A word that ends the names of papers and schools.
pub(super) fn is_paper(word: &str) -> bool {
    has(&PAPERS, &word.to_lowercase())
}

/// What stands behind a name is whom one works for: "Harbour News", "USA TODAY".
pub(super) fn is_house_of(piece: &str, name: &str) -> bool {
    let shouts = |word: &str| word.len() > 2 && word.chars().all(char::is_uppercase);
    let first = piece.split(' ').next().unwrap_or_default();
    piece.rsplit(' ').next().is_some_and(is_paper)
        || shouts(first) && first.len() < 6 && !name.split(' ').any(shouts)
}

/// Where one reports from: "do Rio".
fn is_from(piece: &str) -> bool {
    piece.starts_with(char::is_lowercase) && piece.split_whitespace().count() == 2
}

/// `MD`, `Ph.D.`, `RDN`, `CFP®`.
fn is_degree(piece: &str) -> bool {
    let letters: String = piece.chars().filter(|c| c.is_alphabetic()).collect();
    is_acronym(piece) && (piece.ends_with('®') || has(&DEGREES, &letters.to_lowercase()))
}

/// Capitals that stand for more: a degree, or a house.
pub(super) fn is_acronym(piece: &str) -> bool {
    let letters: Vec<char> = piece.chars().filter(|c| c.is_alphabetic()).collect();
    let upper = letters.iter().filter(|c| c.is_uppercase()).count();
    (2..=8).contains(&letters.len())
        && upper * 2 >= letters.len()
        && byline::agencies(piece).is_none()
        && piece.split_whitespace().count() <= 2
        && !piece.contains(|c: char| c.is_ascii_digit())
        && (upper == letters.len()
            || piece.contains('.')
            || letters.len() <= 4 && !piece.contains(' '))
}
