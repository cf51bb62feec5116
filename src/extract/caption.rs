//! Which leaves belong to a picture.
//!
//! Captions and credits are marked as such by elements, by classes, or by standing in a small box with a
//! picture. Never: a long paragraph, whatever its class says.

use super::bounds::Lead;
use super::families::Families;
use super::leaves::{Leaf, Why};
use super::page::Page;
use super::tag::Tag;

/// A figure with more text than this, in weighted characters, holds an article, not a caption.
const MAX_FIGURE: u32 = 1500;

/// A box around a picture with more text than this holds more than a caption.
const MAX_BOX: u32 = 400;

/// Marks the captions and credits from the headline to the end of the region.
pub(super) fn mark(page: &Page<'_>, leaves: &mut [Leaf], lead: &Lead) {
    let inside = lead.first..lead.end;
    for leaf in leaves.iter_mut().filter(|leaf| inside.contains(&leaf.first)) {
        let scope = leaf.scope(page);
        if leaf.plain() > 300 && leaf.stops > 4 && page.nodes[leaf.block].tag != Tag::FigCaption {
            continue;
        }
        let mut boxed = false;
        let captioned = std::iter::once(scope)
            .chain(page.ancestors(scope))
            .take_while(|&at| at > lead.within)
            .take(12)
            .any(|at| {
                let node = &page.nodes[at];
                boxed |= node.families.any(Families::PICTURE);
                match node.tag {
                    Tag::FigCaption => true,
                    Tag::Figure => {
                        node.chars < MAX_FIGURE
                            && !holds_text(page, at)
                            && (holds_picture(page, at) || leaf.tag != Tag::Paragraph)
                    }
                    _ if node.families.any(Families::CAPTION | Families::CREDIT) => {
                        node.chars < MAX_BOX
                    }
                    _ => {
                        boxed
                            && node.chars < MAX_BOX
                            && node.families.any(Families::PICTURE)
                            && holds_picture(page, at)
                            && !holds_heading(page, at)
                    }
                }
            });
        if captioned && !leaf.tag.is_heading() {
            leaf.verdict = Some(Why::Caption);
        }
    }
}

fn holds_picture(page: &Page<'_>, at: usize) -> bool {
    page.nodes[at..page.nodes[at].end].iter().any(|node| node.tag == Tag::Image)
}

fn holds_heading(page: &Page<'_>, at: usize) -> bool {
    page.nodes[at..page.nodes[at].end].iter().any(|node| node.tag.is_heading())
}

/// Figures hold tables, quotes and code, too.
fn holds_text(page: &Page<'_>, at: usize) -> bool {
    page.nodes[at..page.nodes[at].end]
        .iter()
        .any(|node| matches!(node.tag, Tag::Table | Tag::Quote | Tag::Pre))
}
