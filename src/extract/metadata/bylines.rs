//! The names that the page shows beside its headline, or under its text.
//!
//! Markup that says "author" counts first, then links to authors' pages, then lines such as "By Ada Lund".

use super::heads::Heads;
use super::names;
use crate::extract::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::{Node, Page};
use crate::extract::tag::Tag;
use crate::extract::text::one_line;

/// How many lines before the headline are looked at.
const BEFORE: usize = 10;

/// How many after it, at most.
const AFTER: usize = 30;

/// How many after the text.
const UNDER: usize = 14;

/// So much prose after the headline, and the article has begun.
const BEGUN: u32 = 500;

/// The longest line that is looked at, in weighted characters.
const LONGEST: u32 = 160;

/// How many names are taken.
const MAX_NAMES: usize = 12;

/// Where no byline stands.
const ELSEWHERE: Families = Families::COMMENTS
    .with(Families::RELATED)
    .with(Families::SIDEBAR)
    .with(Families::NAV)
    .with(Families::FOOTER)
    .with(Families::CAPTION)
    .with(Families::CREDIT)
    .with(Families::PROMO)
    .with(Families::POST);

/// Words of classes that name authors.
const MARKS: &[&str] = &[
    "author",
    "byline",
    "autor",
    "auteur",
    "writer",
    "verfasser",
    "redakteur",
    "journalist",
    "reporter",
    "postedby",
    "posted-by",
    "vcard",
];

/// Words of classes that stand beside names.
const BESIDE: &[&str] = &[
    "comment",
    "avatar",
    "image",
    "img",
    "photo",
    "picture",
    "role",
    "title",
    "desc",
    "position",
    "job",
    "date",
    "time",
    "follow",
    "social",
    "credential",
    "more",
    "related",
    "label",
    "count",
    "text-block",
];

/// Parts of addresses of authors' pages.
const PAGES: &[&str] = &[
    "/author/",
    "/authors/",
    "/autor/",
    "/autoren/",
    "/auteur/",
    "/auteurs/",
    "/autores/",
    "/writer/",
    "/writers/",
    "/by/",
    "/journalist/",
    "/contributor/",
    "/contributors/",
    "/reporter/",
    "/profile/",
    "/people/",
    "/team/",
    "/staff/",
    "/user/",
    "/users/",
    "/yazar/",
    "/redaktion/",
    "/member/",
];

/// Names, in the page's order.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Marked as authors beside the headline.
    pub sure: Vec<String>,
    /// Found in other ways.
    pub likely: Vec<String>,
}

/// Finds them.
pub(super) fn find(page: &Page<'_>, leaves: &[Leaf], heads: &Heads) -> Shown {
    let head = heads.at.unwrap_or(0);
    let start = leaves.partition_point(|leaf| leaf.end <= head);
    let mut prose = 0;
    let end = leaves[start..].iter().take(AFTER).position(|leaf| {
        prose += leaf.prose();
        prose > BEGUN
    });
    let end = start + end.unwrap_or(AFTER.min(leaves.len() - start));
    let near = &leaves[start.saturating_sub(BEFORE)..end];
    let last = leaves
        .iter()
        .rposition(|leaf| leaf.prose() > 80 && !leaf.above.any(ELSEWHERE | Families::BIO))
        .unwrap_or(0);
    let under = &leaves
        [(last + 1).max(end).min(leaves.len())..(last + 1 + UNDER).max(end).min(leaves.len())];
    let sure = marked(page, near);
    let likely = introduced(near)
        .or_else(|| Some(marked(page, under)))
        .filter(|names| !names.is_empty())
        .or_else(|| Some(marked_anywhere(page)).filter(|names| !names.is_empty()))
        .or_else(|| introduced(under))
        .or_else(|| introduced(leaves));
    Shown { sure, likely: likely.unwrap_or_default() }
}

/// What is marked as an author in so many words, wherever it stands.
fn marked_anywhere(page: &Page<'_>) -> Vec<String> {
    let said = |node: &Node<'_>| {
        node.element.is_some()
            && (node.tag == Tag::Anchor && node.attr("rel") == Some("author")
                || node.attr("itemprop") == Some("author"))
    };
    let elsewhere = |at: usize| {
        page.ancestors(at).any(|above| page.nodes[above].families.any(Families::COMMENTS))
    };
    let marked = page.nodes.iter().enumerate().filter(|(at, node)| {
        node.chars > 0 && node.chars <= LONGEST && said(node) && !elsewhere(*at)
    });
    marked.map(|(at, _)| in_pieces(page, at)).find(|names| !names.is_empty()).unwrap_or_default()
}

