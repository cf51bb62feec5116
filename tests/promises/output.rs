//! The oracle: what the output directory must be like, told from the contract alone.
//!
//! It shares no code with courant. Every check ends as a sentence in a list of faults, so that one look
//! tells all that is wrong.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::markup;

/// The schema of an article, as it is published.
static ARTICLE: LazyLock<Validator> =
    LazyLock::new(|| schema(include_str!("../../docs/schema/article.schema.json")));

/// The schema of a journal's line, as it is published.
static JOURNAL: LazyLock<Validator> =
    LazyLock::new(|| schema(include_str!("../../docs/schema/journal.schema.json")));

/// An output directory as it was found at one moment.
#[derive(Debug)]
pub(crate) struct Output {
    /// The journal's lines, in order.
    pub(crate) journal: Vec<Value>,
    /// The articles' files that are there: path and content.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// What is wrong already.
    faults: Vec<String>,
}

impl Output {
    /// Reads a directory, which nothing is writing to.
    pub(crate) fn read(directory: &Path) -> Self {
        let mut output = Self { journal: Vec::new(), files: BTreeMap::new(), faults: Vec::new() };
        output.read_journal(&directory.join("journal"));
        output.read_files(directory);
        output
    }

    /// Reads a directory that must be as the contract says, with nothing taken away from it.
    pub(crate) fn sound(directory: &Path) -> Self {
        let output = Self::read(directory);
        let faults = output.faults();
        assert!(faults.is_empty(), "the output is not as promised:\n{}", faults.join("\n"));
        output
    }

    /// The articles, as their `.json` files have them, in the order of their first emission.
    pub(crate) fn articles(&self) -> Vec<Value> {
        let first = self.journal.iter().filter(|line| line["action"] == "new");
        let files = first.filter_map(|line| self.files.get(line["path"].as_str()?));
        files.map(|bytes| serde_json::from_slice(bytes).unwrap()).collect()
    }

    /// The one article whose title is this.
    pub(crate) fn titled(&self, title: &str) -> Value {
        let mut found: Vec<_> =
            self.articles().into_iter().filter(|article| article["title"] == title).collect();
        let titles: Vec<_> = self.journal.iter().map(|line| line["title"].to_string()).collect();
        assert_eq!(found.len(), 1, "articles titled {title:?}, among {titles:?}");
        found.remove(0)
    }

    /// The file beside an article's `.json` with another ending.
    pub(crate) fn beside(&self, article: &Value, ending: &str) -> String {
        let id = article["id"].as_str().unwrap();
        let (_, bytes) = self
            .files
            .iter()
            .find(|(path, _)| path.ends_with(&format!(".{id}.{ending}")))
            .unwrap_or_else(|| panic!("no .{ending} of {id}"));
        String::from_utf8(bytes.clone()).unwrap()
    }

