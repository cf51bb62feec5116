//! Tables of a TOML file, read key by key: what is faulty is reported with its line, what nobody asked
//! for is unknown.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::print::home_of;
use super::report::{Place, Report};
use super::source::Source;
use super::values::{Understood, is_misspelt, one_of};

/// A table whose keys are taken out one by one.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) source: &'a Source,
    pub(super) report: &'a Report,
    /// Its own key, such as `fetch` or `feed[3]`; empty for the whole file.
    path: String,
    entries: DeTable<'a>,
    /// Where the table begins.
    offset: Option<usize>,
    /// Every key that was asked for, and where its value stands.
    asked: Vec<(&'static str, Option<usize>)>,
}

impl<'a> Table<'a> {
    /// The whole file; `None` if it is not TOML, which is reported.
    pub(super) fn parse(source: &'a Source, report: &'a Report) -> Option<Self> {
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        for error in &errors {
            let line = error.span().map(|span| source.line(span.start));
            let key = line.and_then(|line| source.key_on(line)).map(str::to_owned);
            // The message only: the whole error shows the line, which may hold a secret.
            let message = format!("is not TOML: {}", error.message());
            report.error(Place { file: &source.path, line }, key, message);
        }
        let entries = table.into_inner();
        let whole =
            Self { source, report, path: String::new(), entries, offset: None, asked: Vec::new() };
        errors.is_empty().then_some(whole)
    }

    /// The value of `key` as `understand` reads it; `None` if absent or, reported, not understood.
    pub(super) fn read<T>(
        &mut self,
        key: &'static str,
        understand: impl FnOnce(&DeValue<'a>) -> Understood<T>,
    ) -> Option<T> {
        let value = self.take(key)?;
        understand(value.get_ref()).map_err(|message| self.error(key, message)).ok()
    }

    /// Like [`Table::read`], of a key that must be there.
    pub(super) fn demand<T>(
        &mut self,
        key: &'static str,
        example: &str,
        understand: impl FnOnce(&DeValue<'a>) -> Understood<T>,
    ) -> Option<T> {
        if !self.entries.contains_key(key) {
            self.error(key, format!("is missing; write {key} = {example}"));
        }
        self.read(key, understand)
    }

    /// The list at `key`, each item as `understand` reads it; the faulty ones are reported and left out, and the list
    /// with them if no other is there.
    pub(super) fn list<T>(
        &mut self,
        key: &'static str,
        understand: impl Fn(&DeValue<'a>) -> Understood<T>,
    ) -> Option<Vec<T>> {
        let value = self.take(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.error(key, "is not a list; write it in brackets: [\"…\"]".to_owned());
            return None;
        };
        let read = |(index, item): (usize, &Spanned<DeValue<'a>>)| {
            let told = |message| {
                let key = format!("{}[{}]", self.key(key), index + 1);
                self.report.error(self.place(Some(item.span().start)), Some(key), message);
            };
            understand(item.get_ref()).map_err(told).ok()
        };
        let read: Vec<T> = items.iter().enumerate().filter_map(read).collect();
        (items.is_empty() || !read.is_empty()).then_some(read)
    }

    /// The table at `key`; an empty one if absent.
    pub(super) fn table(&mut self, key: &'static str) -> Self {
        let value = self.take(key);
        let offset = value.as_ref().map(|value| value.span().start);
        let entries = match value.map(Spanned::into_inner) {
            None => DeTable::new(),
            Some(DeValue::Table(entries)) => entries,
            Some(_) => {
                self.error(key, format!("is not a table; write [{key}] on a line of its own"));
                DeTable::new()
            }
        };
        self.child(self.key(key), entries, offset)
    }

    /// The tables of the array at `key`.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Self> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let wrong = format!("must be written as [[{key}]], once for each");
        let DeValue::Array(items) = value.into_inner() else {
            self.error(key, wrong);
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let (offset, path) = (item.span().start, format!("{}[{}]", self.key(key), index + 1));
            match item.into_inner() {
                DeValue::Table(entries) => tables.push(self.child(path, entries, Some(offset))),
                _ => self.report.error(self.place(Some(offset)), Some(path), wrong.clone()),
            }
        }
        tables
    }

    /// All keys of this table that are left, for tables whose keys are free.
    pub(super) fn drain(&mut self) -> Vec<(String, usize, DeValue<'a>)> {
        let entries = std::mem::take(&mut self.entries).into_iter();
        entries
            .map(|(key, value)| (key.get_ref().to_string(), key.span().start, value.into_inner()))
            .collect()
    }

    /// Reports every key that nobody asked for.
    pub(super) fn finish(&self) {
        let known: Vec<&str> = self.asked.iter().map(|(key, _)| *key).collect();
        self.refuse_rest(|key| match home_of(key) {
            Some(home) if !is_misspelt(key, &known) => {
                format!("does not belong here; put it into [{home}]")
            }
            _ => format!("is not a key that courant knows; {}", one_of(key, &known)),
        });
    }

    /// Reports every key that nobody asked for, with a sentence of the caller's.
    pub(super) fn refuse_rest(&self, sentence: impl Fn(&str) -> String) {
        for key in self.entries.keys() {
            let message = sentence(key.get_ref());
            let name = self.key(key.get_ref());
            self.report.error(self.place(Some(key.span().start)), Some(name), message);
        }
    }

    /// Reports a fault of the value at `key`, or of the table if it has none.
    pub(super) fn error(&self, key: &str, message: String) {
        self.report.error(self.place_of(key), Some(self.key(key)), message);
    }

    /// Reports what is probably not meant by the value at `key`.
    pub(super) fn warning(&self, key: &str, message: String) {
        self.report.warning(self.place_of(key), Some(self.key(key)), message);
    }

    /// Where the value of a key that was asked for stands; else where the table does.
    pub(super) fn place_of(&self, key: &str) -> Place<'a> {
        let asked = self.asked.iter().find(|(asked, _)| *asked == key);
        self.place(asked.and_then(|(_, offset)| *offset).or(self.offset))
    }

    /// The place at an offset of this file.
    pub(super) fn place(&self, offset: Option<usize>) -> Place<'a> {
        let line = offset.map(|offset| self.source.line(offset));
        Place { file: &self.source.path, line }
    }

    /// A key with the tables that it stands in.
    pub(super) fn key(&self, key: &str) -> String {
        let key = key.escape_debug();
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    fn take(&mut self, key: &'static str) -> Option<Spanned<DeValue<'a>>> {
        let value = self.entries.remove(key);
        if self.asked.iter().all(|(asked, _)| *asked != key) {
            self.asked.push((key, value.as_ref().map(|value| value.span().start)));
        }
        value
    }

    fn child(&self, path: String, entries: DeTable<'a>, offset: Option<usize>) -> Self {
        Self { source: self.source, report: self.report, path, entries, offset, asked: Vec::new() }
    }
}
