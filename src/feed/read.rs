//! The entries of a document: what feed-rs reads of them, completed by their raw parts.
//!
//! From feed-rs: media, people of Atom, XHTML. From the raw parts: all else. Always: one [`Entry`] for each raw
//! entry, in order. Never: a panic, an id or a date of feed-rs.

use feed_rs::model;
use url::Url;

use super::document::{Document, Field, Flavour, RawEntry};
use super::names::Ns;
use super::repair::{Rules, bare_markup};
use super::tokens::{attribute, text_of};
use super::{Date, Enclosure, Entry, dates, links, text, texts, wrapper};
use crate::identity::clean_url;

/// The most categories, authors and enclosures of an entry that are kept.
const MAX_LIST: usize = 64;

/// Makes entries of a document's raw ones.
pub(super) fn entries(document: &mut Document<'_>) -> Vec<Entry> {
    let mut rules = std::mem::take(&mut document.rules);
    let models = wrapper::models(document, &mut rules);
    let people = wrapper::people_of_head(document, &mut rules);
    let people: Vec<String> = people.iter().filter_map(author).collect();
    let raws = document.entries.iter().zip(models);
    let entries = raws.map(|(raw, model)| {
        let mut entry = entry(document, raw, model, &mut rules);
        if entry.authors.is_empty() {
            entry.authors.clone_from(&people);
        }
        entry
    });
    let entries = entries.collect();
    document.rules = rules;
    entries
}

fn entry(
    document: &Document<'_>,
    raw: &RawEntry<'_>,
    mut model: model::Entry,
    rules: &mut Rules,
) -> Entry {
    let base = &document.base;
    let (link, given) = links::of_entry(raw, base);
    let guid = guid(raw);
    let is_known = guid.is_some() && link.is_some();
    let digest = (!is_known).then(|| digest(raw, link.as_ref()));
    // CDF has its date in the tag.
    let modified = || attribute(raw.tag, "LASTMOD").and_then(|text| dates::parse(&text));
    let (published, updated) = (date(raw, PUBLISHED), date(raw, UPDATED).or_else(modified));
    let mut entry = Entry {
        guid,
        number: named(raw, Ns::Dwsyn, "contentID").filter(|number| !number.is_empty()),
        link,
        given,
        published: published.map(|date| date.at),
        updated: updated.map(|date| date.at),
        confidence: published.or(updated).map(|date| date.confidence),
        language: language(raw),
        raw: digest,
        ..Entry::default()
    };
    texts::take(&mut entry, raw, document, &mut model, rules);
    entry.authors = model.authors.iter().filter_map(author).collect();
    let base = links::base_of(raw.tag, base);
    for field in &raw.fields {
        match (field.ns, field.local) {
            (Ns::Rss, "author") | (Ns::Dc, "creator") => {
                entry.authors.extend(name_of(&text_in(field)));
            }
            (Ns::Rss, "category") => entry.categories.extend(text::of_html(&text_in(field))),
            (Ns::Atom | Ns::Atom03, "category") if document.flavour == Flavour::Atom => {
                let name = attribute(field.tag, "label").filter(|label| !label.trim().is_empty());
                let name = name.or_else(|| attribute(field.tag, "term"));
                entry.categories.extend(name.and_then(|name| text::of_html(&name)));
            }
            (Ns::Rss, "enclosure") => entry.enclosures.extend(enclosure(field.tag, "url", &base)),
            (Ns::Atom | Ns::Atom03, "link")
                if links::relation(field.tag).as_deref() == Some("enclosure") =>
            {
                entry.enclosures.extend(enclosure(field.tag, "href", &base));
            }
            _ => {}
        }
    }
    let subjects = raw.fields.iter().filter(|field| field.ns == Ns::Dc && field.local == "subject");
    entry.categories.extend(subjects.filter_map(|field| text::of_html(&text_of(field.inner))));
    tidy(&mut entry.categories);
    tidy(&mut entry.authors);
    entry.enclosures.truncate(MAX_LIST);
    media(&mut entry, &model.media, &document.base);
    entry
}

/// The digest of an entry: all that stands in it, its link as it identifies.
fn digest(raw: &RawEntry<'_>, link: Option<&Url>) -> [u8; 16] {
    let mut parts = Vec::with_capacity(3);
    let mut rest = raw.span;
    let address = link.and_then(clean_url);
    for field in raw.fields.iter().filter(|field| address.is_some() && links::is_page(field)) {
        if let Some((before, after)) = rest.split_once(field.span) {
            parts.push(before);
            rest = after;
        }
    }
    parts.extend([rest, address.as_ref().map_or("", Url::as_str)]);
    super::digest(parts)
}

/// The text of a field, markup in it as text.
fn text_in<'a>(field: &Field<'a>) -> std::borrow::Cow<'a, str> {
    if field.markup { bare_markup(field.inner).into() } else { text_of(field.inner) }
}

/// The name of a person.
fn author(person: &model::Person) -> Option<String> {
    name_of(person.name.as_deref()?)
}

/// A name without the address that stands before, after or around it; `None` if there is only the address.
fn name_of(text: &str) -> Option<String> {
    // Of `Name <mail>` HTML shows the name.
    let text = text::of_html(text)?;
    let is_mail =
        |word: &&str| word.trim_start_matches("mailto:").find('@').is_some_and(|at| at > 0);
    let words: Vec<&str> = text.split(' ').filter(|word| !is_mail(word)).collect();
    let name = words.join(" ");
    let name = match name.strip_prefix('(') {
        Some(inner) => inner.strip_suffix(')').unwrap_or(inner),
        None => &name,
    };
    let name = name.trim_matches(|c: char| c.is_whitespace() || ",;\"".contains(c));
    (!name.is_empty()).then(|| name.to_owned())
}

fn tidy(list: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    list.retain(|text| seen.len() < MAX_LIST && seen.insert(text.clone()));
}

fn enclosure(tag: &str, name: &str, base: &Url) -> Option<Enclosure> {
    let url = links::join(&attribute(tag, name)?, &links::base_of(tag, base))?;
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
    let others = [(Ns::Dc, "identifier"), (Ns::Dwsyn, "contentID")];
    let others = others.into_iter().filter_map(|(ns, local)| named(raw, ns, local));
    given.chain(about()).chain(others).find(|guid| !guid.is_empty())
}

/// The text of the first field of this name.
pub(super) fn named(raw: &RawEntry<'_>, ns: Ns, local: &str) -> Option<String> {
    let own = |field: &&Field<'_>| field.ns == ns && field.local == local;
    raw.fields.iter().find(own).map(|field| text_of(field.inner).into_owned())
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
    let given = named(raw, Ns::Dc, "language");
    let tagged = || raw.tag.contains("xml:lang").then(|| attribute(raw.tag, "xml:lang")).flatten();
    given.or_else(|| tagged().map(std::borrow::Cow::into_owned)).as_deref().and_then(language_tag)
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
fn date(raw: &RawEntry<'_>, names: &[(Ns, &str)]) -> Option<Date> {
    names.iter().find_map(|(ns, local)| {
        let mut fields = raw.fields.iter().filter(|field| field.ns == *ns && field.local == *local);
        fields.find_map(|field| dates::parse(&text_of(field.inner)))
    })
}
