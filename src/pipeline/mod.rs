//! The way of one article: what `run`, `once` and the demo share.
//!
//! [`Pipeline::poll`] asks a feed and lets the state discover what is new in it. [`Pipeline::work`] claims
//! waiting entries and makes an article of each: visit the page, extract, compose, stage, mark.
//! [`Pipeline::publish`] pays what is owed, one emission after the other. [`Pipeline::pass`] is all three, once.
//!
//! Always: a failure costs one poll or one article, and its reason is recorded; a failure of the disk or
//! the state stops the pipeline with nothing lost. Never: a request that its host's turn does not allow.

mod admission;
mod article;
mod compose;
mod courier;
mod documents;
mod emit;
mod entries;
mod errand;
mod extraction;
mod fault;
mod fingerprint;
mod lines;
mod moves;
mod pass;
mod poll;
mod publisher;
mod reach;
mod robots;
mod start;
mod tally;
mod turns;
mod visit;
mod worker;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub use crate::state::Class;
pub use admission::Admission;
pub use errand::{Answer, Errands, NotVisited};
pub use fault::Fault;
pub use poll::Outcome;
pub use start::{Inspected, Opened, Rebuilt, inspect, open, rebuild};
pub use tally::{Counts, Tally};

use crate::clock::Clock;
use crate::config::{Config, Feed};
use crate::fetch::Fetch;
use crate::hosts::{Host, stretched};
use crate::output::Output;
use crate::state::{State, StateError};
use admission::Crowd;
use courier::Courier;
use documents::Documents;
use extraction::Extractor;
use reach::Suspect;
use turns::Turns;

/// Everything that an article passes on its way.
pub struct Pipeline {
    live: RwLock<Arc<Live>>,
    courier: Courier,
    clock: Arc<dyn Clock>,
    state: Arc<State>,
    output: Arc<Output>,
    extractor: Extractor,
    documents: Documents,
    /// What was done, for people.
    pub tally: Tally,
    /// Something may be claimed.
    arrivals: Notify,
    /// Something is owed.
    debts: Notify,
    /// The polls under way.
    crowd: Crowd,
    /// Feeds whose last failure may have been ours. Tokio's lock, since records are saved under it.
    suspects: tokio::sync::Mutex<Vec<Suspect>>,
    /// Feeds are due at other times than their polls said.
    replanned: Notify,
    /// Cancelled to make everything stop at the next safe point.
    stop: CancellationToken,
    endurance: Endurance,
    fault: Mutex<Option<Fault>>,
}

/// What happens while the output cannot be written, for a reason that may pass (a full disk, a mount).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endurance {
    /// It is waited for; the daemon has time.
    Wait,
    /// It is a fault: a person is told at once.
    GiveUp,
}

impl Pipeline {
    /// A pipeline over an opened state and output. Cancelling `stop` ends its loops at the next safe point.
    pub fn new(
        config: Arc<Config>,
        fetch: Arc<dyn Fetch>,
        clock: Arc<dyn Clock>,
        opened: Opened,
        endurance: Endurance,
        stop: CancellationToken,
    ) -> Result<Arc<Self>, Fault> {
        let Opened { state, output } = opened;
        adopt(&state, &config)?;
        let state = Arc::new(state);
        let turns = Turns::new(config.fetch.concurrency, config.fetch.host_delay);
        turns.restore(state.cool_downs(clock.now())?, clock.now());
        let courier = Courier::new(fetch, clock.clone(), turns, Some(state.clone()));
        for rules in state.all_rules(clock.now()) {
            let (address, rules) = rules?;
            courier.keep_pace(&address, &rules);
        }
        Ok(Arc::new(Self {
            live: RwLock::new(Arc::new(Live::new(config))),
            courier,
            clock,
            state,
            output: Arc::new(output),
            extractor: Extractor::new(),
            documents: Documents::default(),
            tally: Tally::default(),
            arrivals: Notify::new(),
            debts: Notify::new(),
            crowd: Crowd::default(),
            suspects: tokio::sync::Mutex::default(),
            replanned: Notify::new(),
            stop,
            endurance,
            fault: Mutex::new(None),
        }))
    }

