//! Words at a line's end that reserve rights, and name nobody.

/// What names nobody.
const RESERVED: &[&str] = &[
    "riproduzione riservata",
    "all rights reserved",
    "alle rechte vorbehalten",
    "tous droits réservés",
    "todos los derechos reservados",
    "todos os direitos reservados",
];

/// Without the words at its end that reserve rights for nobody.
pub(super) fn without_rights(text: &str) -> &str {
    let ended = text.trim_end();
    let end = RESERVED.iter().find_map(|words| {
        let (rest, end) = ended.split_at_checked(ended.len().checked_sub(words.len())?)?;
        (end.to_lowercase() == **words).then_some(rest)
    });
    end.map_or(text, |rest| rest.trim_end_matches([' ', '-', '–', '—', '©', '|', '/', '.']))
}
