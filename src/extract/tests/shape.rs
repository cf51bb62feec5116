//! Structure: what the page shows as a heading, a list, a quote comes out as one, in HTML, text and Markdown.

use super::{FIRST, SECOND, THIRD, page, read, story};
use crate::extract::{Body, fragment};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use url::Url;

/// The body of an article of ours with this in its middle.
fn with(middle: &str) -> Body {
    read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p>{middle}<p>{THIRD}</p>"))).body
}

/// It comes out as this HTML between the paragraphs around it.
fn becomes(middle: &str, html: &str) {
    let found = with(middle).to_html();
    let expected = format!("<p>{FIRST}</p>\n<p>{SECOND}</p>\n{html}\n<p>{THIRD}</p>");
    assert_eq!(found, expected, "{middle}");
}

#[test]
fn headings_keep_their_levels() {
    becomes(
        "<h2>The bell</h2><p>It rang for an hour, they said.</p><h3>Its rope</h3><p>It is new, and made of hemp.</p><h4>Its frame</h4><p>It is old, and made of oak.</p>",
        "<h2>The bell</h2>\n<p>It rang for an hour, they said.</p>\n<h3>Its rope</h3>\n<p>It is new, and made of hemp.</p>\n<h4>Its frame</h4>\n<p>It is old, and made of oak.</p>",
    );
}

#[test]
fn lists_in_lists_keep_their_places_and_numbers() {
    becomes(
        "<ol><li>Paint the hull, which takes a week<ul><li>white above the water</li><li>red below it</li></ul></li><li>Hang the bell</li></ol>",
        "<ol><li>Paint the hull, which takes a week<ul><li>white above the water</li><li>red below it</li></ul></li><li>Hang the bell</li></ol>",
    );
}

#[test]
fn tables_and_code_keep_rows_and_lines() {
    becomes(
        "<table><thead><tr><th>Day</th><th>Trips</th></tr></thead><tbody><tr><td>Monday</td><td>2</td></tr><tr><td>Sunday</td><td>4</td></tr></tbody></table><pre><code>ring(bell)\n  twice</code></pre>",
        "<table><tbody><tr><th>Day</th><th>Trips</th></tr><tr><td>Monday</td><td>2</td></tr><tr><td>Sunday</td><td>4</td></tr></tbody></table>\n<pre>ring(bell)\n  twice</pre>",
    );
}

#[test]
fn a_pull_quote_does_not_say_a_sentence_twice() {
    let said = "It floats, and that is all that I have ever asked of a boat, or of anybody.";
    for pulled in [
        format!("<aside class=\"pullquote\"><p>{said}</p></aside>"),
        format!("<blockquote class=\"pull-quote\">“{said}”</blockquote>"),
        format!(
            "<figure class=\"wp-block-pullquote\"><blockquote><p>{said}</p></blockquote></figure>"
        ),
    ] {
        let text =
            with(&format!("<p>The master laughed. {said} Then he rang.</p>{pulled}")).to_text();
        assert_eq!(text.matches(said).count(), 1, "{pulled}\n{text}");
    }
    // A quotation that stands nowhere else is the article's.
    let text = with(&format!("<blockquote><p>{said}</p></blockquote>")).to_text();
    assert!(text.contains(said), "{text}");
}

#[test]
fn an_embedded_post_is_a_quote_with_its_link() {
    let html = with(
        r#"<blockquote class="twitter-tweet"><p lang="en" dir="ltr">The ferry is back, and so is the bell.</p>&mdash; Harbour (@harbour) <a href="https://social.example/harbour/status/1">May 6, 2024</a></blockquote><script async src="https://platform.example/widgets.js"></script>"#,
    )
    .to_html();
    let quote = html.split_once("<blockquote>").unwrap().1.split_once("</blockquote>").unwrap().0;
    assert!(quote.contains("The ferry is back, and so is the bell."), "{html}");
    assert!(quote.contains("href=\"https://social.example/harbour/status/1\""), "{html}");
}

