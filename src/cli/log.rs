//! Events on standard error: readable lines, or JSON for programs.
//!
//! Always: no colours unless standard error is a terminal. Untrusted text is recorded as a plain field,
//! which the formatter escapes, never with `%`.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use super::LogFormat;

/// The variable that sets what is logged, such as `debug` or `courant::pipeline=trace`.
const VARIABLE: &str = "COURANT_LOG";

/// Starts writing events from `level` on.
pub(super) fn start(format: LogFormat, level: &str) {
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(level));
    let events = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        // Else an event that cannot be written is told on the same closed pipe, which panics.
        .log_internal_errors(false)
        .with_ansi(io::stderr().is_terminal());
    // A second start, as in tests, changes nothing.
    let _ = match format {
        LogFormat::Text => events.with_target(false).try_init(),
        LogFormat::Json => events.json().flatten_event(true).try_init(),
    };
}
