//! Compose: from an entry and what its page gave, the article that is emitted.
//!
//! Always: what the page shows goes before what the feed says, where it is about the same thing; a reason
//! is given where the page's text was wanted and is not what is emitted. Never: an empty body, a date
//! ahead of the poll, credentials in an address, a control character in a line.

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::Timestamp;
use url::Url;

use super::both::{Both, lines};
use super::own_text::OwnText;
use super::portrait::portrait_of;
use super::sources::sources;
use super::{address, filter, headline};
use crate::article::{
    Article, Attachment, Author, BodyFrom, Extension, Image, Source, Sources, VERSION,
};
use crate::config::{self, BodyChoice};
use crate::extract::{self, Doubt, ExtractError, Extraction, Trace, one_line};
use crate::feed::{Entry, Feed};
use crate::fetch::Room;
use crate::hosts::Host;
use crate::identity::{ArticleId, clean_url, remove_credentials, url_key};
use crate::pipeline::fingerprint::{self, content_hash};
use crate::pipeline::reason::{INCOMPLETE, Reason};
use crate::state::{Emission, Kept, Met, Portrait, Sample, Trouble, Waiting};

/// The most that a text is worth of which a further page is missing.
const INCOMPLETE_QUALITY: f64 = 0.5;
/// Below this quality, more likely wrong than right, a longer text in the feed is preferred.
const DOUBTFUL: f64 = 0.5;

/// A page that was read.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) extraction: Extraction,
    /// Its address after redirects.
    pub(super) url: Url,
    pub(super) fetched: Timestamp,
    /// Why a further page of the article is not in it, if one is not.
    pub(super) missing: Option<Reason>,
    /// What its documents take of the room for long ones.
    pub(super) room: Room,
}

/// What an article is composed from.
pub(super) struct Ingredients<'a> {
    pub(super) id: ArticleId,
    pub(super) revision: u32,
    pub(super) feed: &'a config::Feed,
    pub(super) document: &'a Feed,
    pub(super) entry: &'a Entry,
    /// The page, or why it could not be read; `None` if nobody asked for it.
    pub(super) page: Option<Result<Page, Reason>>,
    /// When the entry was discovered.
    pub(super) found: Timestamp,
    pub(super) now: Timestamp,
}

/// An article, and what the state is to know of it.
pub(in crate::pipeline) struct Composed {
    pub(in crate::pipeline) article: Article,
    /// Keys met on the way.
    pub(super) met: Met,
    /// A hash of what lasts of its title and text.
    pub(super) lasting: u64,
    /// What is kept of its text.
    pub(in crate::pipeline) portrait: Portrait,
    /// When the page says that it was last edited.
    pub(super) modified: Option<Timestamp>,
    /// Why its text is poor, if it is for a reason that may pass.
    pub(in crate::pipeline) poor: Option<Trouble>,
    /// What its page leaves with its host's memory.
    pub(in crate::pipeline) traces: Option<(Host, Vec<Trace>)>,
    /// What its page and its entry take of the room for long ones, until it is emitted.
    pub(super) rooms: [Room; 2],
    /// What the page yielded, if one was read.
    pub(in crate::pipeline) sample: Option<Sample>,
    /// What keeps it back.
    pub(super) kept_by: Option<String>,
}

impl Composed {
    /// The text is the page's, and nothing speaks against it.
    pub(super) fn is_whole_page(&self) -> bool {
        let extension = &self.article.courant;
        extension.body_from == BodyFrom::Page && extension.reason.is_none()
    }

    /// What is kept of it where a filter keeps it back.
    pub(super) fn kept_back(&self, waiting: &Waiting, at: Timestamp) -> Option<Kept> {
        let by = self.kept_by.clone()?;
        let (feed, id) = (waiting.feed.clone(), waiting.id);
        let (title, url) = (self.article.title.clone(), self.article.url.clone());
        Some(Kept { feed, id, by, at, title, url })
    }

    /// What is marked with it.
    pub(in crate::pipeline) fn emission(&self, waiting: &Waiting) -> Emission {
        Emission {
            at: self.article.courant.emitted,
            revision: self.article.courant.revision,
            url: self.article.url.clone(),
            title: self.article.title.clone(),
            // A link that several entries share leads them all to one page, which tells nothing apart.
            met: if waiting.shared_link { Met::default() } else { self.met },
            lasting: self.lasting,
            from_page: self.is_whole_page(),
            portrait: Some(Portrait { at: self.article.courant.emitted, ..self.portrait.clone() }),
            changes: None,
            look: None,
        }
    }
}

