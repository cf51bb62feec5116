//! A page in, the article out. Pure: no I/O, no tokio, no state.
//!
//! | chapter | what it tells |
//! |---|---|
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
use body::{build, images, quotes, tables, text};
use jiff::Timestamp;
use page::{Page, parse, sniff};
use prune::vouched::Vouched;
use prune::{byline, closing, standing};
use serde::{Deserialize, Serialize};
use url::Url;

/// Where the page shows fewer words, a body is looked for that it does not show.
const LAST_RESORT: usize = 40;

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

/// Who judges, and what is to be told of it.
struct Asked<'a> {
    model: &'a model::Model,
    explanation: Option<&'a mut Explanation>,
    sample: Option<&'a mut training::Sample>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self { model: model::Model::shipped(), explanation: None, sample: None }
    }
}

fn read(
    html: &str,
    url: &Url,
    hints: &Hints,
    mut asked: Asked<'_>,
) -> Result<Extraction, ExtractError> {
    if !sniff::is_html(html) {
        return Err(ExtractError::NotHtml);
    }
    let tree = parse::parse(html)?;
    let mut page = Page::new(&tree);
    let mut leaves = leaves::leaves(&page);
    let prose = candidates::weigh(&mut page, &mut leaves);
    let vouched = Vouched::of(hints.body.as_deref());
    let region = vouched.region(&page, &leaves, candidates::region(&page, &prose));
    let mut meta = metadata::read(&page, &leaves, url, hints);

    let known = prune::Known {
        host: url.host_str().unwrap_or_default(),
        title: meta.shown.as_deref().or(meta.title.as_deref()),
        authors: &meta.authors,
        description: meta.description.as_deref(),
        descriptions: [&meta.description, &hints.summary]
            .map(|text| text.as_deref().map(prune::squeezed).unwrap_or_default()),
    };
    let mut kept = prune::prune(&page, &mut leaves, region, &prose, &known);
    if let Some(sample) = asked.sample {
        model::sample(&page, &leaves, &prose, &known, &kept, sample);
    }
    asked.model.judge(&page, &mut leaves, &prose, &known, &mut kept);
    let prune::Kept { leaves: mut kept, signed, lead } = kept;
    tables::settle(&page, &mut leaves, &mut kept);
    closing::settle(&page, &mut leaves, &mut kept, meta.people());
    vouched.keep(&page, &mut leaves, region, &mut kept);
    quotes::settle(&page, &mut leaves, &mut kept);
    let traces = hints.host.as_ref().map_or_else(Vec::new, |memory| {
        standing::forget(&page, &mut leaves, &mut kept, memory, hints.part.is_none())
    });
    let first = kept.first().map(|&at| &leaves[at]);
    let standfirst = first.filter(|leaf| bounds::is_standfirst(leaf, &known.descriptions));
    let standfirst = standfirst.and_then(|leaf| text::one_line(&leaf.text));
    let byline = signed.and_then(|at| text::one_line(&leaves[at].text));
    let opening = kept.iter().take(3).map(|&at| &*leaves[at].text);
    let agencies = byline::credited(byline.as_deref(), opening, &meta.authors);
    if byline.is_some() {
        meta.reporters_sign();
    }

    let base = build::base(&page, url);
    let album = images::Album::Page(meta.image.as_ref());
    let pieces = build::pieces(&page, &leaves, &kept, &lead, region, &base, album);
    let mut body = Body::of(build::blocks(&page, region, pieces, &base), standfirst.is_some());
    let hidden = if body.words() < LAST_RESORT { unshown::body(&page, &meta, &base) } else { None };
    let last_resort = hidden.is_some();
    if let Some(explanation) = &mut asked.explanation {
        **explanation = explanation::explain(&page, &leaves, &lead, region, &base, album);
        explanation.body_from = hidden.as_ref().map(|(source, _)| *source);
    }
    if let Some((_, found)) = hidden {
        body = found;
    }
    let text = body.to_text();
    let words = body::words(&text);
    let verdict = quality::judge(&quality::Evidence {
        page: &page,
        leaves: &leaves,
        region,
        kept: &kept,
        text: &text,
        words,
        title: meta.title.as_deref(),
        description: meta.description.as_deref(),
        hints,
        locked: meta.locked,
        last_resort,
    });
    if let Some(explanation) = asked.explanation {
        explanation.grounds = verdict.grounds;
    }
    if body.is_empty() && verdict.reasons.iter().all(|reason| *reason == Doubt::Short) {
        return Err(ExtractError::NoBody);
    }
    let images: Vec<Image> = body.images().into_iter().cloned().collect();
    Ok(Extraction {
        title: meta.title,
        standfirst,
        description: meta.description,
        byline,
        agencies,
        signed_by_house: meta.is_signed_by_house,
        authors: meta.authors,
        published: meta.published,
        modified: meta.modified,
        language: meta.language,
        canonical: meta.canonical,
        found: Sources {
            image: meta.found.image.or_else(|| images.first().map(|_| Source::Body)),
            ..meta.found
        },
        image: meta.image.or_else(|| images.first().map(|image| image.url.clone())),
        images,
        body,
        quality: verdict.quality,
        reasons: verdict.reasons,
        traces,
        rights: meta.rights,
        next: paging::next(&page, url, &base, hints.part.as_ref()),
    })
}
