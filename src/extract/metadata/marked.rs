//! What a page's markup calls an author: by class, by `rel`, by where a link leads.

use super::bylines::{LONGEST, Zone};
use super::openings;
use crate::extract::labels::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::tag::Tag;
use crate::extract::page::{Node, Page};

/// How many names are taken.
const MAX_NAMES: usize = 12;

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
    "columnist",
    "postedby",
    "posted-by",
    "vcard",
    "by-line",
    "writtenby",
    "yazar",
    "szerzo",
    "avtor",
    "redacteur",
    "periodista",
    "giornalista",
    "jornalista",
    "skribent",
    "schrijver",
    "kirjoittaja",
    "penulis",
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
    "location",
    "place",
    "-city",
    "email",
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

/// What is said of those who did something else to it.
const OTHERS: &[&str] = &[
    "review",
    "edited",
    "fact",
    "check",
    "medical",
    "photo",
    "foto",
    "illustr",
    "geprüft",
    "redigiert",
    "revis",
    "vérifi",
    "approved",
    "video",
];

/// What is marked as an author in so many words, wherever it stands.
pub(super) fn marked_anywhere(
    page: &Page<'_>,
    read: fn(&Page<'_>, usize) -> Vec<String>,
) -> Vec<String> {
    let said = |node: &Node<'_>| {
        node.element.is_some()
            && (node.tag == Tag::Anchor && node.attr("rel") == Some("author")
                || node.attr("itemprop") == Some("author"))
    };
    let elsewhere = |at: usize| {
        is_quoted(page, at)
            || page.ancestors(at).any(|above| page.nodes[above].families.any(Families::COMMENTS))
    };
    let marked = page.nodes.iter().enumerate().filter(|(at, node)| {
        node.chars > 0 && node.chars <= LONGEST && said(node) && !elsewhere(*at)
    });
    marked.map(|(at, _)| read(page, at)).find(|names| !names.is_empty()).unwrap_or_default()
}

/// Words of classes of quotations, and of what stands in them.
const QUOTES: &[&str] = &["quote", "zitat", "testimonial"];

/// Between a quotation and whom it quotes stand fewer nodes.
const NEAR: usize = 12;

/// How far up a box is looked for that is named a quotation.
const BOXES: usize = 4;

/// In a quotation, and right behind one, an author is whom it quotes.
fn is_quoted(page: &Page<'_>, at: usize) -> bool {
    let is_named = |at: usize| {
        let class = page.nodes[at].attr("class").unwrap_or_default().to_ascii_lowercase();
        page.nodes[at].chars <= 4 * LONGEST && QUOTES.iter().any(|word| class.contains(word))
    };
    let is_behind = |at: usize| {
        let before = page.nodes[..at].iter().enumerate().rev().take(NEAR);
        let mut texts = before.filter(|(_, node)| node.tag == Tag::Text && node.chars > 0);
        texts.next().is_some_and(|(text, _)| {
            let is_beside = |above: usize| page.nodes[above].parent == page.nodes[at].parent;
            page.ancestors(text)
                .any(|above| page.nodes[above].tag == Tag::Quote && is_beside(above))
        })
    };
    page.ancestors(at).any(|above| page.nodes[above].tag == Tag::Quote)
        || std::iter::once(at)
            .chain(page.ancestors(at).take(BOXES))
            .any(|above| is_named(above) || is_behind(above))
}

/// Names in elements that are marked as authors.
pub(super) fn marked(
    page: &Page<'_>,
    zone: Zone<'_>,
    read: fn(&Page<'_>, usize) -> Vec<String>,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // The element of the first name: further ones are marked as it is.
    let mut first: Option<usize> = None;
    let mut until = 0;
    let beside = |leaf: &&Leaf| !zone.is_elsewhere(leaf) && !is_quoted(page, leaf.first);
    for leaf in zone.leaves.iter().filter(beside) {
        for at in holders(page, leaf) {
            if at < until || found.len() >= MAX_NAMES {
                continue;
            }
            if first.is_some_and(|first| !is_alike(page, first, at)) || !is_marked(page, at) {
                continue;
            }
            let names = if is_otherwise(page, at) { Vec::new() } else { read(page, at) };
            let marked = if is_name(page, at) { 0 } else { names_within(page, at, read) };
            if marked > 0 && names.len() <= marked {
                continue; // They are met by themselves, without the label before them.
            }
            if !names.is_empty() {
                first.get_or_insert(at);
                until = page.nodes[at].end;
                found.extend(names);
            }
        }
    }
    found
}

/// The elements in a leaf, in the page's order, then those around it that hold little more, the innermost first:
/// the innermost that is marked says it best.
fn holders(page: &Page<'_>, leaf: &Leaf) -> impl Iterator<Item = usize> {
    let within = (leaf.first..leaf.end)
        .filter(|&at| page.nodes[at].element.is_some() && page.nodes[at].chars > 0);
    within.chain(page.ancestors(leaf.first).take_while(|&at| page.nodes[at].chars <= LONGEST))
}

fn is_marked(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    if node.chars == 0 || node.chars > LONGEST {
        return false;
    }
    if is_name(page, at) {
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

/// What is marked as an author has its name among so many nodes.
const HELD: usize = 40;

/// How many names are marked as such in it.
fn names_within(page: &Page<'_>, at: usize, read: fn(&Page<'_>, usize) -> Vec<String>) -> usize {
    let (mut names, mut until) = (0, 0);
    for inner in (at + 1..page.nodes[at].end).take(HELD) {
        if inner >= until && page.nodes[inner].chars > 0 && is_name(page, inner) {
            names += read(page, inner).len();
            until = page.nodes[inner].end;
        }
    }
    names
}

/// It is marked as the author's name itself, without the label before it: by `rel`, as an item's property, as the name on a
/// card (microformats: `fn` in `vcard`).
fn is_name(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    let has = |name: &str, word: &str| {
        node.attr(name).is_some_and(|value| value.split_ascii_whitespace().any(|one| one == word))
    };
    let is_on_card = || {
        let mut around = page.ancestors(at).take(BOXES);
        around.any(|above| {
            page.nodes[above].attr("class").is_some_and(|class| class.contains("vcard"))
        })
    };
    has("rel", "author") || has("itemprop", "author") || has("class", "fn") && is_on_card()
}

/// What stands before says that it is someone who reviewed or edited it.
fn is_otherwise(page: &Page<'_>, at: usize) -> bool {
    let mut before = (0..at).rev().take(8).map(|before| &page.nodes[before]);
    let text = before.find(|node| node.tag == Tag::Text && node.chars > 0);
    text.is_some_and(|node| {
        let line = node.text.trim_end_matches([':', ' ', '\n', '\t']);
        let tail = line.char_indices().rev().nth(30).map_or(line, |(at, _)| &line[at..]);
        is_of_others(tail) && openings::ends_in_label(tail)
    })
}

/// It speaks of those who did something else.
pub(super) fn is_of_others(line: &str) -> bool {
    let line = line.to_lowercase();
    OTHERS.iter().any(|word| line.contains(word))
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
