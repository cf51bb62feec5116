//! How far the article reaches: from its headline, within what markup names its body.
//!
//! Never: a way of writing paragraphs taken for a container.

use std::collections::HashSet;

use super::labels::families::Families;
use super::leaves::{Leaf, Why, within};
use super::page::Page;
use super::page::characters::ratio;
use super::page::tag::Tag;
use super::prune::{Known, squeezed};
use super::{body, headline, wording};

/// What is named the body is it if it holds this share of the region's prose.
const BODY_SHARE: f32 = 0.6;

/// The same for what is named the story.
const STORY_SHARE: f32 = 0.75;

/// What is marked as a standfirst is one from this length on, in weighted characters.
const MIN_MARKED: u32 = 15;

/// What only says what the page's description says, from this one on.
const MIN_DESCRIBED: u32 = 40;

/// The heading right below the headline is one from this on.
const MIN_SUBHEAD: u32 = 20;

/// A longer line under the headline is none.
const MAX_OPENING: u32 = 400;

/// A standfirst without a mark is among so many lines under the headline.
const NEAR: usize = 4;

/// A longer box between two boxes of the body may be anything, in weighted characters.
const MAX_MODULE: u32 = 300;

/// So many boxes around the text may have pictures of it beside the text.
const MAX_ROWS: usize = 4;

/// A caption's frame is no further around it.
const DEPTH: usize = 12;

/// Among so many lines behind the text a note of a correction is looked for.
const BEHIND: usize = 6;

/// The stretch from the headline to the end of the region: pictures often stand above the text.
pub(super) struct Lead {
    /// The headline's node, or the region's first.
    pub first: usize,
    /// The innermost node that holds both.
    pub within: usize,
    /// One past the region's last node, and past the pictures right behind it.
    pub end: usize,
}

impl Lead {
    pub(super) fn of(page: &Page<'_>, leaves: &[Leaf], region: usize, known: &Known<'_>) -> Self {
        let end = end_with_pictures(page, leaves, region);
        let before = leaves.partition_point(|leaf| leaf.first < region);
        let head = headline::last(&leaves[..before], known).map(|at| &leaves[at]);
        let Some(head) = head else { return Self { first: region, within: region, end } };
        let within = page.ancestors(region).find(|&above| above < head.first).unwrap_or(0);
        Self { first: head.first, within, end }
    }
}

/// Where the region ends with the boxes right behind it that hold pictures and their captions alone: builders of pages put
/// each text and each picture in a box of its own.
fn end_with_pictures(page: &Page<'_>, leaves: &[Leaf], region: usize) -> usize {
    let mut end = page.nodes[region].end;
    let is_whole = |at: &usize| {
        let node = &page.nodes[*at];
        matches!(node.tag, Tag::Article | Tag::Main | Tag::Body)
            || node.families.any(Families::BODY | Families::STORY)
    };
    let around = std::iter::once(region).chain(page.ancestors(region)).take(MAX_ROWS);
    for at in around.take_while(|at| !is_whole(at)) {
        let boxes = page.children(page.nodes[at].parent).filter(|&child| child > at);
        for beside in boxes.filter(|&beside| page.nodes[beside].element.is_some()) {
            let is_empty =
                page.nodes[beside].chars == 0 && !page.holds(beside, |tag| tag == Tag::Image);
            if !is_empty && !is_of_pictures(page, leaves, beside) {
                return end;
            }
            end = page.nodes[beside].end;
        }
    }
    end
}

/// A box of framed pictures, with no other text than their captions.
fn is_of_pictures(page: &Page<'_>, leaves: &[Leaf], at: usize) -> bool {
    let frames = |above: usize| {
        let node = &page.nodes[above];
        matches!(node.tag, Tag::Figure | Tag::FigCaption)
            || node.families.any(Families::CAPTION | Families::CREDIT)
    };
    page.holds(at, |tag| tag == Tag::Figure)
        && page.holds(at, |tag| tag == Tag::Image)
        && !page.nodes[at].families.any(Families::FURNITURE)
        && leaves[within(page, leaves, at)].iter().all(|leaf| {
            leaf.linked * 2 < leaf.chars.max(1)
                && page
                    .ancestors(leaf.first)
                    .take_while(|&above| above >= at)
                    .take(DEPTH)
                    .any(frames)
        })
}

