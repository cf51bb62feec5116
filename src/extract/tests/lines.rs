//! Articles of short lines, which hold hardly any prose.

use super::kept::holds;
use super::{FIRST, SECOND, THIRD, read};

/// What a house says of itself.
const HOUSE: &str = "The paper is published by the Harbour Press and has its seat in Millgate. All prices include tax.";

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
fn an_article_of_short_lines_loses_to_no_furniture() {
    let menu = "<h2>Monday</h2><ul><li>Leek soup</li><li>Fish pie with peas</li></ul><h2>Tuesday</h2><ul><li>Bean stew</li><li>Apple tart</li></ul>";
    let furniture = [
        format!("<footer><p>{HOUSE}</p></footer>"),
        format!("<div class=\"comments\"><p>{HOUSE}</p></div>"),
        format!("<div class=\"author-bio\"><p>{HOUSE}</p></div>"),
        format!("<aside><p>{HOUSE}</p></aside>"),
        "<footer><p>© 2025 Harbour Press. All rights reserved.</p></footer>".to_owned(),
    ];
    for behind in &furniture {
        for tag in ["p", "div", "li"] {
            let text = with(&format!("<article><div>{}</div></article>", song(tag)), behind);
            holds(&text, &SONG);
            assert!(!text.contains("Harbour Press"), "{text}");
        }
        let text = with(&format!("<div class=\"entry-content\">{menu}</div>"), behind);
        holds(&text, &["Monday", "Leek soup", "Fish pie", "Tuesday", "Bean stew", "Apple tart"]);
        assert!(!text.contains("Harbour Press"), "{text}");
    }
}

#[test]
fn a_table_of_short_cells_loses_to_no_footer() {
    let rows: String = ["Millgate", "Cobh", "Dundalk", "Galway", "Lewis"]
        .map(|team| format!("<tr><td>{team}</td><td>14</td><td>31</td></tr>"))
        .concat();
    let table = format!("<table><tr><th>Team</th><th>P</th><th>Pts</th></tr>{rows}</table>");
    let text =
        with(&format!("<article>{table}</article>"), &format!("<footer><p>{HOUSE}</p></footer>"));
    holds(&text, &["Team\tP\tPts", "Millgate\t14\t31", "Lewis\t14\t31"]);
}

#[test]
fn a_table_that_sets_out_the_page_is_none() {
    let text = [FIRST, SECOND, THIRD].join("<br><br>");
    let table = format!(
        "<table><tr><td>Low Water</td></tr><tr><td>Ada Lund</td></tr><tr><td>{text}</td></tr><tr><td>Print</td></tr></table>"
    );
    let found = with(&table, "");
    holds(&found, &[&format!("{FIRST}\n\n"), &format!("{SECOND}\n\n"), THIRD]);
}

#[test]
fn a_sentence_behind_short_lines_is_not_all_of_the_article() {
    let source = "<div>Copyright Credit: Ruth Calder, \"Log\" from Low Water. Reprinted by permission of the author, and of her house.</div>";
    holds(&with(&format!("<article><div>{}</div>{source}</article>", song("div")), ""), &SONG);
}

#[test]
fn text_under_a_wrong_name_beside_a_few_lines_is_the_article() {
    let text: String = (0..9).map(|at| format!("<p>{at}. {HOUSE}</p>")).collect();
    let lines = "<p>Millgate</p><p>Four pictures</p><p>Scroll down</p>";
    let text = with(lines, &format!("<div class=\"comments\">{text}</div>"));
    assert!(text.contains("8. The paper"), "{text}");
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
