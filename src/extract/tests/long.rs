//! Furniture in the middle of a long article, whose lines look as its paragraphs do.

use super::kept::{holds, with};
use super::{FIRST, SECOND, THIRD, page, paragraphs, read};

/// The text of an article of twenty paragraphs with this in its middle.
fn amid(middle: &str) -> String {
    read(&page(&format!("{}{middle}{}", paragraphs(0..10), paragraphs(10..20)))).body.to_text()
}

#[test]
fn lines_that_tell_of_the_page_stay_out_of_a_long_article_too() {
    for line in [
        "Weiterlesen nach der Anzeige",
        "Story continues below advertisement",
        "La suite après la publicité",
        "First published on 3 November 2025",
        "责任编辑：张某某",
        "Penulis: Agus Salim | Editor: Rina",
        "By Ada Lund | Coast Post",
        "Stand: 03.11.2025, 10:12 Uhr",
        "Nov 3, 2025, 10:12 AM EST",
        "Von Ada Lund und Jens Möller, dpa",
        "— Ruth Calder (@ruthc) 3 November 2025",
    ] {
        let text = amid(&format!("<p>{line}</p>"));
        assert!(!text.contains(line), "{line} in {text}");
    }
    // What only begins so is a sentence of the story.
    for line in [
        "Published on Monday, the report tells of four boats that nobody had counted before.",
        "As of 31 July 2025, the harbour office has received nine complaints about the bell.",
        "The Lund Boat Days: 14 to 15 October 2026 at the old quay, with music and a market",
    ] {
        holds(&amid(&format!("<p>{line}</p>")), &[line]);
    }
}

#[test]
fn appeals_to_follow_the_house_stay_out() {
    for line in [
        "Follow us on Instagram and TikTok, and never miss a ferry again.",
        "Folgen Sie unserem Kanal auf WhatsApp.",
        "Puedes seguir a nuestra sección en Facebook y X.",
        "Подписывайтесь на наш канал в Telegram.",
        "تابعونا على فيسبوك وتويتر",
        "ما را در تلگرام دنبال کنید",
        "हमारे व्हाट्सएप चैनल से जुड़ें",
        "எங்கள் வாட்ஸ்அப் சேனலைப் பின்தொடரவும்",
        "Біздің Telegram-каналымызға жазылыңыз",
        "Sekite mus Facebook",
        "Пратите нас на Фејсбуку и Вајберу",
        "加入LINE好友，掌握即時新聞",
        "The news that counts, on your WhatsApp. Join the channel",
        "Love ferries? Live for boats? Our Quay newsletter has all the best of them. Sign up now and be one of the crew.",
        "Dziękujemy, że przeczytałeś nasz artykuł do końca. Obserwuj nas w Wiadomościach Google.",
        "Join our Quay WhatsApp community here. We also treat our members to offers and adverts from us and our partners. If you do not like our community, you can check out any time you like. Read our privacy notice before you do, and tell your friends about it.",
        "Have you got a story? Email us at news@post.example",
        "Press enter or click to view image in full size",
        "Loading prices for your region…",
        "Если вы нашли ошибку, выделите её и нажмите Ctrl+Enter.",
        "Ha máskor is tudni szeretne hasonló dolgokról, lájkolja a Hajóhírek Facebook-oldalát!",
        "Susține jurnalismul independent. Direcționează 3,5% din impozitul tău către noi.",
        "Подписывайтесь на канал, ставьте лайки и пишите в комментариях, что ещё рассказать!",
        "اشترك لتصلك أهم الأخبار",
        "Artikel ini telah tayang di Pesisir.example dengan judul Kapal Tua Kembali",
        "อ่านข่าวที่เกี่ยวข้อง",
        "Si te ha gustado este artículo, compártelo con tus amigos.",
        "この記事が気に入ったらサポートをしてみませんか？",
        "좋아요와 구독은 큰 힘이 됩니다.",
        "喜欢的话，请点赞、收藏、转发三连。",
        "Kanalımıza abone olmayı unutmayın.",
        "Vous avez aimé cet article ? Soutenez-nous en faisant un don.",
        "Hat Ihnen dieser Artikel gefallen? Unterstützen Sie uns mit einer Spende.",
        "Vond je dit artikel leuk? Steun ons met een donatie.",
        "Se ti è piaciuto questo articolo, sostienici con una donazione.",
        "Pokud se vám článek líbil, podpořte nás.",
        "Copyright 2025 The Coast Press. All rights reserved. This material may not be published or rewritten.",
    ] {
        let text = amid(&format!("<p>{line}</p>"));
        assert!(!text.contains(line), "{line}");
    }
    for line in [
        "The harbour office follows nobody on Facebook, but half of the island follows the harbour office.",
        "The mayor wrote so on Facebook. Followers asked him what he meant, and when it would end.",
    ] {
        holds(&amid(&format!("<p>{line}</p>")), &[line]);
    }
}

