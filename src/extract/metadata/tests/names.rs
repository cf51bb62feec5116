//! What is promised of how names are read out of a line.

use super::authors::{all_are_named, signed};

#[test]
fn roles_behind_names_are_left_out() {
    for (line, name) in [
        ("<span class=author>신현주 기자</span>", "신현주"),
        ("<span class=author>王小明 記者</span>", "王小明"),
        ("<span class=author>Ada Lund (AL)</span>", "Ada Lund"),
        ("<span class=author>Ada Lund, Harbour Editor</span>", "Ada Lund"),
    ] {
        assert_eq!(signed("", &format!("<h1>The ferry</h1>{line}")), [name], "{line}");
    }
}

#[test]
fn small_words_and_verbs_are_names_with_a_capital() {
    all_are_named(&[
        ("<p class=author>Ang Hwee Min</p>", &["Ang Hwee Min"]),
        ("<a rel=author href=/a>Kim Min Ho</a>", &["Kim Min Ho"]),
        ("<p class=author>Trần An</p>", &["Trần An"]),
        ("<p>By Mark Post</p>", &["Mark Post"]),
        ("<p>By Ada Lund Read more</p>", &["Ada Lund"]),
        ("<p>By Ada Lund 5 min read</p>", &["Ada Lund"]),
    ]);
}

#[test]
fn roles_and_houses_end_names_without_a_comma_too() {
    all_are_named(&[
        ("<p class=byline>Ada Lund Staff Reporter</p>", &["Ada Lund"]),
        ("<p class=byline>Ada Lund Journalist</p>", &["Ada Lund"]),
        ("<p class=byline>Harbour Lifestyle Desk</p>", &["Harbour Lifestyle Desk"]),
        ("<p class=byline>By ADA LUND STAFF WRITER</p>", &["ADA LUND"]),
        ("<p class=byline>By Ada Lund and Bo Ek, CNN</p>", &["Ada Lund", "Bo Ek"]),
        ("<p class=byline>By Ada Lund, USA TODAY</p>", &["Ada Lund"]),
        ("<p class=byline>By Ada Lund, Harbour Health News</p>", &["Ada Lund"]),
        ("<p class=byline>By Ada Lund | Harbour News</p>", &["Ada Lund"]),
        ("<p class=byline>By Ada Lund, Ph.D.</p>", &["Ada Lund, Ph.D."]),
        ("<p class=byline>By Ada Lund Photographs by Bo Ek</p>", &["Ada Lund"]),
        ("<p>Teksti Ada Lund Kuvat Bo Ek</p>", &["Ada Lund"]),
        ("<p>文／阿田倫子　写真／鈴木一郎</p>", &["阿田倫子"]),
        ("<p class=author>Harbour Ph.D. Programme</p>", &["Harbour Ph.D. Programme"]),
        ("<p class=author>Ada Lund and Prof. Bo Ek</p>", &["Ada Lund", "Prof. Bo Ek"]),
        (
            "<p class=byline>by <a>Ada Lund</a>, The Courier, and <a>Bo Ek</a>, The Mail</p>",
            &["Ada Lund", "Bo Ek"],
        ),
    ]);
    let meta = "<meta name=author content='Ada Lund, USA TODAY'>";
    assert_eq!(signed(meta, "<h1>The ferry</h1>"), ["Ada Lund"]);
}

#[test]
fn names_are_joined_in_many_languages() {
    all_are_named(&[
        ("<p class=author>Nagy Anna és Kis Pál</p>", &["Nagy Anna", "Kis Pál"]),
        ("<p class=author>Νίκος Παππάς και Άννα Ρήγα</p>", &["Νίκος Παππάς", "Άννα Ρήγα"]),
        ("<p class=author>Jan Novák a Petr Svoboda</p>", &["Jan Novák", "Petr Svoboda"]),
        ("<p class=author>Lê Văn Minh và Trần Thu Hà</p>", &["Lê Văn Minh", "Trần Thu Hà"]),
        ("<p class=author>דנה כהן ויוסי לוי</p>", &["דנה כהן", "יוסי לוי"]),
        (
            "<p class=author><a>Jan Novák</a> a <a>Petr Svoboda</a></p>",
            &["Jan Novák", "Petr Svoboda"],
        ),
        ("<p class=author>김철수·박영희 기자</p>", &["김철수", "박영희"]),
    ]);
}

#[test]
fn places_behind_bars_are_no_authors() {
    all_are_named(&[
        ("<p>記者李明華／台北報導</p>", &["李明華"]),
        ("<p class=author>記者 李明華 / 台北報導</p>", &["李明華"]),
        ("<p class=author>Ali DURAN / İSTANBUL (DHA)</p>", &["Ali DURAN"]),
        ("<p class=author>Ana Pérez | Madrid</p>", &["Ana Pérez"]),
        ("<p class=author>Ana Pérez. Madrid</p>", &["Ana Pérez"]),
        ("<p>Por: Ana Pérez, do Rio</p>", &["Ana Pérez"]),
        ("<p class=author>Ana Pérez | Bo Ek</p>", &["Ana Pérez", "Bo Ek"]),
    ]);
}

#[test]
fn channels_keep_their_number() {
    let linked = r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"Harbour 24"}}</script>"#;
    assert_eq!(signed(linked, "<h1>The ferry</h1>"), ["Harbour 24"]);
    let meta = "<meta name=author content='Ada Lund1'>";
    assert_eq!(signed(meta, "<h1>The ferry</h1>"), ["Ada Lund"]);
}

#[test]
fn long_names_and_abbreviated_ones_stay_whole() {
    all_are_named(&[
        ("<p>Por José María López de la Vega</p>", &["José María López de la Vega"]),
        (
            "<p class=autor>Maria da Conceição de Souza e Silva</p>",
            &["Maria da Conceição de Souza e Silva"],
        ),
        ("<p>By Bo Ek Jr.</p>", &["Bo Ek Jr."]),
        ("<p class=author>Ada L.</p>", &["Ada L."]),
    ]);
}

#[test]
fn who_writes_for_whom_is_told_before_a_linked_name() {
    all_are_named(&[
        ("<p class=author>Daily Courier Reporter <a href=/u/1>Ada Lund</a></p>", &["Ada Lund"]),
        (
            "<section class=authors><span>聯報 記者<a href=/u/1>林怡君</a>／新河報導</span></section>",
            &["林怡君"],
        ),
    ]);
    let linked = r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"林怡君"}}</script>"#;
    let line = "<h1>The ferry</h1><p class=author>聯報 林怡君／新河報導</p>";
    assert_eq!(signed(linked, line), ["林怡君"], "metadata are right whose name the line shows");
}

#[test]
fn what_a_box_of_facts_is_about_is_no_author() {
    let facts = "<h1>Carrick Bridge</h1><table class='infobox vcard'><caption class=fn>Carrick Bridge</caption></table>";
    assert_eq!(signed("", facts), [""; 0]);
}
