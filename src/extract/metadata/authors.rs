//! Who wrote it, by all that the page says of it.

use super::jsonld::Linked;
use super::metas::Metas;
use super::source::Source;
use super::{dates, names};
use crate::extract::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
use crate::extract::tag::Tag;

/// Names of `meta` elements that hold authors.
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "byline",
    "citation_author",
    "twitter:data1",
    "og:article:author",
    "article.author",
    "authors",
    "dc.contributor",
];

/// Their names, in the page's order.
pub(super) fn find(
    page: &Page<'_>,
    leaves: &[Leaf],
    linked: &Linked,
    metas: &Metas<'_>,
    site: Option<&str>,
) -> Option<(Vec<String>, Source)> {
    let owners: Vec<&str> = site.into_iter().chain(linked.publisher.as_deref()).collect();
    let cleaned = |raw: &[String], source| {
        Some((names::clean(raw, &owners), source)).filter(|(names, _)| !names.is_empty())
    };
    cleaned(&linked.authors, Source::JsonLd)
        .or_else(|| {
            AUTHORS.iter().find_map(|name| cleaned(&metas.all(name), Source::of_meta(name)))
        })
        .or_else(|| cleaned(&marked(page), Source::Microdata))
        .or_else(|| {
            let (mut names, source) = cleaned(&line(leaves), Source::Byline)?;
            names.retain(|name| name.split_whitespace().count() >= 2);
            Some((names, source))
        })
        .filter(|(names, _)| !names.is_empty())
}

/// What is marked as an author.
fn marked(page: &Page<'_>) -> Vec<String> {
    let marked = page.nodes.iter().enumerate().filter(|(_, node)| {
        node.tag == Tag::Anchor
            && (node.attr("rel") == Some("author") || node.attr("itemprop") == Some("author"))
            || node.attr("itemprop") == Some("author") && node.chars < 80
    });
    marked.map(|(at, _)| page.text_of(at)).take(4).collect()
}

/// The first line that looks like a byline.
fn line(leaves: &[Leaf]) -> Vec<String> {
    leaves
        .iter()
        .filter(|leaf| {
            leaf.chars < 80
                && leaf.above.any(Families::BYLINE)
                && !leaf.above.any(Families::COMMENTS | Families::SIDEBAR | Families::RELATED)
        })
        .map(|leaf| leaf.text.clone())
        .filter(|text| !dates::is_date_line(text))
        .take(1)
        .collect()
}
