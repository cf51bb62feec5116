//! What says that it is plain text: as a title, and as HTML.
//!
//! Always: what a reader of plain text sees in it, with its paragraphs and its lines. Never: an element made of what
//! only looks like a tag, as `Vec<String>` does; but what is plainly HTML all the same is read as such.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::memchr;

use super::markup::{self, Markup, is};
use super::{lines, text};

/// Elements that have no end tag.
const VOID: &[&str] =
    &["area", "br", "col", "embed", "hr", "img", "input", "param", "source", "track", "wbr"];

/// Blocks whose end tag may be left out.
const LOOSE: &[&str] =
    &["dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// Blocks that are to be ended.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "html", "main",
    "menu", "nav", "ol", "pre", "search", "section", "table", "ul",
];

/// What else stands in a text. Not what stands in a document's head: there a text tells of it.
#[rustfmt::skip]
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "blink", "button", "canvas", "caption", "cite", "code",
    "colgroup", "data", "del", "dfn", "em", "font", "i", "iframe", "ins", "kbd", "label", "legend", "map", "mark",
    "math", "meter", "nobr", "noscript", "object", "output", "picture", "progress", "q", "rp", "rt", "ruby", "s",
    "samp", "script", "select", "slot", "small", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg",
    "time", "tt", "u", "var", "video",
];

/// As a title: entities that XML does not know are decoded.
pub(super) fn title(text: &str) -> Option<String> {
    if is_html(text) {
        text::of_html(text)
    } else if text.contains('&') {
        text::of_html(&text.replace('<', "&lt;"))
    } else {
        text::line(text)
    }
}

/// As HTML.
pub(super) fn html(text: &str) -> Cow<'_, str> {
    if is_html(text) { Cow::Borrowed(text) } else { lines::html(text) }
}

/// As HTML, where it stands in an element of XML.
pub(super) fn html_of_element(text: &str) -> Cow<'_, str> {
    if is_html(text) { Cow::Borrowed(text) } else { lines::html_of_element(text) }
}

/// As HTML, where the format has another place for HTML: that is only what begins and ends with it.
pub(super) fn html_of_body(text: &str) -> Cow<'_, str> {
    if is_block(text) { Cow::Borrowed(text) } else { lines::html(text) }
}

/// Begins with the start tag of a block, and ends with an end tag.
fn is_block(text: &str) -> bool {
    let text = text.trim();
    let last = text.rfind('<').map(|at| markup::begin(&text[at..]));
    begins_block(text) && matches!(last, Some((Markup::End(_), "")))
}

fn begins_block(text: &str) -> bool {
    let first = text.starts_with('<').then(|| markup::begin(text).0);
    matches!(first, Some(Markup::Start(name)) if is(name, BLOCKS) || is(name, LOOSE))
}

/// All that looks like a tag is one of HTML, what begins ends, and what ends has begun; and there is an end tag, or an
/// element that has none. Where a block stands first, or a tag has an attribute, nothing but HTML is meant: then it may
/// break off anywhere, as summaries do, and have elements of others.
fn is_html(text: &str) -> bool {
    let mut rest = text.trim();
    if is_block(rest) {
        return true;
    }
    let mut is_lenient = begins_block(rest);
    let mut is_sound = true;
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut is_any = false;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        let (kind, behind) = markup::begin(&rest[at..]);
        let tag = &rest[at..rest.len() - behind.len()];
        rest = behind;
        match kind {
            Markup::Start(name) | Markup::End(name) if is(name, VOID) => {
                is_any = true;
                is_lenient |= tag.contains('=');
            }
            Markup::Start(name) if is_known(name) => {
                if is(name, markup::RAW) || is(name, &["svg", "math"]) {
                    rest = &rest[markup::end_of_raw(rest, name)..];
                }
                if !tag.ends_with("/>") {
                    *open.entry(name.to_ascii_lowercase()).or_default() += 1;
                }
                is_lenient |= tag.contains('=');
            }
            Markup::End(name) if is_known(name) => {
                is_any = true;
                match open.get_mut(&name.to_ascii_lowercase()) {
                    Some(open) if *open > 0 => *open -= 1,
                    _ => is_sound = false,
                }
            }
            Markup::Endless | Markup::Start(_) | Markup::End(_) => is_sound = false,
            Markup::Unshown | Markup::None => {}
        }
    }
    let is_ended = |(name, open): (&String, &usize)| *open == 0 || is(name, LOOSE);
    is_any && (is_lenient || is_sound && open.iter().all(is_ended))
}

fn is_known(name: &str) -> bool {
    [LOOSE, BLOCKS, INLINE].iter().any(|names| is(name, names))
}
