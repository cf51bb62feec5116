//! The language as BCP 47.

use super::metas::Metas;
use super::source::Source;
use crate::extract::page::Page;

/// The first that any source tells.
pub(super) fn find(
    page: &Page<'_>,
    metas: &Metas<'_>,
    linked: Option<&str>,
) -> Option<(String, Source)> {
    let lang = page.lang.and_then(bcp47).map(|language| (language, Source::Lang));
    lang.or_else(|| Some((bcp47(linked?)?, Source::JsonLd)))
        .or_else(|| metas.first(&["og:locale", "content-language", "language"], bcp47))
}

fn bcp47(value: &str) -> Option<String> {
    let value = value.trim().replace('_', "-");
    let mut parts = value.split('-');
    let language = parts.next()?.to_lowercase();
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let mut tag = language;
    for part in parts.take(2).filter(|part| part.bytes().all(|b| b.is_ascii_alphanumeric())) {
        match part.len() {
            2 => tag = format!("{tag}-{}", part.to_uppercase()),
            3 if part.bytes().all(|b| b.is_ascii_digit()) => tag = format!("{tag}-{part}"),
            4 => tag = format!("{tag}-{}{}", part[..1].to_uppercase(), part[1..].to_lowercase()),
            _ => break,
        }
    }
    Some(tag)
}
