//! What is promised of those who wrote it.

use super::read;

#[test]
fn authors_are_found_where_the_page_alone_shows_them() {
    for above in [
        "<h1>The ferry</h1><div class=post-meta><span class=author-name>Ada Lund</span><span class=author-role>Harbour Editor</span></div>",
        "<h1>The ferry</h1><p>By Ada Lund, May 14, 2025</p>",
        "<h1>The ferry</h1><p>By Ada Lund May 14, 2025</p>",
        "<h1>The ferry</h1><p class=x>Von <a href=/autor/lund>Ada Lund</a></p>",
    ] {
        assert_eq!(read("", above).authors, ["Ada Lund"], "{above}");
    }
    let like_a_month = "<h1>The ferry</h1><p>By Ada Martin 14 May 2025</p>";
    assert_eq!(read("", like_a_month).authors, ["Ada Martin"]);
    let initial = "<h1>The ferry</h1><p>By Ada A. Lund and Tom Mills</p>";
    assert_eq!(read("", initial).authors, ["Ada A. Lund", "Tom Mills"]);
    assert_eq!(read("", "<h1>The ferry</h1><p>By April Jones</p>").authors, ["April Jones"]);
    let two = "<h1>The ferry</h1><div class=byline>By <a>Ada Lund</a> and <a>Bo Ek</a></div>";
    assert_eq!(read("", two).authors, ["Ada Lund", "Bo Ek"]);
}

#[test]
fn the_house_signs_only_where_nobody_else_does() {
    let linked = r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"The Courier"}}</script>"#;
    assert_eq!(read(linked, "<h1>The ferry</h1>").authors, ["The Courier"]);
    let shown = "<h1>The ferry</h1><span class=author-name>Ada Lund</span>";
    assert_eq!(read(linked, shown).authors, ["Ada Lund"]);
    let split = r#"<script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","givenName":"Ada","familyName":"Lund"}]}</script>"#;
    assert_eq!(read(split, "").authors, ["Ada Lund"]);
}

pub(super) fn signed(head: &str, above: &str) -> Vec<String> {
    read(head, above).authors
}

#[test]
fn what_is_around_the_headline_as_well_says_nothing_against_a_byline() {
    let banner = "<div class=promo-banner><h1>The ferry</h1><p>by <a href=/authors/lund>Ada Lund</a></p></div>";
    assert_eq!(signed("", banner), ["Ada Lund"]);
    let beside = "<h1>The ferry</h1><div class=promo-banner><p>by <a href=/authors/lund>Ada Lund</a></p></div>";
    assert_eq!(signed("", beside), [""; 0]);
}

#[test]
fn reporters_in_several_places_are_all_named() {
    for line in [
        "<p>By Ada Lund in Brussels and Bo Ek in Paris</p>",
        "<p>By <a href=/author/lund>Ada Lund</a> in Brussels and <a href=/author/ek>Bo Ek</a> in Paris</p>",
        "<p>Von Ada Lund und Bo Ek aus Kiel</p>",
        "<p>Par Ada Lund à Bruxelles et Bo Ek à Paris</p>",
    ] {
        assert_eq!(
            signed("", &format!("<h1>The ferry</h1>{line}")),
            ["Ada Lund", "Bo Ek"],
            "{line}"
        );
    }
}

#[test]
fn metadata_list_names_with_roles_without_blanks_and_turned() {
    let meta = |value: &str| format!("<meta name=author content='{value}'>");
    let named = |value: &str| signed(&meta(value), "<h1>The ferry</h1>");
    assert_eq!(named("Ada Lund,Bo Ek"), ["Ada Lund", "Bo Ek"]);
    assert_eq!(named("Lund, Ada"), ["Ada Lund"]);
    assert_eq!(named("Ada Lund, Political Editor"), ["Ada Lund"]);
    assert_eq!(named("Ada Lund, MD"), ["Ada Lund, MD"]);
}

#[test]
fn names_that_libraries_read_are_turned() {
    let head = "<meta name=citation_author content='Lund, Ada'><meta name=citation_author content='Das, Bo K.'>";
    assert_eq!(signed(head, "<h1>The ferry</h1>"), ["Ada Lund", "Bo K. Das"]);
    let degree = "<meta name=citation_author content='Ada Lund, MD'>";
    assert_eq!(signed(degree, "<h1>The ferry</h1>"), ["Ada Lund, MD"]);
}

