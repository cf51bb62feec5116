//! What extraction promises, on pages of our own.

#![allow(clippy::format_collect, reason = "short texts, built once")]

mod boxes;
mod broken;
mod closing;
mod everyday;
mod frames;
mod furniture;
mod hints;
mod hostile;
mod kept;
mod languages;
mod lines;
mod long;
mod names;
mod pictures;
mod shape;
mod site;
mod within;

use std::fmt::Write as _;
use std::time::Duration;

use url::Url;

use super::page::parse::spent;
use super::{Doubt, ExtractError, Extraction, Hints, decode, extract, fragment, text_of};

fn read(html: &str) -> Extraction {
    let url = Url::parse("https://news.example/2024/05/06/story").unwrap();
    extract(html, &url, &Hints::default()).unwrap()
}

/// A page around a body, with the furniture that pages have.
fn page(body: &str) -> String {
    format!(
        r##"<!DOCTYPE html><html lang="en-GB"><head><title>The ferry that came back | The Courier</title>
        <meta property="og:title" content="The ferry that came back"><meta property="og:site_name" content="The Courier">
        <meta property="article:published_time" content="2024-05-06T07:08:09+02:00">
        <script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"Person","@id":"#p","name":"Ada Lund"}},
        {{"@type":"NewsArticle","headline":"The ferry that came back","author":[{{"@id":"#p"}},{{"@type":"Person","name":"By Bo Ek"}}],}}]}}</script></head>
        <body><a class="skip-link" href="#main">Skip to content</a><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
        <main id="main"><article><h1>The ferry that came back</h1><div class="byline">From our reporters</div>
        <div class="share-bar"><a href="#">Share on Facebook</a></div><div class="article-body">{body}</div>
        <div class="related-posts"><h3>Related</h3><ul><li><a href="/a">The bridge that never was</a></li></ul></div>
        <div class="newsletter-signup"><p>Sign up for our daily newsletter, and never miss a story again.</p></div></article></main>
        <footer><p>© 2024 The Courier. All rights reserved.</p></footer></body></html>"##
    )
}

const FIRST: &str = "The old ferry crossed the sound again on Monday, forty years after it was sold, and half the island stood on the quay to see it.";
const SECOND: &str = "Nobody had believed that it would float, said the harbour master, who had kept its bell in his office, and rang it as it came in.";
const THIRD: &str = "It will sail twice a day until the autumn, the company said, and then the council will decide, as it has decided before, what to do.";

fn story() -> String {
    format!("<p>{FIRST}</p><p>{SECOND}</p><h2>A bell in the office</h2><p>{THIRD}</p>")
}

#[test]
fn the_article_and_nothing_around_it_comes_out() {
    let found = read(&page(&story()));
    assert_eq!(found.title.as_deref(), Some("The ferry that came back"));
    assert_eq!(found.body.to_text(), [FIRST, SECOND, "A bell in the office", THIRD].join("\n\n"));
    assert_eq!(found.authors, ["Ada Lund", "Bo Ek"]);
    assert_eq!(found.published.unwrap().at.to_string(), "2024-05-06T05:08:09Z");
    assert!(found.published.unwrap().has_time);
    assert_eq!(found.language.as_deref(), Some("en-GB"));
    assert!(
        found.quality > 0.7 && found.reasons.is_empty(),
        "{} {:?}",
        found.quality,
        found.reasons
    );
}

