//! Ways: how far visits have come, over redirects from host to host.
//!
//! Always: an entry whose page redirected it to a host that has enough under way waits for that host in the queue, holding
//! nothing, and goes on from where it stood: no redirect is asked for twice because of that, unless it waited for long
//! ([`AGE`]), was held in an outage, or its daemon was started anew. Never: more of them than [`MOST`]; those beyond wait in
//! the host's line, as everything else does.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::Visit;
use crate::fetch::Exchange;
use crate::hosts::Host;
use crate::identity::ArticleId;
use crate::pipeline::reason::Reason;
use crate::pipeline::{Fault, Pipeline};
use crate::state::Waiting;

/// So many entries are remembered on their way.
const MOST: usize = 4096;
/// For so long they are: what a redirect led to may be an address for an hour. An entry that waited for longer begins anew.
const AGE: SignedDuration = SignedDuration::from_hours(1);
/// A way whose addresses are longer than this together is not remembered.
const LONGEST: usize = 2048;

/// How far a visit has come. It can be written to no log: an address may carry credentials.
pub(in crate::pipeline) struct Way {
    start: Url,
    /// What is asked next.
    pub(in crate::pipeline) url: Url,
    /// What is left of the visit's time.
    pub(in crate::pipeline) left: Duration,
    pub(in crate::pipeline) hops: usize,
    /// Every redirect was a permanent one.
    pub(in crate::pipeline) for_good: bool,
    pub(in crate::pipeline) was_reset: bool,
    pub(in crate::pipeline) redirected_by: Option<Url>,
}

/// Why an entry's page is not read now.
pub(in crate::pipeline) enum Halted {
    /// It redirected to a host that has enough under way.
    Elsewhere(Box<Way>),
    Fault(Fault),
}

/// The entries that wait on their way, and since when.
#[derive(Default)]
pub(in crate::pipeline) struct Ways(Mutex<HashMap<ArticleId, (Timestamp, Way)>>);

impl Way {
    /// A way that begins here.
    pub(in crate::pipeline) fn from(start: Url, timeout: Duration) -> Self {
        Self {
            url: start.clone(),
            start,
            left: timeout,
            hops: 0,
            for_good: true,
            was_reset: false,
            redirected_by: None,
        }
    }

    fn is_short(&self) -> bool {
        let addresses = [Some(&self.start), Some(&self.url), self.redirected_by.as_ref()];
        addresses.iter().flatten().map(|url| url.as_str().len()).sum::<usize>() <= LONGEST
    }
}

impl From<Fault> for Halted {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Ways {
    /// Whether an entry waits on its way.
    pub(in crate::pipeline) fn has(&self, id: ArticleId, now: Timestamp) -> bool {
        self.ways().get(&id).is_some_and(|(since, _)| is_recent(*since, now))
    }

    /// The way of an entry, which goes on from there.
    pub(in crate::pipeline) fn take(&self, id: ArticleId, now: Timestamp) -> Option<Way> {
        let (since, way) = self.ways().remove(&id)?;
        is_recent(since, now).then_some(way)
    }

    fn keep(&self, id: ArticleId, way: Way, now: Timestamp) {
        self.ways().insert(id, (now, way));
    }

    fn has_room_for(&self, way: &Way, now: Timestamp) -> bool {
        let mut ways = self.ways();
        // Entries may have left the queue unclaimed.
        ways.retain(|_, (since, _)| is_recent(*since, now));
        way.is_short() && ways.len() < MOST
    }

    fn ways(&self) -> MutexGuard<'_, HashMap<ArticleId, (Timestamp, Way)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_recent(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) < AGE
}

impl Pipeline {
    /// Visits an entry's page, beginning where it stood, if it was on its way.
    pub(in crate::pipeline) async fn visit_for(
        &self,
        waiting: &Waiting,
        visit: Visit,
        way: Option<Way>,
    ) -> Result<Result<Exchange, Reason>, Halted> {
        let way = way.filter(|way| way.start == visit.url);
        let mut way = way.unwrap_or_else(|| Way::from(visit.url.clone(), visit.timeout));
        let mut at = None;
        let visited = loop {
            if let Some(host) = Host::of(&way.url) {
                if !self.state.turn_to(waiting, host.as_str())
                    && self.ways.has_room_for(&way, self.clock.now())
                {
                    return Err(Halted::Elsewhere(Box::new(way)));
                }
                let before = at.replace(host);
                if before.is_some() && before != at {
                    // Its place there is the next one's.
                    self.arrivals.notify_one();
                }
            }
            match self.courier.step(&mut way, &visit).await {
                Ok(None) => {}
                Ok(Some(visited)) => break Ok(visited),
                Err(error) => break Err(error),
            }
        };
        Ok(self.told(visited)?)
    }

    /// Puts an entry back, to wait for the host that its way has led to.
    pub(in crate::pipeline) fn wait_elsewhere(&self, waiting: &Waiting, way: Way) {
        if let Some(host) = Host::of(&way.url) {
            self.ways.keep(waiting.id, way, self.clock.now());
            self.state.wait_at(waiting, host.as_str());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_waited_for_long_begins_anew_and_what_left_the_queue_takes_no_room_for_ever() {
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let way = || {
            let page: Url = "https://news.example/1".parse().expect("an address");
            Way::from(page, Duration::from_secs(30))
        };
        let ways = Ways::default();
        let ids: Vec<ArticleId> = (0..MOST)
            .map(|number| format!("{number:012}"))
            .filter_map(|id| ArticleId::from_bytes(id.as_bytes()))
            .collect();
        for id in &ids {
            assert!(ways.has_room_for(&way(), at(0)));
            ways.keep(*id, way(), at(0));
        }
        assert!(ways.has(ids[0], at(59)) && ways.take(ids[0], at(59)).is_some());
        ways.keep(ids[0], way(), at(59));
        assert!(!ways.has_room_for(&way(), at(59)), "they are enough");
        assert!(!ways.has(ids[1], at(61)) && ways.take(ids[1], at(61)).is_none());
        assert!(ways.has_room_for(&way(), at(61)), "what is old makes room");
        assert!(ways.has(ids[0], at(61)), "that one is not");
    }
}
