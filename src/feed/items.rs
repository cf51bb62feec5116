//! The items of a JSON Feed that cannot be read as a whole, found one by one.
//!
//! Always: linear in the document. Never: an item that is not there.

use std::borrow::Cow;

use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Deserializer, Error};

use crate::json::mend;

/// So often each byte is read at the most, on average, by items that cannot be read to their end.
const MAX_READ: usize = 8;

/// A document with commas between its items.
pub(super) struct Readable {
    pub(super) json: String,
    /// Some items cannot be read, and are left out.
    pub(super) lost: bool,
    /// Some can be read only mended. Each is by itself: a quote too many would turn all behind it inside out.
    pub(super) mended: bool,
}

impl Readable {
    fn push(&mut self, text: &str) {
        let text = mend(text);
        self.mended |= matches!(text, Cow::Owned(_));
        self.json.push_str(&text);
    }
}

/// The document as far as it can be read. `None` if it has no list of items.
pub(super) fn readable(json: &str) -> Option<Readable> {
    let mut rest = list(json)?;
    let room = String::with_capacity(json.len() + 64);
    let mut readable = Readable { json: room, lost: false, mended: false };
    readable.push(&json[..json.len() - rest.len()]);
    let mut before = "";
    let mut allowed = json.len().saturating_mul(MAX_READ);
    loop {
        rest = rest.trim_start_matches(is_between);
        if let Some(behind) = rest.strip_prefix('}').filter(|behind| goes_on(behind)) {
            rest = behind;
            continue;
        }
        if rest.is_empty() || rest.starts_with([']', '}']) {
            break;
        }
        let mut elements = Deserializer::from_str(rest).into_iter::<&RawValue>();
        let length = match elements.next() {
            Some(Ok(element)) => {
                readable.json.extend([before, element.get()]);
                before = ",";
                elements.byte_offset()
            }
            Some(Err(error)) if error.classify() != Category::Eof => {
                allowed = allowed.saturating_sub(offset(rest, &error));
                let Some(length) = length(rest).filter(|_| allowed > 0) else { break };
                let mended = mend(&rest[..length]);
                if serde_json::from_str::<&RawValue>(&mended).is_ok() {
                    readable.json.extend([before, &*mended]);
                    (before, readable.mended) = (",", true);
                } else {
                    readable.lost = true;
                }
                length
            }
            // What stops in the middle.
            _ => break,
        };
        rest = &rest[length..];
    }
    if !rest.starts_with([']', '}']) {
        readable.json.push_str(before);
    }
    readable.push(rest);
    Some(readable)
}

/// What stands behind the bracket that opens the list of items: the document's own, not one inside another member.
fn list(json: &str) -> Option<&str> {
    const KEY: &str = "\"items\"";
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => {
                if !quoted && depth == 1 && json[at..].starts_with(KEY) {
                    let value = json[at + KEY.len()..].trim_start().strip_prefix(':');
                    let list = value.and_then(|value| value.trim_start().strip_prefix('['));
                    if list.is_some() {
                        return list;
                    }
                }
                quoted = !quoted;
            }
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// How much was read before a fault.
fn offset(text: &str, error: &Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column()
}

/// How long an element is that cannot be read: it ends where its brackets do, with those in its texts or without,
/// if that is where an item may end; or where the next begins, because nothing else can.
fn length(text: &str) -> Option<usize> {
    if !text.starts_with('{') {
        return text.bytes().skip(1).position(|byte| matches!(byte, b'{' | b']')).map(|at| at + 1);
    }
    let (mut depth, mut quoted, mut escaped) = (0_isize, false, false);
    // As though no text were one; none once a text has been seen to have brackets of its own.
    let mut any_depth = Some(0_isize);
    let mut last = b' ';
    for (at, byte) in text.bytes().enumerate() {
        let is_text = quoted;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' => {
                if byte == b'{' && !is_text && depth == 1 && matches!(last, b',' | b'}') {
                    return Some(at);
                }
                any_depth = any_depth.map(|depth| depth + 1);
                depth += isize::from(!is_text);
            }
            b'}' | b']' => {
                any_depth = any_depth.map(|depth| depth - 1);
                depth -= isize::from(!is_text);
                let ends = !is_text && depth <= 0;
                let ends_anyhow = any_depth == Some(0);
                let behind = &text[at + 1..];
                if ends && (ends_anyhow || goes_on(behind)) || ends_anyhow && goes_on_surely(behind)
                {
                    return Some(at + 1);
                }
                any_depth = any_depth.filter(|depth| *depth > 0);
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    None
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || c == ','
}

/// Whether what follows may stand behind an item: another, or the end of the list.
fn goes_on(behind: &str) -> bool {
    let next = behind.trim_start_matches(is_between);
    next.is_empty() || next.starts_with(['{', ']'])
}

/// The same, and it can hardly stand in a text: its quotes would be escaped there.
fn goes_on_surely(behind: &str) -> bool {
    let next = behind.trim_start_matches(is_between);
    if let Some(item) = next.strip_prefix('{') {
        return item.trim_start().starts_with('"');
    }
    let Some(end) = next.strip_prefix(']').map(str::trim_start) else { return next.is_empty() };
    let is_name = |text: &str| text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    match end.strip_prefix(',') {
        Some(member) => member.trim_start().strip_prefix('"').is_some_and(is_name),
        None => end.strip_prefix('}').unwrap_or(end).trim_start().is_empty(),
    }
}
