//! The `courant` program: arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    match courant::cli::main() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.tell();
            failure.status().into()
        }
    }
}
