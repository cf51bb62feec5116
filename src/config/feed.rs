//! A feed as configured: its name, its address, and the settings that hold for it.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{AllowedAddress, BodyChoice, Config, Filter, Retention, Secret};

/// One `[[feed]]`, or one outline of an OPML file. What it does not say itself it has inherited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its name, unique; also the name of its directories.
    pub name: FeedName,
    /// Its address: http or https, without credentials (these are in `headers`) and fragment.
    pub url: Url,
    /// Tags for its articles, none twice.
    pub tags: Vec<String>,
    /// It is polled.
    pub enabled: bool,
    /// Which of its entries count when it is polled for the first time.
    pub backlog: Backlog,
    /// Headers with credentials, by lower-case name: for this URL's origin only.
    pub headers: Vec<(String, Secret)>,
    /// The floor of its interval.
    pub min_interval: Duration,
    /// The ceiling of its interval; never below the floor.
    pub max_interval: Duration,
    /// For a whole request.
    pub timeout: Duration,
    /// The most bytes of a body, after decompression.
    pub max_body: u64,
    /// Which body its articles get.
    pub body: BodyChoice,
    /// How long its articles are kept; `size` is that of its own.
    pub retention: Retention,
    /// Which of its entries are kept back; shared by all feeds that have none of their own.
    pub filter: Arc<Filter>,
    /// What may be reached on **this URL's host** besides public addresses: `[fetch] allow_addresses` and
    /// its own. For any other host only those of `[fetch]` count.
    pub allow_addresses: Vec<AllowedAddress>,
}

/// Which entries of a new feed count; the others are remembered as seen and never emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Backlog {
    /// All that it shows.
    #[default]
    All,
    /// None: only what comes later.
    None,
    /// Those not older than this.
    Within(Duration),
}

impl Feed {
    /// A feed at an address as people write it, named by its host. A user and password in it become a header.
    ///
    /// # Errors
    /// What is wrong with the address, as the end of a sentence that begins with it.
    pub fn at(address: &str, config: &Config) -> Result<Self, String> {
        let (url, user) = super::feeds::address(address)?;
        let name = FeedName::made(url.host_str().unwrap_or_default(), &url);
        let mut feed = Self::new(name, url, config);
        feed.headers.extend(user);
        Ok(feed)
    }

    /// A feed that inherits everything from `config`.
    pub fn new(name: FeedName, url: Url, config: &Config) -> Self {
        Self {
            name,
            url,
            tags: Vec::new(),
            enabled: true,
            backlog: Backlog::default(),
            headers: Vec::new(),
            min_interval: config.poll.min_interval,
            max_interval: config.poll.max_interval,
            timeout: config.fetch.timeout,
            max_body: config.fetch.max_body,
            body: config.extract.body,
            retention: Retention { size: 0, ..config.retention },
            filter: config.filter.clone(),
            allow_addresses: config.fetch.allow_addresses.clone(),
        }
    }
}

/// A feed's name: `[a-z0-9][a-z0-9-]{0,63}`, so that it is safe as the name of a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FeedName(String);

/// The longest name, in bytes.
const MAX_NAME: usize = 64;

impl FeedName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the full-text feed of all articles.
    pub(super) const ALL: &str = "all";

    /// A name made of a text for a feed at an address. It is never `all`, whatever the settings, so that it
    /// does not change with them.
    pub fn made(text: &str, url: &Url) -> Self {
        let name = Self::from_text(text, None);
        if name.0 == Self::ALL { Self::from_text(text, Some(&hash_of(url)[..6])) } else { name }
    }

    /// A name made of any text: its slug, and `ending` after a hyphen if there is one.
    pub fn from_text(text: &str, ending: Option<&str>) -> Self {
        let room = MAX_NAME - ending.map_or(0, |ending| ending.len() + 1);
        let slug = slug::slugify(text);
        let slug = slug.get(..room).unwrap_or(&slug).trim_matches('-');
        let slug = if slug.is_empty() { "feed" } else { slug };
        Self(ending.map_or_else(|| slug.to_owned(), |ending| format!("{slug}-{ending}")))
    }
}

/// What tells apart feeds whose texts make the same name.
pub(super) fn hash_of(url: &Url) -> String {
    blake3::hash(url.as_str().as_bytes()).to_hex().to_string()
}

/// Not a feed's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name has 1 to 64 characters, a to z, 0 to 9 and hyphens, and begins with a letter or digit"
)]
pub struct InvalidName;

impl FromStr for FeedName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let good = (1..=MAX_NAME).contains(&text.len())
            && !text.starts_with('-')
            && text.bytes().all(fits);
        if good { Ok(Self(text.to_owned())) } else { Err(InvalidName) }
    }
}

impl TryFrom<String> for FeedName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<FeedName> for String {
    fn from(name: FeedName) -> Self {
        name.0
    }
}

impl AsRef<str> for FeedName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for FeedName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FeedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
