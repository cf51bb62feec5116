//! What an article may hold, and looks like furniture to whoever reads classes and first words alone.

use super::{FIRST, SECOND, THIRD, page, read};
use crate::extract::Doubt;

/// The text of an article with this in its middle.
pub(in crate::extract) fn with(middle: &str) -> String {
    read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p>{middle}<p>{THIRD}</p>"))).body.to_text()
}

/// Each of these lines stands in the text, in this order.
#[track_caller]
pub(super) fn holds(text: &str, lines: &[&str]) {
    let mut from = 0;
    for line in lines {
        let at = text[from..].find(line).unwrap_or_else(|| panic!("without {line:?}: {text}"));
        from += at + line.len();
    }
}

#[test]
fn a_class_that_names_each_paragraph_takes_nothing_away_between_them() {
    for class in ["article-text", "body-text", "ArticleBody_paragraph__x", "rich-text", "prose"] {
        let paragraph = |text: &str| format!("<p class=\"{class}\">{text}</p>");
        let body = format!(
            "{}{}<h2>What the bell said</h2><ul><li>It was cast in 1804.</li><li>It rings a little flat.</li></ul>{}",
            paragraph(FIRST),
            paragraph(SECOND),
            paragraph(THIRD)
        );
        let html = format!(
            "<html><head><title>The ferry that came back</title></head><body><main><h1>The ferry that came back</h1>{body}</main></body></html>"
        );
        let text = read(&html).body.to_text();
        holds(&text, &["What the bell said", "cast in 1804.", "a little flat.", THIRD]);
    }
}

#[test]
fn what_stands_plainly_between_two_parts_of_a_body_is_of_it() {
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><article><h1>The ferry that came back</h1>\
         <div class=\"article-body\"><p>{FIRST}</p><p>{SECOND}</p></div><h2>The first winter</h2>\
         <ul><li>Nine divers went down</li><li>Two boats came back</li></ul>\
         <div class=\"article-body\"><p>{THIRD}</p><p>{FIRST} Twice.</p></div></article></body></html>"
    );
    holds(
        &read(&html).body.to_text(),
        &[SECOND, "The first winter", "Nine divers", "Two boats", THIRD],
    );
}

#[test]
fn what_looks_like_an_agency_within_the_text_does_not_end_it() {
    let long: String = (0..9).map(|at| format!("<p>{FIRST} {at}. {SECOND} {THIRD}</p>")).collect();
    let table = "<table><tr><th>Year</th><th>Boats</th></tr><tr><td>1990</td><td>n/a</td></tr><tr><td>2000</td><td>Reuters</td></tr></table>";
    for middle in [table, "<h2>Bloomberg</h2>", "<ul><li>src/lib</li><li>and/or</li></ul>"] {
        let text = read(&page(&format!("{long}{middle}<p>The bell is silent now, he said.</p>")));
        holds(&text.body.to_text(), &[THIRD, "The bell is silent now"]);
    }
}

#[test]
fn cells_stand_in_their_columns_and_a_table_keeps_its_caption() {
    let table = "<table><caption>Boats by town</caption><tr><th>Town</th><th>2023</th><th>2024</th><th>Notes</th></tr>\
        <tr><td>Lund</td><td></td><td>7</td><td>Comments</td></tr><tr><td>Wick</td><td>–</td><td>12 May 2024</td><td>Advertising</td></tr>\
        <tr><td colspan=\"2\">Both</td><td>9</td><td>Facebook</td></tr></table>";
    let found = read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p>{table}<p>{THIRD}</p>")));
    let text = found.body.to_text();
    holds(&text, &["Boats by town", "Town\t2023\t2024\tNotes", "Lund\t\t7\tComments"]);
    holds(&text, &["Wick\t–\t12 May 2024\tAdvertising", "Both\t\t9\tFacebook"]);
    let html = found.body.to_html();
    holds(&html, &["<td>Lund</td><td></td><td>7</td>", "<td>Both</td><td></td><td>9</td>"]);
    // A table of links is one, where its columns have heads.
    let rows: String = (1990..1996)
        .map(|year| {
            format!(
                "<tr><td>{year}</td><td><a href=\"/w/{year}\">The winner of that year</a></td></tr>"
            )
        })
        .collect();
    holds(
        &with(&format!("<table><tr><th>Year</th><th>Winner</th></tr>{rows}</table>")),
        &["1990", "1995"],
    );
}

#[test]
fn a_link_that_was_never_closed_hides_no_article() {
    let body = format!(
        "<a href=\"/news\">News</div><div class=\"article\"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{FIRST} Twice.</p><p>{SECOND} Twice.</p></div>"
    );
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><div><h1>The ferry that came back</h1>{body}</body></html>"
    );
    let found = read(&html);
    holds(&found.body.to_text(), &[FIRST, SECOND, THIRD]);
    assert!(!found.reasons.contains(&Doubt::Listing), "{:?}", found.reasons);
    assert!(!found.body.to_html().contains("/news"), "the link is none of the text's");
}