/// Leaves out what stands beside the body that markup names, and takes in the standfirst above it.
pub(super) fn settle(
    page: &Page<'_>,
    leaves: &mut [Leaf],
    region: usize,
    prose: &[u32],
    known: &Known<'_>,
) {
    let mut begins = region;
    for (family, share) in [(Families::BODY, BODY_SHARE), (Families::STORY, STORY_SHARE)] {
        let body = outside_of_body(page, leaves, region, prose, family, share);
        begins = begins.max(body.unwrap_or(region));
    }
    standfirst(page, leaves, begins, known);
    corrections(leaves, page.nodes[region].end);
}

/// Where markup names the body, what stands in the region beside it is none of it; the first node of that body.
fn outside_of_body(
    page: &Page<'_>,
    leaves: &mut [Leaf],
    region: usize,
    prose: &[u32],
    family: Families,
    need: f32,
) -> Option<usize> {
    let marked = |at: usize| page.nodes[at].families.any(family);
    if marked(region) || page.ancestors(region).any(marked) {
        return None;
    }
    let mut bodies: Vec<usize> = Vec::new();
    let mut at = region + 1;
    while at < page.nodes[region].end {
        if marked(at) && prose[at] > 0 {
            bodies.push(at);
            at = page.nodes[at].end;
        } else {
            at += 1;
        }
    }
    let held: u32 = bodies.iter().map(|&body| prose[body]).sum();
    // Where each paragraph is named so, what is named is a way of writing, not a container.
    let pieces = bodies.iter().filter(|&&body| !page.nodes[body].has_block);
    let pieces: u32 = pieces.map(|&body| prose[body]).sum();
    if ratio(held, prose[region]) < need || pieces * 2 > held {
        return None;
    }
    let is_within = |leaf: &Leaf| {
        let begun = bodies[..bodies.partition_point(|&body| body <= leaf.first)].last();
        begun.is_some_and(|&body| leaf.first < page.nodes[body].end)
    };
    let heads = subheads(leaves, is_within);
    let opening = opening(leaves, &heads, bodies[0]);
    for (at, leaf) in leaves.iter_mut().enumerate().filter(|(_, leaf)| leaf.verdict.is_none()) {
        let inside = is_within(leaf)
            || is_between(page, leaf, &bodies)
            || leaf.first > bodies[0] && heads.contains(&at)
            || opening == Some(at);
        let lead = leaf.first < bodies[0]
            && (leaf.above.any(Families::STANDFIRST | Families::TITLE)
                || leaf.tag == Tag::Heading(1));
        let note = leaf.first > bodies[bodies.len() - 1] && is_note(leaf);
        if !inside && !lead && !note {
            leaf.verdict = Some(Why::Outside);
        }
    }
    bodies.first().copied()
}

/// Headings right before a part of the body: many systems set a heading and what it heads in boxes of their own.
fn subheads(leaves: &[Leaf], is_body: impl Fn(&Leaf) -> bool) -> HashSet<usize> {
    let mut heads = HashSet::new();
    let mut is_followed = false;
    for (at, leaf) in leaves.iter().enumerate().rev() {
        if !leaf.tag.is_heading() {
            is_followed = is_body(leaf);
        } else if is_followed && !leaf.above.any(Families::FURNITURE) {
            heads.insert(at);
        }
    }
    heads
}

