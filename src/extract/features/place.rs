//! What a leaf stands in: element, families, the nodes above it.

use super::{FAR, Scene, Sink, chars, count, flag};
use crate::extract::labels::families::Families;
use crate::extract::page::characters::ratio;
use crate::extract::page::tag::Tag;

/// The families whose distance counts.
const FAMILIES: [(&str, Families); 8] = [
    ("f_body", Families::BODY),
    ("f_story", Families::STORY),
    ("f_caption", Families::CAPTION),
    ("f_comments", Families::COMMENTS),
    ("f_hidden", Families::HIDDEN),
    ("f_tools", Families::TOOLS),
    ("f_post", Families::POST),
    ("f_picture", Families::PICTURE),
];

/// The elements whose distance counts: see [`slot`].
const ELEMENTS: [&str; 8] =
    ["t_item", "t_list", "t_table", "t_figure", "t_footer", "t_article", "t_main", "t_section"];

/// What is told of the nodes above. Sizes tell the site rather than the leaf, but for the innermost.
const UP: [[&str; 3]; 4] = [
    ["up1_linked", "up1_prose", "up1_kept"],
    ["up2_linked", "up2_prose", "up2_kept"],
    ["up3_linked", "up3_prose", "up3_kept"],
    ["", "up4_prose", "up4_kept"],
];

pub(super) fn put(scene: &Scene<'_, '_>, at: usize, to: &mut impl Sink) {
    let page = scene.page;
    let leaf = &scene.leaves[at];
    let scope = leaf.scope(page);
    to.put("tag", tag(leaf.tag));
    to.put("scope_tag", tag(page.nodes[scope].tag));
    let mut families = [FAR; FAMILIES.len()];
    let mut elements = [FAR; ELEMENTS.len()];
    let mut depth = 0_u8;
    for node in std::iter::once(scope).chain(page.ancestors(scope)) {
        let node = &page.nodes[node];
        if node.families != Families::NONE {
            for (distance, (_, family)) in families.iter_mut().zip(FAMILIES) {
                if *distance == FAR && node.families.any(family) {
                    *distance = f32::from(depth);
                }
            }
        }
        if let Some(slot) = slot(node.tag) {
            elements[slot] = elements[slot].min(f32::from(depth));
        }
        depth = depth.saturating_add(1);
    }
    for ((name, _), distance) in FAMILIES.iter().zip(families) {
        to.put(name, distance);
    }
    for (name, distance) in ELEMENTS.iter().zip(elements) {
        to.put(name, distance);
    }
    let all = scene.all();
    let mut above = leaf.block;
    for (level, [linked, prose, kept]) in UP.into_iter().enumerate() {
        above = page.nodes[above].parent;
        let node = &page.nodes[above];
        let under = scene.under(above);
        let (first, end) = (scene.before(under.start), scene.before(under.end));
        if level == 0 {
            to.put("up1_chars", chars(node.chars));
        }
        if !linked.is_empty() {
            to.put(linked, node.link_density());
        }
        to.put(prose, ratio(end.prose - first.prose, all.prose));
        to.put(kept, ratio(end.kept - first.kept, end.chars - first.chars));
        if level == 0 {
            to.put("up1_leaves", count(under.len()));
        }
    }
    for (name, &held) in ["in_body_box", "in_main", "in_half"].iter().zip(&scene.boxes) {
        let inside = (held..page.nodes[held].end).contains(&leaf.first);
        to.put(name, if held == 0 { -1.0 } else { flag(inside) });
    }
}

fn slot(tag: Tag) -> Option<usize> {
    Some(match tag {
        Tag::Item => 0,
        Tag::List | Tag::Ordered => 1,
        Tag::Table => 2,
        Tag::Figure => 3,
        Tag::Footer => 4,
        Tag::Article => 5,
        Tag::Main => 6,
        Tag::Section => 7,
        _ => return None,
    })
}

/// An element as a number; those alike stand beside each other.
pub(super) fn tag(tag: Tag) -> f32 {
    match tag {
        Tag::Paragraph => 0.0,
        Tag::Quote => 1.0,
        Tag::Pre => 2.0,
        Tag::Item => 3.0,
        Tag::Detail => 4.0,
        Tag::Term => 5.0,
        Tag::Cell => 6.0,
        Tag::HeadCell => 7.0,
        Tag::Heading(level) => 8.0 + f32::from(level),
        Tag::Div => 15.0,
        Tag::Section => 16.0,
        Tag::Article => 17.0,
        Tag::Main => 18.0,
        Tag::Block => 19.0,
        Tag::Inline => 20.0,
        Tag::Text => 21.0,
        Tag::Anchor => 22.0,
        Tag::Strong | Tag::Emphasis => 23.0,
        Tag::Header => 24.0,
        Tag::Aside => 25.0,
        Tag::Figure => 26.0,
        Tag::FigCaption => 27.0,
        Tag::Footer => 28.0,
        Tag::List | Tag::Ordered => 29.0,
        Tag::Table | Tag::TablePart | Tag::Row => 30.0,
        _ => 31.0,
    }
}