#[test]
fn a_template_name_gives_way_to_the_one_that_the_page_shows() {
    let linked = |name: &str| {
        format!(
            r#"<script type="application/ld+json">{{"@type":"Article","author":{{"@type":"Person","name":"{name}"}}}}</script>"#
        )
    };
    let shown = "<h1>The ferry</h1><p class=byline>By <a rel=author href=/a>Ada Lund</a></p>";
    assert_eq!(signed(&linked("KatieS"), shown), ["Ada Lund"]);
    assert_eq!(signed(&linked("KatieS"), "<h1>The ferry</h1>"), ["KatieS"]);
    // A list that is cut to its first goes on in the byline.
    let two = "<h1>The ferry</h1><p class=byline>By <a>Ada Lund</a> and <a>Bo Ek</a></p>";
    assert_eq!(signed(&linked("Ada Lund"), two), ["Ada Lund", "Bo Ek"]);
}

#[test]
fn who_reviewed_or_drew_it_did_not_write_it() {
    let line = "<h1>The ferry</h1><p>Reviewed by <a href=/author/ek>Bo Ek</a></p><p>By <a href=/author/lund>Ada Lund</a></p>";
    assert_eq!(signed("", line), ["Ada Lund"]);
}

#[test]
fn a_byline_is_found_wherever_it_stands() {
    for above in [
        // A label in a line of its own.
        "<h1>The ferry</h1><p>Autor:</p><p>Ada Lund</p>",
        // Beside a date.
        "<h1>The ferry</h1><p>Ada Lund | 14 May 2024</p>",
        "<h1>The ferry</h1><p>14. Mai 2024 · Ada Lund</p>",
    ] {
        assert_eq!(signed("", above), ["Ada Lund"], "{above}");
    }
    assert_eq!(signed("", "<h1>The ferry</h1><p>Island Life | Home</p>"), [""; 0]);
}

#[test]
fn bylines_are_read_in_many_languages() {
    for (line, name) in [
        ("Par Ada Lund", "Ada Lund"),
        ("Di Ada Lund", "Ada Lund"),
        ("Text: Ada Lund", "Ada Lund"),
        ("Автор: Ада Лунд", "Ада Лунд"),
        ("Door Ada van der Lund", "Ada van der Lund"),
        ("Oleh Ada Lund", "Ada Lund"),
        ("بقلم آدا لوند", "آدا لوند"),
        ("מאת עדה לונד", "עדה לונד"),
        ("Rédigé par Ada Lund", "Ada Lund"),
        ("Guest post by Ada Lund", "Ada Lund"),
        ("Opracowała: Ada Lund", "Ada Lund"),
        ("Szerző: Lund Ada", "Lund Ada"),
        ("Tác giả: Lê Văn Minh", "Lê Văn Minh"),
        ("Yazar: Ada Lund", "Ada Lund"),
        ("লেখক: আদা লুন্ড", "আদা লুন্ড"),
        ("文＝阿田倫子", "阿田倫子"),
    ] {
        assert_eq!(signed("", &format!("<h1>The ferry</h1><p>{line}</p>")), [name], "{line}");
    }
}

#[test]
fn a_team_or_a_pen_name_signs_where_no_person_does() {
    let team = "<h1>The ferry</h1><span class=author>The Harbour Team</span>";
    assert_eq!(signed("", team), ["The Harbour Team"]);
    let pen = "<h1>The ferry</h1><a rel=author href=/a>delta201</a>";
    assert_eq!(signed("", pen), ["delta201"]);
}

/// Each line below the headline, with whom it names.
pub(super) fn all_are_named(lines: &[(&str, &[&str])]) {
    for (line, names) in lines {
        assert_eq!(signed("", &format!("<h1>The ferry</h1>{line}")), *names, "{line}");
    }
}

#[test]
fn a_name_is_found_behind_the_date_that_it_shares_a_line_with() {
    all_are_named(&[
        ("<p>March 5, 2024 by Ada Lund</p>", &["Ada Lund"]),
        ("<p>Published March 5, 2024 By Ada Lund Leave a Comment</p>", &["Ada Lund"]),
        ("<p>5. März 2024 von Ada Lund</p>", &["Ada Lund"]),
        ("<p>Publié le 5 mars 2024 par Ada Lund</p>", &["Ada Lund"]),
        ("<p>Publicado el 5 de marzo de 2024 por Ada Lund</p>", &["Ada Lund"]),
        ("<p>05 de Marzo de 2024 | 08:15 | Por Ada Lund, Emol</p>", &["Ada Lund"]),
        ("<p>Posted on <a href=/5>March 5, 2024</a> by <a href=/a>Ada Lund</a></p>", &["Ada Lund"]),
        ("<p class=byline>March 5, 2024 by <a href=/a>Ada Lund</a></p>", &["Ada Lund"]),
        ("<p class=author>Ada Lund, 05.03.2024</p>", &["Ada Lund"]),
        // What follows in an element of its own is no part of it.
        (
            "<p>On <a>May 5, 2024</a> <i>By <a>Ada Lund</a></i><i>In <a>Boats</a>, <a>Old Ships</a></i></p>",
            &["Ada Lund"],
        ),
        // A place, not a name.
        ("<p>New York, March 5, 2024</p>", &[]),
    ]);
}

