//! What is named after something that it is not: the entries of a list of goods, the signatures under letters.
//!
//! Always: the names say so of several alike, or of a box with a heading and many sentences of its own. Never: of the
//! same name under post after post.

use std::cell::LazyCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::places::Places;
use crate::extract::page::tag::Tag;
use crate::extract::page::{Page, attr};

/// What is said of a thing, in a box with its name, weighs so much at the least.
const MIN_SAID: u32 = 100;

/// A box that has none like it is an offer, as a rule; so much is said in one that is none.
const MIN_ALONE: u32 = 600;

/// Less of it is in links.
const MAX_LINKED: f32 = 0.3;

/// A signature is shorter, in weighted characters.
const MAX_SIGNATURE: u32 = 80;

/// Takes the name of goods off the boxes that tell of some, and off those like them beside one; what leads to the shop
/// keeps it. `prose` is each node's.
pub(in crate::extract) fn goods(page: &mut Page<'_>, prose: &[u32]) {
    let mut told: FxHashSet<(usize, Option<&str>)> = FxHashSet::default();
    let mut alike: FxHashMap<Option<&str>, usize> = FxHashMap::default();
    let mut boxes: Vec<usize> = Vec::new();
    let mut until = 0;
    let headings = LazyCell::new(|| Places::of(page, |node| node.tag.is_heading()));
    let kind = |at: usize| {
        let node = &page.nodes[at];
        (node.parent, node.element.and_then(|element| attr(element, "class")))
    };
    for (at, node) in page.nodes.iter().enumerate() {
        if at < until || prose[at] == 0 || !node.families.any(Families::GOODS) {
            continue;
        }
        boxes.push(at);
        let is_told = prose[at] >= MIN_SAID
            && node.link_density() < MAX_LINKED
            && headings.any_in(at..node.end);
        if is_told {
            told.insert(kind(at));
            *alike.entry(kind(at).1).or_default() += if prose[at] >= MIN_ALONE { 2 } else { 1 };
            until = node.end;
        }
    }
    boxes.retain(|&at| told.contains(&kind(at)) && alike[&kind(at).1] > 1);
    for at in boxes {
        let held = at..page.nodes[at].end;
        for (node, prose) in page.nodes[held.clone()].iter_mut().zip(&prose[held]) {
            if *prose > 0 || node.tag.is_heading() {
                node.families = node.families.without(Families::GOODS);
            }
        }
    }
}

/// The lines named a byline that end letter after letter, alike but for the names, each behind its text and before a heading or the end of
/// what it stands in, name who wrote those.
pub(in crate::extract) fn letters(page: &mut Page<'_>, leaves: &[Leaf]) {
    let mut signed: FxHashMap<(Tag, &str), Vec<(usize, &str)>> = FxHashMap::default();
    for (at, leaf) in leaves.iter().enumerate().skip(1) {
        let parent = |leaf: &Leaf| page.nodes[leaf.block].parent;
        let before = &leaves[at - 1];
        let signs = leaf.above.any(Families::BYLINE)
            && !leaf.above.any(Families::FURNITURE)
            && leaf.chars < MAX_SIGNATURE
            && leaf.linked == 0
            && before.prose() > 0
            && !before.above.any(Families::BYLINE)
            && parent(before) == parent(leaf)
            && leaves
                .get(at + 1)
                .is_none_or(|next| next.tag.is_heading() || parent(next) != parent(leaf));
        if signs {
            let block = &page.nodes[leaf.block];
            let class = block.element.and_then(|element| attr(element, "class"));
            signed
                .entry((leaf.tag, class.unwrap_or_default()))
                .or_default()
                .push((leaf.block, leaf.text.trim()));
        }
    }
    // Readers write a letter each; who writes post after post is their author.
    let differ = |alike: &Vec<(usize, &str)>| {
        let names: FxHashSet<&str> = alike.iter().map(|&(_, name)| name).collect();
        names.len() > 1 && names.len() * 2 > alike.len()
    };
    let letters: Vec<usize> =
        signed.into_values().filter(differ).flatten().map(|(block, _)| block).collect();
    for letter in letters {
        let end = page.nodes[letter].end;
        for node in &mut page.nodes[letter..end] {
            node.families = node.families.without(Families::BYLINE);
        }
        page.nodes[letter].families |= Families::LETTER;
    }
}
