//! Titles, names and categories as text.
//!
//! Always: one line, tags out, entities decoded once, no control character, no bidi override. Never: longer
//! than [`MAX_TEXT`].

use std::borrow::Cow;

use super::decode::from_c1;
use super::markup;
use crate::charset::is_noncharacter;

/// The longest title, name or category, in characters; what is over is left out.
pub const MAX_TEXT: usize = 2_000;

/// The most of such a text that is read, in bytes, markup included.
const MAX_MARKUP: usize = 16 * 1024;

/// Text of HTML: tags out, entities decoded once; `None` if nothing is left.
pub fn of_html(html: &str) -> Option<String> {
    if !html.contains(['<', '&']) {
        return line(html);
    }
    line(&markup::text_of(&html[..html.floor_char_boundary(MAX_MARKUP)]))
}

/// Text on one line: white space collapsed, controls and bidi overrides gone, cut at [`MAX_TEXT`]; `None` if
/// nothing is left.
pub fn line(text: &str) -> Option<String> {
    let text = text.trim_ascii();
    let is_plain = |byte: &u8| (b' '..=b'~').contains(byte);
    if text.len() <= MAX_TEXT && text.as_bytes().iter().all(is_plain) && !text.contains("  ") {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let mut line = String::with_capacity(text.len().min(4 * MAX_TEXT));
    let mut space = false;
    let shown = text.chars().map(from_c1).filter(|c| c.is_whitespace() || !is_hidden(*c));
    for c in shown.take(2 * MAX_TEXT) {
        // A no-break space is kept as what it is for readers: a space.
        if c.is_whitespace() {
            space = !line.is_empty();
        } else {
            if space {
                line.push(' ');
            }
            space = false;
            line.push(c);
        }
    }
    if line.len() > MAX_TEXT
        && let Some((at, _)) = line.char_indices().nth(MAX_TEXT)
    {
        line.truncate(at);
    }
    (!line.is_empty()).then_some(line)
}

/// A text of any length without what shows nothing and does something to what is shown.
pub fn visible(text: &str) -> Cow<'_, str> {
    let goes = |c: char| is_hidden(c) && !c.is_whitespace();
    if text.contains(goes) { Cow::Owned(text.replace(goes, "")) } else { Cow::Borrowed(text) }
}

/// Controls, what turns the direction of text around, and what is no character.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || is_noncharacter(c)
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
