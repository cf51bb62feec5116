//! Which pictures are the article's, from which address, and with which words.

use super::{FIRST, SECOND, THIRD, page, read};
use crate::extract::Image;

/// The pictures of an article with these in its middle and behind it.
fn pictures(middle: &str, behind: &str) -> Vec<Image> {
    read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p>{middle}<p>{THIRD}</p>{behind}"))).images
}

/// Caption and credit of a picture in a figure with this caption.
fn words(caption: &str) -> (Option<String>, Option<String>) {
    let figure = format!("<figure><img src=/a.jpg><figcaption>{caption}</figcaption></figure>");
    let found = pictures(&figure, "").pop().expect("a picture");
    (found.caption, found.credit)
}

/// A figure with this caption has these words.
fn tells(shown: &str, caption: &str, credit: Option<&str>) {
    let (own_caption, own_credit) = words(shown);
    let own = (own_caption.as_deref(), own_credit.as_deref());
    assert_eq!(own, (Some(caption), credit), "{shown}");
}

#[test]
fn pictures_of_what_was_left_out_and_behind_the_text_are_none_of_the_articles() {
    let own = "<div><img src=/own.jpg></div>";
    let box_of = "<div class=newsletter-signup><img src=/letter.png><p>Sign up for our daily newsletter, and never miss a story again.</p></div>";
    let face = "<img src=/face.jpg width=96 height=96>";
    let icon = "<div><img src=/icons/share.svg></div>";
    let found = pictures(&format!("{own}{box_of}{face}{icon}"), "<div><img src=/next.jpg></div>");
    let paths: Vec<&str> = found.iter().map(|image| image.url.path()).collect();
    assert_eq!(paths, ["/own.jpg"]);
    let chart = "<figure><img src=/chart.svg><figcaption>Trips a year</figcaption></figure>";
    let last = "<figure><img src=/last.jpg><figcaption>The quay on Monday</figcaption></figure>";
    let found = pictures(chart, last);
    let paths: Vec<&str> = found.iter().map(|image| image.url.path()).collect();
    assert_eq!(paths, ["/chart.svg", "/last.jpg"]);
}

#[test]
fn a_picture_is_taken_in_the_largest_size_that_its_page_offers() {
    let found = pictures(
        "<img src=/a-300.jpg srcset='/a-300.jpg 300w, /a-1200.jpg 1200w, /a-600.jpg 600w'>",
        "",
    );
    assert_eq!(found[0].url.path(), "/a-1200.jpg");
}

#[test]
fn a_line_that_only_says_who_made_the_picture_is_its_credit() {
    for (shown, credit) in [
        ("Getty Images", "Getty Images"),
        ("Ada Lund / Reuters", "Ada Lund / Reuters"),
        ("Photo by Ada Lund on Unsplash", "Ada Lund on Unsplash"),
    ] {
        assert_eq!(words(shown), (None, Some(credit.to_owned())), "{shown}");
    }
}

#[test]
fn pictures_in_boxes_of_their_own_right_behind_the_text_are_the_articles() {
    let text = format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>");
    let picture = "<figure><img src=/quay.jpg><figcaption>The quay on Monday</figcaption></figure>";
    let shown = |body: &str| {
        let html = format!(
            "<html><body><article><h1>The ferry that came back</h1><div class=entry-content>{body}</div></article>\
             <div><figure><img src=/other.jpg></figure></div></body></html>"
        );
        read(&html).images.into_iter().filter_map(|image| image.caption).collect::<Vec<_>>()
    };
    for body in [
        format!(
            "<div class=row><div class=column>{text}</div><div class=column>{picture}</div></div>"
        ),
        format!(
            "<div class=block><div class=html>{text}</div></div><div class=block>{picture}</div>"
        ),
    ] {
        assert_eq!(shown(&body), ["The quay on Monday"], "{body}");
    }
    let promoted = format!(
        "<div class=block>{text}</div><div class=block>{picture}<p>Read this story of the quay, too.</p></div>"
    );
    assert!(shown(&promoted).is_empty(), "a picture with its own text is another thing's");
    let card = picture.replace("The quay on Monday", "<a href=/quay>The quay on Monday</a>");
    let led = format!("<div class=block>{text}</div><div class=block>{card}</div>");
    assert!(shown(&led).is_empty(), "and so is one that leads there");
}

