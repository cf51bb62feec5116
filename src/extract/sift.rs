//! Sift: the way of a page. Its lines are told apart, and what is left of them becomes the article.
//!
//! Always: what one chapter takes away is no text for those after it. Never: a page judged otherwise because somebody
//! wants to be told why.

use url::Url;

use super::body::images::Album;
use super::body::{self, Body, build, quotes, tables, text};
use super::metadata::Metadata;
use super::model::{self, Model};
use super::page::{Page, parse, sniff};
use super::prune::vouched::Vouched;
use super::prune::{self, Kept, Known, byline, closing, standing};
use super::quality::{self, Evidence, Verdict};
use super::{
    Doubt, Explanation, ExtractError, Extraction, Hints, Source, Trace, bounds, candidates,
    explanation, leaves, metadata, paging, training, unshown,
};
use leaves::Leaf;

/// Where the page shows fewer words, a body is looked for that it does not show.
const LAST_RESORT: usize = 40;

/// Who judges, and what is to be told of it.
pub(super) struct Asked<'a> {
    pub(super) model: &'a Model,
    pub(super) explanation: Option<&'a mut Explanation>,
    pub(super) sample: Option<&'a mut training::Sample>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self { model: Model::shipped(), explanation: None, sample: None }
    }
}

/// A page whose lines are told apart.
struct Sifted<'a> {
    page: Page<'a>,
    url: &'a Url,
    hints: &'a Hints,
    leaves: Vec<Leaf>,
    /// The node that holds the article.
    region: usize,
    kept: Kept,
    standfirst: Option<String>,
    meta: Metadata,
    traces: Vec<Trace>,
}

/// What is found on a page, or why nothing is.
pub(super) fn read(
    html: &str,
    url: &Url,
    hints: &Hints,
    mut asked: Asked<'_>,
) -> Result<Extraction, ExtractError> {
    if !sniff::is_html(html) {
        return Err(ExtractError::NotHtml);
    }
    let tree = parse::parse(html)?;
    let sifted = Sifted::of(Page::new(&tree), url, hints, &mut asked);
    sifted.extraction(asked.explanation)
}

impl<'a> Sifted<'a> {
    /// Tells the lines of a page apart.
    fn of(mut page: Page<'a>, url: &'a Url, hints: &'a Hints, asked: &mut Asked<'_>) -> Self {
        let mut leaves = leaves::leaves(&page);
        let prose = candidates::weigh(&mut page, &mut leaves);
        let vouched = Vouched::of(hints.body.as_deref());
        let region = vouched.region(&page, &leaves, candidates::region(&page, &prose));
        let meta = metadata::read(&page, &leaves, url, hints);
        let known = Known::of(&meta, url, hints);

        let mut kept = prune::prune(&page, &mut leaves, region, &prose, &known);
        if let Some(sample) = asked.sample.as_deref_mut() {
            model::sample(&page, &leaves, &prose, &known, &kept, sample);
        }
        asked.model.judge(&page, &mut leaves, &prose, &known, &mut kept);
        let text = &mut kept.leaves;
        tables::settle(&page, &mut leaves, text);
        closing::settle(&page, &mut leaves, text, meta.people());
        vouched.keep(&page, &mut leaves, region, text);
        quotes::settle(&page, &mut leaves, text);
        let traces = hints.host.as_ref().map_or_else(Vec::new, |memory| {
            standing::forget(&page, &mut leaves, text, memory, hints.part.is_none())
        });
        let first = text.first().map(|&at| &leaves[at]);
        let standfirst = first.filter(|leaf| bounds::is_standfirst(leaf, &known.descriptions));
        let standfirst = standfirst.and_then(|leaf| text::one_line(&leaf.text));
        Self { page, url, hints, leaves, region, kept, standfirst, meta, traces }
    }

