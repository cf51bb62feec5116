//! A polite visit: each hop waits for its host's turn, and all of them share one deadline.
//!
//! Always: credentials go to their own origin only, validators to the address that gave them; a refusal
//! cools its whole host down, durably. Never: a hop that the address guard, a gap or a cool-down forbids.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use super::turns::CooledDown;
use super::{Fault, Pipeline};
use crate::config::AllowedAddress;
use crate::fetch::{
    Accept, Exchange, FetchError, OverLong, Request, Validators, redirect, retry_after,
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
}

/// Why a visit came to nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum VisitError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    CooledDown(#[from] CooledDown),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Pipeline {
    /// Visits an address, following redirects.
    pub(super) async fn visit(&self, visit: Visit) -> Result<Visited, VisitError> {
        let mut left = visit.timeout;
        let mut url = visit.url.clone();
        let mut hops = 0;
        loop {
            let own = redirect::same_origin(&url, &visit.url);
            let host = Host::of(&url);
            let request = Request {
                url: url.clone(),
                accept: visit.accept,
                validators: match &visit.validators {
                    Some((giver, validators)) if *giver == url => validators.clone(),
                    _ => Validators::default(),
                },
                headers: if own { visit.headers.clone() } else { Vec::new() },
                timeout: left,
                max_body: visit.max_body,
                over_long: visit.over_long,
                allow: if host == Host::of(&visit.url) {
                    visit.allow_own.clone()
                } else {
                    visit.allow.clone()
                },
            };
            let turn = match &host {
                Some(host) => Some(self.turns.take(host, &*self.clock).await?),
                None => None,
            };
            let started = Instant::now();
            let exchange = self.fetch.exchange(request).await;
            left = left.saturating_sub(started.elapsed());
            drop(turn);
            let exchange =
                exchange.map_err(|error| if hops > 0 { error.after_redirect() } else { error })?;
            if let Some(host) = host {
                self.heed(&host, &exchange).await?;
            }
            match redirect::next(&exchange, hops)? {
                None => return Ok(Visited { exchange }),
                Some(next) => url = next,
            }
            hops += 1;
        }
    }

    /// A host that asks to be left alone is left alone, over a restart too.
    async fn heed(&self, host: &Host, exchange: &Exchange) -> Result<(), Fault> {
        let now = self.clock.now();
        let wish = exchange.headers.retry_after.as_deref().and_then(|text| retry_after(text, now));
        let Some(until) = refusal(exchange.status, wish, now) else { return Ok(()) };
        tracing::warn!(%host, status = exchange.status, %until, "A host asks to be left alone");
        self.turns.cool_down(host, now, until);
        let host = host.to_string();
        self.with_state(move |state| state.save_cool_down(&host, until)).await
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
        Self {
            code,
            sentence: format!("{host} answered with status {status}"),
            passing,
            until: None,
        }
    }

    /// Splits what only concerns this visit from what stops the pipeline.
    pub(super) fn of(error: VisitError) -> Result<Self, Fault> {
        match error {
            VisitError::Fault(fault) => Err(fault),
            VisitError::CooledDown(cooled) => Ok(Self {
                code: "cooled_down",
                sentence: cooled.to_string(),
                passing: true,
                until: Some(cooled.until),
            }),
            VisitError::Fetch(error) => Ok(Self {
                code: error.code(),
                sentence: with_causes(&error),
                passing: error.class() == crate::fetch::Class::Retry,
                until: None,
            }),
        }
    }
}

/// An error and what is behind it, in one sentence.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut sentence = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !sentence.contains(&text) {
            sentence.push_str(": ");
            sentence.push_str(&text);
        }
        cause = error.source();
    }
    sentence
}
