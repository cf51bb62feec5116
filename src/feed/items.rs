//! The items of a JSON Feed that cannot be read as a whole, found by their brackets.
//!
//! Always: linear in the document. Never: an item that is not there.

use serde_json::value::RawValue;

/// The document with commas between its items, without those that cannot be read; and whether there were such. `None` if
/// it has no list of items.
pub(super) fn readable(json: &str) -> Option<(String, bool)> {
    let mut rest = json.match_indices("\"items\"").find_map(|(at, key)| {
        let value = json[at + key.len()..].trim_start().strip_prefix(':')?;
        value.trim_start().strip_prefix('[')
    })?;
    let mut readable = String::with_capacity(json.len() + 64);
    readable.push_str(&json[..json.len() - rest.len()]);
    let (mut before, mut lost) = ("", false);
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        // The end of the list, or what stops in the middle.
        let Some(length) = length(rest).filter(|length| *length > 0) else { break };
        let (item, behind) = rest.split_at(length);
        if serde_json::from_str::<&RawValue>(item).is_ok() {
            readable.extend([before, item]);
            before = ",";
        } else {
            lost = true;
        }
        rest = behind;
    }
    if !rest.starts_with([']', '}']) {
        readable.push_str(before);
    }
    readable.push_str(rest);
    Some((readable, lost))
}

/// How long the element of a list is that a text begins with; nothing at the list's end.
fn length(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b',' | b'}' | b']' if depth == 0 => return Some(at),
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
