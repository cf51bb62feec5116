//! What people type. One file a subcommand; results go to standard output, everything else to standard error.

pub mod batch;
pub mod check;
pub mod config;
pub mod demo;
pub mod extract;
pub mod failure;
pub mod input;
mod instance;
mod log;
pub mod once;
pub mod parse;
mod pass;
pub mod run;
pub mod state;
mod visit;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use failure::{Failure, Status};

/// Turns a list of news feeds into a directory of clean articles, each exactly once.
#[derive(Debug, Parser)]
#[command(name = "courant", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
pub struct Shared {
    /// The configuration file.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help = "The configuration file [default: /etc/courant/courant.toml, for others than root \
                $XDG_CONFIG_HOME/courant/courant.toml]"
    )]
    pub config: Option<PathBuf>,
    /// How events are written to standard error
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
}

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One readable line an event.
    Text,
    /// One JSON object an event.
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Poll until told to stop (what the service runs)
    Run,
    /// Poll every feed (or those named) now, emit what is new, exit
    Once(once::Args),
    /// Serve a bundled news site on loopback, run the real thing over it, show what came out
    Demo(demo::Args),
    /// One page to one article
    Extract(extract::Args),
    /// One feed as courant reads it, as JSON Feed
    Parse(parse::Args),
    /// Read the configuration and say everything that is wrong with it
    Check,
    /// Look at the state directory, or make it anew from journal and output
    State {
        /// What to do with it
        #[command(subcommand)]
        action: state::Action,
    },
    /// Print the effective configuration, secrets left out
    Config,
}

/// Reads the command line and does what it says.
pub fn main() -> Result<(), Failure> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            return Err(Failure::sentence(
                Status::Usage,
                error.render().to_string().trim_start_matches("error: ").trim_end().to_owned(),
            ));
        }
        Err(help) => {
            // Nothing is left to do if standard output is closed.
            let _ = help.print();
            return Ok(());
        }
    };
    let shared = &cli.shared;
    let done = match &cli.command {
        Command::Run => run::run(shared),
        Command::Once(args) => once::run(args, shared),
        Command::Demo(args) => demo::run(args, shared),
        Command::Extract(args) => extract::run(args, shared),
        Command::Parse(args) => parse::run(args, shared),
        Command::Check => check::run(shared),
        Command::State { action } => state::run(action, shared),
        Command::Config => config::run(shared),
    };
    done.map_err(|failure| failure.told_as(shared.log_format))
}