#[test]
fn what_stands_between_a_name_and_a_date_is_no_part_of_it() {
    all_are_named(&[
        ("<p>Rédigé par Ada Lund le 5 mars 2024</p>", &["Ada Lund"]),
        ("<p>Geschrieben von Ada Lund am 5. März 2024</p>", &["Ada Lund"]),
        ("<p>Publié le : <time>05/03/2024 - 09:44</time></p>", &[]),
        ("<p class=byline>Publié le <time datetime=2024-03-05>5 mars</time></p>", &[]),
        ("<p class=byline>Publicado el <time datetime=2024-03-05>5 mar</time></p>", &[]),
    ]);
}

#[test]
fn the_foot_of_the_article_itself_names_authors() {
    let vcard = "<span class='author vcard'><a class='url fn n' href=/a>Ada Lund</a></span>";
    let html = |foot: &str, outside: &str| {
        format!(
            "<html><body><div class='post hentry'><h1>The ferry</h1><div class=post-body>{}</div>{foot}</div>{outside}</body></html>",
            super::TEXT
        )
    };
    let names = |html: &str| {
        let url = url::Url::parse("https://www.courier.example/ferry").unwrap();
        super::extract(html, &url, &super::Hints::default()).unwrap().authors
    };
    assert_eq!(
        names(&html(&format!("<footer class=entry-footer>{vcard}</footer>"), "")),
        ["Ada Lund"]
    );
    let posted = "<div class=post-footer><span class=post-author>Posted by Ada Lund</span></div>";
    assert_eq!(names(&html(posted, "")), ["Ada Lund"]);
    assert_eq!(names(&html("", &format!("<footer>{vcard}</footer>"))), [""; 0]);
}

#[test]
fn an_address_behind_a_name_hides_it_not() {
    all_are_named(&[
        ("<p class=byline>신현주 기자 shin@courier.example</p>", &["신현주"]),
        ("<p>By Ada Lund alund@courier.example</p>", &["Ada Lund"]),
        ("<p>By Ada Lund @adalund</p>", &["Ada Lund"]),
    ]);
}

#[test]
fn a_label_before_a_name_is_never_the_author() {
    all_are_named(&[
        ("<div class=autor>Per: <a href=/a>Ada Lund</a></div>", &["Ada Lund"]),
        ("<div class=author>بيروت: <a href=/a>نذير رضا</a></div>", &["نذير رضا"]),
        ("<div class=author>Laget <a href=/a>Ada Lund</a></div>", &["Ada Lund"]),
        ("<div class=author>文字 <a href=/a>李明華</a></div>", &["李明華"]),
        ("<ul><li>Author, Ada Lund</li><li>Role, Courier News</li></ul>", &["Ada Lund"]),
        ("<p>文／阿田倫子</p>", &["阿田倫子"]),
        ("<p>Words: Ada Lund</p>", &["Ada Lund"]),
        ("<p>Γράφει ο Νίκος Παππάς</p>", &["Νίκος Παππάς"]),
        ("<p>ავტორი: ნინო ბერიძე</p>", &["ნინო ბერიძე"]),
        ("<p>人民日报记者 李明 王小华</p>", &["李明", "王小华"]),
        ("<p>Von unserem Korrespondenten Ada Lund</p>", &["Ada Lund"]),
        ("<p>Story and photos by Ada Lund</p>", &["Ada Lund"]),
        ("<p>Reporting by Ada Lund Writing by Bo Ek</p>", &["Ada Lund"]),
    ]);
}

