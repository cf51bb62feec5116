//! A page in, the article out. Pure: no I/O, no tokio, no state.
//!
//! | chapter | what it tells |
//! |---|---|
//! | `sift` | the way of a page through all of these |
//! | `page` | the bytes as text, its tokens, tree and nodes |
//! | `labels` | what class, id and role say of each node; `wording`, what its words say |
//! | `leaves` | the lines of text; `candidates`, `bounds` and `headline` say where the article begins and ends |
//! | `prune` | what stands in it and is no part of it; `features` and `model` say it by what was learnt |
//! | `body` | the kept leaves as a tree of blocks, its pictures, and how it is written down |
//! | `metadata`, `quality` | who, when, what; and how sure one can be of it all |
//!
//! Always: bounded in time and size, owned data out. Never: a script, a style, an address that is not
//! http(s), or a control character in what comes out.

mod body;
mod bounds;
mod candidates;
mod embedded;
mod explanation;
mod features;
mod headline;
mod labels;
mod leaves;
mod lines;
mod metadata;
mod model;
mod page;
mod paging;
#[doc(hidden)]
pub mod parity;
mod prune;
mod quality;
mod sift;
#[cfg(test)]
mod tests;
#[doc(hidden)]
pub mod training;
mod unshown;
mod wording;

pub use body::fragment::{fragment, text_of};
pub use body::text::one_line;
pub use body::{Block, Body, Cell, Inline, is_dense};
pub use explanation::{Explanation, Line, MAX_LINES, MAX_TEXT};
pub use leaves::Why;
pub use metadata::{Source, Sources, add_directives, is_house};
pub use page::charset::decode;
pub(crate) use page::parse::parse_to_select as parse_page;
pub use page::parse::{MAX_NODES, PARSE_BUDGET};
pub use paging::Part;
pub use prune::standing::{HostMemory, MAX_TRACES, Stood, Trace};
pub use quality::{Doubt, Grounds, Sign};

use crate::article::Rights;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sift::{Asked, read};
use url::Url;

/// What the caller knows of the page beforehand; used when there, never needed.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// The entry's title.
    pub title: Option<String>,
    /// The entry's summary, as text.
    pub summary: Option<String>,
    /// The entry's body, as text with a blank line between two paragraphs.
    pub body: Option<String>,
    /// What stood on other articles of the page's host; `None` where nobody keeps count of that.
    pub host: Option<HostMemory>,
    /// Where the page stands among those of its article; `None` for the first.
    pub part: Option<Part>,
}

/// What was found on a page.
#[derive(Debug, Clone, Default)]
pub struct Extraction {
    /// The headline.
    pub title: Option<String>,
    /// The standfirst that the page shows, as text. It is the body's first paragraph, too.
    pub standfirst: Option<String>,
    /// The page's description from its metadata.
    pub description: Option<String>,
    /// The byline as printed, e.g. `ls/se (Reuters, AFP)`.
    pub byline: Option<String>,
    /// News agencies credited in byline or dateline.
    pub agencies: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The authors are no people but the house that publishes it, for want of them.
    pub signed_by_house: bool,
    /// When it was published.
    pub published: Option<PageDate>,
    /// When it was modified.
    pub modified: Option<PageDate>,
    /// The language as BCP 47.
    pub language: Option<String>,
    /// The canonical address, absolute.
    pub canonical: Option<Url>,
    /// The main image.
    pub image: Option<Url>,
    /// The images of the body, with captions and credits apart.
    pub images: Vec<Image>,
    /// The body.
    pub body: Body,
    /// Where the metadata were found.
    pub found: Sources,
    /// How likely this is the article, nearly all of it, and hardly anything else, 0 to 1.
    pub quality: f64,
    /// Why not surer, the gravest first.
    pub reasons: Vec<Doubt>,
    /// What the page leaves with its host's memory; empty if that was not asked for, or the page is a copy.
    pub traces: Vec<Trace>,
    /// The article's next page.
    pub next: Option<Url>,
    /// What the page says of its use.
    pub rights: Rights,
}

/// A date that a page gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageDate {
    /// The moment; 00:00 UTC where the page gives a day only.
    pub at: Timestamp,
    /// The page gives the time of day, too.
    pub has_time: bool,
}

/// An image of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Absolute http(s) address.
    pub url: Url,
    /// The caption, without the credit.
    pub caption: Option<String>,
    /// The credit, without "Image:" and the like.
    pub credit: Option<String>,
    /// The alternative text.
    pub alt: Option<String>,
}

/// Why no article came of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The parse ran out of time.
    #[error(
        "the page took longer to parse than the budget allows; its markup is nested or repeated beyond reason"
    )]
    PageBudget,
    /// There is no text that could be an article.
    #[error("the page has no text that could be an article")]
    NoBody,
    /// This is something else than HTML.
    #[error("the document is not HTML")]
    NotHtml,
}

impl ExtractError {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::PageBudget => "page_budget",
            Self::NoBody => "no_body",
            Self::NotHtml => "not_html",
        }
    }
}

/// The article of a page that was found at `url`.
pub fn extract(html: &str, url: &Url, hints: &Hints) -> Result<Extraction, ExtractError> {
    read(html, url, hints, Asked::default())
}

/// The same, and what became of each line of the page; without lines where the page was not read at all.
pub fn explain(
    html: &str,
    url: &Url,
    hints: &Hints,
) -> (Result<Extraction, ExtractError>, Explanation) {
    let mut explanation = Explanation::default();
    let found =
        read(html, url, hints, Asked { explanation: Some(&mut explanation), ..Asked::default() });
    (found, explanation)
}
