//! The text that a feed itself carries with an entry: in full, as a summary, or only a title.
//!
//! Always: the longer of what it gives, without the calls at its end to read on. Never: an empty text; the title stands
//! for it.

use std::borrow::Cow;

use url::Url;

use crate::article::BodyFrom;
use crate::extract::{self, Body, one_line};
use crate::feed::Entry;

/// From so many words on, a feed's summary counts as its full text: many feeds know no other place.
const FULL_TEXT: usize = 150;
/// How sure one is of a feed's own full text.
const FEED_QUALITY: f64 = 0.9;
/// How sure one is of a feed's summary.
const SUMMARY_QUALITY: f64 = 0.4;
/// How sure one is of a mere title.
const TITLE_QUALITY: f64 = 0.1;

/// The text that the feed itself carries.
pub(super) struct OwnText {
    pub(super) body: Body,
    pub(super) from: BodyFrom,
    /// The feed's summary, on one line.
    pub(super) summary: Option<String>,
}

impl OwnText {
    pub(in crate::pipeline) fn of(entry: &Entry, base: &Url) -> Self {
        let read = |html: &Option<String>| {
            let body = extract::fragment(html.as_deref()?, base);
            let body = match &entry.link {
                Some(page) => body.without_calls(page, entry.title.as_deref()),
                None => body,
            };
            Some(body).filter(|body| !body.is_empty())
        };
        let (content, summary) = (read(&entry.content), read(&entry.summary));
        let told = summary.as_ref().and_then(|summary| one_line(&summary.to_text()));
        let (body, from) = match (content, summary) {
            (Some(content), summary)
                if summary.as_ref().is_none_or(|summary| summary.words() <= content.words()) =>
            {
                (content, BodyFrom::Feed)
            }
            (_, Some(summary)) if summary.words() >= FULL_TEXT => (summary, BodyFrom::Feed),
            (_, Some(summary)) => (summary, BodyFrom::Summary),
            _ => (Body::default(), BodyFrom::Title),
        };
        Self { body, from, summary: told }
    }

    /// Where the body comes from, the body, and how sure one is of it; the title where there is no text.
    pub(super) fn or_title(&self, title: &str) -> (BodyFrom, Cow<'_, Body>, f64) {
        match self.from {
            _ if self.body.is_empty() => {
                (BodyFrom::Title, Cow::Owned(Body::plain(title)), TITLE_QUALITY)
            }
            BodyFrom::Summary => (self.from, Cow::Borrowed(&self.body), SUMMARY_QUALITY),
            _ => (self.from, Cow::Borrowed(&self.body), FEED_QUALITY),
        }
    }
}
