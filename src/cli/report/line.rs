//! A line of the page, and why it is part of the article or not.

use std::fmt::Write as _;

use super::escape::escaped;
use super::kind;
use crate::extract::{Line, MAX_TEXT};

/// Writes the line that stands at `at`.
pub(super) fn write(out: &mut String, at: usize, line: &Line) {
    let kind = kind(line);
    let look = look(&line.element);
    let _ = write!(
        out,
        "<div id=l{at} class=\"line {kind} {look}\" tabindex=0 aria-describedby=n{at}><p class=text dir=auto>{}</p><span class=why>{kind}</span>",
        shown(line),
    );
    note(out, at, line);
    out.push_str("</div>\n");
}

fn shown(line: &Line) -> String {
    let text = escaped(&line.text, MAX_TEXT - 1);
    if text.is_empty() { "(a picture that says nothing)".to_owned() } else { text }
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

fn note(out: &mut String, at: usize, line: &Line) {
    let (head, told) = match (line.verdict, &line.picture) {
        (Some(why), _) => (format!("Dropped: {}", why.name()), why.sentence()),
        (None, Some(_)) => ("Kept: a picture".to_owned(), "It stands among the article's text."),
        (None, None) => ("Kept".to_owned(), "Nothing speaks against it."),
    };
    let _ = write!(out, "<div class=note id=n{at} role=note><h2>{head}</h2><p>{told}</p><dl>");
    if let Some(score) = line.score {
        let share = (score.clamp(0.0, 1.0) * 100.0).round();
        let _ = write!(
            out,
            "<dt>Score</dt><dd><span class=bar style=\"--share:{share}%\"></span>{score:.2}</dd>"
        );
    }
    let _ = write!(out, "<dt>Element</dt><dd class=path dir=ltr>{}</dd>", escaped(&line.path, 400));
    if !line.labels.is_empty() {
        out.push_str("<dt>Read as</dt><dd class=labels dir=ltr><ul>");
        for label in &line.labels {
            let _ = write!(out, "<li>{}</li>", escaped(label, 160));
        }
        out.push_str("</ul></dd>");
    }
    if let Some(image) = &line.picture {
        for (name, value) in [
            ("Address", Some(image.url.as_str())),
            ("Caption", image.caption.as_deref()),
            ("Credit", image.credit.as_deref()),
            ("In words", image.alt.as_deref()),
        ] {
            if let Some(value) = value {
                let _ = write!(out, "<dt>{name}</dt><dd dir=auto>{}</dd>", escaped(value, 400));
            }
        }
    } else {
        let _ = write!(
            out,
            "<dt>Length</dt><dd>{} characters</dd><dt>In links</dt><dd>{:.0} %</dd><dt>Sentence marks</dt><dd>{}</dd>",
            line.chars,
            line.linked * 100.0,
            line.stops
        );
    }
    out.push_str("</dl></div>");
}
