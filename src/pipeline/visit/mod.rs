//! A polite visit: what to ask for, and what comes of it.
//!
//! How it is made stands in [`courier`].

pub(super) mod courier;
pub(super) mod errand;
pub(super) mod flights;
pub(super) mod lines;
pub(super) mod reach;
pub(super) mod refusals;
mod robots;
mod spacing;
pub(super) mod turns;
pub(super) mod ways;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::reason::Reason;
use super::{Fault, Pipeline};
use crate::clock::to_the_second;
use crate::config::{self, AllowedAddress};
use crate::fetch::{Accept, Exchange, FetchError, OverLong, Request, Validators, redirect};
use crate::hosts::{CoolDown, Host, is_challenge};
use crate::state::StateError;
use flights::{Flight, Kind};
use reach::Offline;
use turns::CooledDown;

/// What to visit, and how. It can be written to no log: it may carry credentials.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) url: Url,
    pub(super) accept: Accept,
    /// It is a feed that answered as it should when it was asked last.
    pub(super) is_known: bool,
    /// The validators of the copy that we have, and the address that gave them.
    pub(super) validators: Option<(Url, Validators)>,
    /// Credentials for the origin of `url`.
    pub(super) headers: Vec<(String, String)>,
    pub(super) timeout: Duration,
    pub(super) max_body: u64,
    pub(super) over_long: OverLong,
    /// What may be reached on the host of `url`.
    pub(super) allow_own: Arc<[AllowedAddress]>,
    /// What may be reached on any other host.
    pub(super) allow: Arc<[AllowedAddress]>,
}

/// What came of a visit.
#[derive(Debug)]
pub(super) struct Visited {
    /// The answer of the last hop: no redirect.
    pub(super) exchange: Exchange,
    /// Where its address has moved for good: every redirect on the way was a permanent one.
    pub(super) moved: Option<Url>,
    /// Its host asks to be left alone.
    pub(super) refused: Option<CoolDown>,
    /// Kept until the answer is read.
    pub(super) flight: Option<Flight>,
}

/// Why a visit came to nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum VisitError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// A refusal that has no status.
    #[error("{error}")]
    Refused { error: FetchError, until: Timestamp },
    #[error(transparent)]
    CooledDown(#[from] CooledDown),
    #[error(transparent)]
    Offline(#[from] Offline),
    #[error("robots.txt of {site} asks not to read this page")]
    Disallowed { site: String },
    #[error("robots.txt of {site} cannot be had, so nothing there is read until {}", to_the_second(*.until))]
    NoRules { site: String, until: Timestamp },
    /// No visit can be made any more.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<StateError> for VisitError {
    fn from(error: StateError) -> Self {
        Self::Fault(error.into())
    }
}

impl Visit {
    /// To an address for which nothing of its own is configured.
    pub(super) fn to(url: Url, accept: Accept, settings: &config::Fetch) -> Self {
        let allow: Arc<[_]> = settings.allow_addresses.clone().into();
        Self {
            url,
            accept,
            is_known: false,
            validators: None,
            headers: Vec::new(),
            timeout: settings.timeout,
            max_body: settings.max_body,
            over_long: OverLong::Refuse,
            allow_own: allow.clone(),
            allow,
        }
    }

    /// To a feed, with all that is configured for it. The beginning of a long one has its latest entries.
    pub(super) fn to_feed(feed: &config::Feed, accept: Accept, settings: &config::Fetch) -> Self {
        let header =
            |(name, value): &(String, config::Secret)| (name.clone(), value.reveal().to_owned());
        Self {
            headers: feed.headers.iter().map(header).collect(),
            timeout: feed.timeout,
            max_body: feed.max_body,
            over_long: OverLong::Cut,
            allow_own: feed.allow_addresses.clone().into(),
            ..Self::to(feed.url.clone(), accept, settings)
        }
    }

    /// To a page that a feed leads to, of so many bytes at the most.
    pub(super) fn to_page(
        url: Url,
        feed: &config::Feed,
        max_body: u64,
        settings: &config::Fetch,
    ) -> Self {
        let is_at_home = Host::of(&url) == Host::of(&feed.url);
        let mut visit = Self::to(url, Accept::Page, settings);
        if is_at_home {
            visit.allow_own = feed.allow_addresses.clone().into();
        }
        Self { timeout: feed.timeout, max_body, ..visit }
    }

    fn kind(&self) -> Kind {
        match self.accept {
            Accept::Feed if self.is_known => Kind::Known,
            Accept::Feed => Kind::Stranger,
            _ => Kind::Page,
        }
    }

    /// One request on the way.
    pub(super) fn hop(&self, url: &Url, timeout: Duration) -> Request {
        let own_origin = redirect::same_origin(url, &self.url);
        let validators = self.validators.as_ref().filter(|(giver, _)| giver == url);
        Request {
            url: url.clone(),
            accept: self.accept,
            validators: validators.map(|(_, validators)| validators.clone()).unwrap_or_default(),
            headers: if own_origin { self.headers.clone() } else { Vec::new() },
            timeout,
            max_body: self.max_body,
            over_long: self.over_long,
            allow: self.allow_at(url),
        }
    }

    /// What may be reached at an address besides public ones.
    pub(super) fn allow_at(&self, url: &Url) -> Arc<[AllowedAddress]> {
        let own_host = Host::of(&self.url) == Host::of(url);
        if own_host { self.allow_own.clone() } else { self.allow.clone() }
    }
}

impl Pipeline {
    /// Makes a visit.
    pub(super) async fn visit(&self, visit: Visit) -> Result<Result<Exchange, Reason>, Fault> {
        let visited = self.courier.visit(&visit).await;
        self.told(visited)
    }

    /// What a visit came to, for who reads pages.
    pub(super) fn told(
        &self,
        visited: Result<Visited, VisitError>,
    ) -> Result<Result<Exchange, Reason>, Fault> {
        match visited {
            Ok(Visited { exchange, refused: None, .. }) => Ok(Ok(exchange)),
            Ok(Visited { exchange, refused: Some(cool_down), .. }) => Ok(Err(Reason {
                until: Some(cool_down.until),
                ..Reason::status(&exchange, self.clock.now())
            })),
            Err(VisitError::Fault(fault)) => Err(fault),
            Err(error) => Ok(Err(Reason::of(&error))),
        }
    }
}

/// Whether an answer refuses what was asked for with a test for robots. Pages of many kinds carry a captcha for their
/// forms.
pub(super) fn is_test_for_robots(exchange: &Exchange) -> bool {
    matches!(exchange.status, 403 | 429 | 503) && is_challenge(&exchange.body)
}