#[test]
fn what_nobody_sees_stays_out_and_what_one_unfolds_stays() {
    let hidden = "Get the best harbour news every Friday, before anybody else has it.";
    assert!(!amid(&format!("<p style=\"display: none\">{hidden}</p>")).contains(hidden));
    let answer = "It sails until the autumn, and then the council decides what to do with it.";
    for panel in [
        format!("<div class=\"accordion-content hidden\"><p>{answer}</p></div>"),
        format!("<div role=\"region\" aria-labelledby=\"q1\" hidden><p>{answer}</p></div>"),
    ] {
        holds(&amid(&format!("<h3 id=\"q1\">How long does it sail?</h3>{panel}")), &[answer]);
    }
}

#[test]
fn buttons_side_by_side_are_none_of_the_text() {
    let bar = "<div><button>Share</button><button>Save</button></div>";
    assert!(!with(bar).contains("Share"));
    let code = "<pre><button>Copy</button>let ferry = 1;</pre>";
    let text = with(code);
    assert!(text.contains("let ferry = 1;") && !text.contains("Copy"), "{text}");
}

#[test]
fn paragraphs_that_are_named_after_the_wall_are_the_article() {
    for class in ["paywall", "subscriber-only"] {
        let walled: String = (0..8)
            .map(|at| format!("<div class=\"{class}\"><p>{SECOND} {at}. {THIRD}</p></div>"))
            .collect();
        let text = read(&page(&format!("<p>{FIRST}</p><p>{THIRD}</p>{walled}"))).body.to_text();
        holds(&text, &[FIRST, " 0. ", " 4. ", " 7. "]);
    }
}

#[test]
fn the_standfirst_of_a_teasers_name_stays() {
    let lead = "Islanders want to be paid for the bell, and the council does not.";
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><main><article><h1>The ferry that came back</h1>\
         <div class=\"teaser-text\" itemprop=\"description\"><p>{lead}</p></div>\
         <div class=\"news-text-wrap\" itemprop=\"articleBody\"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></article></main></body></html>"
    );
    holds(&read(&html).body.to_text(), &[lead, FIRST]);
}

#[test]
fn a_correction_under_the_body_is_part_of_the_article() {
    let note = "Correction: An earlier version of this report misstated the year in which the ferry was sold. It was 1984.";
    let html = format!(
        "<html><head><title>The ferry that came back</title></head><body><main><article><h1>The ferry that came back</h1>\
         <div class=\"article-body\">{}</div><p class=\"note\">{note}</p></article></main></body></html>",
        paragraphs(0..9)
    );
    holds(&read(&html).body.to_text(), &[note]);
}

#[test]
fn a_line_right_under_a_picture_is_its_caption_though_nothing_says_so() {
    let caption = "Ruth Calder at the wheel on Monday";
    for markup in [
        format!("<p style=\"text-align:center\"><img src=\"/a.jpg\"><br>{caption}</p>"),
        format!("<p><img src=\"/a.jpg\"></p><p><em>{caption}</em></p>"),
        format!("<p><img src=\"/a.jpg\"></p><p>{caption}. Photo: Tom Arkin</p>"),
        format!("<p><img src=\"/a.jpg\"></p><p><small>{caption}</small></p>"),
    ] {
        let text = amid(&markup);
        assert!(!text.contains(caption), "{markup} in {text}");
    }
    let story =
        "<p><img src=\"/a.jpg\"></p><p>Then the ferry went on, and nobody saw it again.</p>";
    holds(&amid(story), &["Then the ferry went on"]);
}

