//! A full-text feed over the network, with validators.
//!
//! Always: only what `output` calls a full-text feed; a reader that has it is answered with 304.

use std::io::Read;

use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::fmt::rfc2822::DateTimePrinter;

use super::View;
use crate::fetch::http_date;
use crate::output::Published;

/// How long a reader may go by what it has: about as long as the shortest interval between two polls.
const FRESH: &str = "max-age=300";

/// The answer for a path below `/feeds/`; `None` if there is no such feed.
pub(super) fn answer(view: &View, path: &str, asked: &HeaderMap) -> Option<Response> {
    let config = view.pipeline.config();
    let Published { mut file, modified, size, media_type } =
        Published::open(&config.output.directory, path).ok()??;
    // Replaced in a whole, so its time and size tell it from every other.
    let etag = format!("\"{:x}-{size:x}\"", modified.as_nanosecond());
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&modified).ok()?;
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (CACHE_CONTROL, FRESH.to_owned()),
        (ETAG, etag.clone()),
        (LAST_MODIFIED, date),
    ];
    let text = |name| asked.get(name).and_then(|value| value.to_str().ok());
    let has_it = match text(IF_NONE_MATCH) {
        Some(tags) => tags.split(',').any(|tag| matches_tag(tag.trim(), &etag)),
        None => text(IF_MODIFIED_SINCE)
            .and_then(http_date)
            .is_some_and(|since| modified.as_second() <= since.as_second()),
    };
    if has_it {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let mut bytes = Vec::new();
    file.by_ref().take(size).read_to_end(&mut bytes).ok()?;
    Some((headers, bytes).into_response())
}

/// Weak comparison (RFC 9110, section 8.8.3.2): a cache on the way may have weakened it.
fn matches_tag(tag: &str, etag: &str) -> bool {
    tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag
}