/// The heading of the first part of the body, where further ones are headed in the same way.
fn opening(leaves: &[Leaf], heads: &HashSet<usize>, body: usize) -> Option<usize> {
    let at = leaves.partition_point(|leaf| leaf.first < body).checked_sub(1)?;
    let is_same = |other: &usize| {
        leaves[*other].first > body
            && (leaves[*other].tag, leaves[*other].above) == (leaves[at].tag, leaves[at].above)
    };
    let is_repeated = leaves[at].tag != Tag::Heading(1) && heads.iter().any(is_same);
    (heads.contains(&at) && is_repeated).then_some(at)
}

/// An item of a list, or its paragraph.
fn is_item(page: &Page<'_>, leaf: &Leaf) -> bool {
    leaf.tag == Tag::Item
        || leaf.tag == Tag::Paragraph && page.nodes[page.nodes[leaf.block].parent].tag == Tag::Item
}

/// A sentence in a list: above the body stand the article's points in short.
fn is_point(page: &Page<'_>, leaf: &Leaf) -> bool {
    let elsewhere = Families::FURNITURE | Families::BYLINE | Families::DATE | Families::CAPTION;
    is_item(page, leaf)
        && leaf.prose() > 0
        && leaf.linked * 5 < leaf.chars
        && !leaf.above.any(elsewhere)
}

/// It stands between two parts of the body, and as they do, and nothing says that it is furniture.
fn is_between(page: &Page<'_>, leaf: &Leaf, bodies: &[usize]) -> bool {
    let next = bodies.partition_point(|&body| body < leaf.first);
    let (Some(&before), Some(&after)) = (bodies[..next].last(), bodies.get(next)) else {
        return false;
    };
    let class = |at: usize| page.nodes[at].attr("class");
    let Some(holder) = page.ancestors(before).find(|&above| after < page.nodes[above].end) else {
        return false;
    };
    // Where each part has a box of its own, a small one between them holds figures, or a quotation; one with a heading
    // may be anything.
    let is_parent = page.nodes[before].parent == holder && page.nodes[after].parent == holder;
    let scope = leaf.scope(page);
    let mut path = std::iter::once(scope).chain(page.ancestors(scope));
    let child = path.find(|&at| page.nodes[at].parent == holder);
    let is_text = |child: usize| {
        let node = &page.nodes[child];
        let is_small = || node.chars <= MAX_MODULE && !page.holds(child, Tag::is_heading);
        node.linked * 5 < node.chars && (is_parent || is_small())
    };
    (is_parent || class(before) == class(after))
        && !leaf.above.any(Families::FURNITURE)
        && child.is_some_and(is_text)
}

/// A standfirst outside of the text stands between the headline and it.
fn standfirst(page: &Page<'_>, leaves: &mut [Leaf], begins: usize, known: &Known<'_>) {
    let before = leaves.partition_point(|leaf| leaf.first < begins);
    let Some(head) = headline::last(&leaves[..before], known) else { return };
    let (above, under) = leaves[..before].split_at_mut(head + 1);
    let top = &above[head];
    let told = under.iter().position(|leaf| {
        let marked = leaf.above.any(Families::STANDFIRST)
            && !leaf.above.any(Families::FURNITURE | Families::CAPTION);
        leaf.plain() >= if marked { MIN_MARKED } else { MIN_DESCRIBED }
            && leaf.link_density() < 0.3
            && (marked || is_description(leaf, &known.descriptions))
    });
    let opens = || {
        let mut near = under.iter().enumerate().take(NEAR);
        near.position(|(at, leaf)| {
            at == 0 && is_subhead(page, top, leaf, known) || opens(leaf, known.authors)
        })
    };
    if let Some(at) = told.or_else(opens) {
        under[at].verdict = None;
    }
    points(page, under);
}

