//! Who wrote it, by all that the page says of it.
//!
//! People first, from the surest source that names any; the house that publishes only where nobody is named.

use super::heads::Heads;
use super::jsonld::Linked;
use super::metas::Metas;
use super::site::Site;
use super::source::Source;
use super::{bylines, names};
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
use crate::extract::prune::squeezed;

/// Names of `meta` elements that hold authors.
const AUTHORS: &[&str] = &[
    "article:author",
    "article:author_name",
    "citation_author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "byline",
    "author",
    "og:article:author",
    "article.author",
    "authors",
    "dc.contributor",
    "creator",
];

/// Those who wrote it.
#[derive(Debug, Default)]
pub(super) struct Authors {
    pub names: Vec<String>,
    pub source: Option<Source>,
    /// They are the house that publishes it, for want of people.
    pub is_house: bool,
}

/// Finds them.
pub(super) fn find(
    page: &Page<'_>,
    leaves: &[Leaf],
    heads: &Heads,
    linked: &Linked,
    metas: &Metas<'_>,
    site: &Site,
) -> Authors {
    // The first source that names people decides; the first that names a house is kept for want of them.
    let mut house: Option<(Vec<String>, Source)> = None;
    let mut people = |found: Vec<String>, source: Source| {
        let is_house = |name: &String| site.owns(name) || names::is_house(name);
        if found.is_empty() {
            None
        } else if found.iter().all(is_house) {
            house.get_or_insert((found, source));
            None
        } else {
            Some((found, source))
        }
    };
    let of_values = |values: &[String]| {
        values.iter().flat_map(|value| names::of_value(value)).collect::<Vec<_>>()
    };
    let shown = bylines::find(page, leaves, heads);
    let in_metas =
        |people: &mut dyn FnMut(Vec<String>, Source) -> Option<(Vec<String>, Source)>| {
            let (found, source) = AUTHORS
                .iter()
                .find_map(|name| people(of_values(&metas.all(name)), Source::Meta))
                .or_else(|| people(of_values(&metas.ending("author")), Source::Meta))
                .or_else(|| people(of_values(&metas.labelled()), Source::Twitter))?;
            // A name that the page shows nowhere is a template's, or a web designer's, where it shows another.
            let seen = shown.sure.is_empty() || found.iter().any(|name| is_shown(leaves, name));
            seen.then_some((found, source))
        };
    let someone = people(of_values(&linked.authors), Source::JsonLd)
        .or_else(|| in_metas(&mut people))
        .or_else(|| people(shown.sure.clone(), Source::Byline));
    if let Some((names, source)) = someone {
        return Authors { names: once(names), source: Some(source), is_house: false };
    }
    let organisations = of_values(&linked.organisations);
    if house.is_none() && !organisations.is_empty() {
        house = Some((organisations, Source::JsonLd));
    }
    match house {
        Some((names, source)) => {
            Authors { names: once(names), source: Some(source), is_house: true }
        }
        None if shown.likely.is_empty() => Authors::default(),
        None => {
            Authors { names: once(shown.likely), source: Some(Source::Byline), is_house: false }
        }
    }
}

/// Each name once; a name that another one continues is the same.
fn once(found: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in found {
        let key = squeezed(&name);
        if !names.iter().any(|known| squeezed(known) == key) {
            names.push(name);
        }
    }
    names
}

fn is_shown(leaves: &[Leaf], name: &str) -> bool {
    leaves.iter().any(|leaf| leaf.text.contains(name)) || {
        let name = name.to_lowercase();
        leaves.iter().any(|leaf| leaf.chars < 200 && leaf.text.to_lowercase().contains(&name))
    }
}
