//! The `courant` program: arguments in, exit status out.

use std::io::{self, Write as _};
use std::process::ExitCode;

fn main() -> ExitCode {
    match courant::cli::main() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // With standard error closed too, the exit status is all that can be told.
            let _ = writeln!(io::stderr(), "courant: {failure}");
            failure.status().into()
        }
    }
}
