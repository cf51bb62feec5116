//! `courant config`: the effective configuration; and how every command gets the one that it runs with.

use std::io::{self, Write as _};

use super::Shared;
use super::check::counted;
use super::failure::{self, Failure, Status};
use crate::config::{Config, Faulty};

/// Prints the configuration that holds, as TOML, secrets left out.
///
/// # Errors
/// Everything that is wrong with it, with status 78.
pub(super) fn run(shared: &Shared) -> Result<(), Failure> {
    let config = shared.configuration()?;
    let toml = format!("# {}\n{}", config.file.display(), config.to_toml());
    failure::printed(io::stdout().write_all(toml.as_bytes()))
}

impl Shared {
    /// Reads the configuration that the command line names, or the default one.
    ///
    /// # Errors
    /// Everything that is wrong with it, with status 78.
    pub(super) fn configuration(&self) -> Result<Config, Failure> {
        self.configuration_or_part().map_err(|(failure, _)| failure)
    }

    /// The same, if one was named, for commands that need none; else the defaults.
    pub(super) fn configuration_if_named(&self) -> Result<Config, Failure> {
        if self.config.is_some() { self.configuration() } else { Ok(Config::default()) }
    }

    /// What holds; if it is faulty, with what could be read of it, unless that does not tell where the state is.
    pub(super) fn configuration_or_part(&self) -> Result<Config, (Failure, Option<Box<Config>>)> {
        let file = self.config.clone().unwrap_or_else(Config::default_file);
        if !file.try_exists().unwrap_or(true) {
            let told = format!(
                "there is no configuration file {}; copy config/courant.toml there and put your feeds \
                 in, or name another file with --config FILE (`courant demo` needs none)",
                file.display()
            );
            return Err((Failure::sentence(Status::Configuration, told), None));
        }
        Config::load_as_it_is(&file).map_err(|Faulty { problems, partly }| {
            let count = counted(problems.iter().len(), "problem");
            let told = format!("{count} in the configuration\n{problems}");
            (Failure::sentence(Status::Configuration, told), partly)
        })
    }
}
