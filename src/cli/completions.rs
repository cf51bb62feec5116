//! `courant completions`: what a shell completes, from the same definitions as the command line.

use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::Cli;
use super::failure::{self, Failure};

/// What may follow `courant completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  courant completions bash > ~/.local/share/bash-completion/completions/courant"
)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

/// Prints a script for the shell.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "courant", &mut script);
    failure::printed(io::stdout().write_all(&script))
}
