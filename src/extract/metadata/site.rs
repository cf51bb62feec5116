//! The site's own names, and titles without them.
//!
//! Never: a title that is only the site's name.

use url::Url;

use super::dates;
use crate::extract::is_dense;
use crate::extract::prune::squeezed;

/// What stands between a headline and the site's name.
const SEPARATORS: &[&str] = &[
    " | ", " – ", " — ", " - ", " · ", " :: ", " » ", " « ", " / ", " // ", " • ", " ~ ", " : ",
    " |", " ›", " ‹ ", " < ", " ― ", " -- ", " * ", "ㅣ", "｜", "_", "- ", ": ", "：", "-",
];

/// Those that part a headline's own words, too: a short end behind them need not be a name.
const DASHES: &[&str] = &[" - ", " : ", " – ", " — ", "- ", ": ", "：", "-"];

/// Those that need no blanks around them; they part names that are known, no others.
const TIGHT: &[&str] = &["- ", ": ", "：", "-"];

/// How many names may be cut off one end: the site's, a section's, a date.
const MAX_CUTS: usize = 4;

/// What the site is called, squeezed.
#[derive(Debug, Default)]
pub(super) struct Site {
    names: Vec<String>,
    /// Its sections that the page is filed under.
    sections: Vec<String>,
}

impl Site {
    /// From what the page calls it, and from its address.
    pub(super) fn new<'n>(
        named: impl IntoIterator<Item = &'n str>,
        sections: impl IntoIterator<Item = String>,
        url: &Url,
    ) -> Self {
        let mut known: Vec<String> = named.into_iter().map(squeezed).collect();
        let host = url.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        known.push(squeezed(host));
        // `news.courier.example` is the Courier.
        known.extend(host.rsplit('.').skip(1).take(2).map(squeezed));
        known.retain(|name| name.chars().count() > 2 || !name.is_ascii());
        known.dedup();
        let sections = sections.into_iter().map(|name| squeezed(&name)).collect();
        Self { names: known, sections }
    }

    /// The text is one of its names.
    pub(super) fn is(&self, text: &str) -> bool {
        let text = squeezed(text);
        self.names.contains(&text)
    }

    /// The text holds one of its names and little else, or is part of one.
    fn holds(&self, text: &str) -> bool {
        let text = squeezed(text);
        let long = |text: &str| text.chars().count() > 3 || !text.is_ascii();
        !text.is_empty()
            && self.names.iter().any(|name| {
                *name == text
                    || long(name) && text.contains(name.as_str())
                    || long(&text) && name.contains(&text)
            })
    }

    /// This author is the site itself.
    pub(super) fn owns(&self, author: &str) -> bool {
        let author = squeezed(author);
        self.names.iter().any(|name| {
            *name == author
                || author.len() > 5 && name.contains(&author)
                || name.len() > 5 && author.contains(name.as_str())
        })
    }

    /// The text is one of its names with hardly a word more.
    fn is_named(&self, text: &str) -> bool {
        let text = squeezed(text);
        let mostly =
            |name: &String| text.contains(name.as_str()) && name.len() * 10 >= text.len() * 7;
        self.names.iter().any(mostly)
    }

    /// The head of a title cut at a separator, if its tail is none of the headline; and whether that is a known name.
    fn without<'t>(
        &self,
        (head, separator, tail): (&'t str, &str, &str),
        named: bool,
    ) -> Option<(&'t str, bool)> {
        let dash = DASHES.contains(&separator);
        let tight = TIGHT.contains(&separator);
        let known = if tight { self.is_named(tail) } else { self.holds(tail) }
            && words(tail) <= words(head).max(4);
        // "Headline - Politics | The Courier"
        let filed = self.sections.contains(&squeezed(tail));
        let section = named && words(tail) <= 2 && tail.chars().count() <= 24;
        let bar = !dash && words(tail) <= 4 && words(head) >= 3;
        let is_beside = known
            || filed && (named || !tight)
            || (bar || section) && !tight && words(head) >= 3
            || dates::is_date_line(tail) && !tight
            || matches!(separator, "-" | " - ") && is_behind_a_dense_title(head, tail);
        is_beside.then_some((head, known))
    }

    /// Cuts the site's names off both ends: by name where they are known, else what is short behind a bar.
    pub(super) fn cut<'t>(&self, title: &'t str) -> &'t str {
        let mut title = title.trim();
        let mut named = false;
        // "Headline < Society < Articles - The Courier": the way through the site, backwards.
        if let Some((head, _)) = title.split_once(" < ").filter(|(_, way)| way.contains(" < ")) {
            title = head;
        }
        for _ in 0..MAX_CUTS {
            // A name may hold a hyphen: what is parted by blanks goes first.
            let mut cuts = [false, true].into_iter().filter_map(|tight| last_part(title, tight));
            let Some((head, known)) = cuts.find_map(|cut| self.without(cut, named)) else { break };
            named |= known;
            title = head;
        }
        if let Some((head, tail)) = first_part(title)
            && self.is_named(head)
            && !self.is(tail)
        {
            title = tail;
        }
        title
    }
}

/// How many words a text has; two characters of a script that parts none are one.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().count() + text.chars().filter(|&c| is_dense(c)).count() / 2
}

/// "見出し-新聞": where words are not parted, a dash parts the site's name.
fn is_behind_a_dense_title(head: &str, tail: &str) -> bool {
    let is_short = tail.chars().count() <= 8 && tail.chars().all(is_dense);
    is_short && words(head) > 2 * words(tail) && head.ends_with(|c: char| !c.is_ascii())
}

/// The title cut at its last separator, of those that need no blanks or of the others.
fn last_part(title: &str, tight: bool) -> Option<(&str, &'static str, &str)> {
    let cut = |separator: &&'static str| title.rfind(*separator).map(|at| (at, *separator));
    let (at, separator) = SEPARATORS
        .iter()
        .filter(|separator| TIGHT.contains(separator) == tight)
        .filter_map(cut)
        .max_by_key(|(at, separator)| (at + separator.len(), separator.len()))?;
    let (head, tail) = (title[..at].trim_end(), title[at + separator.len()..].trim());
    Some((head, separator, tail)).filter(|_| !head.is_empty() && !tail.is_empty())
}

/// The title cut at its first separator.
fn first_part(title: &str) -> Option<(&str, &str)> {
    let cut = |separator: &&'static str| title.find(*separator).map(|at| (at, separator.len()));
    let (at, length) = SEPARATORS
        .iter()
        .filter(|separator| !matches!(**separator, "-" | "- "))
        .filter_map(cut)
        .min_by_key(|(at, length)| (*at, usize::MAX - length))?;
    let (head, tail) = (title[..at].trim_end(), title[at + length..].trim());
    Some((head, tail)).filter(|_| !head.is_empty() && !tail.is_empty())
}

/// The parts of a title between separators.
pub(super) fn parts(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for separator in SEPARATORS.iter().filter(|separator| !matches!(**separator, "-" | "- ")) {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}
