//! What is promised of the day of publishing.

use url::Url;

use super::TEXT;
use crate::extract::{Hints, PageDate, extract};

pub(super) fn published(head: &str, above: &str) -> String {
    let url = "https://www.courier.example/ferry";
    dated(head, above, url).map(|date| date.at.to_string()).unwrap_or_default()
}

pub(super) fn dated(head: &str, above: &str, url: &str) -> Option<PageDate> {
    let html = format!(
        "<html {head}</head><body><main><article>{above}<div class=article-body>{TEXT}</div></article></main></body></html>"
    );
    extract(&html, &Url::parse(url).unwrap(), &Hints::default()).unwrap().published
}

#[test]
fn the_time_between_a_day_and_its_year_is_part_of_neither() {
    for (line, at) in [
        ("Tue Jun 3 10:11:12 2025", "2025-06-03T10:11:00Z"),
        ("Sat Oct 04 12:00:00 2008", "2008-10-04T12:00:00Z"),
        ("Wed Jan 15 09:30:45 CET 2003", "2003-01-15T09:30:00Z"),
    ] {
        assert_eq!(published("<head>", &format!("<h1>The ferry</h1><p>{line}</p>")), at, "{line}");
    }
}

#[test]
fn a_day_before_that_of_the_metadata_is_right_where_the_page_shows_no_other() {
    let linked = r#"><head><script type="application/ld+json">{"@type":"Article","datePublished":"2025-06-24T10:00:00Z"}</script>"#;
    let shown = |line: &str| published(linked, &format!("<h1>The ferry</h1>{line}"));
    assert_eq!(shown("<p>August 25, 2024</p>"), "2024-08-25T00:00:00Z");
    // The evening before is the same moment in another zone; a change, a teaser's day, and one of two are not it.
    assert_eq!(shown("<p>June 23, 2025</p>"), "2025-06-24T10:00:00Z");
    assert_eq!(shown("<p>Updated August 25, 2024</p>"), "2025-06-24T10:00:00Z");
    assert_eq!(shown("<p><a href=/x>August 25, 2024</a></p>"), "2025-06-24T10:00:00Z");
    assert_eq!(shown("<p>August 25, 2024</p><p>June 24, 2025</p>"), "2025-06-24T10:00:00Z");
    let lead =
        "<p>Half the island stood on the quay when the old ferry crossed the sound again.</p>";
    let teaser = "<div><a href=/x><h3>Five things to know about ferries</h3></a><time>25 August 2024</time></div>";
    assert_eq!(shown(&format!("{lead}{teaser}")), "2025-06-24T10:00:00Z");
    let of_text = "<div><h3>The sound</h3><time>25 August 2024</time></div>";
    assert_eq!(shown(&format!("{lead}{of_text}")), "2024-08-25T00:00:00Z");
    let of_address = dated(linked, "<h1>The ferry</h1>", "https://courier.example/2024/5/6/ferry");
    assert_eq!(of_address.unwrap().at.to_string(), "2024-05-06T00:00:00Z");
}

/// A page whose JSON-LD tells one day, and a later one that it was changed.
const CHANGED: &str = r#"><head><script type="application/ld+json">{"@type":"Article","datePublished":"2025-06-24T10:00:00Z","dateModified":"2025-11-25T08:00:00Z"}</script>"#;

#[test]
fn a_later_day_than_that_of_the_metadata_is_right_where_nothing_speaks_of_a_change() {
    let linked = r#"><head><script type="application/ld+json">{"@type":"Article","datePublished":"2025-06-24T10:00:00Z"}</script>"#;
    let shown = |line: &str| published(linked, &format!("<h1>The ferry</h1><p>{line}</p>"));
    assert_eq!(shown("November 25, 2025"), "2025-11-25T00:00:00Z");
    assert_eq!(shown("June 25, 2025"), "2025-06-24T10:00:00Z");
}

#[test]
fn a_page_that_shows_the_day_of_its_change_alone_goes_by_it_unless_it_is_shared_under_another() {
    let above = |lines: &str| format!("<h1>The ferry</h1>{lines}");
    let shared = |name: &str, day: &str| format!("{CHANGED}<meta name='{name}' content='{day}'>");
    for line in ["<p>Updated November 25, 2025</p>", "<p>November 25, 2025</p>"] {
        let line = above(line);
        assert_eq!(published(CHANGED, &line), "2025-11-25T00:00:00Z", "{line}");
        for name in ["article:published_time", "date"] {
            let first = published(&shared(name, "2025-06-24"), &line);
            assert_eq!(first, "2025-06-24T10:00:00Z", "{name}: {line}");
            let same = published(&shared(name, "2025-11-25T18:06:00Z"), &line);
            assert_eq!(same, "2025-11-25T18:06:00Z", "{name}: {line}");
        }
    }
    let both = above("<p>Updated November 25, 2025</p><p>June 24, 2025</p>");
    assert_eq!(published(CHANGED, &both), "2025-06-24T10:00:00Z");
    let told = above("<p>Updated prices came on November 25, 2025, said the harbour master.</p>");
    assert_eq!(published(CHANGED, &told), "2025-06-24T10:00:00Z");
}

