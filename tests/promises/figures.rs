//! What the suites count, for the closing table of `.ci/run` and `.ci/full`.

use std::env;
use std::fs::File;
use std::io::Write;

/// Adds to what was counted of this.
pub(crate) fn count(what: &str, number: u64) {
    tell(&format!("{number}\t{what}\n"));
}

/// Tells a figure that is not to be added to another run's.
pub(crate) fn measure(what: &str, number: u64) {
    tell(&format!("={number}\t{what}\n"));
}

/// Adds a line to the file that `COURANT_FIGURES` names, if it names one.
fn tell(line: &str) {
    print!("{line}");
    if let Some(path) = env::var_os("COURANT_FIGURES") {
        // One write, so that tests that end at once do not mix their lines.
        let file = File::options().append(true).create(true).open(path);
        file.unwrap().write_all(line.as_bytes()).unwrap();
    }
}
