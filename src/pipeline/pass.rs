//! One pass over some feeds: polls, articles and publishing side by side, until nothing is left to do now.
//!
//! Always: of each host one poll is under way, and the others stand in its line. Never: more polls under way than
//! [`Pipeline::most_polls`], however many feeds there are.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Fault, Occasion, Pipeline};
use crate::config::Feed;
use crate::hosts::Host;

/// Feeds of one host, polled one after the other.
type Line = VecDeque<Arc<Feed>>;

impl Pipeline {
    /// Polls these feeds because a person asked for it, makes articles of what is new in them, and publishes
    /// them. `polled` is told of every poll that ended, `beat` that something goes on.
    ///
    /// What waits of a feed waits for its poll, which may bring a newer text of it. What has to wait longer stays in the
    /// queue, and no entry is tried twice. A fault ends the pass early;
    /// [`Pipeline::take_fault`] has it.
    pub async fn pass(
        self: &Arc<Self>,
        feeds: &[Arc<Feed>],
        mut polled: impl FnMut(),
        beat: impl FnMut(),
    ) {
        self.sweep_texts().await;
        let (last_call, enough) = (CancellationToken::new(), CancellationToken::new());
        self.look_for_room().await;
        let publisher = {
            let (pipeline, enough) = (self.clone(), enough.clone());
            tokio::spawn(async move { pipeline.publish(enough, || ()).await })
        };
        let asked = Mutex::new(HashSet::new());
        let asked = || asked.lock().unwrap_or_else(PoisonError::into_inner);
        let polls = async {
            let mut lines = lines(feeds).into_iter();
            let mut polls = JoinSet::new();
            loop {
                while polls.len() < self.most_polls()
                    && let Some(line) = lines.next()
                {
                    polls.spawn(self.clone().poll_first(line));
                }
                match polls.join_next().await {
                    None => break,
                    Some(Ok((ended, mut line))) => {
                        if let Err(fault) = ended {
                            self.fail(fault);
                        }
                        asked().extend(line.pop_front().map(|feed| feed.name.to_string()));
                        self.arrivals.notify_one();
                        polled();
                        if !line.is_empty() {
                            polls.spawn(self.clone().poll_first(line));
                        }
                    }
                    Some(Err(_)) => self.fail(Fault::Panicked),
                }
            }
            last_call.cancel();
        };
        let work = async {
            tokio::join!(
                polls,
                self.work(Some(last_call.clone()), |feed| asked().contains(feed), beat)
            )
        };
        tokio::select! {
            _ = work => {}
            () = self.keep_room() => {}
        }
        enough.cancel();
        // The publisher reports its own faults; it cannot be cancelled here.
        let _ = publisher.await;
        self.syndicate_once().await;
    }

    /// Polls the first feed of a line, unless the pipeline stops.
    async fn poll_first(self: Arc<Self>, line: Line) -> (Result<(), Fault>, Line) {
        let polled = tokio::select! {
            polled = self.poll(&line[0], Occasion::Once) => polled.map(|_| ()),
            () = self.stop.cancelled() => Ok(()),
        };
        (polled, line)
    }
}

/// The feeds by their hosts, in the order of the first of each.
fn lines(feeds: &[Arc<Feed>]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut places: HashMap<Host, usize> = HashMap::new();
    for feed in feeds {
        match Host::of(&feed.url) {
            Some(host) => {
                let place = *places.entry(host).or_insert_with(|| {
                    lines.push(Line::new());
                    lines.len() - 1
                });
                lines[place].push_back(feed.clone());
            }
            None => lines.push(Line::from([feed.clone()])),
        }
    }
    lines
}