#[test]
fn verse_addresses_and_formulas_keep_their_marks() {
    becomes(
        "<p>The bell is old,<br>the sea is cold,<br>and so am I.</p><p>It burns CO<sub>2</sub> on 100 m<sup>2</sup>, and <code>E = mc</code> is wrong.</p>",
        "<p>The bell is old,<br>the sea is cold,<br>and so am I.</p>\n<p>It burns CO<sub>2</sub> on 100 m<sup>2</sup>, and <code>E = mc</code> is wrong.</p>",
    );
    assert!(
        with("<p>The bell is old,<br>the sea is cold,<br>and so am I.</p>")
            .to_text()
            .contains("old,\nthe sea is cold,\nand so")
    );
    for address in [
        "<address>The harbour office<br>3 Old Quay<br>The island</address>",
        "<p>The harbour office<br>3 Old Quay<br>The island</p>",
    ] {
        becomes(address, "<p>The harbour office<br>3 Old Quay<br>The island</p>");
    }
}

/// What a reader of CommonMark shows of it, block by block.
fn shown(markdown: &str) -> String {
    let mut text = String::new();
    let mut picture = 0;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Image { .. }) => picture += 1,
            Event::End(TagEnd::Image) => picture -= 1,
            Event::Text(part) | Event::Code(part) if picture == 0 => text.push_str(&part),
            Event::Html(_) | Event::InlineHtml(_) => panic!("HTML in {markdown}"),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn markdown_read_back_says_what_the_text_says() {
    let base = Url::parse("https://news.example/").unwrap();
    let bodies = [
        story(),
        "<p># One</p><p>- two *three* _four_ [five](six) `seven` &lt;b&gt;eight&lt;/b&gt; &amp;nine; 1_0_ ~~x~~ $y$ ![z](q)</p><p>1. ten</p><p>===</p><p>---</p><p>+ a</p><p>12) b</p><p>&gt; c</p><p>    d</p>".to_owned(),
        "<ul><li>One</li><li>Two<ol><li>Three</li><li><p>Four</p><p>Five</p></li></ol></li></ul><p>After.</p>".to_owned(),
        "<ol><li>a</li><li>b</li><li>c</li><li>d</li><li>e</li><li>f</li><li>g</li><li>h</li><li>i</li><li>j<p>k</p></li></ol>".to_owned(),
        "<blockquote><p>One</p><ul><li>two</li></ul><blockquote><p>three<br>four</p></blockquote></blockquote><p>After.</p>".to_owned(),
        "<table><tr><th>A|B</th><th>C</th></tr><tr><td>1<br>2</td><td><p>3</p><p>4</p></td></tr></table>".to_owned(),
        "<pre>a ``` b\n\n  c # d</pre><p>e <code>f ` g</code> h</p><p>* * *</p><p>a<br>- b<br>1. c<br># d<br>===</p>".to_owned(),
        "<p>He<b>ll</b>o <i>a</i><b>b</b> <b><i>c</i></b>, <a href='/x(y)'>d <b>e</b></a>. <em> f </em>g <em>h.</em>i **j** CO<sub>2</sub></p>".to_owned(),
        "<h2>One<br>two # three #</h2><p>x</p><ul><li>1. a</li><li># b</li><li>- c</li><li><pre>d\n  e</pre></li></ul><ul><li>f</li></ul><ul><li>g</li></ul>".to_owned(),
        "<p>فقرة أولى، <b>ثم</b> ثانية.</p><p>老渡轮<b>星期一</b>再次<i>横渡</i>海峡。</p>".to_owned(),
        "<p><strong><em>a.</em></strong>b <b><i>(c)</i></b>d e<b><i>(f)</i></b> <i>g<b>h</b></i>i <i>j <b>k.</b></i>l</p>".to_owned(),
        "<p><code>a</code><code>b</code> <code>c`</code><code>d</code><code>e</code> <i><code>f</code></i><code>g</code><code>h*</code> `<code>h</code>` <code>i</code><i><code>j</code></i>k</p>".to_owned(),
    ];
    for html in bodies {
        let body = fragment(&html, &base);
        let (markdown, text) = (body.to_markdown(), body.to_text());
        let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(shown(&markdown), plain, "{html}\n{markdown}");
    }
}

