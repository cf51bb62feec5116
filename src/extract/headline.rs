//! Where the page shows its headline, and what stands before that.
//!
//! Never: what the text calls a headline taken for the page's, which stands above it.

use super::leaves::{Leaf, Why};
use super::page::Page;
use super::page::characters::weight;
use super::page::tag::Tag;
use super::prune::{Known, squeezed};

/// The last headline among lines.
pub(super) fn last(leaves: &[Leaf], known: &Known<'_>) -> Option<usize> {
    let title = known.title.map(squeezed).filter(|title| !title.is_empty());
    leaves.iter().rposition(|leaf| {
        leaf.tag == Tag::Heading(1)
            || leaf.chars < 400
                && title.as_ref().is_some_and(|title| squeezed(&leaf.text) == *title)
    })
}

/// The headline goes to the title; what stands before it is none of the text.
pub(super) fn settle(page: &Page<'_>, leaves: &mut [Leaf], region: usize, known: &Known<'_>) {
    let title = known.title.map(|title| (squeezed(title), weight(title)));
    let matches: Vec<bool> = leaves
        .iter()
        .map(|leaf| {
            title.as_ref().is_some_and(|(title, chars)| {
                let near = leaf.chars * 2 > *chars && leaf.chars < *chars * 2;
                near && !title.is_empty() && alike(&squeezed(&leaf.text), title)
            })
        })
        .collect();
    let within = |leaf: &Leaf| (region..page.nodes[region].end).contains(&leaf.first);
    // Where the headline stands above the text, what the text calls a headline is a subhead.
    let is_above = leaves
        .iter()
        .zip(&matches)
        .any(|(leaf, matches)| *matches && leaf.tag == Tag::Heading(1) && leaf.first < region);
    // Several that say something else than the title head parts of the text, as word processors write them.
    let mut tops = leaves.iter().zip(&matches).filter(|(leaf, _)| leaf.tag == Tag::Heading(1));
    let heads_parts = tops.clone().all(|(_, matches)| !matches)
        && tops.by_ref().filter(|(leaf, _)| within(leaf)).nth(1).is_some()
        && opens_with_prose(leaves, within);
    let is_part = |leaf: &Leaf| (is_above || heads_parts) && within(leaf);
    let heads = |leaf: &Leaf| leaf.tag == Tag::Heading(1) && !is_part(leaf);
    let prose = |leaves: &[Leaf]| -> u32 {
        leaves.iter().filter(|leaf| leaf.verdict.is_none()).map(Leaf::prose).sum()
    };
    let head = leaves
        .iter()
        .enumerate()
        .position(|(at, leaf)| (matches[at] || heads(leaf)) && within(leaf));
    if let Some(at) = head
        && prose(&leaves[..at]) * 5 < prose(leaves)
    {
        for leaf in &mut leaves[..at] {
            leaf.verdict.get_or_insert(Why::Outside);
        }
    }
    let mut first = true;
    for (at, leaf) in leaves.iter_mut().enumerate() {
        let head = heads(leaf);
        if matches[at] || (head && first) {
            first &= !head || leaf.verdict == Some(Why::Outside);
            leaf.verdict.get_or_insert(Why::Title);
        }
    }
}

/// Above the first heading of the first level stands some of the text.
fn opens_with_prose(leaves: &[Leaf], within: impl Fn(&Leaf) -> bool) -> bool {
    let mut lines = leaves.iter().filter(|leaf| within(leaf) && leaf.verdict.is_none());
    lines
        .find(|leaf| leaf.prose() > 0 || leaf.tag == Tag::Heading(1))
        .is_some_and(|leaf| leaf.prose() > 0)
}

fn alike(one: &str, other: &str) -> bool {
    one == other
        || (one.len() >= 20 && other.starts_with(one) && one.len() * 10 > other.len() * 8)
        || (other.len() >= 20 && one.starts_with(other) && other.len() * 10 > one.len() * 7)
}
