//! Errands: the same polite visits for commands that need no pipeline.
//!
//! Always: all visits of one [`Errands`] share the hosts' turns, gaps and cool-downs. Never: anything written;
//! so what a host refuses here is forgotten with the command.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::courier::Courier;
use super::refusals::Refusals;
use super::turns::Turns;
use super::{Visit, VisitError, Visited};
use crate::clock::{Clock, to_the_second};
use crate::config::{self, Feed};
use crate::fetch::{Accept, Exchange, Fetch};
use crate::hosts::robots::{self, Rules};
use crate::pipeline::reason::Reason;

/// Who runs errands for a command.
pub struct Errands {
    courier: Courier,
    settings: config::Fetch,
    /// Feeds that are left alone, and until when.
    refused: Vec<(Url, Timestamp)>,
}

/// What an errand brought back.
#[derive(Debug)]
pub struct Brought {
    /// A success, of the address that answered in the end.
    pub exchange: Exchange,
    /// Where the address that was asked has moved for good.
    pub moved: Option<Url>,
}

/// Why an errand came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct NotVisited {
    /// What happened.
    pub sentence: String,
    /// It may work later.
    pub passing: bool,
}

impl From<Reason> for NotVisited {
    fn from(reason: Reason) -> Self {
        Self { sentence: reason.sentence, passing: reason.passing }
    }
}

impl Errands {
    /// No host has been asked yet.
    pub fn new(fetch: Arc<dyn Fetch>, clock: Arc<dyn Clock>, settings: &config::Fetch) -> Self {
        let turns = Turns::new(settings.concurrency, settings.host_delay);
        let courier = Courier::new(fetch, clock, turns, None);
        Self { courier, settings: settings.clone(), refused: Vec::new() }
    }

    /// The same, leaving alone who asked for it before.
    #[must_use]
    pub fn heeding(self, Refusals { hosts, feeds }: Refusals) -> Self {
        self.courier.turns.restore(hosts, self.courier.now());
        Self { refused: feeds, ..self }
    }

    /// Gets a document, all of it.
    ///
    /// # Errors
    /// A sentence that says why it could not be had.
    pub async fn get(&self, url: Url, accept: Accept) -> Result<Brought, NotVisited> {
        self.may_ask(&url)?;
        let visit = Visit::to(url.clone(), accept, &self.settings);
        let visited = self.courier.visit(&visit).await;
        self.success(&url, visited)
    }

    /// Gets a feed with all that is configured for it, or its beginning if it is longer than its bound.
    ///
    /// # Errors
    /// A sentence that says why it could not be had.
    pub async fn feed(&self, feed: &Feed, accept: Accept) -> Result<Brought, NotVisited> {
        self.may_ask(&feed.url)?;
        let visit = Visit::to_feed(feed, accept, &self.settings);
        self.success(&feed.url, self.courier.visit(&visit).await)
    }

    /// Asks for the rules that a page's site has for robots.
    pub async fn robots(&self, page: &Url) -> Rules {
        let trouble = || Rules::unreachable(self.courier.now());
        let Some(address) = robots::address(page) else { return trouble() };
        let visit = Visit::to(page.clone(), Accept::Page, &self.settings);
        self.courier.ask_for_rules(address, &visit).await.unwrap_or_else(|_| trouble())
    }

    fn may_ask(&self, url: &Url) -> Result<(), NotVisited> {
        let now = self.courier.now();
        let refused = self.refused.iter().find(|(feed, until)| feed == url && *until > now);
        refused.map_or(Ok(()), |(feed, until)| {
            let host = feed.host_str().unwrap_or_default();
            let sentence = format!(
                "this feed of {host} refused the last poll: it is left alone until {}",
                to_the_second(*until)
            );
            Err(NotVisited { sentence, passing: true })
        })
    }

    fn success(
        &self,
        asked: &Url,
        visited: Result<Visited, VisitError>,
    ) -> Result<Brought, NotVisited> {
        match visited {
            Ok(Visited { exchange, moved, .. }) if (200..300).contains(&exchange.status) => {
                let moved = moved.map(|mut url| {
                    url.set_fragment(None);
                    url
                });
                Ok(Brought { exchange, moved: moved.filter(|url| url != asked) })
            }
            Ok(Visited { exchange, .. }) => {
                Err(Reason::status(&exchange, self.courier.now()).into())
            }
            Err(error) => Err(Reason::of(&error).into()),
        }
    }
}
