//! The tables of the configuration, one type each; their `Default` is the documented default.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::{AllowedAddress, Authorities, Budget, defaults};

/// `[output]`: what comes out, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The output directory, absolute.
    pub directory: PathBuf,
    /// The formats of each article: at least one, none twice, in the order given.
    pub formats: Vec<Format>,
    /// Full-text feeds are kept, of each feed, each tag, and all.
    pub feeds: bool,
    /// How many articles each of them holds, the newest.
    pub feeds_entries: usize,
}

/// A format that articles are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// An item of JSON Feed 1.1.
    Json,
    /// YAML front matter and `CommonMark`.
    Markdown,
    /// Title, date line, body.
    Text,
}

/// `[state]`: what courant remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The state directory, absolute.
    pub directory: PathBuf,
}

/// `[poll]`: how often feeds are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// The floor of the adaptive interval.
    pub min_interval: Duration,
    /// Its ceiling; never below the floor.
    pub max_interval: Duration,
    /// The floor of a feed that offers neither validators nor freshness: each poll of it is a whole download.
    /// No more than a feed's ceiling counts.
    pub full_interval: Duration,
    /// How many polls there may be; without one, a poll costs the same at any time.
    pub budget: Option<Budget>,
}

/// `[log]`: what the service tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// From which level on; `COURANT_LOG` goes over it.
    pub level: Level,
}

/// How much an event matters; from the gravest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// What needs somebody.
    Error,
    /// What may need somebody.
    Warn,
    /// What was done.
    Info,
    /// Every decision.
    Debug,
    /// Every step.
    Trace,
}

/// `[fetch]`: how the network is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// A URL or an address to complain to, for the `User-Agent`; may be empty. Printable ASCII.
    pub contact: String,
    /// For a whole request, redirects and body included; waiting for a turn or for room is not counted.
    pub timeout: Duration,
    /// The most bytes of a body, after decompression.
    pub max_body: u64,
    /// Between two requests to one host.
    pub host_delay: Duration,
    /// Requests in flight, over all hosts.
    pub concurrency: usize,
    /// What may be reached besides public addresses.
    pub allow_addresses: Vec<AllowedAddress>,
    /// Authorities that are trusted besides those of the system.
    pub ca_file: Option<Authorities>,
}

/// `[extract]`: where bodies come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// Which body is taken.
    pub body: BodyChoice,
    /// How long a page that fails for a passing reason is tried again.
    pub patience: Duration,
}

/// Which body an article gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyChoice {
    /// The better of page and feed.
    Best,
    /// The page's, if it can be had.
    Page,
    /// The feed's; pages are not fetched.
    Feed,
}

/// `[dedup]`: what happens to near-duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dedup {
    /// Near-duplicates across feeds.
    pub stories: Stories,
    /// How long an article is looked for among those that came.
    pub window: Duration,
}

/// `[revise]`: second looks at articles, and what is kept of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revise {
    /// How often a page is read again within a day though its entry did not change.
    pub rereads: u32,
    /// How many earlier revisions of an article are kept.
    pub keep_revisions: u32,
}

/// What happens to an article that tells what another one told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stories {
    /// It is emitted and says which story it belongs to.
    Mark,
    /// It is left out; the journal says so.
    Skip,
    /// Nobody looks.
    Off,
}

/// `[retention]`, and what a feed says of it: how long articles are kept. 0 sets no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retention {
    /// Days since an article's last revision.
    pub days: u32,
    /// How many articles of a feed, the latest first.
    pub articles: u64,
    /// Bytes: of all articles together in `[retention]`, of a feed's articles in a feed.
    pub size: u64,
}

/// `[status]`: the status page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// Where the status page and metrics listen, if anywhere.
    pub listen: Option<SocketAddr>,
}

impl Format {
    /// The ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Text => "txt",
        }
    }

    /// The word for it in a configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Text => "text",
        }
    }
}

impl Level {
    /// The word for it in a configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

impl Default for Output {
    fn default() -> Self {
        Self {
            directory: defaults::OUTPUT_DIRECTORY.into(),
            formats: defaults::FORMATS.to_vec(),
            feeds: false,
            feeds_entries: defaults::FEEDS_ENTRIES,
        }
    }
}

impl Default for State {
    fn default() -> Self {
        Self { directory: defaults::STATE_DIRECTORY.into() }
    }
}

impl Default for Poll {
    fn default() -> Self {
        Self {
            min_interval: defaults::MIN_INTERVAL,
            max_interval: defaults::MAX_INTERVAL,
            full_interval: defaults::FULL_INTERVAL,
            budget: None,
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { level: defaults::LOG_LEVEL }
    }
}

impl Default for Fetch {
    fn default() -> Self {
        Self {
            contact: String::new(),
            timeout: defaults::TIMEOUT,
            max_body: defaults::MAX_BODY,
            host_delay: defaults::HOST_DELAY,
            concurrency: defaults::CONCURRENCY,
            allow_addresses: Vec::new(),
            ca_file: None,
        }
    }
}

impl Default for Extract {
    fn default() -> Self {
        Self { body: defaults::BODY, patience: defaults::PATIENCE }
    }
}

impl Default for Dedup {
    fn default() -> Self {
        Self { stories: defaults::STORIES, window: defaults::STORY_WINDOW }
    }
}
