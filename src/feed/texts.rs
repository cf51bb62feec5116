//! The title, summary and content of an entry from its raw parts.
//!
//! Always: the last element of a name that has a text. Never: a text made up, or one that only a player can show.

use std::borrow::Cow;

use feed_rs::model;

use super::Entry;
use super::document::{Document, Field, Flavour, RawEntry};
use super::names::Ns;
use super::read::named;
use super::repair::{Rule, Rules, bare_markup};
use super::tokens::{attribute, text_of};
use super::{links, plain, text};

/// How the text of a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// As plain text.
    Text,
    /// As escaped HTML.
    Html,
    /// As elements.
    Xhtml,
}

/// Whether a field is a text of Atom that says how it is written.
pub(super) fn is_text(field: &Field<'_>) -> bool {
    matches!(field.local, "title" | "summary" | "content")
}

/// How an Atom field is written; `None` if it is no text.
pub(super) fn written(field: &Field<'_>) -> Option<Written> {
    let given = kind_of(field);
    let kind =
        match given.as_str() {
            _ if field.markup => Written::Xhtml,
            "xhtml" | "application/xhtml+xml" | "text/xhtml" => {
                if field.inner.contains("<![CDATA[") { Written::Html } else { Written::Xhtml }
            }
            "text" | "text/plain" | "plain" => Written::Text,
            "" if field.ns == Ns::Atom => Written::Text,
            "" | "application/xml" => Written::Html,
            _ if given.starts_with("text/") || given == "html" => Written::Html,
            _ if given.contains('/') || attribute(field.tag, "src").is_some() => return None,
            _ => Written::Text,
        };
    (attribute(field.tag, "mode").as_deref() != Some("base64")).then_some(kind)
}

fn kind_of(field: &Field<'_>) -> String {
    attribute(field.tag, "type").unwrap_or_default().trim().to_ascii_lowercase()
}

/// Fills in the texts of an entry; those in XHTML are feed-rs's.
pub(super) fn take<'a>(
    entry: &mut Entry,
    raw: &RawEntry<'a>,
    document: &Document<'_>,
    model: &mut model::Entry,
    rules: &mut Rules,
) {
    let mut last = |names: &[&str], xhtml: Option<String>| {
        let mut xhtml = xhtml;
        let mut read = |field: &Field<'a>| {
            let (text, is_plain) = text_in(field, document.flavour, &mut xhtml, rules)?;
            (!text.trim().is_empty()).then(|| (text.into_owned(), is_plain, field.tag))
        };
        names.iter().find_map(|name| {
            let mut fields = raw.fields.iter().rev().filter(|field| is_named(field, name));
            fields.find_map(&mut read)
        })
    };
    let described = |local: &str| named(raw, Ns::Dc, local).map(|text| (text, false, ""));
    let title = last(&["title"], model.title.take().map(|text| text.content));
    entry.title = title.or_else(|| described("title")).and_then(|(title, is_plain, _)| {
        if is_plain { plain::title(&title) } else { text::of_html(&title) }
    });
    let summary = last(&["description", "summary"], model.summary.take().map(|text| text.content));
    let summary = summary.or_else(|| described("description"));
    let body = model.content.take().and_then(|content| content.body);
    let content = last(&["encoded", "content", "body"], body);
    if let Some((_, _, tag)) = content.as_ref().or(summary.as_ref()) {
        entry.base = links::base_of_text(document, raw.tag, tag);
    }
    entry.summary = summary.and_then(|(text, is_plain, _)| html(text, is_plain));
    entry.content = content.and_then(|(text, is_plain, _)| html(text, is_plain));
    if entry.summary.is_none() && entry.content.is_none() {
        let shown = model.media.iter_mut().find_map(|media| media.description.take());
        entry.summary =
            shown.and_then(|text| html(text.content, text.content_type.subty() == "plain"));
    }
}

fn is_named(field: &Field<'_>, name: &str) -> bool {
    let is_own = match field.ns {
        Ns::Rss | Ns::Atom | Ns::Atom03 => name != "body",
        Ns::Content => name == "encoded",
        Ns::Xhtml => name == "body",
        _ => false,
    };
    is_own && field.local == name
}

/// The text of a field, and whether it is plain text; otherwise it is HTML.
fn text_in<'a>(
    field: &Field<'a>,
    flavour: Flavour,
    xhtml: &mut Option<String>,
    rules: &mut Rules,
) -> Option<(Cow<'a, str>, bool)> {
    if flavour == Flavour::Rss {
        if field.markup {
            rules.add(Rule::BareMarkup);
            return Some((Cow::Owned(bare_markup(field.inner)), false));
        }
        return Some((text_of(field.inner), false));
    }
    let written = written(field)?;
    if field.ns == Ns::Atom && is_odd(&kind_of(field), written) {
        rules.add(Rule::TextType);
    }
    match written {
        Written::Xhtml => {
            let read = xhtml.take().filter(|text| !text.trim().is_empty());
            Some((read.map_or_else(|| Cow::Owned(bare_markup(field.inner)), Cow::Owned), false))
        }
        Written::Html => Some((text_of(field.inner), false)),
        Written::Text => Some((text_of(field.inner), true)),
    }
}

/// A `type` that Atom does not know, or that is not what the text is.
fn is_odd(given: &str, written: Written) -> bool {
    match written {
        Written::Text => !matches!(given, "" | "text"),
        Written::Html => !matches!(given, "html" | "text/html"),
        Written::Xhtml => given != "xhtml",
    }
}

fn html(text: String, is_plain: bool) -> Option<String> {
    let html = if is_plain { plain::html_of_element(&text).into_owned() } else { text };
    let trimmed = html.trim();
    if trimmed.is_empty() {
        None
    } else if trimmed.len() == html.len() {
        Some(html)
    } else {
        Some(trimmed.to_owned())
    }
}
