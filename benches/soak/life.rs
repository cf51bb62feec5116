//! One life of the daemon, in a process of its own: from a moment to another, or until it is killed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use courant::clock::{Clock, SimulatedClock};
use courant::config::Config;
use courant::daemon::{self, Signals};
use courant::pipeline::{self, Endurance, Pipeline};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::log::{Kind, Log};
use crate::network::Network;
use crate::sample::Sample;
use crate::{BEGIN, DAY};

/// How often it is written down what time it is.
const TICK: Duration = Duration::from_secs(10);
/// How often sled cleans its file, in milliseconds: a hundred times as often as it does, since a day passes here in a
/// thousandth of its time.
const TIMER: u64 = 5;
/// How long it rests before it is looked at, in real time: what it wrote last is then written.
const REST: Duration = Duration::from_millis(1_200);

pub(crate) fn live(home: &Path, from: i64, to: i64) {
    courant::state::TIMER.store(TIMER, Ordering::Relaxed);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.unwrap().block_on(async {
        let clock = SimulatedClock::starting_at(Timestamp::from_millisecond(from).unwrap());
        let config = Arc::new(Config::load(&home.join("courant.toml")).unwrap());
        let opened = pipeline::open(&config, clock.now()).unwrap();
        let world = serde_json::from_slice(&fs::read(home.join("world")).unwrap()).unwrap();
        let network = Arc::new(Network { world, clock, log: Log::open(home) });
        let stop = CancellationToken::new();
        let pipeline = Pipeline::new(
            config,
            network.clone(),
            Arc::new(clock),
            opened,
            Endurance::Wait,
            stop.clone(),
        )
        .unwrap();
        tokio::spawn(watch(home.to_owned(), pipeline.clone(), network));
        let ending = stop.clone();
        tokio::spawn(async move {
            tokio::time::sleep(wait(&clock, to)).await;
            ending.cancel();
        });
        daemon::run(pipeline, Signals::listen().unwrap(), stop).await.unwrap();
    });
}

/// Writes down the time, and at the end of each day what the daemon takes.
async fn watch(home: PathBuf, pipeline: Arc<Pipeline>, network: Arc<Network>) {
    let clock = network.clock;
    let now = || clock.now().as_millisecond();
    let mut day = (now() - BEGIN) / DAY + 1;
    loop {
        network.log.write(now(), 0, Kind::Tick);
        let next = BEGIN + day * DAY;
        tokio::time::sleep(wait(&clock, next).min(TICK)).await;
        if now() >= next {
            day += 1;
            // Time stands still, and so does the daemon; sled's own thread does not.
            thread::sleep(REST);
            Sample::take(next, pipeline.state()).write(&home);
        }
    }
}

fn wait(clock: &SimulatedClock, until: i64) -> Duration {
    let wait = until - clock.now().as_millisecond();
    Duration::from_millis(u64::try_from(wait).unwrap_or_default())
}
