//! The timetable: which feed is due when, and the polls under way.
//!
//! Always: a feed is in the heap, in its host's line or under way, in one of them only; of each host one poll is
//! under way; the due times survive a restart in the state, so a restart polls nothing before its time. In memory,
//! a feed that waits costs 16 bytes. Never: more polls under way than [`Pipeline::most_polls`].

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::pace::{Pace, Slot, spread};
use crate::clock;
use crate::config::{Config, Feed, FeedName};
use crate::hosts::Host;
use crate::pipeline::{Fault, LOOK_UP, Occasion, Pipeline, Planned};

/// How often the agenda is made anew, so that the price of a poll follows what was learnt.
const AGENDA_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// A poll that ended.
struct Polled {
    name: FeedName,
    host: Host,
    /// The feed's place, and in which configuration.
    place: u32,
    config: Arc<Config>,
    /// The timetable's era when it began.
    era: u32,
    /// When the feed is due again.
    due: Result<Timestamp, Fault>,
}

/// Keeps the due times of all enabled feeds.
pub(super) struct Timetable<B> {
    pipeline: Arc<Pipeline>,
    stop: CancellationToken,
    beat: B,
    /// What the places in the heap are places in.
    config: Arc<Config>,
    due: BinaryHeap<Reverse<Slot>>,
    pace: Pace,
    /// Feeds that are due, behind the poll of their host that is under way.
    lines: HashMap<Host, VecDeque<u32>>,
    polls: JoinSet<Polled>,
    under_way: HashSet<FeedName>,
    /// The last moment that was seen.
    seen: Timestamp,
    /// How often the clock was seen to have been set.
    era: u32,
    /// When the agenda was made.
    made: Timestamp,
}

impl<B: FnMut() + Send> Timetable<B> {
    /// A timetable of the configured feeds.
    pub(super) fn new(pipeline: Arc<Pipeline>, stop: CancellationToken, beat: B) -> Self {
        let now = pipeline.clock().now();
        Self {
            config: pipeline.config(),
            pipeline,
            stop,
            beat,
            due: BinaryHeap::new(),
            pace: Pace::default(),
            lines: HashMap::new(),
            polls: JoinSet::new(),
            under_way: HashSet::new(),
            seen: now,
            era: 0,
            made: now,
        }
    }

    /// Polls what is due until the pipeline stops.
    pub(super) async fn keep(mut self) {
        let mut kept = self.set_out().await;
        while !self.stop.is_cancelled() {
            if let Err(fault) = kept {
                return self.pipeline.fail(fault);
            }
            (self.beat)();
            kept = self.keep_time().await;
            let pause = self.start_due();
            tokio::select! {
                Some(done) = self.polls.join_next() => kept = kept.and(self.finished(done)),
                () = self.pipeline.rearranged() => kept = kept.and(self.set_out().await),
                () = tokio::time::sleep(pause) => {}
                () = self.stop.cancelled() => {}
            }
        }
    }

    /// Begins anew from the configuration and the state; polls under way go on.
    async fn set_out(&mut self) -> Result<(), Fault> {
        let agenda = self.pipeline.agenda().await?;
        self.config = agenda.config;
        self.made = self.pipeline.clock().now();
        self.lines.values_mut().for_each(VecDeque::clear);
        let name = |place: usize| &self.config.feeds[place].name;
        let waiting = agenda.feeds.iter().filter(|one| !self.under_way.contains(name(one.place)));
        let mut slots: Vec<Slot> =
            waiting.map(|one| Slot::new(one.place, one.due, one.polled)).collect();
        spread(&mut slots, self.made);
        self.pace = Pace::of(&slots);
        self.due = slots.into_iter().map(Reverse).collect();
        Ok(())
    }

    /// If the clock was set, or the machine slept, or some time has passed: begin anew. So no feed waits for a time
    /// that the clock showed wrongly, and what fell due meanwhile is spread.
    async fn keep_time(&mut self) -> Result<(), Fault> {
        let now = self.pipeline.clock().now();
        let seen = std::mem::replace(&mut self.seen, now);
        let step = SignedDuration::try_from(clock::STEP).unwrap_or(SignedDuration::MAX);
        let was_set = now.duration_since(seen).abs() > step;
        self.era += u32::from(was_set);
        if was_set || now.duration_since(self.made) > AGENDA_EVERY {
            self.set_out().await?;
        }
        Ok(())
    }

    /// Starts what is due, and says for how long nothing else is.
    fn start_due(&mut self) -> Duration {
        if self.pipeline.low_disk().is_some() {
            return LOOK_UP;
        }
        let now = self.pipeline.clock().now();
        while let Some(Reverse(slot)) = self.due.peek().copied() {
            let wait = slot.due.saturating_sub(now.as_millisecond());
            if let Ok(wait @ 1..) = u64::try_from(wait) {
                return Duration::from_millis(wait).min(LOOK_UP);
            }
            if self.under_way.len() >= self.pipeline.most_polls() {
                return LOOK_UP;
            }
            if let Err(wait) = self.pace.admit(slot, now) {
                return wait.min(LOOK_UP);
            }
            self.due.pop();
            self.pace.leaves(slot);
            self.send(slot.place);
        }
        LOOK_UP
    }

    /// Polls a feed, now or after the one of its host that is under way.
    fn send(&mut self, place: u32) {
        let Some(feed) = self.config.feeds.get(place as usize) else { return };
        let Some(host) = Host::of(&feed.url) else { return };
        if let Some(line) = self.lines.get_mut(&host) {
            return line.push_back(place);
        }
        self.lines.insert(host.clone(), VecDeque::new());
        self.under_way.insert(feed.name.clone());
        let (pipeline, stop, config) =
            (self.pipeline.clone(), self.stop.clone(), self.config.clone());
        let era = self.era;
        let feed = feed.clone();
        self.polls.spawn(async move {
            let due = tokio::select! {
                polled = pipeline.poll(&feed, Occasion::Due) => polled.map(|(_, due)| due),
                () = stop.cancelled() => Ok(Timestamp::MAX),
            };
            Polled { name: feed.name.clone(), host, place, config, era, due }
        });
    }

    fn finished(&mut self, done: Result<Polled, JoinError>) -> Result<(), Fault> {
        let done = done.map_err(|_| Fault::Panicked)?;
        self.under_way.remove(&done.name);
        let due = done.due?;
        if done.era != self.era {
            // It may be due by a clock that has been set since: the agenda knows better, and is made anew.
            self.made = Timestamp::MIN;
        }
        let now = self.pipeline.clock().now();
        let planned = if Arc::ptr_eq(&done.config, &self.config) {
            Some(Planned { place: done.place as usize, due, polled: Some(now) })
        } else {
            // The poll may have been another address's, or bound otherwise.
            let is_it = |feed: &Arc<Feed>| feed.enabled && feed.name == done.name;
            let place = self.config.feeds.iter().position(is_it);
            place.map(|place| self.pipeline.planned(&self.config, place)).transpose()?
        };
        if let Some(Planned { place, due, polled }) = planned {
            let slot = Slot::new(place, due, polled);
            self.pace.joins(slot);
            self.due.push(Reverse(slot));
        }
        if let Some(mut line) = self.lines.remove(&done.host)
            && let Some(next) = line.pop_front()
        {
            self.send(next);
            self.lines.insert(done.host, line);
        }
        Ok(())
    }
}