/// Names in elements that are marked as authors.
fn marked(page: &Page<'_>, zone: &[Leaf]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // The element of the first name: further ones are marked as it is.
    let mut first: Option<usize> = None;
    let mut until = 0;
    for leaf in zone.iter().filter(|leaf| !leaf.above.any(ELSEWHERE)) {
        for at in holders(page, leaf) {
            if at < until || found.len() >= MAX_NAMES {
                continue;
            }
            if first.is_some_and(|first| !is_alike(page, first, at)) || !is_marked(page, at) {
                continue;
            }
            let names = in_pieces(page, at);
            if !names.is_empty() {
                first.get_or_insert(at);
                until = page.nodes[at].end;
                found.extend(names);
            }
        }
    }
    found
}

/// The elements around and in a leaf, the innermost last: those that hold little more than it.
fn holders(page: &Page<'_>, leaf: &Leaf) -> Vec<usize> {
    let around = page.ancestors(leaf.first).take_while(|&at| page.nodes[at].chars <= LONGEST);
    let mut nodes: Vec<usize> = around.collect();
    nodes.reverse();
    nodes.extend(
        (leaf.first..leaf.end)
            .filter(|&at| page.nodes[at].element.is_some() && page.nodes[at].chars > 0),
    );
    // The innermost that is marked says it best.
    nodes.reverse();
    nodes
}

fn is_marked(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    if node.chars == 0 || node.chars > LONGEST {
        return false;
    }
    if node.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|word| word == "author"))
        || node.attr("itemprop").is_some_and(|prop| prop == "author")
    {
        return true;
    }
    if node.tag == Tag::Anchor
        && node.attr("href").is_some_and(|href| PAGES.iter().any(|part| href.contains(part)))
    {
        return true;
    }
    let says = |class: &str| {
        let class = class.to_ascii_lowercase();
        class.split_ascii_whitespace().any(|class| {
            MARKS.iter().any(|mark| class.contains(mark))
                && !BESIDE.iter().any(|word| class.contains(word))
        })
    };
    ["class", "data-testid", "data-component", "data-qa", "id"]
        .iter()
        .any(|name| node.attr(name).is_some_and(says))
}

/// Marked in the same way, in the same place.
fn is_alike(page: &Page<'_>, one: usize, other: usize) -> bool {
    let class = |at: usize| page.nodes[at].attr("class").unwrap_or_default();
    let near = |at: usize| page.ancestors(at).take(4).collect::<Vec<_>>();
    page.nodes[one].tag == page.nodes[other].tag
        && class(one) == class(other)
        && near(one)
            .iter()
            .any(|above| near(other).contains(above) && page.nodes[*above].chars <= 4 * LONGEST)
}

/// Names in an element, read piece by piece: what follows a name in an element of its own is its role.
fn in_pieces(page: &Page<'_>, at: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (mut joined, mut last_tag) = (true, None);
    for node in &page.nodes[at..page.nodes[at].end] {
        if node.tag != Tag::Text || node.chars == 0 {
            continue;
        }
        let Some(piece) = one_line(node.text) else { continue };
        let tag = page.nodes[node.parent].tag;
        if names::is_joint(&piece) {
            joined = true;
            continue;
        }
        if !(joined || last_tag == Some(Tag::Anchor) && tag == Tag::Anchor) {
            break;
        }
        let names = names::of_line(&piece, true);
        if names.is_empty() {
            if found.is_empty() && !piece.ends_with(':') {
                return found;
            }
            continue;
        }
        found.extend(names);
        joined = piece.ends_with([',', '&']) || piece.ends_with(" and") || piece.ends_with(" und");
        last_tag = Some(tag);
    }
    found
}

/// The first line that says that names follow.
fn introduced(zone: &[Leaf]) -> Option<Vec<String>> {
    zone.iter()
        .filter(|leaf| {
            leaf.chars <= LONGEST && !leaf.above.any(ELSEWHERE) && !leaf.tag.is_heading()
        })
        .filter(|leaf| {
            names::is_introduced(&leaf.text) || leaf.above.any(Families::BYLINE) && leaf.chars < 60
        })
        .map(|leaf| {
            names::of_line(
                &leaf.text,
                names::is_introduced(&leaf.text) && leaf.above.any(Families::BYLINE),
            )
        })
        .find(|names| !names.is_empty())
}
