//! What a reader fills in or presses: forms, boxes that ask for a mail address, rows of buttons.
//!
//! Never: a form that only wraps text, or a button that is the question or the heading of what it unfolds.

use std::collections::HashSet;

use rustc_hash::FxHashSet;

use super::asks;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;

/// A longer box is no call to sign up, in weighted characters.
const MAX_SIGN_UP: u32 = 300;

/// The forms in which there is something to fill in or to press; another one wraps text.
pub(super) fn asking(page: &Page<'_>) -> HashSet<usize> {
    let is_form = |at: &usize| page.nodes[*at].tag == Tag::Form;
    let buttons = (0..page.nodes.len()).filter(|&at| page.nodes[at].tag == Tag::Button);
    // What another field has climbed over leads to the same form.
    let mut climbed = FxHashSet::default();
    let fields = page.fields.iter().copied().chain(buttons);
    let mut form = |at| {
        let path = std::iter::once(at).chain(page.ancestors(at));
        path.take_while(|&at| climbed.insert(at)).find(is_form)
    };
    fields.filter_map(&mut form).collect()
}

/// The largest boxes around what asks for a mail address that hold no more than a few lines.
pub(super) fn sign_ups(page: &Page<'_>, region: usize) -> Vec<usize> {
    let limit = MAX_SIGN_UP.min(page.nodes[region].chars / 4);
    let boxed = |&form: &usize| {
        let within = std::iter::once(form).chain(page.ancestors(form));
        within.take_while(|&at| at > region && page.nodes[at].chars <= limit).last()
    };
    page.emails.iter().filter_map(boxed).collect()
}

/// Buttons side by side, and links that do something on the page between them.
pub(super) fn is_pressed(page: &Page<'_>, leaf: &Leaf) -> bool {
    let nodes = &page.nodes[leaf.first..leaf.end];
    if nodes.iter().all(|node| node.tag != Tag::Button) {
        return false;
    }
    let (mut pressed, mut until) = (0, 0);
    for (at, node) in nodes.iter().enumerate() {
        let acts = || node.attr("href").is_some_and(|href| href.starts_with('#'));
        let is_pressed = node.tag == Tag::Button || node.tag == Tag::Anchor && acts();
        if is_pressed && at >= until {
            pressed += node.chars;
            until = node.end - leaf.first;
        }
    }
    pressed * 5 >= leaf.chars * 4 && !asks(leaf) && !leaf.tag.is_heading()
}
