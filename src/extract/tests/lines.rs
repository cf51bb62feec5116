//! Articles of short lines, which hold hardly any prose.

use super::kept::holds;
use super::{FIRST, SECOND, THIRD, read};

/// Lines of a song.
const SONG: [&str; 8] = [
    "I counted the boats",
    "when the boats were all in",
    "and one was a door",
    "with a rope round its chin",
    "The tide came in late",
    "what did you see",
    "a hole in the harbour",
    "the shape of me",
];

/// A page with this in its main part, and behind it.
fn with(main: &str, behind: &str) -> String {
    let html = format!(
        "<html><head><title>Low Water</title></head><body><header><nav><a href=\"/\">Home</a></nav></header>\
         <main><h1>Low Water</h1>{main}</main>{behind}</body></html>"
    );
    read(&html).body.to_text()
}

/// The lines of the song, each in an element.
fn song(tag: &str) -> String {
    SONG.map(|line| format!("<{tag}>{line}</{tag}>")).concat()
}

#[test]
fn lines_that_stand_as_the_text_does_are_of_it_though_they_open_it() {
    let text = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>");
    let facts = [
        "<strong>Ort:</strong> Stadtgarten",
        "<strong>Einlass:</strong> 19 Uhr",
        "<strong>Karten:</strong> Abendkasse",
    ]
    .map(|fact| format!("<p>{fact}</p>"))
    .concat();
    let read = |opening: &str| with(&format!("<div class=\"text\">{opening}{text}</div>"), "");
    holds(&read(&song("p")), &[&SONG[..], &[FIRST]].concat());
    holds(&read(&facts), &["Ort: Stadtgarten", "Einlass: 19 Uhr", "Karten: Abendkasse", FIRST]);
    holds(&read("<p>Liebe Nachbarn</p>"), &["Liebe Nachbarn", FIRST]);
    for label in
        ["<p class=\"css-1x\">Exclusive</p>", "<span>Exclusive</span>", "<div>Exclusive</div>"]
    {
        let text = read(label);
        assert!(text.starts_with(FIRST), "{text}");
    }
}

#[test]
fn an_article_of_short_lines_keeps_its_first_and_its_last() {
    for tag in ["p", "div"] {
        holds(&with(&format!("<article><div>{}</div></article>", song(tag)), ""), &SONG);
    }
}
