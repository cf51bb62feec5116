//! Sections of the region: those whose heading says that they are furniture, and headings left with nothing.
//!
//! Never: most of the text, whatever its heading says.

use super::drop_under;
use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why, within};
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;
use crate::extract::wording::appeals;
use crate::extract::wording::{self, Speaks};

/// A label has so many weighted characters and words at most.
const LABEL: (u32, usize) = (40, 5);

/// A longer box says more than what there is to subscribe to, in weighted characters.
const LETTER: u32 = 240;

/// A paragraph of this length at an end may be a line of the text, in weighted characters.
const LINE: u32 = 12;

/// Sections whose heading says that they are furniture.
pub(super) fn furniture(page: &Page<'_>, leaves: &mut [Leaf], region: usize) {
    let total: u32 =
        leaves.iter().filter(|leaf| leaf.verdict.is_none()).map(|leaf| leaf.chars).sum();
    let mut before = 0;
    let mut at = 0;
    while at < leaves.len() {
        let leaf = &leaves[at];
        if leaf.verdict.is_some() {
            at += 1;
            continue;
        }
        before += leaf.chars;
        let headlike = leaf.tag.is_heading()
            || (leaf.chars < 60
                && !leaf.ends_sentence() | leaf.text.ends_with(':')
                && leaf.stressed * 10 > leaf.chars * 8);
        let Some(speaks) = wording::heads_furniture(&leaf.text).filter(|_| headlike) else {
            at += 1;
            continue;
        };
        let level = match leaf.tag {
            Tag::Heading(level) => level,
            _ => 7,
        };
        // The section: until a heading as high, and no further than the box that the heading opens.
        let scope = leaf.block;
        let mut boxed = page.nodes[scope].end;
        for above in page.ancestors(scope).take_while(|&above| above > region) {
            let first = leaves.partition_point(|leaf| leaf.first < above);
            if first < at && leaves[first..at].iter().any(|leaf| leaf.chars > 0) {
                break;
            }
            boxed = page.nodes[above].end;
        }
        let outer = page.nodes
            [page.ancestors(scope).find(|&above| page.nodes[above].end > boxed).unwrap_or(region)]
        .end
        .min(page.nodes[region].end);
        let own_box = boxed > page.nodes[scope].end
            && leaves.get(at + 1).is_some_and(|leaf| leaf.first < boxed);
        let limit = if own_box { boxed } else { outer };
        let mut until = at + 1;
        let (mut taken, mut linked, mut is_gone) = (0, 0, false);
        while until < leaves.len() && leaves[until].first < limit {
            if matches!(leaves[until].tag, Tag::Heading(other) if other <= level) && !own_box {
                break;
            }
            if level == 7
                && !own_box
                && leaves[until].prose() > 100
                && leaves[until].link_density() < 0.3
            {
                break;
            }
            if is_gone && goes_on(page, leaf, &leaves[until]) {
                break;
            }
            is_gone |= matches!(leaves[until].verdict, Some(Why::Links | Why::Furniture));
            linked += leaves[until].linked;
            taken += if leaves[until].verdict.is_none() { leaves[until].chars } else { 0 };
            until += 1;
        }
        let late = before * 2 > total;
        let told = speaks == Speaks::Alone || linked * 2 > taken;
        if told && taken * 10 < total * if late { 4 } else { 1 } {
            for leaf in &mut leaves[at..until] {
                leaf.verdict.get_or_insert(Why::Wording);
            }
            at = until;
        } else {
            // What it headed has gone already, and the text goes on.
            let next = leaves.get(at + 1).and_then(|next| next.verdict);
            if speaks == Speaks::Alone && matches!(next, Some(Why::Links | Why::Furniture)) {
                leaves[at].verdict = Some(Why::Wording);
            }
            at += 1;
        }
    }
}

/// A box of a few lines under a heading that names a letter to readers, or calls to subscribe: so do they.
pub(in crate::extract) fn letters(page: &Page<'_>, leaves: &mut [Leaf], region: usize) {
    for at in 0..leaves.len() {
        let heading = &leaves[at];
        let names = || {
            let heading = heading.text.to_lowercase();
            appeals::names_letter(&heading) || appeals::is_appeal(&heading)
        };
        if !heading.tag.is_heading() || heading.chars > LETTER || !names() {
            continue;
        }
        let is_box = |&above: &usize| {
            let within = within(page, leaves, above);
            above > region
                && page.nodes[above].chars <= LETTER
                && within.start == at
                && leaves[within.start + 1..within.end].iter().any(|leaf| leaf.chars > 0)
        };
        if let Some(letter) = page.ancestors(heading.block).find(is_box) {
            drop_under(page, leaves, letter, Why::Wording);
        }
    }
}

