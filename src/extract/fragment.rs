//! A feed's own HTML becomes the same safe tree.
//!
//! Nothing is judged here: all that a feed carries is its article's. Taken out are unsafe things, tracking
//! pixels and empty paragraphs. Always: within the budget of a page; plain text is text.

use url::Url;

use super::body::{Block, Body, Inline};
use super::bounds::Lead;
use super::build;
use super::leaves::leaves;
use super::page::Page;
use super::parse::parse;
use super::text::one_line;

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
    let kept: Vec<usize> = (0..leaves.len()).filter(|&at| leaves[at].verdict.is_none()).collect();
    let pieces = build::pieces(&page, &leaves, &kept, &all, 0, base);
    Body { blocks: build::blocks(&page, 0, pieces, base) }
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
