//! `courant state`: look at the state directory, or make it anew from journal and output.

use std::io::{self, Write};

use clap::Subcommand;

use super::failure::{Failure, Status};
use super::{Shared, instance, log};
use crate::clock::{Clock, SystemClock};
use crate::output::Output;
use crate::pipeline::{self, Fault};
use crate::state::State;

/// What to do with the state.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Read every record, compare it with the journal, and say what is there
    #[command(after_help = "Example:\n  courant --config courant.toml state check")]
    Check,
    /// Put the state aside and make it anew from journal and output
    #[command(after_help = "Example:\n  courant --config courant.toml state rebuild")]
    Rebuild,
}

/// Inspects or rebuilds; refused while another courant holds the directories.
pub fn run(action: &Action, shared: &Shared) -> Result<(), Failure> {
    let config = shared.configuration()?;
    log::start(shared.log_format, "warn");
    instance::refuse_strangers(&config)?;
    let told = match action {
        Action::Check => {
            let output = Output::open(&config.output.directory)
                .map_err(|error| instance::failure(error.into()))?;
            let state = State::open(&config.state.directory)
                .map_err(|error| instance::failure(error.into()))?;
            let told = format!(
                "{}: {} keys, {} emissions (the journal has {}), {} waiting, next number {}",
                state.path().display(),
                state.keys(),
                state.lines(),
                output.lines(),
                state.queue_length(),
                state.seq().max(output.last_seq()) + 1,
            );
            if state.lines() < output.lines() {
                let sentence = format!(
                    "{told}; the state lags behind the journal and is made anew at the next start, or now by `courant state rebuild`"
                );
                return Err(Failure::sentence(Status::Io, sentence));
            }
            told
        }
        Action::Rebuild => {
            let rebuilt = pipeline::rebuild(&config, SystemClock.now())
                .map_err(|fault: Fault| instance::failure(fault))?;
            format!(
                "the state was made anew from {} lines of the journal and {} articles that it did not tell of; the former one is in {}",
                rebuilt.lines,
                rebuilt.found,
                rebuilt.aside.display()
            )
        }
    };
    writeln!(io::stdout(), "{told}").map_err(|error| Failure::new(Status::Io, error))
}
