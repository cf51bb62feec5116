//! Filters: whether what an entry or an article shows keeps it back, and what it was.
//!
//! An entry is judged before its page is asked for, by what the feed says of it; what passes is judged once more
//! as the article that it became. Always: a reason in words. Never: an article that was emitted before; nothing is
//! kept back because something is not known of it.

use std::time::Duration;

use jiff::Timestamp;

use super::folding::folded;
use crate::article::Article;
use crate::config::{self, Filter, Marks};
use crate::extract::{self, is_dense};
use crate::feed::Entry;
use crate::pipeline::{Fault, Pipeline, blocking};
use crate::state::{Kept, Waiting};

/// What is judged.
struct Shown<'a> {
    /// Title, summary, text.
    texts: Vec<&'a str>,
    tags: Vec<&'a str>,
    language: Option<&'a str>,
    date: Option<Timestamp>,
    /// Nothing more will be known of it.
    whole: bool,
}

/// What keeps an entry back by what its feed says of it.
pub(super) fn of_entry(feed: &config::Feed, entry: &Entry, found: Timestamp) -> Option<String> {
    if *feed.filter == Filter::default() {
        return None;
    }
    let summary = entry.summary.as_deref().map(extract::text_of);
    let texts = [entry.title.as_deref(), summary.as_deref()];
    let shown = Shown {
        texts: texts.into_iter().flatten().collect(),
        tags: feed.tags.iter().chain(&entry.categories).map(|tag| tag.trim()).collect(),
        language: None,
        date: entry.published.or(entry.updated),
        whole: false,
    };
    shown.judge(&feed.filter, found)
}

/// What keeps an article back by all that it shows.
pub(super) fn of_article(filter: &Filter, article: &Article, found: Timestamp) -> Option<String> {
    if *filter == Filter::default() {
        return None;
    }
    let texts =
        [article.title.as_deref(), article.summary.as_deref(), Some(&*article.content_text)];
    let shown = Shown {
        texts: texts.into_iter().flatten().collect(),
        tags: article.tags.iter().map(String::as_str).collect(),
        language: article.language.as_deref(),
        date: article.date_published,
        whole: true,
    };
    shown.judge(filter, found)
}

impl Shown<'_> {
    fn judge(&self, filter: &Filter, found: Timestamp) -> Option<String> {
        self.dropped(&filter.drop)
            .or_else(|| filter.older_than.and_then(|age| self.too_old(age, found)))
            .or_else(|| self.not_wanted(&filter.only))
    }

    fn dropped(&self, drop: &Marks) -> Option<String> {
        let word = self.first_of(&drop.words).map(|word| format!("drop.words has “{word}”"));
        let tag = || drop.categories.iter().find(|tag| self.has_tag(tag));
        let tag = || tag().map(|tag| format!("drop.categories has “{tag}”"));
        let language = || drop.languages.iter().find(|tag| self.is_in(tag));
        let language = || language().map(|tag| format!("drop.languages has “{tag}”"));
        word.or_else(tag).or_else(language)
    }

    fn too_old(&self, age: Duration, found: Timestamp) -> Option<String> {
        let date =
            self.date.filter(|date| found.checked_sub(age).is_ok_and(|from| *date < from))?;
        Some(format!("drop.older_than: it is of {date}"))
    }

    fn not_wanted(&self, only: &Marks) -> Option<String> {
        let none = |marks: &[String], has: &dyn Fn(&str) -> bool| {
            !marks.is_empty() && !marks.iter().any(|mark| has(mark))
        };
        let is_without = |words: &[String]| !words.is_empty() && self.first_of(words).is_none();
        if none(&only.categories, &|tag| self.has_tag(tag)) {
            return Some("none of only.categories is one of its tags".to_owned());
        }
        if self.whole && is_without(&only.words) {
            return Some("none of only.words is in it".to_owned());
        }
        let language = self.language.filter(|_| none(&only.languages, &|tag| self.is_in(tag)))?;
        Some(format!("its language is {language}, and none of only.languages"))
    }

    /// The first of these words that is in its texts. They are folded line by line, since some characters become many.
    fn first_of<'w>(&self, words: &'w [String]) -> Option<&'w String> {
        if words.is_empty() {
            return None;
        }
        let folded_words: Vec<String> = words.iter().map(|word| folded(word)).collect();
        let lines = self.texts.iter().flat_map(|text| text.lines()).map(folded);
        let first_in = |line: String| folded_words.iter().position(|word| has_word(&line, word));
        Some(&words[lines.filter_map(first_in).min()?])
    }

    fn has_tag(&self, tag: &str) -> bool {
        let tag = folded(tag);
        self.tags.iter().any(|own| folded(own) == tag)
    }

    fn is_in(&self, language: &str) -> bool {
        self.language.is_some_and(|own| {
            let rest = own.get(..language.len()).filter(|own| own.eq_ignore_ascii_case(language));
            rest.is_some() && matches!(own.as_bytes().get(language.len()), None | Some(b'-' | b'_'))
        })
    }
}

