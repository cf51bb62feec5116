//! What stands within a text and is lost easily: the days of a chronicle, points above the body, signs.

use super::kept::{holds, with};
use super::{FIRST, SECOND, THIRD, page, read};

#[test]
fn the_days_of_a_chronicle_stay_with_their_entries() {
    let days = ["12 May 2024", "3 June 2024", "20 June 2024"];
    for (open, close) in [
        ("<p><strong>", "</strong></p>"),
        ("<div class=\"timeline-date\">", "</div>"),
        ("<h4>", "</h4>"),
        ("<p>", "</p>"),
    ] {
        let chronicle: String = days
            .iter()
            .map(|day| format!("{open}{day}{close}<p>{SECOND} {day}, too.</p>"))
            .collect();
        holds(&with(&chronicle), &days);
    }
    // One day alone is that of the page, and the days of comments follow names.
    assert!(!with("<p>12 May 2024</p>").contains("12 May 2024"));
    let thread: String = days
        .iter()
        .map(|day| format!("<p><a href=\"/u/ek\">Bo Ek</a></p><p>{day}</p><p>{SECOND} {day}.</p>"))
        .collect();
    assert!(!with(&thread).contains("12 May 2024\n"));
}

#[test]
fn the_days_that_the_text_tells_of_stay_and_are_none_of_its_own() {
    let text = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>");
    let told = |lines: &str| {
        let html = format!(
            "<html><head><title>The ferry that came back</title></head><body><h1>The ferry that came back</h1>\
             <div class=body>{text}{lines}</div></body></html>"
        );
        let read = read(&html);
        // That is the day of its address.
        let day = read.published.map(|day| day.at.to_string()).unwrap_or_default();
        assert!(day.starts_with("2024-05-06") && read.authors.is_empty(), "{lines}: {read:?}");
        read.body.to_text()
    };
    for (lines, kept) in [
        (
            "<h3>When and where</h3><p>Friday, February 14, 2025<br>4:00 PM - 7:00 PM<br>Old Mill Hall</p>",
            "Friday, February 14, 2025\n4:00 PM - 7:00 PM\nOld Mill Hall",
        ),
        (
            "<h3>Where it sails</h3><ul><li>3 March 2025, Oban</li><li>4 March 2025, Tarbet</li></ul>",
            "3 March 2025, Oban\n\n4 March 2025, Tarbet",
        ),
        (
            "<h3>Tickets</h3><ul><li>Deadline: 14 February 2025</li><li>Place: Old Mill Hall</li></ul>",
            "Deadline: 14 February 2025",
        ),
        ("<dl><dt>Second crossing</dt><dd>14 February 2025</dd></dl>", "14 February 2025"),
    ] {
        let text = told(lines);
        assert!(text.contains(kept), "{lines}: {text}");
    }
}

#[test]
fn points_above_the_body_are_of_the_article() {
    let points = "<div class=\"points\"><ul><li>The ferry crossed the sound on Monday for the first time.</li>\
        <li>Its bell was kept in an office for forty years, and rang again.</li></ul></div>";
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><article><h1>The ferry that came back</h1>{points}\
         <div class=\"article-body\"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></article></body></html>"
    );
    holds(&read(&html).body.to_text(), &["for the first time.", "rang again.", FIRST]);
    // A long body is looked for within its own container.
    let long: String = (0..20).map(|at| format!("<p>{SECOND} {at}. {THIRD}</p>")).collect();
    let points = points.replace("<ul>", "<h2>Key points</h2><ul>");
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><article><header><h1>The ferry that came back</h1></header>{points}\
         <div class=\"article-body\">{long}</div></article></body></html>"
    );
    holds(
        &read(&html).body.to_text(),
        &["Key points", "for the first time.", "rang again.", SECOND],
    );
}

#[test]
fn a_picture_that_stands_for_a_character_is_read_as_it() {
    let line = "<p>The harbour master was glad <img class=\"emoji\" alt=\"🙂\" src=\"/e/1.png\"> and rang the bell <img class=\"wp-smiley\" alt=\":)\" src=\"/e/2.png\"> for all.</p>";
    holds(&with(line), &["was glad 🙂 and rang the bell :) for all."]);
}

