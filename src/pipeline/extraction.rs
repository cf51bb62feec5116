//! Reading feeds and pages off the async threads: at most one a core, and at most so much HTML at a time.
//!
//! Always: a panic in it costs one poll or one article. A page of 15 MiB takes 330 MB as a tree, hence the bound.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use url::Url;

use super::ledger::figures::Figures;
use super::reason::Reason;
use super::{Fault, blocking, panic};
use crate::extract::{self, Extraction, Hints, HostMemory, Part};

/// The most HTML that is in the works at a time, in KiB.
pub(super) const MAX_HTML: u32 = 16 << 10;

/// What is known of a page beforehand: from the feed its title as text, its summary and its body as HTML.
pub(super) struct Told {
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) body: Option<String>,
    /// What stood on other articles of the page's host.
    pub(super) host: Option<HostMemory>,
    /// Where the page stands among those of its article.
    pub(super) part: Option<Part>,
}

/// A size in KiB, never 0.
pub(super) fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes / 1024 + 1).unwrap_or(u32::MAX)
}

/// Grants the cores and the memory that extraction takes.
pub(super) struct Extractor {
    cores: Arc<Semaphore>,
    html: Arc<Semaphore>,
    figures: Arc<Figures>,
}

impl Extractor {
    pub(super) fn new(figures: Arc<Figures>) -> Self {
        let cores = available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            cores: Arc::new(Semaphore::new(cores)),
            html: Arc::new(Semaphore::new(MAX_HTML as usize)),
            figures,
        }
    }

    /// Extracts the article of a page.
    pub(super) async fn page(
        &self,
        bytes: Vec<u8>,
        content_type: Option<String>,
        url: Url,
        told: Told,
    ) -> Result<Result<Extraction, Reason>, Fault> {
        self.run(kib(bytes.len()), move || {
            #[cfg(test)]
            super::fail_point::reach(url.as_str());
            let summary = told.summary.as_deref().map(extract::text_of);
            let body = told.body.as_deref().map(|html| extract::fragment(html, &url).to_text());
            let hints =
                Hints { title: told.title, summary, body, host: told.host, part: told.part };
            let html = extract::decode(&bytes, content_type.as_deref());
            drop(bytes);
            extract::extract(&html, &url, &hints)
                .map_err(|error| Reason::permanent(error.code(), error.to_string()))
        })
        .await
        .map(|extracted| extracted.unwrap_or_else(Err))
    }

    /// Runs other work on HTML of at most `size` KiB within the same bounds.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        size: u32,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Result<T, Reason>, Fault> {
        // Neither semaphore is ever closed.
        let _html = self.html.clone().acquire_many_owned(size.clamp(1, MAX_HTML)).await.ok();
        let _core = self.cores.clone().acquire_owned().await.ok();
        let done = blocking(move || catch_unwind(AssertUnwindSafe(work))).await?;
        Ok(done.map_err(|_| {
            self.figures.panicked();
            panic::reason()
        }))
    }
}
