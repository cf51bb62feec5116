//! feed-rs over the entries of a document, completed by their raw parts.
//!
//! From feed-rs: titles, texts, authors, categories, media. From the raw parts: guid, link, dates.
//! Always: one [`Entry`] for each raw entry, in order; a fault costs one entry, not the feed. Never: a panic,
//! an id or a date of feed-rs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model;
use feed_rs::parser::Builder;
use jiff::Timestamp;
use url::Url;

use super::document::{Document, Field, Flavour, RawEntry};
use super::names::Ns;
use super::repair::{Rule, Rules, rewrite};
use super::tokens::{attribute, text_of};
use super::{Enclosure, Entry, dates, links, text};

/// How many entries feed-rs is given at a time.
const BATCH: usize = 16;

/// The most elements in an entry that feed-rs is given: it makes an object of each.
const MAX_ELEMENTS: usize = 20_000;

/// The most categories, authors and enclosures of an entry that are kept.
const MAX_LIST: usize = 64;

/// Makes entries of a document's raw ones.
pub(super) fn entries(document: &mut Document<'_>) -> Vec<Entry> {
    let mut rules = std::mem::take(&mut document.rules);
    let mut entries = Vec::with_capacity(document.entries.len());
    let wrapper = Wrapper::new(document);
    for batch in document.entries.chunks(BATCH) {
        let whole = batch.iter().all(|raw| !raw.faulty && raw.elements <= MAX_ELEMENTS);
        let spans = || batch.iter().map(|raw| raw.span);
        match whole.then(|| wrapper.read(spans())).flatten() {
            Some(models) if models.len() == batch.len() => {
                for (raw, model) in batch.iter().zip(models) {
                    entries.push(entry(document, raw, Some(model), &mut rules));
                }
            }
            _ => {
                for raw in batch {
                    let model = one(&wrapper, document.flavour, raw, &mut rules);
                    entries.push(entry(document, raw, model, &mut rules));
                }
            }
        }
    }
    document.rules = rules;
    entries
}

