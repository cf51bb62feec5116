//! The most memory that the daemon takes, from its configuration and from what it remembers.
//!
//! Always: each part is a bound that is kept elsewhere, times what one of its kind takes at the most. The figures of
//! what one takes are measured and rounded up.

use std::thread::available_parallelism;

use super::Pipeline;
use super::article::documents::KEPT_BYTES;
use super::extraction::MAX_HTML;
use super::worker::PER_REQUEST;
use crate::config::Stories;
use crate::extract::MAX_NODES;
use crate::fetch::{LONG_BODIES, LONG_ENTRIES, SHORT_BODY};
use crate::stories::MAX_ARTICLES;

/// The program, its threads, and the database with its cache.
const FIXED: u64 = 128 << 20;
/// A configured feed with its place in the timetable, its last polls and its last failures.
const FEED: u64 = 6 << 10;
/// An article that is remembered (`cargo bench --bench remembered`).
const ARTICLE: u64 = 400;
/// A key that leads to it.
const KEY: u64 = 24;
/// An article of the last days in the index of stories.
const TOLD: u64 = 480;
/// A connection with TLS, and the headers of its answer.
const CONNECTION: u64 = 512 << 10;
/// A poll that is under way, without its body.
const POLL: u64 = 16 << 10;
/// A node of a page's tree with all that is found out about it.
const NODE: u64 = 600;
/// Of a body there are this many copies at the most: as it is decoded, decoded, as text, as what is made of it.
const COPIES: u64 = 4;

/// The bound, in bytes, and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Whatever is configured.
    pub fixed: u64,
    /// The feeds.
    pub feeds: u64,
    /// What is remembered now; each article that is learnt adds 400 bytes, and 24 for each of its keys.
    pub keys: u64,
    /// The index of stories, full.
    pub stories: u64,
    /// Requests in flight, and polls and articles under way, with their short bodies.
    pub under_way: u64,
    /// Bodies over 256 KiB, wherever they are on their way.
    pub long_bodies: u64,
    /// Trees of pages, one a core.
    pub trees: u64,
    /// The documents that were read last.
    pub documents: u64,
}

impl Memory {
    /// All of it.
    pub fn bytes(&self) -> u64 {
        let Self { fixed, feeds, keys, stories, under_way, long_bodies, trees, documents } = *self;
        fixed + feeds + keys + stories + under_way + long_bodies + trees + documents
    }
}

impl Pipeline {
    /// The most memory that it takes, as it is configured now.
    pub fn memory(&self) -> Memory {
        let config = self.config();
        let flights = config.fetch.concurrency as u64;
        let longest = config.feeds.iter().map(|feed| feed.max_body).max();
        let longest = longest.unwrap_or(config.fetch.max_body);
        let cores = available_parallelism().map_or(1, std::num::NonZero::get) as u64;
        let short = SHORT_BODY as u64;
        Memory {
            fixed: FIXED,
            feeds: config.feeds.len() as u64 * FEED,
            keys: self.state.remembered() * ARTICLE + self.state.keys() * KEY,
            stories: match config.dedup.stories {
                Stories::Off => 0,
                Stories::Mark | Stories::Skip => MAX_ARTICLES as u64 * TOLD,
            },
            under_way: self.most_polls() as u64 * POLL
                + flights * (CONNECTION + COPIES * short + PER_REQUEST as u64 * COPIES * short),
            long_bodies: (LONG_BODIES + LONG_ENTRIES) as u64 * COPIES * longest,
            trees: cores * MAX_NODES as u64 * NODE + COPIES * u64::from(MAX_HTML) * 1024,
            documents: COPIES * (KEPT_BYTES as u64 + longest),
        }
    }
}
