//! What a leaf stands in: element, families, the nodes above it.

use super::{FAR, Scene, Sink, chars, count, flag};
use crate::extract::families::Families;
use crate::extract::page::ratio;
use crate::extract::tag::Tag;

/// The families by their bits.
const FAMILIES: [&str; 27] = [
    "f_body",
    "f_story",
    "f_title",
    "f_standfirst",
    "f_byline",
    "f_date",
    "f_bio",
    "f_caption",
    "f_credit",
    "f_share",
    "f_related",
    "f_promo",
    "f_consent",
    "f_paywall",
    "f_ad",
    "f_comments",
    "f_tags",
    "f_nav",
    "f_footer",
    "f_sidebar",
    "f_player",
    "f_hidden",
    "f_tools",
    "f_contents",
    "f_pull_quote",
    "f_post",
    "f_picture",
];

/// The elements whose distance counts: see [`slot`].
const ELEMENTS: [&str; 14] = [
    "t_item",
    "t_list",
    "t_table",
    "t_quote",
    "t_figure",
    "t_aside",
    "t_header",
    "t_footer",
    "t_form",
    "t_article",
    "t_main",
    "t_section",
    "t_anchor",
    "t_control",
];

const UP: [[&str; 5]; 4] = [
    ["up1_chars", "up1_linked", "up1_prose", "up1_kept", "up1_leaves"],
    ["up2_chars", "up2_linked", "up2_prose", "up2_kept", "up2_leaves"],
    ["up3_chars", "up3_linked", "up3_prose", "up3_kept", "up3_leaves"],
    ["up4_chars", "up4_linked", "up4_prose", "up4_kept", "up4_leaves"],
];

pub(super) fn put(scene: &Scene<'_, '_>, at: usize, to: &mut impl Sink) {
    let page = scene.page;
    let leaf = &scene.leaves[at];
    let scope = leaf.scope(page);
    to.put("tag", tag(leaf.tag));
    to.put("scope_tag", tag(page.nodes[scope].tag));
    let mut seen = Families::NONE;
    let mut families = [FAR; FAMILIES.len()];
    let mut elements = [FAR; ELEMENTS.len()];
    let mut depth = 0_u8;
    for node in std::iter::once(scope).chain(page.ancestors(scope)) {
        let node = &page.nodes[node];
        let new = node.families.without(seen);
        for family in new.numbers() {
            families[family] = f32::from(depth);
        }
        seen |= new;
        if let Some(slot) = slot(node.tag) {
            elements[slot] = elements[slot].min(f32::from(depth));
        }
        depth = depth.saturating_add(1);
    }
    to.put("depth", f32::from(depth));
    for (name, distance) in FAMILIES.iter().zip(families).chain(ELEMENTS.iter().zip(elements)) {
        to.put(name, distance);
    }
    let all = scene.all();
    let mut above = leaf.block;
    for names in UP {
        above = page.nodes[above].parent;
        let node = &page.nodes[above];
        let under = scene.under(above);
        let (first, end) = (scene.before(under.start), scene.before(under.end));
        to.put(names[0], chars(node.chars));
        to.put(names[1], node.link_density());
        to.put(names[2], ratio(end.prose - first.prose, all.prose));
        to.put(names[3], ratio(end.kept - first.kept, end.chars - first.chars));
        to.put(names[4], count(under.len()));
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
        Tag::Quote => 3,
        Tag::Figure => 4,
        Tag::Aside => 5,
        Tag::Header => 6,
        Tag::Footer => 7,
        Tag::Form => 8,
        Tag::Article => 9,
        Tag::Main => 10,
        Tag::Section => 11,
        Tag::Anchor => 12,
        Tag::Button | Tag::Label | Tag::Noscript | Tag::Small | Tag::Details => 13,
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
