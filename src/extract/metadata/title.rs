//! The headline among all that a page calls a title.
//!
//! What the page shows as its headline is right most often where its metadata agree; a news article's own
//! metadata are, where they agree with each other. Never: a title that is only the site's name.

use std::collections::HashSet;

use super::heads::{Head, Heads};
use super::site::{Site, parts};
use super::source::Source;
use crate::extract::prune::squeezed;

/// The shortest headline that may be the beginning of a longer claim, squeezed, in bytes.
const MIN_BEGINNING: usize = 10;

/// The share of words that a headline has in common with a claim that words it otherwise.
const ALIKE: f32 = 0.5;

/// What is said of the headline outside of the text.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// A news article's JSON-LD says so, with the authority that newsrooms give to it.
    pub is_news: bool,
    pub linked: Option<String>,
    pub open_graph: Option<String>,
    pub twitter: Option<String>,
    /// The `title` element.
    pub document: Option<String>,
    /// What the feed calls it.
    pub hint: Option<String>,
}

/// A claim, without the site's name.
struct Claim<'c> {
    text: &'c str,
    squeezed: String,
    source: Source,
}

/// Chooses.
pub(super) fn choose(heads: &Heads, claims: &Claims, site: &Site) -> Option<(String, Source)> {
    let Heads { first, lower } = heads;
    let claimed: Vec<Claim<'_>> = [
        (&claims.hint, Source::Feed),
        (&claims.linked, Source::JsonLd),
        (&claims.open_graph, Source::OpenGraph),
        (&claims.twitter, Source::Twitter),
        (&claims.document, Source::Title),
    ]
    .into_iter()
    .filter_map(|(claim, source)| {
        let text = site.cut(claim.as_deref()?);
        Some(Claim { text, squeezed: squeezed(text), source })
    })
    .filter(|claim| !claim.squeezed.is_empty() && !site.is(claim.text))
    .collect();
    let of = |source| claimed.iter().find(|claim| claim.source == source);
    let told = |claim: &Claim<'_>| (claim.text.to_owned(), claim.source);
    let shown = |text: &str| (text.to_owned(), Source::Headline);
    let first: Vec<&Head> = first.iter().filter(|head| !site.is(&head.text)).collect();

    if let Some(news) = of(Source::JsonLd).filter(|_| claims.is_news)
        && !first.iter().any(|head| squeezed(&head.text) == news.squeezed)
    {
        let same = |source| of(source).is_some_and(|claim| claim.squeezed == news.squeezed);
        let og_is_shown = of(Source::OpenGraph)
            .is_some_and(|claim| first.iter().any(|head| squeezed(&head.text) == claim.squeezed));
        if same(Source::OpenGraph)
            || same(Source::Twitter)
            || lower.iter().any(|head| squeezed(head) == news.squeezed)
            || same(Source::Title) && !og_is_shown
        {
            return Some(told(news));
        }
    }
    // A head that another source repeats is the headline.
    let repeated = |text: &&str| {
        let text = squeezed(text);
        claimed.iter().any(|claim| claim.squeezed == text)
    };
    if let Some(text) = first.iter().find_map(|head| texts(head).find(repeated)) {
        return Some(shown(text));
    }
    // So is one that stands in a claim beside a site, a section, or a kicker.
    let within = |text: &&str| {
        let text = squeezed(text);
        text.len() > 3
            && claimed.iter().any(|claim| {
                text.len() >= MIN_BEGINNING
                    && (claim.squeezed.starts_with(&text) || claim.squeezed.ends_with(&text))
                    || parts(claim.text).into_iter().any(|part| squeezed(part) == text)
            })
    };
    if let Some(text) = first.iter().find_map(|head| texts(head).find(within)) {
        return Some(shown(text));
    }
    if let Some(text) = lower.iter().map(String::as_str).find(repeated) {
        return Some(shown(text));
    }
    // Else one that shares most of its words with a claim: papers word a page's title for search.
    let similar = first
        .iter()
        .find(|head| claimed.iter().any(|claim| overlap(&head.text, claim.text) >= ALIKE));
    let alone = || match first[..] {
        [only] => Some(only).filter(|only| only.text.split_whitespace().count() > 3),
        _ => None,
    };
    if let Some(head) = similar.copied().or_else(alone) {
        return Some(shown(&head.text));
    }
    claimed.first().map(told).or_else(|| first.first().map(|head| shown(&head.text)))
}

/// The heading that the page shows for a title from elsewhere.
pub(super) fn shown(heads: &Heads, title: &str, source: Source) -> Option<String> {
    let alike = |head: &&Head| overlap(&head.text, title) >= ALIKE;
    let head = heads.first.iter().find(alike).or(heads.first.first());
    head.filter(|_| source != Source::Headline).map(|head| head.text.clone())
}

fn texts(head: &Head) -> impl Iterator<Item = &str> {
    std::iter::once(head.text.as_str()).chain(head.variants.iter().map(String::as_str))
}

/// The share of the shorter text's words that the other has as well.
fn overlap(one: &str, other: &str) -> f32 {
    let words = |text: &str| -> HashSet<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count();
    #[allow(clippy::cast_precision_loss, reason = "a ratio of counts of words")]
    let ratio = shared as f32 / one.len().min(other.len()).max(1) as f32;
    if one.len().min(other.len()) < 3 { 0.0 } else { ratio }
}
