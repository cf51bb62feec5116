//! `courant man`: the manual pages, from what they tell of, so that they never disagree with it.

mod commands;
mod settings;

use std::io::{self, Write as _};

use clap::ValueEnum;
use clap_mangen::roff::{Roff, bold, roman};

use super::failure::{self, Failure};

/// What may follow `courant man`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  courant man | man -l -\n  courant man courant.toml | man -l -"
)]
pub(super) struct Args {
    /// Which page
    #[arg(value_name = "PAGE", default_value = "courant")]
    page: Page,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Page {
    /// The command: courant(1)
    Courant,
    /// Its configuration: courant.toml(5)
    #[value(name = "courant.toml")]
    Configuration,
}

/// Where things are, unless the configuration says otherwise.
const FILES: [(&str, &str); 4] = [
    ("/etc/courant/courant.toml", "The configuration of root and of the service."),
    ("$XDG_CONFIG_HOME/courant/courant.toml", "The configuration of everybody else."),
    ("/var/lib/courant/articles", "The output directory: a directory a day, and journal/."),
    ("/var/lib/courant/state", "What courant remembers."),
];

/// Prints the page.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let page = match args.page {
        Page::Courant => commands::page(),
        Page::Configuration => settings::page(),
    };
    failure::printed(page.and_then(|page| io::stdout().write_all(&page)))
}

/// A section of names and what is told of each.
fn rows(title: &str, rows: &[(&str, &str)]) -> Roff {
    let mut section = Roff::new();
    section.control("SH", [title]);
    for (name, told) in rows {
        section.control("TP", []).text([bold(*name)]).text([roman(*told)]);
    }
    section
}
