//! Which leaves belong to a picture.
//!
//! Captions and credits are marked as such by elements, by classes, or by standing in a small box with a
//! picture. Never: a long paragraph beside other text, whatever its class says.

use std::cell::LazyCell;

use crate::extract::bounds::Lead;
use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why};
use crate::extract::page::Page;
use crate::extract::page::places::Places;
use crate::extract::page::tag::Tag;

/// A figure with more text than this, in weighted characters, holds an article, not a caption.
const MAX_FIGURE: u32 = 1500;

/// A longer line under a picture is text, in weighted characters.
const MAX_LINE: u32 = 160;

/// A shorter sentence beside a picture is its caption.
const MIN_SENTENCE: u32 = 50;

/// Between a picture and the line under it stand fewer nodes.
const NEAR: usize = 12;

/// A box of credits is known by the first of its nodes.
const CREDITS: usize = 50;

/// A box around a picture with more text than this holds more than a caption.
const MAX_BOX: u32 = 400;

/// Marks the captions and credits from the headline to the end of the region.
pub(in crate::extract) fn mark(page: &Page<'_>, leaves: &mut [Leaf], lead: &Lead) {
    let inside = lead.first..lead.end;
    // Above the text a line under a picture is the standfirst as often as not.
    let mut begun = false;
    let pictures = LazyCell::new(|| {
        let is_picture = |tag| matches!(tag, Tag::Image | Tag::Source);
        Places::of(page, |node| is_picture(node.tag) || node.families.any(Families::PICTURE))
    });
    let matter = LazyCell::new(|| Places::of(page, |node| is_matter(node.tag)));
    for leaf in leaves.iter_mut().filter(|leaf| inside.contains(&leaf.first)) {
        let scope = leaf.scope(page);
        if is_alone_with_picture(page, leaf) {
            leaf.verdict = Some(Why::Caption);
            continue;
        }
        if leaf.plain() > 300 && leaf.stops > 4 && page.nodes[leaf.block].tag != Tag::FigCaption {
            continue;
        }
        let (mut boxed, mut is_short) = (false, false);
        let captioned = std::iter::once(scope)
            .chain(page.ancestors(scope))
            .take_while(|&at| at > lead.within)
            .take(12)
            .any(|at| {
                let node = &page.nodes[at];
                boxed |= node.families.any(Families::PICTURE);
                match node.tag {
                    Tag::FigCaption => {
                        is_short = node.chars < MAX_BOX;
                        !is_of_text(page, at)
                    }
                    Tag::Figure => {
                        node.chars < MAX_FIGURE
                            && !holds_text(page, at)
                            && (holds_picture(page, at)
                                || leaf.tag != Tag::Paragraph && !is_callout(page, at))
                    }
                    _ if node.families.any(Families::CAPTION | Families::CREDIT) => {
                        node.chars < MAX_BOX
                            && (boxed
                                || is_near_picture(page, at, &pictures)
                                || !says_of_text(page, at, &matter))
                    }
                    _ => {
                        boxed
                            && node.chars < MAX_BOX
                            && node.families.any(Families::PICTURE)
                            && holds_picture(page, at)
                            && !page.holds(at, Tag::is_heading)
                            && !is_beside(page, at, leaf)
                    }
                }
            });
        let captioned = captioned || begun && is_under(page, leaf);
        // A show of slides gives each a title.
        if captioned && (is_short || !leaf.tag.is_heading()) {
            leaf.verdict = Some(Why::Caption);
        }
        begun |= leaf.verdict.is_none() && leaf.prose() > 0;
    }
}

/// A short line right under a picture, that nothing marks as its caption: broken off from it, wholly in italics, or
/// with a credit at its end.
fn is_under(page: &Page<'_>, leaf: &Leaf) -> bool {
    // A number begins an entry of a list.
    if leaf.chars > MAX_LINE
        || leaf.linked > 0
        || leaf.text.starts_with(|c: char| c.is_ascii_digit())
    {
        return false;
    }
    let above = page.nodes[..leaf.first].iter().rev().take(NEAR);
    let mut picture = None;
    for node in above {
        match node.tag {
            Tag::Text if node.chars > 0 => return false,
            Tag::Image => {
                picture = Some(node);
                break;
            }
            _ => {}
        }
    }
    let Some(picture) = picture else { return false };
    let is_small = page.nodes[leaf.first..leaf.end].iter().any(|node| node.tag == Tag::Small);
    let breaks = |between: std::ops::Range<usize>| {
        page.nodes[between].iter().filter(|node| node.tag == Tag::Break).count()
    };
    // A line that two breaks part from the picture is a paragraph.
    let is_broken = picture.parent >= leaf.block
        && picture.end <= leaf.first
        && breaks(picture.end..leaf.first) == 1;
    let italics = page.nodes[leaf.first..leaf.end].iter().filter(|node| node.tag == Tag::Emphasis);
    let italics: u32 = italics.map(|node| node.chars).sum();
    let is_italic = italics * 10 > leaf.chars * 9 && !leaf.ends_sentence();
    is_small || is_broken || is_italic || super::credits::ends_in_credit(&leaf.text)
}

