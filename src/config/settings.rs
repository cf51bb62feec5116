//! The options of the configuration, one row each: its key, its type, its default, and how it is written, with bounds.
//! A comment below the field's own says why that default.
//!
//! `config/courant.toml` repeats the defaults for people; a test holds the two equal.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::forms::{
    addresses, all_of, authorities, budget, contact, directory, duration, flag, interval, listen,
    number, one_of, size,
};
use super::option::{Form, set, table, words};
use super::table::Table;
use super::values::days;
use super::{AllowedAddress, Authorities, Budget};

table! {
    /// `[output]`: what comes out, and where.
    #[derive(Debug, Clone, PartialEq, Eq)]
    Output {
        /// The output directory, absolute.
        directory: PathBuf = "/var/lib/courant/articles".into(), directory();
        /// The formats of each article: at least one, none twice, in the order given.
        // One for programs, one for people.
        formats: Vec<Format> = vec![Format::Json, Format::Markdown], all_of(Format::WORDS, Format::word);
        /// Full-text feeds are kept, of each feed, each tag, and all.
        feeds: bool = false, flag();
        /// How many articles each of them holds, the newest.
        // As many as readers show at a time, and a document of half a megabyte.
        feeds_entries: usize = 50, number(1..=1_000);
    }
}

table! {
    /// `[state]`: what courant remembers.
    #[derive(Debug, Clone, PartialEq, Eq)]
    State {
        /// The state directory, absolute.
        directory: PathBuf = "/var/lib/courant/state".into(), directory();
    }
}

table! {
    /// `[poll]`: how often feeds are asked.
    #[derive(Debug, Clone, PartialEq, Eq)]
    Poll {
        /// The floor of the adaptive interval.
        // No publisher minds four polls an hour, most of them answered by a 304.
        min_interval: Duration = Duration::from_mins(15), interval();
        /// Its ceiling; never below the floor.
        // The most silent feed is asked once a day.
        max_interval: Duration = days(1), interval();
        /// The floor of a feed that offers neither validators nor freshness: each poll of it is a whole download.
        /// No more than a feed's ceiling counts.
        // A whole download an hour, where nothing tells beforehand that it is the same as before.
        full_interval: Duration = Duration::from_hours(1), interval();
        /// How many polls there may be; without one, a poll costs the same at any time.
        budget: Option<Budget> = None, budget();
    }
}

table! {
    /// `[log]`: what the service tells.
    #[derive(Debug, Clone, PartialEq, Eq)]
    Log {
        /// From which level on; `COURANT_LOG` goes over it.
        // What was done, and no decisions.
        level: Level = Level::Info, one_of(Level::WORDS, Level::word);
    }
}

table! {
    /// `[fetch]`: how the network is used.
    #[derive(Debug, Clone, PartialEq, Eq)]
    Fetch {
        /// A URL or an address to complain to, for the `User-Agent`; may be empty. Printable ASCII.
        contact: String = String::new(), contact();
        /// For a whole request, redirects and body included; waiting for a turn or for room is not counted.
        // A shorter one than the bounds never ends well, a longer one holds a permit for nothing.
        timeout: Duration = Duration::from_secs(30), duration(Duration::from_millis(1)..=Duration::from_mins(10));
        /// The most bytes of a body, after decompression.
        // The largest real feeds have ten; less than the bounds holds no feed, more holds no machine.
        max_body: u64 = 15 << 20, size(1 << 10..=1 << 30);
        /// Between two requests to one host.
        host_delay: Duration = Duration::from_secs(2), duration(Duration::ZERO..=Duration::from_hours(1));
        /// Requests in flight, over all hosts.
        concurrency: usize = 64, number(1..=4096);
        /// What may be reached besides public addresses.
        allow_addresses: Vec<AllowedAddress> = Vec::new(), addresses();
        /// Authorities that are trusted besides those of the system.
        ca_file: Option<Authorities> = None, authorities();
    }
}

table! {
    /// `[extract]`: where bodies come from.
    #[derive(Debug, Clone, PartialEq, Eq)]
    Extract {
        /// Which body is taken.
        body: BodyChoice = BodyChoice::Best, one_of(BodyChoice::WORDS, BodyChoice::word);
        /// How long a page that fails for a passing reason is tried again.
        patience: Duration = Duration::from_hours(1), duration(Duration::ZERO..=days(30));
    }
}

table! {
    /// `[dedup]`: what happens to near-duplicates.
    #[derive(Debug, Clone, PartialEq, Eq)]
    Dedup {
        /// Near-duplicates across feeds.
        // Copies are marked, not left out.
        stories: Stories = Stories::Mark, one_of(Stories::WORDS, Stories::word);
        /// How long an article is looked for among those that came.
        // Agencies' texts are printed within days, and a fortnight is little to remember.
        window: Duration = days(14), duration(Duration::from_hours(1)..=days(366));
    }
}

table! {
    /// `[revise]`: second looks at articles, and what is kept of the first.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    Revise {
        /// How often a page is read again within a day though its entry did not change.
        // No more than a changing entry brings about.
        rereads: u32 = 0, number(0..=3);
        /// How many earlier revisions of an article are kept.
        keep_revisions: u32 = 0, number(0..=100);
    }
}

table! {
    /// `[retention]`, and what a feed says of it: how long articles are kept. 0 sets no limit.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    Retention {
        /// Days since an article's last revision.
        days: u32 = 0, number(0..=36_500);
        /// How many articles of a feed, the latest first.
        articles: u64 = 0, number(0..=1_000_000_000);
        /// Bytes: of all articles together in `[retention]`, of a feed's articles in a feed.
        size: u64 = 0, size(0..=1 << 50);
    }
}

table! {
    /// `[status]`: the status page.
    #[derive(Debug, Clone, PartialEq, Eq)]
    Status {
        /// Where the status page and metrics listen, if anywhere.
        listen: Option<SocketAddr> = None, listen();
    }
}

words! {
    /// A format that articles are written in.
    #[derive(Hash)]
    Format {
        /// An item of JSON Feed 1.1.
        Json = "json",
        /// YAML front matter and `CommonMark`.
        Markdown = "markdown",
        /// Title, date line, body.
        Text = "text",
    }
}

words! {
    /// How much an event matters; from the gravest on.
    Level {
        /// What needs somebody.
        Error = "error",
        /// What may need somebody.
        Warn = "warn",
        /// What was done.
        Info = "info",
        /// Every decision.
        Debug = "debug",
        /// Every step.
        Trace = "trace",
    }
}

words! {
    /// Which body an article gets.
    BodyChoice {
        /// The better of page and feed.
        Best = "best",
        /// The page's, if it can be had.
        Page = "page",
        /// The feed's; pages are not fetched.
        Feed = "feed",
    }
}

words! {
    /// What happens to an article that tells what another one told.
    Stories {
        /// It is emitted and says which story it belongs to.
        Mark = "mark",
        /// It is left out; the journal says so.
        Skip = "skip",
        /// Nobody looks.
        Off = "off",
    }
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
}
