//! What the page says of its article outside of the text: one record from many sources.
//!
//! The locale of the sources follows how often each is right (`docs/extraction.md`).

mod authors;
pub(super) mod bylines;
pub(super) mod changes;
mod clock;
pub(super) mod dates;
mod eras;
mod full;
mod heads;
mod jsonld;
mod language;
mod lists;
mod locale;
mod marked;
mod metas;
mod names;
mod openings;
mod published;
mod rights;
mod short;
mod shown;
mod site;
mod source;
#[cfg(test)]
mod tests;
mod title;
mod words;

pub use names::is_house;
pub use rights::add_directives;
pub use source::{Source, Sources};

use url::Url;

use super::body::build;
use super::body::fragment::of_attribute;
use super::body::text::one_line;
use super::leaves::Leaf;
use super::page::{Page, attr};
use super::prune::squeezed;
use super::{Hints, PageDate};
use heads::Heads;
use locale::Locale;
use metas::{Metas, decoded};
use site::Site;
use title::Claims;

/// Names of `meta` elements that hold the main image.
const IMAGES: &[&str] =
    &["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"];

/// The longest description, in bytes.
const LONGEST: usize = 1000;

/// Names of `meta` elements that hold what the page is filed under.
const SECTIONS: &[&str] = &["article:section", "section", "category", "content_category"];

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub title: Option<String>,
    /// The headline as the page shows it, where the title is worded otherwise.
    pub shown: Option<String>,
    pub description: Option<String>,
    pub authors: Vec<String>,
    /// The authors are the house that publishes it, for want of people.
    pub is_signed_by_house: bool,
    pub published: Option<PageDate>,
    pub modified: Option<PageDate>,
    pub language: Option<String>,
    pub canonical: Option<Url>,
    pub image: Option<Url>,
    /// The JSON-LD's `articleBody`.
    pub body: Option<String>,
    pub locked: bool,
    pub rights: crate::article::Rights,
    /// Where all this was found.
    pub found: Sources,
}

impl Metadata {
    /// Reporters sign with initials and agencies: the house is none of the authors then; a desk of it is.
    pub(super) fn reporters_sign(&mut self) {
        if self.is_signed_by_house && !self.authors.iter().any(|name| is_house(name)) {
            self.authors.clear();
            self.is_signed_by_house = false;
            self.found.authors = None;
        }
    }

    /// The authors who are people: none where the house signs.
    pub(super) fn people(&self) -> &[String] {
        if self.is_signed_by_house { &[] } else { &self.authors }
    }
}

/// Reads all sources.
pub(super) fn read(page: &Page<'_>, leaves: &[Leaf], url: &Url, hints: &Hints) -> Metadata {
    let linked = jsonld::read(&page.json);
    let metas = Metas::of(page);
    let site_name = metas.get("og:site_name");
    let application = metas.get("application-name");
    let named = [&site_name, &application, &linked.publisher];
    let sections = SECTIONS.iter().filter_map(|name| metas.get(name)).chain(linked.section.clone());
    let site = Site::new(named.into_iter().filter_map(Option::as_deref), sections, url);
    let heads = Heads::of(page, url);
    let claims = Claims {
        is_news: linked.is_news,
        linked: linked.headline.as_deref().map(decoded),
        open_graph: metas.get("og:title"),
        twitter: metas.get("twitter:title"),
        document: page.title.and_then(one_line),
        hint: hints.title.clone(),
    };
    let base = build::base(page, url);
    let canonical = page
        .links
        .iter()
        .find(|link| attr(link, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")))
        .and_then(|link| attr(link, "href"));

    let title = title::choose(&heads, &claims, &site);
    let language = language::find(page, &metas, linked.language.as_deref());
    let locale = Locale::of(
        language.as_ref().map(|(language, _)| language.as_str()),
        metas.get("og:locale").as_deref(),
    );
    let published = published::find(page, leaves, &heads, &linked, &metas, (url.path(), locale));
    let modified = published::modified(&linked, &metas, locale, published.map(|(date, _)| date));
    // Some repeat the title there, or the whole text.
    let headline = title.as_ref().map(|(title, _)| squeezed(title));
    let described = |text: &str| {
        let text = of_attribute(text)?;
        (headline.as_ref() != Some(&squeezed(&text))).then(|| shortened(text))
    };
    let description = metas
        .first(&["og:description", "description"], described)
        .or_else(|| Some((described(linked.description.as_deref()?)?, Source::JsonLd)))
        .or_else(|| metas.first(&["twitter:description"], described));
    let authors = authors::find(page, leaves, &heads, &linked, &metas, &site);
    let image = linked
        .image
        .as_deref()
        .and_then(|href| Some((build::address(href, &base)?, Source::JsonLd)))
        .or_else(|| metas.first(IMAGES, |href| build::address(href, &base)));
    let rights = rights::find(page, &metas, &linked, &base);
    Metadata {
        rights,
        found: Sources {
            title: source(title.as_ref()),
            description: source(description.as_ref()),
            authors: authors.source,
            published: source(published.as_ref()),
            modified: source(modified.as_ref()),
            language: source(language.as_ref()),
            image: source(image.as_ref()),
        },
        shown: title.as_ref().and_then(|(title, source)| title::shown(&heads, title, *source)),
        title: value(title),
        description: value(description),
        is_signed_by_house: authors.is_house,
        authors: authors.names,
        published: value(published),
        modified: value(modified),
        language: value(language),
        canonical: canonical.and_then(|href| build::address(href, &base)),
        image: value(image),
        body: linked.body,
        locked: linked.locked,
    }
}

/// A description of at most [`LONGEST`] bytes, which ends with a sentence if one ends in its second half.
fn shortened(mut text: String) -> String {
    if text.len() <= LONGEST {
        return text;
    }
    text.truncate(text.floor_char_boundary(LONGEST - '…'.len_utf8()));
    let ends = |mark: &str| text.rfind(mark).map(|at| at + mark.trim_end().len());
    let end = [". ", "! ", "? ", "。", "！", "？"].into_iter().filter_map(ends).max();
    if let Some(end) = end.filter(|&end| end > LONGEST / 2) {
        text.truncate(end);
    } else {
        text.truncate(text.rfind(' ').unwrap_or(text.len()));
        text.push('…');
    }
    text
}

fn value<T>(found: Option<(T, Source)>) -> Option<T> {
    found.map(|(value, _)| value)
}

fn source<T>(found: Option<&(T, Source)>) -> Option<Source> {
    found.map(|(_, source)| *source)
}