/// One entry, as it is or else rewritten.
fn one(
    wrapper: &Wrapper<'_>,
    flavour: Flavour,
    raw: &RawEntry<'_>,
    rules: &mut Rules,
) -> Option<model::Entry> {
    if raw.elements <= MAX_ELEMENTS {
        let plain = (!raw.faulty).then(|| wrapper.read([raw.span])).flatten();
        if let Some(model) = plain.and_then(|mut models| models.pop()) {
            return Some(model);
        }
        let rewritten = rewrite(raw, flavour, rules);
        if let Some(model) =
            wrapper.usual().read([rewritten.as_str()]).and_then(|mut models| models.pop())
        {
            return Some(model);
        }
    }
    rules.add(Rule::RawParts);
    None
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
    fn read<'e>(&self, entries: impl IntoIterator<Item = &'e str>) -> Option<Vec<model::Entry>> {
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

fn entry(
    document: &Document<'_>,
    raw: &RawEntry<'_>,
    model: Option<model::Entry>,
    rules: &mut Rules,
) -> Entry {
    let base = &document.base;
    let (link, given) = links::of_entry(raw, base);
    let mut entry = Entry {
        guid: guid(raw),
        link,
        given,
        published: date(raw, PUBLISHED),
        updated: date(raw, UPDATED),
        language: language(raw),
        raw: super::digest(raw.span),
        ..Entry::default()
    };
    match model {
        Some(mut model) => {
            read_twice(&mut model, rules);
            complete(&mut entry, document, raw, model);
        }
        None => from_raw(&mut entry, raw),
    }
    let subjects = raw.fields.iter().filter(|field| field.ns == Ns::Dc && field.local == "subject");
    entry.categories.extend(subjects.filter_map(|field| text::of_html(&text_of(field.inner))));
    tidy(&mut entry.categories);
    tidy(&mut entry.authors);
    entry
}

/// Puts texts right that were encoded as UTF-8 twice.
fn read_twice(model: &mut model::Entry, rules: &mut Rules) {
    let texts = [&mut model.title, &mut model.summary].into_iter().flatten();
    let body = model.content.as_mut().and_then(|content| content.body.as_mut());
    for text in texts.map(|text| &mut text.content).chain(body) {
        if let Some(once) = text::encoded_twice(text) {
            *text = once;
            rules.add(Rule::EncodedTwice);
        }
    }
}

/// Takes what feed-rs read.
fn complete(entry: &mut Entry, document: &Document<'_>, raw: &RawEntry<'_>, model: model::Entry) {
    let plain =
        |of: &model::Text| document.flavour == Flavour::Atom && of.content_type.subty() == "plain";
    entry.title = model.title.and_then(|title| {
        if plain(&title) { text::of_text(&title.content) } else { text::of_html(&title.content) }
    });
    if entry.title.is_none() {
        entry.title = field_text(raw, &["title"]);
    }
    entry.summary = model.summary.and_then(|summary| {
        let plain = plain(&summary);
        html(summary.content, plain)
    });
    entry.content = model.content.and_then(|content| {
        let plain = document.flavour == Flavour::Atom && content.content_type.subty() == "plain";
        html(content.body?, plain)
    });
    if entry.summary.is_none() && entry.content.is_none() {
        let described = model.media.iter().find_map(|media| media.description.as_ref());
        entry.summary = described
            .and_then(|text| html(text.content.clone(), text.content_type.subty() == "plain"));
    }
    entry.authors = model.authors.iter().filter_map(author).collect();
    let categories = model.categories.iter();
    entry.categories = categories
        .filter_map(|category| text::of_html(category.label.as_deref().unwrap_or(&category.term)))
        .collect();
    // feed-rs forgets them where there is any `media:content`.
    let given = raw.fields.iter().filter(|field| field.ns == Ns::Rss && field.local == "enclosure");
    entry.enclosures = given.filter_map(|field| enclosure(field.tag, &document.base)).collect();
    let links = model.links.iter().filter(|link| link.rel.as_deref() == Some("enclosure"));
    entry.enclosures.extend(links.filter_map(|link| attachment(link, &document.base)));
    entry.enclosures.truncate(MAX_LIST);
    media(entry, &model.media, &document.base);
}

/// Takes what needs no feed-rs.
fn from_raw(entry: &mut Entry, raw: &RawEntry<'_>) {
    entry.title = field_text(raw, &["title"]);
    let of = |names: &[&str]| {
        let field = raw.fields.iter().find(|field| is_text_of(field, names));
        field.and_then(|field| html(text_of(field.inner).into_owned(), false))
    };
    entry.summary = of(&["description", "summary"]);
    entry.content = of(&["encoded", "content"]);
}

fn is_text_of(field: &Field<'_>, names: &[&str]) -> bool {
    matches!(field.ns, Ns::Rss | Ns::Atom | Ns::Atom03 | Ns::Content)
        && names.contains(&field.local)
}

fn field_text(raw: &RawEntry<'_>, names: &[&str]) -> Option<String> {
    let mut fields = raw.fields.iter().filter(|field| is_text_of(field, names));
    fields.find_map(|field| text::of_html(&text_of(field.inner)))
}

fn html(text: String, plain: bool) -> Option<String> {
    let html = if plain { text::to_html(&text).into_owned() } else { text };
    let trimmed = html.trim();
    if trimmed.is_empty() {
        None
    } else if trimmed.len() == html.len() {
        Some(html)
    } else {
        Some(trimmed.to_owned())
    }
}

/// The name of a person; an address is none.
fn author(person: &model::Person) -> Option<String> {
    let name = text::of_html(person.name.as_deref()?)?;
    let name = name.trim_matches(|c: char| c == '(' || c == ')' || c.is_whitespace());
    (!name.is_empty() && !name.contains('@')).then(|| name.to_owned())
}

fn tidy(list: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    list.retain(|text| seen.len() < MAX_LIST && seen.insert(text.clone()));
}

fn enclosure(tag: &str, base: &Url) -> Option<Enclosure> {
    let url = links::join(&attribute(tag, "url")?, base)?;
    let media_type = attribute(tag, "type").map(|kind| kind.trim().to_owned());
    let bytes = attribute(tag, "length").and_then(|bytes| bytes.trim().parse().ok());
    let bytes = bytes.filter(|bytes| *bytes > 0);
    Some(Enclosure {
        url,
        media_type: media_type.filter(|kind| !kind.is_empty()),
        bytes,
        seconds: None,
    })
}

fn attachment(link: &model::Link, base: &Url) -> Option<Enclosure> {
    let url = links::join(&link.href, base)?;
    let bytes = link.length.filter(|bytes| *bytes > 0);
    Some(Enclosure { url, media_type: link.media_type.clone(), bytes, seconds: None })
}

fn media(entry: &mut Entry, objects: &[model::MediaObject], base: &Url) {
    let mut widest: Option<(u32, Url)> = None;
    for object in objects {
        let length = object.duration;
        for content in &object.content {
            let Some(url) = content.url.clone().and_then(links::web) else { continue };
            let media_type = content.content_type.as_ref().map(ToString::to_string);
            if is_image(media_type.as_deref(), &url) {
                let width = content.width.unwrap_or(0);
                if widest.as_ref().is_none_or(|(widest, _)| width > *widest) {
                    widest = Some((width, url));
                }
                continue;
            }
            let seconds = content.duration.or(length).map(|length| length.as_secs());
            let seconds = seconds.filter(|seconds| *seconds > 0);
            let bytes = content.size.filter(|bytes| *bytes > 0);
            let known = entry.enclosures.iter().position(|known| known.url == url);
            if let Some(at) = known {
                entry.enclosures[at].seconds = entry.enclosures[at].seconds.or(seconds);
            } else if entry.enclosures.len() < MAX_LIST {
                entry.enclosures.push(Enclosure { url, media_type, bytes, seconds });
            }
        }
    }
    let picture = |file: &&Enclosure| is_image(file.media_type.as_deref(), &file.url);
    let mut thumbnails = objects.iter().flat_map(|object| &object.thumbnails);
    entry.image = widest
        .map(|(_, url)| url)
        .or_else(|| thumbnails.find_map(|thumbnail| links::join(&thumbnail.image.uri, base)))
        .or_else(|| entry.enclosures.iter().find(picture).map(|file| file.url.clone()));
}

fn is_image(media_type: Option<&str>, url: &Url) -> bool {
    if let Some(media_type) = media_type {
        return media_type.starts_with("image/");
    }
    let path = url.path().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"].iter().any(|end| path.ends_with(end))
}

fn guid(raw: &RawEntry<'_>) -> Option<String> {
    let own = |field: &&Field<'_>| {
        matches!(field.ns, Ns::Rss | Ns::Atom | Ns::Atom03) && matches!(field.local, "guid" | "id")
    };
    let given = raw.fields.iter().filter(own).map(|field| text_of(field.inner).into_owned());
    let about = || {
        let about = raw.tag.contains("about").then(|| attribute(raw.tag, "rdf:about")).flatten();
        about.or_else(|| attribute(raw.tag, "about")).map(|about| about.trim().to_owned())
    };
    let identifier = || {
        let own = |field: &&Field<'_>| field.ns == Ns::Dc && field.local == "identifier";
        raw.fields.iter().find(own).map(|field| text_of(field.inner).into_owned())
    };
    given.chain(about()).chain(identifier()).find(|guid| !guid.is_empty())
}

