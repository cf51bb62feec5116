//! Tables of the article stand or fall as a whole: a cell without its row says nothing.
//!
//! Comes after the judgement of single lines. Never: a table that sets the page's own parts beside each other.

use crate::extract::leaves::{Leaf, Why, within};
use crate::extract::page::tag::Tag;
use crate::extract::page::{Node, Page};

/// A longer cell may hold a text, in weighted characters.
const SHORT: u32 = 100;

/// A table of which the half is kept, of what was in question, is kept.
pub(in crate::extract) fn settle(page: &Page<'_>, leaves: &mut [Leaf], kept: &mut Vec<usize>) {
    let tables: Vec<usize> = (0..page.nodes.len()).filter(|&at| is_plain(page, at)).collect();
    for table in &tables {
        let cells = within(page, leaves, *table);
        let cells = &mut leaves[cells];
        let chars = |of: &[Option<Why>]| -> u32 {
            cells.iter().filter(|cell| of.contains(&cell.verdict)).map(|cell| cell.chars).sum()
        };
        // A cell that says what another says is as sure as that one.
        let (kept, same) = (chars(&[None]), chars(&[Some(Why::Repeated)]));
        let dropped = chars(&[Some(Why::Model), Some(Why::Heading)]);
        let is_kept = kept > 0 && kept + same >= dropped;
        for cell in cells {
            match cell.verdict {
                Some(Why::Model | Why::Repeated | Why::Heading) if is_kept => cell.verdict = None,
                None if !is_kept => cell.verdict = Some(Why::Model),
                _ => {}
            }
        }
    }
    if !tables.is_empty() {
        kept.clear();
        kept.extend((0..leaves.len()).filter(|&at| leaves[at].verdict.is_none()));
    }
}

/// A plain table whose cells are short; others may set out the page.
pub(in crate::extract) fn is_short(page: &Page<'_>, at: usize) -> bool {
    let within = &page.nodes[at..page.nodes[at].end];
    let is_long =
        |node: &Node<'_>| matches!(node.tag, Tag::Cell | Tag::HeadCell) && node.chars > SHORT;
    is_plain(page, at) && !within.iter().any(is_long)
}

/// A table with two rows at least, of cells that hold no more than a line each.
fn is_plain(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    if node.tag != Tag::Table {
        return false;
    }
    let within = &page.nodes[at + 1..node.end];
    let is_cell = |tag: Tag| matches!(tag, Tag::Cell | Tag::HeadCell);
    within.iter().filter(|node| node.tag == Tag::Row).count() > 1
        && within.iter().filter(|node| is_cell(node.tag)).count() > 3
        && within
            .iter()
            .all(|node| node.tag != Tag::Table && !(is_cell(node.tag) && node.has_block))
}
