//! The text of a line, with its links, its emphasis and its breaks.
//!
//! Always: white space collapsed, across elements too; what is stressed at a stretch is stressed once. Never: what is
//! read to nobody, a link without an address, stress on marks alone.

use std::mem;

use url::Url;

use super::build::address;
use super::{Inline, is_unsafe};
use crate::extract::labels::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;

/// How many inline elements may stand in one another.
const MAX_INLINES: usize = 8;

/// What a line's link to itself is shown as.
const PILCROW: &str = "¶";

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
    // The last character of the line so far; it begins as if behind a blank.
    let mut last = ' ';
    // What the text before stood in.
    let mut parent = leaf.first;
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
        match node.tag {
            Tag::Text => {
                let is_code = stack.iter().any(|wrap| wrap.kind == Some(Tag::Code));
                let inner = &mut stack.last_mut().expect("the line is never closed").inner;
                // Boxes of their own stand apart on the page.
                let (is_plain, before) = (is_plain(page, node.parent), parent);
                parent = node.parent;
                if !is_code && is_plain && before != parent && begins_anew(last, node.text) {
                    last = push_text(inner, " ", last);
                }
                last = push_text(inner, node.text, last);
            }
            Tag::Break => {
                last = ' ';
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
                if stack.len() < MAX_INLINES
                    && stack.iter().all(|wrap| wrap.kind != Some(node.tag)) =>
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
    // A heading says by itself that all of it weighs more.
    while heading && let [Inline::Strong(inner) | Inline::Em(inner)] = &mut line[..] {
        line = mem::take(inner);
    }
    line
}

/// An inline element that is read to nobody, or only by machines, or leads to its own line; in a heading also its anchor
/// and its tools.
fn is_silent(page: &Page<'_>, at: usize, heading: bool) -> bool {
    let node = &page.nodes[at];
    if node.is_block() || node.element.is_none() {
        return false;
    }
    node.families.any(Families::HIDDEN) && node.attr("aria-hidden").is_none()
        || heading && (node.families.any(Families::TOOLS) || page.is_anchor(at))
        || page.is_anchor(at) && page.text_of(at) == PILCROW
}

fn unwrap(stack: &mut Vec<Wrap>) {
    let mut wrap = stack.pop().expect("only called with something open");
    let below = &mut stack.last_mut().expect("the line is below").inner;
    if wrap.inner.is_empty() {
        return;
    }
    let says = |inline: &Inline| match inline {
        Inline::Break => false,
        Inline::Text(text) if matches!(wrap.kind, Some(Tag::Emphasis | Tag::Strong)) => {
            text.contains(|c: char| !c.is_whitespace() && !is_mark(c))
        }
        Inline::Text(text) => !text.trim().is_empty(),
        _ => true,
    };
    if !wrap.inner.iter().any(says) {
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
        (Some(Tag::Emphasis), _) => stress(below, wrap.inner, Inline::Em),
        (Some(Tag::Strong), _) => stress(below, wrap.inner, Inline::Strong),
        (Some(Tag::Sub), _) => below.push(Inline::Sub(wrap.inner)),
        (Some(Tag::Sup), _) => below.push(Inline::Sup(wrap.inner)),
        (Some(Tag::Code), _) => below.push(Inline::Code(super::text::line(&wrap.inner))),
        _ => below.extend(wrap.inner),
    }
    if ends_with_blank {
        below.push(Inline::Text(" ".to_owned()));
    }
}

/// Appends what is stressed, to what is stressed alike right before it.
fn stress(line: &mut Vec<Inline>, inner: Vec<Inline>, how: fn(Vec<Inline>) -> Inline) {
    let is_blank = |inline: &Inline| matches!(inline, Inline::Text(text) if text == " ");
    let blank = line.pop_if(|last| is_blank(last));
    let alike = line.pop_if(|last| mem::discriminant(last) == mem::discriminant(&how(Vec::new())));
    if let Some(Inline::Em(mut before) | Inline::Strong(mut before)) = alike {
        before.extend(blank);
        before.extend(inner);
        line.push(how(before));
    } else {
        line.extend(blank);
        line.push(how(inner));
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

/// Appends text with white space collapsed; `last` is the line's last character, before and after.
fn push_text(inner: &mut Vec<Inline>, text: &str, mut last: char) -> char {
    let mut out = String::with_capacity(text.len());
    for (at, word) in text.split(char::is_whitespace).enumerate() {
        if at > 0 && last != ' ' {
            out.push(' ');
            last = ' ';
        }
        if word.is_ascii() && !word.bytes().any(|byte| byte.is_ascii_control()) {
            out.push_str(word);
            last = word.chars().next_back().unwrap_or(last);
            continue;
        }
        for c in word.chars().filter(|&c| !is_unsafe(c)) {
            // Behind a blank or a Latin letter there is nothing to join.
            if !(is_joiner(c) && last.is_ascii()) {
                out.push(c);
                last = c;
            }
        }
    }
    match inner.last_mut() {
        _ if out.is_empty() => {}
        Some(Inline::Text(before)) => before.push_str(&out),
        _ => inner.push(Inline::Text(out)),
    }
    last
}

/// An element that neither stresses its text nor leads anywhere.
fn is_plain(page: &Page<'_>, at: usize) -> bool {
    let tag = page.nodes[at].tag;
    !matches!(tag, Tag::Anchor | Tag::Emphasis | Tag::Strong | Tag::Code | Tag::Sub | Tag::Sup)
}

/// A capital right behind the end of a sentence, of a question, or a colon.
fn begins_anew(last: char, text: &str) -> bool {
    matches!(last, '.' | '!' | '?' | ':') && text.starts_with(char::is_uppercase)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Punctuation, which is stressed with words alone.
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '–' | '—' | '…' | '“' | '”' | '„' | '‘' | '’' | '«' | '»')
        || is_joiner(c)
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
