//! Learning where a feed has moved for good, from redirects that say so again and again. Pure.
//!
//! Always: the configured address stays the feed's own, in names, credentials and allowances; what was learnt is
//! forgotten when the configuration changes or the new address fails. Never: from https to http, to an address that
//! is not public, to a feed that is configured already.

use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use url::{Host, Url};

use crate::config::Feed;
use crate::fetch::{is_public, redirect};
use crate::state::{FeedRecord, Moving};

/// At so many polls in a row the same permanent redirects must have led to the same address …
pub(super) const STABLE_POLLS: u32 = 5;
/// … over so much time.
pub(super) const STABLE_FOR: Duration = Duration::from_hours(48);
/// So many failures in a row that may pass end the belief in an address that was learnt; another one does at once.
const FAILURES: u32 = 3;

/// What a feed's record is after an answer that permanent redirects led to, or none did.
pub(super) fn followed(
    record: FeedRecord,
    feed: &Feed,
    led_to: Option<Url>,
    now: Timestamp,
    is_configured: impl FnOnce(&Url) -> bool,
) -> FeedRecord {
    let Some(mut to) = led_to.filter(|to| is_believable(&feed.url, to)) else {
        return FeedRecord { moving: None, ..record };
    };
    to.set_fragment(None);
    let known = record.moving.clone().filter(|known| known.to == to.as_str() && known.since <= now);
    let known = known.unwrap_or_else(|| Moving { to: to.to_string(), since: now, times: 0 });
    let moving = Moving { times: known.times.saturating_add(1), ..known };
    let long = now.duration_since(moving.since).unsigned_abs() >= STABLE_FOR;
    if moving.times < STABLE_POLLS || !long || (to != feed.url && is_configured(&to)) {
        return FeedRecord { moving: Some(moving), ..record };
    }
    tracing::info!(feed = %feed.name, to = to.host_str(), "The feed has moved for good: it is asked at its new address from now on");
    let moved = Some(moving.to).filter(|to| to != feed.url.as_str());
    FeedRecord { moving: None, moved, ..record }
}

/// What a feed's record is after a failure: an address that was learnt is not believed for long.
pub(super) fn failed(record: FeedRecord, may_pass: bool) -> FeedRecord {
    if record.moved.is_some() && (!may_pass || record.failures >= FAILURES) {
        tracing::warn!(
            feed_url = record.moved.as_deref().and_then(place),
            "The address that a feed had moved to fails: it is asked at its configured one again"
        );
        return FeedRecord { moved: None, ..record };
    }
    record
}

fn place(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

fn is_believable(from: &Url, to: &Url) -> bool {
    let bare = to.username().is_empty() && to.password().is_none();
    bare && !redirect::is_downgrade(from, to)
        && (is_on_the_internet(to) || !is_on_the_internet(from))
}

/// A name, which is judged at each request, or a public address.
fn is_on_the_internet(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_public(IpAddr::V6(address)),
        Some(Host::Domain(_)) | None => true,
    }
}
