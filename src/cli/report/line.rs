//! A line of the page, and why it is part of the article or not.

use maud::{Markup, html};

use super::kind;
use super::shown::shown;
use crate::extract::{Line, MAX_TEXT};

/// The line that stands at `at`.
pub(super) fn html(at: usize, line: &Line) -> Markup {
    let kind = kind(line);
    html! {
        div id={ "l" (at) } class={ "line " (kind) " " (look(&line.element)) } tabindex="0" aria-describedby={ "n" (at) } {
            p.text dir="auto" {
                @if line.text.is_empty() { "(a picture that says nothing)" }
                @else { (shown(&line.text, MAX_TEXT - 1)) }
            }
            span.why { (kind) }
            (note(at, line))
        }
        "\n"
    }
}

/// How an element looks.
fn look(element: &str) -> &'static str {
    match element {
        "h1" => "h1",
        "h2" => "h2",
        "h3" | "h4" | "h5" | "h6" => "h3",
        "li" | "dd" => "li",
        "blockquote" => "quote",
        "pre" | "code" => "code",
        _ => "p",
    }
}

fn note(at: usize, line: &Line) -> Markup {
    let (head, told) = match (line.verdict, &line.picture) {
        (Some(why), _) => (format!("Dropped: {}", why.name()), why.sentence()),
        (None, Some(_)) => ("Kept: a picture".to_owned(), "It stands among the article's text."),
        (None, None) => ("Kept".to_owned(), "Nothing speaks against it."),
    };
    html! {
        div.note id={ "n" (at) } role="note" {
            h2 { (head) }
            p { (told) }
            dl {
                @if let Some(score) = line.score {
                    @let share = (score.clamp(0.0, 1.0) * 100.0).round();
                    dt { "Score" }
                    dd { span.bar style={ "--share:" (share) "%" } {} (format!("{score:.2}")) }
                }
                dt { "Element" } dd.path dir="ltr" { (shown(&line.path, 400)) }
                @if !line.labels.is_empty() {
                    dt { "Read as" }
                    dd.labels dir="ltr" { ul { @for label in &line.labels { li { (shown(label, 160)) } } } }
                }
                @if let Some(image) = &line.picture {
                    @for (name, value) in [
                        ("Address", Some(image.url.as_str())),
                        ("Caption", image.caption.as_deref()),
                        ("Credit", image.credit.as_deref()),
                        ("In words", image.alt.as_deref()),
                    ] {
                        @if let Some(value) = value { dt { (name) } dd dir="auto" { (shown(value, 400)) } }
                    }
                } @else {
                    dt { "Length" } dd { (line.chars) " characters" }
                    dt { "In links" } dd { (format!("{:.0} %", line.linked * 100.0)) }
                    dt { "Sentence marks" } dd { (line.stops) }
                }
            }
        }
    }
}
