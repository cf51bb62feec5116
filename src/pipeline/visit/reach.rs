//! Whether the network is there at all: while it is not, no feed is charged with it, and nothing is asked but a try
//! a minute.
//!
//! The first few failures of an outage are charged before anybody can know. Once it shows, they are taken back.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::MutexGuard;

use super::VisitError;
use crate::clock::Clock;
use crate::config::Feed;
use crate::fetch::{Exchange, FetchError};
use crate::hosts::outage::{Outage, WINDOW};
use crate::hosts::{Host, share};
use crate::pipeline::poll::agenda::Agenda;
use crate::pipeline::{Fault, Pipeline};
use crate::schedule::Reason;
use crate::state::FeedRecord;

/// We are offline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this machine seems to be offline: the hosts of several feeds cannot be reached, and nobody answers; one of them is tried each minute"
)]
pub(in crate::pipeline) struct Offline {
    /// When the next try is worth it.
    pub(in crate::pipeline) until: Timestamp,
}

/// What the requests tell of our own connection.
#[derive(Default)]
pub(in crate::pipeline) struct Reach(Mutex<Outage>);

/// A feed that was charged with a failure that may be ours, and its record before.
pub(in crate::pipeline) struct Suspect {
    feed: String,
    before: FeedRecord,
    since: Timestamp,
    /// Its next poll, if it was ours.
    due: Timestamp,
}

impl Reach {
    /// Leave to ask a host, for a feed or a page.
    pub(super) fn leave(&self, host: &Host, is_feed: bool, now: Timestamp) -> Result<(), Offline> {
        self.outage().leave(host, is_feed, now).map_err(|until| Offline { until })
    }

    /// Until when a page's host is not asked, because we are offline and it was silent.
    pub(in crate::pipeline) fn held(&self, host: &Host, now: Timestamp) -> Option<Timestamp> {
        self.outage().held(host, false, now)
    }

    /// Learns from how a request ended; while we are offline silence is ours.
    pub(super) fn learn(
        &self,
        host: &Host,
        exchanged: Result<Exchange, FetchError>,
        now: Timestamp,
    ) -> Result<Exchange, VisitError> {
        match Sign::of(exchanged.as_ref().err()) {
            Sign::Life => {
                if let Some(since) = self.outage().answered(host, now) {
                    tracing::info!(%since, "A host answers again: this machine is online");
                }
            }
            Sign::Silence => {
                if let Some(until) = self.outage().unreached(host, now) {
                    return Err(Offline { until }.into());
                }
            }
            Sign::None => {}
        }
        Ok(exchanged?)
    }

    /// When feeds are due that were silent: an agenda that is made anew would ask all of them at once.
    pub(in crate::pipeline) fn put_off(&self, agenda: &mut Agenda, now: Timestamp) {
        let outage = self.outage();
        let Some(from) = outage.resumption(now) else { return };
        for planned in &mut agenda.feeds {
            let feed = &agenda.config.feeds[planned.place];
            if Host::of(&feed.url).is_some_and(|host| outage.is_unheard(&host)) {
                planned.due = planned.due.max(Pipeline::resumption(feed, from));
            }
        }
    }

    /// The host of a feed that was reached before could not be: waits until it shows whether that is our fault.
    pub(in crate::pipeline) async fn explains(
        &self,
        host: &Host,
        clock: &dyn Clock,
    ) -> Option<Offline> {
        let wait = self.outage().silent(host, clock.now())?;
        tokio::time::sleep(wait).await;
        let now = clock.now();
        let mut outage = self.outage();
        if outage.shows(now) {
            tracing::warn!(
                error = "offline",
                "The hosts of several feeds cannot be reached, and nobody answers: this machine seems to be offline. No feed is charged with it, and one of those is tried each minute"
            );
        }
        outage.unreached(host, now).map(|until| Offline { until })
    }

    fn outage(&self) -> std::sync::MutexGuard<'_, Outage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the end of a request tells of our connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pipeline) enum Sign {
    /// Somebody answered, however badly.
    Life,
    /// No address or no connection: the host's fault, or ours.
    Silence,
    /// Nothing: a time-out, or a request that was not made.
    None,
}

impl Sign {
    /// How a request ended: well, or with this error.
    pub(in crate::pipeline) fn of(error: Option<&FetchError>) -> Self {
        use FetchError::{
            BadResponse, BodyTooLarge, Connect, Dns, NoRoom, Reset, Tls, TooMuch, Truncated,
        };
        match error {
            Some(Dns { .. } | Connect { .. }) => Self::Silence,
            None
            | Some(
                Reset { .. }
                | TooMuch { .. }
                | Truncated { .. }
                | NoRoom { .. }
                | Tls { .. }
                | BadResponse { .. }
                | BodyTooLarge { .. },
            ) => Self::Life,
            Some(_) => Self::None,
        }
    }
}

impl Pipeline {
    /// When a feed is polled that could not be because we are offline: all of them spread over a floor, so that
    /// nobody meets a crowd when the network is back.
    pub(in crate::pipeline) fn resumption(feed: &Feed, next_try: Timestamp) -> Timestamp {
        next_try.checked_add(share(feed.name.as_str(), feed.min_interval)).unwrap_or(next_try)
    }

    /// Notes that a feed is charged with a failure that may be ours, and what it was `before`. To be held while that
    /// is saved.
    pub(in crate::pipeline) async fn suspect(
        &self,
        feed: &Feed,
        before: FeedRecord,
        now: Timestamp,
    ) -> MutexGuard<'_, Vec<Suspect>> {
        let mut suspects = self.suspects.lock().await;
        suspects.retain(|suspect| !is_past(suspect.since, now));
        suspects.push(Suspect {
            feed: feed.name.to_string(),
            before,
            since: now,
            due: Self::resumption(feed, now),
        });
        suspects
    }

    /// It was ours: the charges of this outage are taken back.
    pub(in crate::pipeline) async fn acquit(&self) -> Result<(), Fault> {
        let mut suspects = self.suspects.lock().await;
        if suspects.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let taken: Vec<Suspect> = suspects.drain(..).rev().collect();
        // The oldest last, since what a feed was before that counts.
        for Suspect { feed, before, since, due } in taken {
            if is_past(since, now) {
                continue;
            }
            self.with_state(move |state| {
                let FeedRecord { url, failures, error, moved, .. } = before;
                let (due, because) = (Some(due), vec![Reason::Offline]);
                state.amend_feed(&feed, |record| {
                    // Its name may be another feed's by now.
                    let own = record.url == url;
                    own.then_some(FeedRecord { due, because, failures, error, moved, ..record })
                })
            })
            .await?;
        }
        self.rearrange();
        Ok(())
    }

    /// Somebody answered, so their failures were their own.
    pub(in crate::pipeline) async fn convict(&self) {
        self.suspects.lock().await.clear();
    }
}

fn is_past(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since).unsigned_abs() >= WINDOW
}
