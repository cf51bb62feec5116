//! The published record: one item of JSON Feed 1.1 with courant's extension object.
//!
//! What is absent is left out: no nulls, no empty strings, no empty lists. Source: <https://www.jsonfeed.org/version/1.1/>;
//! the extension is described in `docs/output.md` and held by `docs/schema/article.schema.json`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identity::ArticleId;

/// The version of the extension object `_courant`.
pub const VERSION: u32 = 1;

/// An article as it is emitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The article's id, 24 hex digits; it never changes.
    pub id: ArticleId,
    /// The final, canonical address of its page, without credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The headline, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The standfirst, or the feed's summary, or the page's description, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The body as text: paragraphs, headings, list items and quotes with blank lines between.
    pub content_text: String,
    /// The body as safe HTML; absent where there is only text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_html: Option<String>,
    /// The body as CommonMark, for the Markdown file; no part of the JSON record.
    #[serde(skip)]
    pub content_markdown: String,
    /// The address of the main image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// When it was published; never ahead of the poll that found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_published: Option<Timestamp>,
    /// When it was last modified, if the page or the feed says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<Timestamp>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// The feed's configured tags, then the entry's categories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The language as BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The entry's enclosures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What courant adds to JSON Feed.
    #[serde(rename = "_courant")]
    pub courant: Extension,
}

/// A person or body that wrote an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The name as printed, without "By".
    pub name: String,
}

/// A file that comes with an entry, such as a podcast's episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its address.
    pub url: String,
    /// Its media type; `application/octet-stream` where the feed names none, since JSON Feed demands one.
    pub mime_type: String,
    /// Its size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_in_bytes: Option<u64>,
    /// Its length in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_in_seconds: Option<u64>,
}

/// courant's extension of the JSON Feed item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    /// The version of this object, [`VERSION`].
    pub version: u32,
    /// 1 for the first emission, then one more for each.
    pub revision: u32,
    /// When this revision was made.
    pub emitted: Timestamp,
    /// When the page was fetched; absent if the text is the feed's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched: Option<Timestamp>,
    /// The feed that it came through.
    pub feed: Source,
    /// The entry's guid as the feed gives it; of one that is an address, without user and password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<String>,
    /// Where the body comes from.
    pub body_from: BodyFrom,
    /// Where each other part comes from.
    #[serde(default, skip_serializing_if = "Sources::is_empty")]
    pub sources: Sources,
    /// Why the body is not the page's, as a stable code, where the page was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The byline as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// News agencies that the byline, a dateline or the authors credit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<String>,
    /// The images of the body, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Image>,
    /// Words in `content_text`; in scripts without word spaces, an estimate.
    pub words: usize,
    /// A hash of title and text that ignores white space: equal hashes, equal articles.
    pub content_hash: String,
    /// How sure the extraction is that this is the article and nothing else, from 0 to 1.
    pub quality: f64,
    /// The first article of its story; absent if it is that one itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<ArticleId>,
    /// How much of the shorter text this one and the nearest of its story share, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    /// Who else tells it: the copies that were left out, where the text of one of them took its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Also>,
    /// What its publisher says of its use, as the page and its answer have it.
    #[serde(default, skip_serializing_if = "Rights::is_empty")]
    pub rights: Rights,
}

/// Where else an article was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Also {
    /// The name of the feed that it came through.
    pub feed: String,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What a publisher says of an article's use. It is recorded, and nothing follows from it here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// What robots are asked: the directives of `<meta name="robots">` and `X-Robots-Tag`, in lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub robots: Vec<String>,
    /// Whether all may read it without paying, where the page says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<bool>,
    /// The address of its licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

impl Rights {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The feed of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The configured name.
    pub name: String,
    /// The configured address, without credentials.
    pub url: String,
    /// The feed's own title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Where the parts of an article come from, as far as it has them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Part>,
    /// The summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Part>,
    /// The date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_published: Option<Part>,
    /// The authors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authors: Option<Part>,
    /// The main image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Part>,
    /// The language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Part>,
}

impl Sources {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where a part comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The page; the feed may say the same.
    Page,
    /// The feed.
    Feed,
}

/// Where a body comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyFrom {
    /// The page that the entry links to.
    Page,
    /// The full text in the feed.
    Feed,
    /// The feed's summary.
    Summary,
    /// The entry's title: there is no other text.
    Title,
}

/// An image of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Its absolute http(s) address.
    pub url: String,
    /// The caption, without the credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The credit, without "Image:" and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// The alternative text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
}
