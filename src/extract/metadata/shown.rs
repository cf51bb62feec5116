//! The days that a page shows: in its lines beside the headline, in `time` elements, in what is marked as a date.
//!
//! Never: the day of a comment, of another article, of the site.

use jiff::SignedDuration;

use super::changes::{
    follows_change, is_changed, names_day, says_change, says_published, says_when, told,
};
use super::dates;
use super::heads::Heads;
use super::locale::Locale;
use super::source::Source;
use crate::calendar::has_digit;
use crate::extract::PageDate;
use crate::extract::labels::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::characters::push_collapsed;
use crate::extract::page::tag::Tag;
use crate::extract::page::{Node, Page};
use crate::extract::prune::says_more;

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

/// With so much before it a line stands behind a paragraph, or a standfirst.
const PARAGRAPH: u32 = 60;

/// The longest line with a date, in weighted characters.
const LONGEST: u32 = 160;

/// Attributes that say an element's date, the surest first.
const STATED: &[&str] = &[
    "datetime",
    "content",
    "title",
    "data-datetime",
    "data-date-time",
    "data-date",
    "data-time",
    "data-timestamp",
];

/// A line with a date.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) date: PageDate,
    /// It is that of a change, the line says.
    pub(super) is_change: bool,
    /// It holds little more, and leads nowhere.
    pub(super) is_bare: bool,
    /// It is one of the text's.
    pub(super) is_sentence: bool,
}

/// The lines with dates between the headline and the article's text.
pub(super) fn lines(
    page: &Page<'_>,
    leaves: &[Leaf],
    heads: &Heads,
    locale: Locale<'_>,
) -> Vec<Line> {
    let Some(head) = heads.at else { return Vec::new() };
    let start = leaves.partition_point(|leaf| leaf.end <= head);
    let mut prose = 0;
    let mut teases = false;
    let near = leaves[start..].iter().take(AFTER).map_while(|leaf| {
        let before = prose;
        // Who wrote it may be told at length.
        prose += if leaf.above.any(Families::BYLINE) { 0 } else { leaf.prose() };
        let after_link = std::mem::replace(&mut teases, leaf.linked * 2 >= leaf.chars.max(1));
        (prose <= BEGUN).then_some((leaf, before, after_link && before > PARAGRAPH))
    });
    let dated = near.filter(|(leaf, _, is_teasers)| {
        // Amid the text a day right under a link is that of the article behind it.
        !is_teasers
            && leaf.chars <= LONGEST
            && has_digit(&leaf.text)
            && (!leaf.tag.is_heading() || locale.is_date_line(&leaf.text) || says_when(&leaf.text))
            && !leaf.above.any(ELSEWHERE.without(heads.around))
    });
    let line = |(leaf, before, _): (&Leaf, u32, bool)| {
        let text = spaced(page, leaf);
        let (date, is_change) = told(&text, locale)?;
        // Behind the first words of the text a day without a mark is one of its own, and so is a heading.
        let is_begun = (before > PARAGRAPH || leaf.tag.is_heading()) && !is_change;
        let is_bare = leaf.linked * 2 < leaf.chars
            && (leaf.above.any(Families::DATE | Families::BYLINE)
                || !is_begun && locale.is_date_line(&text));
        Some(Line { date, is_change, is_bare, is_sentence: dates::is_sentence(&text) })
    };
    dated.filter_map(line).collect()
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
    locale: Locale<'_>,
) -> Option<(PageDate, Source)> {
    let start = leaves.partition_point(|leaf| leaf.end <= heads.at.unwrap_or(0));
    let beside = &leaves[start.saturating_sub(2)..(start + 4).min(leaves.len())];
    let date = beside.iter().find_map(|leaf| {
        let text = spaced(page, leaf);
        let line = text.split(['|', '–', '—']).next().unwrap_or_default();
        let line = line.split(" -- ").next().unwrap_or_default();
        locale.parse(line).filter(|_| locale.is_date_line(line))
    });
    date.map(|date| (date, Source::Byline))
}

/// What visible elements are marked to say of it.
pub(super) fn microdata(page: &Page<'_>, locale: Locale<'_>) -> Option<(PageDate, Source)> {
    let mut marked = page.nodes.iter().enumerate().filter(|(_, node)| {
        node.element.is_some()
            && node.attr("itemprop").is_some_and(|name| name.contains("datePublished"))
    });
    let date = marked.find_map(|(at, node)| date_of(page, at, node, locale));
    date.map(|date| (date, Source::Microdata))
}

