//! What the suites count, for the closing table of `.ci/run` and `.ci/full`.

use std::env;
use std::fs::File;
use std::io::Write;

/// Adds a figure to the file that `COURANT_FIGURES` names, if it names one.
pub(crate) fn count(what: &str, number: u64) {
    println!("{number} {what}");
    if let Some(path) = env::var_os("COURANT_FIGURES") {
        // One write, so that tests that end at once do not mix their lines.
        let line = format!("{number}\t{what}\n");
        let file = File::options().append(true).create(true).open(path);
        file.unwrap().write_all(line.as_bytes()).unwrap();
    }
}