/// A language as BCP 47 in lower case.
pub(super) fn language_tag(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-").to_ascii_lowercase();
    let is_tag = (2..=35).contains(&tag.len())
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    is_tag.then_some(tag)
}

fn language(raw: &RawEntry<'_>) -> Option<String> {
    let own = |field: &&Field<'_>| field.ns == Ns::Dc && field.local == "language";
    let given = raw.fields.iter().find(own).map(|field| text_of(field.inner));
    let tagged = || raw.tag.contains("xml:lang").then(|| attribute(raw.tag, "xml:lang")).flatten();
    given.or_else(tagged).as_deref().and_then(language_tag)
}

/// Elements with the date of publication, the surest first.
const PUBLISHED: &[(Ns, &str)] = &[
    (Ns::Rss, "pubDate"),
    (Ns::Atom, "published"),
    (Ns::Atom03, "issued"),
    (Ns::Dc, "date"),
    (Ns::DcTerms, "issued"),
    (Ns::DcTerms, "created"),
    (Ns::Atom03, "created"),
    (Ns::Atom03, "published"),
    (Ns::Rss, "pubdate"),
    (Ns::Rss, "published"),
    (Ns::Rss, "date"),
    (Ns::Atom, "pubDate"),
];

/// Elements with the date of the last change, the surest first.
const UPDATED: &[(Ns, &str)] = &[
    (Ns::Atom, "updated"),
    (Ns::Atom03, "modified"),
    (Ns::Atom03, "updated"),
    (Ns::DcTerms, "modified"),
    (Ns::Rss, "updated"),
    (Ns::Rss, "lastBuildDate"),
];

/// The first date of those elements that can be read.
fn date(raw: &RawEntry<'_>, names: &[(Ns, &str)]) -> Option<Timestamp> {
    names.iter().find_map(|(ns, local)| {
        let mut fields = raw.fields.iter().filter(|field| field.ns == *ns && field.local == *local);
        fields.find_map(|field| dates::parse(&text_of(field.inner)))
    })
}