/// A paragraph beside the heading itself: behind the box of links that it headed the text goes on.
fn goes_on(page: &Page<'_>, heading: &Leaf, leaf: &Leaf) -> bool {
    leaf.tag == Tag::Paragraph
        && leaf.prose() > 60
        && leaf.link_density() < 0.3
        && page.nodes[leaf.block].parent == page.nodes[heading.block].parent
}

/// Labels of a few words whose links have gone.
pub(super) fn orphans(leaves: &mut [Leaf]) {
    for at in 1..leaves.len() {
        let [.., label, links] = &mut leaves[..=at] else { return };
        let is_label = label.verdict.is_none()
            && !label.tag.is_heading()
            && label.chars <= LABEL.0
            && label.text.split(' ').count() <= LABEL.1
            && !label.text.contains(|c: char| c.is_ascii_digit())
            && (label.text.ends_with([':', '：', '…']) || label.stressed * 10 > label.chars * 8);
        if is_label && links.verdict == Some(Why::Links) {
            label.verdict = Some(Why::Heading);
        }
    }
}

/// Headings right before a heading as high, or before nothing.
pub(in crate::extract) fn empty(leaves: &mut [Leaf]) {
    let mut below: Option<u8> = Some(0);
    for leaf in leaves.iter_mut().rev().filter(|leaf| leaf.verdict.is_none()) {
        match leaf.tag {
            Tag::Heading(level) => {
                if below == Some(0) {
                    leaf.verdict = Some(Why::Heading);
                    continue;
                }
                below = Some(level);
            }
            _ => below = None,
        }
    }
}

/// Several lines in one: a stanza, an address.
pub(super) fn is_verse(page: &Page<'_>, leaf: &Leaf) -> bool {
    page.nodes[leaf.first..leaf.end].iter().any(|node| node.tag == Tag::Break)
}

/// A label, and a number of something: "Rating: 8/10".
fn is_told(line: &str) -> bool {
    line.split_once([':', '：']).is_some_and(|(label, of)| {
        label.ends_with(char::is_alphabetic) && of.contains(char::is_numeric)
    })
}

/// Short lines before the first and after the last prose that are labels, not text.
pub(super) fn trim_ends(page: &Page<'_>, leaves: &mut [Leaf], kept: &mut Vec<usize>) {
    let closes = |leaf: &Leaf| {
        let line = is_verse(page, leaf)
            || leaf.tag == Tag::Paragraph && leaf.linked == 0 && leaf.chars >= LINE
            || !leaf.tag.is_heading() && leaf.linked == 0 && is_told(&leaf.text)
            || matches!(leaf.tag, Tag::Item | Tag::Cell | Tag::Pre | Tag::Quote | Tag::Detail);
        leaf.chars < 60 && !leaf.ends_sentence() && !line
    };
    let opens = |leaf: &Leaf| {
        leaf.chars < 40
            && leaf.stops == 0
            && !(leaf.above.any(Families::STANDFIRST) && leaf.chars >= LINE)
            && !leaf.tag.is_heading()
            && !matches!(leaf.tag, Tag::Item | Tag::Cell | Tag::Pre)
    };
    let ends = labels(page, kept.iter().rev().map(|&at| &leaves[at]), closes, LINE);
    for at in kept.drain(kept.len() - ends..) {
        leaves[at].verdict = Some(Why::Heading);
    }
    let begins = labels(page, kept.iter().map(|&at| &leaves[at]), opens, 0);
    for at in kept.drain(..begins) {
        leaves[at].verdict = Some(Why::Heading);
    }
}

/// How many of the lines from an end on are labels. A line from some length on is none that is set as the nearest line is
/// that is surely text, or as the one in the middle.
fn labels<'l>(
    page: &Page<'_>,
    lines: impl ExactSizeIterator<Item = &'l Leaf> + Clone,
    is_label: impl Fn(&Leaf) -> bool,
    least: u32,
) -> usize {
    let is_text = |leaf: &&Leaf| !leaf.tag.is_heading() && !is_label(leaf);
    let text = [lines.clone().find(is_text), lines.clone().nth(lines.len() / 2)];
    let is_line = |leaf: &Leaf| {
        leaf.linked == 0
            && leaf.chars >= least
            && !leaf.text.contains('@')
            && text.into_iter().flatten().any(|text| is_set_alike(page, leaf, text))
    };
    let most = lines.len().saturating_sub(2);
    lines.take(most).take_while(|leaf| is_label(leaf) && !is_line(leaf)).count()
}

/// Two lines are of the same element and class, in the same box.
fn is_set_alike(page: &Page<'_>, one: &Leaf, other: &Leaf) -> bool {
    let (one, other) = (&page.nodes[one.block], &page.nodes[other.block]);
    (one.parent, one.tag) == (other.parent, other.tag) && one.attr("class") == other.attr("class")
}
