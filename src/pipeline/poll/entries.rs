//! The entries of a document as the state discovers them.

use jiff::Timestamp;
use url::Url;

use crate::config::{Backlog, Feed};
use crate::feed;
use crate::hosts::Host;
use crate::identity::{Key, Parts, identify};
use crate::pipeline::fingerprint;
use crate::state::Found;

/// The entries of a document as the state discovers them. Their guids belong to `scope`; `was_shared` knows what
/// tells nothing apart in this feed.
pub(super) fn found_in(
    feed: &Feed,
    scope: &Url,
    document: &feed::Feed,
    first_time: bool,
    now: Timestamp,
    was_shared: impl Fn(Key) -> bool,
) -> Vec<Found> {
    let parts: Vec<Parts<'_>> = document.entries.iter().map(feed::Entry::parts).collect();
    let identities = identify(scope, &parts, was_shared);
    let entries = document.entries.iter().zip(identities);
    entries
        .zip(0..)
        .map(|((entry, identity), index)| Found {
            index,
            host: entry
                .link
                .as_ref()
                .and_then(Host::of)
                .map(|host| host.to_string())
                .unwrap_or_default(),
            print: fingerprint::of_entry(entry),
            wanted: !first_time || in_backlog(feed.backlog, entry, now),
            identity,
        })
        .collect()
}

fn in_backlog(backlog: Backlog, entry: &feed::Entry, now: Timestamp) -> bool {
    match backlog {
        Backlog::All => true,
        Backlog::None => false,
        // An entry without a date may be new.
        Backlog::Within(age) => entry
            .published
            .or(entry.updated)
            .is_none_or(|date| now.checked_sub(age).is_ok_and(|oldest| date >= oldest)),
    }
}
