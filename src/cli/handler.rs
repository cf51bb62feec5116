//! The command that `follow` runs for each file, and what becomes of it when we are told to stop.
//!
//! Always: it is told, too, and waited for with all that it began, so nothing of it runs beside the next `follow`. Whoever
//! does not want to wait says so by a second signal.

use std::os::unix::process::CommandExt;
use std::process::{self, Command, ExitStatus};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io, mem, thread};

use parking_lot::{Mutex, MutexGuard};
use rustix::io::retry_on_intr;
use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, kill_process_group, test_kill_process_group, waitid,
};
use tokio::signal::unix::{SignalKind, signal};

use super::failure::Status;

/// How often it is looked whether all has ended that a command began.
const GLANCE: Duration = Duration::from_millis(20);

/// Runs commands, one at a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Handler(Arc<Mutex<Now>>);

#[derive(Debug, Default)]
struct Now {
    /// The command that runs, as a group of processes.
    group: Option<Pid>,
    is_stopping: bool,
}

impl Handler {
    /// From now on a signal to stop ends nothing by itself.
    pub(super) fn new() -> io::Result<Self> {
        let handler = Self::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let ignored = ignored();
        for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
            // Of nohup and of scripts: what was to be no signal to stop stays none.
            if ignored >> (kind.as_raw_value() - 1) & 1 == 1 {
                continue;
            }
            let told = handler.clone();
            let entered = runtime.enter();
            let mut signals = signal(kind)?;
            drop(entered);
            runtime.spawn(async move {
                while signals.recv().await.is_some() {
                    told.stop();
                }
            });
        }
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
        Ok(handler)
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.0.lock().is_stopping
    }

    /// Runs a command to its end; `None` if we were told to stop before it.
    pub(super) fn run(&self, command: &mut Command) -> io::Result<Option<ExitStatus>> {
        let mut now = self.0.lock();
        if now.is_stopping {
            return Ok(None);
        }
        let mut child = command.process_group(0).spawn()?;
        let group = Pid::from_child(&child);
        now.group = Some(group);
        let ended = MutexGuard::unlocked(&mut now, || {
            // Its number stays its own as long as it is not fetched, and it is told by that.
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            retry_on_intr(|| waitid(WaitId::Pid(group), options))
        });
        let status = ended.map_err(io::Error::from).and_then(|_| child.wait());
        while now.is_stopping && test_kill_process_group(group).is_ok() {
            MutexGuard::unlocked(&mut now, || thread::sleep(GLANCE));
        }
        now.group = None;
        status.map(Some)
    }

    fn stop(&self) {
        let mut now = self.0.lock();
        let again = mem::replace(&mut now.is_stopping, true);
        let signal = if again { Signal::KILL } else { Signal::TERM };
        if let Some(group) = now.group {
            // One that has just ended needs no signal.
            let _ = kill_process_group(group, signal);
        }
        if again {
            process::exit(Status::TryAgain as i32);
        }
    }
}

/// The signals that whoever started us wants ignored, a bit for each.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let bits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    bits.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).unwrap_or(0)
}
