//! The text of a line, with its links, its emphasis and its breaks.
//!
//! Always: white space collapsed, across elements too. Never: what is read to nobody, a link without an address.

use url::Url;

use super::body::{Inline, is_unsafe};
use super::build::address;
use super::families::Families;
use super::leaves::Leaf;
use super::page::Page;
use super::tag::Tag;

/// How many inline elements may stand in one another.
const MAX_INLINES: usize = 8;

/// An open inline element, and what it holds so far.
struct Wrap {
    end: usize,
    kind: Option<Tag>,
    href: Option<Url>,
    inner: Vec<Inline>,
}

/// A leaf's line; addresses are completed against `base`.
pub(super) fn inlines(page: &Page<'_>, leaf: &Leaf, base: &Url) -> Vec<Inline> {
    let mut stack = vec![Wrap { end: usize::MAX, kind: None, href: None, inner: Vec::new() }];
    let heading = leaf.tag.is_heading();
    let mut silent_until = leaf.first;
    // What the line has so far ends with a blank, or is nothing.
    let mut blank = true;
    for at in leaf.first..leaf.end {
        while stack.len() > 1 && stack[stack.len() - 1].end <= at {
            unwrap(&mut stack);
        }
        let node = &page.nodes[at];
        if at < silent_until {
            continue;
        }
        if is_silent(page, at, heading) {
            silent_until = node.end;
            continue;
        }
        let inner = &mut stack.last_mut().expect("the line is never closed").inner;
        match node.tag {
            Tag::Text => blank = push_text(inner, node.text, blank),
            Tag::Break => {
                blank = true;
                // What is open may have nothing yet.
                for wrap in stack.iter_mut().rev() {
                    trim_end(&mut wrap.inner);
                    if !wrap.inner.is_empty() {
                        stack
                            .last_mut()
                            .expect("the line is never closed")
                            .inner
                            .push(Inline::Break);
                        break;
                    }
                }
            }
            Tag::Anchor | Tag::Emphasis | Tag::Strong | Tag::Code | Tag::Sub | Tag::Sup
                if stack.len() < MAX_INLINES =>
            {
                let href = node
                    .attr("href")
                    .filter(|_| node.tag == Tag::Anchor)
                    .and_then(|href| address(href, base));
                stack.push(Wrap { end: node.end, kind: Some(node.tag), href, inner: Vec::new() });
            }
            _ => {}
        }
    }
    while stack.len() > 1 {
        unwrap(&mut stack);
    }
    let mut line = stack.pop().expect("the line is left").inner;
    trim_end(&mut line);
    line
}

/// An inline element that is read to nobody, or only by machines; in a heading also its anchor and its tools.
fn is_silent(page: &Page<'_>, at: usize, heading: bool) -> bool {
    let node = &page.nodes[at];
    if node.is_block() || node.element.is_none() {
        return false;
    }
    node.families.any(Families::HIDDEN) && node.attr("aria-hidden").is_none()
        || heading && (node.families.any(Families::TOOLS) || page.is_anchor(at))
}

fn unwrap(stack: &mut Vec<Wrap>) {
    let mut wrap = stack.pop().expect("only called with something open");
    let below = &mut stack.last_mut().expect("the line is below").inner;
    if wrap.inner.is_empty() {
        return;
    }
    if !wrap.inner.iter().any(|inline| {
        !matches!(inline, Inline::Break | Inline::Text(_))
            || matches!(inline, Inline::Text(text) if !text.trim().is_empty())
    }) {
        below.extend(wrap.inner);
        return;
    }
    // Blanks stand beside what is stressed or linked, not in it.
    if starts_with_blank(&mut wrap.inner) {
        below.push(Inline::Text(" ".to_owned()));
    }
    let ends_with_blank = ends_with_blank(&mut wrap.inner);
    match (wrap.kind, wrap.href) {
        (Some(Tag::Anchor), Some(href)) => below.push(Inline::Link(href, wrap.inner)),
        (Some(Tag::Emphasis), _) => below.push(Inline::Em(wrap.inner)),
        (Some(Tag::Strong), _) => below.push(Inline::Strong(wrap.inner)),
        (Some(Tag::Sub), _) => below.push(Inline::Sub(wrap.inner)),
        (Some(Tag::Sup), _) => below.push(Inline::Sup(wrap.inner)),
        (Some(Tag::Code), _) => below.push(Inline::Code(super::text::line(&wrap.inner))),
        _ => below.extend(wrap.inner),
    }
    if ends_with_blank {
        below.push(Inline::Text(" ".to_owned()));
    }
}

/// Takes a blank off the beginning, if there is one.
fn starts_with_blank(line: &mut Vec<Inline>) -> bool {
    let Some(Inline::Text(text)) = line.first_mut() else { return false };
    let blank = text.starts_with(' ');
    if blank {
        text.remove(0);
    }
    if text.is_empty() {
        line.remove(0);
    }
    blank
}

/// Takes a blank off the end, if there is one.
fn ends_with_blank(line: &mut Vec<Inline>) -> bool {
    let Some(Inline::Text(text)) = line.last_mut() else { return false };
    let blank = text.ends_with(' ');
    if blank {
        text.pop();
    }
    if text.is_empty() {
        line.pop();
    }
    blank
}

/// Appends text with white space collapsed; `blank` says whether the line ends with a blank, before and after.
fn push_text(inner: &mut Vec<Inline>, text: &str, mut blank: bool) -> bool {
    let mut out = String::with_capacity(text.len());
    for (at, word) in text.split(char::is_whitespace).enumerate() {
        if at > 0 && !blank {
            out.push(' ');
            blank = true;
        }
        let before = out.len();
        if word.is_ascii() && !word.bytes().any(|byte| byte.is_ascii_control()) {
            out.push_str(word);
        } else {
            out.extend(word.chars().filter(|&c| !is_unsafe(c)));
        }
        blank &= out.len() == before;
    }
    match inner.last_mut() {
        _ if out.is_empty() => {}
        Some(Inline::Text(before)) => before.push_str(&out),
        _ => inner.push(Inline::Text(out)),
    }
    blank
}

fn trim_end(line: &mut Vec<Inline>) {
    while let Some(last) = line.last_mut() {
        match last {
            Inline::Text(text) | Inline::Code(text) => {
                text.truncate(text.trim_end().len());
                if !text.is_empty() {
                    return;
                }
            }
            Inline::Break => {}
            Inline::Link(_, inner)
            | Inline::Em(inner)
            | Inline::Strong(inner)
            | Inline::Sub(inner)
            | Inline::Sup(inner) => {
                trim_end(inner);
                if !inner.is_empty() {
                    return;
                }
            }
        }
        line.pop();
    }
}