#[test]
fn what_a_heading_is_called_in_addresses_says_nothing_of_it() {
    for slug in [
        "the-price",
        "related-work",
        "survey-results",
        "comments-on-the-method",
        "ad-hoc-repairs",
        "social-life",
    ] {
        let heading = slug.replace('-', " ");
        for markup in [
            format!("<h2 id=\"{slug}\">{heading}</h2>"),
            format!("<h2><span class=\"mw-headline\" id=\"{slug}\">{heading}</span></h2>"),
        ] {
            holds(
                &with(&format!("{markup}<p>{FIRST} And so it was.</p>")),
                &[&heading, "And so it was."],
            );
        }
        let section = format!(
            "<section id=\"{slug}\"><h2>{heading}</h2><p>{FIRST} And so it was.</p></section>"
        );
        holds(&with(&section), &[&heading, "And so it was."]);
    }
}

#[test]
fn a_section_whose_heading_only_begins_as_furniture_does_is_one_of_the_text() {
    for heading in [
        "Similar cases elsewhere",
        "Previous attempts",
        "More on the closed roads",
        "Empfehlungen der Gutachter",
        "Diskussion im Landtag",
        "« Partager la mer »",
        "関連死の記憶も",
        "分享经验",
        "관련 예산은 어디서",
    ] {
        let section = format!(
            "<h2>{heading}</h2><p>And so it was, said the keeper, and left it at that.</p>"
        );
        let text = read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>{section}")));
        holds(&text.body.to_text(), &[heading, "And so it was"]);
    }
}

#[test]
fn a_sentence_that_begins_as_furniture_does_is_one_of_the_text() {
    for sentence in [
        "Подробнее говорить о смете в мэрии не стали.",
        "شارك في الحفل وزراء من خمس دول.",
        "विज्ञापन पर एक रुपया भी ख़र्च नहीं हुआ।",
        "更多的市民选择步行过桥。",
        "Retrouvez la mer, dit une affiche.",
        "Dieser Artikel wurde am 4. April korrigiert: Der Umweg ist elf, nicht zwölf Kilometer lang.",
        "This article was originally published with a wrong date. It has been corrected.",
    ] {
        holds(&with(&format!("<p>{sentence}</p>")), &[SECOND, sentence, THIRD]);
    }
    let list = "<ul><li>Telegram, for the old</li><li>Comments on the church door</li><li>A drum, for fires</li></ul>";
    holds(&with(list), &["Telegram, for the old", "Comments on the church door", "A drum"]);
}

#[test]
fn a_sentence_with_the_name_of_who_signs_is_no_byline() {
    let html = page(&format!(
        "<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>Ada Lund will try again in May.</p>"
    ));
    holds(&read(&html).body.to_text(), &["Ada Lund will try again in May."]);
}

#[test]
fn text_beside_a_picture_is_no_caption() {
    let media = "<div class=\"wp-block-media-text\"><figure class=\"wp-block-media-text__media\"><img src=\"/a.jpg\"></figure>\
         <div class=\"wp-block-media-text__content\"><p>The keeper counts the boats by hand, as he always has, and writes them down.</p></div></div>";
    holds(&with(media), &["The keeper counts the boats by hand"]);
    let boxes = "<div class=\"media\"><img src=\"/b.jpg\"><div class=\"media-body\"><h5>Salis Head</h5><p>A ship, in truth: the last of the coast, moored behind the museum.</p></div></div>";
    holds(&with(boxes), &["Salis Head", "A ship, in truth"]);
    let verse = "<figure class=\"verse\"><p>The sea is a door,<br>and nobody knocks.</p></figure>";
    holds(&with(verse), &["The sea is a door,", "and nobody knocks."]);
}

#[test]
fn questions_that_open_their_answers_and_lists_to_tick_off_stay() {
    for question in [
        "<div class=\"faq-row\"><button type=\"button\" class=\"faq-btn\">Are dogs allowed on the ferry?</button><div><p>They are, on a lead, and in winter the crew has biscuits for them.</p></div></div>",
        "<div class=\"tab\"><input type=\"checkbox\" id=\"q\"><label for=\"q\">Are dogs allowed on the ferry?</label><div>They are, on a lead, and in winter the crew has biscuits for them.</div></div>",
    ] {
        holds(&with(question), &["Are dogs allowed on the ferry?", "They are, on a lead"]);
    }
    let hidden = "<h3><button aria-expanded=\"false\" aria-controls=\"a1\">May I live on board?</button></h3><div id=\"a1\" hidden><p>Yes, for up to thirty nights a year, if the office knows of it beforehand.</p></div>";
    holds(&with(hidden), &["May I live on board?", "for up to thirty nights a year"]);
    let list = "<h2>What you need</h2><ul><li><label><input type=\"checkbox\"> Two pounds of fish, boned</label></li><li><label><input type=\"checkbox\"> A bucket of clean sea water</label></li></ul>";
    holds(&with(list), &["Two pounds of fish", "A bucket of clean sea water"]);
}

