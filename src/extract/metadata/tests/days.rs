//! What is promised of how days and times are read.

use super::dates::{dated, published};

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
fn the_day_of_the_week_tells_which_number_is_the_month() {
    for (language, line, expected) in [
        ("en", "Submitted on Mon, 03/01/2021 - 10:14", "2021-03-01"),
        ("en", "Monday, 01/03/2021", "2021-03-01"),
        ("en-US", "Monday 01/03/2021", "2021-03-01"),
        ("fr", "lundi, 03/01/2021", "2021-03-01"),
        ("de", "Montag, 01/03/2021", "2021-03-01"),
        ("en", "Tuesday, 03/01/2021", "2021-01-03"),
    ] {
        let page = format!("<h1>The ferry</h1><p>{line}</p>");
        let found = published(&format!("lang={language}><head>"), &page);
        assert_eq!(&found[..10], expected, "{line}");
    }
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
fn a_day_in_the_text_says_nothing_against_the_metadata() {
    let first = "The old ferry crossed the sound again, forty years after it was sold, and half the island stood on the quay.";
    for day in [
        "<h2>12 August 2019</h2>",
        "<p><strong>12 August 2019</strong></p>",
        "<h2>2 October 2025</h2>",
    ] {
        let body = format!("<h1>The ferry that came back</h1><p>{first}</p>{day}<p>{first}</p>");
        let head = "><head><meta property='article:published_time' content='2023-09-30T07:05:00Z'>";
        assert_eq!(published(head, &body), "2023-09-30T07:05:00Z", "{day}");
    }
}
