//! The named rules by which a faulty feed is read all the same, and the rewriting of an entry by them.
//!
//! Always: what comes out is well-formed, in names that feed-rs knows, and linear in what came in. Never:
//! applied to an entry that feed-rs reads whole as it is; a text made up.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quick_xml::escape::minimal_escape;

use super::document::{Field, Flavour, RawEntry};
use super::elements::entry_name;
use super::names::Ns;
use super::texts::is_text;
use super::tokens::{Kind, Reference, Token, Tokens, attributes, reference};
use super::wrapper::is_wanted;

/// What was wrong with a feed and has been put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    /// `<rss>` without a version, or with one that nobody knows.
    RssVersion,
    /// A vocabulary under a namespace that it does not have, or RSS under any.
    Namespace,
    /// A prefix that is declared nowhere.
    UndeclaredPrefix,
    /// Netscape's DOCTYPE.
    Doctype,
    /// CDF, Microsoft's format before RSS: names in upper case, the link and the date in attributes.
    Cdf,
    /// Atom 0.3.
    Atom03,
    /// Entries that have the name of the other family's.
    EntryName,
    /// An Atom `type` that is none.
    TextType,
    /// `media:title` and the like without any text.
    EmptyMedia,
    /// Markup in a text field that should have been escaped.
    BareMarkup,
    /// `&` that starts no reference.
    BareAmpersand,
    /// `<` that starts no tag.
    BareAngle,
    /// A reference to a character that no text may contain.
    CharacterReference,
    /// End tags that end nothing, or end the wrong element.
    CrossedTags,
    /// A tag, attribute, CDATA section or entry that is never closed.
    Unclosed,
    /// The document stops in the middle; its complete entries are taken.
    Truncated,
    /// The feed stands inside something else, such as an HTML page, or lacks its root.
    FeedInPage,
    /// Text that was encoded as UTF-8 twice.
    EncodedTwice,
    /// Half a character in a text of JSON.
    HalfCharacter,
    /// What is no JSON though scripts take it, or lacks a comma.
    LooseJson,
    /// An item of JSON that cannot be read, and is left out.
    LostItem,
    /// An entry that feed-rs cannot read even so: its raw parts are taken.
    RawParts,
}

impl Rule {
    /// Its stable name, as it is recorded and shown.
    pub(super) fn name(self) -> &'static str {
        match self {
            Rule::RssVersion => "rss_version",
            Rule::Namespace => "namespace",
            Rule::UndeclaredPrefix => "undeclared_prefix",
            Rule::Doctype => "doctype",
            Rule::Cdf => "cdf",
            Rule::Atom03 => "atom_03",
            Rule::EntryName => "entry_name",
            Rule::TextType => "text_type",
            Rule::EmptyMedia => "empty_media",
            Rule::BareMarkup => "bare_markup",
            Rule::BareAmpersand => "bare_ampersand",
            Rule::BareAngle => "bare_angle",
            Rule::CharacterReference => "character_reference",
            Rule::CrossedTags => "crossed_tags",
            Rule::Unclosed => "unclosed",
            Rule::Truncated => "truncated",
            Rule::FeedInPage => "feed_in_page",
            Rule::EncodedTwice => "encoded_twice",
            Rule::HalfCharacter => "half_character",
            Rule::LooseJson => "loose_json",
            Rule::LostItem => "lost_item",
            Rule::RawParts => "raw_parts",
        }
    }
}

/// The rules that a feed needed.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules(BTreeSet<Rule>);

impl Rules {
    pub(super) fn add(&mut self, rule: Rule) {
        self.0.insert(rule);
    }

    pub(super) fn has(&self, rule: Rule) -> bool {
        self.0.contains(&rule)
    }

    pub(super) fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|rule| rule.name()).collect()
    }
}

/// Writes what feed-rs reads of an entry anew so that it can, and adds the rules that this took.
pub(super) fn rewrite(entry: &RawEntry<'_>, flavour: Flavour, rules: &mut Rules) -> String {
    let mut out = String::with_capacity(entry.span.len() + 256);
    let name = entry_name(flavour);
    start(&mut out, name, entry.tag);
    for field in entry.fields.iter().filter(|field| is_wanted(field, flavour)) {
        rewrite_field(&mut out, field, flavour, rules);
    }
    end(&mut out, name);
    out
}

