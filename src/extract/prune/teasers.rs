//! Teasers: boxes and lines within the region that lead to another article of the house.
//!
//! A box's heading is a link, and something beside it leads to the same place: a picture, "read more"; or a picture and a
//! headline lead there, with a few words behind them. A line is a label
//! of few words and a headline, or other lines have the same label. Never: the entries of an article that is a list of
//! such, which are many, or much of it.

use rustc_hash::FxHashMap;

use super::links::leads_home;
use super::squeezed;
use crate::extract::is_dense;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
use crate::extract::page::characters::{ratio, weight};
use crate::extract::page::tag::Tag;

/// A longer box is no teaser, in weighted characters.
const MAX_CHARS: u32 = 450;

/// More of them are a list, and the article.
const MAX_TEASERS: usize = 4;

/// They hold less of the region's prose.
const MAX_SHARE: f32 = 0.3;

/// What stands behind a label is a headline from this length on, in weighted characters.
const MIN_HEADLINE: u32 = 25;

/// It has so many words at least, and a label that stands once no more than so many.
const HEADLINE_WORDS: usize = 5;
const LABEL_WORDS: usize = 4;

/// The longest label, in bytes.
const MAX_LABEL: usize = 60;

/// The boxes of teasers in a region of a page of this host.
pub(super) fn boxes(page: &Page<'_>, region: usize, prose: &[u32], host: &str) -> Vec<usize> {
    let mut boxes = Vec::new();
    let mut at = region + 1;
    while at < page.nodes[region].end {
        let node = &page.nodes[at];
        let is_box = matches!(
            node.tag,
            Tag::Div | Tag::Section | Tag::Aside | Tag::Article | Tag::Item | Tag::Block
        );
        if is_box && node.chars <= MAX_CHARS && node.linked > 0 && is_teaser(page, at, host) {
            boxes.push(at);
            at = node.end;
        } else {
            at += 1;
        }
    }
    let held: u32 = boxes.iter().map(|&teaser| prose[teaser]).sum();
    let is_list = boxes.len() > MAX_TEASERS || ratio(held, prose[region]) > MAX_SHARE;
    if is_list { Vec::new() } else { boxes }
}

fn is_teaser(page: &Page<'_>, at: usize, host: &str) -> bool {
    let within = at + 1..page.nodes[at].end;
    let mut headings = within.clone().filter(|&at| page.nodes[at].tag.is_heading());
    let heading = match (headings.next(), headings.next()) {
        (Some(heading), None) => Some(heading),
        (None, _) => headline(page, at),
        _ => None,
    };
    let Some(heading) = heading.filter(|&at| page.nodes[at].link_density() >= 0.9) else {
        return false;
    };
    let place =
        |at: usize| page.nodes[at].attr("href").filter(|_| page.nodes[at].tag == Tag::Anchor);
    let of_heading = heading..page.nodes[heading].end;
    let Some(href) = of_heading.clone().find_map(place) else { return false };
    leads_home(href, host)
        && within.filter(|at| !of_heading.contains(at)).any(|at| place(at) == Some(href))
}

/// A link with the words of a headline that stands alone behind a picture, and before what says more in another element.
fn headline(page: &Page<'_>, at: usize) -> Option<usize> {
    let within = at + 1..page.nodes[at].end;
    let text =
        within.clone().find(|&at| page.nodes[at].tag == Tag::Text && page.nodes[at].chars > 0)?;
    let link = page.ancestors(text).find(|&at| page.nodes[at].tag == Tag::Anchor)?;
    let node = &page.nodes[link];
    let mut before = page.nodes[at + 1..text].iter();
    let next = page.nodes.get(node.end).filter(|_| within.contains(&node.end))?;
    let is_apart = next.tag != Tag::Text || next.chars == 0;
    (link > at
        && before.any(|node| node.tag == Tag::Image)
        && has_words_of_headline(&page.text_of(link))
        && is_apart)
        .then_some(link)
}

/// The leaves of a region that are one label, each with a link to another page of the host: of few words, or one that
/// other lines have as well.
pub(super) fn labelled(page: &Page<'_>, leaves: &[Leaf], region: usize, host: &str) -> Vec<usize> {
    let within = region..page.nodes[region].end;
    let mut lines: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    let mut found = Vec::new();
    for (at, leaf) in leaves.iter().enumerate().filter(|(_, leaf)| within.contains(&leaf.first)) {
        let Some((label, rest)) = label(leaf) else { continue };
        if links_home(page, leaf, host) {
            found.extend(is_one_headline(page, leaf, label, rest).then_some(at));
            lines.entry(squeezed(label)).or_default().push(at);
        }
    }
    found.extend(lines.into_values().filter(|lines| lines.len() > 1).flatten());
    found
}

/// What stands before the links that are the rest of a line, and the rest: "Read also: …".
fn label(leaf: &Leaf) -> Option<(&str, &str)> {
    if leaf.linked == 0 || matches!(leaf.tag, Tag::Item | Tag::Cell | Tag::HeadCell) {
        return None;
    }
    let (label, rest) = leaf.text.split_once(['|', ':', '：'])?;
    let length = weight(rest);
    let is_headline = length >= MIN_HEADLINE && leaf.linked * 5 >= length * 4;
    let is_label = label.len() <= MAX_LABEL && label.chars().any(char::is_alphabetic);
    (is_label && is_headline).then_some((label, rest))
}

/// A label of a few words, and one link with as many as a headline has.
fn is_one_headline(page: &Page<'_>, leaf: &Leaf, label: &str, rest: &str) -> bool {
    let nodes = page.nodes[leaf.first..leaf.end].iter();
    let links = nodes.filter(|node| node.tag == Tag::Anchor).count();
    let words = |text: &str| text.split_whitespace().count();
    links == 1
        && words(label) <= LABEL_WORDS
        && !label.chars().any(char::is_numeric)
        && leaf.linked * 20 >= weight(rest) * 19
        && has_words_of_headline(rest)
        && !leaf.ends_sentence()
}

/// As many words as a headline has.
fn has_words_of_headline(text: &str) -> bool {
    text.split_whitespace().count() >= HEADLINE_WORDS || text.contains(is_dense)
}

/// A link of the line leads to another page of the host.
fn links_home(page: &Page<'_>, leaf: &Leaf, host: &str) -> bool {
    let links = page.nodes[leaf.first..leaf.end].iter().filter(|node| node.tag == Tag::Anchor);
    links.filter_map(|link| link.attr("href")).any(|href| leads_home(href, host))
}
