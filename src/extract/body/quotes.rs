//! Quotations within the article: a pull quote says nothing twice, an embedded post keeps its signature.
//!
//! Comes after the judgement of single lines. Never: a quotation taken away that stands nowhere else.

use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why, within};
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;
use crate::extract::prune::squeezed;

/// Shorter words may be quoted as a whole by chance, in letters.
const MIN_DOUBLED: usize = 25;

/// So many quotations of a page are compared with its text: more make a list of quotations, not an article.
const MAX_QUOTES: usize = 50;

/// A longer line under a post is no signature, in weighted characters.
const MAX_SIGNATURE: u32 = 200;

/// Settles what the quotations among the kept leaves need.
pub(in crate::extract) fn settle(page: &Page<'_>, leaves: &mut [Leaf], kept: &mut Vec<usize>) {
    let quoted: Vec<Option<usize>> = kept.iter().map(|&at| quote(page, &leaves[at])).collect();
    if quoted.iter().all(Option::is_none) {
        return;
    }
    let prose: Vec<String> = kept
        .iter()
        .zip(&quoted)
        .filter(|(_, quote)| quote.is_none())
        .map(|(&at, _)| squeezed(&leaves[at].text))
        .collect();
    let doubtful = kept.iter().zip(&quoted).filter(|(_, quote)| quote.is_some());
    for (&at, _) in doubtful.take(MAX_QUOTES) {
        let words = squeezed(&leaves[at].text);
        if words.chars().count() >= MIN_DOUBLED && prose.iter().any(|text| text.contains(&words)) {
            leaves[at].verdict = Some(Why::Repeated);
        }
    }
    let mut posts: Vec<usize> = kept.iter().filter_map(|&at| post(page, &leaves[at])).collect();
    posts.dedup();
    for post in posts {
        sign(page, leaves, post);
    }
    kept.clear();
    kept.extend((0..leaves.len()).filter(|&at| leaves[at].verdict.is_none()));
}

/// The quotation that a leaf stands in.
fn quote(page: &Page<'_>, leaf: &Leaf) -> Option<usize> {
    around(page, leaf).find(|&at| {
        matches!(page.nodes[at].tag, Tag::Quote | Tag::Aside)
            || page.nodes[at].families.any(Families::PULL_QUOTE)
    })
}

/// The embedded post that a leaf stands in, where it is marked up as a quotation.
fn post(page: &Page<'_>, leaf: &Leaf) -> Option<usize> {
    around(page, leaf)
        .find(|&at| page.nodes[at].tag == Tag::Quote && page.nodes[at].families.any(Families::POST))
}

fn around<'p>(page: &'p Page<'_>, leaf: &Leaf) -> impl Iterator<Item = usize> + 'p {
    std::iter::once(leaf.block).chain(page.ancestors(leaf.block)).take(6)
}

/// Who posted it, and where: a line that would be a byline or a link anywhere else.
fn sign(page: &Page<'_>, leaves: &mut [Leaf], post: usize) {
    let within = within(page, leaves, post);
    for leaf in &mut leaves[within] {
        let taken = matches!(leaf.verdict, Some(Why::Byline | Why::Links | Why::Wording));
        if taken && leaf.linked > 0 && leaf.chars < MAX_SIGNATURE {
            leaf.verdict = None;
        }
    }
}
