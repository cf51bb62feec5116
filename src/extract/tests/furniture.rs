//! What is taken out of an article, and what is not.

use super::site::{ENGLISH, site};
use super::{FIRST, SECOND, THIRD, page, read};

const TITLE: &str = "The ferry that came back";

/// The text of an article with this in its middle.
fn with(middle: &str) -> String {
    read(&site(&ENGLISH, TITLE, &format!("<p>{FIRST}</p><p>{SECOND}</p>{middle}<p>{THIRD}</p>")))
        .body
        .to_text()
}

#[test]
fn what_no_reader_calls_the_article_is_taken_out() {
    let plain = [FIRST, SECOND, THIRD].join("\n\n");
    for furniture in [
        // Skip links, navigation, breadcrumbs.
        "<a class=\"skip-link\" href=\"#next\">Skip to next section</a>",
        "<p><a href=\"#ad\">Skip advertisement</a></p>",
        "<nav class=\"toc\"><ul><li><a href=\"#a\">The bell</a></li><li><a href=\"#b\">The sea</a></li></ul></nav>",
        "<div class=\"breadcrumbs\"><a href=\"/\">Home</a> › <a href=\"/w\">World</a></div>",
        // Sharing, newsletters, apps.
        "<ul class=\"social-share\"><li><a href=\"#f\">Facebook</a></li><li><a href=\"#x\">Copy link</a></li></ul>",
        "<div class=\"newsletter-signup\"><h3>The morning letter</h3><p>All that matters, in your inbox at six, every day of the week.</p><form><input><button>Sign up</button></form></div>",
        "<div class=\"app-promo\"><p>Read this in our app, which is free, and faster than the web. <a href=\"/app\">Get the app</a></p></div>",
        "<p><strong><a href=\"/letter\">Sign up for our daily newsletter</a></strong></p>",
        "<p><em>Folgen Sie uns auf <a href=\"https://social.example\">Instagram</a></em></p>",
        "<p><strong>Abonnez-vous à notre newsletter</strong></p>",
        // Consent, cookies, walls.
        "<div id=\"cookie-banner\" role=\"dialog\"><p>We use cookies, and share them with our 812 partners, as you may or may not like.</p><button>Accept all</button></div>",
        // Related and most read, in the middle of the text too.
        "<p><strong>Read more: <a href=\"/a\">The bridge that never was</a></strong></p>",
        "<p>Lesen Sie auch: <a href=\"/a\">Die Brücke, die es nie gab</a></p>",
        "<p>Lire aussi : <a href=\"/a\">Le pont qui n’existait pas</a></p>",
        "<p>Lee también: <a href=\"/a\">El puente que nunca existió</a></p>",
        "<p>Читайте также: <a href=\"/a\">Мост, которого не было</a></p>",
        "<div class=\"inline-related\"><h4>Related</h4><a href=\"/a\">The bridge that never was</a></div>",
        "<aside class=\"most-read\"><h3>Most read</h3><ol><li><a href=\"/a\">The bridge that never was</a></li><li><a href=\"/b\">What the ice remembers</a></li></ol></aside>",
        // Labels.
        "<div class=\"ad-slot\"><span>Advertisement</span></div>",
        "<p>ADVERTISEMENT</p>",
        "<p>Anzeige</p>",
        "<p>Publicité</p>",
        "<div class=\"reading-time\">4 min read</div>",
        "<div class=\"video-player\"><span>Play</span><span>Mute</span><span>00:00 / 02:14</span></div>",
        "<div class=\"player\"><p>Your browser does not support the audio element.</p></div>",
        // Pictures' words stand with the pictures.
        "<figure><img src=\"/a.jpg\"><figcaption>The ferry at the quay</figcaption><small>Image: Eva Holm/Agency</small></figure>",
        "<div class=\"image\"><img src=\"/b.jpg\"><span class=\"credit\">Photo: Eva Holm</span></div>",
        // What an article repeats of itself.
        &format!("<h2>{TITLE}</h2>"),
        // Hidden.
        "<p hidden>Not to be seen by anybody, said the page, and hid it.</p>",
        "<p style=\"display: none\">Not to be seen by anybody, said the page, and hid it.</p>",
        "<span class=\"sr-only\">Opens in a new window</span>",
    ] {
        assert_eq!(with(furniture), plain, "{furniture}");
    }
}