#[test]
fn numbers_alone_that_are_the_metadatas_day_the_other_way_round_are_no_other_day() {
    let linked = r#"lang=en><head><script type="application/ld+json">{"@type":"Article","datePublished":"2025-06-09T10:00:00Z"}</script>"#;
    for line in ["06.09.2025", "9.6.2025"] {
        let above = format!("<h1>The ferry</h1><p>{line}</p>");
        assert_eq!(published(linked, &above), "2025-06-09T10:00:00Z", "{line}");
    }
}

#[test]
fn a_day_is_found_behind_who_wrote_it_and_within_what_is_around_the_headline() {
    let day = "<span>Updated November 25, 2025</span>";
    let bio = "Ada Lund has sailed on every ferry of the sound, and has written of them for the Courier since the first of them was sold.";
    let author = format!(
        "<h1>The ferry</h1><div class=byline><p>By <a href=/ada>Ada Lund</a></p><p>{bio}</p><p><a href=/us>How we work</a></p><p>{day}</p></div>"
    );
    assert_eq!(published(CHANGED, &author), "2025-11-25T00:00:00Z");
    let masthead = format!("<div class=navigation><h1>The ferry</h1><p>{day}</p></div>");
    assert_eq!(published(CHANGED, &masthead), "2025-11-25T00:00:00Z");
}

#[test]
fn a_change_is_the_day_of_publishing_only_where_no_other_is_known() {
    let changed = "<h1>The ferry</h1><time class=updated datetime=2024-05-09>9 May 2024</time>";
    assert_eq!(published("><head>", changed), "2024-05-09T00:00:00Z");
    let both = format!("{changed}<time datetime=2024-05-06T08:30:00Z>6 May 2024</time>");
    assert_eq!(published("><head>", &both), "2024-05-06T08:30:00Z");
    let lines = "<h1>The ferry</h1><p>Aktualisiert am 9. Mai 2024</p><p>6. Mai 2024</p>";
    assert_eq!(published("><head>", lines), "2024-05-06T00:00:00Z");
}

#[test]
fn a_line_that_tells_a_change_first_tells_the_day_of_publishing_after_it() {
    let shown = |line: &str| published("><head>", &format!("<h1>The ferry</h1>{line}"));
    for line in [
        "<p>Updated 9 May 2024, published 6 May 2024</p>",
        "<p>Updated: <time datetime=2024-05-09>9 May</time> Published: <time datetime=2024-05-06>6 May</time></p>",
        "<p><span>Aktualisiert am</span> <time datetime=2024-05-09>9.5.</time></p><p><span>Veröffentlicht am</span> <time datetime=2024-05-06>6.5.</time></p>",
    ] {
        assert_eq!(shown(line), "2024-05-06T00:00:00Z", "{line}");
    }
}

#[test]
fn a_day_is_found_under_any_name_and_with_the_time_that_another_one_has() {
    let meta = |name: &str, value: &str| format!("<meta name='{name}' content='{value}'>");
    let head = |metas: &str| published(&format!("><head>{metas}"), "<h1>The ferry</h1>");
    assert_eq!(head(&meta("published", "July 17, 2025")), "2025-07-17T00:00:00Z");
    assert_eq!(head(&meta("og:publish_date", "2025-07-17")), "2025-07-17T00:00:00Z");
    assert_eq!(head(&meta("citation_publication_date", "2023 Jan 7")), "2023-01-07T00:00:00Z");
    assert_eq!(head(&meta("x-last-published", "2025-07-17")), "");
    let day = r#"<script type="application/ld+json">{"@type":"Article","datePublished":"2024-09-06"}</script>"#;
    let timed = meta("article:published_time", "2024-09-06T13:12:36Z");
    assert_eq!(head(&format!("{day}{timed}")), "2024-09-06T13:12:36Z");
    let other = meta("article:published_time", "2024-09-08T13:12:36Z");
    assert_eq!(head(&format!("{day}{other}")), "2024-09-06T00:00:00Z");
}

