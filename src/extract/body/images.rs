//! The pictures of the body, each from the best of its addresses.
//!
//! Lazy pictures are read from where they wait (`data-src`, `srcset`, `picture`, `noscript`). Never: a
//! tracking pixel, a placeholder, an address that is not http(s) or that still holds a template.

use std::cmp::Ordering;

use url::Url;

use super::build::address;
use super::credits::apart;
use super::fragment::of_attribute;
use super::{legends, sizes};
use crate::extract::Image;
use crate::extract::bounds::Lead;
use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why, within};
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;

/// How many pictures of one page are taken.
const MAX_IMAGES: usize = 100;

/// How many are looked at for words: one in several sizes, or shown twice, is looked at each time.
const MAX_LOOKED_AT: usize = 4 * MAX_IMAGES;

/// A picture smaller than this in either direction is an icon or a pixel …
const MIN_SIDE: u32 = 50;
/// … and one smaller than this in both a face or a button.
const MIN_SIDES: u32 = 100;

/// Attributes that hold a picture's address, the likeliest first.
const SOURCES: &[&str] = &[
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-file",
    "data-large-file",
    "data-hi-res-src",
    "data-url",
    "data-image",
    "data-img-src",
    "data-full-src",
    "src",
];

/// Attributes that hold several addresses with widths or densities.
const SETS: &[&str] = &["data-srcset", "data-lazy-srcset", "srcset"];

/// Under these stand the pictures of something else.
const NOT_OURS: Families = Families::RELATED
    .with(Families::AD)
    .with(Families::BIO)
    .with(Families::COMMENTS)
    .with(Families::CONSENT)
    .with(Families::FOOTER)
    .with(Families::NAV)
    .with(Families::SHARE);

/// What pictures are taken from.
#[derive(Clone, Copy)]
pub(in crate::extract) enum Album<'a> {
    /// A page, which shows those of other things too; and its main picture.
    Page(Option<&'a Url>),
    /// The feed's own text, which shows its own.
    Feed,
}

/// The article's pictures, in reading order, each with its node.
pub(in crate::extract) fn pictures(
    page: &Page<'_>,
    leaves: &[Leaf],
    lead: &Lead,
    region: usize,
    base: &Url,
    album: Album<'_>,
) -> Vec<(usize, Image)> {
    let mut found: Vec<(usize, Image)> = Vec::new();
    let (mut dropped_until, mut looked_at) = (0, 0);
    let text_end =
        leaves.iter().rev().find(|leaf| leaf.verdict.is_none()).map_or(0, |leaf| leaf.end);
    for at in lead.first..lead.end {
        let node = &page.nodes[at];
        if at > lead.within && node.families.any(NOT_OURS) {
            dropped_until = dropped_until.max(node.end);
        }
        if node.tag != Tag::Image || at < dropped_until || found.len() >= MAX_IMAGES {
            continue;
        }
        let framed = framed(page, at, lead);
        if at < region && !framed {
            continue;
        }
        let Some(url) = source(page, at, base) else { continue };
        let is_sure = match album {
            Album::Page(main) => main.is_some_and(|main| sizes::is_named_alike(main, &url)),
            Album::Feed => true,
        };
        // One that is shown again and again has said what it has to.
        if found.iter().any(|(_, shown)| shown.url == url && shown.caption.is_some())
            || looked_at >= MAX_LOOKED_AT
        {
            continue;
        }
        looked_at += 1;
        let alt = node.attr("alt").and_then(of_attribute);
        let (mut caption, mut credit) = legends::words(page, leaves, at, lead.within);
        if caption.is_none()
            && let Some((text, Some(by))) = alt.as_deref().map(apart)
        {
            // Where nothing else is shown the alternative text is the caption, if it names its source.
            (caption, credit) = (text, credit.or(Some(by)));
        }
        // Drawings without a word are mostly icons, and what follows the text leads away from it.
        let is_drawing = url.path().to_ascii_lowercase().ends_with(".svg");
        if caption.is_none()
            && !is_sure
            && (!framed && (is_drawing || at >= text_end)
                || is_of_what_was_dropped(page, leaves, at, lead.within))
        {
            continue;
        }
        let image = Image { url, caption, credit, alt };
        let known = found.iter_mut().find_map(|(_, shown)| {
            let sizes = sizes::compare(&shown.url, &image.url)?;
            (sizes.is_sure || says_the_same(shown, &image)).then_some((shown, sizes.order))
        });
        match known {
            Some((shown, order)) => join(shown, image, order),
            None => found.push((at, image)),
        }
    }
    found
}

