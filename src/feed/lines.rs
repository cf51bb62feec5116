//! Plain text as HTML: its paragraphs, and its lines where they mean something.
//!
//! Always: a blank line parts paragraphs. A line break stays one, for a poem and a list are made of them; where lines
//! only end because they are full, or are set off as the elements around them are, it is a space. Never: markup.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use quick_xml::escape::minimal_escape;

/// As wide are texts that a program or a hand has wrapped; the lines of poems and lists are shorter, those of others
/// longer.
const WRAPPED: RangeInclusive<usize> = 60..=100;

/// The HTML of plain text; of a single line, its words alone.
pub(super) fn html(text: &str) -> Cow<'_, str> {
    if !text.trim().contains(['\n', '\r']) {
        return minimal_escape(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let paragraphs: Vec<&[&str]> =
        lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).collect();
    let goes_on = wrapping(&paragraphs);
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for lines in &paragraphs {
        if paragraphs.len() > 1 {
            html.push_str(if html.is_empty() { "<p>" } else { "\n<p>" });
        }
        let mut before = None;
        for line in *lines {
            if let Some(before) = before {
                html.push_str(if goes_on(before, line) { " " } else { "<br>\n" });
            }
            html.push_str(&minimal_escape(line.trim_start()));
            before = Some(*line);
        }
        if paragraphs.len() > 1 {
            html.push_str("</p>");
        }
    }
    Cow::Owned(html)
}

/// Tells whether a line goes on in the next.
fn wrapping(paragraphs: &[&[&str]]) -> impl Fn(&str, &str) -> bool {
    let lines = || paragraphs.iter().copied().flatten();
    // The first begins behind its element's tag; under a colon stands a list.
    let is_set_off = lines().skip(1).all(|line| line.starts_with(char::is_whitespace))
        && lines().next().is_some_and(|line| !line.ends_with(':'));
    let width = lines().map(|line| length(line)).max().unwrap_or_default();
    let is_full = move |line: &str, next: &str| {
        let word = next.split_whitespace().next().unwrap_or_default();
        length(line) + 1 + length(word) > width
    };
    let pairs = paragraphs.iter().flat_map(|lines| lines.windows(2));
    let pairs = pairs.filter(|pair| !is_item(pair[1]));
    let (mut all, mut full) = (0, 0);
    for pair in pairs {
        all += 1;
        full += usize::from(is_full(pair[0], pair[1]));
    }
    let is_wrapped = WRAPPED.contains(&width) && full >= 3 && 5 * full >= 4 * all;
    move |line, next| !is_item(next) && (is_set_off || is_wrapped && is_full(line, next))
}

fn length(line: &str) -> usize {
    line.trim_start().chars().count()
}

/// Begins with what a list's items begin with, or a quoted line does.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let mark = line.split_whitespace().next().unwrap_or_default();
    let number = mark.strip_suffix(['.', ')']).unwrap_or_default();
    ["-", "*", "+", "•", "·", "–", ">"].contains(&mark)
        || (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}
