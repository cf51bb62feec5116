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

fn signed(head: &str, above: &str) -> Vec<String> {
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
