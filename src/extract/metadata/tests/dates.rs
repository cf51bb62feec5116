//! What is promised of the day of publishing.

use url::Url;

use super::TEXT;
use crate::extract::{Hints, PageDate, extract};

fn published(head: &str, above: &str) -> String {
    let url = "https://www.courier.example/ferry";
    dated(head, above, url).map(|date| date.at.to_string()).unwrap_or_default()
}

fn dated(head: &str, above: &str, url: &str) -> Option<PageDate> {
    let html = format!(
        "<html {head}</head><body><main><article>{above}<div class=article-body>{TEXT}</div></article></main></body></html>"
    );
    extract(&html, &Url::parse(url).unwrap(), &Hints::default()).unwrap().published
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
    let of_address = dated(linked, "<h1>The ferry</h1>", "https://courier.example/2024/5/6/ferry");
    assert_eq!(of_address.unwrap().at.to_string(), "2024-05-06T00:00:00Z");
}

#[test]
fn a_later_day_than_that_of_the_metadata_is_right_where_nothing_speaks_of_a_change() {
    let linked = |more: &str| {
        format!(
            r#"><head><script type="application/ld+json">{{"@type":"Article","datePublished":"2025-06-24T10:00:00Z"{more}}}</script>"#
        )
    };
    let shown = |more: &str, line: &str| {
        published(&linked(more), &format!("<h1>The ferry</h1><p>{line}</p>"))
    };
    assert_eq!(shown("", "November 25, 2025"), "2025-11-25T00:00:00Z");
    assert_eq!(shown("", "Updated November 25, 2025"), "2025-06-24T10:00:00Z");
    assert_eq!(shown("", "June 25, 2025"), "2025-06-24T10:00:00Z");
    let changed = r#","dateModified":"2025-11-25T08:00:00Z""#;
    assert_eq!(shown(changed, "November 25, 2025"), "2025-06-24T10:00:00Z");
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
fn days_are_read_as_machines_and_agencies_write_them() {
    let meta = |value: &str| format!("><head><meta name=pubdate content='{value}'>");
    assert_eq!(published(&meta("1714983000"), ""), "2024-05-06T08:10:00Z");
    assert_eq!(published(&meta("1714983000000"), ""), "2024-05-06T08:10:00Z");
    let zone = "<h1>The ferry</h1><p>5/6/2024 8:30 PM EST</p>";
    assert_eq!(published("lang=en><head>", zone), "2024-05-06T20:30:00Z");
    let wire = "<h1>The ferry</h1><p>OSLO, May 06, 2024 (WIRE) -- The old ferry crossed the sound again on Monday, forty years after it was sold, the company said.</p>";
    assert_eq!(published("><head>", wire), "2024-05-06T00:00:00Z");
}

#[test]
fn numbers_alone_are_read_as_the_pages_region_writes_them() {
    let line = "<h1>The ferry</h1><p>3/4/2025</p>";
    assert_eq!(published("lang=en-US><head>", line), "2025-03-04T00:00:00Z");
    let locale = "lang=en><head><meta property='og:locale' content='en_US'>";
    assert_eq!(published(locale, line), "2025-03-04T00:00:00Z");
    assert_eq!(published("lang=en><head>", line), "2025-04-03T00:00:00Z");
    assert_eq!(
        published("lang=en-US><head>", "<h1>The ferry</h1><p>13/4/2025</p>"),
        "2025-04-13T00:00:00Z"
    );
    assert_eq!(
        published("lang=en-US><head>", "<h1>The ferry</h1><p>3.4.2025</p>"),
        "2025-04-03T00:00:00Z"
    );
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
fn days_are_read_in_many_languages_and_digits() {
    for line in [
        "14 mai 2024",
        "14. května 2024",
        "14 мая 2024",
        "14 травня 2024",
        "14 Mayıs 2024",
        "14. toukokuuta 2024",
        "2024. május 14.",
        "2024 m. gegužės 14 d.",
        "2024. gada 14. maijs",
        "14 maj 2024",
        "14 Μαΐου 2024",
        "14 tháng 5, 2024",
        "14 tháng 5 năm 2024",
        "14 พฤษภาคม 2567",
        "14 พ.ค. 2567",
        "2024年5月14日",
        "2024년 5월 14일",
        "14 मई 2024",
        "१४ मई २०२४",
        "১৪ মে ২০২৪",
        "14 மே 2024",
        "١٤ مايو ٢٠٢٤",
        "۱۴ مه ۲۰۲۴",
        "14 במאי 2024",
        // A name that begins as a month does.
        "Ada Martin 14 May 2024",
        "Ada Martin May 14, 2024",
    ] {
        let above = format!("<h1>The ferry</h1><p>{line}</p>");
        assert_eq!(published("><head>", &above), "2024-05-14T00:00:00Z", "{line}");
    }
}

#[test]
fn a_month_nobody_knows_and_an_hour_are_no_day() {
    let date = |line: &str| {
        let above = format!("<h1>The ferry</h1><p>{line}</p>");
        dated("><head>", &above, "https://courier.example/a").map(|date| date.at.to_string())
    };
    assert_eq!(date("5 Quux 2025 10:12"), None);
    assert_eq!(date("5 Agustus 2025 10:12 WIB").as_deref().map(|at| &at[..10]), Some("2025-08-05"));
}

#[test]
fn a_time_of_day_is_read_as_each_language_writes_it() {
    for (language, line) in [
        ("ko", "2024.05.06. 오후 2:05"),
        ("ko", "2024년 5월 6일 오후 2시 5분"),
        ("zh-TW", "2024年5月6日 下午2:05"),
        ("ja", "2024年5月6日(月) 午後2時05分"),
        ("ja", "2024年5月6日 14時05分"),
        ("es", "6 de mayo de 2024, 2:05 p. m."),
        ("el", "06/05/2024 2:05 μ.μ."),
        ("el", "6 Μαΐου 2024 02:05 μμ"),
        ("ar", "06-05-2024 02:05 م"),
        ("ar", "6 مايو 2024 2:05 مساءً"),
        ("vi", "06/05/2024 02:05 CH"),
        ("tr", "6 Mayıs 2024 ÖS 2:05"),
        ("fr", "6 mai 2024 à 14h05"),
        ("fr", "Publié le 6 mai 2024 à 14 h 05"),
        ("pt", "6 de maio de 2024 às 14h05"),
        ("no", "6. mai 2024 kl. 14.05"),
        ("fi", "6.5.2024 klo 14.05"),
        ("de", "Mo., 06.05.2024, 14.05 Uhr"),
        ("it", "6 maggio 2024 ore 14.05"),
        ("nl", "6 mei 2024 om 14.05 uur"),
        ("id", "06/05/2024, 14.05 WIB"),
        ("en", "Mon 6 May 2024 14.05 GMT"),
    ] {
        let above = format!("<h1>The ferry</h1><p>{line}</p>");
        let head = format!("lang={language}><head>");
        assert_eq!(published(&head, &above), "2024-05-06T14:05:00Z", "{line}");
    }
    let shown = |line: &str| published("><head>", &format!("<h1>The ferry</h1><p>{line}</p>"));
    assert_eq!(shown("6 May 2024, 2 p.m."), "2024-05-06T14:00:00Z");
    assert_eq!(shown("6 May 2024, 12:05 a.m."), "2024-05-06T00:05:00Z");
    let told = "<time datetime=2024-05-06>6 mai 2024 à 14h05</time>";
    assert_eq!(shown(told), "2024-05-06T14:05:00Z");
    // Reading takes as long as it takes, and a house may be called as the afternoon is.
    assert_eq!(shown("6 mai 2024 · 24時間"), "2024-05-06T00:00:00Z");
    assert_eq!(shown("6.5.2024, 10:05 CH Media"), "2024-05-06T10:05:00Z");
    assert_eq!(shown("6. Mai 2024, 10:05 P. Müller"), "2024-05-06T10:05:00Z");
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
fn years_of_two_digits_are_read_where_the_line_holds_little_else() {
    for (language, line) in [
        ("nl", "06-05-24, 08:30"),
        ("no", "06.05.24 08:30"),
        ("he", "08:30, 06.05.24"),
        ("es", "06/05/24 08:30"),
        ("fr", "Publié le 06/05/24 à 08h30"),
        ("en-US", "5/6/24 8:30 am"),
        ("en", "6 May 24 8:30"),
        ("ko", "24.05.06 08:30"),
    ] {
        let above = format!("<h1>The ferry</h1><p>{line}</p>");
        let head = format!("lang={language}><head>");
        assert_eq!(published(&head, &above), "2024-05-06T08:30:00Z", "{line}");
    }
    let count = "<h1>The ferry</h1><p>Seats: 12/10/24</p>";
    assert_eq!(published("><head>", count), "");
}

#[test]
fn years_are_counted_as_in_the_pages_country() {
    for (language, line) in [
        ("fa", "۱۵ اسفند ۱۴۰۲"),
        ("fa", "۱۴۰۲/۱۲/۱۵"),
        ("fa", "سه‌شنبه / ۱۵ اسفند ۱۴۰۲"),
        ("ja", "更新日：令和6年3月5日"),
        ("ja", "R6.3.5"),
        ("zh-TW", "發布日期：113-03-05"),
        ("zh-TW", "113年3月5日"),
        ("zh-TW", "中華民國113年3月5日"),
        ("th", "5 มี.ค. 2567"),
        ("th", "5 มี.ค. 67"),
    ] {
        let above = format!("<h1>The ferry</h1><p>{line}</p>");
        let head = format!("lang={language}><head>");
        assert_eq!(published(&head, &above), "2024-03-05T00:00:00Z", "{line}");
    }
    let of = |language: &str, line: &str| {
        published(&format!("lang={language}><head>"), &format!("<h1>The ferry</h1><p>{line}</p>"))
    };
    assert_eq!(of("ja", "令和元年5月6日"), "2019-05-06T00:00:00Z");
    assert_eq!(of("ja", "平成30年3月5日"), "2018-03-05T00:00:00Z");
    assert_eq!(of("fa", "۱۵ اسفند ۱۴۰۲ - ۱۴:۰۵"), "2024-03-05T14:05:00Z");
    // Nobody else counts so.
    assert_eq!(of("en", "R6.3.5"), "");
    assert_eq!(of("en", "113-03-05"), "");
}

#[test]
fn a_month_is_the_one_that_the_pages_language_calls_so() {
    for (language, line, month) in [
        ("hr", "5. listopada 2024.", 10),
        ("hr", "5. srpnja 2024.", 7),
        ("hr", "5. lipnja 2024.", 6),
        ("pl", "5 listopada 2024", 11),
        ("pl", "5 lis 2024", 11),
        ("pl", "5 lip 2024", 7),
        ("cs", "5. listopadu 2024", 11),
        ("cs", "5. srp 2024", 8),
        ("uk", "5 листопада 2024", 11),
        ("bg", "5 януари 2024", 1),
        ("sr", "5. фебруар 2024.", 2),
        ("mk", "5 декември 2024", 12),
        ("ar", "5 كانون الثاني 2024", 1),
        ("ar", "5 تشرين الأول 2024", 10),
        ("ar", "5 ابريل 2024", 4),
        ("ar", "5 أفريل 2024", 4),
        ("ar", "5 غشت 2024", 8),
        ("hi", "5 अक्तूबर 2024", 10),
        ("mr", "5 सप्टेंबर 2024", 9),
        ("ne", "5 डिसेम्बर 2024", 12),
        ("bn", "৫ জানুয়ারী ২০২৪", 1),
        ("et", "5. juuli 2024", 7),
        ("is", "5. nóvember 2024", 11),
        ("fr", "5 AOUT 2024", 8),
        ("de", "5. Jänner 2024", 1),
        ("de", "05. Mrz 2024", 3),
        ("id", "5 Agt 2024", 8),
        ("ms", "5 Mac 2024", 3),
        ("vi", "5 Tháng Ba, 2024", 3),
        ("vi", "5 Tháng Mười Một, 2024", 11),
        ("be", "5 сакавіка 2024", 3),
        ("kk", "2024 ж. 5 наурыз", 3),
        ("cy", "5 Gorffennaf 2024", 7),
        ("eu", "2024ko martxoaren 5a", 3),
        ("ga", "5 Deireadh Fómhair 2024", 10),
        ("az", "5 sentyabr 2024", 9),
        ("gl", "5 de xuño de 2024", 6),
        ("fil", "Hulyo 5, 2024", 7),
    ] {
        let above = format!("<h1>The ferry</h1><p>{line}</p>");
        let head = format!("lang={language}><head>");
        assert_eq!(
            published(&head, &above),
            format!("2024-{month:02}-05T00:00:00Z"),
            "{language} {line}"
        );
    }
}

#[test]
fn a_zone_behind_a_blank_is_a_zone() {
    let head = "><head><meta name=pubdate content='2024-05-06T10:30:00 +0100'>";
    assert_eq!(published(head, "<h1>The ferry</h1>"), "2024-05-06T09:30:00Z");
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
