//! The pages of an article: the one that its entry links to, and those that follow it.
//!
//! Always: each is a visit like any other, with its host's turn, gap and cool-down; all are read in one go, so
//! nothing half read is kept. Never: a page of another article, more than [`MAX_PAGES`], more bytes in all than one
//! page may have, or room kept over a turn: a text that is long by itself waits for no further page.

use url::Url;

use super::Claimed;
use super::compose::Page;
use super::headline::shares_words;
use crate::extract::{Doubt, Extraction, HostMemory, Part, Trace, add_directives};
use crate::fetch::{Exchange, Room, SHORT_BODY};
use crate::hosts::Host;
use crate::pipeline::extraction::Told;
use crate::pipeline::reason::{self, Reason};
use crate::pipeline::visit::Visit;
use crate::pipeline::visit::ways::{Halted, Way};
use crate::pipeline::{Fault, Pipeline};
use crate::state::State;

/// An article has at most so many pages.
const MAX_PAGES: u32 = 10;

impl Pipeline {
    /// Reads the page that an entry links to, and joins to it the further pages of the same article.
    pub(super) async fn read_pages(
        &self,
        claimed: &Claimed<'_>,
        link: Url,
        way: Option<Way>,
    ) -> Result<Result<Page, Reason>, Halted> {
        let mut reader = Reader { pipeline: self, claimed, left: claimed.feed.max_body };
        let exchange = match self.visit_for(claimed.waiting, reader.visit(link), way).await? {
            Ok(exchange) => exchange,
            Err(reason) => return Ok(Err(reason)),
        };
        match reader.page(exchange, None).await? {
            Ok(first) => Ok(Ok(reader.join(first).await?)),
            Err(reason) => Ok(Err(reason)),
        }
    }
}

/// Reads the pages of one article, one after the other.
struct Reader<'a> {
    pipeline: &'a Pipeline,
    claimed: &'a Claimed<'a>,
    /// So many bytes may the pages yet to come have.
    left: u64,
}

impl Reader<'_> {
    /// Joins to an article's first page those that follow it.
    async fn join(mut self, mut page: Page) -> Result<Page, Fault> {
        let first = page.url.clone();
        let mut number = 1;
        while let Some(next) = page.extraction.next.take().filter(|_| is_article(&page.extraction))
        {
            number += 1;
            if number > MAX_PAGES {
                let sentence = format!("it has more than {MAX_PAGES} pages");
                page.missing = Some(Reason::permanent(reason::INCOMPLETE, sentence));
                break;
            }
            if self.is_long(&page.extraction) {
                let sentence = format!("its text is longer than {} KiB", SHORT_BODY >> 10);
                page.missing = Some(Reason::permanent(reason::INCOMPLETE, sentence));
                break;
            }
            page.room = Room::default();
            let part = Part { first: first.clone(), number };
            let seen = Some((part.clone(), page.extraction.traces.as_slice()));
            let further = match self.pipeline.visit(self.visit(next)).await? {
                Ok(exchange) => self.page(exchange, seen).await?,
                Err(reason) => Err(reason),
            };
            let further = match further {
                Ok(further) => further,
                Err(reason) => {
                    page.missing = Some(reason);
                    break;
                }
            };
            if let Some(reason) = no_text(&further.extraction) {
                page.missing = Some(reason);
                break;
            }
            let ours = part.is_at(&further.url)
                && is_article(&further.extraction)
                && is_of(&page.extraction, &further.extraction);
            if !ours || !page.extraction.append(further.extraction) {
                break;
            }
            page.room = further.room;
        }
        Ok(page)
    }

    /// Whether what was made of the pages so far is too long to be in memory without room.
    fn is_long(&self, read: &Extraction) -> bool {
        // What is made of short documents is short.
        self.claimed.feed.max_body - self.left > SHORT_BODY as u64
            && read.body.to_markdown().len() > SHORT_BODY
    }

    /// Reads a page as it was answered; of a further one it is told which, and what stood on those before it.
    async fn page(
        &mut self,
        exchange: Exchange,
        further: Option<(Part, &[Trace])>,
    ) -> Result<Result<Page, Reason>, Fault> {
        let (pipeline, entry) = (self.pipeline, self.claimed.entry());
        if !(200..300).contains(&exchange.status) {
            return Ok(Err(Reason::status(&exchange, pipeline.clock.now())));
        }
        if !is_page(exchange.headers.content_type.as_deref()) {
            let kind = exchange.headers.content_type.unwrap_or_default();
            return Ok(Err(Reason::permanent(
                reason::NOT_A_PAGE,
                format!("the link leads to {kind}, not to a page"),
            )));
        }
        self.left = self.left.saturating_sub(exchange.body.len() as u64);
        let room = exchange.room;
        let fetched = pipeline.clock.now();
        let mut memory = HostMemory::new();
        if let Some(host) = Host::of(&exchange.url) {
            let again = self.claimed.before.is_some();
            let known = move |state: &State| state.host_memory(host.as_str(), again, fetched);
            memory = pipeline.with_state(known).await?;
        }
        // The pages of an article have the same furniture, and the feed speaks of the first.
        let before = further.iter().flat_map(|(_, traces)| *traces);
        memory.extend(before.map(|trace| (trace.block, trace.of_same_article())));
        let of_first = |text: &Option<String>| text.clone().filter(|_| further.is_none());
        let (summary, body) = (of_first(&entry.summary), of_first(&entry.content));
        let part = further.map(|(part, _)| part);
        let told = Told { title: entry.title.clone(), summary, body, host: Some(memory), part };
        let (url, robots) = (exchange.url.clone(), exchange.headers.robots);
        let extracted = pipeline
            .extractor
            .page(exchange.body, exchange.headers.content_type, exchange.url, told)
            .await?;
        Ok(extracted.map(|mut extraction| {
            if let Some(robots) = &robots {
                add_directives(&mut extraction.rights.robots, robots);
            }
            Page { extraction, url, fetched, missing: None, room }
        }))
    }

    fn visit(&self, url: Url) -> Visit {
        Visit::to_page(url, self.claimed.feed, self.left, &self.pipeline.config().fetch)
    }
}

/// Lists of articles have further pages, too, and those are none of an article.
fn is_article(read: &Extraction) -> bool {
    let is_none = |doubt: &Doubt| doubt.is_foreign() || *doubt == Doubt::Listing;
    !read.body.is_empty() && !read.reasons.iter().any(is_none)
}

/// Why a further page holds no text of the article.
fn no_text(read: &Extraction) -> Option<Reason> {
    let wall = read.reasons.iter().find(|doubt| doubt.is_wall());
    wall.map(|wall| {
        Reason::permanent(wall.code(), format!("a further page shows a {} wall", wall.code()))
    })
}

/// A further page has the article's headline, if it has one.
fn is_of(article: &Extraction, further: &Extraction) -> bool {
    match (&article.title, &further.title) {
        (Some(own), Some(title)) => shares_words(own, title),
        _ => true,
    }
}

/// A media type that can hold a page; servers that name none are believed.
fn is_page(content_type: Option<&str>) -> bool {
    let kind = content_type
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind.is_empty() || kind.contains("html") || kind.contains("xml") || kind == "text/plain"
}