#[test]
fn a_refrain_stands_as_often_as_it_is_sung() {
    let refrain =
        "Row, boys, row, the tide is coming in,<br>row, boys, row, and let the bell begin.";
    let song: String = (1..4)
        .map(|at| {
            format!("<p>The {at}. boat is gone,<br>the sea is dark and long.</p><p>{refrain}</p>")
        })
        .collect();
    let text = with(&song);
    assert_eq!(text.matches("let the bell begin").count(), 3, "{text}");
}

#[test]
fn who_is_quoted_and_the_days_of_a_table_stay() {
    let quote = "<blockquote><p>It rings a little flat, but it is ours, and nobody else has one.</p><span class=\"author\">Ruth Calder, pilot</span></blockquote>";
    holds(&with(quote), &["nobody else has one.", "Ruth Calder, pilot"]);
    let table = "<table><tr><th>Day</th><th>Boat</th></tr><tr><td class=\"date\">3 May 2025</td><td>Anna</td></tr><tr><td class=\"date\">4 May 2025</td><td>Berta</td></tr></table>";
    holds(&with(table), &["3 May 2025", "4 May 2025"]);
}

#[test]
fn a_box_of_facts_is_of_the_article_in_whatever_element_it_stands() {
    for element in ["aside", "div"] {
        let facts = format!(
            "<{element} class=\"faktbox\"><h3>The ferry</h3><ul><li>Built in 1951</li><li>Sold in 1984</li></ul></{element}>"
        );
        holds(&with(&facts), &["The ferry", "Built in 1951", "Sold in 1984"]);
    }
    let maker = "<aside class=\"manufacturer\"><h3>The yard</h3><p>It builds boats, and sells paint for them as well.</p></aside>";
    assert!(!with(maker).contains("sells paint"));
}

#[test]
fn lines_of_code_in_boxes_of_their_own_are_one_piece_of_code() {
    let line = |code: &str| {
        format!("<div class=\"line\"><div class=\"code\"><span>{code}</span></div></div>")
    };
    let lines: String = ["import gauge", "# read once", "print(gauge.level())"].map(line).concat();
    let many: String = (0..9).map(|at| format!("<p>{SECOND} {at}. {THIRD}</p>")).collect();
    let found = read(&page(&format!(
        "{many}<figure><pre><code>{lines}</code></pre></figure><p>{FIRST}</p>"
    )));
    let html = found.body.to_html();
    assert!(html.contains("<pre>import gauge\n# read once\nprint(gauge.level())</pre>"), "{html}");
}

#[test]
fn a_correction_in_the_articles_footer_stays() {
    let note = "Correction, 4 May: The fare for children is three euros, not two, as an earlier version said.";
    let footer =
        format!("<footer class=\"story-footer\"><div class=\"note\"><p>{note}</p></div></footer>");
    holds(&with(&footer), &[note]);
}

#[test]
fn short_points_stay_with_the_long_ones_beside_them() {
    for list in [
        "<ul class=\"a\"><li>The ferry crossed the sound on Monday for the first time.</li><li>Costs up 40%</li></ul>",
        "<ul><li>The ferry crossed the sound on Monday for the first time.</li></ul><ul><li>Costs up 40%</li></ul>",
        "<ul><li><p>The ferry crossed the sound on Monday for the first time</p></li><li><p>Costs up 40%</p></li></ul>",
        "<section><h2>Summary</h2><ul><li><p>The ferry crossed the sound for the first time</p></li><li><p>Costs up 40%</p></li></ul></section>",
    ] {
        let html = format!(
            "<html><head><title>The ferry that came back</title></head><body><article><h1>The ferry that came back</h1><div class=\"byl\">By Jo Bell</div>{list}\
             <div class=\"article-body\"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></article></body></html>"
        );
        holds(&read(&html).body.to_text(), &["for the first time", "Costs up 40%", FIRST]);
    }
}

#[test]
fn a_sentence_under_the_headline_is_a_standfirst_without_any_mark() {
    let standfirst =
        "Two winters of protest end with a vote late in the night, and a bell that rings again.";
    for element in ["p class=\"x1\"", "h2 class=\"sc-1abc\"", "div class=\"text-xl\""] {
        let name = element.split(' ').next().unwrap_or_default();
        let html = format!(
            "<html><head><title>The ferry that came back</title></head><body><main><h1>The ferry that came back</h1><{element}>{standfirst}</{name}>\
             <div class=\"byl\">By Jo Bell</div><div class=\"article-body\"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></main></body></html>"
        );
        holds(&read(&html).body.to_text(), &[standfirst, FIRST]);
    }
    let bio = "Jo Bell has written of boats and of the sea for this paper since the year 2004.";
    let html = format!(
        "<html><head><title>The ferry that came back</title><meta name=\"author\" content=\"Jo Bell\"></head><body><main><h1>The ferry that came back</h1>\
         <div>By Jo Bell</div><p>{bio}</p><div class=\"article-body\"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></main></body></html>"
    );
    assert!(!read(&html).body.to_text().contains(bio));
}

