//! Articles of short lines: a poem, a menu, a table of results. They hold hardly any prose to be found by.
//!
//! Always: only within what markup names the body. Never: a line that is mostly links, or stands in furniture.

use super::labels::families::Families;
use super::leaves::Leaf;
use super::page::Page;
use super::page::characters::ratio;
use super::page::tag::Tag;

/// Fewer lines are what stands around a text that is missing.
const FEW: usize = 3;

/// With so much prose, or above this share of it, the body is found by that.
const PROSE: (u32, f32) = (600, 0.5);

/// What is named furniture is believed to be that up to so many times the lines.
const TIMES: u32 = 4;

/// Where the body that markup names is of short lines, and there is no more prose beside it, the lines count as prose, and
/// nothing else does.
pub(super) fn settle(page: &Page<'_>, leaves: &mut [Leaf], labels: Families) {
    let is_line = |leaf: &Leaf| {
        leaf.linked * 3 < leaf.chars && leaf.tag != Tag::Heading(1) && !leaf.above.any(labels)
    };
    let named = named(page);
    let is_body = |leaf: &Leaf| is_line(leaf) && named[leaf.block];
    let (mut count, mut chars, mut prose, mut beside, mut elsewhere) = (0, 0, 0, 0, 0);
    for leaf in leaves.iter() {
        if is_body(leaf) {
            count += 1;
            chars += leaf.plain();
            prose += leaf.prose();
        } else if leaf.above.any(Families::FURNITURE) {
            elsewhere += leaf.prose();
        } else {
            beside += leaf.prose();
        }
    }
    let is_told =
        count < FEW || prose >= PROSE.0 || ratio(prose, chars) > PROSE.1 || beside > chars;
    if is_told || elsewhere > chars * TIMES {
        return;
    }
    for leaf in leaves {
        let chars = if is_body(leaf) { leaf.plain() } else { 0 };
        leaf.count_as_prose(chars);
    }
}

/// Which nodes are, or stand in, what markup names the body.
fn named(page: &Page<'_>) -> Vec<bool> {
    let mut named = vec![false; page.nodes.len()];
    for (at, node) in page.nodes.iter().enumerate().skip(1) {
        named[at] = named[node.parent]
            || matches!(node.tag, Tag::Article | Tag::Main)
            || node.tag != Tag::Body && node.families.any(Families::BODY | Families::STORY);
    }
    named
}
