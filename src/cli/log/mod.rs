//! Events on standard error: readable lines, or JSON for programs; in a service, the fields of the system's log.
//!
//! Always: no colours unless standard error is a terminal. Untrusted text is recorded as a plain field,
//! which the formatter escapes, never with `%`. A panic is an event as any other, with its place. Never: the daemon held
//! up because nobody reads them. Commands that a person waits for do wait, and leave none out.

mod journald;
mod unread;

use std::io::{self, IsTerminal};
use std::panic;
use std::thread;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::LogFormat;
pub(super) use journald::Journald;

/// The variable that sets what is logged, such as `debug` or `courant::pipeline=trace`.
const VARIABLE: &str = "COURANT_LOG";

/// The most characters of what a panic says.
const MAX_SAID: usize = 500;

/// Starts writing events from `level` on, or what the variable says.
pub(super) fn start(format: Option<LogFormat>, level: &str) {
    begin(format, level, io::stderr);
}

/// The same, waiting for nobody who reads them; [`finish`] tells at the end what is left.
pub(super) fn start_unheld(format: Option<LogFormat>, level: &str) {
    begin(format, level, move || unread::Lines(format));
}

/// Nothing more is written.
pub(super) fn finish(format: Option<LogFormat>) {
    unread::finish(format);
}

fn begin<W>(format: Option<LogFormat>, level: &str, writer: W)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let wish = std::env::var(VARIABLE).ok().filter(|wish| !wish.trim().is_empty());
    let understood = wish.as_deref().and_then(filter);
    let faulty = wish.filter(|_| understood.is_none());
    let filter = understood.unwrap_or_else(|| EnvFilter::new(level));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(writer)
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
    panic::set_hook(Box::new(tell));
    if let Some(wish) = faulty {
        tracing::warn!(
            COURANT_LOG = wish.as_str(),
            level,
            "This is no level: set error, warn, info, debug or trace, or one for a part, as courant::fetch=debug"
        );
    }
}

/// Tells of a panic. What it costs is for whoever catches it to say.
fn tell(panic: &panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let said: String = panic.payload_as_str().unwrap_or_default().chars().take(MAX_SAID).collect();
    let thread = thread::current();
    tracing::error!(
        error = "panic",
        place = place.as_str(),
        detail = said.as_str(),
        thread = thread.name(),
        "A part of courant panicked; please report this"
    );
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
    use std::process::Command;

    use super::*;

    #[test]
    fn a_panic_is_one_line_with_its_place() {
        const MARK: &str = "COURANT_TEST_PANIC";
        if std::env::var_os(MARK).is_some() {
            start(Some(LogFormat::Text), "info");
            let hostile = format!("first\nsecond \u{1b}[31m \u{9b} {}", "long ".repeat(1000));
            assert!(thread::spawn(move || panic!("{hostile}")).join().is_err());
            return;
        }
        let name = "cli::log::tests::a_panic_is_one_line_with_its_place";
        let child = Command::new(std::env::current_exe().expect("a path"))
            .args([name, "--exact", "--nocapture"])
            .env(MARK, "1")
            .env_remove(VARIABLE)
            .output()
            .expect("it runs");
        let told = String::from_utf8(child.stderr).expect("text");
        let lines: Vec<&str> = told.lines().filter(|line| line.contains("panic")).collect();
        let [line] = lines[..] else { panic!("one line: {told}") };
        assert!(line.contains("error=\"panic\" place=\"src/cli/log/mod.rs:"), "{line}");
        assert!(line.contains("first\\nsecond") && line.len() < 1_000, "{line}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }

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
