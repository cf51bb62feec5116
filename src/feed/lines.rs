//! Plain text as HTML: its paragraphs, and its lines where they mean something.
//!
//! Always: a blank line parts paragraphs. A line break stays one, for a poem and a list are made of them; where lines
//! only end because they are full, it is a space. Never: markup that the text brings; more memory than a few copies of
//! it.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use quick_xml::escape::minimal_escape;

/// As wide are texts that a program or a hand has wrapped; the lines of poems and lists are shorter, those of others
/// longer.
const WRAPPED: RangeInclusive<usize> = 60..=100;

/// The HTML of plain text; of a single line, its words alone.
pub(super) fn html(text: &str) -> Cow<'_, str> {
    read(text, false)
}

/// The HTML of plain text in an element of XML, whose lines may be set off as the elements around it are.
pub(super) fn html_of_element(text: &str) -> Cow<'_, str> {
    read(text, true)
}

fn read(text: &str, in_element: bool) -> Cow<'_, str> {
    if !text.trim().contains(['\n', '\r']) {
        return minimal_escape(text);
    }
    let text = with_line_feeds(text);
    let shape = Shape::of(&text, in_element);
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut before = "";
    for line in lines(&text) {
        match (before.is_empty(), line.is_empty()) {
            (true, true) => continue,
            (true, false) if shape.parted => {
                html.push_str(if html.is_empty() { "<p>" } else { "\n<p>" });
            }
            (true, false) => {}
            (false, true) => html.push_str("</p>"),
            (false, false) if shape.goes_on(before, line) => html.push(' '),
            (false, false) => html.push_str("<br>\n"),
        }
        html.push_str(&minimal_escape(line.trim_start()));
        before = line;
    }
    if shape.parted {
        html.push_str("</p>");
    }
    Cow::Owned(html)
}

fn with_line_feeds(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(['\n', '\r']).trim_end();
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_end)
}

/// How a text is laid out.
struct Shape {
    /// It has more than one paragraph.
    parted: bool,
    /// Its lines stand off the margin because the elements around them do, and mean nothing.
    set_off: bool,
    /// As wide as this it was wrapped.
    wrapped: Option<usize>,
}

impl Shape {
    fn of(text: &str, in_element: bool) -> Self {
        let shown = || lines(text).filter(|line| !line.is_empty());
        // The first begins behind its element's tag; under a colon stands a list.
        let set_off = in_element
            && shown().skip(1).all(|line| line.starts_with(char::is_whitespace))
            && shown().next().is_some_and(|line| !line.ends_with(':'));
        let width = shown().map(length).max().unwrap_or_default();
        let pairs = lines(text).zip(lines(text).skip(1));
        let pairs = pairs.filter(|(line, next)| !line.is_empty() && !next.is_empty());
        let (mut all, mut full) = (0_usize, 0_usize);
        for (line, next) in pairs.filter(|(_, next)| !is_item(next)) {
            all += 1;
            full += usize::from(is_full(line, next, width));
        }
        let is_wrapped = WRAPPED.contains(&width) && full >= 3 && 5 * full >= 4 * all;
        let parted = lines(text).skip_while(|line| line.is_empty()).any(str::is_empty);
        Self { parted, set_off, wrapped: is_wrapped.then_some(width) }
    }

    /// Whether a line goes on in the next.
    fn goes_on(&self, line: &str, next: &str) -> bool {
        let was_wrapped = || self.wrapped.is_some_and(|width| is_full(line, next, width));
        !is_item(next) && (self.set_off || was_wrapped())
    }
}

/// Whether the next line's first word had no room on it.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    length(line) + 1 + length(word) > width
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
