//! A page in, the article out. Pure: no I/O, no tokio, no state.
//!
//! Always: bounded in time and size, owned data out. Never: a script, a style, an address that is not
//! http(s), or a control character in what comes out.

mod body;
mod build;
mod candidates;
mod charset;
mod families;
mod images;
mod leaves;
mod metadata;
mod page;
mod parse;
mod prune;
mod tag;
mod text;
mod wording;

pub use body::{Block, Body, Cell, Inline};
pub use charset::decode;
pub use parse::PARSE_BUDGET;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// What the caller knows of the page beforehand; used when there, never needed.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// The entry's title.
    pub title: Option<String>,
    /// The entry's summary, as text.
    pub summary: Option<String>,
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
    /// How sure we are that this is the article and nothing else, 0 to 1.
    pub quality: f64,
    /// Why not surer, as stable codes: `paywall`, `consent`, `challenge`, `short`, `listing`.
    pub reasons: Vec<&'static str>,
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
    let tree = parse::parse(html)?;
    let mut page = page::Page::new(&tree);
    let mut leaves = leaves::leaves(&page);
    let prose = candidates::weigh(&mut page, &mut leaves);
    let region = candidates::region(&page, &prose);
    let title = hints.title.clone().or_else(|| {
        page.metas
            .iter()
            .find(|meta| page::attr(meta, "property") == Some("og:title"))
            .and_then(|meta| page::attr(meta, "content"))
            .map(str::to_owned)
    });
    let known = prune::Known { title: title.as_deref(), authors: &[], description: None };
    let kept = prune::prune(&page, &mut leaves, region, &prose, &known);
    let pieces = build::pieces(&page, &leaves, &kept, region, url);
    let body = Body { blocks: build::blocks(&page, region, pieces, url) };
    Ok(Extraction { title, body, ..Extraction::default() })
}
