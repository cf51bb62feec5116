//! What a feed's text says at its end to bring its reader to the page: "Continue reading", "The post … appeared first
//! on …".
//!
//! Known by where it leads, in whatever language: to the page of its own entry. Never: a line amid the text, one of
//! several sentences, or the mark that leads from a note back into the text.

use url::Url;

use crate::extract::body::text::line;
use crate::extract::body::{Block, Body, Inline};
use crate::extract::page::characters::weight;
use crate::extract::prune::squeezed;
use crate::identity::clean_url;

/// So much may stand beside a call's links, in weighted characters.
const BESIDE: u32 = 20;
/// The same in brackets.
const BESIDE_IN_BRACKETS: u32 = 60;
/// The same where a link says the entry's title, as systems that add such a line have it.
const BESIDE_TITLE: u32 = 160;
/// A longer link says more than a call does.
const LONGEST: u32 = 90;
/// A call that is all there is, or that ends a line, is no longer.
const SHORT: u32 = 40;

impl Body {
    /// The body without the calls at its end that lead to its own page. What is nothing but a call is empty then.
    #[must_use]
    pub fn without_calls(mut self, page: &Url, title: Option<&str>) -> Self {
        let Some(page) = clean_url(page) else { return self };
        let title = title.map(squeezed).filter(|title| !title.is_empty());
        loop {
            let is_all = self.blocks.len() == 1;
            let Some(Block::Paragraph(last) | Block::Heading(_, last)) = self.blocks.last_mut()
            else {
                return self;
            };
            if !is_call(last, &page, title.as_deref(), is_all) {
                cut(last, &page);
                return self;
            }
            self.blocks.pop();
        }
    }
}

/// A line that is a call and nothing else.
fn is_call(of: &[Inline], page: &Url, title: Option<&str>, is_all: bool) -> bool {
    let mut links = Vec::new();
    collect(of, &mut links);
    let own = links.iter().filter(|(to, _)| leads(to, page));
    let own: Vec<String> = own.map(|(_, inner)| line(inner)).collect();
    let linked: u32 = links.iter().map(|(_, inner)| weight(&line(inner))).sum();
    let said = line(of);
    let beside = weight(&said).saturating_sub(linked);
    if own.iter().any(|text| title.is_some_and(|title| squeezed(text) == title)) {
        return beside <= BESIDE_TITLE;
    }
    let in_brackets = said.starts_with(['[', '(']) && said.ends_with([']', ')']);
    let most_beside = if in_brackets { BESIDE_IN_BRACKETS } else { BESIDE.min(linked) };
    let most = if is_all { SHORT } else { LONGEST };
    beside <= most_beside && own.iter().any(|text| weight(text) <= most) && !follows_sentence(of)
}

/// A line ends in a link that stands behind a sentence.
fn follows_sentence(of: &[Inline]) -> bool {
    let Some(at) = of.iter().rposition(|inline| matches!(inline, Inline::Link(..))) else {
        return false;
    };
    let before = line(&of[..at]);
    before.contains(char::is_alphanumeric) && ends_sentence(&before)
        || at > 0 && matches!(of[at - 1], Inline::Break)
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '[', '(']);
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '»', '”', '"'])
}

/// Cuts a call that stands behind the last sentence of a line: "… [Read more]".
fn cut(of: &mut Vec<Inline>, page: &Url) {
    let says = |inline: &Inline| line(std::slice::from_ref(inline)).contains(char::is_alphanumeric);
    let Some(at) = of.iter().rposition(says) else { return };
    let Inline::Link(to, inner) = &of[at] else { return };
    if at == 0 || !leads(to, page) || weight(&line(inner)) > SHORT {
        return;
    }
    if !follows_sentence(&of[..=at]) {
        return;
    }
    of.truncate(at);
    while let Some(last) = of.last_mut() {
        match last {
            Inline::Text(text) => {
                text.truncate(text.trim_end_matches([' ', '[', '(', '\n']).len());
                if !text.is_empty() {
                    return;
                }
                of.pop();
            }
            Inline::Break => {
                of.pop();
            }
            _ => return,
        }
    }
}