#[test]
fn the_title_of_a_slide_stays_with_its_words_and_markup_in_an_alternative_text_goes() {
    let slide = "<figure><img src=/quay.jpg alt='<p>The quay &amp;amp; a bell</p>'><figcaption><h3>The quay</h3><p>It was full of people.</p></figcaption></figure>";
    let found = pictures(slide, "").pop().expect("a picture");
    assert_eq!(found.caption.as_deref(), Some("The quay It was full of people."));
    assert_eq!(found.alt.as_deref(), Some("The quay & a bell"));
}

#[test]
fn a_caption_is_told_once_and_its_credit_apart_without_labels() {
    for (shown, caption, credit) in [
        (
            "The quay on Monday.<span>Getty Images</span>",
            "The quay on Monday.",
            Some("Getty Images"),
        ),
        ("At the U.S. quay. Ada Q. Lund/Reuters", "At the U.S. quay.", Some("Ada Q. Lund/Reuters")),
        ("“It floats.” Photo by Ada Lund", "“It floats.”", Some("Ada Lund")),
        (
            "Half the quay. It was full of people / boats",
            "Half the quay. It was full of people / boats",
            None,
        ),
        (
            "Photo by Ada Lund shows the quay on Monday at dawn",
            "Photo by Ada Lund shows the quay on Monday at dawn",
            None,
        ),
        ("NASA", "NASA", None),
        ("The quay. Harrisburg/PA", "The quay. Harrisburg/PA", None),
        ("The quay. <p>Press enter or click to view image in full size</p>", "The quay.", None),
        (
            "The quay<br>on Monday <small>Foto: Bild: SN/APA</small>",
            "The quay on Monday",
            Some("SN/APA"),
        ),
        ("The quay <small>Photo by Ada Lund</small>", "The quay", Some("Ada Lund")),
        ("The quay <small>Foto: Bo Ek (Getty)</small>", "The quay", Some("Bo Ek (Getty)")),
        ("The quay <small>(Getty Images)</small>", "The quay", Some("Getty Images")),
        ("<span><p>The quay</p></span><span><p>The quay</p></span>", "The quay", None),
    ] {
        tells(shown, caption, credit);
    }
}

#[test]
fn a_picture_in_two_sizes_is_one_with_its_words_and_a_button_over_a_film_is_none() {
    let figure =
        |path: &str, caption: &str| format!("<figure><img src='{path}'>{caption}</figure>");
    let small = figure("/62367/140/quay.jpg", "").replace(".jpg'", ".jpg' alt='The quay'");
    let large = figure("/62367/665/quay.jpg", "<figcaption>The quay on Monday</figcaption>")
        .replace(".jpg'", ".jpg' alt='The quay'");
    let film =
        figure("/film.jpg", "<img src=/icons/play.svg alt=play><figcaption>The bell</figcaption>");
    let found = pictures(&(small + &large + &film + &figure("/62368/665/quay.jpg", "")), "");
    let shown: Vec<(&str, Option<&str>)> =
        found.iter().map(|image| (image.url.path(), image.caption.as_deref())).collect();
    assert_eq!(
        shown,
        [
            ("/62367/665/quay.jpg", Some("The quay on Monday")),
            ("/film.jpg", Some("The bell")),
            ("/62368/665/quay.jpg", None)
        ]
    );
}

#[test]
fn credits_are_told_from_captions_in_the_forms_of_many_presses() {
    for (shown, caption, credit) in [
        ("The quay. (Ada Lund for The Courier)", "The quay.", Some("Ada Lund for The Courier")),
        (
            "The quay (left) and the bell (right for the ferry)",
            "The quay (left) and the bell (right for the ferry)",
            None,
        ),
        ("The quay. (AP)", "The quay.", Some("AP")),
        ("The seat of the agency (EPA)", "The seat of the agency (EPA)", None),
        ("Im Bild: Ada Lund", "Im Bild: Ada Lund", None),
        (
            "Cheiul la ora șase Foto: Inquam Photos / Dan Popa",
            "Cheiul la ora șase",
            Some("Inquam Photos / Dan Popa"),
        ),
        ("The quay at dawn Photo Credit: Ferries, Inc.", "The quay at dawn", Some("Ferries, Inc.")),
        ("Das schönste Foto: so sah es die Jury", "Das schönste Foto: so sah es die Jury", None),
        ("הרציף / צילום: איל יצהר", "הרציף", Some("איל יצהר")),
        ("Bến tàu - Ảnh: QUANG ĐỊNH", "Bến tàu", Some("QUANG ĐỊNH")),
        ("घाट <span>- फोटो : अमर उजाला</span>", "घाट", Some("अमर उजाला")),
        (
            "Nabrzeże <span class=credit>(Fot. Marek Zaręba / Agencja)</span>",
            "Nabrzeże",
            Some("Marek Zaręba / Agencja"),
        ),
        ("Il molo <strong>- RIPRODUZIONE RISERVATA</strong>", "Il molo", None),
        ("Il molo. © ANSA - Riproduzione riservata", "Il molo.", Some("ANSA")),
        ("Η προβλήτα. Φωτό: Νίκος Βάρδας", "Η προβλήτα.", Some("Νίκος Βάρδας")),
        ("الرصيف (رويترز)", "الرصيف", Some("رويترز")),
        ("港の倉庫（撮影：森下玲子）", "港の倉庫", Some("森下玲子")),
        ("港の倉庫＝2025年3月、森下撮影", "港の倉庫＝2025年3月", Some("森下")),
        ("港の倉庫、2025年3月撮影", "港の倉庫、2025年3月撮影", None),
        (
            "옛 역사가 다시 문을 열었다. 연합뉴스 제공",
            "옛 역사가 다시 문을 열었다.",
            Some("연합뉴스"),
        ),
        ("老船厂屋顶 摄影/王小丽", "老船厂屋顶", Some("王小丽")),
        ("옛 역사. 사진=강릉시 제공", "옛 역사.", Some("강릉시 제공")),
        ("ท่าเรือ (ภาพ: มติชน)", "ท่าเรือ", Some("มติชน")),
    ] {
        tells(shown, caption, credit);
    }
}

