//! When it was published, by all that the page says of it.
//!
//! Metadata first, then what the page shows nearest to its headline, then its address.

use super::dates;
use super::jsonld::Linked;
use super::metas::Metas;
use super::source::Source;
use crate::extract::PageDate;
use crate::extract::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
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

/// When it was published.
pub(super) fn find(
    page: &Page<'_>,
    leaves: &[Leaf],
    linked: &Linked,
    metas: &Metas<'_>,
    path: &str,
) -> Option<(PageDate, Source)> {
    let linked = linked.published.as_deref().and_then(dates::parse);
    linked
        .map(|date| (date, Source::JsonLd))
        .or_else(|| metas.first(PUBLISHED, dates::parse))
        .or_else(|| visible(page, leaves))
        .or_else(|| dates::in_path(path).map(|date| (date, Source::Url)))
}

/// When it was last changed; never before it was published.
pub(super) fn modified(
    linked: &Linked,
    metas: &Metas<'_>,
    published: Option<PageDate>,
) -> Option<(PageDate, Source)> {
    let linked = linked.modified.as_deref().and_then(dates::parse);
    linked
        .map(|date| (date, Source::JsonLd))
        .or_else(|| metas.first(MODIFIED, dates::parse))
        .filter(|(modified, _)| published.is_none_or(|published| modified.at >= published.at))
}

/// The date that the page shows: `time` elements and what is marked as a date, nearest to the headline.
fn visible(page: &Page<'_>, leaves: &[Leaf]) -> Option<(PageDate, Source)> {
    let headline = page.nodes.iter().position(|node| node.tag == Tag::Heading(1)).unwrap_or(0);
    let outside = |at: usize| {
        page.ancestors(at).any(|above| {
            page.nodes[above].families.any(
                Families::COMMENTS
                    | Families::RELATED
                    | Families::SIDEBAR
                    | Families::FOOTER
                    | Families::NAV,
            )
        })
    };
    let marked = page.nodes.iter().enumerate().filter(|(at, node)| {
        node.attr("itemprop") == Some("datePublished") || node.tag == Tag::Time && !outside(*at)
    });
    let mut times: Vec<(usize, PageDate)> = marked
        .filter_map(|(at, node)| {
            let date = node
                .attr("datetime")
                .or_else(|| node.attr("content"))
                .and_then(dates::parse)
                .or_else(|| dates::parse(&page.text_of(at)))?;
            Some((at.abs_diff(headline), date))
        })
        .collect();
    times.sort_by_key(|(distance, _)| *distance);
    if let Some((_, date)) = times.first() {
        return Some((*date, Source::Time));
    }
    let line = |leaf: &&Leaf| {
        leaf.text.len() < 120
            && leaf.text.bytes().any(|b| b.is_ascii_digit())
            && !leaf.above.any(Families::COMMENTS | Families::RELATED | Families::FOOTER)
    };
    let mut dated: Vec<(usize, PageDate)> = leaves
        .iter()
        .filter(line)
        .filter(|leaf| {
            leaf.above.any(Families::DATE | Families::BYLINE) || dates::is_date_line(&leaf.text)
        })
        .filter_map(|leaf| Some((leaf.first.abs_diff(headline), dates::parse(&leaf.text)?)))
        .collect();
    dated.sort_by_key(|(distance, _)| *distance);
    dated.first().map(|(_, date)| (*date, Source::Byline)).or_else(|| {
        let date = dates::parse(page.title?.rsplit(['|', '–', '-']).next()?)?;
        Some((date, Source::Title))
    })
}