fn collect<'a>(of: &'a [Inline], links: &mut Vec<(&'a Url, &'a [Inline])>) {
    for inline in of {
        match inline {
            Inline::Link(to, inner) => links.push((to, inner)),
            Inline::Em(inner) | Inline::Strong(inner) | Inline::Sub(inner) | Inline::Sup(inner) => {
                collect(inner, links);
            }
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

/// An address is that of the page, or of its comments or the rest of its text.
fn leads(to: &Url, page: &Url) -> bool {
    let place = |fragment: &str| {
        ["more", "comment", "respond", "disqus"].iter().any(|place| fragment.starts_with(place))
    };
    to.fragment().is_none_or(place)
        && clean_url(to).is_some_and(|to| {
            let host =
                |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
            let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
            (host(&to), path(&to), to.query()) == (host(page), path(page), page.query())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::fragment;

    const TEXT: &str = "<p>The council met on Monday and decided to build the bridge. It costs three millions.</p>";
    const TITLE: &str = "A bridge of stone";

    fn text(html: &str) -> String {
        let page: Url = "https://www.courier.example/news/bridge/?utm_source=rss".parse().unwrap();
        fragment(html, &page).without_calls(&page, Some(TITLE)).to_text()
    }

    #[test]
    fn calls_at_the_end_of_a_feeds_text_that_lead_to_its_page_go() {
        let plain = text(TEXT);
        let own = "http://courier.example/news/bridge";
        for call in [
            format!("<p>The post <a href='{own}/'>A Bridge of Stone</a> appeared first on <a href='https://courier.example'>The Courier</a>.</p>"),
            format!("<p>Der Beitrag <a href='{own}'>A bridge of stone</a> erschien zuerst auf <a href='https://courier.example/'>Courier</a>.</p>"),
            format!("<p><a href='{own}'>A bridge of stone</a> was originally published in <a href='https://medium.example/walks'>Walks</a> on Medium, where people are continuing the conversation by highlighting and responding to this story.</p>"),
            format!("<p><a class='more-link' href='{own}/#more-77'>Continue reading <span>A bridge of stone</span> →</a></p>"),
            format!("<div>[If this looks odd in your reader, <a href='{own}'>visit the original article</a>]</div>"),
            format!("<p><a href='{own}?utm_medium=feed'>続きを読む</a></p>"),
            format!("<p>submitted by <a href='https://board.example/u/x'>/u/x</a> <a href='https://elsewhere.example/1'>[link]</a> <a href='{own}'>[27 comments]</a></p>"),
            format!("<p><a href='{own}'>Read more</a></p><p><a href='{own}#comments'>3 comments</a></p>"),
            format!("<h4><a href='{own}'>★</a></h4>"),
            "<button>Subscribe</button>".to_owned(),
            "<div class='sharedaddy'><h3>Share this:</h3><ul><li><a href='https://net.example/share'>Click to share</a></li></ul></div>".to_owned(),
        ] {
            assert_eq!(text(&format!("{TEXT}{call}")), plain, "{call}");
        }
        for (inline, expected) in [
            ("It rained. <a href='/news/bridge'>[read more]</a>", "It rained."),
            ("It rained … [<a href='/news/bridge'>mehr</a>]", "It rained …"),
            ("It rained.<br><a href='/news/bridge'>Read it all</a>", "It rained."),
        ] {
            assert_eq!(text(&format!("<p>{inline}</p>")), expected);
        }
        for nothing in
            ["<a href='/news/bridge'>Comments</a>", "<a href='/news/bridge'>A bridge of stone</a>"]
        {
            assert_eq!(text(nothing), "", "{nothing}");
        }
    }

    #[test]
    fn what_leads_to_the_page_amid_a_text_or_says_something_stays() {
        for stays in [
            "<p>It rained. <a href='/news/bridge'>Read more</a></p><p>Then the sun came out again over all of the old town.</p>",
            "<p>The mayor spoke of <a href='/news/bridge'>the bridge</a></p>",
            "<p>It is built of granite. <a href='#ref1'>↩</a></p>",
            "<p>As the council says in <a href='https://council.example/minutes'>its minutes</a>.</p>",
            "<p><a href='/news/bridge'>At the river, workers have an annual pillow fight to build the spirit of the corps, and this year it turned violent.</a></p>",
        ] {
            let html = format!("{TEXT}{stays}");
            let page: Url = "https://www.courier.example/news/bridge".parse().unwrap();
            assert_eq!(text(&html), fragment(&html, &page).to_text(), "{stays}");
        }
        let marked = format!("<div class='newsletter'>{TEXT}{TEXT}</div><p>And so on.</p>");
        assert!(text(&marked).contains("three millions"), "never most of it for its class");
    }
}
