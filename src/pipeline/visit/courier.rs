//! The courier: each hop of a visit waits for its host's turn, and all of them share one deadline.
//!
//! Always: credentials go to their own origin only, validators to the address that gave them; a refusal cools its
//! whole host down, durably; before the first page of a site its robots.txt is asked for. Never: a hop that the
//! address guard, a gap, a cool-down or robots.txt forbids, and while we are offline, of those that were silent, but one
//! a minute.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use super::flights::Flight;
use super::lines::Lines;
use super::reach::Reach;
use super::spacing::Spacing;
use super::turns::Turns;
use super::ways::Way;
use super::{Visit, VisitError, Visited};
use crate::clock::Clock;
use crate::fetch::{Accept, Exchange, Fetch, FetchError, Validators, redirect, retry_after};
use crate::hosts::{CoolDown, Host};
use crate::pipeline::ledger::figures::Figures;
use crate::pipeline::{Fault, blocking};
use crate::state::{State, StateError};

/// Who makes the visits: the network, the clock, and what stands before the hosts.
pub(in crate::pipeline) struct Courier {
    pub(super) fetch: Arc<dyn Fetch>,
    pub(super) clock: Arc<dyn Clock>,
    pub(in crate::pipeline) turns: Turns,
    pub(in crate::pipeline) reach: Reach,
    /// Where the wishes of hosts and sites outlive a restart; an errand has none, and reads no pages.
    state: Option<Arc<State>>,
    /// Who asks for a site's robots.txt, by its address.
    pub(super) asking: Lines<Url>,
    pub(in crate::pipeline) figures: Arc<Figures>,
    spacing: Spacing,
}

/// An answer, whether its host asks to be left alone, and the flight that it still is.
type Answered = (Exchange, Option<CoolDown>, Option<Flight>);

impl Courier {
    pub(in crate::pipeline) fn new(
        fetch: Arc<dyn Fetch>,
        clock: Arc<dyn Clock>,
        turns: Turns,
        state: Option<Arc<State>>,
    ) -> Self {
        let figures = Arc::new(Figures::since(clock.now()));
        Self {
            fetch,
            clock,
            turns,
            reach: Reach::default(),
            state,
            asking: Lines::new(),
            figures,
            spacing: Spacing::default(),
        }
    }

    /// Visits an address, following redirects.
    pub(super) async fn visit(&self, visit: &Visit) -> Result<Visited, VisitError> {
        self.visit_from(visit.url.clone(), visit).await
    }

    /// Makes a visit that begins at another address, where what it wants has moved.
    pub(in crate::pipeline) async fn visit_from(
        &self,
        start: Url,
        visit: &Visit,
    ) -> Result<Visited, VisitError> {
        let mut way = Way::from(start, visit.timeout);
        loop {
            if let Some(visited) = self.step(&mut way, visit).await? {
                return Ok(visited);
            }
        }
    }

    /// Goes one hop on the way of a visit: one request at the most, and what robots.txt takes before it. Nothing, if the
    /// way goes on.
    pub(super) async fn step(
        &self,
        way: &mut Way,
        visit: &Visit,
    ) -> Result<Option<Visited>, VisitError> {
        let allowed = match visit.accept {
            Accept::Page => self.may_read(&way.url, visit).await,
            _ => Ok(()),
        };
        let exchanged = match allowed {
            Ok(()) => self.exchange(visit, &way.url, &mut way.left).await,
            Err(error) => Err(error),
        };
        let (exchange, refused, flight) = match exchanged {
            // The connection may have been an old one that the server was about to close.
            Err(VisitError::Fetch(FetchError::Reset { .. })) if !way.was_reset => {
                way.was_reset = true;
                return Ok(None);
            }
            Err(VisitError::Fetch(error)) => {
                return Err(match &way.redirected_by {
                    Some(from) => error.after_redirect(from).into(),
                    None => error.into(),
                });
            }
            exchanged => exchanged?,
        };
        let Some(next) = redirect::next(&exchange, way.hops)? else {
            let moved = (way.hops > 0 && way.for_good).then(|| way.url.clone());
            return Ok(Some(Visited { exchange, moved, refused, flight }));
        };
        way.for_good &=
            redirect::is_permanent(exchange.status) && !redirect::is_downgrade(&way.url, &next);
        way.redirected_by = Some(std::mem::replace(&mut way.url, next));
        way.hops += 1;
        Ok(None)
    }

    /// One request, in its turn.
    async fn exchange(
        &self,
        visit: &Visit,
        url: &Url,
        left: &mut Duration,
    ) -> Result<Answered, VisitError> {
        let host =
            Host::of(url).ok_or_else(|| FetchError::BadUrl { place: url.scheme().to_owned() })?;
        // Kept until a refusal is heeded: whoever is next in line has to see it.
        let mut turn = self.turns.take(&host, visit.kind(), &*self.clock).await?;
        let is_feed = visit.accept == Accept::Feed;
        self.reach.leave(&host, is_feed, self.clock.now())?;
        if let Some(gap) = self.spacing.starts(&host) {
            self.figures.kept_gap(gap);
        }
        let started = Instant::now();
        let request = visit.hop(url, *left);
        let conditional = request.validators != Validators::default();
        let exchange = self.fetch.exchange(request).await;
        let took = started.elapsed();
        self.spacing.ended(&host);
        self.figures.asked(visit.accept, conditional, took, exchange.as_ref().ok());
        *left = left.saturating_sub(took);
        let exchange = match self.reach.learn(&host, exchange, self.clock.now()) {
            // As a 429 without Retry-After.
            Err(VisitError::Fetch(error @ FetchError::TooMuch { .. })) => {
                return Err(match self.heed(&host, 429, None).await? {
                    Some(CoolDown { until, .. }) => VisitError::Refused { error, until },
                    None => error.into(),
                });
            }
            exchange => exchange?,
        };
        let wish = exchange.headers.retry_after.as_deref();
        let refused = self.heed(&host, exchange.status, wish).await?;
        Ok((exchange, refused, turn.flight()))
    }

    /// A host that asks to be left alone is left alone.
    async fn heed(
        &self,
        host: &Host,
        status: u16,
        wish: Option<&str>,
    ) -> Result<Option<CoolDown>, Fault> {
        let now = self.clock.now();
        let wish = wish.and_then(|text| retry_after(text, now));
        let Some(cool_down) = self.turns.heed(host, status, wish, now) else {
            return Ok(None);
        };
        tracing::warn!(%host, status, until = %cool_down.until, "A host asks to be left alone");
        let name = host.to_string();
        self.with_state(move |state| state.save_cool_down(&name, cool_down)).await?;
        Ok(Some(cool_down))
    }

    /// Runs something that blocks on the state, if there is one.
    pub(super) async fn with_state<T: Send + 'static>(
        &self,
        act: impl FnOnce(&State) -> Result<T, StateError> + Send + 'static,
    ) -> Result<Option<T>, Fault> {
        let Some(state) = self.state.clone() else { return Ok(None) };
        Ok(Some(blocking(move || act(&state)).await??))
    }

    pub(super) fn has_state(&self) -> bool {
        self.state.is_some()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
