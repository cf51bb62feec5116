//! Pages that we wrote ourselves: plain news articles amid what surrounds them on a site.
//!
//! The same number always gives the same article, and two numbers never give the same sentence twice, so
//! that a test can say of every word in the output where it came from.

use std::fmt::Write as _;

/// What stands around an article and must never come out with it.
pub(crate) const CLUTTER: [&str; 6] = [
    "Skip to content",
    "Share this on every network",
    "Subscribe to the evening letter",
    "Read also: ten bridges worth a detour",
    "We and our 812 partners value your privacy",
    "All rights reserved by the Loopback Courier",
];

const WHO: [&str; 8] = [
    "The town council",
    "A spokeswoman of the harbour office",
    "The oldest of the fishermen",
    "A group of teachers and parents",
    "The regional court",
    "An engineer who asked not to be named",
    "The ministry of transport",
    "Several shopkeepers along the river",
];

const DID: [&str; 8] = [
    "said on Tuesday that the plan would be looked at again",
    "rejected the proposal, which had been drawn up in haste",
    "confirmed that the repairs had cost twice what was expected",
    "asked for more time, and was given until the end of the month",
    "called the report incomplete and wrong in two of its figures",
    "welcomed the decision, though with some reservations",
    "counted the boats, the nets and the people who were left",
    "promised that nobody would have to leave before the spring",
];

const WHY: [&str; 8] = [
    "because the old wall, built by hand, no longer holds the water",
    "after a night in which the lights went out three times",
    "as the price of bread, rent and fuel went on rising",
    "although the law has allowed it since the last reform",
    "while the neighbours on the other bank were watching",
    "since nobody could say who had signed the first contract",
    "in spite of a letter that reached the newsroom last week",
    "when the first snow closed the road to the valley",
];

/// The sentence with which the text of an article ends.
pub(crate) fn last_words(number: usize) -> String {
    format!("Here ends report number {number} of the Loopback Courier.")
}

/// The headline of an article.
pub(crate) fn headline(number: usize) -> String {
    format!("Report {number}: {} speaks about the river", WHO[number % WHO.len()].to_lowercase())
}

/// The paragraphs of an article.
pub(crate) fn paragraphs(number: usize) -> Vec<String> {
    let mut paragraphs: Vec<String> = (0..5)
        .map(|at| {
            let pick = number.wrapping_mul(31).wrapping_add(at * 7 + number / 8);
            format!(
                "{} {}, {}. It was note {at} of report {number}, and {} {}, {}.",
                WHO[pick % 8],
                DID[(pick / 3 + at) % 8],
                WHY[(pick / 5 + number) % 8],
                WHO[(pick + 3) % 8].to_lowercase(),
                DID[(pick / 3 + at + 4) % 8],
                WHY[(pick / 5 + at + 2) % 8],
            )
        })
        .collect();
    paragraphs.push(last_words(number));
    paragraphs
}

/// The page of an article.
pub(crate) fn article(number: usize) -> String {
    around(&headline(number), &paragraphs(number))
}

/// The page of an article whose text was changed: one more paragraph stands before its last words.
pub(crate) fn edited(number: usize, addition: &str) -> String {
    let mut paragraphs = paragraphs(number);
    paragraphs.insert(paragraphs.len() - 1, addition.to_owned());
    around(&headline(number), &paragraphs)
}

/// A page with this headline and these paragraphs.
pub(crate) fn around(headline: &str, paragraphs: &[String]) -> String {
    let mut body = String::new();
    for paragraph in paragraphs {
        let _ = writeln!(body, "<p>{paragraph}</p>");
    }
    let [skip, share, letter, also, consent, rights] = CLUTTER;
    format!(
        r##"<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{headline} | The Loopback Courier</title>
<meta property="og:type" content="article"><meta property="og:title" content="{headline}">
<meta property="article:published_time" content="2026-11-20T08:30:00Z"></head>
<body>
<a class="skip-link" href="#main">{skip}</a>
<div class="consent-banner" role="dialog"><p>{consent}</p><button>Accept</button></div>
<header><nav><ul><li><a href="/world">World</a></li><li><a href="/river">River</a></li></ul></nav></header>
<main id="main"><article>
<h1>{headline}</h1>
<div class="share-bar"><a href="https://social.example/share">{share}</a></div>
<div class="article-body">
{body}</div>
<aside class="newsletter"><p>{letter}</p></aside>
</article>
<aside class="related"><h3>More</h3><ul><li><a href="/bridges">{also}</a></li></ul></aside></main>
<footer><p>{rights}</p></footer>
</body></html>
"##
    )
}

/// A page that asks to agree to something, and has no article.
pub(crate) fn consent_wall() -> String {
    let wall = "We and our partners use cookies. Accept all, or reject all: tracking needs your consent, and our privacy policy tells why.";
    around(&headline(1), &[wall.to_owned()])
}

/// A page without any article: a login form.
pub(crate) fn without_article() -> String {
    "<!DOCTYPE html><html><head><title>Log in</title></head><body><form action=\"/login\">\
     <input name=\"user\"><input name=\"word\" type=\"password\"><button>Log in</button></form></body></html>"
        .to_owned()
}
