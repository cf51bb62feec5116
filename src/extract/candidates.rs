//! Where on the page the article is.
//!
//! Prose is weighed leaf by leaf, furniture left out, and summed up the tree. From the root the walk goes
//! down for as long as one child holds nearly all of it, so a body that is split over several containers
//! ends at the one that holds them all. Always: some region, if the page has any text.

use super::body::tables;
use super::labels::families::Families;
use super::labels::misnamed;
use super::leaves::Leaf;
use super::lines;
use super::page::Page;
use super::page::characters::ratio;
use super::page::tag::Tag;
use super::page::tree::Element;

/// Above this share of the page's prose a class that says "furniture" is not believed.
const TOO_MUCH_FOR_FURNITURE: f32 = 0.5;

/// Above this share not even one that says "comments" is.
const TOO_MUCH_FOR_COMMENTS: f32 = 0.85;

/// With so much prose beside it, a dialogue about consent is not the article.
const AN_ARTICLE: u32 = 600;

/// Below this share of prose without labels, labels are doubted one by one.
const LITTLE: f32 = 0.15;

/// So many pieces at least, with this share of the prose, and a wall's name marks paragraphs, and hides none.
const WALLED: (usize, f32) = (3, 0.25);

/// The walk goes down to a child that holds this share of the prose.
const NEARLY_ALL: f32 = 0.93;

/// Where readers speak, and the house.
const ELSEWHERE: Families =
    Families::COMMENTS.with(Families::FOOTER).with(Families::SIDEBAR).with(Families::NAV);

/// The families by which text is taken away.
const LABELS: Families = Families::FURNITURE
    .with(Families::BYLINE)
    .with(Families::DATE)
    .with(Families::CAPTION)
    .with(Families::CREDIT);

/// Settles which families are believed, writes them into nodes and leaves, and sums the prose up the tree.
pub(super) fn weigh(page: &mut Page<'_>, leaves: &mut [Leaf]) -> Vec<u32> {
    inherit(page, leaves);
    misnamed::letters(page, leaves);
    lines::settle(page, leaves, LABELS);
    let all: u32 = leaves.iter().map(Leaf::prose).sum();
    let asks = |leaf: &Leaf| leaf.above.any(Families::CONSENT);
    let beside: u32 = leaves.iter().filter(|leaf| !asks(leaf)).map(Leaf::prose).sum();
    // A dialogue about consent may hold more text than the article; then it has no say in what is much.
    let aside = beside < all && beside >= AN_ARTICLE;
    let counts: Vec<bool> = leaves.iter().map(|leaf| !(aside && asks(leaf))).collect();
    let prose: Vec<u32> = leaves
        .iter()
        .zip(counts)
        .map(|(leaf, counts)| if counts { leaf.prose() } else { 0 })
        .collect();

    let raw = sum(page, leaves, &prose);
    let total = raw[0];
    misnamed::goods(page, &raw);
    for (node, prose) in page.nodes.iter_mut().zip(&raw).skip(1) {
        let share = ratio(*prose, total);
        if share > TOO_MUCH_FOR_COMMENTS {
            node.families = node.families.without(LABELS);
        } else if share > TOO_MUCH_FOR_FURNITURE {
            node.families = node.families.without(LABELS.without(Families::COMMENTS));
        }
    }
    open_walls(page, &raw);
    name_after_readers(page, &raw, total - under(leaves, &prose, ELSEWHERE));
    inherit(page, leaves);
    if ratio(total - under(leaves, &prose, LABELS), total) < LITTLE {
        let worn = worn(leaves, &prose, total);
        for node in &mut page.nodes {
            node.families = node.families.without(worn);
        }
        inherit(page, leaves);
    }
    let clean: Vec<u32> = leaves
        .iter()
        .zip(prose)
        .map(|(leaf, prose)| if leaf.above.any(Families::FURNITURE) { 0 } else { prose })
        .collect();
    sum(page, leaves, &clean)
}