#[test]
fn no_line_begins_or_ends_with_a_blank_and_none_has_two_in_a_row() {
    becomes(
        "<h2>\n  A bell </h2>\n<p>\n\t It rang for an hour,\n they said. \n</p>",
        "<h2>A bell</h2>\n<p>It rang for an hour, they said.</p>",
    );
    becomes(
        "<ul>\n<li> <b> One </b> <i> or two</i> of them </li>\n<li>\n<a href=/x> A third </a>\n</li></ul>",
        "<ul><li><strong>One</strong> <em>or two</em> of them</li><li><a href=\"https://news.example/x\">A third</a></li></ul>",
    );
    becomes(
        "<blockquote>\n <p>\n <span> </span> It floats, and that is all that I have ever asked of a boat. </p></blockquote>",
        "<blockquote><p>It floats, and that is all that I have ever asked of a boat.</p></blockquote>",
    );
    becomes(
        "<p> <br> The first line,<br> and <b>a second </b><br> <i> one</i>\n.</p>",
        "<p>The first line,<br>and <strong>a second</strong><br><em>one</em> .</p>",
    );
    becomes(
        "<p>Type <code>ls </code></p><p>\u{200b} It floats, \u{200b} they say, <b><br>and <i> sinks</i></b>.</p>",
        "<p>Type <code>ls</code></p>\n<p>It floats, they say,<strong><br>and <em>sinks</em></strong>.</p>",
    );
    let url = Url::parse("https://news.example/feed").unwrap();
    assert_eq!(
        fragment(&format!("\n <p>\n{FIRST}</p>\n {SECOND} "), &url).to_text(),
        format!("{FIRST}\n\n{SECOND}")
    );
}

#[test]
fn what_stands_in_a_list_and_in_none_of_its_items_stays_in_its_place() {
    becomes(
        "<ul><li>Paint the hull, which takes a week</li><ul><li>white above the water</li></ul><li>Hang the bell</li><p>It is new.</p></ul>",
        "<ul><li>Paint the hull, which takes a week<ul><li>white above the water</li></ul></li><li>\n<p>Hang the bell</p>\n<p>It is new.</p></li></ul>",
    );
}

#[test]
fn a_list_in_an_item_of_its_own_is_the_one_before_and_points_one_by_one_are_one_list() {
    let lists = [
        (
            "<ul><li>Paint the hull, all of it</li><li style=list-style:none><ul><li>white above</li><li>red below</li></ul></li></ul>",
            "<ul><li>Paint the hull, all of it<ul><li>white above</li><li>red below</li></ul></li></ul>",
        ),
        (
            "<ol><ul><li>Paint the hull, all of it</li><li>Hang the bell</li></ul></ol>",
            "<ul><li>Paint the hull, all of it</li><li>Hang the bell</li></ul>",
        ),
        (
            "<ul><li>Paint the hull, all of it</li></ul><ul><li>Hang the bell</li></ul><ul><li>Ring it for an hour</li></ul>",
            "<ul><li>Paint the hull, all of it</li><li>Hang the bell</li><li>Ring it for an hour</li></ul>",
        ),
        (
            "<ol><li>Paint the hull, all of it</li></ol><p>It takes the whole of a week.</p><ol start=2><li>Hang the bell</li></ol>",
            "<ol><li>Paint the hull, all of it</li></ol>\n<p>It takes the whole of a week.</p>\n<ol><li>Hang the bell</li></ol>",
        ),
    ];
    for (page, html) in lists {
        becomes(page, html);
    }
}

#[test]
fn words_are_stressed_once_marks_alone_and_whole_headings_never() {
    for (page, html) in [
        (
            "<p>It <b>rang</b> <strong>twice</strong><b>, loudly</b>.</p>",
            "<p>It <strong>rang twice, loudly</strong>.</p>",
        ),
        (
            "<p>It <b>rang <strong>twice</strong></b>, they said.</p>",
            "<p>It <strong>rang twice</strong>, they said.</p>",
        ),
        (
            "<p>It rang<b>.</b> It <em>rang</em> <b>twice</b><i>!</i></p>",
            "<p>It rang. It <em>rang</em> <strong>twice</strong>!</p>",
        ),
        (
            "<h2><b><i>The bell</i></b></h2><p>It rang for an hour.</p>",
            "<h2>The bell</h2>\n<p>It rang for an hour.</p>",
        ),
        (
            "<h2>The <b>bell</b></h2><p>It rang for an hour.</p>",
            "<h2>The <strong>bell</strong></h2>\n<p>It rang for an hour.</p>",
        ),
    ] {
        becomes(page, html);
    }
}