    /// Makes the article of what is left, and judges it.
    fn extraction(
        mut self,
        explanation: Option<&mut Explanation>,
    ) -> Result<Extraction, ExtractError> {
        let (byline, agencies) = self.signature();
        let base = build::base(&self.page, self.url);
        let (body, hidden_in) = self.body(&base);
        let verdict = self.verdict(&body.to_text(), hidden_in.is_some());
        if let Some(explanation) = explanation {
            *explanation = self.explanation(&base);
            explanation.body_from = hidden_in;
            explanation.grounds = verdict.grounds;
        }
        if body.is_empty() && verdict.reasons.iter().all(|reason| *reason == Doubt::Short) {
            return Err(ExtractError::NoBody);
        }
        let mut extraction = Extraction {
            standfirst: self.standfirst,
            byline,
            agencies,
            body,
            quality: verdict.quality,
            reasons: verdict.reasons,
            traces: self.traces,
            next: paging::next(&self.page, self.url, &base, self.hints.part.as_ref()),
            ..Extraction::from(self.meta)
        };
        extraction.name_pictures();
        Ok(extraction)
    }

    /// The byline as it is printed, and the agencies that are credited.
    fn signature(&mut self) -> (Option<String>, Vec<String>) {
        let Self { leaves, kept, meta, .. } = self;
        let byline = kept.signed.and_then(|at| text::one_line(&leaves[at].text));
        let opening = kept.leaves.iter().take(3).map(|&at| &*leaves[at].text);
        let agencies = byline::credited(byline.as_deref(), opening, &meta.authors);
        if byline.is_some() {
            meta.reporters_sign();
        }
        (byline, agencies)
    }

    /// The body that the page shows; if that is next to nothing, one that it does not show, and where that was.
    fn body(&self, base: &Url) -> (Body, Option<&'static str>) {
        let Self { page, leaves, region, kept: Kept { leaves: kept, lead, .. }, .. } = self;
        let pieces = build::pieces(page, leaves, kept, lead, *region, base, self.album());
        let blocks = build::blocks(page, *region, pieces, base);
        let shown = Body::of(blocks, self.standfirst.is_some());
        if shown.words() < LAST_RESORT
            && let Some((place, hidden)) = unshown::body(page, &self.meta, base)
        {
            return (hidden, Some(place));
        }
        (shown, None)
    }

    /// How sure one can be of the body that reads so.
    fn verdict(&self, text: &str, last_resort: bool) -> Verdict {
        quality::judge(&Evidence {
            page: &self.page,
            leaves: &self.leaves,
            region: self.region,
            kept: &self.kept.leaves,
            text,
            words: body::words(text),
            title: self.meta.title.as_deref(),
            description: self.meta.description.as_deref(),
            hints: self.hints,
            locked: self.meta.locked,
            last_resort,
        })
    }

    fn explanation(&self, base: &Url) -> Explanation {
        let Self { page, leaves, region, kept, .. } = self;
        explanation::explain(page, leaves, &kept.lead, *region, base, self.album())
    }

    fn album(&self) -> Album<'_> {
        Album::Page(self.meta.image.as_ref())
    }
}

impl From<Metadata> for Extraction {
    /// What a page says of its article outside of the text.
    fn from(meta: Metadata) -> Self {
        Self {
            title: meta.title,
            description: meta.description,
            signed_by_house: meta.is_signed_by_house,
            authors: meta.authors,
            published: meta.published,
            modified: meta.modified,
            language: meta.language,
            canonical: meta.canonical,
            image: meta.image,
            found: meta.found,
            rights: meta.rights,
            ..Self::default()
        }
    }
}

impl Extraction {
    /// The pictures are those of the body; the first is the main one, if the page names none.
    fn name_pictures(&mut self) {
        self.images = self.body.images().into_iter().cloned().collect();
        if let (None, Some(first)) = (&self.image, self.images.first()) {
            self.image = Some(first.url.clone());
            self.found.image = Some(Source::Body);
        }
    }
}
