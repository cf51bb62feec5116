//! The names that the page shows beside its headline, or under its text.
//!
//! Markup that says "author" counts first, then links to authors' pages, then lines such as "By Ada Lund".

use std::ops::Range;

use super::changes::says_when;
use super::heads::Heads;
use super::lists::is_role;
use super::marked::{is_of_others, marked, marked_anywhere};
use super::{dates, names, openings};
use crate::calendar::has_digit;
use crate::extract::body::text::one_line;
use crate::extract::labels::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;

/// How many lines before the headline are looked at.
const BEFORE: usize = 10;

/// How many after it, at most.
const AFTER: usize = 30;

/// How many after the text.
const UNDER: usize = 14;

/// So much prose after the headline, and the article has begun.
const BEGUN: u32 = 500;

/// With so much before it a line stands behind a paragraph; a standfirst is shorter.
const PARAGRAPH: u32 = 250;

/// The longest line that is looked at, in weighted characters.
pub(in crate::extract) const LONGEST: u32 = 160;

/// A label before a name has no more words.
const LABEL_WORDS: usize = 4;

/// How labels end where names have no spaces.
const REPORTERS: &[&str] = &["記者", "记者", "기자", "編輯", "编辑"];

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
    .with(Families::GOODS)
    .with(Families::LETTER)
    .with(Families::POST);

/// The lines in which a page may name its authors.
pub(super) struct Bylines<'p> {
    page: &'p Page<'p>,
    /// Those around the headline.
    near: Zone<'p>,
    /// Those after the text.
    under: Zone<'p>,
    /// All of them.
    all: Zone<'p>,
}

/// Some lines of a page.
#[derive(Clone, Copy)]
pub(super) struct Zone<'p> {
    pub(super) leaves: &'p [Leaf],
    /// Where no byline stands among them.
    elsewhere: Families,
    /// Where the element of the article ends.
    story: usize,
}

impl Zone<'_> {
    /// No byline stands there; an aside that is marked as one is one, and so is the foot of the article itself.
    pub(super) fn is_elsewhere(&self, leaf: &Leaf) -> bool {
        let mut elsewhere = self.elsewhere;
        if leaf.above.any(Families::BYLINE) {
            elsewhere = elsewhere.without(Families::SIDEBAR);
        }
        if leaf.end <= self.story {
            elsewhere = elsewhere.without(Families::FOOTER);
        }
        leaf.above.any(elsewhere)
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
        let story = leaves.get(last).map_or(0, |leaf| story_of(page, leaf));
        let near = Zone { leaves: &leaves[start.saturating_sub(BEFORE)..end], elsewhere, story };
        let under = Zone { leaves: &leaves[under], elsewhere: ELSEWHERE, story };
        Self { page, near, under, all: Zone { leaves, elsewhere: ELSEWHERE, story: 0 } }
    }

    /// Who is marked as an author beside the headline.
    pub(super) fn marked(&self) -> Vec<String> {
        marked(self.page, self.near, people)
    }

    /// A line beside the headline shows a name.
    pub(super) fn show(&self, name: &str) -> bool {
        let mut lines = self.near.leaves.iter().filter(|leaf| self.near.fits(leaf));
        lines.any(|leaf| leaf.text.contains(name))
    }

    /// Who stands in a line beside the headline that says that names follow.
    pub(super) fn introduced(&self) -> Vec<String> {
        introduced(self.page, self.near).unwrap_or_default()
    }

    /// Who is named otherwise; last of all what is marked as an author, and is no person's name: a team, a pen name.
    pub(super) fn others(&self) -> Vec<String> {
        let Self { page, near, under, all } = *self;
        in_byline(page, near)
            .or_else(|| some(marked(page, under, people)))
            .or_else(|| some(marked_anywhere(page, people)))
            .or_else(|| introduced(page, under))
            .or_else(|| in_byline(page, under))
            .or_else(|| introduced(page, all))
            .or_else(|| in_byline(page, all))
            .or_else(|| beside_a_date(page, near))
            .or_else(|| signature(page, under))
            .or_else(|| some(marked(page, near, as_it_stands)))
            .or_else(|| some(marked(page, under, as_it_stands)))
            .unwrap_or_else(|| marked_anywhere(page, as_it_stands))
    }
}

/// Where the article ends of which a line is text: an element of this name, or one whose class says so.
fn story_of(page: &Page<'_>, leaf: &Leaf) -> usize {
    let named = page.ancestors(leaf.first).find(|&at| page.nodes[at].tag == Tag::Article);
    let classed = || {
        page.ancestors(leaf.first).find(|&at| {
            let families = page.nodes[at].families;
            families.any(Families::STORY) && !families.any(Families::BODY)
        })
    };
    named.or_else(classed).map_or(0, |at| page.nodes[at].end)
}