#[test]
fn what_stands_apart_on_the_page_is_not_glued_and_nothing_is_joined_to_nothing() {
    for (page, html) in [
        (
            "<p>It rang for an hour.<span class=note>Nobody knew why.</span></p>",
            "<p>It rang for an hour. Nobody knew why.</p>",
        ),
        ("<p>Call <code>bell.<b>Ring</b>()</code>.</p>", "<p>Call <code>bell.Ring()</code>.</p>"),
        (
            "<p>Of ASP.<b>NET</b> and System.<wbr>Out they spoke.</p>",
            "<p>Of ASP.<strong>NET</strong> and System.Out they spoke.</p>",
        ),
        (
            "<p>It rang for an hour.&zwj;</p><p>&zwj;</p><p>می‌خواهم, they said.</p>",
            "<p>It rang for an hour.</p>\n<p>می\u{200c}خواهم, they said.</p>",
        ),
    ] {
        becomes(page, html);
    }
}

#[test]
fn a_number_raised_behind_a_number_is_no_part_of_it() {
    let body = with(
        "<p>It has 10<sup>15</sup> atoms of 10<sup>−9</sup> m, on 100 m<sup>2</sup>, since 2019<sup>[3]</sup>, on the 4<sup>th</sup>.</p>",
    );
    let line = "It has 10¹⁵ atoms of 10⁻⁹ m, on 100 m2, since 2019[3], on the 4th.";
    assert!(body.to_text().contains(line), "{}", body.to_text());
    assert!(shown(&body.to_markdown()).contains(line), "{}", body.to_markdown());
    assert!(body.to_html().contains("10<sup>15</sup> atoms"), "{}", body.to_html());
}

#[test]
fn markdown_keeps_neighbouring_lists_apart_and_links_and_code_in_their_cells() {
    let markdown = with(
        "<ul><li>It is loud, and old</li><li>It is cheap</li></ul><ul><li>It is heavy, too</li><li>It rusts</li></ul><table><tr><th>Bell</th><th>Where</th></tr><tr><td>The <b>old</b> one<br>of 1820</td><td><a href=https://port.example/a|b>the port</a>, or <code>a|b</code></td></tr></table>",
    )
    .to_markdown();
    assert!(markdown.contains("- It is cheap\n\n* It is heavy, too\n* It rusts"), "{markdown}");
    let lists = Parser::new(&markdown).filter(|event| matches!(event, Event::Start(Tag::List(_))));
    assert_eq!(lists.count(), 2, "{markdown}");
    assert_eq!(shown(&markdown).matches("The old one of 1820 the port, or a|b").count(), 1);
    let mut events = Parser::new_ext(&markdown, Options::ENABLE_TABLES);
    assert!(
        events.any(|event| matches!(event, Event::Start(Tag::Link { dest_url, .. }) if &*dest_url == "https://port.example/a|b")),
        "{markdown}"
    );
    assert!(markdown.contains("The **old** one of 1820"), "{markdown}");
}

#[test]
fn a_standfirst_is_the_first_paragraph_though_the_page_has_it_as_a_heading() {
    let standfirst =
        "Forty years after it was sold, the ferry is back, and an island cannot believe its eyes.";
    let found = read(&page(&format!("<h2 class=standfirst>{standfirst}</h2>{}", story())));
    assert_eq!(found.standfirst.as_deref(), Some(standfirst));
    assert!(found.body.to_html().starts_with(&format!("<p>{standfirst}</p>")));
    let found = read(&page(&format!("<h2 class=standfirst>Summary</h2>{}", story())));
    assert_eq!(found.standfirst, None, "a label");
}

#[test]
fn paragraphs_with_bullets_of_their_own_are_a_list() {
    let point = |text: &str| {
        format!(
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'>\
             <span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span>{text}</span></p>"
        )
    };
    let points = point("Bring <b>cake</b>") + &point("Bring a chair");
    let html =
        read(&page(&format!("<p>{FIRST}</p><p>{SECOND}</p>{points}<p>{THIRD}</p>"))).body.to_html();
    let list = "<ul><li>Bring <strong>cake</strong></li><li>Bring a chair</li></ul>";
    assert!(html.replace('\n', "").contains(list), "{html}");
    let one = read(&page(&format!(
        "<p>{FIRST}</p><p>{SECOND}</p><p>• One point alone, he said.</p><p>{THIRD}</p>"
    )));
    assert!(one.body.to_text().contains("• One point alone"));
}