#[test]
fn a_day_is_another_one_only_where_it_is_so_in_every_zone() {
    let linked = |at: &str| {
        format!(
            r#"><head><script type="application/ld+json">{{"@type":"Article","datePublished":"{at}"}}</script>"#
        )
    };
    let shown = |at: &str, line: &str| published(&linked(at), &format!("<h1>The ferry</h1>{line}"));
    let line = "<p>June 23, 2025</p>";
    assert_eq!(shown("2025-06-24T11:59:00Z", line), "2025-06-24T11:59:00Z");
    assert_eq!(shown("2025-06-24T12:00:00Z", line), "2025-06-23T00:00:00Z");
    // Without a time there is no zone to be in.
    assert_eq!(shown("2025-06-24", line), "2025-06-23T00:00:00Z");
}

#[test]
fn a_meta_element_of_just_any_date_gives_way_to_the_day_that_the_page_shows() {
    let meta = |value: &str| format!("><head><meta name=date content='{value}'>");
    let shown =
        |value: &str, line: &str| published(&meta(value), &format!("<h1>The ferry</h1>{line}"));
    let line = "<span class=date>9 May 2024</span>";
    assert_eq!(shown("2024-05-06T08:30:00Z", line), "2024-05-09T00:00:00Z");
    // It knows the time of that same day, and of a change more than the line.
    assert_eq!(shown("2024-05-09T08:30:00Z", line), "2024-05-09T08:30:00Z");
    assert_eq!(shown("2024-05-06", "<p>Updated 9 May 2024</p>"), "2024-05-06T00:00:00Z");
}

#[test]
fn a_day_in_a_footer_is_the_articles_only_where_it_is_marked_as_a_date() {
    let footer = |class: &str| {
        format!(
            "<h1>The ferry</h1><p>Home</p><p>Islands</p><p>Sound</p><footer><p>Harbour</p><span class='{class}'>May 9, 2024</span></footer>"
        )
    };
    assert_eq!(published("><head>", &footer("post-date")), "2024-05-09T00:00:00Z");
    assert_eq!(published("><head>", &footer("imprint")), "");
    let time =
        "<h1>The ferry</h1><footer class=post-meta><time datetime=2024-05-09>May 9</time></footer>";
    assert_eq!(published("><head>", time), "2024-05-09T00:00:00Z");
}

#[test]
fn a_day_is_found_in_whatever_stands_beside_the_headline() {
    for line in [
        "<h3>9 May 2024</h3>",
        "<h4>Published on 9 May 2024 by Ada Lund, reporter of the Courier on the islands</h4>",
        "<p>Stornoway, 9 May 2024 – Half the island stood on the quay to see the ferry come in.</p>",
        "<p>09.05.24</p>",
        "<p><span>Added</span><span>9 May 2024</span><span>4 min</span></p>",
    ] {
        let above = format!("<h1>The ferry</h1>{line}");
        assert_eq!(published("><head>", &above), "2024-05-09T00:00:00Z", "{line}");
    }
}

#[test]
fn of_two_days_in_a_line_the_one_that_is_no_change_counts() {
    let line =
        "<h1>The ferry</h1><p><span class=updated>12 May 2024</span> <span>9 May 2024</span></p>";
    assert_eq!(published("><head>", line), "2024-05-09T00:00:00Z");
}

#[test]
fn a_day_in_the_address_counts_where_nothing_else_tells_one() {
    let of = |path: &str| {
        let date =
            dated("><head>", "<h1>The ferry</h1>", &format!("https://courier.example{path}"));
        date.map(|date| date.at.to_string()).unwrap_or_default()
    };
    assert_eq!(of("/2024/5/9/ferry"), "2024-05-09T00:00:00Z");
    assert_eq!(of("/ferry-09-05-2024"), "2024-05-09T00:00:00Z");
    assert_eq!(of("/20240509/ferry"), "2024-05-09T00:00:00Z");
    assert_eq!(of("/read/A2024050914320005196"), "2024-05-09T00:00:00Z");
    assert_eq!(of("/read/A2024139914320005196"), "");
    assert_eq!(of("/read/2024050"), "");
}