#[test]
fn the_last_lines_of_a_poem_and_of_a_script_without_full_stops_stay() {
    let text = read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>and the rocks went by like houses</p><p>their windows lit<br>a table laid</p>"))).body.to_text();
    holds(&text, &["and the rocks went by like houses", "their windows lit", "a table laid"]);
    let text = read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>เทศบาลจะตัดสินใจในเดือนตุลาคม</p><p>「これでやっと渡れます」</p>"))).body.to_text();
    holds(&text, &["เทศบาลจะตัดสินใจในเดือนตุลาคม", "「これでやっと渡れます」"]);
}

#[test]
fn whose_words_a_quote_has_stays_with_it() {
    let quote = "<blockquote><p>Nobody shall sail on a Sunday, nor on the day after.</p><footer>The charter of 1411</footer></blockquote>";
    holds(&with(quote), &["Nobody shall sail", "The charter of 1411"]);
}

#[test]
fn anchors_and_tools_of_headings_and_what_is_read_to_nobody_are_no_words_of_a_line() {
    let text = with(&format!(
        "<h2>History<span class=\"mw-editsection\">[<a href=\"/edit\">edit</a>]</span></h2><p>{FIRST} And so it was.</p>\
         <h2>Setup<a class=\"headerlink\" href=\"#setup\">¶</a></h2><p>{SECOND} <a href=\"https://a.example/plans\">The plans<span class=\"screen-reader-text\"> (opens in a new tab)</span></a> say so.</p>"
    ));
    holds(&text, &["History\n", "Setup\n", "The plans say so."]);
    let html = page(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"))
        .replace("</h1>", "<a href=\"#top\">¶</a></h1>");
    assert_eq!(read(&html).title.as_deref(), Some("The ferry that came back"));
}

#[test]
fn credits_prompts_and_rights_go_however_much_they_look_like_text() {
    for line in [
        "Image: Getty Images/AFP/J. Doe",
        "Sign up for our newsletter and never miss a story from the coast.",
        "Download our app for iOS and Android.",
        "© 2025 The Coast Courier, which was founded in 1804",
        "(Reporting by Ann Li in Haddon; Editing by Bo Ek)",
        "Tekst gaat door onder de foto",
    ] {
        let text = with(&format!("<p>{line}</p>"));
        assert!(!text.contains(line), "{line}: {text}");
        holds(&text, &[SECOND, THIRD]);
    }
}

#[test]
fn pictures_whose_names_speak_of_sizes_and_of_pixels_are_pictures() {
    let pictures = |html: &str| {
        read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p>{html}<p>{THIRD}</p>"))).images.len()
    };
    for name in ["quay-1081x1350.jpg", "quay-2121x1414.jpg", "google-pixel-9-photo.jpg"] {
        assert_eq!(pictures(&format!("<figure><img src=\"/{name}\"></figure>")), 1, "{name}");
    }
    for name in ["1x1.gif", "track-1x1.png?id=2", "pixel.gif"] {
        assert_eq!(pictures(&format!("<img src=\"/{name}\">")), 0, "{name}");
    }
}

#[test]
fn a_correction_stays_though_it_stands_in_a_footer() {
    let footer = "<footer class=\"correction\"><p>Correction, 4 May: the fare for children is three crowns, not two, as this article said before.</p></footer>";
    holds(&with(footer), &["the fare for children is three crowns"]);
}

#[test]
fn numbers_of_lines_are_no_column_of_the_code() {
    let code = "<table><tr><td><pre>1\n2\n3</pre></td><td><pre>let a = 1;\nlet b = 2;\nlet c = a + b;</pre></td></tr></table>";
    let found = read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p>{code}<p>{THIRD}</p>")));
    let html = found.body.to_html();
    assert!(
        html.contains("<pre>let a = 1;\nlet b = 2;\nlet c = a + b;</pre>")
            && !html.contains("<table>"),
        "{html}"
    );
}

#[test]
fn a_post_in_a_box_is_a_quote_with_its_link() {
    let post = "<div class=\"tweet\"><p>The bell is back, and a little flat, but it is ours and nobody else has one.</p><a href=\"https://social.example/@rail/1\">12 May 2024</a></div>";
    let found = read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p>{post}<p>{THIRD}</p>")));
    let html = found.body.to_html();
    holds(&html, &["<blockquote>", "The bell is back", "</blockquote>", THIRD]);
}

#[test]
fn a_body_that_only_a_script_has_is_worth_what_such_bodies_are() {
    let text: String = (0..9).map(|at| format!("<p>{FIRST} {at}. {SECOND}</p>")).collect();
    let state = serde_json::json!({ "props": { "article": { "title": "The ferry that came back", "body": text } } });
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><div id=\"root\"></div><script id=\"state\" type=\"application/json\">{state}</script></body></html>"
    );
    let found = read(&html);
    holds(&found.body.to_text(), &[FIRST, SECOND]);
    assert!((0.5..=0.6).contains(&found.quality), "{}", found.quality);
}