/// The heading right below the headline, in the same box, of some words: a standfirst whether it ends as a sentence or not.
fn is_subhead(page: &Page<'_>, top: &Leaf, leaf: &Leaf, known: &Known<'_>) -> bool {
    let parent = |leaf: &Leaf| page.nodes[leaf.block].parent;
    let mut titles = [known.title, page.title].into_iter().flatten().map(squeezed);
    leaf.tag.is_heading()
        && parent(top) == parent(leaf)
        && is_opening(leaf, MIN_SUBHEAD, known.authors)
        && (leaf.text.split(' ').nth(3).is_some() || leaf.text.contains(body::is_dense))
        && titles.all(|title| !title.contains(&squeezed(&leaf.text)))
}

/// A sentence right under the headline, in a line of its own.
fn opens(leaf: &Leaf, authors: &[String]) -> bool {
    leaf.ends_sentence() && is_opening(leaf, MIN_DESCRIBED, authors)
}

/// What may be a standfirst that nothing marks.
fn is_opening(leaf: &Leaf, least: u32, authors: &[String]) -> bool {
    let elsewhere = Families::FURNITURE
        | Families::CAPTION
        | Families::CREDIT
        | Families::BYLINE
        | Families::DATE;
    let is_line = matches!(leaf.tag, Tag::Paragraph | Tag::Heading(2..) | Tag::Div | Tag::Block);
    is_line
        && leaf.linked == 0
        && (least..MAX_OPENING).contains(&leaf.chars)
        && !leaf.above.any(elsewhere)
        && !authors.iter().any(|author| leaf.text.contains(author))
        && !wording::is_exact(&leaf.text)
        && !wording::is_furniture(&leaf.text)
}

/// Points between the headline and the body, with the heading that they stand under: items, of which one is a sentence.
fn points(page: &Page<'_>, leaves: &mut [Leaf]) {
    let is_item = |leaf: &Leaf| is_item(page, leaf) && leaf.linked * 5 < leaf.chars;
    let mut at = 0;
    while at < leaves.len() {
        let count = leaves[at..].iter().take_while(|leaf| is_item(leaf)).count();
        if count > 1 && leaves[at..at + count].iter().any(|leaf| is_point(page, leaf)) {
            let has_head = at > 0 && leaves[at - 1].tag.is_heading();
            for leaf in &mut leaves[at - usize::from(has_head)..at + count] {
                leaf.verdict = None;
            }
            return;
        }
        at += count.max(1);
    }
}

/// Notes of corrections stand under the body as often as in it.
fn corrections(leaves: &mut [Leaf], end: usize) {
    let behind = leaves.partition_point(|leaf| leaf.first < end);
    let near = leaves[behind..].iter_mut().take(BEHIND);
    for leaf in near.filter(|leaf| is_note(leaf)) {
        leaf.verdict = None;
    }
}

/// The note of a correction.
pub(super) fn is_note(leaf: &Leaf) -> bool {
    leaf.linked * 3 < leaf.chars
        && !leaf.tag.is_heading()
        && !leaf.above.any(Families::COMMENTS | Families::RELATED | Families::NAV)
        && wording::is_note(&leaf.text)
}

/// The leaf is marked as a standfirst, or says what one of the descriptions says.
pub(super) fn is_standfirst(leaf: &Leaf, descriptions: &[String]) -> bool {
    // A label stands above what it names: "Abstract", "Summary:".
    let is_label = body::words(&leaf.text) < 4 && !leaf.ends_sentence();
    leaf.above.any(Families::STANDFIRST) && !is_label || is_description(leaf, descriptions)
}

/// The leaf says what one of the descriptions says.
fn is_description(leaf: &Leaf, descriptions: &[String]) -> bool {
    let possible = |description: &&String| leaf.text.len() > 30 && description.len() > 30;
    descriptions.iter().filter(possible).any(|description| {
        let text = squeezed(&leaf.text);
        let shorter = text.len().min(description.len());
        let start = text.floor_char_boundary(shorter * 4 / 5);
        shorter > 30
            && text.len() < 2 * description.len() + 80
            && description.starts_with(&text[..start])
    })
}
