//! The headline among all that a page calls a title.
//!
//! What the page shows as its `h1` is right most often where its metadata agree; a site's name at the end
//! is cut off. Never: a title that is only the site's name.

use super::source::Source;
use crate::extract::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
use crate::extract::prune::squeezed;
use crate::extract::tag::Tag;
use crate::extract::text::one_line;

/// What stands between a headline and the site's name.
const SEPARATORS: &[&str] = &[
    " | ", " – ", " — ", " - ", " · ", " :: ", " » ", " « ", " / ", " • ", " ~ ", " : ", " |",
    "｜", " ― ", "_", " -- ",
];

/// The sources of a title.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// The `h1` of the article, and any others.
    pub heads: Vec<String>,
    pub json: Option<String>,
    pub open_graph: Option<String>,
    pub twitter: Option<String>,
    /// The `title` element.
    pub document: Option<String>,
    pub site: Option<String>,
    /// What the feed calls it.
    pub hint: Option<String>,
}

/// The texts of the page's `h1`s, those marked as headlines or inside of the article first.
pub(super) fn heads(page: &Page<'_>, leaves: &[Leaf]) -> Vec<String> {
    let mut heads: Vec<(bool, String)> = Vec::new();
    let mut until = 0;
    for (at, node) in page.nodes.iter().enumerate() {
        if node.tag == Tag::Heading(1) && node.chars > 0 && at >= until {
            until = node.end;
            let inside = page
                .ancestors(at)
                .any(|above| matches!(page.nodes[above].tag, Tag::Article | Tag::Main));
            let marked = node.families.any(Families::TITLE);
            heads.extend(one_line(&page.text_of(at)).map(|text| (!(inside || marked), text)));
        }
    }
    if heads.is_empty() {
        heads.extend(
            leaves
                .iter()
                .filter(|leaf| leaf.tag.is_heading() && leaf.above.any(Families::TITLE))
                .map(|leaf| (true, leaf.text.clone()))
                .take(2),
        );
    }
    heads.sort_by_key(|(outside, _)| *outside);
    heads.into_iter().map(|(_, text)| text).collect()
}

/// Chooses.
pub(super) fn choose(claims: &Claims) -> Option<(String, Source)> {
    let Claims { heads, .. } = claims;
    let site = claims.site.as_deref().map(squeezed).filter(|site| !site.is_empty());
    let is_site = |title: &str| site.as_deref() == Some(squeezed(title).as_str());
    let claimed: Vec<(&str, Source)> = [
        (&claims.json, Source::JsonLd),
        (&claims.open_graph, Source::OpenGraph),
        (&claims.twitter, Source::Twitter),
        (&claims.document, Source::Title),
        (&claims.hint, Source::Feed),
    ]
    .into_iter()
    .filter_map(|(claim, source)| Some((claim.as_deref()?, source)))
    .filter(|(claim, _)| !is_site(claim))
    .collect();
    // A head that another source repeats, as a whole or before a separator, is the headline.
    let backed = heads.iter().find(|head| {
        let head = squeezed(head);
        head.len() > 3
            && claimed.iter().any(|(claim, _)| squeezed(claim).starts_with(&head))
            && !is_site(&head)
    });
    // Else one that shares most of its words with a claim: papers word a page's title for search.
    let similar = || {
        heads.iter().find(|head| {
            !is_site(head) && claimed.iter().any(|(claim, _)| overlap(head, claim) >= 0.5)
        })
    };
    let alone = || match &heads[..] {
        [only] => Some(only).filter(|_| !is_site(only) && only.split_whitespace().count() > 3),
        _ => None,
    };
    if let Some(head) = backed.or_else(similar).or_else(alone) {
        return Some((head.clone(), Source::Headline));
    }
    claimed
        .first()
        .map(|(claim, source)| (without_site(claim, site.as_deref()), *source))
        .or_else(|| heads.first().map(|head| (head.clone(), Source::Headline)))
}

/// The share of the shorter text's words that the other has as well.
fn overlap(one: &str, other: &str) -> f32 {
    let words = |text: &str| -> std::collections::HashSet<String> {
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

/// Cuts the site's name off: by name where it is known, else what is short behind the last separator.
fn without_site(title: &str, site: Option<&str>) -> String {
    let mut title = title.trim().to_owned();
    for _ in 0..3 {
        let cut = SEPARATORS
            .iter()
            .filter_map(|separator| title.rfind(separator).map(|at| (at, separator.len())))
            .max();
        let Some((at, length)) = cut else { break };
        let (head, tail) = (title[..at].trim_end(), title[at + length..].trim());
        let known = site.is_some_and(|site| {
            let tail = squeezed(tail);
            !tail.is_empty() && (site.contains(&tail) || tail.contains(site))
        });
        let words = |text: &str| text.split_whitespace().count();
        let bar = !title[at..].starts_with(" - ")
            && !title[at..].starts_with(" : ")
            && !title[at..].starts_with(" – ")
            && !title[at..].starts_with(" — ");
        if known
            || (bar && words(tail) <= 4 && words(head) >= 3)
            || super::dates::is_date_line(tail)
        {
            title = head.to_owned();
        } else {
            break;
        }
    }
    title
}