fn some(names: Vec<String>) -> Option<Vec<String>> {
    Some(names).filter(|names| !names.is_empty())
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
    let texts = page.nodes[nodes].iter().filter(|node| node.tag == Tag::Text && node.chars > 0);
    let pieces: Vec<(String, Tag)> = texts
        .filter_map(|node| Some((one_line(node.text)?, page.nodes[node.parent].tag)))
        .collect();
    let mut found: Vec<String> = Vec::new();
    let (mut marked, mut joined, mut last_tag) = (marked, true, None);
    let (mut labelled, mut is_others) = (false, false);
    for (piece, tag) in &pieces[usize::from(is_foreign_label(&pieces))..] {
        if openings::is_joint(piece) {
            labelled |= openings::is_label(piece);
            is_others &= !openings::is_label(piece);
            joined = !is_others;
            continue;
        }
        if !(joined || last_tag == Some(Tag::Anchor) && *tag == Tag::Anchor) {
            // "Ada Lund, The Courier, and Bo Ek"
            joined = !found.is_empty()
                && openings::ends_in_joint(piece)
                && piece.split(' ').count() <= 5;
            if found.is_empty() || joined {
                continue;
            }
            break;
        }
        // Who follows has done something else.
        if is_of_others(piece) && openings::ends_in_label(piece) {
            (is_others, joined, last_tag) = (true, false, None);
            continue;
        }
        let is_opening = piece.ends_with([':', '：']);
        let mut names = if is_opening { Vec::new() } else { names::of_line(piece, marked) };
        if labelled && names::signs(piece) {
            names = vec![piece.clone()];
        }
        if names.is_empty() {
            if found.is_empty() && !is_opening && !openings::ends_in_label(piece) {
                // What follows a date need not be a name, even where the whole is marked.
                if !dates::is_date_line(piece) {
                    return found;
                }
                marked = false;
            }
            continue;
        }
        found.extend(names);
        joined = openings::ends_in_joint(piece);
        last_tag = Some(*tag);
    }
    found
}

/// A few words right before a link to a full name are a label, in whatever language: "deur <a>Ada Lund</a>", "Courier
/// reporter <a>Ada Lund</a>".
fn is_foreign_label(pieces: &[(String, Tag)]) -> bool {
    let [(label, tag), (name, Tag::Anchor), ..] = pieces else { return false };
    let last = label.rsplit(' ').next().unwrap_or_default();
    let is_role = is_role(last) || REPORTERS.iter().any(|word| label.ends_with(word));
    let is_short = || label.split(' ').count() <= if is_role { LABEL_WORDS } else { 1 };
    *tag != Tag::Anchor
        && is_short()
        && label.starts_with(char::is_alphabetic)
        && label.ends_with(char::is_alphabetic)
        && (is_role || name.contains(' '))
        && !names::of_line(name, false).is_empty()
}

/// The first line that says that names follow, or the line after it.
fn introduced(page: &Page<'_>, zone: Zone<'_>) -> Option<Vec<String>> {
    zone.leaves.iter().enumerate().find_map(|(at, leaf)| {
        if openings::is_label(&leaf.text) {
            // A label is one in a column beside the text, too.
            let is_near = |leaf: &&Leaf| {
                leaf.chars <= LONGEST && !leaf.above.any(zone.elsewhere.without(Families::SIDEBAR))
            };
            return in_leaf(page, zone.leaves.get(at + 1).filter(is_near)?, false);
        }
        if !zone.fits(leaf) || leaf.tag.is_heading() || !openings::is_introduced(&leaf.text) {
            return None;
        }
        let names = in_leaf(page, leaf, leaf.above.any(Families::BYLINE));
        // "Posted on <a>14 May 2025</a> by <a>Ada Lund</a>"
        names.or_else(|| {
            openings::behind_date(&leaf.text)?;
            let is_date = |at: &usize| {
                let node = &page.nodes[*at];
                node.tag == Tag::Text && dates::is_date_line(node.text)
            };
            let date = (leaf.first..leaf.end).rev().find(is_date)?;
            some(in_pieces(page, date + 1..leaf.end, false))
        })
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
    some(in_pieces(page, leaf.first..leaf.end, marked))
}

/// A name and a date that share a line, and lead nowhere: "Ada Lund | 14 May 2025". In a script without capitals a
/// sign must part the two: any word before a date may be its label.
fn beside_a_date(page: &Page<'_>, zone: Zone<'_>) -> Option<Vec<String>> {
    let plain = |leaf: &&Leaf| {
        leaf.chars <= LONGEST / 2
            && leaf.linked * 2 < leaf.chars
            && !leaf.tag.is_heading()
            && !leaf.above.any(zone.elsewhere)
            && has_digit(&leaf.text)
    };
    // Behind a paragraph the day is one of the text's own, and what it names a place.
    let mut prose = 0;
    let before = zone.leaves.iter().take_while(|leaf| {
        let is_before = prose <= PARAGRAPH;
        prose += leaf.prose();
        is_before
    });
    before.filter(plain).find_map(|leaf| {
        let texts = page.nodes[leaf.first..leaf.end].iter();
        let texts = texts.filter(|node| node.tag == Tag::Text && node.linked == 0);
        let pieces = texts.flat_map(|node| node.text.split(PARTS)).filter_map(one_line);
        let (dates, others): (Vec<String>, Vec<String>) =
            pieces.partition(|piece| dates::is_date_line(piece));
        let may_be_named =
            |name: &&String| leaf.text.contains(PARTS) || name.contains(char::is_uppercase);
        let mut others = others.iter().filter(|_| !dates.is_empty()).filter(may_be_named);
        others.find_map(|name| some(names::of_line(name, false)))
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
    some(names::of_line(&leaf.text, false))
}

/// A byline and no more: a name that is introduced, a date with hardly a word beside it, the signature of a post.
pub(in crate::extract) fn is_bare(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic());
    let few = || words.filter(|word| word.chars().count() > 2).count() <= 3;
    let is_sentence = text.ends_with(['.', '!', '?', ':', '。']);
    dates::is_date_line(text) && (few() || says_when(text))
        || !is_sentence && openings::is_introduced(text)
        || signs_post(text)
}

/// The signature of an embedded post: "— Ada Lund (@ada) 14 May 2025".
pub(in crate::extract) fn signs_post(text: &str) -> bool {
    text.starts_with('—') && text.contains("(@")
}
