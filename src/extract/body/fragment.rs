//! A feed's own HTML becomes the same safe tree.
//!
//! Little is judged here: most of what a feed carries is its article's. Taken out are unsafe things, tracking pixels,
//! empty paragraphs, buttons, and what is marked as lists of links, calls to share and to subscribe. Always: within the
//! budget of a page; plain text is text. Never: most of a text for its class.

use url::Url;

use super::images::Album;
use super::text::one_line;
use super::{Block, Body, Inline, build};
use crate::extract::bounds::Lead;
use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why, leaves};
use crate::extract::page::Page;
use crate::extract::page::parse::parse;
use crate::extract::page::tag::Tag;
use crate::extract::prune::unfolds;

/// Markup in a longer attribute is not read, in bytes.
const LONGEST: usize = 4 << 10;

/// The body that a piece of HTML makes; addresses are completed against `base`.
///
/// What cannot be parsed within the budget becomes nothing.
pub fn fragment(html: &str, base: &Url) -> Body {
    if !html.contains(['<', '&']) {
        return Body { blocks: html.split("\n\n").filter_map(paragraph).collect() };
    }
    let Ok(tree) = parse(html) else { return Body::default() };
    let page = Page::new(&tree);
    let mut leaves = leaves(&page);
    let all = Lead { first: 0, within: 0, end: page.nodes.len() };
    super::caption::mark(&page, &mut leaves, &all);
    furniture(&page, &mut leaves);
    let kept: Vec<usize> = (0..leaves.len()).filter(|&at| leaves[at].verdict.is_none()).collect();
    let pieces = build::pieces(&page, &leaves, &kept, &all, 0, base, Album::Feed);
    Body { blocks: build::blocks(&page, 0, pieces, base) }
}

/// What its markup calls no text, if that is little.
const MARKED: Families = Families::SHARE
    .with(Families::RELATED)
    .with(Families::PROMO)
    .with(Families::GOODS)
    .with(Families::COMMENTS)
    .with(Families::TAGS);

/// Drops what feeds carry along of a page's furniture.
fn furniture(page: &Page<'_>, leaves: &mut [Leaf]) {
    let within = |leaf: &Leaf, is_such: &dyn Fn(usize) -> bool| {
        let scope = leaf.scope(page);
        std::iter::once(scope).chain(page.ancestors(scope)).any(is_such)
    };
    let is_marked = |at: usize| page.nodes[at].families.any(MARKED);
    let is_button = |at: usize| page.nodes[at].tag == Tag::Button;
    let marked: Vec<bool> = leaves.iter().map(|leaf| within(leaf, &is_marked)).collect();
    let all: u32 = leaves.iter().map(|leaf| leaf.chars).sum();
    let of_marked = leaves.iter().zip(&marked).filter(|(_, marked)| **marked);
    let believed = of_marked.map(|(leaf, _)| leaf.chars).sum::<u32>() * 3 <= all;
    for (leaf, marked) in leaves.iter_mut().zip(marked) {
        if believed && marked || within(leaf, &is_button) && !unfolds(page, leaf) {
            leaf.verdict.get_or_insert(Why::Furniture);
        }
    }
}

/// The text of an attribute, into which some editors write markup, or escape it twice; a long one is taken as it is.
pub(in crate::extract) fn of_attribute(value: &str) -> Option<String> {
    let is_html = value.contains("</") || value.contains('&') && value.contains(';');
    one_line(&if is_html && value.len() <= LONGEST { text_of(value) } else { value.to_owned() })
}

/// The text of a piece of HTML on one line; empty if it cannot be parsed within the budget.
pub fn text_of(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return one_line(html).unwrap_or_default();
    }
    parse(html).ok().and_then(|tree| one_line(&Page::new(&tree).text_of(0))).unwrap_or_default()
}

impl Body {
    /// A body of one paragraph of plain text.
    pub fn plain(text: &str) -> Self {
        Self { blocks: paragraph(text).into_iter().collect() }
    }
}

fn paragraph(text: &str) -> Option<Block> {
    one_line(text).map(|text| Block::Paragraph(vec![Inline::Text(text)]))
}