#[test]
fn a_heading_above_the_text_that_tells_a_day_or_a_name_is_the_pages() {
    let html = |heading: &str, text: &str| {
        format!(
            "<html><head><title>The ferry that came back</title><meta name=\"author\" content=\"Ada Lund\"></head><body><div class=\"article\">\
             <h1>The ferry that came back</h1>{heading}<p>{FIRST}</p><p>{SECOND}</p>{text}<p>{THIRD}</p></div></body></html>"
        )
    };
    for heading in [
        "<h6 class=\"dateline\">Tuesday, 14 October 2025</h6>",
        "<h4 class=\"date\">October 14, 2025</h4>",
        "<h6>14. Oktober 2025</h6>",
        "<h4>By Ada Lund, October 14, 2025</h4>",
        "<h2>Ada Lund</h2>",
    ] {
        let found = read(&html(heading, "<h3>A bell in the office</h3>"));
        let text = found.body.to_text();
        assert!(text.starts_with(FIRST), "{text}");
        holds(&text, &["A bell in the office"]);
    }
    let text = read(&html("<h3>14 October 2025</h3>", "<h3>15 October 2025</h3>")).body.to_text();
    holds(&text, &["14 October 2025", FIRST, "15 October 2025"]);
}

#[test]
fn the_heading_right_below_the_headline_is_a_standfirst_without_a_full_stop() {
    let html = |heading: &str| {
        format!(
            "<html><head><title>The ferry that came back after forty years | The Courier</title></head><body><article><h1>The ferry that came back</h1>{heading}\
             <div><time datetime=\"2025-10-14\">14 October 2025</time></div><div class=\"article-body\"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></article></body></html>"
        )
    };
    for words in [
        "Ottocentomila euro per la ruota ferma",
        "Revenue up 4%; a bell was sold",
        "四十年前に売られた船が帰る",
    ] {
        let found = read(&html(&format!("<h2 class=\"a_st\">{words}</h2>")));
        holds(&found.body.to_text(), &[words, FIRST]);
    }
    for heading in [
        "<h2>Ferry that came back after forty years</h2>",
        "<h2>News of the harbour</h2>",
        "<div><h2>Ottocentomila euro per la ruota ferma</h2></div>",
        "<h3>By Ravi Kumar, October 14, 2025</h3>",
    ] {
        let text = read(&html(heading)).body.to_text();
        assert!(text.starts_with(FIRST), "{text}");
    }
}

#[test]
fn a_day_under_a_heading_within_the_text_is_that_of_what_is_told() {
    let opening = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>");
    let event = |open: &str, close: &str, class: &str| {
        format!(
            "{open}Visitation{close}<p{class}>Tuesday, October 14, 2025</p><p>4:00 - 7:00 pm</p><p>Legacy Chapel, by the quay.</p>"
        )
    };
    for (open, close) in [("<h3>", "</h3>"), ("<p><strong>", "</strong></p>")] {
        for class in ["", " class=\"date\""] {
            let event = event(open, close, class);
            let lines = ["Visitation", "Tuesday, October 14, 2025", "4:00 - 7:00 pm"];
            for end in ["", "<p>It rained all the while, and nobody minded much.</p>"] {
                holds(&read(&page(&format!("{opening}{event}{end}"))).body.to_text(), &lines);
            }
        }
    }
    // What came out on a day is not told, and neither is when an entry that leads elsewhere did.
    for lines in [
        "<h3>Visitation</h3><p>Updated October 14, 2025</p><p>4:00 - 7:00 pm</p>",
        "<h3><a href=\"/v\">Visitation</a></h3><p>October 14, 2025</p><p>4:00 - 7:00 pm</p>",
    ] {
        let text = read(&page(&format!("{opening}{lines}<p>{THIRD} Again.</p>"))).body.to_text();
        assert!(!text.contains("October 14"), "{text}");
    }
}
