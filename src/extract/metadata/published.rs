//! When it was published, by all that the page says of it.
//!
//! Metadata first, then what the page shows nearest to its headline, then its address. Metadata that were
//! made when the page was moved say a later day than the page, or its address: then the earlier one is right.
//! Never: the day of a change, where the page shows another one, or its `meta` elements tell one.

use std::cmp::Ordering;

use jiff::SignedDuration;
use jiff::tz::Offset;

use super::dates;
use super::heads::Heads;
use super::jsonld::Linked;
use super::locale::Locale;
use super::metas::Metas;
use super::shown::{Line, around, lines, microdata, visible};
use super::source::Source;
use crate::extract::PageDate;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;

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
    "article.published",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "originalpublicationdate",
    "displaydate",
    "article_date_original",
    "news_keywords_date",
    "last-published",
    "iso-8601-publish-date",
    "dat:published",
    "bt:pubdate",
    "shareaholic:article_published_time",
    "rnews:datepublished",
    "lang_published",
    "vr:published_time",
    "dcsext.artdate",
    "publishedtime",
    "published_time",
    "ga-publishdate",
    "release_date",
    "og:release_date",
    "video:release_date",
    "publish_time",
    "ptime",
    "pdate",
];

/// Names of those that hold some day of the page: that of publishing, or that on which it was made anew.
const MADE: &[&str] = &[
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.available",
    "dcterms.available",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "date",
    "created",
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

/// A day in some zone ends at most so long after it has begun in UTC.
const ENDS: SignedDuration = SignedDuration::from_hours(36);

/// It begins at most so long before.
const BEGINS: SignedDuration = SignedDuration::from_hours(-14);

/// When it was published.
pub(super) fn find(
    page: &Page<'_>,
    leaves: &[Leaf],
    heads: &Heads,
    linked: &Linked,
    metas: &Metas<'_>,
    (path, locale): (&str, Locale<'_>),
) -> Option<(PageDate, Source)> {
    let parse = |text: &str| locale.parse(text);
    let is_changed = changed(linked, metas, locale).is_some();
    let linked = linked.published.as_deref().and_then(parse);
    let stated =
        linked.map(|date| (date, Source::JsonLd)).or_else(|| metas.first(PUBLISHED, parse));
    let stated = stated.or_else(|| microdata(page, locale));
    let lines = lines(page, leaves, heads, locale);
    let in_path = dates::in_path(path, locale).map(|date| (date, Source::Url));
    let mut others = lines.iter().filter(|line| !line.is_change);
    let (first, second) = (others.next(), others.next());
    let only = match (first, second) {
        (Some(Line { date, is_bare: true, .. }), None) => Some((*date, Source::Byline)),
        _ => None,
    };
    let is_other = |(day, _): &(PageDate, Source), made| compare(*day, made) != Ordering::Equal;
    let made = || {
        let made = metas.first(MADE, parse)?;
        Some(only.filter(|only| is_other(only, made.0)).unwrap_or(made))
    };
    let Some((date, source)) = stated.or_else(made) else {
        let named = metas.earliest_named(is_publishing, parse).filter(|_| only.is_none());
        return named
            .or_else(|| visible(page, leaves, locale))
            .or_else(|| {
                let line = lines.iter().find(|line| !line.is_sentence)?;
                Some((line.date, Source::Byline))
            })
            .or_else(|| around(page, leaves, heads, locale))
            .or(in_path);
    };
    let is_earlier = |(day, _): &(PageDate, Source)| compare(*day, date) == Ordering::Less;
    if let Some(earlier) = only.filter(is_earlier).or(in_path.filter(is_earlier)) {
        return Some(earlier);
    }
    // A later one, where nothing speaks of a change: the metadata have the day of the draft.
    let is_later = |(day, _): &(PageDate, Source)| compare(*day, date) == Ordering::Greater;
    // So is one that is all the page goes by, be it that of a change, where no `meta` element tells another.
    let shared = metas.first(PUBLISHED, parse).or_else(|| metas.first(MADE, parse));
    let agrees = |day: &(PageDate, Source)| shared.is_none_or(|shared| !is_other(day, shared.0));
    let change = || {
        let change = lines.iter().find(|line| line.is_bare).filter(|_| first.is_none())?;
        Some((change.date, Source::Byline)).filter(agrees)
    };
    let later = only.filter(|only| !is_changed || agrees(only)).or_else(change);
    if let Some(later) = later.filter(is_later) {
        return Some(shared.filter(|_| agrees(&later)).unwrap_or(later));
    }
    // Another source may know the time of that day.
    let timed = |text: &str| {
        locale.parse(text).filter(|other| {
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
    locale: Locale<'_>,
    published: Option<PageDate>,
) -> Option<(PageDate, Source)> {
    changed(linked, metas, locale)
        .filter(|(modified, _)| published.is_none_or(|published| modified.at >= published.at))
}

/// The day of the last change, by metadata.
fn changed(linked: &Linked, metas: &Metas<'_>, locale: Locale<'_>) -> Option<(PageDate, Source)> {
    let linked = linked.modified.as_deref().and_then(|text| locale.parse(text));
    linked
        .map(|date| (date, Source::JsonLd))
        .or_else(|| metas.first(MODIFIED, |text| locale.parse(text)))
}

/// Whether a day is earlier or later than that of a moment, in whatever zone its page counts.
fn compare(day: PageDate, moment: PageDate) -> Ordering {
    let civil = Offset::UTC.to_datetime(day.at).date();
    let other = Offset::UTC.to_datetime(moment.at).date();
    // Numbers alone, which were read as a day before a month.
    if (civil.year(), civil.month(), civil.day()) == (other.year(), other.day(), other.month()) {
        return Ordering::Equal;
    }
    let Ok(begins) = Offset::UTC.to_timestamp(civil.at(0, 0, 0, 0)) else { return Ordering::Equal };
    let after = moment.at.duration_since(begins);
    let of_day = SignedDuration::ZERO..SignedDuration::from_hours(24);
    let same = if moment.has_time { BEGINS..ENDS } else { of_day };
    match after {
        _ if after < same.start => Ordering::Greater,
        _ if after >= same.end => Ordering::Less,
        _ => Ordering::Equal,
    }
}

/// The name of a `meta` element that holds the day of publishing, however it is spelled.
fn is_publishing(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    let has = |parts: &[&str]| parts.iter().any(|part| letters.contains(part));
    has(PUBLISHED_PARTS) && !has(&["modif", "updat", "last", "unpublish", "expir"])
}
