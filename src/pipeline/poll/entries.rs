//! The entries of a document as the state discovers them.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::config::Backlog;
use crate::feed;
use crate::hosts::Host;
use crate::identity::{Key, Parts, identify};
use crate::pipeline::fingerprint;
use crate::state::Found;

/// Of two entries that came at once, one is emitted so much later at the most, but for a host that is not to be reached.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// Which entries of a feed are to become articles; the others are only remembered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    All,
    /// Of a feed that was never read: what its `backlog` says, and what came since the journal first told of it, if
    /// the state that knew it was lost. An entry without a date may have; one that came before that line may have
    /// waited longer for its page.
    OfNew {
        backlog: Backlog,
        told_since: Option<Timestamp>,
    },
}

impl Wanted {
    fn has(self, entry: &feed::Entry, now: Timestamp) -> bool {
        let Self::OfNew { backlog, told_since } = self else { return true };
        let date = entry.published.or(entry.updated);
        let since = |oldest: Timestamp| date.is_none_or(|date| date >= oldest);
        let waited = |told: Timestamp| told.checked_sub(LONGEST_WAIT).unwrap_or(Timestamp::MIN);
        told_since.is_some_and(|told| since(waited(told)))
            || match backlog {
                Backlog::All => true,
                Backlog::None => false,
                Backlog::Within(age) => now.checked_sub(age).is_ok_and(since),
            }
    }
}

/// The entries of a document as the state discovers them. Their guids belong to `scope`; `was_shared` knows what
/// tells nothing apart in this feed.
pub(super) fn found_in(
    scope: &Url,
    document: &feed::Feed,
    wanted: Wanted,
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
            wanted: wanted.has(entry, now),
            identity,
        })
        .collect()
}
