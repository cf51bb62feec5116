//! Standard error as the log of the daemon writes to it: nobody who does not read it holds the daemon up.
//!
//! Always: each line whole, however late its end; lines that found no room are counted, and their number is told once
//! there is some, or at the end. Never: a wait for room longer than [`PATIENCE`], or a second one before there was room
//! again or the end.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::json;

use crate::cli::LogFormat;
use crate::clock::{Clock, SystemClock};

/// For so long a line waits for whoever reads slowly.
const PATIENCE: Duration = Duration::from_millis(500);
/// What a pipe that has room at all takes without a wait.
const PART: usize = 4096;

/// What nobody has read yet.
static UNREAD: Mutex<Unread> = Mutex::new(Unread { rest: Vec::new(), left_out: 0 });

struct Unread {
    /// The end of a line whose beginning was written.
    rest: Vec<u8>,
    /// How many lines after it were left out.
    left_out: u64,
}

/// Writes lines to standard error, each in one piece.
pub(super) struct Lines(pub(super) Option<LogFormat>);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut unread = UNREAD.lock().unwrap_or_else(PoisonError::into_inner);
        let was_stuck = !unread.rest.is_empty() || unread.left_out > 0;
        let patience = if was_stuck { Duration::ZERO } else { PATIENCE };
        unread.catch_up(self.0, patience)?;
        if unread.rest.is_empty() {
            unread.rest = written(line.to_vec(), patience)?;
        } else {
            unread.left_out += 1;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Unread {
    /// Writes what was left.
    fn catch_up(&mut self, format: Option<LogFormat>, patience: Duration) -> io::Result<()> {
        self.rest = written(std::mem::take(&mut self.rest), patience)?;
        if self.rest.is_empty() && self.left_out > 0 {
            self.rest = written(told(self.left_out, format), patience)?;
            // Its number is told, be it in two pieces.
            self.left_out = 0;
        }
        Ok(())
    }
}

/// Writes what was left, at the end. Whether anybody reads it is nothing to wait for.
pub(super) fn finish(format: Option<LogFormat>) {
    let mut unread = UNREAD.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = unread.catch_up(format, PATIENCE);
}

/// Writes as much as there is room for, and gives the rest.
fn written(mut line: Vec<u8>, patience: Duration) -> io::Result<Vec<u8>> {
    let mut from = 0;
    while from < line.len() && has_room(patience) {
        let to = line.len().min(from + PART);
        match io::stderr().write(&line[from..to]) {
            Ok(count) => from += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(line.split_off(from))
}

/// Whether something may be written without a wait. Who cannot tell is written to.
fn has_room(patience: Duration) -> bool {
    let standard_error = io::stderr();
    let mut asked = [PollFd::new(&standard_error, PollFlags::OUT)];
    let patience = Timespec::try_from(patience).ok();
    poll(&mut asked, patience.as_ref()).map_or(true, |ready| ready > 0)
}

/// The line that tells how many were left out.
fn told(count: u64, format: Option<LogFormat>) -> Vec<u8> {
    let (at, message) =
        (SystemClock.now(), "Lines of the log were left out: nobody read them in time");
    let line = match format {
        Some(LogFormat::Json) => {
            json!({"timestamp": at, "level": "WARN", "message": message, "lines": count})
                .to_string()
        }
        _ => format!("{at}  WARN {message} lines={count}"),
    };
    format!("{line}\n").into_bytes()
}
