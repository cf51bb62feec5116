//! The text that a piece of HTML shows, without a tree of it.
//!
//! Tags, comments, references and raw text are told as a browser tells them (HTML, section 13.2.5). Always: linear in
//! the input, in time and memory. Never: a text moved to where a tree would have it, nor one of a script, a style or a
//! template.

use memchr::{memchr, memchr_iter};

use crate::references;

/// What is shown of HTML.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    // Where the templates that are open begin.
    let mut templates = Vec::new();
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        put(&rest[..at], &mut text);
        let markup = &rest[at..];
        let (kind, behind) = begin(markup);
        rest = behind;
        match kind {
            Markup::None => text.push_str(&markup[..markup.len() - rest.len()]),
            Markup::Start(name) if is(name, &["template"]) => templates.push(text.len()),
            Markup::Start(name) if is(name, RAW) => {
                let (raw, behind) = rest.split_at(end_of_raw(rest, name));
                rest = behind;
                if is(name, &["title", "textarea"]) {
                    put(raw, &mut text);
                } else if !is(name, &["script", "style"]) {
                    text.push_str(raw);
                }
            }
            Markup::End(name) if is(name, &["template"]) => {
                text.truncate(templates.pop().unwrap_or(text.len()));
            }
            Markup::Start(_) | Markup::End(_) | Markup::Unshown | Markup::Endless => {}
        }
    }
    put(rest, &mut text);
    text.truncate(templates.first().copied().unwrap_or(text.len()));
    text
}

/// Elements in which tags mean nothing until they end.
pub(super) const RAW: &[&str] =
    &["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// What a `<` begins.
pub(super) enum Markup<'a> {
    /// The start tag of an element of this name.
    Start(&'a str),
    /// An end tag.
    End(&'a str),
    /// A comment, an instruction.
    Unshown,
    /// A tag that never ends; nothing of it is shown.
    Endless,
    /// Nothing: it is text.
    None,
}

/// What the `<` begins that a text begins with, and what stands behind that.
pub(super) fn begin(text: &str) -> (Markup<'_>, &str) {
    let bytes = text.as_bytes();
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    match bytes.get(1) {
        Some(b'/') if is_letter(2) => tag(text, 2, Markup::End),
        Some(b'/') if bytes.len() == 2 => (Markup::None, ""),
        Some(b'!') if text.starts_with("<!--") => (Markup::Unshown, behind_comment(&text[4..])),
        Some(b'/' | b'!' | b'?') => {
            (Markup::Unshown, text.split_once('>').map_or("", |(_, rest)| rest))
        }
        Some(_) if is_letter(1) => tag(text, 1, Markup::Start),
        _ => (Markup::None, &text[1..]),
    }
}

/// A tag whose name begins there, and what stands behind it.
fn tag<'a>(text: &'a str, from: usize, kind: fn(&'a str) -> Markup<'a>) -> (Markup<'a>, &'a str) {
    let to_end = || {
        let bytes = text.as_bytes();
        let name = from + bytes[from..].iter().position(|byte| ends_name(*byte))?;
        let mut at = name;
        loop {
            match bytes.get(at)? {
                b'>' => return Some((name, at + 1)),
                b'/' => at += 1,
                byte if is_blank(*byte) => at += 1,
                _ => at = behind_attribute(bytes, at)?,
            }
        }
    };
    to_end().map_or((Markup::Endless, ""), |(name, end)| (kind(&text[from..name]), &text[end..]))
}

/// Where an attribute ends that begins there, whatever its first character is; `None` if the text ends in it.
fn behind_attribute(text: &[u8], from: usize) -> Option<usize> {
    let ends = |byte: &u8| *byte == b'=' || ends_name(*byte);
    let past_blanks = |at: usize| Some(at + text[at..].iter().position(|byte| !is_blank(*byte))?);
    let at = past_blanks(from + 1 + text[from + 1..].iter().position(ends)?)?;
    if text[at] != b'=' {
        return Some(at);
    }
    let at = past_blanks(at + 1)?;
    match text[at] {
        b'>' => Some(at),
        quote @ (b'"' | b'\'') => Some(at + 2 + memchr(quote, &text[at + 1..])?),
        _ => Some(at + text[at..].iter().position(|byte| *byte == b'>' || is_blank(*byte))?),
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c' | b' ')
}

fn ends_name(byte: u8) -> bool {
    is_blank(byte) || matches!(byte, b'/' | b'>')
}

/// What follows a comment that has begun.
fn behind_comment(text: &str) -> &str {
    if let Some(behind) = text.strip_prefix('>').or_else(|| text.strip_prefix("->")) {
        return behind;
    }
    let ends = |at: &usize| text[..*at].ends_with("--") || text[..*at].ends_with("--!");
    memchr_iter(b'>', text.as_bytes()).find(ends).map_or("", |end| &text[end + 1..])
}

/// Where a raw text ends: with its element's end tag, or never.
pub(super) fn end_of_raw(text: &str, name: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: &usize| {
        let tag = bytes[*at..].strip_prefix(b"</").and_then(|tag| tag.split_at_checked(name.len()));
        tag.is_some_and(|(own, behind)| {
            own.eq_ignore_ascii_case(name.as_bytes())
                && behind.first().copied().is_some_and(ends_name)
        })
    };
    memchr_iter(b'<', bytes).find(ends).unwrap_or(bytes.len())
}

/// Whether a name is one of these, in any case.
pub(super) fn is(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Adds a text, its references read.
fn put(mut rest: &str, text: &mut String) {
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (read, length) = references::read(rest, false).unwrap_or((['&', '\0'], 1));
        text.extend(read.into_iter().filter(|c| *c != '\0'));
        rest = &rest[length..];
    }
    text.push_str(rest);
}
