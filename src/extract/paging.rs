//! Further pages of one article: the address of the next one, where a page offers it.
//!
//! Always: on the same origin, the article's own address with the number of a page added to it, one higher than
//! the page's own. Never: the next article, whatever `rel=next` says of it; the pages of the comments.

use url::Url;

use super::labels::families::Families;
use super::page::tag::Tag;
use super::page::{Page, attr};

/// Where a page stands among those of its article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The address of the article's first page.
    pub first: Url,
    /// The number of this one.
    pub number: u32,
}

/// What sets the number of a page off, in a query or a path.
const NAMES: [&str; 18] = [
    "page",
    "p",
    "pg",
    "pag",
    "pagina",
    "página",
    "pageno",
    "page_no",
    "pagenum",
    "pagenumber",
    "page_number",
    "seite",
    "sida",
    "side",
    "sivu",
    "strona",
    "stranica",
    "sayfa",
];

/// The words of a link to the next page, by their beginning.
const NEXT: [&str; 32] = [
    "next",
    "continue",
    "continued",
    "weiter",
    "nächste",
    "auf seite",
    "seite",
    "page",
    "suivant",
    "la suite",
    "lire la suite",
    "siguiente",
    "página",
    "successiv",
    "avanti",
    "pagina",
    "próxim",
    "seguinte",
    "volgende",
    "nästa",
    "neste",
    "næste",
    "seuraava",
    "następn",
    "dalej",
    "strona",
    "другая",
    "далее",
    "следующая",
    "sonraki",
    "次",
    "下一",
];

/// A link that is no longer may be relative to the article's own address, in bytes.
const NEAR: usize = 16;

/// A longer text of a link is a headline, in characters.
const LONGEST: usize = 40;

impl Part {
    /// Whether an address is this page's: where a redirect leads elsewhere, the article has ended.
    pub fn is_at(&self, url: &Url) -> bool {
        let own = stem(&self.first, 1);
        own.is_some() && url.origin() == self.first.origin() && stem(url, self.number) == own
    }
}

/// The page of the article that follows this one.
pub(super) fn next(page: &Page<'_>, url: &Url, base: &Url, part: Option<&Part>) -> Option<Url> {
    let (first, number) = part.map_or((url, 1), |part| (&part.first, part.number));
    let number = number.checked_add(1)?;
    let part = Part { first: first.clone(), number };
    let digits = number.to_string();
    let name = first.path_segments()?.max_by_key(|name| name.len()).unwrap_or_default();
    let name = name.split(['.', '%', ',']).next().unwrap_or_default();
    let follows = |href: &str| {
        // Most links of a page are ruled out before they are parsed.
        let near = href.len() <= NEAR || href.starts_with('?') || href.contains(name);
        if !near || !href.contains(&digits) {
            return None;
        }
        let mut next = base.join(href).ok()?;
        next.set_fragment(None);
        (part.is_at(&next) && next != *url).then_some(next)
    };
    let named = page.links.iter().filter(|link| attr(link, "rel").is_some_and(is_next));
    named.filter_map(|link| attr(link, "href")).find_map(follows).or_else(|| {
        page.nodes.iter().enumerate().find_map(|(at, node)| {
            if node.tag != Tag::Anchor {
                return None;
            }
            let next = follows(node.attr("href")?)?;
            let comments = std::iter::once(at)
                .chain(page.ancestors(at))
                .any(|at| page.nodes[at].families.any(Families::COMMENTS));
            let says = node.attr("rel").is_some_and(is_next)
                || node.attr("aria-label").is_some_and(|label| leads_on(label, number))
                || leads_on(&page.text_of(at), number);
            (says && !comments).then_some(next)
        })
    })
}

fn is_next(rel: &str) -> bool {
    rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
}