    /// Everything that is wrong, if nothing was taken away.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = self.faults.clone();
        faults.extend(self.journal_faults());
        let mut latest: HashMap<&str, &Value> = HashMap::new();
        for line in self.journal.iter().filter(|line| line["action"] != "skipped") {
            latest.insert(text(line, "id"), line);
        }
        for line in latest.values().filter(|line| !self.files.contains_key(text(line, "path"))) {
            faults.push(format!("the journal names a file that is not there: {line}"));
        }
        for (path, bytes) in &self.files {
            faults.extend(file_faults(path, bytes));
            let Some(line) = latest.get(id_of(path)) else {
                faults.push(format!("the journal does not know {path}"));
                continue;
            };
            if stem(path) != stem(text(line, "path")) {
                faults.push(format!("{path} stands elsewhere than the journal says: {line}"));
            }
            faults.extend(disagreements(path, bytes, line));
        }
        faults
    }

    /// What is wrong with the journal alone.
    pub(crate) fn journal_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut revisions: HashMap<&str, (u64, &str)> = HashMap::new();
        for (at, line) in self.journal.iter().enumerate() {
            faults.extend(
                JOURNAL.iter_errors(line).map(|error| format!("the journal's {line}: {error}")),
            );
            if line["seq"].as_u64() != Some(at as u64 + 1) {
                faults.push(format!("the journal's line {} is not seq {}: {line}", at + 1, at + 1));
            }
            let (id, path) = (text(line, "id"), text(line, "path"));
            // A feed may be renamed, or another show what it showed; paths never change.
            let is_first = line["revision"] == 1;
            let is_there = !is_first || path.split('/').nth(1) == line["feed"].as_str();
            if id_of(path) != id || !is_there {
                faults.push(format!("the path is not that of the article: {line}"));
            }
            let revision = line["revision"].as_u64().unwrap_or_default();
            let (before, at) = revisions.get(id).copied().unwrap_or((0, path));
            if line["action"] != "withdrawn" && revision != before + 1 {
                faults.push(format!("revision {revision} came after {before}: {line}"));
            }
            if before == 0 && !text(line, "at").starts_with(&path[..10.min(path.len())]) {
                faults.push(format!("its directory is not the day on which it was marked: {line}"));
            }
            if at != path {
                faults.push(format!("its path changed from {at}: {line}"));
            }
            revisions.insert(id, (revision, path));
        }
        faults
    }

    fn read_journal(&mut self, directory: &Path) {
        let mut days = names(directory);
        days.sort();
        for day in days {
            if day.len() != 17 || !is_day(&day[..10]) || !day.ends_with(".ndjson") {
                self.faults.push(format!("journal/{day} is no day of the journal"));
            }
            let text = fs::read_to_string(directory.join(&day)).unwrap();
            // Read up to its last newline, as every consumer does.
            let whole = text.rfind('\n').map_or("", |end| &text[..end]);
            for line in whole.lines() {
                match serde_json::from_str(line) {
                    Ok(line) => self.journal.push(line),
                    Err(error) => self.faults.push(format!("journal/{day}: {error}: {line}")),
                }
            }
        }
    }

    fn read_files(&mut self, directory: &Path) {
        for day in names(directory) {
            if matches!(day.as_str(), "journal" | ".staging" | "feeds" | ".feeds" | ".revisions") {
                continue;
            }
            if !is_day(&day) {
                self.faults.push(format!("{day} does not belong into an output directory"));
                continue;
            }
            for feed in names(&directory.join(&day)) {
                for file in names(&directory.join(&day).join(&feed)) {
                    let path = format!("{day}/{feed}/{file}");
                    let found = directory.join(&path);
                    if fs::symlink_metadata(&found).unwrap().is_file() {
                        self.files.insert(path, fs::read(found).unwrap());
                    } else {
                        self.faults.push(format!("{path} is not a plain file"));
                    }
                }
            }
        }
    }
}

/// Today's directory and tomorrow's, in case that midnight comes.
pub(crate) fn days() -> [String; 2] {
    let now = jiff::Timestamp::now();
    [0, 24]
        .map(|hours| (now + jiff::SignedDuration::from_hours(hours)).to_string()[..10].to_owned())
}

/// What is wrong with one file, whatever else there is: its name, its completeness, its content.
pub(crate) fn file_faults(path: &str, bytes: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    let name = path.rsplit('/').next().unwrap_or_default();
    if !is_name(name) {
        faults.push(format!("{path:?} is no name of an article"));
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![format!("{path} is not UTF-8")];
    };
    if ending(name) != "json" && !text.ends_with('\n') {
        faults.push(format!("{path} does not end with a newline"));
    }
    if let Some(found) = text.chars().find(|letter| is_unprintable(*letter)) {
        faults.push(format!("{path} has the control character {found:?}"));
    }
    match ending(name) {
        "json" => match serde_json::from_str(text) {
            Ok(article) => faults.extend(article_faults(path, &article)),
            Err(error) => faults.push(format!("{path} is not whole: {error}")),
        },
        "md" => match text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n")) {
            Some((front, _)) => faults.extend(
                front_matter_faults(front).into_iter().map(|fault| format!("{path}: {fault}")),
            ),
            None => faults.push(format!("{path} has no whole front matter")),
        },
        _ => {}
    }
    faults
}

