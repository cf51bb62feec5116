//! The days that a page shows: in its lines beside the headline, in `time` elements, in what is marked as a date.
//!
//! Never: the day of a comment, of another article, of the site.

use super::calendar::{before_digits, has_digit};
use super::dates::{self, Order};
use super::heads::Heads;
use super::source::Source;
use crate::extract::PageDate;
use crate::extract::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::{Node, Page, push_collapsed};
use crate::extract::tag::Tag;

/// Parts of words that say that something was changed.
const CHANGES: &[&str] = &[
    "updat",
    "modif",
    "revis",
    "edited",
    "edité",
    "editiert",
    "aktuali",
    "actuali",
    "aggiorna",
    "güncel",
    "обновл",
    "оновл",
    "atualiza",
    "bijgewerkt",
    "gewijzigd",
    "uppdater",
    "oppdater",
    "opdater",
    "päivitet",
    "更新",
    "수정",
    "mis à jour",
    "diperbarui",
    "cập nhật",
    "ενημέρωσ",
    "ενημερώθ",
    "עודכן",
    "تحديث",
    "frissít",
    "ažurir",
    "আপডেট",
    "अपडेट",
    "reviewed",
];

/// Parts of words that say that something was published.
const PUBLISHES: &[&str] = &[
    "publi",
    "veröffentlich",
    "erschienen",
    "posted",
    "pubblic",
    "опублик",
    "gepubliceerd",
    "udgivet",
    "publicer",
    "julkaistu",
    "opublikowan",
    "yayın",
    "发布",
    "發布",
    "公開",
    "配信",
];

/// Where no date of the article stands.
const ELSEWHERE: Families = Families::COMMENTS
    .with(Families::RELATED)
    .with(Families::SIDEBAR)
    .with(Families::FOOTER)
    .with(Families::NAV)
    .with(Families::CAPTION)
    .with(Families::CREDIT);

/// How many lines after the headline are looked at.
const AFTER: usize = 20;

/// So much prose after the headline, and the article has begun.
const BEGUN: u32 = 300;

/// The longest line with a date, in weighted characters.
const LONGEST: u32 = 160;

/// A label before a date is no longer, in bytes.
const LABEL: usize = 40;

/// A line with a date.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) date: PageDate,
    /// It is that of a change, the line says.
    pub(super) is_change: bool,
    /// It holds little more, and leads nowhere.
    pub(super) is_bare: bool,
}

/// The lines with dates between the headline and the article's text.
pub(super) fn lines(page: &Page<'_>, leaves: &[Leaf], heads: &Heads, order: Order) -> Vec<Line> {
    let Some(head) = heads.at else { return Vec::new() };
    let start = leaves.partition_point(|leaf| leaf.end <= head);
    let mut prose = 0;
    let near = leaves[start..].iter().take(AFTER).take_while(|leaf| {
        prose += leaf.prose();
        prose <= BEGUN
    });
    let dated = near.filter(|leaf| {
        leaf.chars <= LONGEST
            && has_digit(&leaf.text)
            && (!leaf.tag.is_heading() || dates::is_date_line(&leaf.text))
            && !leaf.above.any(ELSEWHERE)
    });
    let line = |leaf: &Leaf| {
        let text = spaced(page, leaf);
        let is_bare = leaf.linked * 2 < leaf.chars
            && (leaf.above.any(Families::DATE | Families::BYLINE) || dates::is_date_line(&text));
        let (date, is_change) = told(&text, order)?;
        Some(Line { date, is_change, is_bare })
    };
    dated.filter_map(line).collect()
}

/// The day that a line tells, and whether it is that of a change: "Updated 9 May 2024, published 6 May 2024" tells both.
fn told(line: &str, order: Order) -> Option<(PageDate, bool)> {
    if !says_change(line) {
        return Some((order.parse(line)?, false));
    }
    let lower = line.to_lowercase();
    let behind = &lower[before_digits(&lower).len()..];
    let published = PUBLISHES.iter().filter_map(|word| behind.find(word)).min();
    let published = published.and_then(|at| order.parse(&behind[at..]));
    published.map(|date| (date, false)).or_else(|| Some((order.parse(line)?, true)))
}

/// A line's text with a space between its elements, and without those that are marked as the day of a change where
/// others say one.
fn spaced(page: &Page<'_>, leaf: &Leaf) -> String {
    let texts = |of_changes: bool| {
        let nodes = page.nodes[leaf.first..leaf.end].iter().filter(move |node| {
            node.tag == Tag::Text && (of_changes || !is_changed(&page.nodes[node.parent]))
        });
        let mut text = String::new();
        for node in nodes {
            push_collapsed(&mut text, node.text);
            push_collapsed(&mut text, " ");
        }
        text
    };
    let text = texts(false);
    if has_digit(&text) { text } else { texts(true) }
}

