//! What closes a page's text and is none of it: who helped, who the author is, who edited; and who wrote a paper, above it.

use super::kept::holds;
use super::{FIRST, SECOND, THIRD, page, paragraphs, read};

/// The text of an article of twenty paragraphs with this behind it.
fn behind(end: &str) -> String {
    read(&page(&format!("{}<p>{THIRD}</p>{end}", paragraphs(0..20)))).body.to_text()
}

#[test]
fn who_helped_with_the_report_is_no_part_of_it() {
    for line in [
        "Associated Press writers Jens Möller in Wick and Ruth Calder in Lund contributed to this report.",
        "The Courier’s Ruth Calder contributed reporting.",
        "—Ruth Calder in Lund contributed to this story.",
        "Reporting by Ruth Calder in Lund, Jens Möller in Wick; Writing by Ruth Calder; Editing by Bo Ek",
        "(Reporting by Ruth Calder; Editing by Bo Ek)",
        "Ruth Calder a contribué à cet article.",
        "Com informações de Ruth Calder e da Coast Press.",
    ] {
        let text = behind(&format!("<p>{line}</p>"));
        assert!(text.ends_with(THIRD), "{line}: {text}");
    }
    // A sentence of the story only speaks of such.
    for line in [
        "Reporting by the harbour office shows that nine boats were never counted at all.",
        "Nobody knows who contributed to this report, and the council will not say so either, he added.",
    ] {
        holds(&behind(&format!("<p>{line}</p>")), &[line]);
    }
}

#[test]
fn who_the_author_is_is_no_part_of_the_text_that_ends_before_it() {
    let bio = "<p><em>Ada Lund is a reporter who has lived on the island since 1999, and keeps bees.</em></p>";
    assert!(behind(bio).ends_with(THIRD));
    let more = "<p>Her work has won two prizes, and been shown in nine towns.</p>";
    assert!(behind(&format!("{bio}{more}")).ends_with(THIRD));
    // An author whom the text tells of stands in it to its end.
    let named = "<p>Ada Lund came aboard at noon, and wrote down what she saw.</p>";
    let last = "Ada Lund left the ferry in the rain, and nobody has seen her notes since then.";
    let text = read(&page(&format!("{named}{}<p>{last}</p>", paragraphs(0..20))));
    holds(&text.body.to_text(), &["came aboard at noon", last]);
    // And so does one who answers.
    let answer =
        "Ada Lund: It will come back, because it always has, and because nobody sold it twice.";
    holds(&behind(&format!("<p>{answer}</p>")), &[answer]);
}

#[test]
fn whom_to_ask_about_a_report_is_no_part_of_it() {
    for label in [
        "Rückfragen bitte an:",
        "Pressekontakt:",
        "Media contact",
        "Contact presse :",
        "Contatti per la stampa:",
        "Контакты для прессы",
        "媒体联系：",
    ] {
        let text = behind(&format!(
            "<p>{label}</p><p>Harbour office of Lund<br>Ruth Calder<br>0511 109-1041<br><a href=mailto:r@lund.example>r@lund.example</a></p>\
             <p>Original-Content von: Hafenamt, übermittelt durch Küstenpost</p>"
        ));
        assert!(text.ends_with(THIRD), "{label}: {text}");
    }
    let goes_on =
        "The harbour office did not pick up, and its secretary has left the island for good.";
    holds(&behind(&format!("<p>Media contact</p><p>{goes_on}</p>")), &[goes_on]);
}

#[test]
fn what_stands_under_another_heading_behind_whom_to_ask_stays() {
    let text = read(&page(&format!(
        "<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><h3>Press contact</h3><p>Ada Lund, +47 22 33 44 55</p>\
         <h3>Technical data</h3><ul><li>Height: 60 m</li><li>Load: 80 t</li></ul>"
    )))
    .body
    .to_text();
    assert!(text.contains("Height: 60 m"), "{text}");
}

#[test]
fn a_sentence_that_begins_as_a_contact_does_stays_at_the_end() {
    let last = "Press contact was lost on Monday, said the harbour master, and nobody has called the islanders since.";
    let text = read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{last}</p>")));
    assert!(text.body.to_text().ends_with(last), "{}", text.body.to_text());
}

#[test]
fn how_the_house_earns_by_what_is_bought_is_no_part_of_the_text() {
    for line in [
        "When you buy a book using a link on this page, we receive a commission.",
        "Prices are correct at the time of publication. We may earn a commission.",
        "Buying through our links may earn us a commission.",
    ] {
        assert!(behind(&format!("<p>{line}</p>")).ends_with(THIRD), "{line}");
    }
    // How others do is told.
    let told =
        "Streamers earn a commission when viewers buy boats, bells or bread through their links.";
    holds(&behind(&format!("<p>{told}</p>")), &[told]);
}

#[test]
fn where_those_work_who_wrote_a_paper_is_no_part_of_it() {
    let place = "Department of Civil Engineering, University of Lund, Lund, Sweden";
    let signed = [
        format!(
            "<p>Ada Lund<sup>1</sup>, Bo Ek<sup>2</sup></p><p><sup>1</sup> {place}</p><p><em>a.lund@lund.example</em></p>"
        ),
        format!("<ul class=\"notes\"><li><sup>1</sup>{place}</li></ul>"),
        format!("<div class=\"affiliation\"><div class=\"affiliation-name\">{place}</div></div>"),
    ];
    for signed in &signed {
        let html = page(&format!(
            "{signed}<h2>Abstract</h2><p>{FIRST}</p><h2>Introduction</h2>{}<p>The ring holds CO<sub>2</sub> and 10<sup>3</sup> bells, as the harbour master had it</p><p>{THIRD}</p>",
            paragraphs(0..12)
        ));
        let text = read(&html).body.to_text();
        holds(&text, &[FIRST, "bells, as the harbour master had it"]);
        assert!(!text.contains("Civil Engineering") && !text.contains('@'), "{text}");
    }
}