#[test]
fn what_follows_an_article_is_not_in_it() {
    let plain = [FIRST, SECOND, THIRD].join("\n\n");
    for after in [
        "<div class=\"author-bio\"><p>Ada Lund is a reporter at The Courier. She writes of harbours, and has done so for twenty years.</p></div>",
        "<div class=\"tags\"><a href=\"/t/ferry\">Ferry</a> <a href=\"/t/sea\">Sea</a></div>",
        "<p>Topics: <a href=\"/t/ferry\">Ferry</a>, <a href=\"/t/sea\">Sea</a></p>",
        "<p>Follow us on <a href=\"https://social.example\">Social</a> and <a href=\"https://video.example\">Video</a></p>",
        "<h3>You may also like</h3><ul><li><a href=\"/a\">The bridge that never was</a></li><li><a href=\"/b\">What the ice remembers</a></li></ul>",
        "<h3>Das könnte Sie auch interessieren</h3><ul><li><a href=\"/a\">Die Brücke</a></li><li><a href=\"/b\">Das Eis</a></li></ul>",
        "<h3>À lire également</h3><ul><li><a href=\"/a\">Le pont</a></li><li><a href=\"/b\">La glace</a></li></ul>",
        // No markup and few links: only the headings say what these are.
        "<h3>Das könnte Sie auch interessieren</h3><p>Im Norden steht eine Brücke, die nie gebaut wurde, sagen sie.</p>",
        "<h3>Related stories</h3><p>In the north stands a bridge that was never built, or so they say.</p>",
        "<h3>Leave a comment</h3><form><textarea></textarea><button>Send</button></form>",
        "<div class=\"comments\"><p>I saw it too, and it was larger than I had remembered, in fact.</p></div>",
        "<p>© 2024 The Courier. All rights reserved.</p>",
    ] {
        let body = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>{after}");
        assert_eq!(read(&site(&ENGLISH, TITLE, &body)).body.to_text(), plain, "{after}");
    }
}

#[test]
fn what_belongs_to_the_story_stays() {
    for (part, text) in [
        (
            "<p class=\"standfirst\">It was sold forty years ago, and now it sails again.</p>",
            "It was sold forty years ago, and now it sails again.",
        ),
        ("<h2>What happens next</h2>", "What happens next"),
        (
            "<ul><li>It has two masts, both of them new.</li><li>It has one bell, which is old.</li></ul>",
            "It has two masts, both of them new.\n\nIt has one bell, which is old.",
        ),
        (
            "<h3>The dates</h3><ul><li><a href=\"/1984\">1984</a>: sold to a yard in the south</li><li><a href=\"/2024\">2024</a>: bought back by the island</li></ul>",
            "1984: sold to a yard in the south",
        ),
        (
            "<blockquote class=\"twitter-tweet\"><p>The ferry is back, and so is the bell.</p></blockquote>",
            "The ferry is back, and so is the bell.",
        ),
        (
            "<p class=\"correction\"><em>Correction: An earlier version of this article gave the wrong year of the sale.</em></p>",
            "Correction: An earlier version of this article gave the wrong year of the sale.",
        ),
        (
            "<p><em>Berichtigung: In einer früheren Fassung stand ein falsches Jahr.</em></p>",
            "Berichtigung: In einer früheren Fassung stand ein falsches Jahr.",
        ),
        (
            "<p><strong>Did you believe that it would float?</strong></p><p>No. Nobody did, and nobody said so.</p>",
            "Did you believe that it would float?\n\nNo. Nobody did, and nobody said so.",
        ),
        (
            "<p><b>Q: Why the bell?</b></p><p>A: Because it rings.</p>",
            "Q: Why the bell?\n\nA: Because it rings.",
        ),
        ("<p>“No.”</p>", "“No.”"),
        (
            "<p>Read the harbour’s letters, and you will see that it was never meant to come back at all.</p>",
            "Read the harbour’s letters, and you will see that it was never meant to come back at all.",
        ),
        (
            "<p>Follow us down to the quay, the master said on the telephone, and bring a coat, for it is cold.</p>",
            "Follow us down to the quay, the master said on the telephone, and bring a coat, for it is cold.",
        ),
        (
            "<p>More on this when the council meets, the master promised, and he meant it.</p>",
            "More on this when the council meets, the master promised, and he meant it.",
        ),
    ] {
        let found = with(part);
        assert!(found.contains(text), "{part}\n{found}");
        assert!(found.starts_with(FIRST) && found.ends_with(THIRD), "{part}\n{found}");
    }
}

