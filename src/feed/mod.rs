//! Bytes in, [`Feed`] and [`Entry`]s out: charset, raw parts, feed-rs, links, dates.
//!
//! Always: every entry of the document in its order, with its raw parts as the document gives them.
//! Never: a panic, an id that nobody gave, a date taken from a clock.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// A feed as it was read.
#[derive(Debug, Clone, Default)]
pub struct Feed {
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
}

/// An item of a feed.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The raw guid, Atom id, JSON Feed id or `rdf:about`; never a made-up one.
    pub guid: Option<String>,
    /// Its page: absolute, http or https, without credentials.
    pub link: Option<Url>,
    /// Its title, as text: tags gone, entities decoded once.
    pub title: Option<String>,
    /// Its summary as HTML, not yet made safe.
    pub summary: Option<String>,
    /// Its full text as HTML, not yet made safe.
    pub content: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its categories, as text.
    pub categories: Vec<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was updated.
    pub updated: Option<Timestamp>,
    /// Files that come with it.
    pub enclosures: Vec<Enclosure>,
    /// An image of it.
    pub image: Option<Url>,
    /// Its language, if it has one of its own.
    pub language: Option<String>,
    /// A digest of the whole raw entry, dates included: two entries of a document with equal digests are one.
    pub raw: [u8; 16],
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
