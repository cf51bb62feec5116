//! The page's `meta` elements by name.

use super::source::Source;
use crate::extract::body::text::one_line;
use crate::extract::page::{Page, attr};
use crate::extract::{PageDate, text_of};

/// The page's `meta` elements by lower-cased name.
pub(super) struct Metas<'p>(Vec<(String, &'p str)>);

impl<'p> Metas<'p> {
    pub(super) fn of(page: &Page<'p>) -> Self {
        let pairs = page.metas.iter().filter_map(|meta| {
            let name = attr(meta, "property")
                .or_else(|| attr(meta, "name"))
                .or_else(|| attr(meta, "itemprop"))
                .or_else(|| attr(meta, "http-equiv"))?;
            Some((name.to_lowercase(), attr(meta, "content")?))
        });
        Self(pairs.collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .and_then(|(_, value)| one_line(&decoded(value)))
    }

    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(known, _)| known == name)
            .filter_map(|(_, value)| one_line(&decoded(value)))
            .collect()
    }

    /// The values of all whose name ends so, as `articleAuthor` does.
    pub(super) fn ending(&self, end: &str) -> Vec<String> {
        let named = |name: &str| name.ends_with(end) && !name.starts_with("twitter");
        let values = self.0.iter().filter(|(name, _)| named(name));
        values.filter_map(|(_, value)| one_line(&decoded(value))).collect()
    }

    /// The values of a card's fields whose label does not speak of time.
    pub(super) fn labelled(&self) -> Vec<String> {
        let value = |number: &str| self.get(&format!("twitter:data{number}"));
        let is_time = |label: String| {
            let label = label.to_lowercase();
            [
                "time",
                "zeit",
                "temps",
                "tiempo",
                "tempo",
                "tid",
                "czas",
                "durée",
                "süre",
                "время",
                "時間",
            ]
            .iter()
            .any(|word| label.contains(word))
        };
        let number = |number: &&str| {
            self.get(&format!("twitter:label{number}")).is_some_and(|label| !is_time(label))
        };
        ["1", "2"].into_iter().filter(number).take(1).filter_map(value).collect()
    }

    /// The first of these names that `read` can read.
    pub(super) fn first<T>(
        &self,
        names: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<(T, Source)> {
        names.iter().find_map(|name| Some((read(&self.get(name)?)?, Source::of_meta(name))))
    }

    /// The earliest of those whose name is such a one, and that `read` can read.
    pub(super) fn earliest_named(
        &self,
        is_named: impl Fn(&str) -> bool,
        read: impl Fn(&str) -> Option<PageDate>,
    ) -> Option<(PageDate, Source)> {
        let named = self.0.iter().filter(|(name, _)| is_named(name));
        let dates = named.filter_map(|(name, value)| Some((read(value)?, Source::of_meta(name))));
        dates.min_by_key(|(date, _)| date.at)
    }
}

/// Some publishers escape twice.
pub(super) fn decoded(text: &str) -> String {
    let is_escaped = text.split('&').skip(1).any(|rest| {
        rest.bytes().take(10).find(|b| !b.is_ascii_alphanumeric() && *b != b'#') == Some(b';')
    });
    if is_escaped && !text.contains('<') { text_of(text) } else { text.to_owned() }
}