/// Where piece after piece of the text is named after a wall, it is what stands behind one, and the page has it.
fn open_walls(page: &mut Page<'_>, prose: &[u32]) {
    let mut pieces: Vec<usize> = Vec::new();
    let mut until = 0;
    for (at, node) in page.nodes.iter().enumerate() {
        if at >= until && prose[at] > 0 && node.families.any(Families::PAYWALL) {
            pieces.push(at);
            until = node.end;
        }
    }
    let held: u32 = pieces.iter().map(|&piece| prose[piece]).sum();
    if pieces.len() >= WALLED.0 && ratio(held, prose[0]) >= WALLED.1 {
        for node in page.nodes.iter_mut().filter(|node| node.families.any(Families::PAYWALL)) {
            node.families = node.families.without(Families::PAYWALL | Families::HIDDEN);
        }
    }
}

/// What holds most of what is said outside of comments and footers is the article of subscribers, and asks nobody to
/// become one.
fn name_after_readers(page: &mut Page<'_>, prose: &[u32], said: u32) {
    let asks = Families::PAYWALL | Families::PROMO;
    for (node, prose) in page.nodes.iter_mut().zip(prose).skip(1) {
        if node.families.any(asks) && ratio(*prose, said) > TOO_MUCH_FOR_FURNITURE {
            node.families = node.families.without(asks);
        }
    }
}

/// How much prose stands under any of these labels.
fn under(leaves: &[Leaf], prose: &[u32], labels: Families) -> u32 {
    leaves
        .iter()
        .zip(prose)
        .filter(|(leaf, _)| leaf.above.any(labels))
        .map(|(_, prose)| prose)
        .sum()
}

/// Writes into each leaf the families of all that it is in.
fn inherit(page: &Page<'_>, leaves: &mut [Leaf]) {
    let mut above = vec![Families::NONE; page.nodes.len()];
    for at in 1..page.nodes.len() {
        let node = &page.nodes[at];
        above[at] = above[node.parent] | node.families;
    }
    for leaf in leaves {
        leaf.above = above[leaf.scope(page)];
    }
}

/// Labels that the page has worn out: too much of its prose is under them, piece by piece.
fn worn(leaves: &[Leaf], prose: &[u32], total: u32) -> Families {
    let mut worn = Families::NONE;
    for label in LABELS.without(Families::COMMENTS).each() {
        if ratio(under(leaves, prose, label), total) > TOO_MUCH_FOR_FURNITURE {
            worn |= label;
        }
    }
    worn
}

/// What the leaves in each node weigh.
pub(super) fn sum(page: &Page<'_>, leaves: &[Leaf], weights: &[u32]) -> Vec<u32> {
    let mut sums = vec![0; page.nodes.len()];
    for (leaf, weight) in leaves.iter().zip(weights) {
        sums[leaf.block] += weight;
    }
    for at in (1..page.nodes.len()).rev() {
        sums[page.nodes[at].parent] += sums[at];
    }
    sums
}

/// The node that holds the article.
pub(super) fn region(page: &Page<'_>, prose: &[u32]) -> usize {
    let mut at = 0;
    loop {
        let best = page.children(at).max_by_key(|&child| prose[child]);
        match best {
            Some(child)
                if prose[child] > 0
                    && ratio(prose[child], prose[at]) >= NEARLY_ALL
                    && enters(page.nodes[child].tag)
                    && !is_part(page, prose, at, child) =>
            {
                at = child;
            }
            _ => break,
        }
    }
    // A part of a table is nothing without the rest.
    let is_part = matches!(page.nodes[at].tag, Tag::TablePart | Tag::Row);
    let table = page.ancestors(at).find(|&above| page.nodes[above].tag == Tag::Table);
    table.filter(|&table| is_part && tables::is_short(page, table)).unwrap_or(at)
}

/// The child is one of several that hold the text together: another of the same element and class, with prose,
/// stands before it, or after it if both are named the body. What comes after without that name is promotion as
/// often as not.
fn is_part(page: &Page<'_>, prose: &[u32], parent: usize, child: usize) -> bool {
    let kind = |at: usize| {
        let node = &page.nodes[at];
        (node.element.map(Element::name), node.attr("class"))
    };
    let own = kind(child);
    let body = page.nodes[child].families.any(Families::BODY);
    page.children(parent).any(|other| {
        other != child && prose[other] > 0 && (other < child || body) && kind(other) == own
    })
}

/// A paragraph or a list is not a container by itself.
fn enters(tag: Tag) -> bool {
    !matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading(_)
            | Tag::Text
            | Tag::List
            | Tag::Ordered
            | Tag::Quote
            | Tag::Pre
    )
}