/// Whether a text has a word, whole; both folded. In scripts without word spaces a part is enough.
fn has_word(text: &str, word: &str) -> bool {
    let joins = |inner: Option<char>, outer: Option<char>| {
        let letter = |c: char| c.is_alphanumeric() && !is_dense(c);
        inner.is_some_and(letter) && outer.is_some_and(letter)
    };
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !joins(word.chars().next(), before.chars().next_back())
            && !joins(word.chars().next_back(), after.chars().next())
    })
}

impl Pipeline {
    /// What keeps a waiting entry back by what its feed says of it.
    pub(super) async fn kept_by(
        &self,
        waiting: &Waiting,
        feed: &config::Feed,
        entry: &Entry,
    ) -> Result<Option<Kept>, Fault> {
        if *feed.filter == Filter::default() {
            return Ok(None);
        }
        let (feed, entry, found) = (feed.clone(), entry.clone(), waiting.found);
        let (title, url, id) = (entry.title.clone(), waiting.page.clone(), waiting.id);
        let name = feed.name.to_string();
        let by = blocking(move || of_entry(&feed, &entry, found)).await?;
        let at = self.clock.now();
        Ok(by.map(|by| Kept { feed: name, id, by, at, title, url }))
    }

    /// Settles an entry that a filter keeps back.
    pub(super) async fn keep_back(&self, waiting: Waiting, kept: Kept) -> Result<(), Fault> {
        let (feed, id, by) = (waiting.feed.clone(), waiting.id, kept.by.clone());
        let title = kept.title.clone().unwrap_or_default();
        if self.with_state(move |state| state.keep_back(&waiting, kept)).await? {
            tracing::info!(feed = feed.as_str(), %id, title = title.as_str(), by = by.as_str(),
                "A filter keeps an entry back");
            self.ledger.kept_back(&feed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole_in_any_case_and_in_scripts_without_spaces() {
        let has = |text: &str, word: &str| has_word(&folded(text), &folded(word));
        for (text, word) in [
            ("The art of war", "ART"),
            ("Apple™ for less", "apple"),
            ("Apple™ for less", "™"),
            ("Art, at last", "art"),
            ("(art)", "art"),
            ("a live blog.", "Live Blog"),
            ("party and art", "art"),
            ("Fußball heute", "fußball"),
            ("日本と韓国が合意", "韓国"),
            ("C++ is here", "c++"),
            ("Цены растут", "цены"),
        ] {
            assert!(has(text, word), "{word} in {text}");
        }
        for (text, word) in
            [("party", "art"), ("artful", "art"), ("2art", "art"), ("", "art"), ("a b", "™")]
        {
            assert!(!has(text, word), "{word} in {text}");
        }
    }

    #[test]
    fn a_language_stands_for_its_kinds_and_not_the_other_way() {
        let is = |own: &str, asked: &str| {
            let shown = Shown {
                texts: Vec::new(),
                tags: Vec::new(),
                language: Some(own),
                date: None,
                whole: true,
            };
            shown.is_in(asked)
        };
        assert!(is("en", "EN") && is("en-GB", "en") && is("EN_us", "en") && is("pt-BR", "pt-br"));
        assert!(!is("en", "en-GB") && !is("eng", "en") && !is("日本", "en") && !is("e", "en"));
    }
}