#[test]
fn a_class_that_speaks_of_looks_or_hides_something_else_takes_nothing_out() {
    let said = "It floats, and that is all that I have ever asked of a boat, or of anybody.";
    for class in [
        "overflow-hidden",
        "overflow-x-hidden",
        "field field--label-hidden",
        "hidden-xs hide-on-phones",
        "md:hidden",
        "hidden md:block",
        "tw-hidden lg:tw-inline",
        "text-fg-secondary border-secondary",
        "color-pub-secondary-text-a1B2c3",
        "has-small-font-size",
        "scroll-mt-24 -translate-y-1/2",
        "views-row",
        "node--promoted",
        "hentry tag-social-media category-latest-news tag-mba-ranking",
        "content-sidebar-wrap",
        "newsletter-post",
        "cmp-container",
    ] {
        let text = [FIRST, SECOND, said, THIRD].join("\n\n");
        for middle in [
            format!("<p class=\"{class}\">{said}</p>"),
            format!("<div class=\"{class}\"><div><p>{said}</p></div></div>"),
        ] {
            assert_eq!(with(&middle), text, "{class}");
        }
    }
    for class in ["hidden", "hide", "show-for-sr", "visually-hidden", "box--hidden"] {
        let text = [FIRST, SECOND, THIRD].join("\n\n");
        assert_eq!(with(&format!("<p class=\"{class}\">{said}</p>")), text, "{class}");
    }
}

#[test]
fn a_standfirst_is_the_first_paragraph_wherever_the_page_has_it() {
    let lead = "It was sold forty years ago to a yard in the south, and now it sails again.";
    let text = [lead, FIRST, SECOND, THIRD].join("\n\n");
    let body = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>");
    for standfirst in [
        format!("<p class=\"standfirst\">{lead}</p>"),
        format!("<h2 class=\"subtitle\">{lead}</h2>"),
        format!("<div class=\"lead\"><p>{lead}</p></div>"),
    ] {
        let page = site(&ENGLISH, TITLE, &body);
        let under = page.replace("</h1>", &format!("</h1>{standfirst}"));
        let within = site(&ENGLISH, TITLE, &format!("{standfirst}{body}"));
        for page in [under, within] {
            assert_eq!(read(&page).body.to_text(), text, "{standfirst}");
        }
    }
}

#[test]
fn the_entries_of_a_live_blog_stay_in_their_order() {
    let entries: Vec<String> = (1..=6)
        .map(|at| format!("Note {at}: the ferry has come nearer again, the harbour master says, and the crowd on the quay has grown."))
        .collect();
    let body: String = entries
        .iter()
        .enumerate()
        .map(|(at, text)| {
            format!("<article class=\"live-post\"><time datetime=\"2024-05-06T0{at}:00Z\">0{at}:00</time><h3>The quay at {at}</h3><p>{text}</p><div class=\"share\"><a href=\"#\">Share</a></div></article>")
        })
        .collect();
    let found = read(&site(&ENGLISH, TITLE, &body)).body.to_text();
    let places: Vec<Option<usize>> = entries.iter().map(|text| found.find(text.as_str())).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{found}");
    assert!(!found.contains("Share") && found.contains("The quay at 3"), "{found}");
}

#[test]
fn the_steps_of_a_recipe_stay_with_what_it_takes() {
    let body = format!(
        "<p>{FIRST}</p><h2>What it takes</h2><ul class=\"ingredients\"><li>500 g flour</li><li>2 eggs</li><li>1 pinch of salt</li></ul>\
         <h2>How it is done</h2><ol class=\"steps\"><li>Mix the flour and the salt.</li><li>Add the eggs, one by one, and knead for ten minutes.</li><li>Let it rest.</li></ol><p>{SECOND}</p>"
    );
    let found = read(&site(&ENGLISH, "Bread as on the ferry", &body)).body.to_html();
    for part in [
        "<h2>What it takes</h2>\n<ul><li>500 g flour</li><li>2 eggs</li><li>1 pinch of salt</li></ul>",
        "<ol><li>Mix the flour and the salt.</li><li>Add the eggs, one by one, and knead for ten minutes.</li><li>Let it rest.</li></ol>",
    ] {
        assert!(found.contains(part), "{part}\n{found}");
    }
}