/// Composes the article.
pub(super) fn compose(ingredients: Ingredients<'_>) -> Composed {
    let Ingredients { id, revision, feed, document, entry, page, found, now } = ingredients;
    let base = entry.link.as_ref().unwrap_or(&feed.url);
    let own = OwnText::of(entry, entry.base.as_ref().unwrap_or(base));
    let was_read = match &page {
        Some(Err(reason)) => reason.code == ExtractError::NoBody.code(),
        page => page.is_some(),
    };
    let (page, reason) = match page {
        None => (None, None),
        Some(Err(reason)) => (None, Some(reason.code.to_owned())),
        Some(Ok(page)) => prefer(page, &own, feed.body),
    };
    let read = page.as_ref().map(|page| &page.extraction);
    let both = Both { page: read, entry, own: &own, document };

    let title = both.title();
    let (body_from, body, quality) = match &page {
        Some(page) => (BodyFrom::Page, Cow::Borrowed(&page.extraction.body), page.quality()),
        None => own.or_title(title.as_deref().or(base.host_str()).unwrap_or("article")),
    };
    let text = body.to_text();
    let lasting = fingerprint::of_what_lasts(title.as_deref(), &text);
    let images: Vec<Image> = body.images().into_iter().map(image).collect();
    let main_image = both.image().map(Url::to_string);
    let own_address = || entry.link.as_ref().and_then(clean_url);
    let address = page.as_ref().and_then(Page::address).or_else(own_address);
    let modified = both.modified();
    let mut article = Article {
        id,
        url: address.map(|url| url.to_string()),
        summary: both.summary(&text),
        // A title is no markup.
        content_html: (body_from != BodyFrom::Title).then(|| body.to_html()),
        content_markdown: body.to_markdown(),
        image: main_image.or_else(|| Some(images.first()?.url.clone())),
        date_published: both.published().map(|date| date.min(found)),
        date_modified: modified.or(both.updated()).map(|date| date.min(found)),
        authors: lines(both.authors()).map(|name| Author { name }).collect(),
        tags: distinct(lines(&feed.tags).chain(lines(&entry.categories))),
        language: both.language(),
        attachments: entry.enclosures.iter().map(attachment).collect(),
        courant: Extension {
            version: VERSION,
            revision,
            emitted: now,
            fetched: page.as_ref().map(|page| page.fetched),
            feed: source(feed, document),
            entry_id: entry.guid.as_deref().and_then(one_line).map(without_credentials),
            body_from,
            sources: Sources::default(),
            reason,
            byline: read.and_then(|read| read.byline.as_deref().and_then(one_line)),
            agencies: read.map(|read| lines(&read.agencies).collect()).unwrap_or_default(),
            images,
            words: body.words(),
            content_hash: content_hash(title.as_deref(), &text),
            quality,
            story: None,
            similarity: None,
            also: Vec::new(),
            rights: read.map(|read| read.rights.clone()).unwrap_or_default(),
        },
        title,
        content_text: text,
    };
    article.courant.sources = sources(&article, read, found);
    let yielded = |read: &Extraction| Sample { quality: read.quality, words: body.words() };
    // What came out is kept up to date, whatever a filter says by now.
    let kept_by = (revision == 1).then(|| filter::of_article(&feed.filter, &article, found));
    let met = page.as_ref().filter(|page| page.is_about(entry)).map(Page::keys);
    Composed {
        portrait: portrait_of(&article),
        article,
        met: met.unwrap_or_default(),
        lasting,
        modified,
        poor: None,
        sample: was_read.then(|| read.map_or(Sample::NOTHING, yielded)),
        traces: page.and_then(|page| Some((Host::of(&page.url)?, page.extraction.traces))),
        rooms: Default::default(),
        kept_by: kept_by.flatten(),
    }
}

/// A guid as it is shown. It may be an address, and then with user and password: by those the entry is still known.
fn without_credentials(guid: String) -> String {
    let url = Url::parse(&guid).ok();
    let secret = |url: &Url| !url.username().is_empty() || url.password().is_some();
    url.filter(secret).map_or(guid, |mut url| {
        remove_credentials(&mut url);
        url.into()
    })
}

