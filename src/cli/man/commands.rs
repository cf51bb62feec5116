//! courant(1), from the same definitions as the command line.

use std::fmt::Write as _;
use std::io;

use clap::builder::PossibleValue;
use clap::{Command, CommandFactory as _};
use clap_mangen::{Man, roff};
use roff::{Roff, bold, italic, roman};

use super::{FILES, rows};
use crate::cli::Cli;

/// What each exit status means, in few words; `docs/operations.md` has more.
const STATUSES: [(&str, &str); 7] = [
    ("0", "Done. Single feeds that failed are listed, and do not count."),
    ("64", "The command line is wrong."),
    ("65", "The input is not a feed or page."),
    ("74", "Reading or writing failed."),
    ("75", "It may work later: locked, disk full, output directory missing."),
    ("77", "Another user must run this."),
    ("78", "The configuration is wrong."),
];

const ENVIRONMENT: [(&str, &str); 1] = [(
    "COURANT_LOG",
    "What is logged to standard error, such as debug or courant::pipeline=trace.",
)];

/// The page.
pub(super) fn page() -> io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    commands(&command).to_writer(&mut page)?;
    for (title, told) in
        [("EXIT STATUS", &STATUSES[..]), ("FILES", &FILES), ("ENVIRONMENT", &ENVIRONMENT)]
    {
        rows(title, told).to_writer(&mut page)?;
    }
    let mut also = Roff::new();
    also.control("SH", ["SEE ALSO"]).text([bold("courant.toml"), roman("(5)")]);
    also.to_writer(&mut page)?;
    Ok(page)
}

/// Every command with its own arguments and examples.
fn commands(command: &Command) -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["COMMANDS"]);
    let mut open: Vec<&Command> = command.get_subcommands().collect();
    open.reverse();
    while let Some(command) = open.pop() {
        if command.get_name() == "help" {
            continue;
        }
        let mut below: Vec<&Command> = command.get_subcommands().collect();
        below.reverse();
        open.extend(below);
        // Those that do nothing by themselves are told by what they consist of.
        if !command.is_subcommand_required_set() {
            describe(command, &mut section);
        }
    }
    section
}

fn describe(command: &Command, section: &mut Roff) {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").replace(" [OPTIONS]", "");
    section.control("SS", [usage.as_str()]);
    if let Some(about) = command.get_about() {
        section.text([roman(about.to_string())]);
    }
    for argument in command.get_arguments() {
        if argument.is_global_set() || argument.get_id() == "help" {
            continue;
        }
        let mut name = Vec::new();
        if let Some(long) = argument.get_long() {
            name.push(bold(format!("--{long} ")));
        }
        let values = argument.get_value_names().unwrap_or_default();
        if argument.get_action().takes_values() {
            name.extend(values.iter().map(|value| italic(value.to_string())));
        }
        let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let words = argument.get_possible_values();
        if argument.get_action().takes_values() && !words.is_empty() {
            let words: Vec<&str> = words.iter().map(PossibleValue::get_name).collect();
            let _ = write!(help, " [possible values: {}]", words.join(", "));
        }
        section.control("TP", []).text(name).text([roman(help)]);
    }
    if let Some(examples) = command.get_after_help() {
        section.control("PP", []).control("nf", []);
        for line in examples.to_string().lines() {
            section.text([roman(line)]);
        }
        section.control("fi", []);
    }
}
