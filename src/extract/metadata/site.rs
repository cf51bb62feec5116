//! The site's own names, and titles without them.
//!
//! Never: a title that is only the site's name.

use url::Url;

use super::dates;
use crate::extract::prune::squeezed;

/// What stands between a headline and the site's name.
const SEPARATORS: &[&str] = &[
    " | ", " – ", " — ", " - ", " · ", " :: ", " » ", " « ", " / ", " // ", " • ", " ~ ", " : ",
    " |", " ― ", " -- ", " * ", "ㅣ", "｜", "_", "- ", ": ", "：", "-",
];

/// Those that part a headline's own words, too: a short end behind them need not be a name.
const DASHES: &[&str] = &[" - ", " : ", " – ", " — ", "- ", ": ", "：", "-"];

/// Those that need no blanks around them; they part names that are known, no others.
const TIGHT: &[&str] = &["- ", ": ", "：", "-"];

/// How many names may be cut off one end: the site's, a section's, a date.
const MAX_CUTS: usize = 4;

/// What the site is called, squeezed.
#[derive(Debug, Default)]
pub(super) struct Site(Vec<String>);

impl Site {
    /// From what the page calls it, and from its address.
    pub(super) fn new<'n>(named: impl IntoIterator<Item = &'n str>, url: &Url) -> Self {
        let mut names: Vec<String> = named.into_iter().map(squeezed).collect();
        let host = url.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        names.push(squeezed(host));
        // `news.courier.example` is the Courier.
        names.extend(host.rsplit('.').skip(1).take(2).map(squeezed));
        names.retain(|name| name.chars().count() > 2 || !name.is_ascii());
        names.dedup();
        Self(names)
    }

    /// The text is one of its names.
    pub(super) fn is(&self, text: &str) -> bool {
        let text = squeezed(text);
        self.0.contains(&text)
    }

    /// The text holds one of its names and little else, or is part of one.
    fn holds(&self, text: &str) -> bool {
        let text = squeezed(text);
        let long = |text: &str| text.chars().count() > 3 || !text.is_ascii();
        !text.is_empty()
            && self.0.iter().any(|name| {
                *name == text
                    || long(name) && text.contains(name.as_str())
                    || long(&text) && name.contains(&text)
            })
    }

    /// The text is one of its names with hardly a word more.
    fn is_named(&self, text: &str) -> bool {
        let text = squeezed(text);
        let mostly =
            |name: &String| text.contains(name.as_str()) && name.len() * 10 >= text.len() * 7;
        self.0.iter().any(mostly)
    }

    /// Cuts the site's names off both ends: by name where they are known, else what is short behind a bar.
    pub(super) fn cut<'t>(&self, title: &'t str) -> &'t str {
        let mut title = title.trim();
        let mut named = false;
        for _ in 0..MAX_CUTS {
            let Some((head, separator, tail)) = last_part(title) else { break };
            let words = |text: &str| text.split_whitespace().count();
            let dash = DASHES.contains(&separator);
            let known = self.holds(tail) && words(tail) <= words(head).max(4);
            // "Headline - Politics | The Courier"
            let section = named && words(tail) <= 2 && tail.chars().count() <= 24;
            let bar = !dash && words(tail) <= 4 && words(head) >= 3;
            let tight = TIGHT.contains(&separator);
            if known
                || (bar || section) && !tight && words(head) >= 3
                || dates::is_date_line(tail) && !tight
            {
                named |= known;
                title = head;
            } else {
                break;
            }
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

/// The title cut at its last separator.
fn last_part(title: &str) -> Option<(&str, &'static str, &str)> {
    let cut = |separator: &&'static str| title.rfind(*separator).map(|at| (at, *separator));
    let (at, separator) = SEPARATORS
        .iter()
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