#[test]
fn sentences_beside_a_picture_are_text() {
    let row = "<div class=\"image-text-block\"><div class=\"image-text-block__image\"><img src=\"/a.jpg\"></div>\
        <div class=\"image-text-block__text\"><p>The dredger Anna will do the work, and leave in the autumn of next year.</p></div></div>";
    holds(&with(row), &["The dredger Anna will do the work"]);
}

#[test]
fn a_teaser_of_another_article_is_none_of_this_one() {
    let teaser = |at: u8| {
        format!(
            "<div class=\"c9\"><a href=\"/s{at}\"><img src=\"/{at}.jpg\"></a><h4><a href=\"/s{at}\">Ferry line {at} is sold</a></h4>\
             <p>The new owner promises two more ships. Islanders are sceptical, number {at}.</p></div>"
        )
    };
    assert!(!amid(&teaser(1)).contains("Islanders are sceptical"));
    // An article that is a list of such is the list.
    let list: String = (0..9).map(teaser).collect();
    holds(&amid(&list), &["sceptical, number 0.", "sceptical, number 8."]);
}

#[test]
fn what_a_page_says_of_its_own_cookies_and_of_foreign_content_stays_out_however_long_it_is() {
    for line in [
        "This website uses cookies to improve your experience while you navigate through the website. Out of these cookies, \
         the ones that are categorized as necessary are stored on your browser as they are essential for the working of \
         basic functionalities of the website. We also use third-party cookies that help us analyse and understand how you \
         use this website. These cookies will be stored in your browser only with your consent.",
        "Necessary cookies are absolutely essential for the website to function properly. This category only includes \
         cookies that ensure basic functionalities and security features of the website.",
        "Wir setzen Cookies ein, um unsere Webseite zu verbessern. Welche Cookies das sind, steht in der Erklärung zum Datenschutz.",
        "An dieser Stelle findest du einen externen Inhalt von YouTube, der den Artikel ergänzt. Du kannst ihn dir mit einem \
         Klick anzeigen lassen und wieder ausblenden, so oft du es willst, heute wie morgen.",
        "Ich bin damit einverstanden, dass mir der externe Inhalt angezeigt wird. Damit können personenbezogene Daten an \
         Drittplattformen übermittelt werden. Mehr Informationen dazu stehen in den Einstellungen, die am Ende dieser Seite \
         zu finden sind, und in den Erklärungen der Anbieter, auf deren Inhalte wir keinen Einfluss haben, so gern wir es hätten.",
    ] {
        let text = amid(&format!("<p>{line}</p>"));
        assert!(!text.contains(line.split_at(20).0), "{text}");
    }
    // Cookies that one eats are none of the page's.
    let eaten = "The ferry sells cookies at noon, and the cookies are the best on the coast, brown at the edges and soft within.";
    holds(&amid(&format!("<p>{eaten}</p>")), &[eaten]);
}

#[test]
fn what_stands_for_something_that_is_not_shown_stays_out() {
    for line in [
        "Image 1 of 5",
        "Bild 3 von 12",
        "Photo 2 / 9",
        "[CTA_MODULE]",
        "[gallery ids=\"12,14,15\" size=\"large\"]",
        "[button link=\"https://example.org/send\" type=\"big\"] Send us your photographs [/button]",
        "[Gambas:Video 20detik]",
        "This slideshow requires JavaScript.",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.",
    ] {
        let text = amid(&format!("<p>{line}</p>"));
        assert!(!text.contains(line), "{line} in {text}");
    }
    for line in [
        "[Translated from the Danish.]",
        "[She laughs.]",
        "[1] The harbour office, annual report, page 9.",
        "Nine of 12 boats came back.",
    ] {
        holds(&amid(&format!("<p>{line}</p>")), &[line]);
    }
}