/// Each line is a key that courant gives, once, with a JSON value, which YAML reads alike: nothing that an article says
/// is a key of its own, or another kind of value.
fn front_matter_faults(front: &str) -> Vec<String> {
    const KEYS: [&str; 21] = [
        "id",
        "revision",
        "title",
        "url",
        "date",
        "modified",
        "authors",
        "byline",
        "agencies",
        "summary",
        "tags",
        "language",
        "image",
        "feed",
        "body_from",
        "reason",
        "quality",
        "words",
        "story",
        "similarity",
        "emitted",
    ];
    let mut faults = Vec::new();
    let mut left = KEYS.to_vec();
    for line in front.lines() {
        let (key, value) = line.split_once(": ").unwrap_or((line, ""));
        match left.iter().position(|known| *known == key) {
            Some(at) => drop(left.remove(at)),
            None => faults.push(format!("the front matter has the key {key:?}")),
        }
        if serde_json::from_str::<Value>(value).is_err() {
            faults.push(format!("the front matter's {key} has the value {value}"));
        }
    }
    faults
}

fn article_faults(path: &str, article: &Value) -> Vec<String> {
    let mut faults: Vec<String> = ARTICLE
        .iter_errors(article)
        .map(|error| format!("{path}: {} {error}", error.instance_path()))
        .collect();
    if text(article, "id") != id_of(path) {
        faults.push(format!("{path} has the id {}", article["id"]));
    }
    if let Some(html) = article["content_html"].as_str() {
        faults.extend(markup::faults(html).into_iter().map(|fault| format!("{path}: {fault}")));
    }
    strings(article, &mut |text| {
        if let Some(found) = text.chars().find(|letter| is_unprintable(*letter)) {
            faults.push(format!("{path} has {found:?} in {text:?}"));
        }
    });
    faults
}

/// Where a file and the journal's latest line about it tell different things.
fn disagreements(path: &str, bytes: &[u8], line: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let content = String::from_utf8_lossy(bytes);
    let carried = match ending(path) {
        "md" => format!("\nrevision: {}\n", line["revision"]),
        "txt" => format!("revision {}", line["revision"]),
        _ => String::new(),
    };
    if !content.contains(&carried) {
        faults.push(format!("{path} does not carry revision {}", line["revision"]));
    }
    let Ok(article) = serde_json::from_slice::<Value>(bytes) else { return faults };
    let pairs = [
        ("url", &article["url"]),
        ("title", &article["title"]),
        ("revision", &article["_courant"]["revision"]),
        ("feed", &article["_courant"]["feed"]["name"]),
    ];
    for (name, found) in pairs {
        if *found != line[name] {
            faults.push(format!("{path}: {name} is {found}, and {} in the journal", line[name]));
        }
    }
    faults
}

/// `^[a-z0-9][a-z0-9-]{0,79}\.[0-9a-f]{24}\.(json|md|txt)$`
fn is_name(name: &str) -> bool {
    let mut parts = name.split('.');
    let (slug, id, ending) = (parts.next(), parts.next(), parts.next());
    let slug = slug.unwrap_or_default().as_bytes();
    let plain = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9');
    parts.next().is_none()
        && slug.first().is_some_and(plain)
        && slug.len() <= 80
        && slug.iter().all(|byte| plain(byte) || *byte == b'-')
        && id.is_some_and(|id| {
            id.len() == 24 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        })
        && matches!(ending, Some("json" | "md" | "txt"))
}

fn is_day(name: &str) -> bool {
    name.len() == 10
        && name.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// A control character but newline and tab, one that turns the direction of text (`checks` row 23), or one that is none,
/// which YAML and XML refuse.
fn is_unprintable(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\n' | '\t'))
        || u32::from(letter) & 0xfffe == 0xfffe
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fdd0}'..='\u{fdef}')
}

fn strings(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, visit)),
        Value::Object(values) => values.values().for_each(|value| strings(value, visit)),
        _ => {}
    }
}

/// The id in a path, or nothing.
fn id_of(path: &str) -> &str {
    path.rsplit('/').next().and_then(|name| name.split('.').nth(1)).unwrap_or_default()
}

pub(crate) fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// The names in a directory; none if it is not there.
fn names(directory: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Those of these texts that stand more than once.
pub(crate) fn repeated<T: Eq + std::hash::Hash + Clone>(
    all: impl IntoIterator<Item = T>,
) -> Vec<T> {
    let mut seen = HashSet::new();
    all.into_iter().filter(|one| !seen.insert(one.clone())).collect()
}

fn schema(text: &str) -> Validator {
    let schema: Value = serde_json::from_str(text).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}