    /// The configuration that holds now.
    pub fn config(&self) -> Arc<Config> {
        self.live().config.clone()
    }

    /// Lets another configuration hold from now on. Directories cannot change that way.
    pub fn reconfigure(&self, config: Arc<Config>) -> Result<(), Fault> {
        adopt(&self.state, &config)?;
        self.courier.turns.configure(config.fetch.concurrency, config.fetch.host_delay);
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Live::new(config));
        self.arrivals.notify_one();
        Ok(())
    }

    /// A configured feed by its name.
    pub fn feed(&self, name: &str) -> Option<Feed> {
        self.live().feed(name).cloned()
    }

    /// Whether a feed is configured and enabled.
    pub fn is_active(&self, name: &str) -> bool {
        self.live().is_active(name)
    }

    /// Waits until feeds are due at other times than their polls said.
    pub async fn replanned(&self) {
        self.replanned.notified().await;
    }

    fn live(&self) -> Arc<Live> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is kept.
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// The clock that everything goes by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Stops everything because of a fault; the first one counts.
    pub fn fail(&self, fault: Fault) {
        tracing::error!(error = fault.code(), detail = %fault, "courant cannot go on");
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
        self.stop.cancel();
    }

    /// Whether a fault is only a reason to try later.
    fn endures(&self, fault: &Fault) -> bool {
        self.endurance == Endurance::Wait
            && matches!(fault, Fault::Output(_))
            && fault.class() == Class::TryAgain
    }

    /// The fault that stopped the pipeline, if one did.
    pub fn take_fault(&self) -> Option<Fault> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Runs something that blocks on the state, on a thread that may block.
    async fn with_state<T: Send + 'static>(
        &self,
        act: impl FnOnce(&State) -> Result<T, StateError> + Send + 'static,
    ) -> Result<T, Fault> {
        let state = self.state.clone();
        blocking(move || act(&state)).await?.map_err(Fault::from)
    }
}

/// The configuration that holds, and its feeds by name.
struct Live {
    config: Arc<Config>,
    by_name: HashMap<String, usize>,
    /// How many feeds share a host, where it is more than one.
    sharing: HashMap<Host, u32>,
}

impl Live {
    fn new(config: Arc<Config>) -> Self {
        let names = config.feeds.iter().map(|feed| feed.name.to_string());
        let by_name = names.enumerate().map(|(at, name)| (name, at)).collect();
        let sharing = sharing(&config);
        Self { config, by_name, sharing }
    }

    fn feed(&self, name: &str) -> Option<&Feed> {
        self.by_name.get(name).and_then(|at| self.config.feeds.get(*at))
    }

    fn is_active(&self, name: &str) -> bool {
        self.feed(name).is_some_and(|feed| feed.enabled)
    }

    /// The least interval of a feed that shares its host with others, whose gap is given.
    fn shared(&self, feed: &Feed, gap: impl FnOnce(&Host) -> Duration) -> Duration {
        let host = Host::of(&feed.url);
        let shared = host.and_then(|host| Some((*self.sharing.get(&host)?, gap(&host))));
        shared.map_or(Duration::ZERO, |(feeds, gap)| stretched(feeds, gap))
    }
}

/// How many enabled feeds share a host, where it is more than one.
fn sharing(config: &Config) -> HashMap<Host, u32> {
    let mut sharing: HashMap<Host, u32> = HashMap::new();
    for feed in config.feeds.iter().filter(|feed| feed.enabled) {
        if let Some(host) = Host::of(&feed.url) {
            *sharing.entry(host).or_default() += 1;
        }
    }
    sharing.retain(|_, feeds| *feeds > 1);
    sharing
}

/// Runs something on a thread that may block; a panic there is a fault.
async fn blocking<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(act).await.map_err(|_| Fault::Panicked)
}

fn adopt(state: &State, config: &Config) -> Result<(), Fault> {
    let feeds: Vec<(String, String)> =
        config.feeds.iter().map(|feed| (feed.name.to_string(), feed.url.to_string())).collect();
    Ok(state.adopt(&feeds)?)
}
