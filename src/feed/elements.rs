//! What the elements of a feed are, by their names.
//!
//! Always: whatever their case, whatever prefix a root has. Never: a judgement by what stands in them.

use super::document::{Field, Flavour};
use super::names::Ns;
use super::texts::is_text;
use super::tokens::{attribute, tag_name};

/// The family of the feed whose root has this name; `None` if it is no feed's.
pub(super) fn flavour(root: &str) -> Option<Flavour> {
    let local = local_of(root);
    let is_any = |names: &[&str]| names.iter().any(|name| local.eq_ignore_ascii_case(name));
    if is_any(&["rss", "rdf", "channel"]) {
        Some(Flavour::Rss)
    } else if is_any(&["feed", "entry"]) {
        Some(Flavour::Atom)
    } else {
        None
    }
}

/// A name without its prefix.
pub(super) fn local_of(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// What an entry is called.
pub(super) fn entry_name(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::Rss => "item",
        Flavour::Atom => "entry",
    }
}

/// Whether the children of such an element belong to the head of the feed.
pub(super) fn is_head(name: &str) -> bool {
    let local = local_of(name);
    ["rss", "rdf", "channel", "feed"].iter().any(|head| local.eq_ignore_ascii_case(head))
}

/// Whether no entry begins in the rest of a document.
pub(super) fn no_more_entries(rest: &str) -> bool {
    !rest.contains("<item") && !rest.contains("<entry") && !rest.contains(":item")
}

/// Whether an item with such a field is a feed's, whatever stands around it.
pub(super) fn is_telling(field: &Field<'_>) -> bool {
    field.ns == Ns::Rss && ["title", "link"].contains(&field.local)
}

/// Whether a field is a short text, without elements but those of HTML.
pub(super) fn is_short(field: &Field<'_>) -> bool {
    const SHORT: [&str; 9] =
        ["title", "link", "guid", "id", "category", "comments", "pubDate", "published", "updated"];
    matches!(field.ns, Ns::Rss | Ns::Atom | Ns::Atom03) && SHORT.contains(&field.local)
}

/// Whether an element never stands in such a field, so that it has ended without an end tag.
pub(super) fn is_next(ns: Ns, local: &str) -> bool {
    const NEXT: [&str; 12] = [
        "title",
        "link",
        "guid",
        "id",
        "category",
        "comments",
        "pubDate",
        "published",
        "updated",
        "description",
        "enclosure",
        "content",
    ];
    match ns {
        Ns::Rss | Ns::Atom | Ns::Atom03 => NEXT.contains(&local),
        Ns::Content | Ns::Dc | Ns::DcTerms | Ns::Media | Ns::Itunes | Ns::FeedBurner => true,
        _ => false,
    }
}

/// feed-rs knows XHTML by its right name only, and Atom 1.0's names only.
pub(super) fn is_misnamed(field: &Field<'_>) -> bool {
    match field.ns {
        Ns::Atom03 => true,
        Ns::Atom => {
            let is_xhtml = || attribute(field.tag, "type").as_deref() == Some("xhtml");
            local_of(tag_name(field.tag)) != field.local
                || field.markup && is_text(field) && !is_xhtml()
        }
        _ => false,
    }
}
