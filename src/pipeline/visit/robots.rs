//! robots.txt before pages: asked for once a day and site, kept in the state, obeyed by every hop.
//!
//! A site is scheme, host and port (RFC 9309). Always: the question costs its host's turn like any other; two pages
//! never ask it twice. Never: for feeds, which the user has listed.

use url::Url;

use super::courier::Courier;
use super::{Visit, VisitError};
use crate::fetch::{Accept, FetchError, OverLong};
use crate::hosts::Host;
use crate::hosts::robots::{self, Rules, Verdict};

impl Courier {
    /// Whether a page may be read, by the rules of its site.
    pub(super) async fn may_read(&self, page: &Url, visit: &Visit) -> Result<(), VisitError> {
        let Some(address) = robots::address(page).filter(|_| self.has_state()) else {
            return Ok(());
        };
        let site = || page.host_str().unwrap_or_default().to_owned();
        match self.rules(address, visit).await?.judge(page) {
            Verdict::Allowed => Ok(()),
            Verdict::Disallowed => Err(VisitError::Disallowed { site: site() }),
            Verdict::NotBefore(until) => Err(VisitError::NoRules { site: site(), until }),
        }
    }

    /// The rules at an address: those that are kept, or asked for now.
    async fn rules(&self, address: Url, visit: &Visit) -> Result<Rules, VisitError> {
        let _asking = self.asking.stand(&address).await;
        let (wanted, now) = (address.clone(), self.now());
        if let Some(Some(rules)) = self.with_state(move |state| state.rules(&wanted, now)).await? {
            return Ok(rules);
        }
        let rules = self.ask_for_rules(address.clone(), visit).await?;
        let keep = rules.clone();
        self.with_state(move |state| state.save_rules(&address, &keep)).await?;
        Ok(rules)
    }

    /// Asks for the rules at an address, on behalf of a visit to a page.
    ///
    /// What is no matter of robots.txt fails here as it would have for the page.
    pub(super) async fn ask_for_rules(
        &self,
        address: Url,
        visit: &Visit,
    ) -> Result<Rules, VisitError> {
        let question = Visit {
            url: address.clone(),
            accept: Accept::Robots,
            validators: None,
            headers: Vec::new(),
            max_body: robots::MAX_BODY,
            over_long: OverLong::Cut,
            allow_own: visit.allow_at(&address),
            ..visit.clone()
        };
        // A visit to a page asks for rules, and that is a visit: the compiler wants to be told where it ends.
        let visited = Box::pin(self.visit(&question)).await;
        let now = self.now();
        let rules = match visited {
            Ok(visited) => Rules::of_answer(visited.exchange.status, &visited.exchange.body, now),
            Err(VisitError::Fetch(error)) => match error {
                FetchError::TooManyRedirects { .. } => Rules::none(now),
                FetchError::Timeout { .. }
                | FetchError::Truncated { .. }
                | FetchError::Reset { .. }
                | FetchError::BadResponse { .. }
                | FetchError::BlockedRedirect { .. } => Rules::unreachable(now),
                _ => return Err(error.into()),
            },
            Err(other) => return Err(other),
        };
        self.keep_pace(&address, &rules);
        Ok(rules)
    }

    /// A site's `Crawl-delay` is its host's gap from now on.
    pub(in crate::pipeline) fn keep_pace(&self, address: &Url, rules: &Rules) {
        let now = self.now();
        if let (Some(host), Some(delay), Some(until)) =
            (Host::of(address), rules.crawl_delay(), rules.hold_until(now))
        {
            self.turns.pace(&host, now, delay, until);
        }
    }
}