/// It is marked as the article's: so it may stand in a footer, too.
fn is_marked(above: Families) -> bool {
    above.any(Families::DATE | Families::BYLINE)
}

/// The date that an element says: in its markup first, with the time of day that only its text may tell.
fn date_of(page: &Page<'_>, at: usize, node: &Node<'_>, locale: Locale<'_>) -> Option<PageDate> {
    let shown = || locale.parse(&page.text_of(at));
    let Some(stated) = stated(node, locale) else { return shown() };
    let is_of_day = |shown: &PageDate| {
        let after = shown.at.duration_since(stated.at);
        shown.has_time && !after.is_negative() && after < SignedDuration::from_hours(24)
    };
    let exact = if stated.has_time { None } else { shown().filter(is_of_day) };
    exact.or(Some(stated))
}

/// The date that an element's attributes say.
fn stated(node: &Node<'_>, locale: Locale<'_>) -> Option<PageDate> {
    let mut values = STATED.iter().filter_map(|name| node.attr(name));
    values.find_map(|value| locale.parse(value))
}

/// It shows how long ago it was, and its markup says when: "2 hours ago".
fn is_relative(page: &Page<'_>, at: usize, locale: Locale<'_>) -> bool {
    let node = &page.nodes[at];
    let is_custom = || {
        node.element.is_some_and(|element| {
            element.name().ends_with("-time") || element.name().ends_with("timestamp")
        })
    };
    (1..=LONGEST).contains(&node.chars)
        && (node.families.any(Families::DATE) || is_custom())
        && stated(node, locale).is_some()
        && locale.parse(&page.text_of(at)).is_none()
}

/// The date that the page shows: `time` elements and what is marked as a date, nearest to the headline.
pub(super) fn visible(
    page: &Page<'_>,
    leaves: &[Leaf],
    locale: Locale<'_>,
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
        .filter(|(at, node)| node.tag == Tag::Time || is_relative(page, *at, locale))
        .filter(|(at, _)| !is_elsewhere(*at));
    let times = marked.filter_map(|(at, node)| {
        let date = date_of(page, at, node, locale)?;
        let is_change =
            is_changed(node) || says_change(&page.text_of(at)) || follows_change(page, at);
        Some(((is_change, at.abs_diff(headline)), date))
    });
    if let Some((_, date)) = times.min_by_key(|(rank, _)| *rank) {
        return Some((date, Source::Time));
    }
    let mut prose = 0;
    let near = leaves.iter().enumerate().filter(|(at, leaf)| {
        let is_begun = prose > BEGUN;
        prose += leaf.prose();
        let may_be_dated = leaf.text.len() < 120
            && has_digit(&leaf.text)
            && !leaf.above.any(Families::COMMENTS | Families::RELATED)
            && (!leaf.above.any(Families::FOOTER) || is_marked(leaf.above));
        // Within the text a day is that of what it tells.
        let goes_on = || {
            leaves[at - 1].tag.is_heading()
                || leaves[at + 1..].iter().take(2).any(|next| next.prose() > 0)
        };
        let is_told = || {
            is_begun
                && !is_marked(leaf.above)
                && !names_day(leaf.text.split([':', '：']).next().unwrap_or_default())
                && (matches!(leaf.tag, Tag::Item | Tag::Detail)
                    || says_more(&leaf.text) && goes_on())
        };
        may_be_dated && !is_told()
    });
    let dated = near.filter_map(|(_, leaf)| {
        let text = spaced(page, leaf);
        let is_dated =
            leaf.above.any(Families::DATE | Families::BYLINE) || locale.is_date_line(&text);
        let (date, is_change) = told(&text, locale).filter(|_| is_dated)?;
        Some(((is_change, !says_published(&text), leaf.first.abs_diff(headline)), date))
    });
    let nearest = dated.min_by_key(|(rank, _)| *rank);
    nearest.map(|(_, date)| (date, Source::Byline)).or_else(|| {
        let date = locale.parse(page.title?.rsplit(['|', '–', '-']).next()?)?;
        Some((date, Source::Title))
    })
}
