//! Who wrote it, by all that the page says of it.
//!
//! People first, from the surest source that names any; the house that publishes only where nobody is named.

use super::bylines::Bylines;
use super::heads::Heads;
use super::jsonld::Linked;
use super::metas::{Metas, decoded};
use super::names;
use super::site::Site;
use super::source::Source;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
use crate::extract::prune::byline;
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

/// Names of those that libraries read: "Lund, Ada".
const CATALOGUED: &[&str] = &["citation_author", "dc.creator", "dcterms.creator", "dc.contributor"];

/// The longest line that is looked at for names, in weighted characters.
const LONGEST: u32 = 200;

/// Those who wrote it.
#[derive(Debug, Default)]
pub(super) struct Authors {
    pub names: Vec<String>,
    pub source: Option<Source>,
    /// They are the house that publishes it, for want of people.
    pub is_house: bool,
}

impl Authors {
    fn people(names: Vec<String>, source: Source) -> Self {
        Self { names: once(names), source: Some(source), is_house: false }
    }
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
    let of_values = |values: &[String]| -> Vec<String> {
        values.iter().flat_map(|value| names::of_value(&decoded(value))).collect()
    };
    let is_house = |name: &String| site.owns(name) || names::is_house(name);
    let lines = Bylines::of(page, leaves, heads);
    // What a box of facts is about is often marked as a person.
    let is_title =
        |name: &String| heads.first.iter().any(|head| squeezed(&head.text) == squeezed(name));
    let marked: Vec<String> = lines.marked().into_iter().filter(|name| !is_title(name)).collect();
    let beside: Vec<String> = marked.iter().filter(|name| !site.owns(name)).cloned().collect();
    let mut others = beside.iter().filter(|name| !is_house(name)).peekable();
    let names_another = others.peek().is_some();
    let names_another_in_full = others.any(|name| names::is_full(name));

    // The first source that names people decides; the first that names a house is kept for want of them.
    let in_metas = AUTHORS.iter().map(|&name| {
        let values = metas.all(name);
        let values = if CATALOGUED.contains(&name) {
            values.iter().map(|v| names::turned(v)).collect()
        } else {
            values
        };
        (values, Source::Meta)
    });
    let stated = std::iter::once((linked.authors.clone(), Source::JsonLd))
        .chain(in_metas)
        .chain([(metas.ending("author"), Source::Meta), (metas.labelled(), Source::Twitter)]);
    let agencies_of = |names: &[String]| -> Vec<String> {
        names.iter().filter(|name| byline::is_agency(name)).cloned().collect()
    };
    let organisations = of_values(&linked.organisations);
    let mut house: Option<(Vec<String>, Source)> = None;
    for (values, source) in stated {
        let mut names = of_values(&values);
        if names.iter().all(is_house) {
            house = house.or(Some((names, source)).filter(|(names, _)| !names.is_empty()));
            continue;
        }
        // A name that the page shows nowhere is a template's, or a web designer's, where it shows another.
        let is_doubted =
            if source == Source::JsonLd { names_another_in_full } else { names_another };
        if is_doubted && !names.iter().any(|name| is_shown(leaves, name)) {
            continue;
        }
        names.retain(|name| !site.owns(name));
        // Metadata that name nobody of the byline are as sure as it is, unless they name a house among people.
        let may_differ = source == Source::JsonLd || names.iter().any(is_house);
        let differs =
            || may_differ && !names.iter().any(|name| is_among(&beside, name) || lines.show(name));
        if are_people(&beside) && (differs() || is_cut(&names, &beside, leaves)) {
            return Authors::people(beside, Source::Byline);
        }
        if source == Source::JsonLd {
            names.extend(agencies_of(&organisations));
        }
        return Authors::people(names, source);
    }
    // Where a house is known, a single word is no better.
    let is_name = |name: &String| !is_house(name) && (house.is_none() || names::is_full(name));
    for shown in [&marked, &lines.introduced()] {
        let names: Vec<String> = shown.iter().filter(|name| is_name(name)).cloned().collect();
        if !names.is_empty() {
            return Authors::people(names, Source::Byline);
        }
    }
    let house = match house {
        Some((mut names, Source::JsonLd)) => {
            names.extend(agencies_of(&organisations));
            Some((names, Source::JsonLd))
        }
        // JSON-LD knows best what the site calls itself.
        Some((names, _)) if !organisations.is_empty() && names.iter().all(|n| site.owns(n)) => None,
        known => known,
    };
    let house = house
        .or(Some((organisations, Source::JsonLd)).filter(|(names, _)| !names.is_empty()))
        .or(Some((marked, Source::Byline)).filter(|(names, _)| !names.is_empty()));
    if let Some((names, source)) = house {
        return Authors { names: once(names), source: Some(source), is_house: true };
    }
    match lines.others().into_iter().filter(|name| !is_title(name)).collect::<Vec<_>>() {
        names if names.is_empty() => Authors::default(),
        names => Authors::people(names, Source::Byline),
    }
}

/// Full names of people, and at least one.
fn are_people(names: &[String]) -> bool {
    let full = |name: &String| names::is_full(name) && !names::is_house(name);
    !names.is_empty() && names.iter().all(full)
}

/// A name, or a part of it, is one of these, or a part of one.
fn is_among(names: &[String], name: &str) -> bool {
    let name = squeezed(name);
    names.iter().map(|known| squeezed(known)).any(|key| key.contains(&name) || name.contains(&key))
}

/// Of the names beside each other in a byline only some are stated: lists are often cut to their first.
fn is_cut(stated: &[String], byline: &[String], leaves: &[Leaf]) -> bool {
    let in_one_line = || {
        let holds = |leaf: &Leaf| byline.iter().all(|name| leaf.text.contains(name.as_str()));
        leaves.iter().any(|leaf| leaf.chars < LONGEST && holds(leaf))
    };
    byline.len() > stated.len() && stated.iter().all(|name| is_among(byline, name)) && in_one_line()
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
        leaves.iter().any(|leaf| leaf.chars < LONGEST && leaf.text.to_lowercase().contains(&name))
    }
}
