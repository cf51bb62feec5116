//! The effective configuration as TOML: what holds after defaults and inheritance, without secrets.

use std::fmt::Write as _;

use toml::Value;

use super::option::Form;
use super::values::duration_text;
use super::{AllowedAddress, Backlog, Config, Extract, Feed, Fetch, Poll, Retention};

impl Config {
    /// This configuration as a file that reads back as the same, secrets left out.
    ///
    /// Feeds show what they have of their own.
    pub fn to_toml(&self) -> String {
        let mut page = Page::default();
        for (name, table) in self.tables() {
            page.table(&format!("[{name}]"));
            for (key, value) in table {
                page.key(&key, value);
            }
        }
        for feed in &self.feeds {
            self.feed(feed, &mut page);
        }
        page.0
    }

    /// Each table of the main file, in order.
    fn tables(&self) -> [(&'static str, toml::Table); 12] {
        [
            ("output", self.output.written(None)),
            ("state", self.state.written(None)),
            ("poll", self.poll.written(None)),
            ("fetch", self.fetch.written(None)),
            ("log", self.log.written(None)),
            ("extract", self.extract.written(None)),
            ("dedup", self.dedup.written(None)),
            ("revise", self.revise.written(None)),
            ("retention", self.retention.written(None)),
            ("drop", self.filter.drop_to_toml(None)),
            ("only", self.filter.only_to_toml(None)),
            ("status", self.status.written(None)),
        ]
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
            page.key("tags", feed.tags.clone());
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
        let (poll, fetch, extract) = (&self.poll, &self.fetch, &self.extract);
        page.own("min_interval", &Poll::min_interval(), &feed.min_interval, &poll.min_interval);
        page.own("max_interval", &Poll::max_interval(), &feed.max_interval, &poll.max_interval);
        page.own("timeout", &Fetch::timeout(), &feed.timeout, &fetch.timeout);
        page.own("max_body", &Fetch::max_body(), &feed.max_body, &fetch.max_body);
        page.own("body", &Extract::body(), &feed.body, &extract.body);
        let limits = Retention { size: 0, ..self.retention };
        for (key, own) in [
            ("retention", feed.retention.written(Some(&limits))),
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
            page.key("allow_addresses", Fetch::allow_addresses().write(&own));
        }
    }
}

/// The table that knows a key, for those who look for it elsewhere.
pub(super) fn home_of(key: &str) -> Option<&'static str> {
    let tables = Config::default().tables();
    tables.into_iter().find(|(_, table)| table.contains_key(key)).map(|(name, _)| name)
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

    /// What is a feed's own.
    fn own<T: PartialEq>(&mut self, key: &str, form: &impl Form<T>, own: &T, general: &T) {
        if own != general {
            self.key(key, form.write(own));
        }
    }

    fn remark(&mut self, text: &str) {
        self.line(&format!("# {text}"));
    }

    fn line(&mut self, line: &str) {
        writeln!(self.0, "{line}").expect("a string takes everything");
    }
}
