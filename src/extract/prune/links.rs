//! What is mostly links: lists, boxes, single lines.
//!
//! Never: a table of data, a sentence, the heading of an entry that leads to what it is about, a list of what stands on
//! other hosts.

use super::{drop_under, is_data};
use crate::extract::leaves::{Leaf, Why};
use crate::extract::page::Page;
use crate::extract::page::characters::ratio;
use crate::extract::page::tag::Tag;

/// What is listed has names that are longer than those of networks to follow, in weighted characters.
const MIN_NAME: f32 = 10.0;

/// Blocks that are mostly links: lists, boxes, single lines.
pub(super) fn drop(page: &Page<'_>, leaves: &mut [Leaf], region: usize, prose: &[u32], host: &str) {
    let total = prose[region];
    let mut at = region + 1;
    while at < page.nodes[region].end {
        let node = &page.nodes[at];
        let boxed = matches!(
            node.tag,
            Tag::List
                | Tag::Ordered
                | Tag::Div
                | Tag::Section
                | Tag::Table
                | Tag::Aside
                | Tag::Header
                | Tag::Footer
                | Tag::Terms
                | Tag::Article
                | Tag::Block
                | Tag::Inline
                | Tag::Details
        );
        let density = node.link_density();
        let little = ratio(prose[at], total) < 0.1;
        let linked = boxed && node.is_block() && node.chars > 0 && little && density > 0.6;
        let spared = || {
            is_data(page, at)
                || is_sentence(page, at)
                || heads_elsewhere(page, at, host)
                || lists_elsewhere(page, at, host)
        };
        if linked && !spared() {
            drop_under(page, leaves, at, Why::Links);
            at = node.end;
            continue;
        }
        at += 1;
    }
    for leaf in leaves.iter_mut().filter(|leaf| leaf.verdict.is_none()) {
        let all = leaf.link_density() > 0.9;
        if all
            && !leaf.tag.is_heading()
            && !matches!(leaf.tag, Tag::Item | Tag::Cell)
            && leaf.chars < 200
            && !leaf.ends_sentence()
        {
            leaf.verdict = Some(Why::Links);
        }
    }
}

/// A box is no more than a paragraph that ends as a sentence does, and is not all link.
fn is_sentence(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    let paragraph = page.nodes[at..node.end].iter().find(|node| node.tag == Tag::Paragraph);
    paragraph.is_some_and(|paragraph| paragraph.chars == node.chars)
        && node.link_density() < 0.9
        && page.text_of(at).ends_with(['.', '。'])
}

/// The box is no more than a heading that leads to another host: what an entry of a list is about.
fn heads_elsewhere(page: &Page<'_>, at: usize, host: &str) -> bool {
    let nodes = &page.nodes[at..page.nodes[at].end];
    let heading = nodes.iter().find(|node| node.tag.is_heading());
    let mut links = nodes.iter().filter(|node| node.tag == Tag::Anchor);
    heading.is_some_and(|heading| heading.chars == nodes[0].chars)
        && links.all(|link| link.attr("href").is_some_and(|href| !leads_home(href, host)))
}

/// A list of what stands on other hosts; where one shares the page, its own address is told.
fn lists_elsewhere(page: &Page<'_>, at: usize, host: &str) -> bool {
    let node = &page.nodes[at];
    let links = page.nodes[at..node.end].iter().filter(|node| node.tag == Tag::Anchor);
    let leaves = |href: &str| href.starts_with("http") && !href.contains(host);
    matches!(node.tag, Tag::List | Tag::Ordered)
        && links.clone().all(|link| link.attr("href").is_some_and(leaves))
        && ratio(node.linked, u32::try_from(links.count()).unwrap_or(u32::MAX)) > MIN_NAME
}

/// It leads to another page of the host.
pub(super) fn leads_home(href: &str, host: &str) -> bool {
    let rest = href.strip_prefix("https://").or_else(|| href.strip_prefix("http://"));
    match rest.or_else(|| href.strip_prefix("//")) {
        Some(rest) => rest.split(['/', '?', '#']).next() == Some(host),
        None => !href.starts_with('#') && !href.contains(':'),
    }
}
