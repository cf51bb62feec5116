//! The text that a feed itself carries with an entry: in full, as a summary, or only a title.
//!
//! Always: the longer of what it gives. Never: an empty text; the title stands for it.

use std::borrow::Cow;

use url::Url;

use crate::article::BodyFrom;
use crate::extract::{self, Body};
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
}

impl OwnText {
    pub(super) fn of(entry: &Entry, base: &Url) -> Self {
        let content = entry.content.as_deref().map(|html| extract::fragment(html, base));
        let summary = entry.summary.as_deref().map(|html| extract::fragment(html, base));
        match (content.filter(|body| !body.is_empty()), summary.filter(|body| !body.is_empty())) {
            (Some(content), summary)
                if summary.as_ref().is_none_or(|summary| summary.words() <= content.words()) =>
            {
                Self { body: content, from: BodyFrom::Feed }
            }
            (_, Some(summary)) => {
                let from =
                    if summary.words() >= FULL_TEXT { BodyFrom::Feed } else { BodyFrom::Summary };
                Self { body: summary, from }
            }
            _ => Self { body: Body::default(), from: BodyFrom::Title },
        }
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
