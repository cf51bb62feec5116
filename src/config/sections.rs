//! The tables of the configuration as they are read: keys, bounds, and what must agree.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use toml::de::DeValue;

use super::table::Table;
use super::values::{
    Understood, boolean, choice, duration, duration_text, quoted, size, text, whole,
};
use super::{
    AllowedAddress, Authorities, BodyChoice, Config, Dedup, Extract, Fetch, Filter, Format, Level,
    Log, Output, Poll, Retention, Revise, State, Status, Stories, defaults,
};

/// The words of `body`.
pub(super) const BODIES: [(&str, BodyChoice); 3] =
    [("best", BodyChoice::Best), ("page", BodyChoice::Page), ("feed", BodyChoice::Feed)];
/// The words of `stories`.
pub(super) const STORIES: [(&str, Stories); 3] =
    [("mark", Stories::Mark), ("skip", Stories::Skip), ("off", Stories::Off)];

/// Reads every table of the main file, the feeds apart.
pub(super) fn read(root: &mut Table<'_>) -> Config {
    let (output, state) = directories(root);
    Config {
        filter: Filter::read(root, &Filter::default()).into(),
        output,
        state,
        poll: poll(root.table("poll")),
        fetch: fetch(root.table("fetch")),
        log: log(root.table("log")),
        extract: extract(root.table("extract")),
        dedup: dedup(root.table("dedup")),
        revise: revise(root.table("revise")),
        retention: retention(root.table("retention"), Retention::default()),
        status: status(root.table("status")),
        file: root.source.path.clone(),
        ..Config::default()
    }
}

fn directories(root: &mut Table<'_>) -> (Output, State) {
    let (mut output, mut state) = (Output::default(), State::default());
    let mut table = root.table("output");
    set(&mut output.directory, directory(&mut table));
    set(&mut output.formats, formats(&mut table));
    set(&mut output.feeds, table.read("feeds", boolean));
    let entries = table.read("feeds_entries", |value| whole(value, &defaults::FEEDS_ENTRIES_RANGE));
    set(&mut output.feeds_entries, entries.and_then(|number| number.try_into().ok()));
    let mut other = root.table("state");
    set(&mut state.directory, directory(&mut other));
    if output.directory.starts_with(&state.directory)
        || state.directory.starts_with(&output.directory)
    {
        let message = format!(
            "lies in or around the output directory {}; give each a directory of its own",
            output.directory.display()
        );
        other.error("directory", message);
    }
    table.finish();
    other.finish();
    (output, state)
}

fn directory(table: &mut Table<'_>) -> Option<PathBuf> {
    let source = table.source;
    table.read("directory", |value| match text(value)? {
        "" => Err("is empty; write the path of a directory".to_owned()),
        path if path.contains('\0') => Err("has a zero byte in it; write a path".to_owned()),
        path => Ok(absolute(source.resolve(path))),
    })
}

/// A path that stays the same when the process changes its directory; `.` and `..` go, as in a shell.
fn absolute(path: PathBuf) -> PathBuf {
    use std::path::Component::{CurDir, ParentDir};
    let path = std::path::absolute(&path).unwrap_or(path);
    path.components().fold(PathBuf::new(), |mut clean, part| {
        match part {
            ParentDir => {
                clean.pop();
            }
            CurDir => {}
            part => clean.push(part),
        }
        clean
    })
}

fn formats(table: &mut Table<'_>) -> Option<Vec<Format>> {
    let words =
        [Format::Json, Format::Markdown, Format::Text].map(|format| (format.word(), format));
    let formats = table.list("formats", |value| choice(value, &words))?;
    let twice = formats.iter().enumerate().any(|(at, format)| formats[..at].contains(format));
    if formats.is_empty() {
        table.error("formats", "names none; write at least one of json, markdown, text".to_owned());
    } else if twice {
        table.error("formats", "names a format twice; write each once".to_owned());
    }
    Some(formats)
}

fn poll(mut table: Table<'_>) -> Poll {
    let mut poll = Poll::default();
    read_intervals(&mut table, &mut poll.min_interval, &mut poll.max_interval);
    let full = table.read("full_interval", |value| duration(value, &defaults::INTERVALS));
    set(&mut poll.full_interval, full);
    let budget = table.read("budget", |value| match text(value)? {
        "" => Ok(None),
        text => {
            text.parse().map(Some).map_err(|error| format!("is {}, which {error}", quoted(text)))
        }
    });
    set(&mut poll.budget, budget);
    table.finish();
    poll
}

/// Reads `min_interval` and `max_interval` over what holds without them.
pub(super) fn read_intervals(table: &mut Table<'_>, min: &mut Duration, max: &mut Duration) {
    let own_min = table.read("min_interval", |value| duration(value, &defaults::INTERVALS));
    let own_max = table.read("max_interval", |value| duration(value, &defaults::INTERVALS));
    let written = match (own_min, own_max) {
        (Some(_), _) => "min_interval",
        (None, Some(_)) => "max_interval",
        (None, None) => return, // What is inherited was told of where it stands.
    };
    set(min, own_min);
    set(max, own_max);
    if min > max {
        let (min, max) = (duration_text(*min), duration_text(*max));
        let message = format!(
            "leaves no interval: min_interval is {min} and max_interval {max}; raise max_interval, \
             or lower min_interval"
        );
        table.error(written, message);
    }
}