#[test]
fn lines_under_one_label_that_lead_to_other_articles_stay_out_whatever_the_label_says() {
    let text = read(&page(&format!(
        "{}<p><strong>FUNDA LOKHU | <a href=\"/news/1\">Isikebhe esidala sibuyile olwandle izolo</a></strong></p>{}\
         <p><strong>FUNDA LOKHU | <a href=\"/news/2\">Insimbi yesikebhe ilahleke ebusuku</a></strong></p>{}",
        paragraphs(0..5),
        paragraphs(5..10),
        paragraphs(10..15)
    )))
    .body
    .to_text();
    assert!(!text.contains("FUNDA"), "{text}");
    // A label of a few words with a headline behind it stands once.
    for label in ["Olvasta már", "Ҳам ўқинг", "เรื่องเด่น"] {
        let line = format!(
            "<p><b>{label}:</b> <a href=\"/n/1\">Zxcv qwer asdf tyui ghjk bnm 2024</a></p>"
        );
        assert!(!amid(&line).contains(label), "{label}");
    }
    let ruling = "<p>The ruling: <a href=\"https://court.example/1\">The council of the island and the ferry</a></p>";
    holds(&amid(ruling), &["The ruling: The council"]);
    // Addresses of what the article lists are its own.
    let listed: String = (1..5)
        .map(|at| format!("<h3>Boat {at}</h3><p>It is old, and sails well in all weathers.</p><p>Website: <a href=\"https://boat{at}.example\">the boat’s own page</a></p>"))
        .collect();
    holds(&amid(&listed), &["Website: the boat’s own page", "Website: the boat’s own page"]);
}

#[test]
fn an_article_on_the_cookies_of_pages_keeps_what_it_says_of_them() {
    let on: String = (0..9)
        .map(|at| format!("<p>A cookie of kind {at} tells a website who its browser belongs to; without cookies the website would not know.</p>"))
        .collect();
    holds(&amid(&on), &["A cookie of kind 0", "A cookie of kind 8"]);
}

#[test]
fn boxes_that_ask_for_a_mail_address_stay_out_whatever_they_are_called() {
    let form = "<div class=\"my-6 p-4\"><h3>Harbour daily</h3><p>Every day the latest from the old quay, and nothing else.</p>\
        <div><input type=\"email\"><button>Go</button></div></div>";
    let text = amid(form);
    assert!(!text.contains("Harbour daily") && !text.contains("the latest"), "{text}");
    holds(&text, &["On day 9", "On day 10"]);
}

#[test]
fn a_label_goes_with_the_links_under_it() {
    for label in ["<strong>Zxcv qwer</strong>", "Zxcv qwer:"] {
        let links = format!("<p>{label}</p><p><a href=\"/n/1\">Zxcv asdf tyui ghjk bnm</a></p>");
        assert!(!amid(&links).contains("Zxcv"), "{label}");
    }
    let text =
        amid("<p>He said:</p><p>The bell is the oldest of the coast, and rings a little flat.</p>");
    holds(&text, &["He said:", "The bell is the oldest"]);
}

#[test]
fn days_that_the_text_tells_stay_in_its_middle() {
    for line in [
        "<p>Application deadline: 12 May 2020</p>",
        "<ul><li>3 May 2019: first boat</li><li>12 May 2020: last boat</li></ul>",
        "<pre>git log --since=2021-03-01</pre>",
        "<pre>Author: Ada Lund</pre>",
    ] {
        let text = amid(line);
        for words in line.split(['<', '>']).filter(|words| words.contains(' ')) {
            assert!(text.contains(words), "{words} in {text}");
        }
    }
    for line in ["Published on 12 May 2020", "— Ada Lund (@ada) 12 May 2020"] {
        assert!(!amid(&format!("<p>{line}</p>")).contains(line), "{line}");
    }
}
