//! What the service manager is told: ready, reloading, stopping, a line of status, signs of life.
//!
//! Always: a sign of life only when every loop of the daemon went round since the last one; so a stuck
//! daemon is ended and started afresh. Without a service manager all of this does nothing.

use std::env;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender, SyncSender, TrySendError};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

use crate::pipeline::Pipeline;

/// How often the line of status is renewed.
const STATUS_EVERY: Duration = Duration::from_secs(10);
/// How long the manager may take to take in what it is told.
const LISTENS_WITHIN: Duration = Duration::from_millis(100);

/// A loop's name and how often it went round.
type Pulse = (&'static str, Arc<AtomicU64>);

/// The signs of life of the daemon's loops.
#[derive(Debug, Clone, Default)]
pub(super) struct SignsOfLife {
    loops: Arc<Mutex<Vec<Pulse>>>,
}

impl SignsOfLife {
    /// A loop's way to say that it goes round; to be called at least every second.
    pub(super) fn of(&self, name: &'static str) -> impl FnMut() + Send + use<> {
        let count = Arc::new(AtomicU64::new(0));
        self.loops.lock().unwrap_or_else(PoisonError::into_inner).push((name, count.clone()));
        move || {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn counts(&self) -> Vec<(&'static str, u64)> {
        let loops = self.loops.lock().unwrap_or_else(PoisonError::into_inner);
        loops.iter().map(|(name, count)| (*name, count.load(Ordering::Relaxed))).collect()
    }
}

/// Says that feeds are polled.
pub(super) fn ready(pipeline: &Pipeline) {
    notify(&[NotifyState::Ready, NotifyState::Status(&status(pipeline))]);
}

/// Says that the configuration is being read again.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => notify(&[NotifyState::Reloading, now]),
        Err(_) => notify(&[NotifyState::Reloading]),
    }
}

/// Says that the end has begun.
pub(super) fn stopping() {
    notify(&[NotifyState::Stopping, NotifyState::Status("stopping at the next safe point")]);
}

/// Renews the line of status, and feeds the watchdog as long as every loop goes round.
pub(super) async fn watch(pipeline: Arc<Pipeline>, life: SignsOfLife, stop: CancellationToken) {
    // Twice in the time that the manager allows, as sd_watchdog_enabled(3) advises.
    let watchdog = sd_notify::watchdog_enabled().map(|limit| limit / 2);
    let every = watchdog.unwrap_or(STATUS_EVERY).min(STATUS_EVERY);
    let mut before: Vec<(&'static str, u64)> = Vec::new();
    let mut told = tokio::time::Instant::now();
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = stop.cancelled() => return,
        }
        let now = life.counts();
        let stuck = now.iter().find(|(name, count)| before.contains(&(*name, *count)));
        if let Some((name, _)) = stuck {
            pipeline.health.trouble("stuck", format!("a part of the daemon does not move: {name}"));
            tracing::error!(
                error = "stuck",
                part = name,
                "A part of the daemon does not move: no sign of life is given"
            );
        } else {
            pipeline.health.passed("stuck");
            if watchdog.is_some() {
                notify(&[NotifyState::Watchdog]);
            }
        }
        before = now;
        if told.elapsed() >= STATUS_EVERY {
            notify(&[NotifyState::Status(&status(&pipeline))]);
            told = tokio::time::Instant::now();
        }
    }
}

fn status(pipeline: &Pipeline) -> String {
    let feeds = pipeline.config().feeds.iter().filter(|feed| feed.enabled).count();
    let pauses = pipeline.low_disk().map(|low| format!("; polling pauses: {low}"));
    format!(
        "{feeds} feeds, {} articles since start, {} waiting{}",
        pipeline.figures().articles(),
        pipeline.state().waiting_in_all(),
        pauses.unwrap_or_default()
    )
}

/// Tells the manager, from a thread of its own: one that does not listen is no reason to stop, and holds nothing up for
/// longer than [`LISTENS_WITHIN`]. What it does not take in by then is left to that thread, and what comes after is lost.
fn notify(states: &[NotifyState<'_>]) {
    static TELLER: LazyLock<SyncSender<(String, Sender<()>)>> = LazyLock::new(|| {
        let (teller, messages) = mpsc::sync_channel::<(String, Sender<()>)>(0);
        // Without a thread to spare the channel is closed, and nothing is told.
        let _ = thread::Builder::new().name("notify".to_owned()).spawn(move || {
            let mut was_told = true;
            for (message, told) in messages {
                let sent = send(&message);
                if let Err(error) = &sent
                    && was_told
                {
                    tracing::warn!(error = "notify", detail = %error,
                        "The service manager at NOTIFY_SOCKET could not be told; courant goes on, and tries again");
                }
                was_told = sent.is_ok();
                let _ = told.send(());
            }
        });
        teller
    });
    let message = states.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let (told, is_told) = mpsc::channel();
    let until = Instant::now() + LISTENS_WITHIN;
    let mut letter = (message, told);
    while let Err(TrySendError::Full(back)) = TELLER.try_send(letter) {
        if Instant::now() > until {
            return;
        }
        letter = back;
        thread::sleep(Duration::from_millis(1));
    }
    let _ = is_told.recv_timeout(until.saturating_duration_since(Instant::now()));
}

/// Sends a message to the manager, if there is one; its socket may have a name of the abstract namespace, which the crate
/// does not know.
fn send(message: &str) -> io::Result<()> {
    let abstracted = env::var_os("NOTIFY_SOCKET");
    let name = abstracted.as_ref().and_then(|name| name.as_encoded_bytes().strip_prefix(b"@"));
    let Some(name) = name else { return sd_notify::notify(&[NotifyState::Custom(message)]) };
    let address = SocketAddr::from_abstract_name(name)?;
    UnixDatagram::unbound()?.send_to_addr(message.as_bytes(), &address).map(drop)
}
