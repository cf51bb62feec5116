//! What feed-rs is given of a document, and what it reads there: media, people of Atom, XHTML.
//!
//! Everything else is taken from the raw parts (`read`, `texts`), which is quicker and loses nothing. Always: one
//! fault costs one entry, not the feed. Never: a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model;
use feed_rs::parser::Builder;

use super::document::{Document, Field, Flavour, RawEntry};
use super::names::Ns;
use super::repair::{Rule, Rules, rewrite};
use super::texts::{Written, is_text, written};

/// How many entries feed-rs is given at a time.
const BATCH: usize = 64;

/// The most elements in an entry that feed-rs is given: it makes an object of each.
const MAX_ELEMENTS: usize = 20_000;

/// Whether a field is read by feed-rs.
pub(super) fn is_wanted(field: &Field<'_>, flavour: Flavour) -> bool {
    match (flavour, field.ns) {
        (_, Ns::Media | Ns::Itunes | Ns::Podcast) => true,
        (Flavour::Atom, Ns::Atom | Ns::Atom03) => {
            field.local == "author" || is_text(field) && written(field) == Some(Written::Xhtml)
        }
        _ => false,
    }
}

/// What feed-rs reads of each entry, in their order; empty where there is nothing for it, or nothing it can read.
pub(super) fn models(document: &Document<'_>, rules: &mut Rules) -> Vec<model::Entry> {
    let flavour = document.flavour;
    let mut models = Vec::new();
    models.resize_with(document.entries.len(), model::Entry::default);
    let wrapper = Wrapper::new(document);
    let wants = |raw: &RawEntry<'_>| raw.fields.iter().any(|field| is_wanted(field, flavour));
    let wanting: Vec<usize> =
        (0..models.len()).filter(|at| wants(&document.entries[*at])).collect();
    for batch in wanting.chunks(BATCH) {
        let raws = || batch.iter().map(|at| &document.entries[*at]);
        let whole =
            raws().all(is_fine).then(|| wrapper.read(raws().map(|raw| plain(raw, flavour))));
        match whole.flatten().filter(|read| read.len() == batch.len()) {
            Some(read) => {
                for (at, model) in batch.iter().zip(read) {
                    models[*at] = model;
                }
            }
            None => {
                for at in batch {
                    models[*at] = one(&wrapper, flavour, &document.entries[*at], rules);
                }
            }
        }
    }
    models
}

/// The people in the head of an Atom feed: its entries are theirs unless they name their own.
pub(super) fn people_of_head(document: &Document<'_>, rules: &mut Rules) -> Vec<model::Person> {
    let is_author =
        |field: &&Field<'_>| matches!(field.ns, Ns::Atom | Ns::Atom03) && field.local == "author";
    let fields: Vec<_> = document.head.iter().filter(is_author).copied().collect();
    if document.flavour != Flavour::Atom || fields.is_empty() {
        return Vec::new();
    }
    // An XML declaration would make quick-xml panic.
    let faulty = fields.iter().any(|field| field.span.contains("<?"));
    let raw = RawEntry { span: "", tag: "<entry>", fields, elements: 0, faulty };
    one(&Wrapper::new(document), document.flavour, &raw, rules).authors
}

fn is_fine(raw: &RawEntry<'_>) -> bool {
    !raw.faulty && raw.elements <= MAX_ELEMENTS
}

/// One entry, as it is or else rewritten.
fn one(
    wrapper: &Wrapper<'_>,
    flavour: Flavour,
    raw: &RawEntry<'_>,
    rules: &mut Rules,
) -> model::Entry {
    let read = |wrapper: &Wrapper<'_>, entry: String| wrapper.read([entry])?.pop();
    if raw.elements <= MAX_ELEMENTS {
        let model = is_fine(raw).then(|| read(wrapper, plain(raw, flavour))).flatten();
        if let Some(model) = model.or_else(|| read(&wrapper.usual(), rewrite(raw, flavour, rules)))
        {
            return model;
        }
    }
    rules.add(Rule::RawParts);
    model::Entry::default()
}

/// An entry as the document has it, less what feed-rs is not needed for.
fn plain(raw: &RawEntry<'_>, flavour: Flavour) -> String {
    let wanted = || raw.fields.iter().filter(|field| is_wanted(field, flavour));
    let length = wanted().map(|field| field.span.len()).sum::<usize>() + raw.tag.len() + 16;
    let mut entry = String::with_capacity(length);
    entry.push_str(raw.tag);
    entry.extend(wanted().map(|field| field.span));
    entry.extend(["</", super::tokens::tag_name(raw.tag), ">"]);
    entry
}

/// What stands around entries so that feed-rs takes them for a feed.
struct Wrapper<'a> {
    base: &'a str,
    declarations: String,
    before: &'static str,
    after: &'static str,
}

impl<'a> Wrapper<'a> {
    fn new(document: &'a Document<'_>) -> Self {
        let (before, after) = match document.flavour {
            Flavour::Rss => ("<rss version=\"2.0\"", "</channel></rss>"),
            Flavour::Atom => ("<feed", "</feed>"),
        };
        let declarations = document.declarations.clone();
        Self { base: document.base.as_str(), declarations, before, after }
    }

    /// With the prefixes that rewritten entries use.
    fn usual(&self) -> Self {
        let mut declarations = self.declarations.clone();
        for (_, prefix, address) in Ns::WRITTEN {
            if !declarations.contains(&format!(" xmlns:{prefix}=")) {
                declarations.extend([" xmlns:", prefix, "=\"", address, "\""]);
            }
        }
        Self { declarations, ..*self }
    }

    /// Reads entries; `None` if feed-rs finds a fault or panics.
    fn read(&self, entries: impl IntoIterator<Item = String>) -> Option<Vec<model::Entry>> {
        let channel = if self.before == "<feed" { ">" } else { "><channel>" };
        let mut text = [self.before, &self.declarations, channel].concat();
        text.extend(entries);
        text.push_str(self.after);
        let parse = || {
            Builder::new()
                .base_uri(Some(self.base))
                .id_generator(|_, _, _| String::new())
                .timestamp_parser(|_| None)
                .build()
                .parse(text.as_bytes())
        };
        // A parser that panicked or failed is not used again.
        catch_unwind(AssertUnwindSafe(parse)).ok()?.ok().map(|feed| feed.entries)
    }
}
