//! What HTML may come out: the oracle's own reading of the contract, without a parser of courant's.
//!
//! Output is well-formed, so a scan for `<` is enough; whatever the scan cannot read is a fault.

const ELEMENTS: [&str; 29] = [
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "figure",
    "figcaption",
    "img",
    "pre",
    "code",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "caption",
    "a",
    "em",
    "strong",
    "sub",
    "sup",
    "br",
];
const ATTRIBUTES: [&str; 3] = ["href", "src", "alt"];
const EMPTY: [&str; 2] = ["img", "br"];

/// What is wrong with a piece of output HTML; nothing, if it is as the contract says.
pub(crate) fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let Some(end) = end_of_tag(tag) else {
            faults.push(format!("a tag without end: {}", excerpt(tag)));
            break;
        };
        one_tag(&tag[..end], &mut open, &mut faults);
        rest = &tag[end + 1..];
    }
    faults.extend(open.iter().map(|name| format!("<{name}> is never closed")));
    faults
}

fn one_tag(tag: &str, open: &mut Vec<String>, faults: &mut Vec<String>) {
    if let Some(name) = tag.strip_prefix('/') {
        if open.pop().as_deref() != Some(name) {
            faults.push(format!("</{}> closes nothing that is open", excerpt(name)));
        }
        return;
    }
    let tag = tag.strip_suffix('/').unwrap_or(tag).trim_end();
    let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    if !ELEMENTS.contains(&name) {
        faults.push(format!("<{}> is not among the elements", excerpt(name)));
    }
    if !EMPTY.contains(&name) {
        open.push(name.to_owned());
    }
    while !attributes.trim().is_empty() {
        let Some((name, value, rest)) = attribute(attributes.trim_start()) else {
            faults.push(format!("unreadable attributes: {}", excerpt(attributes)));
            return;
        };
        if !ATTRIBUTES.contains(&name) {
            faults.push(format!("the attribute {} is not allowed", excerpt(name)));
        }
        if name != "alt" && !(value.starts_with("http://") || value.starts_with("https://")) {
            faults.push(format!("{name}={:?} is not an absolute http(s) address", excerpt(value)));
        }
        attributes = rest;
    }
}

/// `name="value"` and what follows.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once("=\"")?;
    let (value, rest) = rest.split_once('"')?;
    Some((name, value, rest))
}

/// Where the tag ends: at the first `>` outside quotes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.char_indices().find_map(|(at, letter)| {
        quoted ^= letter == '"';
        (letter == '>' && !quoted).then_some(at)
    })
}

fn excerpt(text: &str) -> String {
    text.chars().take(60).collect()
}
