//! The page of an entry.
//!
//! Always: absolute, http or https, without credentials. Never: a comments page or an enclosure in its place.

use std::borrow::Cow;

use url::Url;

use super::document::{Document, Field, RawEntry};
use super::names::Ns;
use super::tokens::{attribute, resolve, text_of};
use crate::identity::{MAX_ADDRESS, is_web, remove_credentials};

/// Where relations between documents are registered.
const REGISTRY: &str = "http://www.iana.org/assignments/relation/";

/// The page's address, and the one that the feed gives for it where that is a detour.
pub(super) fn of_entry(entry: &RawEntry<'_>, base: &Url) -> (Option<Url>, Option<Url>) {
    let base = &base_of(entry.tag, base);
    let given = given(entry, base);
    let original = entry
        .fields
        .iter()
        .filter(|field| is_original(field))
        .find_map(|field| join(&text_of(field.inner), base));
    match original {
        Some(original) if given.as_ref() != Some(&original) => (Some(original), given),
        original => (original.or(given), None),
    }
}

/// The site that a feed belongs to.
pub(super) fn of_head(head: &[Field<'_>], base: &Url) -> Option<Url> {
    let rss = head.iter().filter(|field| field.ns == Ns::Rss && field.local == "link");
    let rss = rss.filter(|field| attribute(field.tag, "href").is_none());
    rss.map(|field| text_of(field.inner))
        .find_map(|text| join(&text, base))
        .or_else(|| atom(head.iter(), base))
}

fn given(entry: &RawEntry<'_>, base: &Url) -> Option<Url> {
    let fields = entry.fields.iter();
    let mut rss = fields.clone().filter(|field| field.ns == Ns::Rss && field.local == "link");
    rss.find_map(|field| join(&text_of(field.inner), &base_of(field.tag, base)))
        .or_else(|| atom(fields.clone(), base))
        .or_else(|| {
            let guids = fields.filter(|field| matches!(field.local, "guid" | "id"));
            guids.filter(|guid| is_own(guid.ns)).find_map(|guid| by_guid(guid, base))
        })
        .or_else(|| attribute(entry.tag, "rdf:about").and_then(|about| absolute(&about)))
        // CDF.
        .or_else(|| attribute(entry.tag, "HREF").and_then(|href| join(&href, base)))
}

/// The alternate of an Atom entry that is most surely a page: one that says it is HTML, else one that does not
/// say what it is, else any; of equals the first.
fn atom<'a>(fields: impl Iterator<Item = &'a Field<'a>>, base: &Url) -> Option<Url> {
    let alternate = |field: &Field<'_>| {
        let doubt = match attribute(field.tag, "type") {
            Some(kind) if kind.contains("html") => 0,
            None => 1,
            Some(_) => 2,
        };
        Some((doubt, join(&attribute(field.tag, "href")?, &base_of(field.tag, base))?))
    };
    fields
        .filter(|field| is_link(field))
        .filter_map(alternate)
        .min_by_key(|(doubt, _)| *doubt)
        .map(|(_, url)| url)
}

/// Whether a field gives the address of an entry's page.
pub(super) fn is_page(field: &Field<'_>) -> bool {
    is_link(field) || is_original(field)
}

/// A link of RSS, or an alternate of Atom.
fn is_link(field: &Field<'_>) -> bool {
    let is_alternate = || matches!(relation(field.tag).as_deref(), None | Some("alternate" | ""));
    is_own(field.ns) && field.local == "link" && is_alternate()
}

/// What a link of Atom leads to. A registered relation is its name, or that behind the registry's address (RFC 4287,
/// section 4.2.7.2).
pub(super) fn relation(tag: &str) -> Option<String> {
    let given = attribute(tag, "rel")?;
    let name = given.trim();
    Some(name.strip_prefix(REGISTRY).unwrap_or(name).to_owned())
}

fn is_original(field: &Field<'_>) -> bool {
    field.ns == Ns::FeedBurner && field.local.eq_ignore_ascii_case("origLink")
}

/// A guid is a link unless it says otherwise; a relative one has to look like a path, or to say so.
fn by_guid(guid: &Field<'_>, base: &Url) -> Option<Url> {
    let text = text_of(guid.inner);
    let says = attribute(guid.tag, "isPermaLink").map(|value| value.trim().to_ascii_lowercase());
    match says.as_deref() {
        Some("false") => None,
        Some("true") => join(&text, base),
        _ if text.starts_with('/') => join(&text, base),
        _ => absolute(&text),
    }
}

fn is_own(ns: Ns) -> bool {
    matches!(ns, Ns::Rss | Ns::Atom | Ns::Atom03)
}

/// The base that holds inside a tag.
pub(super) fn base_of<'a>(tag: &str, base: &'a Url) -> Cow<'a, Url> {
    if !tag.contains("xml:base") {
        return Cow::Borrowed(base);
    }
    attribute(tag, "xml:base")
        .and_then(|own| joined(&own, base))
        .map_or(Cow::Borrowed(base), Cow::Owned)
}

/// The base that a document gives to the text of an entry; `None` where it gives none.
pub(super) fn base_of_text(document: &Document<'_>, entry: &str, field: &str) -> Option<Url> {
    let of_entry = base_of(entry, &document.base);
    let of_field = base_of(field, &of_entry);
    let is_given =
        document.based || [&of_entry, &of_field].iter().any(|base| matches!(base, Cow::Owned(_)));
    is_given.then(|| web(of_field.into_owned())).flatten()
}

fn absolute(text: &str) -> Option<Url> {
    let text = text.trim();
    if text.len() > MAX_ADDRESS {
        return None;
    }
    let scheme = text.split_once(':')?.0;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        .then(|| Url::parse(text).ok().and_then(web))
        .flatten()
}

/// An address as it stands in a feed, made absolute; `None` if it leads nowhere on the web.
pub(super) fn join(address: &str, base: &Url) -> Option<Url> {
    let address = address.trim();
    if address.is_empty() || address.len() > MAX_ADDRESS {
        return None;
    }
    // Inside CDATA, and where it was escaped twice, a reference is still one.
    web(joined(&resolve(address), base)?)
}

/// An address made absolute, whatever it leads to; none where it, or what becomes of it, is longer than addresses are.
/// Each entry holds some, so that a long one would stand in memory thousands of times.
pub(super) fn joined(address: &str, base: &Url) -> Option<Url> {
    let address = Some(address.trim()).filter(|address| address.len() <= MAX_ADDRESS)?;
    base.join(address).ok().filter(is_bounded)
}

fn is_bounded(url: &Url) -> bool {
    url.as_str().len() <= MAX_ADDRESS
}

/// An address on the web, without credentials, of no more than [`MAX_ADDRESS`] bytes.
pub(super) fn web(mut url: Url) -> Option<Url> {
    remove_credentials(&mut url);
    (is_web(&url) && is_bounded(&url)).then_some(url)
}