/// What is named a caption is the only text of a box with a picture, however long it is.
fn is_alone_with_picture(page: &Page<'_>, leaf: &Leaf) -> bool {
    let scope = leaf.scope(page);
    let boxes = std::iter::once(scope).chain(page.ancestors(scope)).take(4);
    let mut boxes = boxes.take_while(|&at| page.nodes[at].chars == leaf.chars);
    let mut is_named = false;
    boxes.any(|at| {
        is_named |= page.nodes[at].families.any(Families::CAPTION);
        is_named && holds_picture(page, at)
    })
}

/// Sentences in a box of their own, named after text, beside a box with the picture.
fn is_beside(page: &Page<'_>, row: usize, leaf: &Leaf) -> bool {
    let holds = |at: usize, node: usize| (at..page.nodes[at].end).contains(&node);
    let is_text = |at: usize| {
        let class = page.nodes[at].attr("class").unwrap_or_default().to_ascii_lowercase();
        ["text", "content", "body", "copy", "desc"].iter().any(|word| class.contains(word))
    };
    leaf.chars >= MIN_SENTENCE
        && leaf.ends_sentence()
        && page
            .children(row)
            .any(|at| holds(at, leaf.first) && is_text(at) && !holds_picture(page, at))
        && page.children(row).any(|at| page.nodes[at].tag == Tag::Div && holds_picture(page, at))
}

fn holds_picture(page: &Page<'_>, at: usize) -> bool {
    page.holds(at, |tag| tag == Tag::Image)
}

/// A picture, or a player, stands right before or behind it, or in it.
fn is_near_picture(page: &Page<'_>, at: usize, pictures: &Places) -> bool {
    let near = near(page, at);
    let player = page.players.partition_point(|&player| player < near.start);
    page.players.get(player).is_some_and(|&player| player <= near.end) || pictures.any_in(near)
}

/// It stands by a table or code, and is what those are called; or it is several lines of credits, which are those of the
/// text, or of what that is about.
fn says_of_text(page: &Page<'_>, at: usize, matter: &Places) -> bool {
    let mut lines = page.children(at).take(CREDITS).filter(|&child| page.nodes[child].is_block());
    matter.any_in(near(page, at))
        || page.nodes[at].families.any(Families::CREDIT) && lines.nth(1).is_some()
}

/// What a table or a listing is made of.
fn is_matter(tag: Tag) -> bool {
    matches!(tag, Tag::Table | Tag::TablePart | Tag::Row | Tag::Cell | Tag::HeadCell | Tag::Pre)
}

/// The nodes from a little before it to a little behind.
fn near(page: &Page<'_>, at: usize) -> std::ops::Range<usize> {
    at.saturating_sub(NEAR)..(page.nodes[at].end + NEAR).min(page.nodes.len())
}

/// What a figure says of the table, the quotation or the code that it holds; or a quotation of who said it.
fn is_of_text(page: &Page<'_>, caption: usize) -> bool {
    let figure = page.nodes[caption].parent;
    match page.nodes[figure].tag {
        Tag::Figure => holds_text(page, figure) && !holds_picture(page, figure),
        tag => tag == Tag::Quote,
    }
}

/// A note in the text, which some editors make a figure.
fn is_callout(page: &Page<'_>, figure: usize) -> bool {
    let class = page.nodes[figure].attr("class").unwrap_or_default().to_ascii_lowercase();
    ["callout", "admonition", "note"].iter().any(|word| class.contains(word))
        && !holds_picture(page, figure)
}

/// Figures hold tables, quotes and code, too.
fn holds_text(page: &Page<'_>, at: usize) -> bool {
    page.holds(at, |tag| matches!(tag, Tag::Table | Tag::Quote | Tag::Pre))
}
