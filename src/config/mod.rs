//! The configuration: typed, validated in one place, unknown keys refused with file and line.
//!
//! Always: a [`Config`] that exists is valid as a whole (names unique, bounds kept, paths absolute,
//! secrets read), and a faulty file is told of with all its faults at once.
//! Never: a secret in a message, in `Debug`, or in what is printed; a request.

mod address;
mod authorities;
pub mod bounds;
mod budget;
mod credentials;
mod difference;
mod feed;
mod feeds;
mod filter;
mod forms;
mod load;
mod opml;
mod option;
mod outlines;
mod print;
mod problem;
mod report;
mod secret;
mod sections;
mod settings;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod values;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use address::{AllowedAddress, InvalidAddress};
pub use authorities::Authorities;
pub use budget::{Budget, InvalidBudget};
pub use difference::Difference;
pub use feed::{Backlog, Feed, FeedName, InvalidName};
pub use filter::{Filter, Marks};
pub use problem::{Problem, Problems};
pub use secret::Secret;
pub use settings::{
    BodyChoice, Dedup, Extract, Fetch, Format, Level, Log, Output, Poll, Retention, Revise, State,
    Status, Stories,
};
pub(crate) use values::{duration_text, nearest};

/// Where root's configuration is.
const SYSTEM_FILE: &str = "/etc/courant/courant.toml";

/// A valid configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// What comes out, and where.
    pub output: Output,
    /// What courant remembers.
    pub state: State,
    /// How often feeds are asked.
    pub poll: Poll,
    /// How the network is used.
    pub fetch: Fetch,
    /// What the service tells.
    pub log: Log,
    /// Where bodies come from.
    pub extract: Extract,
    /// What happens to near-duplicates.
    pub dedup: Dedup,
    /// When a page is read again, and what is kept of what it said.
    pub revise: Revise,
    /// How long articles are kept.
    pub retention: Retention,
    /// What is kept back, and what alone comes out.
    pub filter: Arc<Filter>,
    /// The status page.
    pub status: Status,
    /// The feeds of this file and of all that it includes, in their order.
    pub feeds: Vec<Arc<Feed>>,
    /// What is allowed and probably not meant.
    pub warnings: Vec<Problem>,
    /// The file that this was read from; empty if from none.
    pub file: PathBuf,
}

/// A configuration that cannot be used.
#[derive(Debug)]
pub struct Faulty {
    /// What is wrong with it.
    pub problems: Problems,
    /// What could be read, with defaults for the rest; `None` if it does not tell for sure where the state is.
    pub partly: Option<Box<Config>>,
}

impl Config {
    /// Reads a configuration file and all that it includes.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(file: &Path) -> Result<Self, Problems> {
        load::load(file, std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from))
    }

    /// The same; if it is faulty, with what could be read of it: a daemon goes on with what it read before, and is
    /// found by that.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load_as_it_is(file: &Path) -> Result<Self, Faulty> {
        load::read(file, std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from))
    }

    /// The feeds of an OPML file, as they would be if this configuration included it; and what is probably
    /// not meant by it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read_opml(&self, file: &Path) -> Result<(Vec<Arc<Feed>>, Vec<Problem>), Problems> {
        load::read_opml(file, self)
    }

    /// The file that is read when none is named: `/etc/courant/courant.toml`, for others than root
    /// `$XDG_CONFIG_HOME/courant/courant.toml`, unless only the former is there: they ask about the service then.
    pub fn default_file() -> PathBuf {
        let system = PathBuf::from(SYSTEM_FILE);
        if rustix::process::geteuid().is_root() {
            return system;
        }
        // A relative path in it is to be ignored, says the XDG Base Directory Specification.
        let absolute =
            |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let own = absolute("XDG_CONFIG_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".config")))
            .map(|home| home.join("courant/courant.toml"));
        own.filter(|own| own.exists() || !system.exists()).unwrap_or(system)
    }

    /// A configuration of defaults with everything in one directory: articles in `articles`, the state
    /// in `state`.
    pub fn for_directory(directory: &Path) -> Self {
        Self {
            output: Output { directory: directory.join("articles"), ..Output::default() },
            state: State { directory: directory.join("state") },
            ..Self::default()
        }
    }
}
