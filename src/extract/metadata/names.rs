//! Who wrote it, cleaned.
//!
//! Always: names, each once. Never: an address, a role, a date, the site itself.

use crate::extract::prune::squeezed;
use crate::extract::text::one_line;

/// What stands before names.
const BEFORE: &[&str] = &[
    "by ",
    "by: ",
    "written by ",
    "posted by ",
    "reported by ",
    "words by ",
    "text by ",
    "story by ",
    "von ",
    "par ",
    "por ",
    "di ",
    "de ",
    "da ",
    "av ",
    "af ",
    "door ",
    "autor: ",
    "autor ",
    "autorin: ",
    "author: ",
    "author ",
    "texte : ",
    "text: ",
    "texto: ",
    "автор: ",
    "автор ",
    "opinion by ",
    "analysis by ",
    "a cura di ",
];

/// What no author is called.
const NOT_NAMES: &[&str] = &[
    "admin",
    "administrator",
    "editor",
    "staff",
    "guest",
    "unknown",
    "author",
    "redaktion",
    "redacción",
    "null",
    "none",
    "undefined",
    "anonymous",
    "webmaster",
    "root",
    "user",
    "http",
    "www",
];

/// Names from raw values; `site` and `publisher` are none.
pub(in crate::extract) fn clean(raw: &[String], owners: &[&str]) -> Vec<String> {
    let owners: Vec<String> =
        owners.iter().map(|owner| squeezed(owner)).filter(|owner| !owner.is_empty()).collect();
    let mut names: Vec<String> = Vec::new();
    for value in raw {
        let Some(line) = one_line(value) else { continue };
        for part in split(&strip(&line)) {
            let name = strip(part.trim_matches(|c: char| {
                c.is_whitespace()
                    || matches!(c, ',' | ';' | '|' | '-' | '–' | '•' | '·' | ':' | '/')
            }));
            // "Ada Lund (alu)" signs with initials.
            let name = name.split(" (").next().unwrap_or_default().to_owned();
            let key = squeezed(&name);
            let words = name.split_whitespace().count();
            let fits = !key.is_empty()
                && words <= 6
                && name.chars().count() <= 60
                && !name.contains(['@', '<', '{', '=', ':', '('])
                && !name.contains(|c: char| c.is_ascii_digit())
                && !name.contains("://")
                && !NOT_NAMES.contains(&name.to_lowercase().as_str())
                && !name.chars().all(|c| !c.is_alphabetic())
                && !owners.contains(&key)
                && !names.iter().any(|known| squeezed(known) == key);
            if fits {
                names.push(name);
            }
        }
    }
    names
}

fn strip(name: &str) -> String {
    let mut name = name.trim();
    while let Some(start) = BEFORE.iter().find(|start| {
        name.get(..start.len()).is_some_and(|head| head.to_lowercase() == **start)
            && name[start.len()..].starts_with(|c: char| c.is_uppercase() || !c.is_ascii())
    }) {
        name = name[start.len()..].trim_start();
    }
    name.to_owned()
}

fn split(line: &str) -> Vec<&str> {
    let mut parts = vec![line];
    for separator in [
        ";", " | ", " & ", " and ", " und ", " og ", " och ", " et ", ", ", " y ", " • ", "/ ",
        " / ",
    ] {
        parts = parts
            .into_iter()
            .flat_map(|part| {
                // "Ana y Blanco" may be one name; two full names are two.
                let pieces: Vec<&str> = part.split(separator).collect();
                let full = pieces.iter().all(|piece| piece.split_whitespace().count() >= 2);
                if pieces.len() > 1 && (full || !matches!(separator, " y " | " et " | ", ")) {
                    pieces
                } else {
                    vec![part]
                }
            })
            .collect();
    }
    // "Ana Blanco, Health Editor" is one name and a role.
    parts.into_iter().map(|part| part.split(", ").next().unwrap_or(part)).collect()
}
