//! An article's HTML as a page may show it.
//!
//! Always: built anew of the elements that `docs/output.md` names, with links to the web alone; so whoever
//! altered a file in the output directory brings nothing else in. Never: a picture loaded; it is a link.

use maud::{Markup, PreEscaped, html};
use scraper::ElementRef;

use super::words::{is_web, tame};
use crate::extract::parse_page;

/// What is kept of an article's elements, with nothing on them.
const PLAIN: [&str; 27] = [
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "figure",
    "figcaption",
    "pre",
    "code",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "em",
    "strong",
    "sub",
    "sup",
    "br",
];
/// How deep elements may stand in each other; ours stand far less deep.
const MAX_DEPTH: usize = 100;
/// The most HTML that is shown, in bytes.
const MAX_HTML: usize = 4 << 20;

/// The body as HTML.
pub(super) fn body(html: &str) -> Markup {
    // A file that somebody altered may want to keep us busy.
    let tree = if html.len() > MAX_HTML { None } else { parse_page(html).ok() };
    let Some(tree) = tree else {
        return html! { p { em { "This text is too long to be shown here; the file has it." } } };
    };
    let mut out = String::new();
    write(&mut out, tree.root_element(), 0);
    PreEscaped(out)
}

/// Text in paragraphs.
pub(super) fn text(text: &str) -> Markup {
    html! { @for paragraph in text.split("\n\n") { p { (paragraph) } } }
}

fn write(out: &mut String, parent: ElementRef<'_>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for child in parent.children() {
        if let Some(text) = child.value().as_text() {
            out.push_str(&html! { (&**text) }.into_string());
        }
        let Some(child) = ElementRef::wrap(child) else { continue };
        match child.value().name() {
            "img" => out.push_str(&picture(child).into_string()),
            "a" => {
                let mut inner = String::new();
                write(&mut inner, child, depth + 1);
                let inner = PreEscaped(inner);
                let link = match child.attr("href").filter(|href| is_web(href)) {
                    Some(href) => {
                        html! { a href=(href) rel="noreferrer noopener nofollow" { (inner) } }
                    }
                    None => inner,
                };
                out.push_str(&link.into_string());
            }
            "br" => out.push_str("<br>"),
            "script" | "style" | "template" => {}
            name if PLAIN.contains(&name) => {
                out.push('<');
                out.push_str(name);
                out.push('>');
                write(out, child, depth + 1);
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
            _ => write(out, child, depth + 1),
        }
    }
}

fn picture(element: ElementRef<'_>) -> Markup {
    let Some(src) = element.attr("src").filter(|src| is_web(src)) else { return html! {} };
    let alt = element.attr("alt").filter(|alt| !alt.trim().is_empty());
    html! {
        a.picture href=(src) rel="noreferrer noopener nofollow" {
            span aria-hidden="true" { "▧ " } "Picture" @if let Some(alt) = alt { ": " (tame(alt)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_articles_element_is_text_or_nothing() {
        let shown = |html: &str| body(html).into_string();
        assert_eq!(shown("<p>One &lt;b&gt; <em>two</em></p>"), "<p>One &lt;b&gt; <em>two</em></p>");
        assert_eq!(
            shown("<p onclick=x style=y class=z>A<script>alert(1)</script><b>B</b></p>"),
            "<p>AB</p>"
        );
        assert_eq!(shown("<a href='javascript:alert(1)'>C</a>"), "C");
        assert!(
            shown("<img src='https://a.example/x.jpg' onerror=alert(1) alt='\"><script>'>")
                .contains("href=\"https://a.example/x.jpg\"")
        );
        assert!(!shown("<img src='https://a.example/x.jpg'>").contains("<img"));
        assert_eq!(shown("<svg><style><img src=x onerror=alert(1)></style></svg>"), "");
        let deep = "<blockquote>".repeat(100_000);
        assert!(shown(&deep).len() < 5_000, "depth is bounded");
    }
}
