//! How a command ends when it does not end well: a sentence and an exit status.
//!
//! The statuses are those of `sysexits.h`; `docs/operations.md` says what to do about each.

use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

use serde_json::json;

use super::LogFormat;
use super::log::Journald;
use super::report::is_hidden;
use crate::clock::{Clock, SystemClock};

/// Why a command ended, for the person who typed it.
#[derive(Debug)]
pub struct Failure {
    status: Status,
    error: anyhow::Error,
    format: Option<LogFormat>,
}

/// The exit statuses that courant uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 64: the command line is wrong.
    Usage = 64,
    /// 65: the input is not a feed or page.
    Data = 65,
    /// 74: reading or writing failed.
    Io = 74,
    /// 75: it may work later: locked, disk full, directory missing.
    TryAgain = 75,
    /// 77: another user must run this.
    NotPermitted = 77,
    /// 78: the configuration is wrong.
    Configuration = 78,
}

impl Failure {
    /// A failure with this status.
    pub(super) fn new(status: Status, error: impl Into<anyhow::Error>) -> Self {
        Self { status, error: error.into(), format: None }
    }

    /// A failure that is told by a sentence alone.
    pub(super) fn sentence(
        status: Status,
        sentence: impl fmt::Display + fmt::Debug + Send + Sync + 'static,
    ) -> Self {
        Self::new(status, anyhow::Error::msg(sentence))
    }

    /// The same, to be told in this format.
    pub(super) fn told_as(self, format: Option<LogFormat>) -> Self {
        Self { format, ..self }
    }

    /// Says on standard error what failed, in the format of the log.
    pub fn tell(&self) {
        let journald = Journald::behind_standard_error().filter(|_| self.format.is_none());
        if let Some(journald) = journald {
            let fields = vec![("COURANT_status".to_owned(), (self.status as u8).to_string())];
            return journald.tell(log::Level::Error, "courant", &self.to_string(), &fields);
        }
        let line = match self.format {
            None | Some(LogFormat::Text) => format!("courant: {self}"),
            Some(LogFormat::Json) => {
                let (at, message) = (SystemClock.now(), self.to_string());
                let status = self.status as u8;
                json!({"timestamp": at, "level": "ERROR", "message": message, "status": status})
                    .to_string()
            }
        };
        remark(line);
    }

    /// The exit status.
    pub fn status(&self) -> Status {
        self.status
    }
}

/// Says on standard error what is no result. With that closed nothing is said, where `eprintln!` would panic.
pub(super) fn remark(text: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "{}", shown(&text.to_string()));
}

/// A sentence with what it hides shown by its number: an argument, a file's name or a server may have brought it.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// What became of results that were written to standard output. That whoever reads it has had enough is no
/// failure.
pub(super) fn printed(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::sentence(
            Status::Io,
            format!("standard output cannot be written ({error}); look at where it is sent"),
        )),
        Ok(()) => Ok(()),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Many of our sentences end with their cause already.
        let mut told = self.error.to_string();
        for cause in self.error.chain().skip(1).map(ToString::to_string) {
            if !told.contains(&cause) {
                told = format!("{told}: {cause}");
            }
        }
        f.write_str(&shown(&told))
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}
