//! Events as entries of the system's log (journald): what a person reads of them is the line that a terminal shows,
//! and each field is a field of the entry too, `error` as `COURANT_ERROR`.
//!
//! Always: no control character in a field, and no newline in an event's line.

use std::fmt::{Debug, Write as _};
use std::sync::OnceLock;

use log::Record;
use systemd_journal_logger::{JournalLog, connected_to_journal};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::FormatFields as _;
use tracing_subscriber::fmt::format::{DefaultFields, Writer};
use tracing_subscriber::layer::Context;

use crate::cli::failure;

/// What precedes the name of a field of ours.
const PREFIX: &str = "COURANT_";

/// The way to journald.
pub(in crate::cli) struct Journald(JournalLog);

/// What is told of an event besides its line.
type Fields = Vec<(String, String)>;

impl Journald {
    /// If standard error leads there: the service manager says so.
    pub(in crate::cli) fn behind_standard_error() -> Option<&'static Self> {
        static JOURNALD: OnceLock<Option<Journald>> = OnceLock::new();
        let open = || {
            let log = connected_to_journal().then(JournalLog::empty)?.ok()?;
            Some(Self(log.with_syslog_identifier("courant".to_owned())))
        };
        JOURNALD.get_or_init(open).as_ref()
    }

    /// Tells a line with its fields, or the line alone if journald does not take them.
    pub(in crate::cli) fn tell(&self, level: log::Level, part: &str, line: &str, fields: &Fields) {
        let fields = fields.as_slice();
        let told = self.0.journal_send(
            &Record::builder()
                .args(format_args!("{line}"))
                .level(level)
                .target(part)
                .key_values(&fields)
                .build(),
        );
        if told.is_err() {
            failure::remark(line);
        }
    }
}

impl<S: Subscriber> Layer<S> for &'static Journald {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let level = match *metadata.level() {
            tracing::Level::ERROR => log::Level::Error,
            tracing::Level::WARN => log::Level::Warn,
            tracing::Level::INFO => log::Level::Info,
            tracing::Level::DEBUG => log::Level::Debug,
            tracing::Level::TRACE => log::Level::Trace,
        };
        let (line, fields) = entry(event);
        self.tell(level, metadata.target(), &line, &fields);
    }
}

/// The line and the fields of an event.
fn entry(event: &Event<'_>) -> (String, Fields) {
    let mut line = String::new();
    // A line cannot fail to be written to memory.
    let _ = DefaultFields::new().format_fields(Writer::new(&mut line), event);
    let mut fields = Collected::default();
    event.record(&mut fields);
    (line, fields.0)
}

#[derive(Default)]
struct Collected(Fields);

impl Collected {
    fn take(&mut self, field: &Field, value: &str) {
        // The line has the message, and of events that came by the crate `log` their place too.
        if field.name() != "message" && !field.name().starts_with("log.") {
            let mut plain = String::with_capacity(value.len());
            for character in value.chars() {
                match character {
                    '"' | '\'' | '\\' => plain.push(character),
                    other => plain.extend(other.escape_debug()),
                }
            }
            self.0.push((format!("{PREFIX}{}", field.name()), plain));
        }
    }
}

impl Visit for Collected {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = String::new();
        let _ = write!(text, "{value:?}");
        self.take(field, &text);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<(String, Fields)>>>);

    impl<S: Subscriber> Layer<S> for Kept {
        fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
            self.0.lock().expect("no test panics while it holds it").push(entry(event));
        }
    }

    #[test]
    fn an_event_is_one_line_with_its_fields_beside_it_and_no_control_character_in_either() {
        let kept = Kept::default();
        let hostile = "a\"b\u{1b}[31m\nPRIORITY=0\u{9b}\u{202e}ü";
        tracing::subscriber::with_default(
            tracing_subscriber::registry().with(kept.clone()),
            || {
                tracing::warn!(feed = "dw", error = "dns", detail = hostile, tries = 3, "Not read");
            },
        );
        let kept = kept.0.lock().expect("no test panics while it holds it");
        let [(line, fields)] = kept.as_slice() else { panic!("one event: {kept:?}") };
        assert!(line.starts_with("Not read feed=\"dw\" error=\"dns\" detail="), "{line}");
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            fields,
            [
                ("COURANT_feed", "dw"),
                ("COURANT_error", "dns"),
                ("COURANT_detail", "a\"b\\u{1b}[31m\\nPRIORITY=0\\u{9b}\\u{202e}ü"),
                ("COURANT_tries", "3"),
            ]
        );
        assert!(!line.chars().any(|one| one.is_control() || one == '\u{202e}'), "{line:?}");
    }
}
