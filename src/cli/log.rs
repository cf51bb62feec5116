//! Events on standard error: readable lines, or JSON for programs.
//!
//! Always: no colours unless standard error is a terminal. Untrusted text is recorded as a plain field,
//! which the formatter escapes, never with `%`.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use super::LogFormat;

/// The variable that sets what is logged, such as `debug` or `courant::pipeline=trace`.
const VARIABLE: &str = "COURANT_LOG";

/// Starts writing events from `level` on, or what the variable says.
pub(super) fn start(format: LogFormat, level: &str) {
    let wish = std::env::var(VARIABLE).ok().filter(|wish| !wish.trim().is_empty());
    let understood = wish.as_deref().and_then(filter);
    let faulty = wish.filter(|_| understood.is_none());
    let filter = understood.unwrap_or_else(|| EnvFilter::new(level));
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
