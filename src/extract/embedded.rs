//! The body in a page's embedded state: the JSON with which a script would build the page.
//!
//! A last resort, looked at only where the page shows no body. Names of keys are a framework's business and
//! say nothing here: the prose does. The walk goes down from the root as long as one value holds most of it,
//! from the object that names the headline where there is one. Always: bounded in bytes, and as any [`json`](super::page::json).
//! Never: run, or trusted as far as what the page shows.

use std::fmt::Write as _;

use serde_json::Value;

use super::page::characters::weight;
use super::page::json::Allowance;
use super::prune::squeezed;
use crate::json;

/// How much of one page's scripts is read, in bytes.
const MAX_BYTES: usize = 4 << 20;

/// How many assignments of one script are tried.
const MAX_ASSIGNMENTS: usize = 20;

/// A shorter string is a label, a name, an address, in weighted characters.
const SHORT: u32 = 40;

/// The walk goes down to a value that holds so much of the prose.
const MOST: f64 = 0.6;

/// The HTML of the longest prose that the scripts hold.
pub(super) fn body(scripts: &[&str], title: Option<&str>) -> Option<String> {
    let title = title.map(squeezed).filter(|title| title.chars().count() >= 8);
    let mut left = MAX_BYTES;
    let mut allowance = Allowance::default();
    let mut best: Option<(u32, String)> = None;
    for script in scripts {
        if script.len() > left {
            continue;
        }
        left -= script.len();
        for value in values(&json::whole_characters(script), &mut allowance) {
            let top = title.as_ref().and_then(|title| titled(&value, title)).unwrap_or(&value);
            let found = narrow(top);
            let size = prose(found);
            if size > best.as_ref().map_or(0, |(size, _)| *size) {
                best = Some((size, html(found)));
            }
        }
    }
    best.map(|(_, html)| html).filter(|html| !html.is_empty())
}

/// The JSON values of a script: the script itself, what it assigns, or what it hands to `JSON.parse`.
fn values(script: &str, allowance: &mut Allowance) -> Vec<Value> {
    let text = script.trim();
    if let Some(value) = allowance.first(text) {
        return vec![value];
    }
    let mut values = Vec::new();
    for (at, mark) in text.match_indices(['=', '(']).take(MAX_ASSIGNMENTS * 50) {
        let rest = text[at + mark.len()..].trim_start();
        let value = match rest.as_bytes().first() {
            Some(b'{' | b'[') => allowance.first(rest),
            // A string that holds JSON.
            Some(b'"') => allowance.first(rest).and_then(|value| allowance.whole(value.as_str()?)),
            _ => None,
        };
        values.extend(value.filter(|value| value.is_object() || value.is_array()));
        if values.len() >= MAX_ASSIGNMENTS {
            break;
        }
    }
    values
}

/// How much prose a value holds; a string of it has words and marks of sentences, and is no address.
fn prose(value: &Value) -> u32 {
    match value {
        Value::String(text) => {
            let size = weight(text);
            let sentences =
                text.contains(['.', '。', '।', '؟', '!', '?', '！', '？', ',', '،', '，']);
            let code = text.starts_with(['{', '[', '/', '#'])
                || text.contains("function(")
                || text.contains("://") && !text.contains(' ');
            if size < SHORT || !sentences || code { 0 } else { size }
        }
        Value::Array(values) => values.iter().map(prose).fold(0, u32::saturating_add),
        Value::Object(map) => map.values().map(prose).fold(0, u32::saturating_add),
        _ => 0,
    }
}

/// The object with most prose that names the headline itself.
fn titled<'v>(value: &'v Value, title: &str) -> Option<&'v Value> {
    let inner: Box<dyn Iterator<Item = &Value>> = match value {
        Value::Array(values) => Box::new(values.iter()),
        Value::Object(map) => Box::new(map.values()),
        _ => return None,
    };
    let below = inner.filter_map(|value| titled(value, title));
    let own = value.as_object().is_some_and(|map| {
        map.values()
            .filter_map(Value::as_str)
            .any(|text| text.len() < 1000 && squeezed(text) == title)
    });
    below
        .chain(own.then_some(value))
        .filter(|value| prose(value) > 0)
        .max_by_key(|value| prose(value))
}

/// Down to the value that holds the body: a string, or a list of its pieces.
fn narrow(mut value: &Value) -> &Value {
    loop {
        let whole = f64::from(prose(value));
        let most = match value {
            Value::Array(values) => values.iter().max_by_key(|value| prose(value)),
            Value::Object(map) => map.values().max_by_key(|value| prose(value)),
            _ => return value,
        };
        match most {
            Some(most) if whole > 0.0 && f64::from(prose(most)) >= MOST * whole => value = most,
            // The keys of an object are no sequence: its largest part is the body, or nothing is.
            Some(most) if value.is_object() && prose(most) > 0 => value = most,
            _ => return value,
        }
    }
}

/// The pieces as HTML, a paragraph each; those that are HTML already stay as they are.
fn html(value: &Value) -> String {
    match value {
        Value::String(text) => paragraph(text),
        Value::Array(values) => values.iter().map(piece).collect(),
        _ => String::new(),
    }
}

/// A piece of a list: the strings in it that read as text, in their order.
fn piece(value: &Value) -> String {
    let mut line = String::new();
    strings(value, &mut line);
    paragraph(&line)
}

fn strings(value: &Value, line: &mut String) {
    match value {
        Value::String(text) if line.is_empty() || text.contains(' ') => line.push_str(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, line)),
        // Beside the text of a piece stand its kind, its name, its address: none of them has prose.
        Value::Object(map) => {
            map.values()
                .filter(|value| {
                    !value.is_string() || prose(value) > 0 || map.len() == 1 || spoken(value)
                })
                .for_each(|value| strings(value, line));
        }
        _ => {}
    }
}

/// Several words, as in a subhead or a short sentence.
fn spoken(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        text.split_whitespace().count() >= 3 || !text.is_ascii() && text.chars().count() >= 8
    })
}

fn paragraph(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    if text.contains("</") || text.contains("<p") || text.contains("<br") {
        return format!("{text}\n");
    }
    let mut out = String::new();
    for part in text.split("\n\n").filter(|part| !part.trim().is_empty()) {
        let part = part.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>");
        let _ = writeln!(out, "<p>{part}</p>");
    }
    out
}
