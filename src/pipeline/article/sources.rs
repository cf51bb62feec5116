//! Where each part of an article came from: told of what was composed, by what it is equal to. Pure.
//!
//! Never: a part changed. What page and feed say alike is the page's, which comes first.

use jiff::Timestamp;

use crate::article::{Article, Part, Sources};
use crate::extract::{Extraction, one_line};

/// The sources of an article that was made of this page, if one was used, and of its entry in the feed.
pub(super) fn sources(article: &Article, page: Option<&Extraction>, found: Timestamp) -> Sources {
    let of = |is_there: bool, is_the_pages: bool| {
        let part = if is_the_pages { Part::Page } else { Part::Feed };
        is_there.then_some(part)
    };
    let same = |ours: &Option<String>, its: Option<&str>| {
        ours.is_some() && its.and_then(one_line).as_ref() == ours.as_ref()
    };
    let text = |ours: &Option<String>, its: &[Option<&str>]| {
        of(ours.is_some(), its.iter().any(|its| same(ours, *its)))
    };
    let read = |of: fn(&Extraction) -> Option<&String>| page.and_then(of).map(String::as_str);
    let image = page.and_then(|page| page.image.as_ref());
    let date = page.and_then(|page| page.published).map(|date| date.at.min(found));
    let authors = page.is_some_and(|page| {
        page.authors
            .iter()
            .filter_map(|name| one_line(name))
            .eq(article.authors.iter().map(|author| author.name.clone()))
    });
    Sources {
        title: text(&article.title, &[read(|page| page.title.as_ref())]),
        summary: text(
            &article.summary,
            &[read(|page| page.standfirst.as_ref()), read(|page| page.description.as_ref())],
        ),
        date_published: of(article.date_published.is_some(), article.date_published == date),
        authors: of(!article.authors.is_empty(), authors),
        image: text(&article.image, &[image.map(url::Url::as_str)]),
        language: text(&article.language, &[read(|page| page.language.as_ref())]),
    }
}
