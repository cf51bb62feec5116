//! A process: its time, what it had of the processors, and the most memory that it had.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often its memory is looked at; what counts is the kernel's own high-water mark.
const GLANCE: Duration = Duration::from_millis(5);

pub(crate) struct Watched {
    pub(crate) seconds: f64,
    /// Seconds of processors.
    pub(crate) spent: f64,
    pub(crate) megabytes: f64,
}

impl Watched {
    /// Runs it to its end, which must be a good one.
    pub(crate) fn run(command: &mut Command) -> Self {
        let began = Instant::now();
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        let about = format!("/proc/{}", child.id());
        let (mut most, mut spent) = (0.0_f64, 0.0_f64);
        let ended = loop {
            most = most.max(high_water(&about).unwrap_or_default());
            spent = spent.max(spent_by(&about).unwrap_or_default());
            if let Some(ended) = child.try_wait().unwrap() {
                break ended;
            }
            thread::sleep(GLANCE);
        };
        assert!(ended.success(), "{command:?} ended with {ended}");
        Self { seconds: began.elapsed().as_secs_f64(), spent, megabytes: most }
    }
}

/// User and system time of a process, in seconds (`proc_pid_stat(5)`), by the usual hundred ticks a second.
fn spent_by(about: &str) -> Option<f64> {
    let text = fs::read_to_string(format!("{about}/stat")).ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

fn high_water(about: &str) -> Option<f64> {
    let text = fs::read_to_string(format!("{about}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib / 1024.0)
}
