//! What of a title's markup is shown, and what that costs.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// What the tree of a title shows, in which html5ever has found everything its place.
fn of_tree(html: &str) -> Option<String> {
    let fragment = scraper::Html::parse_fragment(html);
    let hidden = |element: &scraper::node::Element| matches!(element.name(), "script" | "style");
    let nodes = fragment.tree.root().descendants();
    let shown = nodes.filter(|node| {
        !node.parent().is_some_and(|parent| parent.value().as_element().is_some_and(hidden))
    });
    let pieces = shown.filter_map(|node| node.value().as_text().map(|text| text.to_string()));
    one_line(&pieces.collect::<String>())
}

proptest! {
    // Tables, drawings and the like are left out, whose texts a tree has elsewhere.
    #[test]
    fn whatever_the_markup_a_title_shows_what_its_tree_shows(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<", ">", "</", "/", "/>", "!", "--", "-", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<!doctype ", "?", "=",
                "\"", "'", " ", "  ", "\t", "&", "&#", "&#x", ";", "amp", "not", "in", "65", "x", "&amp;", "&nbsp", "&hellip;",
                "a", "B", "é", "中", "\u{a0}", "p", "div", "b", "i", "td", "title", "script", "style", "textarea", "class",
                "<p>", "<b>", "<i ", "<A href='x>y'>", "<td>", "<br/>", "</p>", "</b>", "<title>", "</title>", "<script>",
                "</script>", "<STYLE>", "</style >", "<textarea>", "</textarea", "<iframe>", "</iframe>", "<xmp>", "</xmp>",
                "<div class=\"a\">", "<body>", "<li>", "<plaintext>",
            ]),
            0..40,
        )
    ) {
        let html = parts.concat();
        // Within its comment, a script may hold another.
        let html = if html.contains("<!--") { html.replace("script", "style") } else { html };
        prop_assert_eq!(text_of_html(&html), of_tree(&html), "{}", html);
    }
}

#[test]
fn nothing_of_a_script_a_style_or_a_template_is_in_a_title() {
    let unshown = "<script>a<b>c</b></script><STYLE>a</STYLE><template><p>a<template>b</template>c</template>";
    assert_eq!(text_of_html(&format!("x{unshown}y</template>z")).as_deref(), Some("xyz"));
    assert_eq!(text_of_html("x<template><p>a").as_deref(), Some("x"));
}

#[test]
fn markup_in_a_title_costs_no_more_than_words() {
    let time = |piece: &dyn Fn(usize) -> String| {
        let html: String = (0..).map(piece).take(2_000).collect();
        let html = &html[..html.floor_char_boundary(16_000)];
        let best = |_| {
            let begun = Instant::now();
            text_of_html(html);
            begun.elapsed()
        };
        (0..3).map(best).min().unwrap_or(Duration::MAX)
    };
    let plain = time(&|_| "word &amp; ".repeat(3));
    let shapes: [&dyn Fn(usize) -> String; 12] = [
        &|n| format!("<p><b a{n}>"),
        &|n| format!("<a a{n} "),
        &|n| format!("{} a{n} ", if n == 0 { "<a" } else { "" }),
        &|n| format!("<div a{n}><ul>"),
        &|_| "<a '><b \">".to_owned(),
        &|_| "<!--<!-- -".to_owned(),
        &|_| "<![CDATA[".to_owned(),
        &|_| "<title></titl".to_owned(),
        &|_| "<script></scrip".to_owned(),
        &|_| "<template>x".to_owned(),
        &|_| "&CounterClockwiseContourIntegra".to_owned(),
        &|n| format!("&#{n}00000000000"),
    ];
    for (at, shape) in shapes.iter().enumerate() {
        let took = time(shape);
        assert!(took < 50 * plain, "{}, number {at}: {took:?}, words {plain:?}", shape(0));
    }
}
