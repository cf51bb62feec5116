//! `courant state`: look at the state directory, or make it anew from journal and output.

use std::io::{self, Write};

use clap::Subcommand;

use super::failure::{self, Failure, Status};
use super::{Shared, instance, log};
use crate::clock::{Clock, SystemClock};
use crate::pipeline;
use crate::state::State;

/// What to do with the state.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Read every record, compare it with the journal, and say what is there
    #[command(after_help = "Example:\n  sudo -u courant courant state check")]
    Check,
    /// Put the state aside and make it anew from journal and output
    #[command(after_help = "Example:\n  sudo -u courant courant state rebuild")]
    Rebuild,
}

/// Inspects or rebuilds; refused while another courant holds the directories.
pub(super) fn run(action: &Action, shared: &Shared) -> Result<(), Failure> {
    let config = shared.configuration()?;
    log::start(shared.log_format, "warn");
    instance::refuse_strangers(&config)?;
    let told = match action {
        Action::Check => {
            let inspected = pipeline::inspect(&config).map_err(instance::failure)?;
            let mut told = format!(
                "{}: {} keys, {} emissions (the journal has {}), {} waiting, next number {}",
                config.state.directory.display(),
                inspected.keys,
                inspected.emissions,
                inspected.lines,
                inspected.waiting,
                inspected.next,
            );
            let agrees = inspected.disagreement.is_none() && inspected.damage.is_none();
            if let Some(reason) = inspected.disagreement {
                told = format!(
                    "{told}; {reason}: the next start mends that by itself from journal and output, `courant state rebuild` now"
                );
            }
            if let Some(damage) = inspected.damage {
                told = format!(
                    "{told}; {damage}; courant passes over that, and only a journal from a backup can mend it; the articles' files may stand, and do not come again while the state is kept"
                );
            }
            if !agrees {
                return Err(Failure::sentence(Status::Io, told));
            }
            told
        }
        Action::Rebuild => {
            let former = State::is_kept(&config.state.directory);
            let rebuilt =
                pipeline::rebuild(&config, SystemClock.now()).map_err(instance::failure)?;
            let aside = if former {
                format!("; the former one is in {}", rebuilt.aside.display())
            } else {
                "; there was none before".to_owned()
            };
            format!(
                "the state was made anew from {} lines of the journal and {} articles that it did not tell of{aside}",
                rebuilt.lines, rebuilt.found
            )
        }
    };
    failure::printed(writeln!(io::stdout(), "{told}"))
}