#[test]
fn a_change_is_told_by_a_label_in_an_element_of_its_own() {
    let shown = |line: &str| published("><head>", &format!("<h1>The ferry</h1>{line}"));
    for line in [
        "<dl><dt>Last updated</dt><dd><time datetime=2024-05-09>9 May</time></dd><dt>Published</dt><dd><time datetime=2024-05-06>6 May</time></dd></dl>",
        "<div><span>Updated:</span> <span><time datetime=2024-05-09>9 May</time></span> <span>Published:</span> <span><time datetime=2024-05-06>6 May</time></span></div>",
    ] {
        assert_eq!(shown(line), "2024-05-06T00:00:00Z", "{line}");
    }
}

#[test]
fn a_change_is_told_in_many_languages() {
    let shown = |line: &str| published("><head>", &format!("<h1>The ferry</h1><p>{line}</p>"));
    for label in [
        "Zuletzt geändert",
        "Ändrad",
        "Sist endret",
        "Laatste wijziging",
        "Data zmiany",
        "Muokattu",
        "Dernière mise à jour",
        "Изменено",
        "Обновено",
        "Posodobljeno",
        "Atnaujinta",
        "Atjaunots",
        "Uuendatud",
        "Uppfært",
        "Dikemas kini",
        "อัปเดต",
        "به‌روزرسانی",
        "עדכון אחרון",
        "업데이트",
    ] {
        let line = format!(
            "{label}: <time datetime=2024-05-09>9.5.</time> — <time datetime=2024-05-06>6.5.</time>"
        );
        assert_eq!(shown(&line), "2024-05-06T00:00:00Z", "{line}");
    }
    for line in [
        "수정 2024-05-09 19:12 등록 2024-05-06",
        "Aktualisiert am 09.05.2024, Erstellt: 06.05.2024",
        "Ostatnia aktualizacja 09.05.2024, dodano 06.05.2024",
        "Ažurirano 9.5.2024. Objavljeno 6.5.2024.",
    ] {
        assert_eq!(shown(line), "2024-05-06T00:00:00Z", "{line}");
    }
}

#[test]
fn a_day_that_the_text_tells_is_not_that_of_publishing() {
    for line in [
        "The fair takes place on 5 June 2026 in the town hall.",
        "Bewerbungsschluss ist der 5. Juni 2026.",
        "Born on 5 March 1990, she came to the river as a child.",
    ] {
        let above = format!("<h1>The ferry</h1><p>{line}</p>");
        assert_eq!(published("><head>", &above), "", "{line}");
    }
}

#[test]
fn a_day_behind_a_relative_one_is_read_from_the_markup() {
    for line in [
        "<span class=date title=2024-05-06T08:30:00Z>2 hours ago</span>",
        "<abbr class=published title=2024-05-06T08:30:00Z>2 hours ago</abbr>",
        "<relative-time datetime=2024-05-06T08:30:00Z>2 hours ago</relative-time>",
        "<bsp-timestamp data-timestamp=1714984200000>2 hours ago</bsp-timestamp>",
        "<time title='May 6, 2024 8:30'>2 hours ago</time>",
        "<span class=date data-date-time='2024-05-06 08:30:00'>2 hours ago</span>",
    ] {
        let above = format!("<h1>The ferry</h1><div>{line}</div>");
        assert_eq!(published("><head>", &above), "2024-05-06T08:30:00Z", "{line}");
    }
}

#[test]
fn days_are_found_under_the_names_of_libraries_and_governments() {
    for name in [
        "dcterms.issued",
        "dcterms.available",
        "dc.date.available",
        "citation_online_date",
        "og:release_date",
        "ptime",
        "pdate",
    ] {
        let head = format!("><head><meta name='{name}' content=2024-05-06>");
        assert_eq!(published(&head, "<h1>The ferry</h1>"), "2024-05-06T00:00:00Z", "{name}");
    }
}

#[test]
fn json_in_a_commented_section_is_read() {
    let head = "><head><script type='application/ld+json'>/*<![CDATA[*/{\"@type\":\"Article\",\"datePublished\":\"2024-05-06\"}/*]]>*/</script>";
    assert_eq!(published(head, "<h1>The ferry</h1>"), "2024-05-06T00:00:00Z");
}

#[test]
fn a_line_of_several_things_tells_the_day_where_nothing_else_does() {
    for line in [
        "von Dr. Hans-Peter Freiherr von Schorlemer, 6. Mai 2024",
        "Par: <b>Ada Lund</b> - Courier.example | 6 mai, 2024 | Lu 1234 Fois",
        "By <a href=/ada>Ada Lund</a> · Founder and Editor-in-Chief of the Courier · Updated May 6, 2024",
    ] {
        let above = format!("<h1>The ferry</h1><p>{line}</p>");
        assert_eq!(published("><head>", &above), "2024-05-06T00:00:00Z", "{line}");
    }
}
