//! From the main file to a whole configuration: its tables, its feeds, and the lists that it includes.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::credentials::Credentials;
use super::feeds::{self, Listed};
use super::report::{Place, Report};
use super::source::{self, Source};
use super::table::Table;
use super::values::{nearest, text};
use super::{Config, Faulty, Feed, Problem, Problems, bounds, opml, sections};

/// Reads a configuration; `credentials` is where `credential:NAME` is looked up.
pub(super) fn load(file: &Path, credentials: Option<PathBuf>) -> Result<Config, Problems> {
    read(file, credentials).map_err(|faulty| faulty.problems)
}

/// The same; if it is faulty, with what could be read of it.
pub(super) fn read(file: &Path, credentials: Option<PathBuf>) -> Result<Config, Faulty> {
    let report = Report::default();
    let here = Place { file, line: None };
    let mut config = None;
    if let Some(source) = read_toml(file, here, &report) {
        let credentials = Credentials { directory: credentials };
        config = read_main(&source, &credentials, &report);
        if config.as_ref().is_none_or(|config| config.feeds.is_empty()) {
            let message = "no feeds, so nothing is polled; add a [[feed]], or include a list";
            report.warning(here, Some("feed".to_owned()), message.to_owned());
        }
    }
    match (report.close(file), config) {
        (Ok(warnings), config) => {
            let config = config.expect("what was not read is a problem");
            Ok(Config { warnings, ..config })
        }
        (Err(problems), config) => {
            // A table of another name may have been meant for [state].
            let elsewhere = |problem: &Problem| {
                problem.key.as_deref().is_some_and(|key| {
                    key == "include" || key.contains('.') && !key.starts_with("state.")
                })
            };
            let tells_state = problems.iter().all(elsewhere);
            Err(Faulty { partly: config.filter(|_| tells_state).map(Box::new), problems })
        }
    }
}

/// Reads an OPML file alone.
pub(super) fn read_opml(
    file: &Path,
    config: &Config,
) -> Result<(Vec<Arc<Feed>>, Vec<Problem>), Problems> {
    let report = Report::default();
    let told = |message| report.error(Place { file, line: None }, None, message);
    let bytes = source::read_once(file).map_err(told).unwrap_or_default();
    let listed = match bytes.as_slice() {
        [] => Vec::new(),
        bytes => opml::read(&Source::new(file, opml::decode(bytes)), config, &report),
    };
    let feeds = feeds::gather(listed, &report);
    Ok((feeds, report.close(file)?))
}

fn read_main(source: &Source, credentials: &Credentials, report: &Report) -> Option<Config> {
    let mut root = Table::parse(source, report)?;
    let mut config = sections::read(&mut root);
    let mut listed = read_feeds(&mut root, &config, credentials);
    for (file, line) in included(&mut root) {
        let from = Place { file: &source.path, line };
        listed.extend(read_list(&file, from, &config, credentials, report));
    }
    root.finish();
    if listed.len() > bounds::MAX_FEEDS {
        let message = format!("there are more than {} feeds", bounds::MAX_FEEDS);
        report.error(Place { file: &source.path, line: None }, Some("feed".to_owned()), message);
        return None;
    }
    if config.output.feeds {
        feeds::refuse_all(&listed, report);
    }
    config.feeds = feeds::gather(listed, report);
    Some(config)
}

fn read_feeds(root: &mut Table<'_>, config: &Config, credentials: &Credentials) -> Vec<Listed> {
    let tables = root.tables("feed").into_iter();
    tables.filter_map(|table| feeds::read(table, config, credentials)).collect()
}

/// The files that `include` names, each once, and the line that names it.
fn included(root: &mut Table<'_>) -> Vec<(PathBuf, Option<usize>)> {
    let source = root.source;
    let found = root.list("include", |value| {
        let pattern = text(value)?;
        if !pattern.contains(['*', '?', '[']) {
            let path = source.resolve(pattern);
            let there = path.try_exists().unwrap_or(true);
            let missing = || {
                format!("names {}, which is not there; write it, or take this out", path.display())
            };
            return if there { Ok(vec![path]) } else { Err(missing()) };
        }
        let base = source.resolve("");
        let base = base.to_str().ok_or("needs a directory whose name is UTF-8")?;
        let base = if pattern.starts_with('/') { "" } else { base };
        let whole = format!("{}{pattern}", glob::Pattern::escape(base));
        let paths = glob::glob(&whole).map_err(|error| format!("is not a pattern: {error}"))?;
        Ok(paths.flatten().filter(|path| path.is_file()).take(TOO_MANY).collect())
    });
    let line = root.place_of("include").line;
    let files: Vec<PathBuf> = found.unwrap_or_default().into_iter().flatten().collect();
    if files.len() >= TOO_MANY {
        let most = bounds::MAX_INCLUDED_FILES;
        root.error("include", format!("names more than {most} files; put feeds together"));
        return Vec::new();
    }
    // A pattern may take in the main file, and what another one names.
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut seen = HashSet::from([real(&source.path)]);
    files.into_iter().filter(|path| seen.insert(real(path))).map(|path| (path, line)).collect()
}

const TOO_MANY: usize = bounds::MAX_INCLUDED_FILES + 1;

/// Reads an included list.
fn read_list(
    file: &Path,
    from: Place<'_>,
    config: &Config,
    credentials: &Credentials,
    report: &Report,
) -> Vec<Listed> {
    if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("opml")) {
        let Some(bytes) = read_bytes(file, from, report) else { return Vec::new() };
        return opml::read(&Source::new(file, opml::decode(&bytes)), config, report);
    }
    let Some(source) = read_toml(file, from, report) else { return Vec::new() };
    let Some(mut root) = Table::parse(&source, report) else { return Vec::new() };
    let listed = read_feeds(&mut root, config, credentials);
    root.refuse_rest(|key| match nearest(key, ["feed"]) {
        Some(near) => format!("is not a key that courant knows; did you mean `{near}`?"),
        None => format!(
            "cannot stand in an included file, which has [[feed]] only; put it into {}",
            from.file.display()
        ),
    });
    listed
}

fn read_toml(file: &Path, from: Place<'_>, report: &Report) -> Option<Source> {
    let bytes = read_bytes(file, from, report)?;
    match String::from_utf8(bytes) {
        Ok(text) => Some(Source::new(file, text)),
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = good.split(|byte| *byte == b'\n').count();
            let message = "is not UTF-8 here; save the file as UTF-8".to_owned();
            report.error(Place { file, line: Some(line) }, None, message);
            None
        }
    }
}

fn read_bytes(file: &Path, from: Place<'_>, report: &Report) -> Option<Vec<u8>> {
    let told = |message| {
        if from.file == file {
            report.error(from, None, message);
        } else {
            let message = format!("{} {message}", file.display());
            report.error(from, Some("include".to_owned()), message);
        }
    };
    source::read(file).map_err(told).ok()
}
