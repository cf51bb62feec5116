//! A polite visit: each hop waits for its host's turn, and all of them share one deadline.
//!
//! Always: credentials go to their own origin only, validators to the address that gave them; a refusal
//! cools its whole host down, durably. Never: a hop that the address guard, a gap or a cool-down forbids.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use super::turns::{CooledDown, Turns};
use super::{Fault, Pipeline};
use crate::clock::Clock;
use crate::config::AllowedAddress;
use crate::fetch::{
    Accept, Exchange, Fetch, FetchError, OverLong, Request, Validators, redirect, retry_after,
};
use crate::hosts::{Host, refusal};

/// What to visit, and how.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) url: Url,
    pub(super) accept: Accept,
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
    /// Its host asks to be left alone until then.
    pub(super) refused: Option<(Host, Timestamp)>,
}

/// Who makes the visits: the network, the clock, and the turns before the hosts.
pub(super) struct Courier {
    pub(super) fetch: Arc<dyn Fetch>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) turns: Turns,
}

/// Why a visit came to nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum VisitError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    CooledDown(#[from] CooledDown),
}

impl Courier {
    /// Visits an address, following redirects.
    pub(super) async fn visit(&self, visit: Visit) -> Result<Visited, VisitError> {
        let mut left = visit.timeout;
        let mut url = visit.url.clone();
        let (mut hops, mut for_good) = (0, true);
        loop {
            let host = Host::of(&url)
                .ok_or_else(|| FetchError::BadUrl { place: url.scheme().to_owned() })?;
            // Kept until a refusal is heeded: whoever is next in line has to see it.
            let _turn = self.turns.take(&host, &*self.clock).await?;
            let started = Instant::now();
            let exchange = self.fetch.exchange(visit.hop(&url, &host, left)).await;
            left = left.saturating_sub(started.elapsed());
            let exchange =
                exchange.map_err(|error| if hops > 0 { error.after_redirect() } else { error })?;
            match redirect::next(&exchange, hops)? {
                None => {
                    let moved = (hops > 0 && for_good).then_some(url);
                    return Ok(Visited { moved, refused: self.heed(host, &exchange), exchange });
                }
                Some(next) => url = next,
            }
            for_good &= redirect::is_permanent(exchange.status);
            hops += 1;
        }
    }

    /// A host that asks to be left alone is left alone.
    fn heed(&self, host: Host, exchange: &Exchange) -> Option<(Host, Timestamp)> {
        let now = self.clock.now();
        let wish = exchange.headers.retry_after.as_deref().and_then(|text| retry_after(text, now));
        let until = refusal(exchange.status, wish, now)?;
        tracing::warn!(%host, status = exchange.status, %until, "A host asks to be left alone");
        self.turns.cool_down(&host, now, until);
        Some((host, until))
    }
}

impl Visit {
    /// One request on the way.
    fn hop(&self, url: &Url, host: &Host, timeout: Duration) -> Request {
        let own_origin = redirect::same_origin(url, &self.url);
        let own_host = Host::of(&self.url).as_ref() == Some(host);
        let validators = self.validators.as_ref().filter(|(giver, _)| giver == url);
        Request {
            url: url.clone(),
            accept: self.accept,
            validators: validators.map(|(_, validators)| validators.clone()).unwrap_or_default(),
            headers: if own_origin { self.headers.clone() } else { Vec::new() },
            timeout,
            max_body: self.max_body,
            over_long: self.over_long,
            allow: if own_host { self.allow_own.clone() } else { self.allow.clone() },
        }
    }
}

impl Pipeline {
    /// Makes a visit; a host's wish to be left alone outlives a restart.
    pub(super) async fn visit(&self, visit: Visit) -> Result<Result<Exchange, Reason>, Fault> {
        match self.courier.visit(visit).await {
            Ok(Visited { exchange, refused: None, .. }) => Ok(Ok(exchange)),
            Ok(Visited { exchange, refused: Some((host, until)), .. }) => {
                self.with_state(move |state| state.save_cool_down(host.as_str(), until)).await?;
                Ok(Err(Reason { until: Some(until), ..Reason::status(&exchange) }))
            }
            Err(error) => Ok(Err(Reason::of(error))),
        }
    }
}

/// Why something was not done, as a stable code and a sentence; and whether waiting helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) code: &'static str,
    pub(super) sentence: String,
    /// It may pass by itself.
    pub(super) passing: bool,
    /// Not before, if it is known when.
    pub(super) until: Option<Timestamp>,
}

impl Reason {
    pub(super) fn permanent(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), passing: false, until: None }
    }

    /// What an answer that is not a success means.
    pub(super) fn status(exchange: &Exchange) -> Self {
        let status = exchange.status;
        let host = exchange.url.host_str().unwrap_or_default();
        let passing = status == 429 || status == 408 || status >= 500;
        let code = if status == 410 { "gone" } else { "status" };
        let more = if status == 410 { ": it is gone for good" } else { "" };
        let sentence = format!("{host} answered with status {status}{more}");
        Self { code, sentence, passing, until: None }
    }

    /// What a visit that came to nothing means.
    pub(super) fn of(error: VisitError) -> Self {
        match error {
            VisitError::CooledDown(cooled) => Self {
                code: "cooled_down",
                sentence: cooled.to_string(),
                passing: true,
                until: Some(cooled.until),
            },
            VisitError::Fetch(error) => Self {
                code: error.code(),
                sentence: with_cause(&error),
                passing: error.class() == crate::fetch::Class::Retry,
                until: None,
            },
        }
    }
}

/// An error and what began it, in one sentence. What lies between names layers of a library.
fn with_cause(error: &dyn std::error::Error) -> String {
    let sentence = error.to_string();
    let mut first = None;
    let mut cause = error.source();
    while let Some(error) = cause {
        first = Some(error.to_string());
        cause = error.source();
    }
    match first {
        Some(first) if !sentence.contains(&first) => format!("{sentence}: {first}"),
        _ => sentence,
    }
}