#[test]
fn a_sentence_that_tells_a_day_is_no_date_line() {
    for sentence in [
        "She died on 12 May 2021.",
        "The law took effect on January 1, 2025.",
        "Das Gesetz gilt ab 1. Januar 2025.",
        "Elle est morte le 12 mai 2021.",
        "会议于2025年3月5日在北京举行。",
    ] {
        let found =
            read(&page(&format!("<p>{FIRST}</p><p>{sentence}</p><p>{SECOND}</p><p>{THIRD}</p>")));
        holds(&found.body.to_text(), &[FIRST, sentence, SECOND]);
        let opening = read(&page(&format!("<p>{sentence}</p><p>{FIRST}</p><p>{SECOND}</p>")));
        let published = opening.published.expect("the page says when").at.to_string();
        assert_eq!(published, "2024-05-06T05:08:09Z", "{sentence}");
    }
    assert!(!with("<p>Published on 12 May 2021.</p>").contains("12 May"));
}

#[test]
fn an_interviewer_who_signs_still_asks() {
    let html = page(&format!(
        "<p>{FIRST}</p><p><strong>Ada Lund:</strong> Is it safe?</p><p>{SECOND}</p><p>Ada Lund: Why not?</p><p>{THIRD}</p>"
    ));
    holds(&read(&html).body.to_text(), &["Is it safe?", SECOND, "Why not?", THIRD]);
}

#[test]
fn below_the_headline_headings_of_its_level_are_subheads() {
    let html = format!(
        "<html><head><title>How we write</title></head><body><header><h1>How we write</h1></header><div class=\"page-body\">\
         <p>Our rules in short, for those who are new.</p><h1>Tone of voice</h1><p>{FIRST} {SECOND}</p><h1>The form</h1><p>{THIRD} {FIRST}</p></div></body></html>"
    );
    holds(&read(&html).body.to_text(), &["Our rules in short", "Tone of voice", "The form"]);
}

#[test]
fn a_short_standfirst_that_is_marked_as_one_stays() {
    let html = page(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>")).replace(
        "<div class=\"byline\">",
        "<p class=\"standfirst\">Islanders want to be paid</p><div class=\"byline\">",
    );
    holds(&read(&html).body.to_text(), &["Islanders want to be paid", FIRST]);
}

#[test]
fn what_happened_day_by_day_is_told_in_a_list_behind_the_text_too() {
    let days = "<h2>Timeline</h2><ul><li>2024-02-01: report received</li><li>2024-03-14: fix released</li></ul>";
    let html = page(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>{days}"));
    holds(&read(&html).body.to_text(), &[THIRD, "Timeline", "report received", "fix released"]);
}

#[test]
fn headings_of_the_first_level_that_the_title_is_none_of_head_parts_of_the_text() {
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><div class=post-title>The ferry that came back</div>\
         <div class=post-body><p>{FIRST}</p><h1>The bell</h1><p>{SECOND}</p><h1>The autumn</h1><p>{THIRD}</p></div></body></html>"
    );
    holds(&read(&html).body.to_text(), &["The bell\n", "The autumn\n"]);
}

#[test]
fn a_box_that_is_called_a_figure_and_who_said_a_quotation_are_text_and_a_lines_mark_is_none() {
    let said = "The line has said that it will pay for the tickets of all who were on board.";
    let text = with(&format!(
        "<figure class=callout><div>💡</div><div>{said}</div></figure><p>It rang for an hour, they said.<a href=#p3>¶</a></p>\
         <blockquote><p>We have a spare for everything but that.</p><figcaption>Bridge master Olga Thun</figcaption></blockquote>"
    ));
    holds(&text, &[said, "It rang for an hour, they said.\n", "Bridge master Olga Thun"]);
}

#[test]
fn a_quote_that_a_script_fades_in_stays() {
    let said = "Nobody asked me, and I would have said no.";
    let html = page(&format!(
        "<p>{FIRST}</p><figure><blockquote class=\"animation-segment-parent-hidden\">{said}</blockquote></figure><p>{SECOND}</p><p>{THIRD}</p>"
    ));
    holds(&read(&html).body.to_text(), &[FIRST, said, SECOND]);
}
