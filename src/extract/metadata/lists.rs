//! Several names in one line: what parts them, and what belongs to the name before.
//!
//! Never: a role, a place or a degree taken for a name of its own.

use super::names::is_likely;
use super::words::{ROLES, has};
use crate::extract::byline;

/// Parts of a line that may be names.
pub(super) fn split(line: &str) -> Vec<String> {
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
    for piece in part.split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
        let mut words = piece.split_whitespace().map(str::to_lowercase);
        let is_role = words.any(|word| has(ROLES, &word));
        let full = piece.split_whitespace().count() >= 2 && !is_role && is_likely(piece, false);
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
pub(super) fn is_degree(piece: &str) -> bool {
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