fn fetch(mut table: Table<'_>) -> Fetch {
    let mut fetch = Fetch::default();
    set(&mut fetch.contact, table.read("contact", contact));
    set(&mut fetch.timeout, table.read("timeout", |value| duration(value, &defaults::TIMEOUTS)));
    set(&mut fetch.max_body, table.read("max_body", |value| size(value, &defaults::BODIES)));
    let host_delay = table.read("host_delay", |value| duration(value, &defaults::HOST_DELAYS));
    set(&mut fetch.host_delay, host_delay);
    let concurrency = table.read("concurrency", |value| whole(value, &defaults::CONCURRENCIES));
    set(&mut fetch.concurrency, concurrency.and_then(|number| number.try_into().ok()));
    set(&mut fetch.allow_addresses, read_allowed(&mut table));
    fetch.ca_file = authorities(&mut table);
    table.finish();
    fetch
}

/// Reads `ca_file`; "" stands for none.
fn authorities(table: &mut Table<'_>) -> Option<Authorities> {
    let source = table.source;
    let read = table.read("ca_file", |value| match text(value)? {
        "" => Ok(None),
        path => Authorities::read(&absolute(source.resolve(path))).map(Some),
    });
    read.flatten()
}

fn log(mut table: Table<'_>) -> Log {
    let mut log = Log::default();
    let words = [Level::Error, Level::Warn, Level::Info, Level::Debug, Level::Trace]
        .map(|level| (level.word(), level));
    set(&mut log.level, table.read("level", |value| choice(value, &words)));
    table.finish();
    log
}

/// Reads `allow_addresses`.
pub(super) fn read_allowed(table: &mut Table<'_>) -> Option<Vec<AllowedAddress>> {
    table.list("allow_addresses", |value| {
        let text = text(value)?;
        text.parse().map_err(|error| format!("{} {error}", quoted(text)))
    })
}

fn contact(value: &DeValue<'_>) -> Understood<String> {
    let text = text(value)?.trim();
    // It becomes part of a comment in a header (RFC 9110, section 5.6.5), which these would end.
    let fits = |byte: u8| (byte == b' ' || byte.is_ascii_graphic()) && !b"()\\".contains(&byte);
    if text.len() > defaults::MAX_CONTACT_BYTES || !text.bytes().all(fits) {
        return Err(format!(
            "cannot be sent; write a URL or an e-mail address, in ASCII, without parentheses, of at \
             most {} characters",
            defaults::MAX_CONTACT_BYTES
        ));
    }
    Ok(text.to_owned())
}

fn extract(mut table: Table<'_>) -> Extract {
    let mut extract = Extract::default();
    set(&mut extract.body, table.read("body", |value| choice(value, &BODIES)));
    let patience = table.read("patience", |value| duration(value, &defaults::PATIENCES));
    set(&mut extract.patience, patience);
    table.finish();
    extract
}

fn dedup(mut table: Table<'_>) -> Dedup {
    let mut dedup = Dedup::default();
    set(&mut dedup.stories, table.read("stories", |value| choice(value, &STORIES)));
    set(&mut dedup.window, table.read("window", |value| duration(value, &defaults::STORY_WINDOWS)));
    table.finish();
    dedup
}

fn revise(mut table: Table<'_>) -> Revise {
    let mut revise = Revise::default();
    let rereads = table.read("rereads", |value| whole(value, &defaults::REREADS));
    set(&mut revise.rereads, rereads.and_then(|number| number.try_into().ok()));
    let kept = table.read("keep_revisions", |value| whole(value, &defaults::KEPT_REVISIONS));
    set(&mut revise.keep_revisions, kept.and_then(|number| number.try_into().ok()));
    table.finish();
    revise
}

/// Reads limits over what holds without them.
pub(super) fn retention(mut table: Table<'_>, mut retention: Retention) -> Retention {
    let days = table.read("days", |value| whole(value, &defaults::RETENTIONS));
    set(&mut retention.days, days.and_then(|days| days.try_into().ok()));
    let articles = table.read("articles", |value| whole(value, &defaults::RETAINED_ARTICLES));
    set(&mut retention.articles, articles);
    let bytes = table.read("size", |value| size(value, &defaults::RETAINED_SIZES));
    set(&mut retention.size, bytes);
    table.finish();
    retention
}

fn status(mut table: Table<'_>) -> Status {
    let listen = table.read("listen", |value| match text(value)? {
        "" => Ok(None),
        text => text.parse::<SocketAddr>().map(Some).map_err(|_| {
            let given = quoted(text);
            format!("is {given}; write an address and a port, such as \"127.0.0.1:8420\", or \"\"")
        }),
    });
    table.finish();
    Status { listen: listen.flatten() }
}

/// What is written holds over what is there.
pub(super) fn set<T>(setting: &mut T, written: Option<T>) {
    if let Some(written) = written {
        *setting = written;
    }
}
