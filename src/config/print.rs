//! The effective configuration as TOML: what holds after defaults and inheritance, without secrets.

use std::fmt::{Display, Write as _};
use std::sync::LazyLock;

use toml::Value;

use super::sections::{BODIES, STORIES};
use super::values::{duration_text, size_text};
use super::{AllowedAddress, Backlog, Config, Feed};

impl Config {
    /// This configuration as a file that reads back as the same, secrets left out.
    ///
    /// Feeds show what they have of their own.
    pub fn to_toml(&self) -> String {
        let mut page = Page::default();
        page.table("[output]");
        page.key("directory", path(&self.output.directory));
        let formats = self.output.formats.iter().map(|format| format.word());
        page.key("formats", formats.collect::<Vec<_>>());
        page.key("feeds", self.output.feeds);
        page.key("feeds_entries", number(self.output.feeds_entries as u64));
        page.table("[state]");
        page.key("directory", path(&self.state.directory));
        page.table("[poll]");
        page.key("min_interval", duration_text(self.poll.min_interval));
        page.key("max_interval", duration_text(self.poll.max_interval));
        page.key("full_interval", duration_text(self.poll.full_interval));
        page.key("budget", self.poll.budget.map_or_else(String::new, |budget| budget.to_string()));
        page.table("[fetch]");
        page.key("contact", self.fetch.contact.as_str());
        page.key("timeout", duration_text(self.fetch.timeout));
        page.key("max_body", size_text(self.fetch.max_body));
        page.key("host_delay", duration_text(self.fetch.host_delay));
        page.key("concurrency", number(self.fetch.concurrency as u64));
        page.key("allow_addresses", texts(&self.fetch.allow_addresses));
        let ca_file = self.fetch.ca_file.as_ref().map(|authorities| path(&authorities.file));
        page.key("ca_file", ca_file.unwrap_or_default());
        page.table("[log]");
        page.key("level", self.log.level.word());
        page.table("[extract]");
        page.key("body", word(self.extract.body, &BODIES));
        page.key("patience", duration_text(self.extract.patience));
        page.table("[dedup]");
        page.key("stories", word(self.dedup.stories, &STORIES));
        page.key("window", duration_text(self.dedup.window));
        page.table("[revise]");
        page.key("rereads", i64::from(self.revise.rereads));
        page.key("keep_revisions", i64::from(self.revise.keep_revisions));
        page.table("[retention]");
        page.key("days", i64::from(self.retention.days));
        page.key("articles", number(self.retention.articles));
        page.key("size", size_text(self.retention.size));
        for (head, table) in
            [("[drop]", self.filter.drop_to_toml(None)), ("[only]", self.filter.only_to_toml(None))]
        {
            page.table(head);
            for (key, value) in table {
                page.key(&key, value);
            }
        }
        page.table("[status]");
        page.key("listen", self.status.listen.map_or_else(String::new, |at| at.to_string()));
        for feed in &self.feeds {
            self.feed(feed, &mut page);
        }
        page.0
    }

    /// A feed as it would be written into this configuration, secrets left out.
    pub fn feed_to_toml(&self, feed: &Feed) -> String {
        let mut page = Page::default();
        self.feed(feed, &mut page);
        page.0
    }

    fn feed(&self, feed: &Feed, page: &mut Page) {
        page.table("[[feed]]");
        page.key("name", feed.name.as_str());
        page.key("url", feed.url.as_str());
        if !feed.tags.is_empty() {
            page.key("tags", texts(&feed.tags));
        }
        if !feed.enabled {
            page.key("enabled", false);
        }
        match feed.backlog {
            Backlog::All => {}
            Backlog::None => page.key("backlog", "none"),
            Backlog::Within(age) => page.key("backlog", duration_text(age)),
        }
        for (name, _) in &feed.headers {
            page.remark(&format!("headers.{name}: a secret, left out"));
        }
        if feed.min_interval != self.poll.min_interval {
            page.key("min_interval", duration_text(feed.min_interval));
        }
        if feed.max_interval != self.poll.max_interval {
            page.key("max_interval", duration_text(feed.max_interval));
        }
        if feed.timeout != self.fetch.timeout {
            page.key("timeout", duration_text(feed.timeout));
        }
        if feed.max_body != self.fetch.max_body {
            page.key("max_body", size_text(feed.max_body));
        }
        if feed.body != self.extract.body {
            page.key("body", word(feed.body, &BODIES));
        }
        let own = self.limits_of(feed);
        if !own.is_empty() {
            page.key("retention", own);
        }
        for (key, own) in [
            ("drop", feed.filter.drop_to_toml(Some(&self.filter))),
            ("only", feed.filter.only_to_toml(Some(&self.filter))),
        ] {
            if !own.is_empty() {
                page.key(key, own);
            }
        }
        let general = &self.fetch.allow_addresses;
        let own: Vec<AllowedAddress> =
            feed.allow_addresses.iter().filter(|one| !general.contains(one)).copied().collect();
        if !own.is_empty() {
            page.key("allow_addresses", texts(&own));
        }
    }
}

impl Config {
    /// What a feed says itself of how long its articles are kept.
    fn limits_of(&self, feed: &Feed) -> toml::Table {
        let (own, general) = (&feed.retention, &self.retention);
        let mut limits = toml::Table::new();
        if own.days != general.days {
            limits.insert("days".to_owned(), i64::from(own.days).into());
        }
        if own.articles != general.articles {
            limits.insert("articles".to_owned(), number(own.articles).into());
        }
        if own.size != 0 {
            limits.insert("size".to_owned(), size_text(own.size).into());
        }
        limits
    }
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The table that knows a key, for those who look for it elsewhere.
pub(super) fn home_of(key: &str) -> Option<&'static str> {
    static DEFAULTS: LazyLock<toml::Table> =
        LazyLock::new(|| Config::default().to_toml().parse().expect("it prints TOML"));
    DEFAULTS.iter().find(|(_, table)| table.get(key).is_some()).map(|(name, _)| name.as_str())
}

/// TOML on its way out.
#[derive(Default)]
struct Page(String);

impl Page {
    fn table(&mut self, head: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.line(head);
    }

    fn key(&mut self, key: &str, value: impl Into<Value>) {
        self.line(&format!("{key} = {}", value.into()));
    }

    fn remark(&mut self, text: &str) {
        self.line(&format!("# {text}"));
    }

    fn line(&mut self, line: &str) {
        writeln!(self.0, "{line}").expect("a string takes everything");
    }
}

fn path(path: &std::path::Path) -> String {
    path.display().to_string()
}

fn texts<T: Display>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

/// The word that stands for a choice.
fn word<T: PartialEq + Copy>(choice: T, words: &[(&'static str, T)]) -> &'static str {
    words.iter().find(|(_, meaning)| *meaning == choice).map_or("", |(word, _)| word)
}