#[test]
fn a_dialogue_about_consent_that_is_longer_than_the_article_is_not_the_article() {
    let long = "The crew had painted her in the colours of the old line, which nobody under fifty remembers, and the \
                brass of the bridge had been found in three attics and a boat shed. On the way back the engine was \
                stopped for a minute off the point, where the first mate of her last voyage had asked to be buried.";
    let paragraphs = [FIRST, SECOND, long, THIRD];
    let purposes: String = (1..=12)
        .map(|number| {
            format!(
                "<section class=\"category-item\"><h4>Purpose {number}</h4><p>These cookies, of kind {number}, \
                 help us to know which pages are read, and by whom. If you do not allow them, some or all of \
                 these services may not work as they should, and we will not know when you visited our site.</p>\
                 </section>"
            )
        })
        .collect();
    let dialogue = format!(
        "<div id=\"consent-sdk\"><div role=\"dialog\"><h2>Privacy preference centre</h2>\
         <p>When you visit our site, we store cookies on your browser, to make it work as you expect.</p>\
         {purposes}</div></div></body>"
    );
    let body: String = paragraphs.map(|text| format!("<p>{text}</p>")).concat();
    let page = site(&ENGLISH, TITLE, &format!("<div class=\"paywall-article\">{body}</div>"));
    let found = read(&page.replace("</body>", &dialogue));
    assert_eq!(found.body.to_text(), paragraphs.join("\n\n"));
}

