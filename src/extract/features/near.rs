//! What stands beside a leaf, and what the rules say of both.

use super::place::tag;
use super::{FAR, Scene, Sink, chars, count};
use crate::extract::leaves::{Leaf, Why};
use crate::extract::page::Page;
use crate::extract::page::characters::ratio;

pub(super) fn put(scene: &Scene<'_, '_>, at: usize, to: &mut impl Sink) {
    let (page, leaves) = (scene.page, scene.leaves);
    let (leaf, here, all) = (&leaves[at], scene.before(at), scene.all());
    to.put("why", why(leaf));
    let beside = scene.beside(at);
    to.put("beside", chars(beside.count));
    to.put("beside_mean", ratio(beside.chars, beside.count));
    to.put("beside_prose", ratio(beside.prose, all.prose));
    to.put("beside_linked", ratio(beside.linked, beside.chars));
    to.put("beside_kept", ratio(beside.kept, beside.chars));
    let alike = scene.alike(at);
    to.put("alike", chars(alike.count));
    to.put("alike_mean", ratio(alike.chars, alike.count));
    to.put("alike_prose", ratio(alike.prose, all.prose));
    to.put("alike_linked", ratio(alike.linked, alike.chars));
    to.put("alike_kept", ratio(alike.kept, alike.chars));
    to.put("alike_kept_share", ratio(alike.kept, all.kept));
    // Where it stands in the order of the page.
    to.put("from_head", scene.head.map_or(-FAR, |head| count(at) - count(head)));
    to.put("kept_share_before", ratio(here.kept, all.kept));
    let after = leaves.get(here.sure_after);
    to.put("kept_after", after.map_or(FAR, |_| count(here.sure_after - at)));
    to.put("rise_after", after.map_or(FAR, |other| rise(page, leaf.block, other.block)));
    // The section.
    let head = here.heading.checked_sub(1);
    to.put("section_age", head.map_or(FAR, |head| count(at - head)));
    to.put("section_level", head.map_or(0.0, |head| tag(leaves[head].tag)));
    to.put("section_why", head.map_or(-1.0, |head| why(&leaves[head])));
    to.put(
        "to_heading",
        if here.next_heading == leaves.len() { FAR } else { count(here.next_heading - at) },
    );
    let (first, end) = (scene.before(head.unwrap_or(0)), scene.before(here.next_heading));
    let section = end.chars - first.chars;
    to.put("section_linked", ratio(end.linked - first.linked, section));
    to.put("section_prose", ratio(end.prose - first.prose, section));
    // Its neighbours.
    let near = |offset| at.checked_add_signed(offset).and_then(|at| leaves.get(at));
    let (before, after, second) = (near(-1), near(1), near(2));
    to.put("p1_linked", before.map_or(-1.0, Leaf::link_density));
    to.put("p1_tag", before.map_or(-1.0, |leaf| tag(leaf.tag)));
    to.put("p1_why", before.map_or(-1.0, why));
    to.put("n1_linked", after.map_or(-1.0, Leaf::link_density));
    to.put("n1_tag", after.map_or(-1.0, |leaf| tag(leaf.tag)));
    to.put("n1_why", after.map_or(-1.0, why));
    to.put("n2_tag", second.map_or(-1.0, |leaf| tag(leaf.tag)));
    to.put("n2_why", second.map_or(-1.0, why));
}

/// How many levels lie between a block and the innermost node that it shares with another.
fn rise(page: &Page<'_>, block: usize, other: usize) -> f32 {
    let mut at = block;
    let mut levels = 0_u8;
    while !(at..page.nodes[at].end).contains(&other) && at != 0 {
        at = page.nodes[at].parent;
        levels = levels.saturating_add(1);
    }
    f32::from(levels)
}

/// The rules' verdict as a number.
fn why(leaf: &Leaf) -> f32 {
    match leaf.verdict {
        None => 0.0,
        Some(Why::Outside) => 1.0,
        Some(Why::Furniture) => 2.0,
        Some(Why::Links) => 3.0,
        Some(Why::Title) => 4.0,
        Some(Why::Caption) => 5.0,
        Some(Why::Byline) => 6.0,
        Some(Why::Wording) => 7.0,
        Some(Why::Heading) => 8.0,
        Some(Why::Repeated | Why::Standing) => 9.0,
        Some(Why::Model) => 10.0,
    }
}