fn rewrite_field(out: &mut String, field: &Field<'_>, flavour: Flavour, rules: &mut Rules) {
    let own = flavour == Flavour::Atom && matches!(field.ns, Ns::Atom | Ns::Atom03);
    let name = match field.ns.prefix() {
        _ if !is_plain_name(field.local) => return,
        _ if own => Cow::Borrowed(field.local),
        Some(prefix) => Cow::Owned(format!("{prefix}:{}", field.local)),
        None => return,
    };
    let at = out.len();
    if own && is_text(field) {
        out.extend(["<", &*name, " type=\"xhtml\">"]);
    } else {
        start(out, &name, field.tag);
    }
    let inner = out.len();
    balance(out, field.inner, rules);
    if is_media_text(field.local) && field.ns == Ns::Media && out[inner..].trim().is_empty() {
        rules.add(Rule::EmptyMedia);
        out.truncate(at);
    } else {
        end(out, &name);
    }
}

/// The media elements that feed-rs demands a text of.
fn is_media_text(local: &str) -> bool {
    matches!(local, "title" | "description" | "credit" | "text" | "rating")
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Markup as text: what is in CDATA sections is taken out of them.
pub(super) fn bare_markup(inner: &str) -> String {
    let mut text = String::with_capacity(inner.len());
    for token in Tokens::new(inner) {
        match token.kind {
            Kind::Cdata => text.push_str(token.cdata()),
            Kind::Ignored | Kind::Instruction => {}
            _ => text.push_str(token.raw),
        }
    }
    text
}

/// Writes markup with every element closed in its place and every reference valid.
fn balance(out: &mut String, inner: &str, rules: &mut Rules) {
    let mut open: Vec<(&str, usize)> = Vec::new();
    for token in Tokens::new(inner) {
        match token.kind {
            Kind::Start if is_qualified(token.name()) => {
                open.push((token.name(), out.len()));
                start(out, token.name(), token.raw);
            }
            Kind::Empty if is_qualified(token.name()) => {
                let at = out.len();
                start(out, token.name(), token.raw);
                close(out, token.name(), at, rules);
            }
            Kind::End => match open.iter().rposition(|(name, _)| *name == token.name()) {
                Some(at) => {
                    if at + 1 < open.len() {
                        rules.add(Rule::CrossedTags);
                    }
                    for (name, start) in open.drain(at..).rev() {
                        close(out, name, start, rules);
                    }
                }
                None => rules.add(Rule::CrossedTags),
            },
            Kind::Text => text(out, token.raw, rules),
            Kind::Cdata => out.push_str(token.raw),
            Kind::Reference => write_reference(out, token, rules),
            Kind::Start | Kind::Empty => out.push_str(&minimal_escape(token.raw)),
            Kind::Ignored | Kind::Instruction => {}
        }
    }
    for (name, start) in open.into_iter().rev() {
        close(out, name, start, rules);
    }
}

fn is_qualified(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80 || b"-_:.".contains(&byte))
}

fn start(out: &mut String, name: &str, tag: &str) {
    out.push('<');
    out.push_str(name);
    let mut seen: Vec<&str> = Vec::new();
    for (key, value) in attributes(tag).take(64) {
        if !is_qualified(key) || seen.contains(&key) || key == "xmlns" || key.starts_with("xmlns:")
        {
            continue;
        }
        seen.push(key);
        let value = quick_xml::escape::escape(value.as_ref());
        out.extend([" ", key, "=\"", &*value, "\""]);
    }
    out.push('>');
}

fn end(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn close(out: &mut String, name: &str, start: usize, rules: &mut Rules) {
    let is_empty = out[start..].split_once('>').is_some_and(|(_, inner)| inner.trim().is_empty());
    if let Some(("media", local)) = name.split_once(':')
        && is_media_text(local)
        && is_empty
    {
        rules.add(Rule::EmptyMedia);
        out.truncate(start);
    } else {
        end(out, name);
    }
}

fn text(out: &mut String, raw: &str, rules: &mut Rules) {
    if raw.contains('&') {
        rules.add(Rule::BareAmpersand);
    }
    out.push_str(&minimal_escape(raw));
}

fn write_reference(out: &mut String, token: Token<'_>, rules: &mut Rules) {
    let name = token.raw.trim_start_matches('&').trim_end_matches(';');
    match reference(name) {
        Reference::To(c) => out.extend(["&#", &u32::from(c).to_string(), ";"]),
        Reference::ToNothing => rules.add(Rule::CharacterReference),
        Reference::Unknown if is_plain_name(name) => out.push_str(token.raw),
        Reference::Unknown => text(out, token.raw, rules),
    }
}
