//! When it was published, by all that the page says of it.
//!
//! Metadata first, then what the page shows nearest to its headline, then its address. Metadata that were
//! made when the page was moved say a later day than the page, or its address: then the earlier one is right.
//! Never: the day of a change, where another one is known.

use jiff::SignedDuration;

use super::dates::{self, Order};
use super::heads::Heads;
use super::jsonld::Linked;
use super::metas::Metas;
use super::source::Source;
use crate::extract::PageDate;
use crate::extract::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::{Node, Page};
use crate::extract::tag::Tag;

/// Names of `meta` elements that hold the day of publishing, the surest first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "date",
    "article.published",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "citation_publication_date",
    "citation_date",
    "originalpublicationdate",
    "displaydate",
    "article_date_original",
    "news_keywords_date",
    "last-published",
    "iso-8601-publish-date",
    "dat:published",
    "bt:pubdate",
    "shareaholic:article_published_time",
    "created",
    "rnews:datepublished",
    "lang_published",
    "vr:published_time",
    "dcsext.artdate",
    "publishedtime",
    "published_time",
    "ga-publishdate",
    "release_date",
    "publish_time",
];

/// Names of those that hold the day of the last change.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
];

/// Parts of the names of further ones, letters only.
const PUBLISHED_PARTS: &[&str] =
    &["publish", "publicationdate", "pubdate", "datepub", "datecreated"];

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

/// Moments that are closer to each other than this may be on one day, in two time zones.
const SAME: SignedDuration = SignedDuration::from_hours(48);

/// When it was published.
pub(super) fn find(
    page: &Page<'_>,
    leaves: &[Leaf],
    heads: &Heads,
    linked: &Linked,
    metas: &Metas<'_>,
    (path, order): (&str, Order),
) -> Option<(PageDate, Source)> {
    let parse = |text: &str| order.parse(text);
    let linked = linked.published.as_deref().and_then(parse);
    let stated =
        linked.map(|date| (date, Source::JsonLd)).or_else(|| metas.first(PUBLISHED, parse));
    let lines = lines(leaves, heads, order);
    let in_path = dates::in_path(path).map(|date| (date, Source::Url));
    let only = match lines[..] {
        [Line { date, is_change: false, is_bare: true }] => Some((date, Source::Byline)),
        _ => None,
    };
    let Some((date, source)) = stated else {
        let named = metas.first_named(is_publishing, parse).filter(|_| only.is_none());
        return named
            .or_else(|| visible(page, leaves, order))
            .or_else(|| lines.first().map(|line| (line.date, Source::Byline)))
            .or(in_path);
    };
    let is_earlier = |(other, _): &(PageDate, Source)| date.at.duration_since(other.at) >= SAME;
    if let Some(earlier) = only.filter(is_earlier).or(in_path.filter(is_earlier)) {
        return Some(earlier);
    }
    // Another source may know the time of that day.
    let timed = |text: &str| {
        order.parse(text).filter(|other| {
            let after = other.at.duration_since(date.at);
            other.has_time && !after.is_negative() && after < SignedDuration::from_hours(24)
        })
    };
    let exact = if date.has_time { None } else { metas.first(PUBLISHED, timed) };
    exact.or(Some((date, source)))
}

/// When it was last changed; never before it was published.
pub(super) fn modified(
    linked: &Linked,
    metas: &Metas<'_>,
    order: Order,
    published: Option<PageDate>,
) -> Option<(PageDate, Source)> {
    let linked = linked.modified.as_deref().and_then(|text| order.parse(text));
    linked
        .map(|date| (date, Source::JsonLd))
        .or_else(|| metas.first(MODIFIED, |text| order.parse(text)))
        .filter(|(modified, _)| published.is_none_or(|published| modified.at >= published.at))
}

/// The name of a `meta` element that holds the day of publishing, however it is spelled.
fn is_publishing(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    let has = |parts: &[&str]| parts.iter().any(|part| letters.contains(part));
    has(PUBLISHED_PARTS) && !has(&["modif", "updat", "last", "unpublish", "expir"])
}

/// A line with a date.
#[derive(Clone, Copy)]
struct Line {
    date: PageDate,
    /// It is that of a change, the line says.
    is_change: bool,
    /// It holds little more, and leads nowhere.
    is_bare: bool,
}

/// The lines with dates between the headline and the article's text.
fn lines(leaves: &[Leaf], heads: &Heads, order: Order) -> Vec<Line> {
    let Some(head) = heads.at else { return Vec::new() };
    let start = leaves.partition_point(|leaf| leaf.end <= head);
    let mut prose = 0;
    let near = leaves[start..].iter().take(AFTER).take_while(|leaf| {
        prose += leaf.prose();
        prose <= BEGUN
    });
    let dated = near.filter(|leaf| {
        leaf.chars <= LONGEST
            && leaf.text.bytes().any(|b| b.is_ascii_digit())
            && !leaf.tag.is_heading()
            && !leaf.above.any(ELSEWHERE)
    });
    let line = |leaf: &Leaf| {
        let is_bare = leaf.linked * 2 < leaf.chars
            && (leaf.above.any(Families::DATE | Families::BYLINE)
                || dates::is_date_line(&leaf.text));
        let date = order.parse(&leaf.text)?;
        Some(Line { date, is_change: says_change(&leaf.text), is_bare })
    };
    dated.filter_map(line).collect()
}

/// What stands before the date speaks of a change.
fn says_change(line: &str) -> bool {
    let before = line.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    let before = before.to_lowercase();
    CHANGES.iter().any(|word| before.contains(word))
}

/// The date that the page shows: `time` elements and what is marked as a date, nearest to the headline.
fn visible(page: &Page<'_>, leaves: &[Leaf], order: Order) -> Option<(PageDate, Source)> {
    let headline = page.nodes.iter().position(|node| node.tag == Tag::Heading(1)).unwrap_or(0);
    let is_elsewhere =
        |at: usize| page.ancestors(at).any(|above| page.nodes[above].families.any(ELSEWHERE));
    let is_marked =
        |node: &Node<'_>| node.attr("itemprop").is_some_and(|name| name.contains("datePublished"));
    let marked = page.nodes.iter().enumerate().filter(|(at, node)| {
        node.element.is_some() && (node.tag == Tag::Time && !is_elsewhere(*at) || is_marked(node))
    });
    let times = marked.filter_map(|(at, node)| {
        let text = page.text_of(at);
        let date = node
            .attr("datetime")
            .or_else(|| node.attr("content"))
            .and_then(|text| order.parse(text))
            .or_else(|| order.parse(&text))?;
        Some(((is_changed(node) || says_change(&text), at.abs_diff(headline)), date))
    });
    if let Some((_, date)) = times.min_by_key(|(rank, _)| *rank) {
        return Some((date, Source::Time));
    }
    let line = |leaf: &&Leaf| {
        leaf.text.len() < 120
            && leaf.text.bytes().any(|b| b.is_ascii_digit())
            && !leaf.above.any(Families::COMMENTS | Families::RELATED | Families::FOOTER)
            && (leaf.above.any(Families::DATE | Families::BYLINE)
                || dates::is_date_line(&leaf.text))
    };
    let dated = leaves.iter().filter(line).filter_map(|leaf| {
        let rank = (says_change(&leaf.text), leaf.first.abs_diff(headline));
        Some((rank, order.parse(&leaf.text)?))
    });
    let nearest = dated.min_by_key(|(rank, _)| *rank);
    nearest.map(|(_, date)| (date, Source::Byline)).or_else(|| {
        let date = order.parse(page.title?.rsplit(['|', '–', '-']).next()?)?;
        Some((date, Source::Title))
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