#[test]
fn furniture_without_a_telling_class_is_known_by_what_it_says() {
    let plain = [FIRST, SECOND, THIRD].join("\n\n");
    let mut left = Vec::new();
    for furniture in [
        "<p><a href=\"#after\">Skip next section</a></p>",
        "<p>Skip next section</p>",
        "<p>Story continues below advertisement</p>",
        "<p>Article continues after this ad</p>",
        "<p>Der Artikel wird unter der Werbung fortgesetzt</p>",
        "<p>La suite après la publicité</p>",
        "<p>広告</p>",
        "<p>Реклама</p>",
        "<div>4 min read</div>",
        "<div>Lesezeit: 4 Minuten</div>",
        "<div>Temps de lecture : 4 min</div>",
        "<div>Tiempo de lectura: 4 minutos</div>",
        "<div>Listen to this article</div>",
        "<p>Image: Eva Holm/Agency</p>",
        "<p>Image credit: Eva Holm</p>",
        "<p>Photo: Eva Holm/Agency</p>",
        "<p>Foto: Eva Holm/Agentur</p>",
        "<p>Crédit photo : Eva Holm</p>",
        "<p>Фото: Ева Хольм</p>",
        "<p>By Ada Lund</p>",
        "<p>Published 6 May 2024</p>",
        "<div>Share this article</div>",
        "<p>Leia também: <a href=\"/a\">A ponte que nunca existiu</a></p>",
        "<p>Leggi anche: <a href=\"/a\">Il ponte che non c’è mai stato</a></p>",
        "<p>Lees ook: <a href=\"/a\">De brug die er nooit was</a></p>",
        "<p>Läs också: <a href=\"/a\">Bron som aldrig fanns</a></p>",
        "<p>Czytaj także: <a href=\"/a\">Most, którego nigdy nie było</a></p>",
        "<p>Ayrıca okuyun: <a href=\"/a\">Hiç var olmayan köprü</a></p>",
        "<p>相关阅读：<a href=\"/a\">没有建成的桥</a></p>",
        "<p>関連記事：<a href=\"/a\">建たなかった橋</a></p>",
        "<p>اقرأ أيضا: <a href=\"/a\">الجسر الذي لم يُبنَ</a></p>",
        "<p>यह भी पढ़ें: <a href=\"/a\">पुल जो कभी बना ही नहीं</a></p>",
        "<p>Subscribe to our newsletter</p>",
        "<p>Download our app</p>",
        "<p>All rights reserved.</p>",
    ] {
        left.extend(Some(furniture).filter(|furniture| with(furniture) != plain));
    }
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn a_body_that_is_named_after_the_wall_before_it_is_not_the_wall() {
    // No one of these holds half of the page's prose, but together they do.
    let asides: String = (1..=6)
        .map(|at| format!("<aside class=\"sidebar\"><p>Partner {at} may keep your data for as long as it likes, and you can ask it, in writing, not to do so.</p></aside>"))
        .collect();
    let body = format!(
        "<div class=\"article-body__content paywall-article\"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>\
         <div class=\"article-body__paywall\"><p>Subscribe to read on, for as little as a coffee a month, and cancel whenever you like.</p></div>"
    );
    let page = site(&ENGLISH, TITLE, &body).replace("</body>", &format!("{asides}</body>"));
    assert_eq!(read(&page).body.to_text(), [FIRST, SECOND, THIRD].join("\n\n"));
}

#[test]
fn a_box_that_its_class_calls_furniture_goes_from_a_long_body_too() {
    let paragraphs: Vec<String> = (0..20)
        .map(|at| format!("<p>The {at}th boat came in at noon with nets full of herring, and was unloaded by nightfall, said the harbour master.</p>"))
        .collect();
    let with = |class: &str| {
        let mut body = paragraphs.clone();
        body.insert(3, format!("<div class=\"{class}\"><p>The daily morning overview.</p></div>"));
        let page =
            site(&ENGLISH, TITLE, &format!("<div class=article-body>{}</div>", body.concat()));
        read(&page).body.to_text()
    };
    for class in
        ["newsletter-signup", "advertisement", "related-articles", "author-bio", "share-bar"]
    {
        assert!(!with(class).contains("overview"), "{class}");
    }
}

#[test]
fn a_small_box_under_a_heading_that_names_a_letter_to_readers_goes() {
    let with = |heading: &str, line: &str| {
        let letter =
            format!("<div class=\"my-8 rounded-xl\"><h3>{heading}</h3><p>{line}</p></div>");
        let body = format!("<p>{FIRST}</p><p>{SECOND}</p>{letter}<p>{THIRD}</p>");
        read(&site(&ENGLISH, TITLE, &body)).body.to_text()
    };
    for (heading, line) in [
        ("Orbit in your inbox", "The week in science, every Saturday morning."),
        ("Suscríbase a nuestro boletín", "Las noticias del puerto, cada mañana."),
        ("ニュースレター", "港の朝のニュースをお届けします。"),
    ] {
        assert_eq!(with(heading, line), [FIRST, SECOND, THIRD].join("\n\n"), "{heading}");
    }
    let text = "Nobody reads them any more, said the harbour master, who had written one a week for thirty years.";
    let long = format!("{text} {text} {text}");
    assert!(with("The end of a newsletter", &long).contains(text), "what is told of them stays");
    let ballots = "Недействителни бяха две хиляди от тях, съобщи комисията.";
    assert!(with("Невалидни бюлетини", ballots).contains(ballots), "a bulletin may be any");
}

#[test]
fn a_row_of_who_where_and_when_under_the_headline_is_no_text() {
    for between in ["", " | "] {
        let html = format!(
            "<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div class=z><span>Coast News Network, Lund</span>{between}\
             <span>Published by: Ada Lund</span>{between}<span>Updated Tue, 28 Jan 2025 07:05 PM IST</span></div>\
             <div class=y><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></body></html>"
        );
        assert_eq!(read(&html).body.to_text(), [FIRST, SECOND, THIRD].join("\n\n"));
    }
}

#[test]
fn the_first_of_several_headings_is_no_byline() {
    for heading in ["Von Kiel nach Lübeck", "By Numbers", "Par Monts et Vaux"] {
        let text = read(&page(&format!(
            "<h2>{heading}</h2><p>{FIRST}</p><h2>Rostock</h2><p>{SECOND}</p><p>{THIRD}</p>"
        )))
        .body
        .to_text();
        assert!(text.contains(heading), "{text}");
    }
}
