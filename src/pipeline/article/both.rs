//! Both: what an entry's page and its feed say of an article, and whose word counts. Pure.
//!
//! Always: the page's, unless the feed's is the better one or the page is about something else.

use jiff::Timestamp;
use url::Url;

use super::headline;
use super::own_text::OwnText;
use crate::extract::{self, Extraction, PageDate, one_line};
use crate::feed::{Confidence, Entry, Feed};

/// What is said of an entry.
pub(super) struct Both<'a> {
    /// What its page says, if the article's text is the page's.
    pub(super) page: Option<&'a Extraction>,
    pub(super) entry: &'a Entry,
    pub(super) own: &'a OwnText,
    /// The feed around it.
    pub(super) document: &'a Feed,
}

impl<'a> Both<'a> {
    pub(super) fn title(&self) -> Option<String> {
        let page = self.page.and_then(|page| page.title.as_deref());
        headline::choose(page, self.entry.title.as_deref())
    }

    /// The summary of a text, unless it is all of it.
    pub(super) fn summary(&self, text: &str) -> Option<String> {
        let summary = choose_summary(self.page, self.own)?;
        (one_line(text).as_ref() != Some(&summary)).then_some(summary)
    }

    pub(super) fn authors(&self) -> &'a [String] {
        match self.page {
            Some(page) if !page.authors.is_empty() && !names_more(self.entry, page) => {
                &page.authors
            }
            _ => &self.entry.authors,
        }
    }

    pub(super) fn language(&self) -> Option<String> {
        let page = self.page.and_then(|page| page.language.as_ref());
        let language = page.or(self.entry.language.as_ref()).or(self.document.language.as_ref());
        language.and_then(|language| one_line(language))
    }

    pub(super) fn image(&self) -> Option<&'a Url> {
        self.page.and_then(|page| page.image.as_ref()).or(self.entry.image.as_ref())
    }

    pub(super) fn published(&self) -> Option<Timestamp> {
        choose_date(self.page.and_then(|page| page.published), self.entry)
    }

    /// When the page says that it was last edited.
    pub(super) fn modified(&self) -> Option<Timestamp> {
        self.page.and_then(|page| page.modified).map(|date| date.at)
    }

    /// When the feed says so; where it gives no other date, that is the one of publishing.
    pub(super) fn updated(&self) -> Option<Timestamp> {
        self.entry.updated.filter(|_| self.entry.published.is_some())
    }
}

/// The feed names a person where the page names only the house that publishes it.
fn names_more(entry: &Entry, read: &Extraction) -> bool {
    let is_person = |name: &String| !extract::is_house(name) && !read.authors.contains(name);
    read.signed_by_house && entry.authors.iter().any(is_person)
}

fn choose_summary(read: Option<&Extraction>, own: &OwnText) -> Option<String> {
    let summary = read
        .and_then(|read| read.standfirst.clone())
        .or_else(|| own.summary.clone())
        .or_else(|| read.and_then(|read| read.description.clone()))?;
    one_line(&summary)
}

/// A page's date with its time, else the feed's with its time, else a page's day, else the feed's.
fn choose_date(page: Option<PageDate>, entry: &Entry) -> Option<Timestamp> {
    let exact = page.filter(|date| date.has_time).map(|date| date.at);
    let fed = entry.published.or(entry.updated);
    let timed = fed.filter(|_| entry.confidence >= Some(Confidence::ZoneAssumed));
    exact.or(timed).or(page.map(|date| date.at)).or(fed)
}

/// Each on one line, without those that say nothing.
pub(super) fn lines(texts: &[String]) -> impl Iterator<Item = String> + '_ {
    texts.iter().filter_map(|text| one_line(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_in_the_feed_goes_before_a_house_on_the_page() {
        let signed = |on_page: &[&str], by_house: bool, in_feed: &[&str]| {
            let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
            let read = Extraction {
                authors: owned(on_page),
                signed_by_house: by_house,
                ..Extraction::default()
            };
            names_more(&Entry { authors: owned(in_feed), ..Entry::default() }, &read)
        };
        assert!(signed(&["Reuters"], true, &["Ada Lund"]));
        assert!(!signed(&["Reuters"], true, &["Editorial team"]));
        assert!(!signed(&["Reuters"], true, &["Reuters"]));
        assert!(!signed(&["Reuters"], true, &[]));
        assert!(!signed(&["Bo Ek"], false, &["Ada Lund"]));
    }

    #[test]
    fn a_date_with_its_time_wins_over_a_day_and_the_page_over_the_feed() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (early, late) = (at("2024-03-01T00:00:00Z"), at("2024-03-02T09:30:00Z"));
        let page = |has_time| Some(PageDate { at: early, has_time });
        let fed = |confidence| Entry {
            published: Some(late),
            confidence: Some(confidence),
            ..Entry::default()
        };
        for sure in [Confidence::Exact, Confidence::ZoneAssumed] {
            assert_eq!(choose_date(page(true), &fed(sure)), Some(early));
            assert_eq!(choose_date(page(false), &fed(sure)), Some(late));
        }
        for vague in [Confidence::DayOnly, Confidence::Guessed] {
            assert_eq!(choose_date(page(false), &fed(vague)), Some(early));
            assert_eq!(choose_date(None, &fed(vague)), Some(late));
        }
    }
}
