//! What stands in boxes, lists and tables of its own between the paragraphs of a text, and is of it.

use super::kept::{holds, with};
use super::{FIRST, SECOND, THIRD, page, paragraphs, read};

#[test]
fn headings_in_boxes_of_their_own_stay_with_the_text_that_they_head() {
    let part = |head: &str, text: &str| {
        format!(
            "<div class=\"component\"><div class=\"component-title\"><h2>{head}</h2></div></div>\
             <div class=\"component\"><div class=\"component-text wysiwyg-content\"><p>{text}</p><p>{text} Again.</p></div></div>"
        )
    };
    let promo = "<div class=\"component\"><h2>Meet our members</h2><p>They pay for all of this, one by one.</p></div>";
    let parts = [("The sale", FIRST), ("The bell", SECOND), ("The council", THIRD)];
    let body: String = parts.map(|(head, text)| part(head, text)).join(promo);
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><main><h1>The ferry that came back</h1>{body}</main></body></html>"
    );
    let text = read(&html).body.to_text();
    holds(&text, &["The bell", SECOND, "The council", THIRD]);
    assert!(!text.contains("Meet our members"), "{text}");
}

#[test]
fn a_heading_that_leads_to_what_it_is_about_stays() {
    let entry = |at: usize| {
        format!(
            "<section><header><h3><a href=\"https://trail{at}.example/\">The trail by the bay number {at}</a></h3></header>\
             <p>{SECOND} {at}.</p><p>{THIRD} {at}.</p></section>"
        )
    };
    let text = with(&(0..3).map(entry).collect::<String>());
    holds(&text, &["The trail by the bay number 0", SECOND, "The trail by the bay number 2"]);
}

#[test]
fn a_text_goes_on_behind_a_box_under_a_heading_of_furniture() {
    let related = "<h3>Auch interessant</h3><div class=\"box\"><a href=\"/a\"><img src=\"/a.jpg\"></a><div><a href=\"/a\"><strong>Die Fähre bekommt eine neue Glocke</strong></a></div></div>";
    let html = page(&format!(
        "<div class=\"article-body\">{}{related}<p>{SECOND}</p>{related}{}</div>",
        paragraphs(0..6),
        paragraphs(6..7)
    ));
    let text = read(&html).body.to_text();
    holds(&text, &["On day 5", SECOND, "On day 6"]);
    assert!(!text.contains("interessant") && !text.contains("Glocke"), "{text}");
}

#[test]
fn a_sentence_that_is_mostly_links_stays_in_a_box_of_its_own() {
    let linked = "It also <a href=\"/n/1\">co-ordinates the plans of all ferries</a> and <a href=\"/n/2\">rings their bells</a> at noon.";
    let boxed =
        |text: &str| format!("<div class=\"x1\"><div class=\"x2\"><p>{text}</p></div></div>");
    let body: String = [FIRST, SECOND, linked, THIRD].map(boxed).concat();
    holds(&read(&page(&body)).body.to_text(), &[SECOND, "It also co-ordinates", THIRD]);
}

#[test]
fn the_caption_of_a_picture_is_one_however_long_it_is() {
    let caption = format!("{SECOND} {THIRD} {FIRST} {SECOND}");
    let html = page(&format!(
        "{}<div class=\"wp-caption\"><img src=\"/q.jpg\"><p class=\"wp-caption-text\"><em>{caption}</em></p></div><p>{THIRD}</p>",
        paragraphs(0..20)
    ));
    let found = read(&html);
    assert!(!found.body.to_text().contains(&caption));
    assert_eq!(found.images[0].caption.as_deref(), Some(caption.as_str()));
}

#[test]
fn a_table_keeps_the_cells_that_say_the_same() {
    let same =
        "Only between the old quay and the new one, and only from May until the end of October.";
    let rows: String =
        (1..4).map(|at| format!("<tr><td>Ferry {at}</td><td>{same}</td></tr>")).collect();
    let table = format!("<table><tr><th>Name</th><th>Sails</th></tr>{rows}</table>");
    holds(&with(&table), &[&format!("Ferry 1\t{same}"), &format!("Ferry 3\t{same}")]);
}

#[test]
fn lists_of_what_stands_elsewhere_stay_and_lists_of_where_to_share_do_not() {
    let list = |items: &[(&str, &str)]| {
        let item = |(to, name): &(&str, &str)| format!("<li><a href=\"{to}\">{name}</a></li>");
        format!("<ul>{}</ul>", items.iter().map(item).collect::<String>())
    };
    let books = [
        ("https://one.example/a", "A history of the ferries"),
        ("https://two.example/b", "Bells, and who casts them"),
    ];
    holds(&with(&list(&books)), &["A history of the ferries", "Bells, and who casts them"]);
    let networks = [("https://one.example/a", "Facebook"), ("https://two.example/b", "LinkedIn")];
    let shares = [
        (
            "https://one.example/?u=https%3A%2F%2Fnews.example%2Fstory",
            "Share it with all your friends",
        ),
        ("https://two.example/?u=https%3A%2F%2Fnews.example%2Fstory", "Send it to your colleagues"),
    ];
    assert!(!with(&list(&networks)).contains("Facebook"));
    assert!(!with(&list(&shares)).contains("friends"));
}

