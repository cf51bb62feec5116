//! What stands in the region and is no part of the article.
//!
//! Verdicts fall in order, from what the markup says to what the words say. Always: a verdict has a
//! reason; a class alone never takes away most of the text (see `candidates`).

pub(super) mod byline;
mod chronicle;
pub(super) mod closing;
mod forms;
mod frames;
mod links;
pub(super) mod sections;
pub(super) mod standing;
mod teasers;
pub(super) mod vouched;

use std::cell::LazyCell;
use std::collections::HashSet;

use url::Url;

use super::bounds::{self, Lead};
use super::labels::families::Families;
use super::leaves::{Leaf, Why, within};
use super::metadata::Metadata;
use super::metadata::bylines;
use super::metadata::changes::says_when;
use super::metadata::dates::is_date_line;
use super::page::Page;
use super::page::tag::Tag;
use super::{Hints, headline, wording};
use crate::calendar::is_month;

/// A shorter item of a list may be a size of letters, in weighted characters.
const MIN_NEEDED: u32 = 10;

/// What a heading's own class says of how it looks, more often than of what it heads.
const STYLES: Families = Families::AD
    .with(Families::NAV)
    .with(Families::TOOLS)
    .with(Families::CONTENTS)
    .with(Families::SIDEBAR)
    .with(Families::PLAYER);

/// A row that tells who and when is shorter, in weighted characters.
const MAX_ROW: u32 = 200;

/// A shorter line is a label, though it ends as sentences do.
const SENTENCE: u32 = 20;

/// With so much prose before it, and some behind it or a heading right above it, a line stands amid the text.
pub(super) const AMID: u32 = 300;

/// What is known of the page that tells its headline and its labels from its text.
pub(super) struct Known<'a> {
    /// The page's host.
    pub host: &'a str,
    pub title: Option<&'a str>,
    pub authors: &'a [String],
    /// The page's description.
    pub description: Option<&'a str>,
    /// What the page, and the feed, say that it is about, squeezed.
    pub descriptions: [String; 2],
}

impl<'a> Known<'a> {
    /// What page and feed say of it.
    pub(super) fn of(meta: &'a Metadata, url: &'a Url, hints: &Hints) -> Self {
        Self {
            host: url.host_str().unwrap_or_default(),
            title: meta.shown.as_deref().or(meta.title.as_deref()),
            authors: &meta.authors,
            description: meta.description.as_deref(),
            descriptions: [&meta.description, &hints.summary]
                .map(|text| text.as_deref().map(squeezed).unwrap_or_default()),
        }
    }
}

/// What stays.
pub(super) struct Kept {
    /// The indices of the leaves that are the body.
    pub leaves: Vec<usize>,
    /// The index of the line that signs an agency's report.
    pub signed: Option<usize>,
    /// Where the article's pictures may stand.
    pub lead: Lead,
}

/// Judges the leaves of a region.
pub(super) fn prune(
    page: &Page<'_>,
    leaves: &mut [Leaf],
    region: usize,
    prose: &[u32],
    known: &Known<'_>,
) -> Kept {
    let end = page.nodes[region].end;
    let lead = Lead::of(page, leaves, region, known);
    super::body::caption::mark(page, leaves, &lead);
    for leaf in leaves.iter_mut().filter(|leaf| leaf.verdict.is_none()) {
        if !(region..end).contains(&leaf.first) {
            leaf.verdict = Some(Why::Outside);
        }
    }
    bounds::settle(page, leaves, region, prose, known);
    let days = chronicle::days(leaves, region..end);
    by_markup(page, leaves, region, &days);
    for form in forms::sign_ups(page, region) {
        drop_under(page, leaves, form, Why::Furniture);
    }
    frames::drop(page, leaves, region);
    for teaser in teasers::boxes(page, region, prose, known.host) {
        drop_under(page, leaves, teaser, Why::Links);
    }
    for label in teasers::labelled(page, leaves, region, known.host) {
        leaves[label].verdict.get_or_insert(Why::Links);
    }
    links::drop(page, leaves, region, prose, known.host);
    headline::settle(page, leaves, region, known);
    by_wording(page, leaves, known, &days);
    sections::furniture(page, leaves, region);
    sections::letters(page, leaves, region);
    sections::orphans(leaves);
    frames::empty(page, leaves, region);
    repeated(page, leaves);
    sections::empty(leaves);
    let mut kept: Vec<usize> =
        (0..leaves.len()).filter(|&at| leaves[at].verdict.is_none()).collect();
    let signed = closing::sign(leaves, &mut kept);
    sections::trim_ends(page, leaves, &mut kept);
    Kept { leaves: kept, signed, lead }
}

