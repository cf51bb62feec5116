//! What closes a page's text and is none of it: who helped with the report, who edited it, who its author is, whom to ask;
//! and, before a text begins, who wrote the paper whose abstract opens it.
//!
//! Never: a line amid the text.

use std::sync::LazyLock;

use super::byline;
use crate::extract::is_dense;
use crate::extract::leaves::{Leaf, Why};
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;
use crate::extract::wording::{Starts, by_first, normal, phrases, starts};

/// How the lines that name helpers begin, and how they end, and how those that say whom to ask begin; lower-case, in this
/// order, each under a heading.
const WORDS: &str = include_str!("../words/closing.txt");

/// The three lists.
static LISTS: LazyLock<(Starts, Vec<&str>, Starts)> = LazyLock::new(|| {
    let mut lists = WORDS.split("# ").skip(1).filter_map(|list| list.split_once('\n'));
    let mut next = || phrases(lists.next().map_or("", |(_, list)| list));
    (by_first(next()), next().collect(), by_first(next()))
});

/// Who put a report together stands behind its reporters.
const EDITED: &[&str] = &["editing by", "edited by", "writing by", "written by"];

/// The line that signs the report has fewer lines behind it.
const MAX_BEHIND: usize = 6;

/// Among so many lines at the end helpers are named.
const LAST: usize = 6;

/// Among so many whom to ask.
const LAST_CONTACTS: usize = 10;

/// So much prose stands before those at the least.
const MIN_TOLD: u32 = 300;

/// A number to call has so many digits at least.
const MIN_DIGITS: usize = 6;

/// Headings over what a paper says in short.
const ABSTRACTS: &[&str] = &[
    "abstract",
    "zusammenfassung",
    "résumé",
    "resumen",
    "resumo",
    "riassunto",
    "аннотация",
    "摘要",
];

/// They are shorter, in weighted characters.
const MAX_HEAD: u32 = 20;

/// Among so many lines at the beginning one stands.
const SIGNED: usize = 40;

/// With more prose before it, in weighted characters, a heading stands within the text.
const MAX_BEFORE: u32 = 120;

/// An author is told of in so many.
const ABOUT: usize = 3;

/// The longest line that names helpers, in weighted characters.
const LONGEST: u32 = 500;

/// The longest that begins as such lines do.
const LONGEST_BEGUN: u32 = 160;

/// Takes the line that signs an agency's report off the end, with the little that follows it.
pub(super) fn sign(leaves: &mut [Leaf], kept: &mut Vec<usize>) -> Option<usize> {
    let signs = |leaf: &Leaf| {
        let parts =
            matches!(leaf.tag, Tag::Heading(_) | Tag::Item | Tag::Cell | Tag::HeadCell | Tag::Pre);
        !parts && byline::agencies(&leaf.text).is_some()
    };
    let last = kept.iter().rposition(|&at| signs(&leaves[at])).filter(|&at| at > 0)?;
    let prose = |kept: &[usize]| -> u32 { kept.iter().map(|&at| leaves[at].prose()).sum() };
    let goes_on = kept.len() - last > MAX_BEHIND
        || kept[last..].iter().any(|&at| leaves[at].tag.is_heading());
    if goes_on || prose(&kept[last..]) * 10 > prose(kept) {
        return None;
    }
    let signed = kept[last];
    for &at in &kept[last..] {
        leaves[at].verdict = Some(Why::Byline);
    }
    kept.truncate(last);
    Some(signed)
}

/// Takes off the kept lines what closes them; `authors` are people.
pub(in crate::extract) fn settle(
    page: &Page<'_>,
    leaves: &mut [Leaf],
    kept: &mut Vec<usize>,
    authors: &[String],
) {
    affiliations(page, leaves, kept, authors);
    let from = kept.len().saturating_sub(LAST).max(1);
    for &at in kept.iter().skip(from) {
        if helped(&leaves[at]) {
            leaves[at].verdict = Some(Why::Byline);
        }
    }
    kept.retain(|&at| leaves[at].verdict.is_none());
    if let Some(from) = contacts(leaves, kept) {
        for &at in &kept[from..] {
            leaves[at].verdict = Some(Why::Wording);
        }
        kept.truncate(from);
    }
    if kept.len() > 2 * ABOUT
        && let Some(from) = about(leaves, kept, authors)
    {
        for &at in &kept[from..] {
            leaves[at].verdict = Some(Why::Byline);
        }
        kept.truncate(from);
    }
}

