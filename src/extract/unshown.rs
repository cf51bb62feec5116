//! A body that the page does not show: the last resort where it shows hardly a word.
//!
//! Never: one of a few words, which says no more than a description.

use url::Url;

use super::body::Body;
use super::body::fragment::fragment;
use super::embedded;
use super::metadata::Metadata;
use super::page::Page;

/// A body has more words than this.
const ENOUGH: usize = 80;

/// The body that a page does not show: in its metadata, or in the state that its scripts begin with.
pub(super) fn body(page: &Page<'_>, meta: &Metadata, base: &Url) -> Option<(&'static str, Body)> {
    let enough = |body: &Body| body.words() > ENOUGH;
    let told = meta.body.as_deref().map(|text| fragment(text, base)).filter(enough);
    if let Some(body) = told {
        return Some(("the metadata (JSON-LD)", body));
    }
    let state = embedded::body(&page.scripts, meta.title.as_deref())?;
    Some(fragment(&state, base)).filter(enough).map(|body| ("the state embedded in a script", body))
}