/// A date right beside the headline, whatever it stands in: in a line of its own, or before a dash as in
/// "Berlin, 25 January 2022 – The ministry", as agencies do with two hyphens.
pub(super) fn around(
    page: &Page<'_>,
    leaves: &[Leaf],
    heads: &Heads,
    order: Order,
) -> Option<(PageDate, Source)> {
    let start = leaves.partition_point(|leaf| leaf.end <= heads.at.unwrap_or(0));
    let beside = &leaves[start.saturating_sub(2)..(start + 4).min(leaves.len())];
    let date = beside.iter().find_map(|leaf| {
        let text = spaced(page, leaf);
        let line = text.split(['|', '–', '—']).next().unwrap_or_default();
        let line = line.split(" -- ").next().unwrap_or_default();
        order.parse(line).filter(|_| dates::is_date_line(line))
    });
    date.map(|date| (date, Source::Byline))
}

/// What visible elements are marked to say of it.
pub(super) fn microdata(page: &Page<'_>, order: Order) -> Option<(PageDate, Source)> {
    let mut marked = page.nodes.iter().enumerate().filter(|(_, node)| {
        node.element.is_some()
            && node.attr("itemprop").is_some_and(|name| name.contains("datePublished"))
    });
    let date = marked.find_map(|(at, node)| date_of(page, at, node, order));
    date.map(|date| (date, Source::Microdata))
}

/// It is marked as the article's: so it may stand in a footer, too.
fn is_marked(above: Families) -> bool {
    above.any(Families::DATE | Families::BYLINE)
}

/// The date that an element says.
fn date_of(page: &Page<'_>, at: usize, node: &Node<'_>, order: Order) -> Option<PageDate> {
    node.attr("datetime")
        .or_else(|| node.attr("content"))
        .and_then(|text| order.parse(text))
        .or_else(|| order.parse(&page.text_of(at)))
}

/// What stands before the date speaks of publishing or of a change.
pub(super) fn says_when(line: &str) -> bool {
    says(line, CHANGES) || says(line, PUBLISHES)
}

/// What stands before the date speaks of a change.
fn says_change(line: &str) -> bool {
    says(line, CHANGES)
}

/// What stands before the date holds one of these words.
fn says(line: &str, words: &[&str]) -> bool {
    let before = before_digits(line).to_lowercase();
    words.iter().any(|word| before.contains(word))
}

/// The date that the page shows: `time` elements and what is marked as a date, nearest to the headline.
pub(super) fn visible(
    page: &Page<'_>,
    leaves: &[Leaf],
    order: Order,
) -> Option<(PageDate, Source)> {
    let headline = page.nodes.iter().position(|node| node.tag == Tag::Heading(1)).unwrap_or(0);
    let is_elsewhere = |at: usize| {
        let around = |at: usize| page.nodes[at].families;
        let above = page.ancestors(at).map(around).fold(around(at), Families::with);
        above.any(if is_marked(above) { ELSEWHERE.without(Families::FOOTER) } else { ELSEWHERE })
    };
    let marked = page
        .nodes
        .iter()
        .enumerate()
        .filter(|(at, node)| node.tag == Tag::Time && !is_elsewhere(*at));
    let times = marked.filter_map(|(at, node)| {
        let date = date_of(page, at, node, order)?;
        let is_change =
            is_changed(node) || says_change(&page.text_of(at)) || follows_change(page, at);
        Some(((is_change, at.abs_diff(headline)), date))
    });
    if let Some((_, date)) = times.min_by_key(|(rank, _)| *rank) {
        return Some((date, Source::Time));
    }
    let near = leaves.iter().filter(|leaf| {
        leaf.text.len() < 120
            && has_digit(&leaf.text)
            && !leaf.above.any(Families::COMMENTS | Families::RELATED)
            && (!leaf.above.any(Families::FOOTER) || is_marked(leaf.above))
    });
    let dated = near.filter_map(|leaf| {
        let text = spaced(page, leaf);
        let is_dated =
            leaf.above.any(Families::DATE | Families::BYLINE) || dates::is_date_line(&text);
        let (date, is_change) = told(&text, order).filter(|_| is_dated)?;
        Some(((is_change, !says(&text, PUBLISHES), leaf.first.abs_diff(headline)), date))
    });
    let nearest = dated.min_by_key(|(rank, _)| *rank);
    nearest.map(|(_, date)| (date, Source::Byline)).or_else(|| {
        let date = order.parse(page.title?.rsplit(['|', '–', '-']).next()?)?;
        Some((date, Source::Title))
    })
}

/// What stands right before an element speaks of a change: "Updated: <time>".
fn follows_change(page: &Page<'_>, at: usize) -> bool {
    let before = page.nodes[..at].iter().rev().take(4).find(|node| node.chars > 0);
    before.is_some_and(|node| {
        let tail = node.text.trim_end();
        let tail = &tail[tail.ceil_char_boundary(tail.len().saturating_sub(LABEL))..];
        node.tag == Tag::Text && !has_digit(tail) && says_change(tail) && !says(tail, PUBLISHES)
    })
}

/// Marked as the day of a change, and not of publishing as well.
fn is_changed(node: &Node<'_>) -> bool {
    let has = |words: &[&str]| {
        ["itemprop", "class"].iter().filter_map(|name| node.attr(name)).any(|value| {
            let value = value.to_lowercase();
            words.iter().any(|word| value.contains(word))
        })
    };
    has(&["modif", "updat"]) && !has(&["publi", "created"])
}
