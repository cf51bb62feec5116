//! The feeds that a page names: `<link rel=alternate>` with the type of a feed (HTML, section 4.6.7.1).
//!
//! Always: within the budget of a page's parse, http and https only, each address once. Never: a guess.

use scraper::Selector;
use url::Url;

use crate::extract;
use crate::feed::one_line;
use crate::fetch::Exchange;
use crate::identity::{is_web, may_be_base, remove_credentials};

/// The types that say that there is a feed. `application/json` is none of them: it mostly stands for the
/// interface of a content management system.
const TYPES: [&str; 4] =
    ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];

/// The most feeds of a page that are told of.
const MOST: usize = 200;

/// A feed that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Alternate {
    pub(in crate::cli) url: Url,
    pub(in crate::cli) media_type: &'static str,
    pub(in crate::cli) title: Option<String>,
}

/// The feeds that an answer names, if it is a page.
///
/// # Errors
/// A sentence, if the page cannot be parsed within its budget.
pub(in crate::cli) fn of_answer(answer: &Exchange) -> Result<Vec<Alternate>, String> {
    let html = extract::decode(&answer.body, answer.headers.content_type.as_deref());
    of_page(&html, &answer.url)
}

fn of_page(html: &str, url: &Url) -> Result<Vec<Alternate>, String> {
    let page = extract::parse_page(html).map_err(|error| error.to_string())?;
    let select = |selector| Selector::parse(selector).expect("a constant and valid selector");
    let mut base = url.clone();
    remove_credentials(&mut base);
    let written = page.select(&select("base[href]")).find_map(|tag| tag.attr("href"));
    let written = written.and_then(|href| base.join(href.trim()).ok());
    let base = written.filter(may_be_base).unwrap_or(base);

    let mut found: Vec<Alternate> = Vec::new();
    for tag in page.select(&select("link[rel][type][href]")) {
        let word = |name| tag.attr(name).unwrap_or_default().trim();
        let alternate =
            word("rel").split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("alternate"));
        let given = word("type").split(';').next().unwrap_or_default().trim();
        let media_type = TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(given));
        let url = base.join(word("href")).ok().filter(is_web);
        if let (true, Some(media_type), Some(url)) = (alternate, media_type, url)
            && found.len() < MOST
            && found.iter().all(|known| known.url != url)
        {
            found.push(Alternate { url, media_type, title: one_line(word("title")) });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_page_names_as_a_feed_counts() {
        let html = "<html><head><base href='/news/'>\
            <link rel='Alternate HOME' type='Application/RSS+xml; charset=utf-8' href='rss?a=1&amp;b=2' title=' All \
            the\u{202e} news '>\
            <link rel=alternate type=application/atom+xml href=//other.example/atom>\
            <link rel=alternate type=application/rss+xml href='/news/rss?a=1&b=2'>\
            <link rel=alternate type=application/json href=/wp-json>\
            <link rel=alternate type=text/html hreflang=de href=/de>\
            <link rel=stylesheet type=application/rss+xml href=/no>\
            <link rel=alternate type=application/rss+xml href='javascript:alert(1)'>\
            <a href=/rss.xml>RSS</a></head><body></body></html>";
        let url = Url::parse("https://user:secret@a.example/start").unwrap();
        let found = of_page(html, &url).unwrap();
        let told: Vec<_> = found.iter().map(|one| one.url.as_str()).collect();
        assert_eq!(told, ["https://a.example/news/rss?a=1&b=2", "https://other.example/atom"]);
        assert_eq!(found[0].title.as_deref(), Some("All the news"));
    }

    #[test]
    fn a_base_that_nothing_can_be_relative_to_counts_as_not_given() {
        let url = Url::parse("https://a.example/start").unwrap();
        for base in ["javascript:void(0)", "data:text/html,", "http://"] {
            let html = format!(
                "<base href='{base}'><link rel=alternate type=application/rss+xml href=rss>"
            );
            let found = of_page(&html, &url).unwrap();
            let told: Vec<_> = found.iter().map(|one| one.url.as_str()).collect();
            assert_eq!(told, ["https://a.example/rss"], "{base}");
        }
    }
}
