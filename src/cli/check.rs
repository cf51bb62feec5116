//! `courant check`: everything that is wrong with the configuration, or one line that says it is good.

use std::io::{self, Write as _};

use super::failure::{self, Failure};
use super::{Shared, online};
use crate::config::Config;

/// What `check` understands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  courant --config courant.toml check --online")]
pub(super) struct Args {
    /// Try each enabled feed once, politely, and tell in a table what was found
    #[arg(long)]
    online: bool,
}

/// Reads the configuration. Warnings go to standard error, the verdict to standard output.
///
/// # Errors
/// Everything that is wrong, with status 78.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let config = shared.configuration()?;
    for warning in &config.warnings {
        failure::remark(format_args!("warning: {warning}"));
    }
    failure::printed(writeln!(io::stdout(), "{}", verdict(&config)))?;
    if args.online { online::run(&config) } else { Ok(()) }
}

fn verdict(config: &Config) -> String {
    let feeds = config.feeds.len();
    let off = config.feeds.iter().filter(|feed| !feed.enabled).count();
    let disabled = if off > 0 { format!(", {off} of them disabled") } else { String::new() };
    let formats: Vec<&str> = config.output.formats.iter().map(|format| format.word()).collect();
    format!(
        "{} is good: {}{disabled}; articles go to {} as {}",
        config.file.display(),
        counted(feeds, "feed"),
        config.output.directory.display(),
        formats.join(" and ")
    )
}

pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
