//! Fallback: the text that an article comes out with, its page's or, where that is of no use, the feed's.
//!
//! Always: there is an article, be it of title and link alone; and why it is not the page's is told, in the log and in
//! the figures. Never: a text that its site shows on every page.

use std::sync::Arc;

use super::compose::{Composed, Ingredients, Page, compose};
use super::{Claimed, second};
use crate::article::BodyFrom;
use crate::extract::{Doubt, ExtractError};
use crate::feed::Feed;
use crate::pipeline::extraction::kib;
use crate::pipeline::reason::{self, Reason};
use crate::pipeline::{Fault, Pipeline, blocking};
use crate::state::{Trouble, Waiting};

impl Pipeline {
    /// The article, with its page's text or the feed's; and why that is not the page's, or not all of it.
    pub(super) async fn composed(
        &self,
        claimed: &Claimed<'_>,
        page: Option<Result<Page, Reason>>,
    ) -> Result<(Composed, Option<Reason>), Fault> {
        let waiting = claimed.waiting;
        let mut failure = shortcoming(page.as_ref()).cloned();
        if let Some(Err(reason)) = &page {
            self.tell_failure(waiting, reason);
        }
        let was_read = matches!(page, Some(Ok(_)));
        let mut composed = self.compose(claimed, page).await?;
        let is_from_page =
            |composed: &Composed| composed.article.courant.body_from == BodyFrom::Page;
        if let Some(reason) = self.repeated(waiting, &composed).filter(|_| is_from_page(&composed))
        {
            self.tell_failure(waiting, &reason);
            let page = Some(Err(reason.clone()));
            composed = self.compose(claimed, page).await?;
            failure = Some(reason);
        } else if was_read
            && !is_from_page(&composed)
            && let Some(reason) = no_article(composed.article.courant.reason.as_deref())
        {
            self.tell_failure(waiting, &reason);
            failure = Some(reason);
        }
        if !composed.is_whole_page() {
            let poor = failure.as_ref().filter(|reason| second::may_pass(reason));
            composed.poor = poor.map(Trouble::from);
        }
        Ok((composed, failure))
    }

    /// The fault of a text that its site shows on every page, told once for each.
    fn repeated(&self, waiting: &Waiting, composed: &Composed) -> Option<Reason> {
        let is_news = self.desk.repeats(waiting.id, &composed.portrait)?;
        if is_news {
            tracing::warn!(
                error = reason::SAME_BODY,
                feed = waiting.feed.as_str(),
                page = waiting.page.as_deref().unwrap_or_default(),
                "A site shows the same text on several of its pages: its articles come from the feed, and are looked at again later"
            );
        }
        Some(Reason::permanent(
            reason::SAME_BODY,
            "its site shows the same text on several of its pages",
        ))
    }

    async fn compose(
        &self,
        claimed: &Claimed<'_>,
        page: Option<Result<Page, Reason>>,
    ) -> Result<Composed, Fault> {
        let (id, found, now) = (claimed.waiting.id, claimed.waiting.found, self.clock.now());
        let revision = claimed.before.map_or(1, |before| before.known.revision + 1);
        let (feed, document) = (claimed.feed.clone(), claimed.document.clone());
        let size = claimed.entry().content.as_ref().map_or(0, String::len);
        let compose_with = move |document: &Feed, page| {
            compose(Ingredients {
                id,
                revision,
                feed: &feed,
                document,
                entry: &document.entries[0],
                page,
                found,
                now,
            })
        };
        let compose_with = Arc::new(compose_with);
        let (first, bare) = (compose_with.clone(), document.clone());
        match self.extractor.run(kib(size), move || first(&document, page)).await? {
            Ok(composed) => Ok(composed),
            // Even the feed's own HTML made it panic: title and link are still worth an article.
            Err(panic) => {
                blocking(move || compose_with(&without_texts(&bare), Some(Err(panic)))).await
            }
        }
    }

    fn tell_failure(&self, waiting: &Waiting, reason: &Reason) {
        tracing::info!(feed = waiting.feed.as_str(), id = %waiting.id, error = reason.code,
            detail = reason.sentence.as_str(), "A page could not be used: the article is emitted from the feed");
        self.ledger.page_failed(waiting, reason);
    }
}

/// Why a page cannot be used, or has not all of the article.
pub(super) fn shortcoming(page: Option<&Result<Page, Reason>>) -> Option<&Reason> {
    page?.as_ref().map_or_else(Some, |page| page.missing.as_ref())
}

/// Why a page that was read holds no article, if that is the reason given.
fn no_article(reason: Option<&str>) -> Option<Reason> {
    let reason = reason?;
    let empty = ExtractError::NoBody;
    if reason == empty.code() {
        return Some(Reason::permanent(empty.code(), empty.to_string()));
    }
    let doubt = Doubt::from_code(reason).filter(|doubt| doubt.is_foreign())?;
    Some(Reason::permanent(doubt.code(), doubt.sentence()))
}

/// A document whose first entry has its title and link alone.
fn without_texts(document: &Feed) -> Feed {
    let mut bare = document.clone();
    bare.entries[0].content = None;
    bare.entries[0].summary = None;
    bare
}