#[test]
fn what_stands_between_two_parts_of_the_body_as_they_do_is_text() {
    for between in [
        "<div class=\"quote\"><p>“We stopped waiting for somebody.”</p><p>Morag Laidlaw</p></div>",
        "<div class=\"t\"><table><tr><td>Boats</td><td>Crew</td></tr><tr><td>Four</td><td>Nine of them</td></tr></table></div>",
        "<section><div>1,204</div><div>salmon counted in 2023</div></section>",
        "<div class=\"c\"><h2>What comes next</h2><p>The council decides in the spring what it pays for.</p></div>",
    ] {
        let body =
            |from: usize| format!("<div class=\"rich-text\">{}</div>", paragraphs(from..from + 4));
        let page = format!(
            "<html><body><main><h1>The ferry</h1>{}{between}{}</main></body></html>",
            body(0),
            body(4)
        );
        let text = read(&page).body.to_text();
        for line in ["somebody.”", "Nine of them", "salmon counted", "decides in the spring"] {
            assert!(!between.contains(line) || text.contains(line), "{line} in {text}");
        }
    }
    // Each part in a section of its own.
    let body = |from: usize| {
        format!("<section><div class=\"rich-text\">{}</div></section>", paragraphs(from..from + 4))
    };
    let figures = "<section><div>1,204</div><div>salmon counted in 2023</div></section>";
    let page = format!(
        "<html><body><main><h1>The ferry</h1>{}{figures}{}</main></body></html>",
        body(0),
        body(4)
    );
    assert!(read(&page).body.to_text().contains("salmon counted"));
    let card = "<div class=\"related\"><p>More of the harbour in our other reports.</p></div>";
    let page = format!(
        "<html><body><main><h1>The ferry</h1><div class=\"rich-text\">{}</div>{card}<div class=\"rich-text\">{}</div></main></body></html>",
        paragraphs(0..4),
        paragraphs(4..8)
    );
    assert!(!read(&page).body.to_text().contains("other reports"));
}

#[test]
fn captions_outside_of_figures_are_their_pictures() {
    for markup in [
        "<div class=\"wp-caption\"><img src=\"/a.jpg\"><p class=\"wp-caption-text\">WORDS</p></div>",
        "<div class=\"img\"><img src=\"/a.jpg\"><div class=\"caption\">WORDS</div></div>",
        "<p><img src=\"/a.jpg\"><br><em>WORDS</em></p>",
        "<p><img src=\"/a.jpg\"></p><p class=\"caption\">WORDS</p>",
        "<div class=\"thumb\"><img src=\"/a.jpg\"><div class=\"thumbcaption\">WORDS</div></div>",
    ] {
        let words = "The old ferry at the quay";
        let page =
            page(&format!("<p>{FIRST}</p>{}<p>{SECOND}</p>", markup.replace("WORDS", words)));
        let found = read(&page);
        assert_eq!(found.images[0].caption.as_deref(), Some(words), "{markup}");
        assert!(!found.body.to_text().contains(words), "{markup}");
    }
}

#[test]
fn a_caption_is_that_of_one_picture_alone() {
    let markup = "<p><img src=\"/a.jpg\"></p><figure><figcaption>The old ferry</figcaption><img src=\"/b.jpg\"></figure>";
    let found = read(&page(&format!("<p>{FIRST}</p>{markup}<p>{SECOND}</p>")));
    let captions: Vec<_> = found.images.iter().map(|image| image.caption.as_deref()).collect();
    assert_eq!(captions, [None, Some("The old ferry")]);
}

#[test]
fn what_a_figure_says_of_a_quotation_or_a_table_stays() {
    for held in [
        "<blockquote><p>We are ready for the winter.</p></blockquote>",
        "<table><tr><th>Boat</th><th>Crew</th></tr><tr><td>Old</td><td>Four</td></tr></table>",
    ] {
        let figure = format!(
            "<figure>{held}<figcaption>Agnès Lamothe, of the harbour office</figcaption></figure>"
        );
        let text = read(&page(&format!("<p>{FIRST}</p>{figure}<p>{SECOND}</p>"))).body.to_text();
        assert!(text.contains("Agnès Lamothe"), "{text}");
    }
}

#[test]
fn a_line_that_two_breaks_part_from_a_picture_is_a_paragraph() {
    let line = "At six we set out, and nobody was on the road but us.";
    let body = format!("{FIRST}<br><br><img src=\"/a.jpg\"><br><br>{line}<br><br>{SECOND}");
    assert!(read(&page(&body)).body.to_text().contains(line));
}

#[test]
fn what_some_screens_show_and_what_a_tab_unfolds_is_text() {
    let line = "It sails until the autumn, and then the council decides what to do with it.";
    for markup in ["<div class=\"d-none d-md-block\">", "<div role=\"tabpanel\" hidden>"] {
        let page = page(&format!("<p>{FIRST}</p>{markup}<p>{line}</p></div><p>{SECOND}</p>"));
        assert!(read(&page).body.to_text().contains(line), "{markup}");
    }
}