/// Drops all leaves in a node.
pub(super) fn drop_under(page: &Page<'_>, leaves: &mut [Leaf], node: usize, why: Why) {
    let within = within(page, leaves, node);
    for leaf in &mut leaves[within] {
        leaf.verdict.get_or_insert(why);
    }
}

/// Elements and classes that are never the article's text.
fn by_markup(page: &Page<'_>, leaves: &mut [Leaf], region: usize, days: &HashSet<usize>) {
    let marked = |leaf: &Leaf| {
        let scope = leaf.scope(page);
        let own = page.ancestors(scope).take_while(|&at| at >= leaf.block);
        let mut own = std::iter::once(scope).chain(own);
        own.any(|at| page.nodes[at].families.any(Families::DATE | Families::BYLINE))
    };
    let heads = heads(leaves, marked);
    let forms = LazyCell::new(|| forms::asking(page));
    for (at, leaf) in leaves.iter_mut().enumerate().filter(|(_, leaf)| leaf.verdict.is_none()) {
        let scope = leaf.scope(page);
        let path =
            || std::iter::once(scope).chain(page.ancestors(scope)).take_while(|&at| at > region);
        let mut own = Families::NONE;
        let mut furniture = false;
        for at in path() {
            let node = &page.nodes[at];
            own |=
                node.families.without(if node.tag.is_heading() { STYLES } else { Families::NONE });
            furniture |= match node.tag {
                Tag::Form => node.chars < 1500 && forms.contains(&at),
                Tag::Noscript => true,
                // What one ticks off in a list is the list; what opens an answer is its question.
                Tag::Label => !asks(leaf) && !path().any(|at| page.nodes[at].tag == Tag::Item),
                Tag::Button => !unfolds(page, leaf),
                _ => false,
            };
        }
        let long = leaf.plain() > 250 && leaf.stops > 3;
        // Prose outweighs the words that name tools and lists of links as often as parts of a text.
        let prose = leaf.plain() > 70 && leaf.stops >= 2 && leaf.link_density() < 0.2;
        // So does what one needs for the work.
        let needed = leaf.tag == Tag::Item && leaf.linked == 0 && leaf.chars >= MIN_NEEDED;
        let doubted = match (prose, needed) {
            (true, _) => Families::TOOLS | Families::RELATED | Families::GOODS,
            (_, true) => Families::TOOLS,
            _ => Families::NONE,
        };
        let believed = Families::FURNITURE.without(doubted);
        let numbers = leaf.tag == Tag::Pre
            && path().any(|at| page.nodes[at].tag == Tag::Cell)
            && leaf.text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
        if bounds::is_note(leaf) {
            continue;
        }
        if furniture || numbers || own.any(believed) || forms::is_pressed(page, leaf) {
            leaf.verdict = Some(Why::Furniture);
        } else if (own.any(Families::DATE) && !days.contains(&at)
            || own.any(Families::BYLINE) && !path().any(|at| page.nodes[at].tag == Tag::Quote))
            && !long
            && (!leaf.tag.is_heading() || heads.contains(&at))
            && leaf.preformatted(page).is_none()
            && !(leaf.tag == Tag::Cell && path().any(|at| is_data(page, at)))
        {
            leaf.verdict = Some(Why::Byline);
        } else if leaf.tag == Tag::Small && leaf.chars < 200 {
            leaf.verdict = Some(Why::Furniture);
        }
    }
}