fn source(feed: &config::Feed, document: &Feed) -> Source {
    let title = document.title.as_deref().and_then(one_line);
    Source { name: feed.name.to_string(), url: feed.url.to_string(), title }
}

/// The page, unless its text is worse than the feed's; and why it is not taken, or is doubtful.
fn prefer(page: Page, own: &OwnText, choice: BodyChoice) -> (Option<Page>, Option<String>) {
    let read = &page.extraction;
    let fault = read.reasons.first().map(|doubt| doubt.code());
    let fault = fault.or(page.missing.as_ref().map(|_| INCOMPLETE)).map(str::to_owned);
    let no_article = read.body.is_empty() || read.reasons.iter().any(|doubt| doubt.is_wall());
    let longer = own.from != BodyFrom::Title && own.body.words() > read.body.words();
    // Then any text of the feed's own is better.
    let foreign = own.from != BodyFrom::Title && read.reasons.contains(&Doubt::Mismatch);
    let worse = read.quality < DOUBTFUL || own.from == BodyFrom::Feed && fault.is_some();
    let doubtful = choice == BodyChoice::Best && (foreign || longer && worse);
    if no_article || doubtful {
        (None, Some(fault.unwrap_or_else(|| ExtractError::NoBody.code().to_owned())))
    } else {
        (Some(page), fault)
    }
}

impl Page {
    fn address(&self) -> Option<Url> {
        address::address_of(&self.url, self.extraction.canonical.as_ref())
    }

    /// Whether its headline speaks of the entry: links of all kinds can lead to one page for signing in.
    fn is_about(&self, entry: &Entry) -> bool {
        match (self.extraction.title.as_deref(), entry.title.as_deref()) {
            (Some(page), Some(entry)) => headline::shares_words(page, entry),
            _ => true,
        }
    }

    /// How sure one is of its text.
    fn quality(&self) -> f64 {
        let most = if self.missing.is_some() { INCOMPLETE_QUALITY } else { 1.0 };
        self.extraction.quality.min(most)
    }

    fn keys(&self) -> Met {
        let own = Some(&self.url).filter(|url| !address::is_front_page(url));
        let canonical = address::canonical_of(&self.url, self.extraction.canonical.as_ref());
        Met { address: own.and_then(url_key), canonical: canonical.as_ref().and_then(url_key) }
    }
}

fn image(image: &extract::Image) -> Image {
    Image {
        url: image.url.to_string(),
        caption: image.caption.as_deref().and_then(one_line),
        credit: image.credit.as_deref().and_then(one_line),
        alt: image.alt.as_deref().and_then(one_line),
    }
}

fn attachment(enclosure: &crate::feed::Enclosure) -> Attachment {
    Attachment {
        url: enclosure.url.to_string(),
        mime_type: enclosure
            .media_type
            .as_deref()
            .and_then(one_line)
            .unwrap_or_else(|| "application/octet-stream".to_owned()),
        size_in_bytes: enclosure.bytes,
        duration_in_seconds: enclosure.seconds,
    }
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    texts.filter(|text| seen.insert(text.to_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Hints;

    #[test]
    fn a_canonical_address_counts_on_the_own_host_alone() {
        let found_at = |canonical: &str| {
            let url = Url::parse("https://m.example.org/a").unwrap();
            let text = "The bridge opened after nine years, and all the town came to see it. ";
            let page = format!(
                "<html><head><link rel=canonical href='{canonical}'></head><body><h1>A bridge</h1>\
                 <article><p>{}</p><p>{}</p></article></body></html>",
                text.repeat(5),
                text.repeat(6)
            );
            let extraction = extract::extract(&page, &url, &Hints::default()).unwrap();
            Page {
                extraction,
                url,
                fetched: Timestamp::UNIX_EPOCH,
                missing: None,
                room: Room::default(),
            }
            .address()
            .unwrap()
            .to_string()
        };
        // A host is a registrable domain.
        assert_eq!(found_at("https://www.example.org/b?utm_source=m"), "https://www.example.org/b");
        assert_eq!(found_at("https://www.example.org/"), "https://m.example.org/a");
        assert_eq!(found_at("https://www.example.net/b"), "https://m.example.org/a");
    }
}