#[test]
fn facts_at_the_end_of_a_text_are_text() {
    for (markup, line) in [
        ("<dl><dt>Distance</dt><dd>61 km</dd><dt>Climb</dt><dd>420 m</dd></dl>", "420 m"),
        ("<p><strong>Rating: 8/10</strong></p>", "Rating: 8/10"),
    ] {
        let all = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>{markup}");
        let text = read(&page(&all)).body.to_text();
        assert!(text.contains(line), "{line} in {text}");
    }
    let label = "<p><strong>Tips</strong></p>";
    let all = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>{label}");
    let text = read(&page(&all)).body.to_text();
    assert!(!text.contains("Tips"), "{text}");
}

#[test]
fn the_heading_of_the_first_part_stays_as_those_of_the_others_do() {
    let post = |head: &str, from: usize| {
        format!(
            "<li><h3>{head}</h3><div class=\"post__body\">{}</div></li>",
            paragraphs(from..from + 2)
        )
    };
    let posts = post("Ferries cancelled", 0) + &post("School closed", 2) + &post("Roads open", 4);
    let page = format!("<html><body><main><h1>The storm</h1><ol>{posts}</ol></main></body></html>");
    holds(&read(&page).body.to_text(), &["Ferries cancelled", "School closed", "Roads open"]);
}

#[test]
fn a_remark_that_stands_aside_between_two_paragraphs_is_text() {
    let remark = "The sensor also moves with the tide, so take the mean.";
    for aside in [
        format!("<aside class=\"msg message\"><span>!</span><div><p>{remark}</p></div></aside>"),
        format!(
            "<aside aria-label=\"Tip\"><p aria-hidden=\"true\">Tip</p><div><p>{remark}</p></div></aside>"
        ),
        format!("<aside>{remark}</aside>"),
        format!("<aside role=\"note\"><p>{remark}</p><p>Nothing else moves it.</p></aside>"),
    ] {
        holds(&with(&aside), &[SECOND, remark, THIRD]);
    }
    let bell = &SECOND[..SECOND.find(',').unwrap()];
    for aside in [
        format!("<aside><p>{bell}</p></aside>"),
        "<aside><p>“It came in as it had gone out, and we stood there.”</p></aside>".to_owned(),
        "<aside><p>Our letter comes on Mondays, and tells what happened. <a href=\"/l\">Get it</a></p></aside>".to_owned(),
        "<aside><img src=\"/ada.jpg\" alt=\"\"><p>Ada Lund has written about boats since 2001.</p></aside>".to_owned(),
    ] {
        let text = with(&aside);
        assert_eq!(text.split('\n').filter(|line| !line.is_empty()).count(), 3, "{text}");
    }
}

#[test]
fn a_form_with_nothing_to_fill_in_wraps_text() {
    let form = |fields: &str| {
        with(&format!(
            "<form method=\"post\" class=\"usertext\"><input type=\"hidden\" name=\"t\">{fields}<div><p>{SECOND} He did.</p></div></form>"
        ))
    };
    holds(&form(""), &["He did."]);
    for field in
        ["<input name=\"q\">", "<select></select>", "<textarea></textarea>", "<button>Go</button>"]
    {
        assert!(!form(field).contains("He did."), "{field}");
    }
}

#[test]
fn what_a_table_or_a_program_is_called_is_no_caption_of_a_picture() {
    let table =
        "<table><tr><th>Ferry</th><th>Bells</th></tr><tr><td>Old</td><td>2</td></tr></table>";
    for (name, matter) in
        [("table", table), ("listing", "<pre><code>ring(2)\nring(3)</code></pre>")]
    {
        for open in
            ["<p class=\"caption\">", "<div class=\"caption\">", "<div class=\"table-caption\">"]
        {
            let called = format!("The bells, as a {name}.");
            let close = if open.starts_with("<p") { "</p>" } else { "</div>" };
            let text = with(&format!("<div class=\"box\">{open}{called}{close}{matter}</div>"));
            holds(&text, &[&called]);
        }
    }
    let picture =
        "<div class=\"box\"><img src=\"/b.jpg\"><p class=\"caption\">The bells.</p></div>";
    assert!(!with(picture).contains("The bells."));
}

#[test]
fn several_credits_without_a_picture_are_those_of_the_work() {
    let credits = "<div class=\"film-credits\"><p>Director: Ada Penrose. Cast: Owen Lloyd, Hanna Pryce.</p>\
         <p>Running time: 112 minutes. In cinemas from Friday.</p></div>";
    holds(&with(credits), &["Director: Ada Penrose.", "Running time: 112 minutes."]);
    let picture = "<figure><img src=\"/b.jpg\"><div class=\"credits\"><p>Ada Penrose</p><p>Bell Pictures</p></div></figure>";
    assert!(!with(picture).contains("Bell Pictures"));
}
