//! How commands reach the running daemon, and what they do while none runs.
//!
//! Always: only the daemon that works on this configuration's state is asked.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use hyper::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Shared;
use super::failure::{self, Failure, Status};
use super::instance;
use crate::clock::{Clock, SystemClock, to_the_minute};
use crate::config::Config;
use crate::pipeline::Fault;
use crate::state::{State, StateError};
use crate::status::{self, NotAsked};

/// How long a command tries to read a state that is held, and no daemon answers for.
const HELD: Duration = Duration::from_secs(5);
/// How long it waits between two tries.
const AGAIN: Duration = Duration::from_millis(100);

/// How what is known is written.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Form {
    /// As JSON, for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// What the running daemon answers, or, while none runs, what the state says. The daemon is asked although the
/// configuration is faulty by now: it goes on with the one before, and that is when people ask.
pub(super) fn ask_or_read<T: DeserializeOwned>(
    shared: &Shared,
    target: &str,
    read: impl FnOnce(&Config, Option<&State>, jiff::Timestamp) -> Result<T, Fault>,
) -> Result<T, Failure> {
    match shared.configuration_or_part() {
        Ok(config) => ask_or_read_of(&config, target, |state, now| read(&config, state, now)),
        Err((faults, partly)) => {
            let told = partly.map(|config| ask(&config, Method::GET, target));
            let Some(Ok(Some(told))) = told else { return Err(faults) };
            failure::remark(
                "the configuration is faulty by now, and the daemon goes on with the one before; `courant check` says what is wrong",
            );
            Ok(told)
        }
    }
}

/// The same of a configuration that is good.
pub(super) fn ask_or_read_of<T: DeserializeOwned>(
    config: &Config,
    target: &str,
    read: impl FnOnce(Option<&State>, jiff::Timestamp) -> Result<T, Fault>,
) -> Result<T, Failure> {
    let begun = Instant::now();
    loop {
        if let Some(told) = ask(config, Method::GET, target)? {
            return Ok(told);
        }
        instance::refuse_strangers(config)?;
        let directory = &config.state.directory;
        let opened = State::is_kept(directory).then(|| State::open_to_read(directory)).transpose();
        match opened {
            // A daemon that is starting listens soon, and another command has read soon.
            Err(StateError::Held(_)) if begun.elapsed() < HELD => std::thread::sleep(AGAIN),
            Err(StateError::Held(lock)) => {
                let told = format!(
                    "the lock {} is held by a command at work, such as `courant once`, or by a daemon that is starting; ask again in a while",
                    lock.display()
                );
                return Err(Failure::sentence(Status::TryAgain, told));
            }
            opened => {
                let state = opened.map_err(|error| instance::failure(error.into()))?;
                return read(state.as_ref(), SystemClock.now()).map_err(instance::failure);
            }
        }
    }
}

/// Has the running daemon do something.
pub(super) fn order<T: DeserializeOwned>(
    config: &Config,
    target: &str,
    otherwise: &str,
) -> Result<T, Failure> {
    ask(config, Method::POST, target)?.ok_or_else(|| {
        let told = format!(
            "no daemon runs on the state {}; {otherwise} (one that runs on another goes on there until it is restarted)",
            config.state.directory.display()
        );
        Failure::sentence(Status::TryAgain, told)
    })
}

fn ask<T: DeserializeOwned>(
    config: &Config,
    method: Method,
    target: &str,
) -> Result<Option<T>, Failure> {
    let asked = instance::block_on(async { Ok(status::ask(config, method, target).await) })?;
    match asked {
        Ok(answer) => serde_json::from_str(answer.0.get()).map(Some).map_err(|error| {
            let told = format!(
                "the daemon's answer cannot be read ({error}); is it another version of courant?"
            );
            Failure::sentence(Status::Io, told)
        }),
        Err(NotAsked::NotRunning) => Ok(None),
        Err(error @ NotAsked::NotPermitted(_)) => {
            let line = instance::line_of_owner(config);
            let line = line.map(|line| format!("; run this instead:\n  {line}"));
            let told = format!("{error}{}", line.unwrap_or_default());
            Err(Failure::sentence(Status::NotPermitted, told))
        }
        Err(error) => {
            let status = match &error {
                NotAsked::Refused(refused) if refused.configuration => Status::Configuration,
                NotAsked::Refused(_) => Status::Usage,
                _ => Status::TryAgain,
            };
            Err(Failure::new(status, error))
        }
    }
}

/// Prints what is known: as JSON, or as people read it.
pub(super) fn show<T: Serialize>(
    form: Form,
    told: &T,
    text: impl FnOnce(&T) -> String,
) -> Result<(), Failure> {
    let printed = if form.json {
        serde_json::to_string_pretty(told).expect("reports are plain data") + "\n"
    } else {
        text(told)
    };
    failure::printed(io::stdout().lock().write_all(printed.as_bytes()))
}

/// A value in a query.
pub(super) fn quoted(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A moment to the minute, in UTC; nothing if there is none.
pub(super) fn minute(moment: Option<jiff::Timestamp>) -> String {
    moment.map(to_the_minute).unwrap_or_default()
}
