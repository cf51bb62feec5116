//! The words of a picture: its caption, and apart from it who made it.
//!
//! Never: what is read out alone, a button, or what counts pictures.

use std::collections::HashSet;

use super::credits::{apart, without_label};
use super::text::one_line;
use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why, within};
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;
use crate::extract::wording;

/// A label before a caption has so many words at most, and a line with a label before a credit.
const MAX_LABEL: usize = 4;
const MAX_LABELLED: usize = 10;

/// What ends a label that is read out before what it labels.
const COMMAS: [char; 5] = [',', '،', '、', ':', '：'];

/// … and before another line, where a colon may lead on: "From left to right:".
const READ_OUT: [char; 3] = [',', '،', '、'];

/// Caption and credit: from the figure that the picture is in, or from what stands beside it, or right under it.
pub(super) fn words(
    page: &Page<'_>,
    leaves: &[Leaf],
    at: usize,
    region: usize,
) -> (Option<String>, Option<String>) {
    let mut frame = page.nodes[at].parent;
    for _ in 0..5 {
        if frame <= region || page.nodes[frame].tag == Tag::Figure {
            break;
        }
        let above = page.nodes[frame].parent;
        let images = || {
            let within = page.nodes[above + 1..page.nodes[above].end].iter();
            within.filter(|node| node.tag == Tag::Image).count()
        };
        if page.nodes[above].chars > 600 || holds_text(page, leaves, above) || images() > 2 {
            break;
        }
        frame = above;
    }
    if frame <= region {
        return (None, None);
    }
    let (mut caption, mut credit) = (String::new(), String::new());
    let end = page.nodes[frame].end;
    // What tells how to look at it says nothing of it, nor does what only labels the next line.
    let is_caption = |leaf: &&Leaf| {
        leaf.verdict == Some(Why::Caption)
            && !wording::is_prompt(&leaf.text)
            && !wording::counts(&leaf.text)
            && !page.ancestors(leaf.first).any(|at| is_button(page, at))
            && !labels_next(page, leaf)
    };
    let mut met = HashSet::new();
    for leaf in leaves[within(page, leaves, frame)].iter().filter(is_caption) {
        // Narrow and wide screens may have one each.
        if met.insert(&leaf.text) {
            split_credit(page, leaf, &mut caption, &mut credit);
        }
    }
    let under = leaves.get(leaves.partition_point(|leaf| leaf.first < end)).filter(is_caption);
    if let Some(under) = under.filter(|_| caption.is_empty() && credit.is_empty())
        && is_bare_between(page, end, under.first)
    {
        split_credit(page, under, &mut caption, &mut credit);
    }
    let caption = one_line(&caption);
    let credit = one_line(&credit)
        .map(|credit| without_label(&credit).to_owned())
        .filter(|credit| !credit.is_empty());
    match caption {
        Some(text) if credit.is_none() => apart(&text),
        caption => (caption, credit),
    }
}

/// From here to the caption stands no other picture, nor in what the caption stands in.
fn is_bare_between(page: &Page<'_>, from: usize, caption: usize) -> bool {
    let mut around = page.ancestors(caption).take_while(|&above| above >= from);
    page.nodes[from..caption].iter().all(|node| node.tag != Tag::Image)
        && !around.any(|above| page.holds(above, |tag| tag == Tag::Image))
}

/// Some of the article's text stands in a node.
fn holds_text(page: &Page<'_>, leaves: &[Leaf], node: usize) -> bool {
    leaves[within(page, leaves, node)].iter().any(|leaf| leaf.verdict.is_none())
}

/// Text in an element that is marked as credit, or that a label begins, goes there, the rest to the caption.
fn split_credit(page: &Page<'_>, leaf: &Leaf, caption: &mut String, credit: &mut String) {
    let label = label(page, leaf);
    let whole = leaf.above.any(Families::CREDIT) || label.is_some();
    let mut credit_until = 0;
    let mut silent_until = label.map_or(0, |label| page.nodes[label].end);
    for at in leaf.first..leaf.end {
        let node = &page.nodes[at];
        if at >= silent_until && is_silent(page, at) {
            silent_until = node.end;
        }
        if at < silent_until {
            continue;
        }
        if node.families.any(Families::CREDIT)
            || (node.tag == Tag::Small && !node.families.any(Families::CAPTION))
        {
            credit_until = credit_until.max(node.end);
        }
        let line = if whole || at < credit_until { &mut *credit } else { &mut *caption };
        match node.tag {
            Tag::Break => line.push(' '),
            // What begins in another element is a line of its own on the page.
            Tag::Text if begins_anew(line, node.text) => line.extend([" ", node.text]),
            Tag::Text => line.push_str(node.text),
            _ => {}
        }
    }
    caption.push(' ');
    credit.push(' ');
}

/// An element in a line that is read out alone, pressed, or counts pictures.
fn is_silent(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    let is_read_out = || node.families.any(Families::HIDDEN) && node.attr("aria-hidden").is_none();
    node.element.is_some()
        && (is_button(page, at)
            || is_read_out()
            || node.tag == Tag::Inline
                && stands_alone(page, at)
                && wording::counts(&page.text_of(at)))
}

/// No words stand before it in the same box: "Mix <b>1/2</b> cup" counts nothing.
fn stands_alone(page: &Page<'_>, at: usize) -> bool {
    let parent = page.nodes[at].parent;
    page.nodes[parent + 1..at].iter().all(|node| node.chars == 0 || node.element.is_some())
        || page.nodes[page.nodes[at].end..page.nodes[parent].end].iter().all(|node| node.chars == 0)
}

/// A button, if it is none around the picture itself.
fn is_button(page: &Page<'_>, at: usize) -> bool {
    page.nodes[at].tag == Tag::Button
        && !page.holds(at, |tag| matches!(tag, Tag::Image | Tag::FigCaption))
}

/// The element that labels a few words beside the caption as who made the picture.
fn label(page: &Page<'_>, leaf: &Leaf) -> Option<usize> {
    let text = (leaf.first..leaf.end)
        .find(|&at| page.nodes[at].chars > 0 && page.nodes[at].tag == Tag::Text)?;
    let label = page.nodes[text].parent;
    let node = &page.nodes[label];
    let is_first = label >= leaf.first && node.tag == Tag::Inline && node.chars < leaf.chars;
    let is_beside = !leaf.above.any(Families::CAPTION)
        && page.ancestors(leaf.first).any(|at| page.nodes[at].tag == Tag::Figure);
    let is_label = is_first && is_beside && page.text_of(label).ends_with(COMMAS);
    (is_label && leaf.text.split_whitespace().count() <= MAX_LABELLED).then_some(label)
}

/// A line of a few words and a comma, before another of the same caption.
fn labels_next(page: &Page<'_>, leaf: &Leaf) -> bool {
    let mut above = page.ancestors(leaf.first);
    let caption = above.find(|&at| page.nodes[at].tag == Tag::FigCaption);
    let goes_on = |caption: usize| {
        page.nodes[leaf.end..page.nodes[caption].end].iter().any(|node| node.chars > 0)
    };
    leaf.text.ends_with(READ_OUT)
        && leaf.text.split_whitespace().count() <= MAX_LABEL
        && caption.is_some_and(goes_on)
}

/// Behind the end of a sentence a capital follows at once.
fn begins_anew(line: &str, text: &str) -> bool {
    line.ends_with(['.', '!', '?', ')']) && text.starts_with(char::is_uppercase)
}