/// The headings above the text that say such a thing, whose it is or of when, where none of their level stands within it.
fn heads(leaves: &[Leaf], says: impl Fn(&Leaf) -> bool) -> HashSet<usize> {
    let is_open = |leaf: &Leaf| leaf.verdict.is_none();
    let is_text = |leaf: &Leaf| is_open(leaf) && leaf.prose() > 0 && !leaf.tag.is_heading();
    let begins = leaves.iter().position(is_text).unwrap_or(0);
    let is_such = |at: usize| {
        let leaf = &leaves[at];
        is_open(leaf) && matches!(leaf.tag, Tag::Heading(2..)) && says(leaf)
    };
    let mut heads: HashSet<usize> = (0..begins).filter(|&at| is_such(at)).collect();
    if !heads.is_empty() {
        let within = leaves[begins..].iter().filter(|leaf| is_open(leaf));
        let within: HashSet<Tag> = within.map(|leaf| leaf.tag).collect();
        heads.retain(|&at| !within.contains(&leaves[at].tag));
    }
    heads
}

/// A button's text is the question or the heading of what it unfolds.
pub(super) fn unfolds(page: &Page<'_>, leaf: &Leaf) -> bool {
    let scope = leaf.scope(page);
    let heads = |tag: Tag| tag.is_heading() || matches!(tag, Tag::Summary | Tag::Term);
    asks(leaf)
        || std::iter::once(scope).chain(page.ancestors(scope)).any(|at| heads(page.nodes[at].tag))
}

/// A table whose columns have heads, or a part of one.
pub(super) fn is_data(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    node.tag == Tag::Table
        && page.nodes[at..node.end].iter().filter(|node| node.tag == Tag::HeadCell).count() > 1
}

/// A question of some words.
fn asks(leaf: &Leaf) -> bool {
    leaf.chars >= SENTENCE / 2 && leaf.text.ends_with(['?', '？', '؟'])
}

/// Letters and digits only, lower-case.
pub(super) fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            squeezed.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && c.is_alphanumeric() {
            squeezed.extend(c.to_lowercase());
        }
    }
    squeezed
}

fn by_wording(page: &Page<'_>, leaves: &mut [Leaf], known: &Known<'_>, days: &HashSet<usize>) {
    let authors: Vec<String> = known
        .authors
        .iter()
        .map(|author| squeezed(author))
        .filter(|author| author.len() > 3)
        .collect();
    let cookies = on_cookies(leaves);
    let signs = |leaf: &Leaf, is_amid| leaf.chars < 80 && is_byline(&leaf.text, &authors, is_amid);
    // Several rows are a programme.
    let mut rows =
        leaves.iter().enumerate().filter(|(_, leaf)| leaf.verdict.is_none() && is_row(page, leaf));
    let row = rows.next().map(|(at, _)| at).filter(|_| rows.next().is_none());
    let row = row.filter(|&row| {
        leaves[..row].iter().filter(|leaf| leaf.verdict.is_none()).map(Leaf::prose).sum::<u32>()
            < AMID
    });
    let heads = heads(leaves, |leaf| {
        !leaf.text.ends_with([':', '：']) && (signs(leaf, true) || bylines::is_bare(&leaf.text))
    });
    let mut behind: u32 =
        leaves.iter().filter(|leaf| leaf.verdict.is_none()).map(Leaf::prose).sum();
    let (mut before, mut is_headed) = (0, false);
    for (at, leaf) in leaves.iter_mut().enumerate().filter(|(_, leaf)| leaf.verdict.is_none()) {
        behind -= leaf.prose();
        let is_amid = before >= AMID && (behind > 0 || is_headed);
        before += leaf.prose();
        is_headed = leaf.tag.is_heading();
        // What a program prints, it does not say.
        if days.contains(&at) || is_amid && leaf.preformatted(page).is_some() {
            continue;
        }
        // A cell says what its column asks, if it is no box that holds the page together.
        let cell = matches!(leaf.tag, Tag::Cell | Tag::HeadCell);
        if cell && !page.nodes[leaf.block].has_block {
            continue;
        }
        let heading = leaf.tag.is_heading();
        let is_note = || !is_amid && wording::is_note_of_house(leaf);
        if !heading && (speaks_of_furniture(leaf) || cookies.contains(&at) || is_note()) {
            leaf.verdict = Some(Why::Wording);
        } else if heads.contains(&at) || !heading && (signs(leaf, is_amid) || row == Some(at)) {
            leaf.verdict = Some(Why::Byline);
        } else if !leaf.text.chars().any(char::is_alphanumeric) {
            leaf.verdict = Some(Why::Wording);
        }
    }
}

