//! A channel: one full-text feed, its place and its name.
//!
//! `feeds/NAME` of a feed, `feeds/tag/SLUG` of a configured tag, `feeds/all`. Always: a tame name, whatever a tag
//! says; no two kinds share one, since a configuration with full-text feeds has no feed called `all`. Never: one
//! for a category that a feed made up; a publisher could fill the directory.

use std::collections::{BTreeMap, HashMap};

use super::TAGS;
use crate::config::Config;
use crate::output::names::slug_or;

/// One of the full-text feeds: the directory in `feeds/` that it is in, and its name without extension.
/// That of all articles comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Channel {
    pub(super) directory: Option<&'static str>,
    name: Option<String>,
}

/// The configured tags of each feed, as the channels that they make, and what these are called.
#[derive(Debug)]
pub(super) struct Channels<'a> {
    tags: HashMap<&'a str, &'a [String]>,
    titles: BTreeMap<Channel, &'a str>,
}

impl Channel {
    /// That of all articles.
    pub(super) fn all() -> Self {
        Self { directory: None, name: None }
    }

    /// That of a feed.
    pub(super) fn of_feed(name: &str) -> Self {
        Self { directory: None, name: Some(name.to_owned()) }
    }

    fn of_tag(tag: &str) -> Self {
        let hash = blake3::hash(tag.as_bytes()).to_hex();
        Self { directory: Some(TAGS), name: Some(slug_or(tag, &hash[..12])) }
    }

    /// Its files' name without extension.
    pub(super) fn stem(&self) -> &str {
        self.name.as_deref().unwrap_or("all")
    }
}

impl<'a> Channels<'a> {
    pub(super) fn of(config: &'a Config) -> Self {
        let feeds = config.feeds.iter();
        let tags: HashMap<_, _> =
            feeds.map(|feed| (feed.name.as_str(), feed.tags.as_slice())).collect();
        let mut titles = BTreeMap::from([(Channel::all(), "All articles")]);
        for tag in config.feeds.iter().flat_map(|feed| &feed.tags) {
            titles.entry(Channel::of_tag(tag)).or_insert(tag);
        }
        Self { tags, titles }
    }

    /// Those that the articles of a feed belong in; tags that differ by case and accents alone share one.
    pub(super) fn of_feed(&self, feed: &str) -> Vec<Channel> {
        let mut channels = vec![Channel::all(), Channel::of_feed(feed)];
        let tags = self.tags.get(feed).copied().unwrap_or_default();
        channels.extend(tags.iter().map(|tag| Channel::of_tag(tag)));
        channels.sort_unstable();
        channels.dedup();
        channels
    }

    /// What a channel is called; `None` where that is up to its feed.
    pub(super) fn title(&self, channel: &Channel) -> Option<&str> {
        self.titles.get(channel).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tags_name_is_tame_and_in_a_directory_of_its_own() {
        let stem = |tag: &str| {
            let channel = Channel::of_tag(tag);
            assert_eq!(channel.directory, Some("tag"));
            channel.stem().to_owned()
        };
        assert_eq!(stem("Économie"), stem("economie"));
        for tag in ["../../etc/passwd", ".", "🦀", "all", "العالم", "日本", &"x".repeat(400)]
        {
            let stem = stem(tag);
            assert!(
                (1..=80).contains(&stem.len())
                    && stem.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')),
                "{tag} gives {stem}"
            );
        }
        assert_ne!(stem("\u{e000}"), stem("\u{e001}"), "what has no usable character has a number");
    }
}
