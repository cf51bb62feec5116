//! The agenda: when each feed is due, and what a poll costs, from one pass over the feeds' records.
//!
//! Always: no feed sooner after its last poll than its floor, whatever the configuration or the clock became; none
//! idle for longer than its ceiling because of a clock that ran ahead. Never: a record kept in memory.

use std::sync::{Arc, PoisonError};

use jiff::Timestamp;

use crate::config::{Config, Feed};
use crate::pipeline::{Fault, Pipeline, fingerprint};
use crate::schedule::{Appetite, Price, Reason, Rhythm, price_of};
use crate::state::FeedRecord;

/// When each enabled feed of a configuration is due.
#[derive(Debug)]
pub struct Agenda {
    /// The configuration.
    pub config: Arc<Config>,
    /// Its enabled feeds, in its order.
    pub feeds: Vec<Planned>,
}

/// When one feed is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// The feed's place in the configuration.
    pub place: usize,
    /// When: now, if it was never polled or is asked otherwise than before.
    pub due: Timestamp,
    /// The poll before, if there was one.
    pub polled: Option<Timestamp>,
}

impl Pipeline {
    /// When each enabled feed is due. From now on a poll costs what the budget comes to.
    pub async fn agenda(&self) -> Result<Agenda, Fault> {
        let (live, now) = (self.live(), self.clock.now());
        let (mut agenda, price) = self
            .with_state(move |state| {
                let feeds = &live.config.feeds;
                let mut known = vec![None; feeds.len()];
                let budget = live.config.poll.budget;
                let appetite = |rhythm: &Rhythm, feed: &Feed| {
                    Appetite::new(&rhythm.outlook(), feed.min_interval, feed.max_interval)
                };
                let (mut appetites, mut ahead) = (Vec::new(), Vec::new());
                state.each_feed(|name, record| {
                    let Some(place) = live.place(name) else { return };
                    let feed = &feeds[place];
                    if feed.enabled && !record.gone && budget.is_some() {
                        appetites.push(appetite(&record.rhythm, feed));
                    }
                    let polled = record.polled.map(|polled| polled.min(now));
                    known[place] = Some((due(&record, feed, now), polled));
                    if polled != record.polled {
                        ahead.push(place);
                    }
                })?;
                // Else they would wait for the time that the clock showed, at each start anew.
                for feed in ahead.into_iter().map(|place| &feeds[place]) {
                    state.amend_feed(feed.name.as_str(), |record| {
                        let due = Some(due(&record, feed, now));
                        let is_ahead = record.polled.is_some_and(|polled| polled > now);
                        is_ahead.then_some(FeedRecord { polled: Some(now), due, ..record })
                    })?;
                }
                let mut agenda = Vec::new();
                for (place, feed) in feeds.iter().enumerate().filter(|(_, feed)| feed.enabled) {
                    if known[place].is_none() && budget.is_some() {
                        appetites.push(appetite(&Rhythm::default(), feed));
                    }
                    let (due, polled) = known[place].unwrap_or((now, None));
                    agenda.push(Planned { place, due, polled });
                }
                let price = budget.map_or(Price::DEFAULT, |budget| {
                    price_of(&appetites, budget.a_minute(appetites.len()))
                });
                Ok((Agenda { config: live.config.clone(), feeds: agenda }, price))
            })
            .await?;
        *self.price.write().unwrap_or_else(PoisonError::into_inner) = price;
        self.courier.reach.put_off(&mut agenda, now);
        Ok(agenda)
    }

    /// When the feed at a place of a configuration is due.
    pub fn planned(&self, config: &Config, place: usize) -> Result<Planned, Fault> {
        let (feed, now) = (&config.feeds[place], self.clock.now());
        let record = self.state.feed(feed.name.as_str())?.unwrap_or_default();
        let polled = record.polled.map(|polled| polled.min(now));
        Ok(Planned { place, due: due(&record, feed, now), polled })
    }
}

/// When a feed is due by its record.
pub(super) fn due(record: &FeedRecord, feed: &Feed, now: Timestamp) -> Timestamp {
    let Some(polled) = record.polled else { return now };
    let after = |interval| polled.checked_add(interval).unwrap_or(Timestamp::MAX);
    if record.asked != fingerprint::of_question(feed) {
        // Other credentials are another question to the same address, and keep to its floor.
        return if record.url == feed.url.as_str() { after(feed.min_interval) } else { now };
    }
    if polled > now {
        // The clock ran ahead when it was polled.
        let latest = now.checked_add(feed.max_interval).unwrap_or(Timestamp::MAX);
        return record.due.unwrap_or(now).min(latest);
    }
    let is_beyond = |reason: &Reason| {
        matches!(reason, Reason::Skipped | Reason::CooledDown(_) | Reason::BackOff(..))
    };
    let is_new = |reason: &Reason| matches!(reason, Reason::New(_));
    let due = record.due.unwrap_or(now);
    // The bounds may have been configured anew since. A new feed's first interval is spread over as much again.
    let latest = if record.because.iter().any(is_beyond) {
        due
    } else if record.because.iter().any(is_new) {
        after(feed.max_interval.saturating_mul(2))
    } else {
        after(feed.max_interval)
    };
    due.min(latest).max(after(feed.min_interval))
}
