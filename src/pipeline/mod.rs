//! The way of one article: what `run`, `once` and the demo share.
//!
//! [`Pipeline::poll`] asks a feed and lets the state discover what is new in it. [`Pipeline::work`] claims
//! waiting entries and makes an article of each: visit the page, extract, compose, stage, mark.
//! [`Pipeline::publish`] pays what is owed, one emission after the other. [`Pipeline::pass`] is all three, once;
//! [`daemon`](crate::daemon) runs them side by side, and its timetable says which feed is due.
//!
//! | chapter | what it tells |
//! |---|---|
//! | `poll` | when a feed is asked, the question, the answer, and the entries that it brings |
//! | `visit` | how anything is asked for: in turn, by robots.txt, no sooner than a host wishes, or not while offline |
//! | `article` | from a claimed entry, over its page or the feed's own text, to an article; and second looks at it |
//! | `emit` | copies left out; staged, marked, published; full-text feeds behind it |
//! | `ledger` | what was done, told once, for figures, a pass and the status page |
//!
//! Always: a failure costs one poll or one article, and its reason is recorded; a failure of the disk or
//! the state stops the pipeline with nothing lost. Never: a request that its host's turn does not allow.

mod article;
mod emit;
mod extraction;
#[cfg(test)]
pub(crate) mod fail_point;
mod fairness;
mod fault;
mod fingerprint;
mod health;
mod hindrance;
mod ledger;
mod memory;
mod panic;
mod pass;
mod poll;
mod reason;
mod reload;
mod retention;
mod room;
mod start;
mod visit;
mod worker;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub use crate::state::Class;
pub use article::address::address_of;
pub use fault::Fault;
pub use fingerprint::{content_hash, of_question as question};
pub use health::Health;
pub use ledger::figures::Figures;
pub use ledger::history::{Came, Failed, History, POLLS, Poll};
pub use ledger::tally::Counts;
pub use memory::Memory;
pub use poll::Outcome;
pub use poll::agenda::{Agenda, Planned};
pub use poll::occasion::Occasion;
pub use room::LowDisk;
pub use start::{Inspected, Opened, Rebuilt, inspect, open, rebuild};
pub use visit::errand::{Brought, Errands, NotVisited};
pub use visit::refusals::{Refusals, refused_until};

use crate::clock::Clock;
use crate::config::{Config, Feed};
use crate::fetch::Fetch;
use crate::hosts::Host;
use crate::output::{self, Output, OutputError};
use crate::schedule::Price;
use crate::state::{State, StateError};
use article::documents::Documents;
use emit::press::Press;
use emit::stories::Desk;
use extraction::Extractor;
use ledger::Ledger;
use ledger::tally::Tally;
use visit::courier::Courier;
use visit::reach::Suspect;
use visit::turns::Turns;
use visit::ways::Ways;

/// How often a loop looks up, and gives a sign of life, though nothing has woken it: the clock may have been set, what
/// waits for its time is due, a disk has room again. In tests days pass, of which nobody sees the half seconds.
pub(crate) const LOOK_UP: Duration = Duration::from_millis(if cfg!(test) { 5_000 } else { 500 });

/// Polls under way for each request that may be in flight: some wait for their host's gap meanwhile.
const POLLS_A_FLIGHT: usize = 16;

