//! `courant reload`: the daemon reads its configuration again, and says what that changed.

use std::fmt::Write as _;

use super::Shared;
use super::control::{self, Form};
use super::failure::Failure;
use crate::config::Difference;

/// What `reload` understands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  courant reload")]
pub(super) struct Args {
    #[command(flatten)]
    form: Form,
}

/// Has the daemon reload. A faulty configuration is told with file and line, and changes nothing.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let config = shared.configuration()?;
    let told: Difference =
        control::order(&config, "/reload", "what is configured holds from its start on")?;
    control::show(args.form, &told, text)
}

fn text(told: &Difference) -> String {
    let mut text = String::new();
    for (names, word) in
        [(&told.added, "added"), (&told.removed, "removed"), (&told.changed, "changed")]
    {
        if !names.is_empty() {
            let _ = writeln!(text, "{word}: {}", names.join(", "));
        }
    }
    if !told.at_restart.is_empty() {
        let _ = writeln!(text, "from the next start on: {}", told.at_restart.join(", "));
    }
    if text.is_empty() { "read again; no feed changed\n".to_owned() } else { text }
}
