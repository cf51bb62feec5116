//! The names that the page shows beside its headline, or under its text.
//!
//! Markup that says "author" counts first, then links to authors' pages, then lines such as "By Ada Lund".

use std::ops::Range;

use super::calendar::has_digit;
use super::heads::Heads;
use super::marked::{marked, marked_anywhere};
use super::shown::says_when;
use super::{dates, names};
use crate::extract::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
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
pub(super) const LONGEST: u32 = 160;

/// What parts a name from a date in one line.
const PARTS: &[char] = &['|', '•', '·', '–', '—'];

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

/// The lines in which a page may name its authors.
pub(super) struct Bylines<'p> {
    page: &'p Page<'p>,
    leaves: &'p [Leaf],
    /// Those around the headline.
    near: Zone<'p>,
    /// Those after the text.
    under: Zone<'p>,
}

/// Some lines of a page.
#[derive(Clone, Copy)]
pub(super) struct Zone<'p> {
    pub(super) leaves: &'p [Leaf],
    /// Where no byline stands among them.
    elsewhere: Families,
}

impl Zone<'_> {
    /// No byline stands there; an aside that is marked as one is one.
    pub(super) fn is_elsewhere(&self, leaf: &Leaf) -> bool {
        let byline = leaf.above.any(Families::BYLINE);
        leaf.above.any(if byline {
            self.elsewhere.without(Families::SIDEBAR)
        } else {
            self.elsewhere
        })
    }

    fn fits(&self, leaf: &Leaf) -> bool {
        leaf.chars <= LONGEST && !self.is_elsewhere(leaf)
    }
}

impl<'p> Bylines<'p> {
    pub(super) fn of(page: &'p Page<'p>, leaves: &'p [Leaf], heads: &Heads) -> Self {
        let head = heads.at.unwrap_or(0);
        let start = leaves.partition_point(|leaf| leaf.end <= head);
        let mut prose = 0;
        let end = leaves[start..].iter().take(AFTER).position(|leaf| {
            prose += leaf.prose();
            prose > BEGUN
        });
        let end = start + end.unwrap_or(AFTER.min(leaves.len() - start));
        let last = leaves
            .iter()
            .rposition(|leaf| leaf.prose() > 80 && !leaf.above.any(ELSEWHERE | Families::BIO))
            .unwrap_or(0);
        let under =
            (last + 1).max(end).min(leaves.len())..(last + 1 + UNDER).max(end).min(leaves.len());
        // What is around the headline as well says nothing of what stands beside it.
        let elsewhere = ELSEWHERE.without(heads.around);
        let near = Zone { leaves: &leaves[start.saturating_sub(BEFORE)..end], elsewhere };
        let under = Zone { leaves: &leaves[under], elsewhere: ELSEWHERE };
        Self { page, leaves, near, under }
    }

    /// Who is marked as an author beside the headline.
    pub(super) fn marked(&self) -> Vec<String> {
        marked(self.page, self.near, people)
    }

    /// Who stands in a line beside the headline that says that names follow.
    pub(super) fn introduced(&self) -> Vec<String> {
        introduced(self.page, self.near).unwrap_or_default()
    }

    /// Who is named otherwise; last of all what is marked as an author, and is no person's name: a team, a pen name.
    pub(super) fn others(&self) -> Vec<String> {
        let Self { page, leaves, near, under } = *self;
        let leaves = Zone { leaves, elsewhere: ELSEWHERE };
        let some = |names: Vec<String>| Some(names).filter(|names| !names.is_empty());
        in_byline(page, near)
            .or_else(|| some(marked(page, under, people)))
            .or_else(|| some(marked_anywhere(page, people)))
            .or_else(|| introduced(page, under))
            .or_else(|| in_byline(page, under))
            .or_else(|| introduced(page, leaves))
            .or_else(|| in_byline(page, leaves))
            .or_else(|| beside_a_date(page, near))
            .or_else(|| signature(page, under))
            .or_else(|| some(marked(page, near, as_it_stands)))
            .or_else(|| some(marked(page, under, as_it_stands)))
            .unwrap_or_else(|| marked_anywhere(page, as_it_stands))
    }
}

/// People in an element.
fn people(page: &Page<'_>, at: usize) -> Vec<String> {
    in_pieces(page, at..page.nodes[at].end, true)
}