/// Everything that an article passes on its way.
pub struct Pipeline {
    live: RwLock<Arc<Live>>,
    /// The configuration of the start, without its feeds.
    started: Arc<Config>,
    courier: Courier,
    clock: Arc<dyn Clock>,
    state: Arc<State>,
    output: Arc<Output>,
    extractor: Extractor,
    documents: Documents,
    ways: Ways,
    /// What tells the same as what.
    desk: Desk,
    press: Press,
    /// What was done, for people.
    ledger: Ledger,
    /// What is wrong at this moment.
    pub health: Health,
    /// Something may be claimed.
    arrivals: Notify,
    /// Something is owed.
    debts: Notify,
    /// When feeds are due has to be looked up anew.
    rearranged: Notify,
    /// The feeds that are being polled.
    under_way: Mutex<HashSet<String>>,
    /// Feeds whose last failure may have been ours. Tokio's lock, since records are saved under it.
    suspects: tokio::sync::Mutex<Vec<Suspect>>,
    /// Held by who saves a poll, and alone by who lets another configuration hold.
    saving: tokio::sync::RwLock<()>,
    /// Held by who reads the configuration again, until it holds.
    reloading: tokio::sync::Mutex<()>,
    /// Cancelled to make everything stop at the next safe point.
    stop: CancellationToken,
    endurance: Endurance,
    fault: Mutex<Option<Fault>>,
    /// The file system that has too little space left, if one has.
    low_disk: RwLock<Option<LowDisk>>,
    /// This installation's number.
    installation: u64,
    /// What a poll costs now.
    price: RwLock<Price>,
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
        let lived_before = state.knows_feeds()?;
        adopt(&state, &config)?;
        let turns = Turns::new(config.fetch.concurrency, config.fetch.host_delay);
        let installation = state.installation()?;
        turns.restore(state.cool_downs(clock.now())?, clock.now());
        if lived_before {
            turns.rest(clock.now());
        }
        let desk = Desk::open(&config, &state, clock.now())?;
        output.keep_revisions(config.revise.keep_revisions);
        let state = Arc::new(state);
        let courier = Courier::new(fetch, clock.clone(), turns, Some(state.clone()));
        let figures = courier.figures.clone();
        let ledger = Ledger::new(figures.clone(), clock.clone(), endurance, &config);
        for rules in state.all_rules(clock.now()) {
            let (address, rules) = rules?;
            courier.keep_pace(&address, &rules);
        }
        Ok(Arc::new(Self {
            started: Arc::new(Config { feeds: Vec::new(), ..(*config).clone() }),
            live: RwLock::new(Arc::new(Live::new(config))),
            courier,
            clock,
            state,
            output: Arc::new(output),
            extractor: Extractor::new(figures),
            documents: Documents::new(),
            ways: Ways::default(),
            desk,
            press: Press::default(),
            ledger,
            health: Health::default(),
            arrivals: Notify::new(),
            debts: Notify::new(),
            rearranged: Notify::new(),
            under_way: Mutex::default(),
            suspects: tokio::sync::Mutex::default(),
            saving: tokio::sync::RwLock::default(),
            reloading: tokio::sync::Mutex::default(),
            stop,
            endurance,
            fault: Mutex::new(None),
            low_disk: RwLock::new(None),
            installation,
            price: RwLock::new(Price::DEFAULT),
        }))
    }

    /// How many polls may be under way.
    pub fn most_polls(&self) -> usize {
        self.config().fetch.concurrency * POLLS_A_FLIGHT
    }

    /// The configuration that holds now.
    pub fn config(&self) -> Arc<Config> {
        self.live().config.clone()
    }

    /// Lets another configuration hold from now on. Directories cannot change that way.
    pub async fn reconfigure(&self, config: Arc<Config>) -> Result<(), Fault> {
        let _settled = self.saving.write().await;
        let renamed = config.clone();
        self.with_state(move |state| adopt(state, &renamed)).await?;
        self.courier.turns.configure(config.fetch.concurrency, config.fetch.host_delay);
        self.output.keep_revisions(config.revise.keep_revisions);
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Live::new(config));
        self.arrivals.notify_one();
        if let Some(history) = self.history() {
            history.keep(|name| self.feed(name).is_some());
        }
        Ok(())
    }

    /// A configured feed by its name.
    pub fn feed(&self, name: &str) -> Option<Arc<Feed>> {
        self.live().feed(name).cloned()
    }

    /// Whether a feed is configured and enabled.
    pub fn is_active(&self, name: &str) -> bool {
        self.live().is_active(name)
    }

    /// Returns when the timetable has to be made anew: the configuration changed, or a feed was polled
    /// outside of it.
    pub async fn rearranged(&self) {
        self.rearranged.notified().await;
    }

    fn rearrange(&self) {
        self.rearranged.notify_one();
    }

    fn live(&self) -> Arc<Live> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is kept.
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// What was done since the start, counted.
    pub fn figures(&self) -> &Figures {
        &self.ledger.figures
    }

    /// The last polls of each feed, if there is a page to show them on.
    pub fn history(&self) -> Option<&History> {
        self.ledger.history.as_ref()
    }

    /// What was done for each feed that anything was done for, if a person waits for the end.
    pub fn counts(&self) -> BTreeMap<String, Counts> {
        self.ledger.tally.as_ref().map(Tally::counts).unwrap_or_default()
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
        let may_pass = |error: &OutputError| error.class() == output::Class::TryAgain;
        self.endurance == Endurance::Wait
            && matches!(fault, Fault::Output(error) if may_pass(error))
    }

    /// Comes when everything stops.
    pub fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        self.stop.clone().cancelled_owned()
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
    /// The places of the feeds, in the order of their names: 4 bytes a feed.
    by_name: Vec<u32>,
    /// How many feeds the hosts with several of them have.
    shared: HashMap<Host, u32>,
}

impl Live {
    fn new(config: Arc<Config>) -> Self {
        let places = (0..).take(config.feeds.len());
        let mut by_name: Vec<u32> = places.collect();
        by_name.sort_unstable_by_key(|place| &config.feeds[*place as usize].name);
        let mut shared = HashMap::new();
        for feed in config.feeds.iter().filter(|feed| feed.enabled) {
            if let Some(host) = Host::of(&feed.url) {
                *shared.entry(host).or_default() += 1;
            }
        }
        shared.retain(|_, feeds| *feeds > 1);
        shared.shrink_to_fit();
        Self { config, by_name, shared }
    }

    /// How long a feed's host takes to give each of its feeds a turn; none, if it has but one.
    fn turns(&self, feed: &Feed, gap: impl FnOnce(&Host) -> Duration) -> Duration {
        let shared = Host::of(&feed.url).and_then(|host| Some((*self.shared.get(&host)?, host)));
        shared.map_or(Duration::ZERO, |(feeds, host)| gap(&host).saturating_mul(feeds))
    }

    /// A feed's place in the configuration.
    fn place(&self, name: &str) -> Option<usize> {
        let named = |place: &u32| self.config.feeds[*place as usize].name.as_str().cmp(name);
        let found = self.by_name.binary_search_by(named).ok()?;
        Some(self.by_name[found] as usize)
    }

    fn feed(&self, name: &str) -> Option<&Arc<Feed>> {
        self.place(name).map(|place| &self.config.feeds[place])
    }

    fn is_active(&self, name: &str) -> bool {
        self.feed(name).is_some_and(|feed| feed.enabled)
    }
}

/// Runs something on a thread that may block; a panic there is a fault.
async fn blocking<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(act).await.map_err(|_| Fault::Panicked)
}

fn adopt(state: &State, config: &Config) -> Result<(), StateError> {
    let feeds: Vec<(String, String)> =
        config.feeds.iter().map(|feed| (feed.name.to_string(), feed.url.to_string())).collect();
    state.adopt(&feeds)
}