#[test]
fn lists_quotes_tables_and_code_keep_their_shape() {
    let body = format!(
        "{}<ul><li>One bell, which still rings</li><li>Two masts</li></ul><blockquote><p>It floats, and that is all I ask of it.</p></blockquote>\
         <table><tr><th>Day</th><th>Trips</th></tr><tr><td>Monday</td><td>2</td></tr></table><pre>sound = quay\n  + bell</pre><p>{SECOND} Again.</p>",
        story()
    );
    let html = read(&page(&body)).body.to_html();
    for part in [
        "<ul><li>One bell, which still rings</li><li>Two masts</li></ul>",
        "<blockquote><p>It floats, and that is all I ask of it.</p></blockquote>",
        "<tr><th>Day</th><th>Trips</th></tr><tr><td>Monday</td><td>2</td></tr>",
        "<pre>sound = quay\n  + bell</pre>",
        "<h2>A bell in the office</h2>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[test]
fn captions_and_credits_stand_apart_and_lazy_pictures_are_found() {
    let body = format!(
        r#"<figure><picture><source srcset="/wide.webp 1200w, /small.webp 300w"><img src="data:image/gif;base64,R0lGOD" data-src="/ferry.jpg" alt="A ferry"></picture>
        <figcaption>The ferry at the quay <small class="copyright">Image: Eva Holm/Agency</small></figcaption></figure>{}
        <div class="picBox"><img data-url="https://img.example/x_${{formatId}}.jpg"><p>A picture that has no address</p></div><p>{THIRD} So it goes.</p>"#,
        story()
    );
    let found = read(&page(&body));
    assert_eq!(found.images.len(), 1, "{:?}", found.images);
    let image = &found.images[0];
    assert_eq!(image.url.as_str(), "https://news.example/ferry.jpg");
    assert_eq!(image.caption.as_deref(), Some("The ferry at the quay"));
    assert_eq!(image.credit.as_deref(), Some("Eva Holm/Agency"));
    let text = found.body.to_text();
    assert!(
        !text.contains("Eva Holm")
            && !text.contains("at the quay ")
            && !text.contains("no address"),
        "{text}"
    );
}

#[test]
fn an_arabic_article_comes_out_whole() {
    let one = "عادت العبّارة القديمة إلى المضيق يوم الاثنين، بعد أربعين عاماً من بيعها، ووقف نصف سكان الجزيرة على الرصيف لمشاهدتها وهي تدخل الميناء.";
    let two = "وقال مدير الميناء إن أحداً لم يصدق أنها ستطفو من جديد، وكان قد احتفظ بجرسها في مكتبه طوال هذه السنين، فقرعه عند وصولها.";
    let html = format!(
        "<html lang=ar dir=rtl><body><nav><a href=/>الرئيسية</a></nav><article><h1>العبّارة التي عادت</h1><div><p>{one}</p><p>{two}</p></div>\
         <div class=x><h3>اقرأ أيضا</h3><ul><li><a href=/b>الجسر الذي لم يُبنَ</a></li></ul></div></article></body></html>"
    );
    let found = read(&html);
    assert_eq!(found.body.to_text(), format!("{one}\n\n{two}"));
    assert_eq!(found.language.as_deref(), Some("ar"));
}

#[test]
fn no_script_and_no_foreign_markup_survives() {
    let hostile = r#"<script>alert(1)</script><p>&lt;script&gt;alert(3)&lt;/script&gt; said the page, and meant it.</p><p onclick="x()" style="color:red">Text <a href="javascript:alert(1)">one</a> <a href=" java
        script:alert(2)">two</a> <a href="https://ok.example/?a=&quot;><script>">three</a></p>
        <svg><style><img src=x onerror=alert(1)></style></svg><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
        </mglyph></table></mtext></math><form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
        <noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript><iframe src="javascript:1"></iframe><p>&lt;script&gt;alert(3)&lt;/script&gt;</p>
        <template><p>hidden</p></template><img src="https://t.example/pixel.gif" width=1 height=1><p> </p>"#;
    for html in [
        fragment(hostile, &Url::parse("https://news.example/").unwrap()).to_html(),
        read(&page(&format!("{}{hostile}<p>{SECOND} Once more.</p>", story()))).body.to_html(),
    ] {
        let lower = html.to_lowercase();
        for bad in [
            "<script",
            "<svg",
            "<math",
            "<style",
            "<iframe",
            "<form",
            "<template",
            "javascript:",
            "pixel",
            "<p></p>",
        ] {
            assert!(!lower.contains(bad), "{bad}\n{html}");
        }
        assert!(!scraper::Html::parse_fragment(&html).tree.nodes().any(|node| {
            node.value().as_element().is_some_and(|element| {
                element.attrs().any(|(name, _)| !matches!(name, "href" | "src" | "alt"))
            })
        }));
        is_stable(&html);
    }
}

/// A parser reads it, and writes the same; and so does ours.
fn is_stable(html: &str) {
    let wrapped = scraper::Html::parse_fragment(html).root_element().inner_html();
    assert_eq!(wrapped.replace('"', "&quot;"), html.replace('"', "&quot;"));
    let base = Url::parse("https://news.example/").unwrap();
    assert_eq!(fragment(html, &base).to_html(), html);
}

#[test]
fn what_a_page_says_is_never_markdown_of_its_own() {
    let base = Url::parse("https://news.example/").unwrap();
    let body = fragment(
        "<p># not a heading</p><p>- no list, *no* [link](https://evil.example) &lt;b&gt; `code` &amp;copy; 1_a_</p><p>1. none</p><p>===</p><p>Look!<a href='/a(b)'>here</a></p>",
        &base,
    );
    assert_eq!(
        body.to_markdown(),
        "\\# not a heading\n\n\\- no list, \\*no\\* \\[link\\](https://evil.example) \\<b\\> \\`code\\` \\&copy; 1\\_a\\_\n\n1\\. none\n\n\\===\n\nLook\\![here](<https://news.example/a(b)>)"
    );
}

#[test]
fn no_control_character_and_no_override_of_direction_comes_out() {
    let body = format!(
        "<p>{FIRST} A\u{202e}B\u{2066}C\u{200b}D\u{ad}E&#27;[31m&#x9b;F&#0;G\u{feff}&#xfffe;\u{1ffff}</p>{}",
        story()
    );
    let found = read(&decode(page(&body).as_bytes(), None));
    for text in [found.body.to_text(), found.body.to_html(), found.body.to_markdown()] {
        let bad = |c: char| {
            (c.is_control() && c != '\n' && c != '\t')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{ad}' | '\u{feff}')
                || matches!(c, '\u{fffe}' | '\u{1ffff}')
        };
        assert!(!text.contains(bad), "{text:?}");
        assert!(text.contains("ABCDE"), "{text:?}");
    }
}

#[test]
fn a_bomb_of_markup_ends_within_the_budget() {
    let mut attributes = String::from("<html><body><p ");
    for at in 0..160_000 {
        write!(attributes, "a{at}=1 ").unwrap();
    }
    let url = Url::parse("https://news.example/").unwrap();
    for bomb in
        ["<div>".repeat(400_000), format!("<ul>{}", "<li><ul>".repeat(250_000)), attributes + ">x"]
    {
        let begun = spent();
        let ended = extract(&bomb, &url, &Hints::default());
        assert!(matches!(ended, Err(ExtractError::PageBudget | ExtractError::NoBody)), "{ended:?}");
        // Ten times the budget and a second: a guard against hanging only.
        let spent = spent().saturating_sub(begun);
        assert!(spent < Duration::from_secs(15), "{spent:?}");
    }
    let deep = format!("{}<p>{FIRST}</p>", "<span>".repeat(5_000));
    let _ = fragment(&deep, &url);
}

#[test]
fn walls_are_never_taken_for_articles() {
    let challenge = "<html><head><title>Just a moment...</title></head><body><div><h1>news.example</h1><p>Verifying you are human. This may take a few seconds.</p>\
        <p>news.example needs to review the security of your connection before proceeding.</p></div></body></html>";
    let consent = "<html><head><title>The Courier</title></head><body><main><h1>Your privacy</h1><p>We and our partners store cookies and process personal data on the basis of your consent or legitimate interest.</p>\
        <p>You can accept all, reject all, or read our privacy policy to learn how our partners use your data.</p></main></body></html>";
    let paywall = page(&format!(
        "<p>{FIRST}</p><div class=paywall><p>Subscribe to continue reading this article.</p></div>"
    ));
    for (html, reason) in
        [(challenge, Doubt::Challenge), (consent, Doubt::Consent), (&paywall, Doubt::Paywall)]
    {
        match extract(html, &Url::parse("https://news.example/").unwrap(), &Hints::default()) {
            Ok(found) => {
                assert!(
                    found.reasons.contains(&reason),
                    "{reason:?}: {:?} {}",
                    found.reasons,
                    found.body.to_text()
                );
                assert!(found.quality < 0.5, "{reason:?}: {}", found.quality);
            }
            Err(error) => panic!("{reason:?}: {error}"),
        }
    }
}

#[test]
fn what_is_no_page_says_so() {
    let url = Url::parse("https://news.example/").unwrap();
    for (bytes, code) in [
        (&b"%PDF-1.7 \xe2\xe3 binary"[..], "not_html"),
        (b"{\"a\": 1}", "not_html"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not_html"),
        (b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>", "not_html"),
        (b"", "not_html"),
        (b"<html><body><nav><a href=/>Home</a></nav></body></html>", "no_body"),
    ] {
        let ended = extract(&decode(bytes, None), &url, &Hints::default());
        assert_eq!(ended.map(|found| found.body.to_text()).map_err(ExtractError::code), Err(code));
    }
}

#[test]
fn a_feeds_own_html_and_text_make_the_same_tree() {
    let base = Url::parse("https://news.example/feed").unwrap();
    assert_eq!(fragment("Plain text, 1 > 0", &base).to_html(), "<p>Plain text, 1 &gt; 0</p>");
    assert_eq!(
        fragment("One &amp; <b>two</b><br><br>three", &base).to_html(),
        "<p>One &amp; <strong>two</strong></p>\n<p>three</p>"
    );
    assert_eq!(
        fragment("<p>Share this</p><p>By Ada Lund</p>", &base).to_text(),
        "Share this\n\nBy Ada Lund"
    );
    assert_eq!(text_of("<p>One</p><p>two &amp;\n three</p>"), "One two & three");
}

/// Paragraphs of a story, each its own.
fn paragraphs(of: std::ops::Range<usize>) -> String {
    of.fold(String::new(), |mut html, at| {
        let _ = write!(
            html,
            "<p>On day {at} the ferry crossed the sound {at} times, the harbour master said, and nobody had counted on it.</p>"
        );
        html
    })
}

/// All paragraphs come out, in order, and nothing else.
fn holds(html: &str, count: usize) {
    let text = read(html).body.to_text();
    let days: Vec<usize> = text
        .split("On day ")
        .skip(1)
        .map(|rest| rest.split(' ').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(days, (0..count).collect::<Vec<_>>(), "{html}");
    assert_eq!(text.split("\n\n").count(), count, "{text}");
}

#[test]
fn a_body_in_several_containers_comes_out_as_one() {
    let related = "<div class=related-posts><h3>Related</h3><ul><li><a href=/a>The bridge that never was</a></li></ul></div>";
    let advert = "<div class=ad-slot>Advertisement</div>";
    for parts in [
        [0..3, 3..6, 6..9],
        [0..1, 1..14, 14..15],
        [0..18, 18..19, 19..20],
        [0..1, 1..2, 2..30],
        [0..28, 28..29, 29..30],
    ] {
        let (count, ends_in_little) = (parts[2].end, parts[0].end * 10 > parts[2].end * 9);
        let [first, second, third] = parts.map(paragraphs);
        for (open, close) in [
            ("<div class=article-body>", "</div>"),
            ("<div class=part>", "</div>"),
            ("<div>", "</div>"),
            ("<section>", "</section>"),
            ("<div class=row><div class=col>", "</div></div>"),
        ] {
            if ends_in_little && !open.contains("body") {
                continue; // Nothing tells it from the promotion that stands there elsewhere.
            }
            let body = format!(
                "{open}{first}{close}{advert}{open}{second}{close}{related}{open}{third}{close}"
            );
            let html = page(&story())
                .replace(&format!("<div class=\"article-body\">{}</div>", story()), &body);
            assert!(html.contains("On day 0"));
            holds(&html, count);
        }
    }
}

fn quality(html: &str) -> f64 {
    read(html).quality
}

#[test]
fn the_quality_falls_with_each_thing_that_speaks_against_a_page() {
    let clean = page(&paragraphs(0..20));
    let links = (0..20).fold(String::new(), |mut html, at| {
        let _ = write!(
            html,
            "<p><a href=/{at}>The ferry of harbour number {at} is late, says its master</a>, and nobody on the {at} quays there knows the reason, or when.</p>"
        );
        html
    });
    let listing = page(&links);
    let stub = page(&format!("<p>{FIRST}</p>"));
    // Half of what stands in the region is none of the text, line by line between its paragraphs.
    let cluttered = page(&(0..20).fold(String::new(), |mut html, at| {
        let _ = write!(
            html,
            "{}<div class=related-posts><a href=/{at}>Ferry {at}: the bridge over the sound that never was built, and why it was not</a></div>",
            paragraphs(at..at + 1)
        );
        html
    }));
    // Most of the page's prose is somewhere else on it.
    let elsewhere = clean.replace(
        "<div class=\"related-posts\">",
        &format!("<div class=\"related-posts\">{}", paragraphs(50..90)),
    );
    let best = quality(&clean);
    assert!(best > 0.85 && read(&clean).reasons.is_empty(), "{best}");
    for (name, html) in [
        ("stub", &stub),
        ("listing", &listing),
        ("cluttered", &cluttered),
        ("elsewhere", &elsewhere),
    ] {
        let worse = quality(html);
        assert!(worse < best, "{name}: {worse}, and {best} without");
    }
    assert_eq!(read(&stub).reasons, [Doubt::Short]);
    assert_eq!(read(&listing).reasons, [Doubt::Listing]);
    assert!(quality(&listing) < quality(&cluttered), "a reason weighs more than signs");
    assert!(quality(&stub) < quality(&cluttered), "a reason weighs more than signs");
}
