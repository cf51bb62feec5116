//! The headers of a request, and those of an answer.
//!
//! Always: the same honest name, and validators byte for byte. Never: a cookie or a referrer.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AGE, AsHeaderName, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, DATE,
    ETAG, EXPIRES, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, RETRY_AFTER,
};

use super::{Accept, FetchError, Headers, Request, Validators};
use crate::config::bounds::RESERVED_HEADERS;

/// A header value that is longer is as good as absent: some of them are stored.
const MAX_VALUE: usize = 8 * 1024;

/// `courant/<version> (+contact)`: the same for every request, and never a browser's.
pub(super) fn user_agent(contact: Option<&str>) -> Result<HeaderValue, FetchError> {
    let name = concat!("courant/", env!("CARGO_PKG_VERSION"));
    let Some(contact) = contact.map(str::trim).filter(|contact| !contact.is_empty()) else {
        return Ok(HeaderValue::from_static(name));
    };
    let refused = || FetchError::Contact(contact.to_owned());
    if !contact.bytes().all(|b| matches!(b, b' '..=b'~') && !matches!(b, b'(' | b')')) {
        return Err(refused());
    }
    HeaderValue::try_from(format!("{name} (+{contact})")).map_err(|_| refused())
}

/// The codings that are offered: gzip is read here, the others by reqwest.
const CODINGS: &str = "zstd,gzip,br";

/// The headers of a request; reqwest adds the User-Agent.
pub(super) fn asking(request: &Request, place: &str) -> Result<HeaderMap, FetchError> {
    let mut head = HeaderMap::new();
    head.insert(ACCEPT, HeaderValue::from_static(request.accept.value()));
    head.insert(ACCEPT_ENCODING, HeaderValue::from_static(CODINGS));
    let Validators { etag, last_modified } = &request.validators;
    for (name, value) in [(IF_NONE_MATCH, etag), (IF_MODIFIED_SINCE, last_modified)] {
        // They came as header values, so they are; if the state was tampered with, we go without.
        if let Some(value) = value.as_deref().and_then(|v| HeaderValue::from_bytes(v).ok()) {
            head.insert(name, value);
        }
    }
    for (name, value) in &request.headers {
        let refused = || FetchError::Header { place: place.to_owned(), name: name.clone() };
        let name = HeaderName::try_from(name).map_err(|_| refused())?;
        if RESERVED_HEADERS.contains(&name.as_str()) {
            return Err(refused());
        }
        let mut value = HeaderValue::try_from(value).map_err(|_| refused())?;
        value.set_sensitive(true);
        head.insert(name, value);
    }
    Ok(head)
}

impl Accept {
    /// The `Accept` header that asks for it.
    pub fn value(self) -> &'static str {
        match self {
            Self::Feed => {
                "application/atom+xml, application/rss+xml, application/feed+json, \
                 application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, \
                 application/json;q=0.8, */*;q=0.5"
            }
            Self::Page => "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
            Self::Robots => "text/plain, */*;q=0.5",
        }
    }
}

/// The headers that matter, of all that came.
pub(super) fn read(all: &HeaderMap) -> Headers {
    // An empty one validates nothing.
    let some = |value: &&[u8]| !value.trim_ascii().is_empty();
    let bytes = |name| value(all, name).filter(some).map(<[u8]>::to_vec);
    let text = |name| value(all, name).map(|v| String::from_utf8_lossy(v).into_owned());
    Headers {
        validators: Validators { etag: bytes(ETAG), last_modified: bytes(LAST_MODIFIED) },
        content_type: text(CONTENT_TYPE),
        location: value(all, LOCATION).map(ascii),
        retry_after: text(RETRY_AFTER),
        cache_control: list(all, CACHE_CONTROL),
        robots: list(all, HeaderName::from_static("x-robots-tag")),
        age: text(AGE),
        date: text(DATE),
        expires: text(EXPIRES),
    }
}

fn value(all: &HeaderMap, name: impl AsHeaderName) -> Option<&[u8]> {
    all.get(name).map(HeaderValue::as_bytes).filter(|value| value.len() <= MAX_VALUE)
}

/// A list may be spread over several lines (RFC 9110, section 5.3).
fn list(all: &HeaderMap, name: HeaderName) -> Option<String> {
    let lines: Vec<_> = all.get_all(name).iter().filter_map(|v| v.to_str().ok()).collect();
    Some(lines.join(", ")).filter(|list| !list.is_empty() && list.len() <= MAX_VALUE)
}

/// Servers put raw bytes, in whatever charset, where an address belongs. Escaped, they mean to the
/// server what it wrote.
fn ascii(location: &[u8]) -> String {
    let escaped = |&byte: &u8| match byte {
        0..=0x7f => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    location.iter().map(escaped).collect()
}

/// Whether a media type is certainly none of a page's: a sound, a film, a picture that is no XML.
pub(super) fn is_media(content_type: Option<&str>) -> bool {
    let kind = content_type.unwrap_or_default().trim_start().to_ascii_lowercase();
    ["audio/", "video/", "image/"].iter().any(|media| kind.starts_with(media))
        && !kind.contains("xml")
}

/// The length that the server announced, unless reqwest decodes the body. What is decoded here becomes longer.
pub(super) fn announced_length(all: &HeaderMap) -> Option<u64> {
    all.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