/// Lines on the cookies of the page; none where the text itself is on cookies.
fn on_cookies(leaves: &[Leaf]) -> HashSet<usize> {
    let unjudged = || leaves.iter().enumerate().filter(|(_, leaf)| leaf.verdict.is_none());
    let told: HashSet<usize> = unjudged()
        .filter(|(_, leaf)| wording::tells_of_cookies(&leaf.text))
        .map(|(at, _)| at)
        .collect();
    let all: u32 = unjudged().map(|(_, leaf)| leaf.chars).sum();
    let on_cookies: u32 = told.iter().map(|&at| leaves[at].chars).sum();
    if on_cookies * 4 > all { HashSet::new() } else { told }
}

/// A short line that begins as furniture does, and is no sentence of the article's.
fn speaks_of_furniture(leaf: &Leaf) -> bool {
    if wording::is_exact(&leaf.text) {
        return true;
    }
    if leaf.chars >= 160 || !wording::is_furniture(&leaf.text) {
        return false;
    }
    // In a list a few words are as good as a sentence.
    let item = leaf.tag == Tag::Item && leaf.chars >= SENTENCE / 2;
    let sentence = item || leaf.ends_sentence() && leaf.chars >= SENTENCE;
    if leaf.chars < 60 && !(sentence && leaf.linked == 0) {
        return true;
    }
    let label = leaf.link_density() > 0.25 || !sentence || leaf.stressed * 2 > leaf.chars;
    label && !wording::is_correction(&leaf.text)
}

/// A short line that holds no more than a known author's name, a role and a date. Amid the text a day is one of its own
/// if the line says more.
fn is_byline(text: &str, authors: &[String], is_amid: bool) -> bool {
    let all = squeezed(text);
    let mut rest = all.clone();
    for author in authors {
        rest = rest.replace(author.as_str(), "");
    }
    // Who asks in an interview is named as well.
    let says = rest.len() > 14 && text.ends_with(['.', '。'])
        || text.ends_with(['!', '?', '？', '！', '”', '"', ':', '：'])
        || text.split_once(':').is_some_and(|(name, said)| {
            !said.trim().is_empty() && authors.contains(&squeezed(name))
        });
    let names = rest.len() < all.len() && rest.len() < 30;
    names && !says && text.split_whitespace().count() <= 14
        || is_date_line(text) && !(is_amid && says_more(text))
}

/// Three elements side by side, one of which is a day: who wrote it, where, when.
fn is_row(page: &Page<'_>, leaf: &Leaf) -> bool {
    let says = |at: usize| page.text_of(at).contains(char::is_alphanumeric);
    let parts = || page.children(leaf.block).filter(|&at| page.nodes[at].chars > 0 && says(at));
    leaf.chars < MAX_ROW
        && leaf.chars == page.nodes[leaf.block].chars
        && leaf.tag != Tag::Item
        && !leaf.ends_sentence()
        && parts().count() > 2
        && parts().all(|at| page.nodes[at].element.is_some() && !page.nodes[at].is_block())
        && parts().any(|at| is_date_line(&page.text_of(at)))
}

/// A line with a day says more than when something came out.
pub(super) fn says_more(line: &str) -> bool {
    let words = line.split(|c: char| !c.is_alphabetic());
    let others =
        words.filter(|word| word.chars().count() > 2 && !is_month(&word.to_lowercase())).count();
    others > 1 && !says_when(line) && !bylines::signs_post(line)
}

/// Long lines that the page shows twice; a refrain is none.
fn repeated(page: &Page<'_>, leaves: &mut [Leaf]) {
    let mut seen: HashSet<&str> = HashSet::new();
    for leaf in leaves.iter_mut() {
        if sections::is_verse(page, leaf) {
            continue;
        }
        let Leaf { verdict, text, chars, .. } = leaf;
        if verdict.is_none() && *chars > 60 && !seen.insert(text) {
            *verdict = Some(Why::Repeated);
        }
    }
}