/// Who wrote a paper, where they work and how to write to them stands above its abstract, and hardly anything else does:
/// what closes a text may have the same heading.
fn affiliations(page: &Page<'_>, leaves: &mut [Leaf], kept: &[usize], authors: &[String]) {
    let is_abstract = |&at: &usize| {
        let leaf = &leaves[at];
        leaf.tag.is_heading()
            && leaf.chars < MAX_HEAD
            && ABSTRACTS.contains(&leaf.text.to_lowercase().as_str())
    };
    let begins = kept.iter().take(SIGNED).position(is_abstract).unwrap_or(0);
    let signs = |leaf: &Leaf| {
        let is_signed = || {
            leaf.text.contains('@') || authors.iter().any(|name| leaf.text.contains(name.as_str()))
        };
        !leaf.ends_sentence() && leaf.chars <= LONGEST && (is_noted(page, leaf) || is_signed())
    };
    let (signed, others): (Vec<usize>, Vec<usize>) =
        kept[..begins].iter().partition(|&&at| signs(&leaves[at]));
    if others.iter().map(|&at| leaves[at].prose()).sum::<u32>() <= MAX_BEFORE {
        for at in signed {
            leaves[at].verdict = Some(Why::Byline);
        }
    }
}

/// The line opens with a mark that stands high, as what a mark elsewhere stands for does.
fn is_noted(page: &Page<'_>, leaf: &Leaf) -> bool {
    let mut nodes = page.nodes[leaf.first..leaf.end].iter();
    let opens = nodes.find(|node| node.tag == Tag::Sup || node.tag == Tag::Text && node.chars > 0);
    opens.is_some_and(|node| node.tag == Tag::Sup)
}

/// The line says who helped with the report.
fn helped(leaf: &Leaf) -> bool {
    if leaf.chars > LONGEST || is_part(leaf) {
        return false;
    }
    let (begins, ends, _) = &*LISTS;
    let line = leaf.text.to_lowercase();
    let line = line.trim_end_matches(['.', ')', ' ']);
    let reported = line.trim_start_matches(['(', ' ']).starts_with("reporting by ");
    reported && EDITED.iter().any(|edited| line.contains(edited))
        || ends.iter().any(|end| line.ends_with(end))
        || leaf.chars <= LONGEST_BEGUN && starts(&normal(&leaf.text), begins)
}

/// Where the last lines begin that say whom to ask: a label, and no sentences but those that tell a number or an address.
fn contacts(leaves: &[Leaf], kept: &[usize]) -> Option<usize> {
    let (_, _, begins) = &*LISTS;
    let from = kept.len().saturating_sub(LAST_CONTACTS).max(1);
    let is_reached = |text: &str| {
        text.contains('@') || text.bytes().filter(u8::is_ascii_digit).count() >= MIN_DIGITS
    };
    // Another heading begins something else.
    let is_contact = |leaf: &Leaf| {
        let is_label =
            !leaf.tag.is_heading() && (!leaf.ends_sentence() || leaf.text.ends_with([':', '：']));
        leaf.chars <= LONGEST && (is_label || is_reached(&leaf.text))
    };
    let is_first = |leaf: &Leaf| {
        (leaf.tag.is_heading() || is_contact(leaf)) && starts(&normal(&leaf.text), begins)
    };
    let found = (from..kept.len()).find(|&index| is_first(&leaves[kept[index]]))?;
    // Where hardly more is told, the numbers are the article.
    let before: u32 = kept[..found].iter().map(|&at| leaves[at].prose()).sum();
    let mut behind = kept[found + 1..].iter();
    (before >= MIN_TOLD && behind.all(|&at| is_contact(&leaves[at]))).then_some(found)
}

/// Where the last lines begin that tell of an author of whom the text says nothing.
fn about(leaves: &[Leaf], kept: &[usize], authors: &[String]) -> Option<usize> {
    let from = kept.len().saturating_sub(ABOUT).max(1);
    let names = authors.iter().filter(|name| name.contains(' ') || name.contains(is_dense));
    let names: Vec<&str> = names.map(String::as_str).collect();
    let tells = |&at: &usize| {
        let leaf = &leaves[at];
        let name = names.iter().find(|name| leaf.text.starts_with(**name))?;
        let rest = leaf.text[name.len()..].trim_start();
        let is_told = leaf.ends_sentence() && !rest.starts_with([':', '：']) && !is_part(leaf);
        is_told.then_some(*name)
    };
    let (found, name) = (from..kept.len()).find_map(|index| Some((index, tells(&kept[index])?)))?;
    let prose = |kept: &[usize]| -> u32 { kept.iter().map(|&at| leaves[at].prose()).sum() };
    let is_named = kept[..found].iter().any(|&at| leaves[at].text.contains(name));
    (!is_named && prose(&kept[found..]) * 3 < prose(&kept[..found])).then_some(found)
}

/// A heading, or a part of a list or a table.
fn is_part(leaf: &Leaf) -> bool {
    matches!(leaf.tag, Tag::Heading(_) | Tag::Item | Tag::Cell | Tag::HeadCell | Tag::Pre)
}