#[test]
fn labels_for_readers_of_screens_buttons_and_counters_are_no_words_of_a_picture() {
    let bell = (Some("The bell of the ferry".to_owned()), Some("Ada Lund".to_owned()));
    for figure in [
        "<figure><div><img src=/a.jpg><span role=text><span class=visually-hidden>Image source, </span>Ada Lund</span></div>\
         <div><span class=visually-hidden>Image caption, </span><figcaption><p>The bell of the ferry</p></figcaption></div></figure>",
        "<figure><div><img src=/a.jpg><p role=text><span class=x7>Автор фото, </span><span lang=en>Ada Lund</span></p></div>\
         <figcaption><span class=x7>Подпись к фото, </span><p>The bell of the ferry</p></figcaption></figure>",
        "<figure><img src=/a.jpg><button>Detailansicht öffnen</button><figcaption>The bell of the ferry (Photo: Ada Lund)</figcaption></figure>",
        "<figure><img src=/a.jpg><figcaption>The bell of the ferry <button>Vergrößern</button><small>Ada Lund</small></figcaption></figure>",
        "<figure><img src=/a.jpg><figcaption><span>3/7</span> The bell of the ferry <small>Ada Lund</small></figcaption></figure>",
        "<figure><img src=/a.jpg><figcaption><p>Bild 3 von 7</p><p>The bell of the ferry</p><small>Ada Lund</small></figcaption></figure>",
    ] {
        let found = pictures(figure, "").pop().expect("a picture");
        assert_eq!((found.caption, found.credit), bell, "{figure}");
    }
    let (caption, credit) = words("<span>Left,</span> <span>the bell of the ferry</span>");
    assert_eq!((caption.as_deref(), credit), (Some("Left, the bell of the ferry"), None));
}

#[test]
fn two_pictures_of_a_series_stay_two_however_they_are_numbered() {
    for [one, other] in [
        ["/IMG_E1234.jpg", "/IMG_E1250.jpg"],
        ["/gallery/101/photo.jpg", "/gallery/180/photo.jpg"],
        ["/2024/0412/1.jpg", "/2024/0510/1.jpg"],
        ["/ipad-mini.jpg", "/ipad-large.jpg"],
        ["/app-desktop.png", "/app-mobile.png"],
    ] {
        let figure = |path: &str| {
            format!("<figure><img src='{path}'><figcaption>On {path}</figcaption></figure>")
        };
        let found = pictures(&(figure(one) + &figure(other)), "");
        assert_eq!(found.len(), 2, "{one} {other}");
    }
}

#[test]
fn brackets_and_half_numbers_in_a_caption_are_its_words() {
    for shown in [
        "Han Kang in Stockholm (Nobel Prize for Literature)",
        "A sign on the quay (Vote Yes for Change)",
        "Mix <span>1/2</span> cup of flour with eggs",
        "<p>From left to right:</p><p>Ada Lund, Kari Moe</p>",
    ] {
        let plain = shown.replace("</p><p>", " ").replace("<span>", "").replace("</span>", "");
        let plain = plain.replace("<p>", "").replace("</p>", "");
        assert_eq!(words(shown), (Some(plain), None), "{shown}");
    }
}
