//! Bytes in, [`Feed`] and [`Entry`]s out: charset, raw parts, feed-rs, links, dates.
//!
//! `decode` makes text of the bytes, `split` takes an XML feed apart into its raw entries, `read` has feed-rs
//! read them and completes each by its raw parts, `repair` rewrites those that feed-rs cannot read. JSON Feed
//! is read by `json`.
//!
//! Always: every entry of the document in its order, with its raw parts as the document gives them; time and
//! memory linear in the input, at most [`MAX_ENTRIES`] entries. Never: a panic, an id that nobody gave, a date
//! taken from a clock.

mod dates;
mod decode;
mod document;
mod elements;
mod form;
mod hints;
mod items;
mod json;
mod lines;
mod links;
mod markup;
mod members;
mod names;
mod plain;
mod read;
mod repair;
mod split;
#[cfg(test)]
mod tests;
mod text;
mod texts;
mod tokens;
mod wrapper;
mod zones;

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

pub use dates::{Confidence, Date, parse as parse_date};
pub use decode::decode;
pub use hints::Hints;
pub use split::MAX_ENTRIES;
pub use text::{MAX_TEXT, line as one_line, of_html as text_of_html, visible};

use crate::identity::Parts;
use document::{Document, Field};
use names::Ns;
use repair::Rule;

/// Reads a feed from the bytes that a server sent: [`decode`], then [`parse`].
///
/// `url` is the feed's final address; relative links are relative to it.
pub fn read(bytes: &[u8], content_type: Option<&str>, url: &Url) -> Result<Feed, FeedError> {
    parse(&decode(bytes, content_type), url)
}

/// Reads a feed from text that [`decode`] made.
pub fn parse(text: &str, url: &Url) -> Result<Feed, FeedError> {
    let once = decode::encoded_twice(text);
    let text = once.as_deref().unwrap_or(text);
    let mut feed = match text.trim_start().as_bytes().first() {
        Some(b'{') => json::read(text, url),
        Some(b'<') => read_xml(text, url),
        _ => Err(FeedError::NotAFeed(
            "an empty document, or one without XML or JSON in it".to_owned(),
        )),
    }?;
    if once.is_some() {
        feed.repaired.push(Rule::EncodedTwice.name());
    }
    Ok(feed)
}

fn read_xml(text: &str, url: &Url) -> Result<Feed, FeedError> {
    let joined = decode::joined(text);
    let mut document =
        split::split(&joined, url).map_err(|first| FeedError::NotAFeed(kind(first)))?;
    if let Cow::Owned(_) = joined {
        document.rules.add(Rule::CharacterReference);
    }
    let entries = read::entries(&mut document);
    let is_empty =
        document.stops || document.head.is_empty() && document.rules.has(Rule::Truncated);
    if entries.is_empty() && is_empty {
        return Err(FeedError::Broken("it stops before its first entry is complete".to_owned()));
    }
    let feed = |local: &str| text_at(&document, &[Ns::Rss, Ns::Atom, Ns::Atom03], local);
    let language = feed("language").or_else(|| text_at(&document, &[Ns::Dc], "language"));
    let language = language.or_else(|| document.language.clone());
    Ok(Feed {
        title: feed("title").as_deref().and_then(text::of_html),
        format: document.format,
        home: links::of_head(&document.head, &document.base),
        language: language.as_deref().and_then(read::language_tag),
        hints: hints::of_head(&document.head, &document.base),
        repaired: document.rules.names(),
        cut: document.cut,
        entries,
    })
}

/// The text of the first such field in a feed's head.
fn text_at(document: &Document<'_>, namespaces: &[Ns], local: &str) -> Option<String> {
    let is_it = |field: &&Field<'_>| namespaces.contains(&field.ns) && field.local == local;
    document.head.iter().find(is_it).map(|field| tokens::text_of(field.inner).into_owned())
}

/// What a document is whose first element is not a feed's.
fn kind(first: Option<&str>) -> String {
    match first.map(|name| name.chars().take(40).collect::<String>()) {
        Some(name)
            if ["html", "head", "body"].iter().any(|html| name.eq_ignore_ascii_case(html)) =>
        {
            "an HTML page".to_owned()
        }
        Some(name) if name.eq_ignore_ascii_case("opml") => "an OPML list of feeds".to_owned(),
        Some(name) if ["urlset", "sitemapindex"].contains(&name.as_str()) => "a sitemap".to_owned(),
        Some(name) => format!("a document of <{}>", name.escape_debug()),
        None => "markup without any element".to_owned(),
    }
}

