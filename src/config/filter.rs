//! Filters: what is kept back (`[drop]`), and what alone comes out (`[only]`), for all and for each feed.

use std::time::Duration;

use toml::de::DeValue;

use super::bounds;
use super::option::set;
use super::table::Table;
use super::values::{Understood, duration, duration_text, quoted, text};

/// What `[drop]` and `[only]` say, and a feed's `drop` and `only` over them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// What has one of these is kept back.
    pub drop: Marks,
    /// So is what is older than this when it is found.
    pub older_than: Option<Duration>,
    /// Of each kind that names any, one must be there.
    pub only: Marks,
}

/// What an article may have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Words, or several in a row, in title, summary or text.
    pub words: Vec<String>,
    /// Its tags: the feed's own, and its categories.
    pub categories: Vec<String>,
    /// Its language: `en` stands for `en-GB`, too.
    pub languages: Vec<String>,
}

impl Filter {
    /// Reads `drop` and `only` over what holds without them: each key that is written replaces the one above.
    pub(super) fn read(table: &mut Table<'_>, above: &Self) -> Self {
        let mut filter = above.clone();
        let mut drop = table.table("drop");
        filter.drop.read(&mut drop);
        let older_than = drop.read("older_than", |value| match value.as_str() {
            Some("") => Ok(None),
            _ => duration(value, &bounds::BACKLOGS).map(Some),
        });
        set(&mut filter.older_than, older_than);
        drop.finish();
        let mut only = table.table("only");
        filter.only.read(&mut only);
        only.finish();
        filter
    }

    /// `drop` as it is written; of a feed, what differs from `above`.
    pub(super) fn drop_to_toml(&self, above: Option<&Self>) -> toml::Table {
        let mut table = self.drop.to_toml(above.map(|above| &above.drop));
        if above.is_none_or(|above| above.older_than != self.older_than) {
            let age = self.older_than.map(duration_text).unwrap_or_default();
            table.insert("older_than".to_owned(), age.into());
        }
        table
    }

    /// `only` as it is written; of a feed, what differs from `above`.
    pub(super) fn only_to_toml(&self, above: Option<&Self>) -> toml::Table {
        self.only.to_toml(above.map(|above| &above.only))
    }
}

impl Marks {
    fn read(&mut self, table: &mut Table<'_>) {
        set(&mut self.words, list(table, "words", mark));
        set(&mut self.categories, list(table, "categories", mark));
        set(&mut self.languages, list(table, "languages", language));
    }

    fn to_toml(&self, above: Option<&Self>) -> toml::Table {
        let lists = |marks: &Self| {
            let Self { words, categories, languages } = marks.clone();
            [("words", words), ("categories", categories), ("languages", languages)]
        };
        let above = above.map(lists);
        let differs = lists(self)
            .into_iter()
            .filter(|list| above.as_ref().is_none_or(|above| !above.contains(list)));
        differs.map(|(key, list)| (key.to_owned(), list.into())).collect()
    }
}

fn list(
    table: &mut Table<'_>,
    key: &'static str,
    understand: fn(&DeValue<'_>) -> Understood<String>,
) -> Option<Vec<String>> {
    let marks = table.list(key, understand)?;
    if marks.len() > bounds::MAX_MARKS {
        table.error(key, format!("has more than {} of them", bounds::MAX_MARKS));
    }
    Some(marks)
}

fn mark(value: &DeValue<'_>) -> Understood<String> {
    let mark = text(value)?.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=bounds::MAX_MARK_CHARS).contains(&mark.chars().count());
    if fits && !mark.contains(char::is_control) {
        return Ok(mark);
    }
    let most = bounds::MAX_MARK_CHARS;
    Err(format!("cannot be looked for; write 1 to {most} characters, no control characters"))
}

fn language(value: &DeValue<'_>) -> Understood<String> {
    let tag = text(value)?;
    let subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if tag.split('-').all(subtag) && tag.split('-').next().is_some_and(|first| first.len() > 1) {
        return Ok(tag.to_owned());
    }
    Err(format!("is {}; write a language such as \"en\" or \"pt-BR\"", quoted(tag)))
}