/// The text of a link leads to the page of that number.
fn leads_on(text: &str, number: u32) -> bool {
    let text = text.trim().to_lowercase();
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    text.chars().count() <= LONGEST
        && (numbers.clone().next().is_some_and(|digits| digits.parse() == Ok(number))
            || matches!(text.as_str(), ">" | ">>" | "›" | "»" | "→" | "▶")
            || numbers.count() == 0 && NEXT.iter().any(|word| text.starts_with(word)))
}

/// The address of an article without the number of the page; `None` if it is not that of page `number`.
///
/// An address without any number is the first page's. A bare number at the end (`/story/2`, `story-2.html`)
/// counts only above 1: what ends in `/1` may as well be the first of many articles.
fn stem(url: &Url, number: u32) -> Option<(String, Vec<(String, String)>)> {
    let mut query: Vec<(String, String)> =
        url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    let path = percent_encoding::percent_decode_str(url.path()).decode_utf8().ok()?;
    let path = path.strip_suffix('/').unwrap_or(&path);
    let (bare, ending) = match path.rsplit_once('.') {
        Some((bare, ending)) if ending.len() <= 5 && !ending.contains('/') => (bare, ending),
        _ => (path, ""),
    };
    let whole = |bare: &str, query| {
        Some((format!("{}.{ending}", bare.strip_suffix('/').unwrap_or(bare)), query))
    };
    if path.is_empty() && query.is_empty() {
        return None; // A front page.
    }
    let is_number = |value: &str| value.parse() == Ok(number);
    let numbered = |name: &str| {
        // `?p=1` is a blog's first post, and `?p=2` its second.
        NAMES.contains(&name.to_lowercase().as_str()) && (number > 1 || name != "p")
    };
    if let Some(at) = query.iter().position(|(name, value)| numbered(name) && is_number(value)) {
        query.remove(at);
        return whole(bare, query);
    }
    let digits = bare.len() - bare.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (before, value) = bare.split_at(bare.len() - digits);
    if is_number(value) {
        for name in NAMES {
            let separators = ['/', '-', '_', ','];
            let named = before.strip_suffix(separators).unwrap_or(before).strip_suffix(name);
            if let Some(before) = named.and_then(|before| before.strip_suffix(separators)) {
                return whole(before, query);
            }
        }
        if number > 1
            && let Some(before) = before.strip_suffix(['/', '-', '_', ','])
        {
            return whole(before, query);
        }
    }
    (number == 1).then(|| whole(bare, query)).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, extract};
    use super::*;

    fn offered_by(url: &str, head: &str, body: &str, part: Option<Part>) -> Option<String> {
        let text =
            "The ferry crossed the sound again on Monday, and half the island came to see it. ";
        let html = format!(
            "<html><head><title>The ferry</title>{head}</head><body><h1>The ferry</h1><article><p>{}</p><p>{}</p>{body}</article></body></html>",
            text.repeat(5),
            text.repeat(6)
        );
        let hints = Hints { part, ..Hints::default() };
        let url = Url::parse(url).unwrap();
        extract(&html, &url, &hints).unwrap().next.map(|next| next.to_string())
    }

    fn rel_next(url: &str, next: &str) -> bool {
        offered_by(url, &format!("<link rel=next href='{next}'>"), "", None).is_some()
    }

    fn pager(url: &str, links: &str) -> Option<String> {
        offered_by(url, "", &format!("<div class=pager>{links}</div>"), None)
    }

    #[test]
    fn the_next_page_is_the_articles_own_address_and_a_number() {
        for (url, next) in [
            ("https://a.example/world/ferry", "/world/ferry/2"),
            ("https://a.example/world/ferry/", "/world/ferry/2/"),
            ("https://a.example/world/ferry", "?page=2"),
            ("https://a.example/world/ferry?id=7", "/world/ferry?id=7&seite=2"),
            ("https://a.example/world/ferry.html", "ferry-2.html"),
            ("https://a.example/world/ferry.html", "ferry_2.html"),
            ("https://a.example/world/ferry.html", "/world/ferry,2.html"),
            ("https://a.example/world/ferry.html", "/world/ferry-seite-2.html"),
            ("https://a.example/world/ferry", "/world/ferry/page/2/"),
            ("https://a.example/world/ferry/page/1", "/world/ferry/page/2"),
            ("https://a.example/world/ferry?page=1", "/world/ferry?page=2"),
            ("https://a.example/?p=123", "/?p=123&page=2"),
            ("https://a.example/%E6%96%B0%E8%81%9E", "https://a.example/新聞/2"),
        ] {
            assert!(rel_next(url, next), "{url} goes on at {next}");
        }
    }

    #[test]
    fn the_next_article_is_never_a_page() {
        for (url, next) in [
            ("https://a.example/world/ferry", "/world/bridge"),
            ("https://a.example/world/ferry", "/world/bridge/2"),
            ("https://a.example/world/ferry", "/world/2"),
            ("https://a.example/reports/1", "/reports/2"),
            ("https://a.example/reports/41", "/reports/42"),
            ("https://a.example/story-1.html", "/story-2.html"),
            ("https://a.example/?p=1", "/?p=2"),
            ("https://a.example/?p=122", "/?p=123"),
            ("https://a.example/world/ferry?id=1", "/world/ferry?id=2"),
            ("https://a.example/world/ferry?id=1", "/world/ferry?page=2"),
            ("https://a.example/world/ferry", "/world/ferry/3"),
            ("https://a.example/world/ferry", "https://b.example/world/ferry/2"),
            ("https://a.example/world/ferry", "/world/ferry/comment-page-2/"),
            ("https://a.example/world/ferry", "/world/ferry#2"),
            ("https://a.example/world/ferry-2", "/world/ferry-3"),
            ("https://a.example/", "/page/2"),
            ("https://a.example/world/ferry", "javascript:next(2)"),
        ] {
            assert!(!rel_next(url, next), "{next} is no page of {url}");
        }
    }

    #[test]
    fn a_pager_is_read_in_many_languages() {
        let url = "https://a.example/world/ferry";
        for text in [
            "2",
            "Next",
            "Next page »",
            "Weiter",
            "Nächste Seite",
            "Seite 2",
            "Page 2 of 3",
            "Page suivante",
            "Siguiente",
            "Pagina successiva",
            "Próxima página",
            "Volgende",
            "Nästa sida",
            "Następna",
            "Следующая",
            "次のページ",
            "下一页",
            "›",
        ] {
            let found = pager(
                url,
                &format!(
                    "<b>1</b> <a href='/world/ferry/2'>{text}</a> <a href='/world/ferry/3'>3</a>"
                ),
            );
            assert_eq!(found.as_deref(), Some("https://a.example/world/ferry/2"), "{text}");
        }
        assert_eq!(
            pager(
                url,
                "<a href='/world/ferry/2'>Two ferries, one sound: what the council knew</a>"
            ),
            None
        );
        let comments = "<div class=comments><a href='?page=2'>2</a></div>";
        assert_eq!(pager(url, comments), None, "the pages of the comments");
    }

    #[test]
    fn a_further_page_leads_to_the_one_after_it() {
        let first = Url::parse("https://a.example/world/ferry.html").unwrap();
        let links = "<a href='ferry.html'>1</a> <b>2</b> <a href='ferry-3.html'>3</a> <a href='ferry-3.html'>Next</a>";
        let part = Some(Part { first, number: 2 });
        let found = offered_by("https://a.example/world/ferry-2.html", "", links, part.clone());
        assert_eq!(found.as_deref(), Some("https://a.example/world/ferry-3.html"));
        let back = "<a href='ferry.html'>Next</a> <a href='ferry-2.html'>2</a>";
        assert_eq!(offered_by("https://a.example/world/ferry-2.html", "", back, part), None);
    }
}