/// The digest of an entry's raw text, which is given in pieces.
fn digest(raw: impl IntoIterator<Item: AsRef<[u8]>>) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for piece in raw {
        hasher.update(piece.as_ref());
    }
    let mut digest = [0; 16];
    digest.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    digest
}

/// Why a document could not be read as a feed. What was read before stays as it is; a later poll may do better.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// It is something else.
    #[error(
        "this is not a feed but {0}; give the address of an RSS, Atom or JSON feed (`courant feeds find URL` looks for those of a site)"
    )]
    NotAFeed(String),
    /// It is a feed, too broken to get even one entry out of it.
    #[error("the feed is too broken to be read: {0}; its publisher has to repair it")]
    Broken(String),
}

impl FeedError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            FeedError::NotAFeed(_) => "not_a_feed",
            FeedError::Broken(_) => "bad_feed",
        }
    }
}

/// The format of a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// RSS 0.91 to 2.0.
    #[default]
    Rss,
    /// RSS 0.9 and 1.0, which are RDF.
    Rdf,
    /// Atom 0.3 and 1.0.
    Atom,
    /// JSON Feed.
    Json,
}

impl Format {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Rdf => "RSS 1.0",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }
}

/// A feed as it was read.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    /// Its format.
    pub format: Format,
    /// Its title, as text.
    pub title: Option<String>,
    /// The site that it belongs to.
    pub home: Option<Url>,
    /// Its language as BCP 47, lower case.
    pub language: Option<String>,
    /// Its entries, in document order, not deduplicated.
    pub entries: Vec<Entry>,
    /// Which repair rules were needed to read it, if any.
    pub repaired: Vec<&'static str>,
    /// The document was longer than was read.
    pub cut: bool,
    /// What it says about when to come again.
    pub hints: Hints,
}

/// An item of a feed.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The raw guid, Atom id, JSON Feed id or `rdf:about`; never a made-up one.
    pub guid: Option<String>,
    /// The number that its publisher gives it besides (`dwsyn:contentID`).
    pub number: Option<String>,
    /// Its page: absolute, http or https, without credentials.
    pub link: Option<Url>,
    /// The link that the feed itself gives, where [`link`](Entry::link) is a better one for the same page
    /// (`feedburner:origLink`).
    pub given: Option<Url>,
    /// Its title, as text: tags gone, entities decoded once.
    pub title: Option<String>,
    /// Its summary as HTML, not yet made safe.
    pub summary: Option<String>,
    /// Its full text as HTML, not yet made safe.
    pub content: Option<String>,
    /// What links and pictures in its text are relative to, where the feed says so (`xml:base`).
    pub base: Option<Url>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its categories, as text.
    pub categories: Vec<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was updated.
    pub updated: Option<Timestamp>,
    /// How sure the first of these two is.
    pub confidence: Option<Confidence>,
    /// Files that come with it.
    pub enclosures: Vec<Enclosure>,
    /// An image of it.
    pub image: Option<Url>,
    /// Its language, if it has one of its own.
    pub language: Option<String>,
    /// A digest of the whole raw entry, dates included, its link without tracking: two entries of a document with
    /// equal digests are one. None where guid and link are both there and say so themselves.
    pub raw: Option<[u8; 16]>,
}

impl Entry {
    /// What it is identified by.
    pub fn parts(&self) -> Parts<'_> {
        Parts {
            guid: self.guid.as_deref(),
            number: self.number.as_deref(),
            link: self.link.as_ref(),
            title: self.title.as_deref(),
            content: self.content.as_deref().or(self.summary.as_deref()),
            raw: self.raw.as_ref().map_or(&[], |digest| digest),
        }
    }
}

/// A file that comes with an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// Its address: absolute, http or https.
    pub url: Url,
    /// Its media type, if given.
    pub media_type: Option<String>,
    /// Its size in bytes, if given and not zero.
    pub bytes: Option<u64>,
    /// Its length in seconds, if given.
    pub seconds: Option<u64>,
}
