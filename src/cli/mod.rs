//! What people type. One file a subcommand; results go to standard output, everything else to standard error.

mod advice;
mod batch;
mod check;
mod completions;
mod config;
mod control;
mod demo;
mod extract;
mod failure;
mod feeds;
mod follow;
mod handler;
mod input;
mod instance;
mod log;
mod man;
mod once;
mod online;
mod parse;
mod pass;
mod poll;
mod record;
mod reload;
mod report;
mod run;
mod sample;
mod state;
mod status;
mod visit;
mod why;

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};

use failure::{Failure, Status};

/// What ends the help of `courant` itself.
const EXAMPLES: &str = "\
Examples:
  courant --config courant.toml check   is the configuration good?
  courant --config courant.toml once    poll every feed now, and exit
  courant extract page.html             one page to one article

Exit status: 0 done, 64 usage, 65 not a feed or page, 74 I/O error, 75 try again later,
77 another user must run this, 78 configuration";

/// Turns a list of news feeds into a directory of clean articles, each exactly once.
#[derive(Debug, Parser)]
#[command(name = "courant", version, about, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
struct Shared {
    /// The configuration file.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help = "The configuration file [default: /etc/courant/courant.toml, for others than root \
                $XDG_CONFIG_HOME/courant/courant.toml if it is there]"
    )]
    config: Option<PathBuf>,
    /// How events are written to standard error [default: text; in a service, the fields of the system's log]
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<LogFormat>,
}

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// One readable line an event.
    Text,
    /// One JSON object an event.
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Poll until told to stop (what the service runs)
    #[command(after_help = "Example:\n  courant --config courant.toml run")]
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
    Check(check::Args),
    /// The feeds as the state knows them; find feeds, and take lists of them in and out
    #[command(after_help = "Example:\n  courant --config courant.toml feeds")]
    #[command(args_conflicts_with_subcommands = true)]
    Feeds {
        #[command(flatten)]
        form: control::Form,
        /// What to do [default: show what is known of the feeds]
        #[command(subcommand)]
        action: Option<feeds::Action>,
    },
    /// How the running daemon stands; while none runs, what the state says
    Status(status::Args),
    /// Have the running daemon poll feeds now, as far as their floors allow
    Poll(poll::Args),
    /// Have the running daemon read its configuration again
    Reload(reload::Args),
    /// Everything known about one feed or article: what was decided, when, and on what grounds
    Why(why::Args),
    /// The journal as it grows, for consumers
    Follow(follow::Args),
    /// Look at the state directory, or make it anew from journal and output
    #[command(after_help = "Example:\n  sudo -u courant courant state check")]
    State {
        /// What to do with it
        #[command(subcommand)]
        action: state::Action,
    },
    /// Print the effective configuration, secrets left out
    #[command(after_help = "Example:\n  courant --config courant.toml config")]
    Config,
    /// Print the completions of a shell
    Completions(completions::Args),
    /// Print a manual page
    Man(man::Args),
}

/// Reads the command line and does what it says.
pub fn main() -> Result<(), Failure> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // As below; the sentence stands after it, where it is seen.
            let _ = error.print();
            let told = "a command is missing; name one of those above";
            return Err(Failure::sentence(Status::Usage, told));
        }
        Err(error) if error.use_stderr() => {
            return Err(Failure::sentence(
                Status::Usage,
                error.render().to_string().trim_start_matches("error: ").trim_end().to_owned(),
            ));
        }
        Err(help) => {
            return failure::printed(help.print().and_then(|()| io::stdout().flush()));
        }
    };
    let shared = &cli.shared;
    let done = match &cli.command {
        Command::Run => run::run(shared),
        Command::Once(args) => once::run(args, shared),
        Command::Demo(args) => demo::run(args, shared),
        Command::Extract(args) => extract::run(args, shared),
        Command::Parse(args) => parse::run(args, shared),
        Command::Check(args) => check::run(args, shared),
        Command::Feeds { form, action } => feeds::run(action.as_ref(), *form, shared),
        Command::Status(args) => status::run(args, shared),
        Command::Poll(args) => poll::run(args, shared),
        Command::Reload(args) => reload::run(args, shared),
        Command::Why(args) => why::run(args, shared),
        Command::Follow(args) => follow::run(args, shared),
        Command::State { action } => state::run(action, shared),
        Command::Config => config::run(shared),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    };
    done.map_err(|failure| failure.told_as(shared.log_format))
}