/// A picture that is shown twice is one: in its larger size, with the words of both.
fn join(shown: &mut Image, again: Image, order: Ordering) {
    if order == Ordering::Less {
        shown.url = again.url;
    }
    shown.caption = shown.caption.take().or(again.caption);
    shown.credit = shown.credit.take().or(again.credit);
    shown.alt = shown.alt.take().or(again.alt);
}

/// Both have the same caption, or the same alternative text.
fn says_the_same(one: &Image, other: &Image) -> bool {
    one.caption.is_some() && one.caption == other.caption
        || one.alt.is_some() && one.alt == other.alt
}

/// What stands with a picture, in the smallest box that has a word, was left out, and is none of the article's head.
fn is_of_what_was_dropped(page: &Page<'_>, leaves: &[Leaf], at: usize, region: usize) -> bool {
    let boxes = page.ancestors(at).take_while(|&above| above > region);
    let mut words = boxes.map(|above| &leaves[within(page, leaves, above)]);
    let stays = |leaf: &Leaf| {
        matches!(leaf.verdict, None | Some(Why::Caption | Why::Title | Why::Byline | Why::Repeated))
    };
    words.find(|words| !words.is_empty()).is_some_and(|words| !words.iter().any(stays))
}

/// Above the text only what is marked as a picture of the article is one.
fn framed(page: &Page<'_>, at: usize, lead: &Lead) -> bool {
    std::iter::once(at)
        .chain(page.ancestors(at))
        .take_while(|&above| above > lead.within)
        .take(6)
        .any(|above| {
            page.nodes[above].tag == Tag::Figure
                || page.nodes[above].families.any(Families::PICTURE)
        })
}

/// The best address of a picture.
fn source(page: &Page<'_>, at: usize, base: &Url) -> Option<Url> {
    let node = &page.nodes[at];
    let side = |name: &str| {
        node.attr(name).and_then(|value| value.trim_end_matches("px").parse::<u32>().ok())
    };
    let sides = [side("width"), side("height")];
    if sides.iter().flatten().any(|side| *side < MIN_SIDE)
        || sides.iter().all(|side| side.is_some_and(|side| side < MIN_SIDES))
    {
        return None;
    }
    // A picture's own address is mostly one of the smaller of its set.
    let set = SETS.iter().filter_map(|name| node.attr(name)).find_map(|set| largest(set, base));
    set.or_else(|| {
        SOURCES.iter().filter_map(|name| node.attr(name)).find_map(|value| usable(value, base))
    })
    .or_else(|| {
        let parent = node.parent;
        page.children(parent)
            .filter(|&child| page.nodes[child].tag == Tag::Source)
            .flat_map(|child| SETS.iter().filter_map(move |name| page.nodes[child].attr(name)))
            .find_map(|set| largest(set, base))
    })
}

fn usable(value: &str, base: &Url) -> Option<Url> {
    let lower = value.to_ascii_lowercase();
    let placeholder = [
        "{",
        "%7b",
        "placeholder",
        "spacer.",
        "blank.gif",
        "pixel.",
        "/pixel/",
        "transparent.",
        "lazyload",
        "data:",
        "grey.gif",
    ]
    .iter()
    .any(|mark| lower.contains(mark));
    if placeholder || is_point(&lower) || is_icon(&lower) || value.len() > 2048 {
        return None;
    }
    address(value, base)
}

/// Named by its size, one by one; not `1081x1350`.
fn is_point(address: &str) -> bool {
    address.match_indices("1x1").any(|(at, size)| {
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_digit());
        ends(address[..at].chars().next_back()) && ends(address[at + size.len()..].chars().next())
    })
}

/// A drawing that says in its address what it is: the button over a film.
fn is_icon(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let kind = file.rsplit('.').next().unwrap_or_default();
    let mut words = file.split(|c: char| !c.is_ascii_alphanumeric());
    matches!(kind, "svg" | "ico")
        && words.any(|word| matches!(word, "ico" | "icon" | "favicon" | "play"))
}

/// The entry of a `srcset` with the largest descriptor.
fn largest(set: &str, base: &Url) -> Option<Url> {
    set.split(", ")
        .flat_map(|part| {
            part.split(",http")
                .enumerate()
                .map(|(at, piece)| if at == 0 { piece.to_owned() } else { format!("http{piece}") })
        })
        .filter_map(|entry| {
            let mut parts = entry.split_whitespace();
            let url = usable(parts.next()?.trim_end_matches(','), base)?;
            let size = parts
                .next()
                .and_then(|size| size.trim_end_matches(['w', 'x', 'h']).parse::<f32>().ok())
                .unwrap_or(1.0);
            Some((size, url))
        })
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, url)| url)
}