#[test]
fn a_name_that_is_marked_itself_is_the_author_whatever_its_language_calls_one() {
    for label in ["مرسلة بواسطة", "Gönderen", "Vložil", "লিখেছেন", "Posted by"]
    {
        for name in [
            "<span class=fn itemprop=author><span itemprop=name>Ada Lund</span></span>",
            "<span class=fn>Ada Lund</span>",
            "<a rel=author href=/lund>Ada Lund</a>",
        ] {
            let line = format!("<div class='post-author vcard'>{label} {name}</div>");
            all_are_named(&[(&line, &["Ada Lund"])]);
        }
    }
    let half = "<span class=byline>By Ada Lund and <a rel=author href=/ek>Bo Ek</a></span>";
    all_are_named(&[(half, &["Ada Lund", "Bo Ek"])]);
}

#[test]
fn korean_reporters_are_known_by_what_they_are() {
    all_are_named(&[
        ("<p>김철수 기자</p>", &["김철수"]),
        ("<ul><li>기자명 김철수 기자</li><li>입력 2024.03.05 06:30</li></ul>", &["김철수"]),
        ("<p>글 김철수</p>", &["김철수"]),
    ]);
    let portal = "<meta property=og:article:author content='강신문 | 포털'>";
    let shown = "<h1>The ferry</h1><em class=journalist_name>김철수 기자</em>";
    assert_eq!(signed(portal, shown), ["김철수"]);
}

#[test]
fn the_byline_names_more_than_the_metadata() {
    let meta = "<meta name=author content='Ada Lund'>";
    let shown = "<h1>The ferry</h1><p class=byline>By Ada Lund and Bo Ek</p>";
    assert_eq!(signed(meta, shown), ["Ada Lund", "Bo Ek"]);
    let another = "<h1>The ferry</h1><p>Ada Lund</p><div class=author>Harbour Guides</div>";
    assert_eq!(signed(meta, another), ["Ada Lund"]);
}

#[test]
fn agencies_sign_behind_a_label_and_beside_names() {
    all_are_named(&[
        ("<p>Par Belga</p>", &["Belga"]),
        ("<p>Door <a href=/x>ANP</a></p>", &["ANP"]),
        ("<p class=author>Ada Lund/dpa</p>", &["Ada Lund", "dpa"]),
        ("<p>Par Ada Lund avec AFP</p>", &["Ada Lund", "AFP"]),
        ("<p>Eine Kolumne von Ada Lund</p>", &["Ada Lund"]),
        ("<p>Dai nostri inviati Ada Lund e Bo Ek</p>", &["Ada Lund", "Bo Ek"]),
    ]);
}

#[test]
fn who_edited_it_is_no_author_in_one_line_either() {
    all_are_named(&[(
        "<p class=byline>Reported by: <span>Ada Lund</span>, <span>Edited by:</span> <span>Bo Ek</span></p>",
        &["Ada Lund"],
    )]);
}

#[test]
fn a_name_stands_among_dates_lengths_and_links_and_with_who_helped() {
    all_are_named(&[
        (
            "<div class=post-meta><span>14 May 2025</span>&nbsp;·&nbsp;5 min&nbsp;·&nbsp;Ada Lund&nbsp;|&nbsp;<a href=/edit>Suggest a change</a></div>",
            &["Ada Lund"],
        ),
        ("<p>Co-authored by Ada Lund and Bo Ek</p>", &["Ada Lund", "Bo Ek"]),
    ]);
}

#[test]
fn what_stands_before_a_date_in_a_script_without_capitals_is_its_label() {
    for (language, label) in [
        ("ko", "등록일"),
        ("ja", "投稿日"),
        ("zh", "发布时间"),
        ("ar", "تاريخ النشر"),
        ("th", "วันที่เผยแพร่"),
        ("ka", "გამოქვეყნდა"),
    ] {
        let row = format!(
            "<ul lang='{language}'><li><span>{label}</span> <span>2024-02-14</span></li></ul>"
        );
        assert!(signed("", &row).is_empty(), "{label}");
    }
    assert_eq!(signed("", "<p>김하늘 | 2024-02-14</p>"), ["김하늘"]);
}

#[test]
fn whom_the_page_quotes_has_not_written_it() {
    let linked = r#"<script type="application/ld+json">{"@type":"Article","author":{"@type":"Person","name":"Ada Lund"}}</script>"#;
    for quote in [
        "<div class=quote><p>We are ready.</p><span class=quote__author>Bo Ek</span></div>",
        "<blockquote><p>We are ready.</p></blockquote><p class=author>Bo Ek</p>",
        "<div class=testimonial><p>We are ready.</p><p class=testimonial-author>Bo Ek</p></div>",
    ] {
        assert_eq!(signed(linked, quote), ["Ada Lund"], "{quote}");
    }
}
