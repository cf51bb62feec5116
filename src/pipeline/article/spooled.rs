//! What was polled of an entry: its text in the spooled document, without the document's other entries.
//!
//! Always: the text that was discovered, whatever its feed shows by now. Never: a text that cannot be read just now
//! taken for a lost one.

use std::sync::Arc;

use url::Url;

use crate::config;
use crate::feed::{self, Feed};
use crate::pipeline::extraction::kib;
use crate::pipeline::reason::{self, Reason};
use crate::pipeline::{Fault, Pipeline, fingerprint};
use crate::state::{StateError, Waiting};

/// What came of looking for it.
pub(super) enum Spooled {
    /// Its feed, with no other entry.
    Text(Arc<Feed>),
    /// The spool has it no more.
    Lost,
    /// It is there, and cannot be read just now.
    Hindered(Reason),
}

impl Pipeline {
    /// What was polled of an entry.
    pub(super) async fn spooled(
        &self,
        waiting: &Waiting,
        feed: &config::Feed,
    ) -> Result<Spooled, Fault> {
        let document = match self.documents.find(waiting.document).await {
            Ok(document) => document,
            Err(_reader) => {
                let (claimed, url, state) = (waiting.clone(), feed.url.clone(), self.state.clone());
                let longest = usize::try_from(feed.max_body).unwrap_or(usize::MAX);
                let parsed = self.extractor.run(kib(longest), move || {
                    // Relative links are completed as they were when it was polled.
                    let base = state.feed(&claimed.feed)?.and_then(|record| record.answered_by);
                    let base = base.and_then(|base| Url::parse(&base).ok()).unwrap_or(url);
                    let text = state.document(&claimed)?;
                    let read = |text: String| Some((feed::parse(&text, &base).ok()?, text.len()));
                    Ok::<_, StateError>(text.and_then(read))
                });
                let hindered =
                    |error: StateError| Reason::passing(reason::SPOOL, error.to_string());
                match parsed.await?.and_then(|read| read.map_err(hindered)) {
                    Ok(Some((document, size))) => {
                        self.documents.put(waiting.document, document, size)
                    }
                    Ok(None) => return Ok(Spooled::Lost),
                    Err(reason) => return Ok(Spooled::Hindered(reason)),
                }
            }
        };
        let at = |index: usize| {
            document
                .entries
                .get(index)
                .is_some_and(|entry| fingerprint::of_entry(entry) == waiting.print)
        };
        // A newer courant may read a document otherwise than the one that queued it.
        let index = Some(waiting.index as usize).filter(|index| at(*index));
        let index = index.or_else(|| (0..document.entries.len()).find(|index| at(*index)));
        let Some(index) = index else { return Ok(Spooled::Lost) };
        // The others may be as long as the document, and this one is held while its page is waited for.
        Ok(Spooled::Text(Arc::new(Feed {
            format: document.format,
            title: document.title.clone(),
            home: document.home.clone(),
            language: document.language.clone(),
            entries: vec![document.entries[index].clone()],
            repaired: document.repaired.clone(),
            cut: document.cut,
            hints: document.hints.clone(),
        })))
    }

    /// The spool has lost an entry's text: the feed is asked anew, without conditions, and shows it again
    /// if it still has it.
    pub(super) async fn ask_again(&self, waiting: Waiting) -> Result<(), Fault> {
        let (feed, id) = (waiting.feed.clone(), waiting.id);
        if self.with_state(move |state| state.lose(&waiting)).await? {
            tracing::error!(error = reason::SPOOL, feed, %id,
                "A polled document is lost from the spool: its feed is read anew at its next poll");
        }
        Ok(())
    }
}
