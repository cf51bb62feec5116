//! A page as sites have them in the wild: furniture before, within and after the article.

use super::read;

/// What the furniture of a site says in one language.
pub(super) struct Words {
    pub lang: &'static str,
    pub menu: [&'static str; 3],
    pub share: &'static str,
    pub related: &'static str,
    pub teasers: [&'static str; 3],
    pub comments: &'static str,
    pub letter: &'static str,
    pub rights: &'static str,
}

/// The article under its headline, with a site around it, and classes that say what most things are.
pub(super) fn site(words: &Words, title: &str, body: &str) -> String {
    let Words { lang, menu, share, related, teasers, comments, letter, rights } = words;
    let list = |items: &[&str]| -> String {
        items.iter().map(|item| format!("<li><a href=\"/x\">{item}</a></li>")).collect()
    };
    let (menu, teasers) = (list(menu), list(teasers));
    format!(
        r##"<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><meta property="og:title" content="{title}"></head>
        <body><header class="site-header"><a href="#main" class="skip-link">{share}</a><nav><ul>{menu}</ul></nav></header>
        <ol class="breadcrumb">{menu}</ol><main id="main"><article><h1>{title}</h1><div class="share">{share}</div>
        <div class="article-body">{body}</div>
        <section class="related"><h2>{related}</h2><ul>{teasers}</ul></section>
        <div class="newsletter"><h3>{letter}</h3><form><input name=e><button>{letter}</button></form></div></article>
        <section id="comments"><h2>{comments}</h2><div class="comment"><p>{letter} {comments} {rights} {letter}</p></div></section></main>
        <aside class="sidebar"><h2>{related}</h2><ol>{teasers}</ol></aside>
        <div><div><p>The Courier is published by the Island Press, which answers for its texts, and keeps its rights.</p></div></div>
        <footer><ul>{menu}</ul><p>© 2024 {rights}</p></footer></body></html>"##
    )
}

/// The paragraphs come out, all of them, in order, and nothing else.
pub(super) fn comes_out(words: &Words, title: &str, paragraphs: &[&str]) {
    let body: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let found = read(&site(words, title, &body));
    assert_eq!(found.body.to_text(), paragraphs.join("\n\n"), "{}", words.lang);
    assert_eq!(found.title.as_deref(), Some(title));
    assert_eq!(found.language.as_deref(), Some(words.lang));
}

/// In English.
pub(super) const ENGLISH: Words = Words {
    lang: "en",
    menu: ["Home", "World", "Sports"],
    share: "Share this article",
    related: "Related stories",
    teasers: ["The bridge that never was", "What the ice remembers", "Ten harbours worth a detour"],
    comments: "Comments",
    letter: "Sign up for our newsletter",
    rights: "The Courier. All rights reserved.",
};
