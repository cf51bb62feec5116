//! The pictures of the body, with captions and credits apart.
//!
//! Lazy pictures are read from where they wait (`data-src`, `srcset`, `picture`, `noscript`). Never: a
//! tracking pixel, a placeholder, an address that is not http(s) or that still holds a template.

use url::Url;

use super::Image;
use super::bounds::Lead;
use super::build::address;
use super::families::Families;
use super::leaves::{Leaf, Why, within};
use super::page::Page;
use super::tag::Tag;
use super::text::one_line;

/// How many pictures of one page are taken.
const MAX_IMAGES: usize = 100;

/// A picture smaller than this in either direction is an icon or a pixel.
const MIN_SIDE: u32 = 50;

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

/// What stands before a credit.
const CREDIT_LABELS: &[&str] = &[
    "image",
    "images",
    "photo",
    "photos",
    "foto",
    "fotos",
    "bild",
    "bilder",
    "picture",
    "credit",
    "photo credit",
    "image credit",
    "credits",
    "photograph",
    "photography",
    "photo by",
    "image by",
    "photos by",
    "photograph by",
    "bildquelle",
    "quelle",
    "image source",
    "imago",
    "crédit",
    "crédit photo",
    "crédits",
    "crédito",
    "créditos",
    "imagen",
    "imagem",
    "fotografia",
    "fotografía",
    "źródło",
    "fot.",
    "zdj.",
    "фото",
    "изображение",
    "görsel",
    "fotoğraf",
    "صورة",
    "图片",
    "图源",
    "写真",
    "사진",
    "ảnh",
    "kuva",
    "beeld",
];

/// The article's pictures, in reading order, each with its node.
pub(super) fn pictures(
    page: &Page<'_>,
    leaves: &[Leaf],
    lead: &Lead,
    region: usize,
    base: &Url,
) -> Vec<(usize, Image)> {
    let mut found: Vec<(usize, Image)> = Vec::new();
    let mut dropped_until = 0;
    for at in lead.first..lead.end {
        let node = &page.nodes[at];
        if at > lead.within && node.families.any(NOT_OURS) {
            dropped_until = dropped_until.max(node.end);
        }
        if node.tag != Tag::Image || at < dropped_until || found.len() >= MAX_IMAGES {
            continue;
        }
        if at < region && !framed(page, at, lead) {
            continue;
        }
        let Some(url) = source(page, at, base) else { continue };
        if found.iter().any(|(_, image)| image.url == url) {
            continue;
        }
        let alt = node.attr("alt").and_then(one_line);
        let (mut caption, mut credit) = words(page, leaves, at, lead.within);
        if caption.is_none()
            && let Some((text, Some(by))) = alt.as_deref().map(apart)
        {
            // Where nothing else is shown the alternative text is the caption, if it names its source.
            (caption, credit) = (text, credit.or(Some(by)));
        }
        found.push((at, Image { url, caption, credit, alt }));
    }
    found
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
    if side("width").is_some_and(|side| side < MIN_SIDE)
        || side("height").is_some_and(|side| side < MIN_SIDE)
    {
        return None;
    }
    let own =
        SOURCES.iter().filter_map(|name| node.attr(name)).find_map(|value| usable(value, base));
    own.or_else(|| {
        SETS.iter().filter_map(|name| node.attr(name)).find_map(|set| largest(set, base))
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
    if placeholder || is_point(&lower) || value.len() > 2048 {
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

/// Caption and credit: from the figure that the picture is in, or from what stands beside it, or right under it.
fn words(
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
    let is_caption = |leaf: &&Leaf| leaf.verdict == Some(Why::Caption);
    for leaf in leaves[within(page, leaves, frame)].iter().filter(is_caption) {
        split_credit(page, leaf, &mut caption, &mut credit);
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

/// Text in an element that is marked as credit goes there, the rest to the caption.
fn split_credit(page: &Page<'_>, leaf: &Leaf, caption: &mut String, credit: &mut String) {
    let whole = leaf.above.any(Families::CREDIT);
    let mut credit_until = 0;
    for at in leaf.first..leaf.end {
        let node = &page.nodes[at];
        if node.families.any(Families::CREDIT)
            || (node.tag == Tag::Small && !node.families.any(Families::CAPTION))
        {
            credit_until = credit_until.max(node.end);
        }
        if node.tag == Tag::Text {
            if whole || at < credit_until {
                credit.push_str(node.text);
            } else {
                caption.push_str(node.text);
            }
        }
    }
    caption.push(' ');
    credit.push(' ');
}

/// Takes "Image:" and the like off.
fn without_label(credit: &str) -> &str {
    let text = credit.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '|' | '/' | '©' | '–' | '—' | '-')
    });
    let label = text.split([':', '：']).next().unwrap_or_default();
    if label.len() < text.len() && is_credit_label(label) {
        text[label.len()..].trim_start_matches([':', '：', ' ', '©', '\u{a0}'])
    } else {
        text
    }
}

pub(super) fn is_credit_label(label: &str) -> bool {
    let label = label.trim().to_lowercase();
    CREDIT_LABELS.contains(&label.as_str())
}

/// The line ends in who made the picture.
pub(super) fn ends_in_credit(line: &str) -> bool {
    matches!(apart(line), (Some(_), Some(_)))
}

/// A caption that ends in its credit: "… (Image: A/B)", "… Foto: A", "… © A".
fn apart(text: &str) -> (Option<String>, Option<String>) {
    let split = |at: usize| {
        let caption = text[..at].trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | '[' | '|' | '/' | '–' | '—' | '-')
        });
        (one_line(caption), one_line(without_label(&text[at..])))
    };
    if let Some(at) = text.rfind('©') {
        return split(at);
    }
    for (colon, mark) in text.match_indices([':', '：']) {
        let before = &text[..colon];
        let start = before
            .char_indices()
            .rev()
            .find(|(_, c)| {
                matches!(
                    c,
                    '(' | '[' | '.' | '|' | '/' | '!' | '?' | '–' | '—' | ']' | ')' | '"' | '”'
                )
            })
            .map_or(0, |(at, c)| at + c.len_utf8());
        if is_credit_label(&before[start..]) && text.len() > colon + mark.len() {
            return split(start + (before[start..].len() - before[start..].trim_start().len()));
        }
    }
    // The agency in brackets at the end: "… (Getty Images/AFP/J. Yeon-Je)".
    if let Some(open) = text.rfind('(')
        && text.ends_with(')')
        && text[open..].contains('/')
        && text[open..].split_whitespace().count() <= 8
    {
        return split(open);
    }
    (Some(text.to_owned()), None)
}
