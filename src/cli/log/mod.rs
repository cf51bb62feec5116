//! Events on standard error: readable lines, or JSON for programs; in a service, the fields of the system's log.
//!
//! Always: no colours unless standard error is a terminal. Untrusted text is recorded as a plain field,
//! which the formatter escapes, never with `%`.

mod journald;

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::LogFormat;
pub(super) use journald::Journald;

/// The variable that sets what is logged, such as `debug` or `courant::pipeline=trace`.
const VARIABLE: &str = "COURANT_LOG";

/// Starts writing events from `level` on, or what the variable says.
pub(super) fn start(format: Option<LogFormat>, level: &str) {
    let wish = std::env::var(VARIABLE).ok().filter(|wish| !wish.trim().is_empty());
    let understood = wish.as_deref().and_then(filter);
    let faulty = wish.filter(|_| understood.is_none());
    let filter = understood.unwrap_or_else(|| EnvFilter::new(level));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        // Else an event that cannot be written is told on the same closed pipe, which panics.
        .log_internal_errors(false)
        .with_ansi(io::stderr().is_terminal());
    let events = tracing_subscriber::registry().with(filter);
    // A second start, as in tests, changes nothing.
    let _ = match (format, Journald::behind_standard_error()) {
        (None, Some(journald)) => events.with(journald).try_init(),
        (Some(LogFormat::Json), _) => events.with(lines.json().flatten_event(true)).try_init(),
        _ => events.with(lines.with_target(false)).try_init(),
    };
    if let Some(wish) = faulty {
        tracing::warn!(
            COURANT_LOG = wish.as_str(),
            level,
            "This is no level: set error, warn, info, debug or trace, or one for a part, as courant::fetch=debug"
        );
    }
}

/// What the variable says. A word that is no level would be taken for a part of some program, and mean silence.
fn filter(wish: &str) -> Option<EnvFilter> {
    let is_word = wish.chars().all(char::is_alphanumeric);
    if is_word && wish.parse::<LevelFilter>().is_err() {
        return None;
    }
    EnvFilter::try_new(wish).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_no_level_is_not_taken_for_one() {
        for good in ["debug", "WARN", "off", "courant::fetch=trace", "info,courant::state=debug"] {
            assert!(filter(good).is_some(), "{good}");
        }
        for bad in ["verbose", "courant::fetch=loud"] {
            assert!(filter(bad).is_none(), "{bad}");
        }
    }
}
