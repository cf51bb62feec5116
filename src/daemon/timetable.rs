//! The timetable: which feed is due when, and the polls under way.
//!
//! Always: a feed is in the heap or under way, never both; the due times survive a restart in the state,
//! so a restart polls nothing before its time.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::config::Feed;
use crate::pipeline::{Fault, Pipeline};

/// How often the loop looks up, and gives a sign of life, though nothing is due: the clock may have jumped.
const LOOK_UP: Duration = Duration::from_millis(500);

/// Keeps the due times of all enabled feeds.
pub(super) struct Timetable<B> {
    pipeline: Arc<Pipeline>,
    stop: CancellationToken,
    beat: B,
    changed: mpsc::Receiver<()>,
    feeds: HashMap<String, Feed>,
    due: BinaryHeap<Reverse<(Timestamp, String)>>,
    polls: JoinSet<(String, Result<Timestamp, Fault>)>,
    under_way: HashSet<String>,
    /// The last moment that was seen.
    seen: Timestamp,
}

impl<B: FnMut() + Send> Timetable<B> {
    /// A timetable of the configured feeds, and the way to tell it that they changed.
    pub(super) fn new(
        pipeline: Arc<Pipeline>,
        stop: CancellationToken,
        beat: B,
    ) -> (Self, mpsc::Sender<()>) {
        let (sender, changed) = mpsc::channel(1);
        let timetable = Self {
            pipeline,
            stop,
            beat,
            changed,
            feeds: HashMap::new(),
            due: BinaryHeap::new(),
            polls: JoinSet::new(),
            under_way: HashSet::new(),
            seen: Timestamp::MIN,
        };
        (timetable, sender)
    }

    /// Polls what is due until the pipeline stops.
    pub(super) async fn keep(mut self) {
        if let Err(fault) = self.set_out() {
            return self.pipeline.fail(fault);
        }
        while !self.stop.is_cancelled() {
            (self.beat)();
            if let Err(fault) = self.keep_time() {
                return self.pipeline.fail(fault);
            }
            self.start_due();
            let pause = self.pause();
            tokio::select! {
                Some(done) = self.polls.join_next() => if let Err(fault) = self.finished(done) {
                    return self.pipeline.fail(fault);
                },
                Some(()) = self.changed.recv() => if let Err(fault) = self.set_out() {
                    return self.pipeline.fail(fault);
                },
                () = self.pipeline.replanned() => if let Err(fault) = self.set_out() {
                    return self.pipeline.fail(fault);
                },
                () = tokio::time::sleep(pause) => {}
                () = self.stop.cancelled() => {}
            }
        }
    }

    /// Begins anew from the configuration and the state; polls under way go on.
    fn set_out(&mut self) -> Result<(), Fault> {
        self.feeds.clear();
        self.due.clear();
        for feed in self.pipeline.config().feeds.iter().filter(|feed| feed.enabled) {
            let name = feed.name.to_string();
            if !self.under_way.contains(&name) {
                self.due.push(Reverse((self.pipeline.due(feed)?, name.clone())));
            }
            self.feeds.insert(name, feed.clone());
        }
        Ok(())
    }

    /// If the clock was set back, no feed waits for the time that it showed.
    fn keep_time(&mut self) -> Result<(), Fault> {
        let now = self.pipeline.clock().now();
        let seen = std::mem::replace(&mut self.seen, now);
        let set_back = now.checked_add(clock::STEP).is_ok_and(|soon| soon < seen);
        if set_back { self.set_out() } else { Ok(()) }
    }

    fn start_due(&mut self) {
        let now = self.pipeline.clock().now();
        while self.due.peek().is_some_and(|Reverse((due, _))| *due <= now) {
            let Some(Reverse((_, name))) = self.due.pop() else { return };
            let Some(feed) = self.feeds.get(&name).cloned() else { continue };
            let admission = match self.pipeline.admit(&feed) {
                Ok(admission) => admission,
                Err(later) => {
                    self.due.push(Reverse((later, name)));
                    continue;
                }
            };
            self.under_way.insert(name.clone());
            let (pipeline, stop) = (self.pipeline.clone(), self.stop.clone());
            self.polls.spawn(async move {
                let _admission = admission;
                let polled = tokio::select! {
                    polled = pipeline.poll(&feed) => polled.map(|(_, due)| due),
                    () = stop.cancelled() => Ok(Timestamp::MAX),
                };
                (name, polled)
            });
        }
    }

    fn finished(
        &mut self,
        done: Result<(String, Result<Timestamp, Fault>), tokio::task::JoinError>,
    ) -> Result<(), Fault> {
        let (name, due) = done.map_err(|_| Fault::Panicked)?;
        self.under_way.remove(&name);
        let due = due?;
        if self.feeds.contains_key(&name) {
            self.due.push(Reverse((due, name)));
        }
        Ok(())
    }

    fn pause(&self) -> Duration {
        let now = self.pipeline.clock().now();
        let next = self.due.peek().map_or(LOOK_UP, |Reverse((due, _))| {
            Duration::try_from(due.duration_since(now)).unwrap_or_default()
        });
        next.min(LOOK_UP)
    }
}
