//! The headline among all that a page calls a title.
//!
//! What the page shows as its `h1` is right most often where its metadata agree; a site's name at the end
//! is cut off. Never: a title that is only the site's name.

use crate::extract::prune::squeezed;

/// What stands between a headline and the site's name.
const SEPARATORS: &[&str] = &[
    " | ", " – ", " — ", " - ", " · ", " :: ", " » ", " « ", " / ", " • ", " ~ ", " : ", " |",
    "｜", " ― ", "_", " -- ",
];

/// The sources of a title.
#[derive(Debug, Default)]
pub(in crate::extract) struct Sources {
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

/// Chooses.
pub(in crate::extract) fn choose(sources: &Sources) -> Option<String> {
    let site = sources.site.as_deref().map(squeezed).filter(|site| !site.is_empty());
    let is_site = |title: &str| site.as_deref() == Some(squeezed(title).as_str());
    let claims: Vec<&str> =
        [&sources.json, &sources.open_graph, &sources.twitter, &sources.document, &sources.hint]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .filter(|claim| !is_site(claim))
            .collect();
    // A head that another source repeats, as a whole or before a separator, is the headline.
    let backed = sources.heads.iter().find(|head| {
        let head = squeezed(head);
        head.len() > 3
            && claims.iter().any(|claim| squeezed(claim).starts_with(&head))
            && !is_site(&head)
    });
    if let Some(head) = backed {
        return Some(head.clone());
    }
    // Else one that shares most of its words with a claim: papers word a page's title for search.
    let similar = sources
        .heads
        .iter()
        .find(|head| !is_site(head) && claims.iter().any(|claim| overlap(head, claim) >= 0.5));
    if let Some(head) = similar {
        return Some(head.clone());
    }
    if let [only] = &sources.heads[..]
        && !is_site(only)
        && only.split_whitespace().count() > 3
    {
        return Some(only.clone());
    }
    let claim =
        sources.json.as_deref().filter(|claim| !is_site(claim)).or_else(|| claims.first().copied());
    claim
        .map(|claim| without_site(claim, site.as_deref()))
        .or_else(|| sources.heads.first().cloned())
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
pub(in crate::extract) fn without_site(title: &str, site: Option<&str>) -> String {
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
