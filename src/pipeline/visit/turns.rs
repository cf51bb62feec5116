//! Turns: one request in flight per host, its gap kept, its cool-down obeyed, and a bound over all hosts.
//!
//! [`Hosts`] knows when a host may be asked; here is the waiting. Always: on each host, those of each [`Kind`] are served
//! first come, first served among themselves, and the kinds in turns where several wait, so that none holds up another; a
//! turn that is dropped counts as taken. Never: a host's line held by who waits for a flight, which others of that host may
//! have at once.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::OwnedMutexGuard;

use super::flights::{Flight, Flights, Kind};
use super::lines::Lines;
use crate::clock::{Clock, to_the_second};
use crate::hosts::{CoolDown, Host, Hosts};

/// The lines that stand before the hosts.
pub(in crate::pipeline) struct Turns {
    book: Mutex<Book>,
    lines: Lines<Host>,
    /// The first of each kind that wants a host stands in its line, or waits for a flight; here stand the others.
    behind: Lines<(Host, Kind)>,
    flights: Mutex<Flights>,
}

#[derive(Default)]
struct Book {
    hosts: Hosts,
    gap: Duration,
}

/// The right to make one request to one host.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    host: Host,
    clock: &'a dyn Clock,
    /// Given back before those behind come forward: who stands in the line already is next.
    _line: OwnedMutexGuard<()>,
    _behind: OwnedMutexGuard<()>,
    flight: Option<Flight>,
}

/// A host asked us to wait.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} asked to be left alone until {}", to_the_second(*.until))]
pub(in crate::pipeline) struct CooledDown {
    pub(super) host: Host,
    pub(in crate::pipeline) until: Timestamp,
}

impl Turns {
    pub(in crate::pipeline) fn new(concurrency: usize, gap: Duration) -> Self {
        let flights = Mutex::new(Flights::new(concurrency));
        let book = Mutex::new(Book { gap, ..Book::default() });
        Self { book, lines: Lines::new(), behind: Lines::new(), flights }
    }

    /// Another bound and another gap hold from now on.
    pub(in crate::pipeline) fn configure(&self, concurrency: usize, gap: Duration) {
        self.book().gap = gap;
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if flights.most() != concurrency {
            *flights = Flights::new(concurrency);
        }
    }

    /// Takes back the cool-downs of a former life.
    pub(in crate::pipeline) fn restore(&self, cool_downs: Vec<(String, CoolDown)>, now: Timestamp) {
        let mut book = self.book();
        for (host, cool_down) in cool_downs {
            book.hosts.cool_down(&Host::named(&host), now, cool_down);
        }
    }

    /// The gaps count from now on: a former life may have asked anybody a moment ago.
    pub(in crate::pipeline) fn rest(&self, now: Timestamp) {
        let mut book = self.book();
        let gap = book.gap;
        book.hosts.rest(now, gap);
    }

    /// Waits for a turn at `host`; not for the end of a cool-down, which may be days away.
    pub(super) async fn take<'a>(
        &'a self,
        host: &Host,
        kind: Kind,
        clock: &'a dyn Clock,
    ) -> Result<Turn<'a>, CooledDown> {
        self.check(host, clock)?;
        let behind = self.behind.stand(&(host.clone(), kind)).await;
        let mut flight = None;
        let (line, flight) = loop {
            let line = self.lines.stand(host).await;
            self.keep_gap(host, clock).await?;
            let flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(flight) = flight.or_else(|| flights.try_take(kind)) {
                break (line, Some(flight));
            }
            drop(line);
            flight = Some(flights.take(kind).await);
        };
        let turn =
            Turn { turns: self, host: host.clone(), clock, _line: line, _behind: behind, flight };
        turn.asked();
        Ok(turn)
    }

    /// Waits until the gap of a host is over.
    async fn keep_gap(&self, host: &Host, clock: &dyn Clock) -> Result<(), CooledDown> {
        loop {
            self.check(host, clock)?;
            let now = clock.now();
            let ready = self.book().hosts.ready_at(host, now);
            if ready <= now {
                return Ok(());
            }
            tokio::time::sleep(Duration::try_from(ready.duration_since(now)).unwrap_or_default())
                .await;
        }
    }

    /// Leaves a host alone as long as its answer asks for it.
    pub(super) fn heed(
        &self,
        host: &Host,
        status: u16,
        wish: Option<Duration>,
        now: Timestamp,
    ) -> Option<CoolDown> {
        self.book().hosts.heed(host, status, wish, now)
    }

    /// Gives a host more time between two requests, until then.
    pub(super) fn pace(&self, host: &Host, now: Timestamp, delay: Duration, until: Timestamp) {
        self.book().hosts.pace(host, now, delay, until);
    }

    /// The time between two requests to a host.
    pub(in crate::pipeline) fn gap(&self, host: &Host, now: Timestamp) -> Duration {
        let book = self.book();
        book.hosts.gap(host, now, book.gap)
    }

    /// Until when a host is to be left alone, if it is.
    pub(in crate::pipeline) fn check(
        &self,
        host: &Host,
        clock: &dyn Clock,
    ) -> Result<(), CooledDown> {
        match self.book().hosts.cooled_until(host, clock.now()) {
            Some(until) => Err(CooledDown { host: host.clone(), until }),
            None => Ok(()),
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// The flight goes on when the turn is over.
    pub(super) fn flight(&mut self) -> Option<Flight> {
        self.flight.take()
    }

    fn asked(&self) {
        let now = self.clock.now();
        let mut book = self.turns.book();
        let gap = book.hosts.gap(&self.host, now, book.gap);
        book.hosts.asked(&self.host, now, gap);
    }
}

impl Drop for Turn<'_> {
    /// The gap counts from the end of the request.
    fn drop(&mut self) {
        self.asked();
    }
}
