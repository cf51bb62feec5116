//! What is wrong with a feed that a person would want to know: it has gone quiet, it is no feed any more, its
//! pages yield less than they used to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state::{FeedRecord, Harvest};

/// Something that is wrong with a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    /// A stable code: `quiet`, `no_feed`, `poor_pages`.
    pub code: String,
    /// Since when it is so.
    pub since: Timestamp,
    /// What is wrong, in a sentence.
    pub detail: String,
}

/// All that is wrong with a feed.
pub(super) fn concerns(record: &FeedRecord, harvest: &Harvest) -> Vec<Concern> {
    let quiet = record.quiet.map(|since| {
        let detail = "it has gone quiet: it published often enough before, and nothing since";
        ("quiet", since, detail.to_owned())
    });
    let no_feed = record.no_feed.map(|since| {
        let detail =
            "its address gives something else than a feed: look for the feed's new address";
        ("no_feed", since, detail.to_owned())
    });
    let poor = harvest.poor_since.map(|since| {
        let detail = format!("its pages yield less than they used to: {}", harvest.words());
        ("poor_pages", since, detail)
    });
    let all = [quiet, no_feed, poor].into_iter().flatten();
    all.map(|(code, since, detail)| Concern { code: code.to_owned(), since, detail }).collect()
}