/// What an element calls its author.
fn as_it_stands(page: &Page<'_>, at: usize) -> Vec<String> {
    names::of_signature(&page.text_of(at)).into_iter().collect()
}

/// Names in some nodes, read piece by piece: what follows a name in an element of its own is its role.
fn in_pieces(page: &Page<'_>, nodes: Range<usize>, marked: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (mut joined, mut last_tag) = (true, None);
    for node in &page.nodes[nodes] {
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
        let names = names::of_line(&piece, marked);
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

/// The first line that says that names follow, or the line after it.
fn introduced(page: &Page<'_>, zone: Zone<'_>) -> Option<Vec<String>> {
    zone.leaves.iter().enumerate().find_map(|(at, leaf)| {
        if names::is_label(&leaf.text) {
            // A label is one in a column beside the text, too.
            let is_near = |leaf: &&Leaf| {
                leaf.chars <= LONGEST && !leaf.above.any(zone.elsewhere.without(Families::SIDEBAR))
            };
            return in_leaf(page, zone.leaves.get(at + 1).filter(is_near)?, false);
        }
        if !zone.fits(leaf) || leaf.tag.is_heading() || !names::is_introduced(&leaf.text) {
            return None;
        }
        in_leaf(page, leaf, leaf.above.any(Families::BYLINE))
    })
}

/// The first line that is marked as a byline, and holds names.
fn in_byline(page: &Page<'_>, zone: Zone<'_>) -> Option<Vec<String>> {
    let is_byline = |leaf: &&Leaf| {
        leaf.chars < 60
            && !leaf.tag.is_heading()
            && leaf.above.any(Families::BYLINE)
            && zone.fits(leaf)
    };
    zone.leaves.iter().filter(is_byline).find_map(|leaf| in_leaf(page, leaf, false))
}

fn in_leaf(page: &Page<'_>, leaf: &Leaf, marked: bool) -> Option<Vec<String>> {
    Some(in_pieces(page, leaf.first..leaf.end, marked)).filter(|names| !names.is_empty())
}

/// A name and a date that share a line, and lead nowhere: "Ada Lund | 14 May 2025".
fn beside_a_date(page: &Page<'_>, zone: Zone<'_>) -> Option<Vec<String>> {
    let plain = |leaf: &&Leaf| {
        leaf.chars <= LONGEST / 2
            && leaf.linked == 0
            && !leaf.tag.is_heading()
            && !leaf.above.any(zone.elsewhere)
            && has_digit(&leaf.text)
    };
    zone.leaves.iter().filter(plain).find_map(|leaf| {
        let pieces = (leaf.first..leaf.end).filter(|&at| page.nodes[at].tag == Tag::Text);
        let pieces = pieces.flat_map(|at| page.nodes[at].text.split(PARTS)).filter_map(one_line);
        let (dates, others): (Vec<String>, Vec<String>) =
            pieces.partition(|piece| dates::is_date_line(piece));
        let name = others.first().filter(|_| !dates.is_empty())?;
        Some(names::of_line(name, false)).filter(|names| !names.is_empty())
    })
}

/// A name on the right under the text, as letters are signed.
fn signature(page: &Page<'_>, under: Zone<'_>) -> Option<Vec<String>> {
    let on_the_right = |leaf: &Leaf| {
        let node = &page.nodes[leaf.block];
        node.attr("align") == Some("right")
            || node.attr("style").is_some_and(|style| {
                style.split(';').any(|rule| {
                    rule.split_once(':').is_some_and(|(name, value)| {
                        name.trim() == "text-align" && value.trim() == "right"
                    })
                })
            })
    };
    let leaf = under.leaves.iter().take(2).find(|leaf| leaf.chars < 40 && on_the_right(leaf))?;
    Some(names::of_line(&leaf.text, false)).filter(|names| !names.is_empty())
}

/// A byline and no more: a name that is introduced, a date with hardly a word beside it, the signature of a post.
pub(in crate::extract) fn is_bare(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic());
    let few = || words.filter(|word| word.chars().count() > 2).count() <= 3;
    let is_sentence = text.ends_with(['.', '!', '?', ':', '。']);
    dates::is_date_line(text) && (few() || says_when(text))
        || !is_sentence && names::is_introduced(text)
        || text.starts_with('—') && text.contains("(@")
}
