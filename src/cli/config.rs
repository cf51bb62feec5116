//! `courant config`: the effective configuration; and how every command gets the one that it runs with.

use std::io::{self, Write as _};

use super::Shared;
use super::check::counted;
use super::failure::{self, Failure, Status};
use crate::config::Config;

/// Prints the configuration that holds, as TOML, secrets left out.
///
/// # Errors
/// Everything that is wrong with it, with status 78.
pub fn run(shared: &Shared) -> Result<(), Failure> {
    let config = shared.configuration()?;
    let toml = format!("# {}\n{}", config.file.display(), config.to_toml());
    failure::printed(io::stdout().write_all(toml.as_bytes()))
}

impl Shared {
    /// Reads the configuration that the command line names, or the default one.
    ///
    /// # Errors
    /// Everything that is wrong with it, with status 78.
    pub fn configuration(&self) -> Result<Config, Failure> {
        let (config, faults) = self.configuration_as_it_is()?;
        faults.map(|()| config)
    }

    /// The same as far as it can be read, and what is wrong with it.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn configuration_as_it_is(&self) -> Result<(Config, Result<(), Failure>), Failure> {
        let file = self.config.clone().unwrap_or_else(Config::default_file);
        if !file.try_exists().unwrap_or(true) {
            let told = format!(
                "there is no configuration file {}; copy config/courant.toml there and put your feeds \
                 in, or name another file with --config FILE (`courant demo` needs none)",
                file.display()
            );
            return Err(Failure::sentence(Status::Configuration, told));
        }
        let (config, problems) = Config::load_as_it_is(&file);
        let faults = problems.map_err(|problems| {
            let count = counted(problems.iter().len(), "problem");
            let told = format!("{count} in the configuration\n{problems}");
            Failure::sentence(Status::Configuration, told)
        });
        Ok((config, faults))
    }
}
