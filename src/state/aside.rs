//! Where damaged states are kept: `state.corrupt-<time>` beside the state, or `corrupt-<time>` in it where it
//! cannot be moved.
//!
//! The names go up in the order in which they were given, also within a second, after an older copy went, and
//! after the clock was set back: of two copies, the newer one is the one with the greater name.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How many damaged states are kept.
const KEPT: usize = 2;
/// Of a copy's name, what says when it was put aside, to the second in UTC.
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// The place of a state's damaged copies.
pub(super) struct Aside {
    directory: PathBuf,
    prefix: String,
}

impl Aside {
    /// Beside the state, under its name.
    pub(super) fn beside(state: &Path) -> Self {
        let name = state.file_name().unwrap_or_default().to_string_lossy();
        // A relative path of one part has an empty parent.
        let parent = state.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = parent.unwrap_or(Path::new(".")).to_owned();
        Self { directory, prefix: format!("{name}.corrupt-") }
    }

    /// In the state's own directory.
    pub(super) fn within(state: &Path) -> Self {
        Self { directory: state.to_owned(), prefix: "corrupt-".to_owned() }
    }

    /// The path of the copy that is made now; nothing is there. Where another has this second, or a later one, it has the
    /// one after that.
    pub(super) fn next(&self, now: Timestamp) -> PathBuf {
        let now = TimeZone::UTC.to_datetime(now);
        let second = SignedDuration::from_secs(1);
        let after = self.kept().pop().and_then(|newest| newest.checked_add(second).ok());
        self.path(after.map_or(now, |after| now.max(after)))
    }

    /// Keeps the newest copies; failing to delete an old one is no reason to stop.
    pub(super) fn forget_oldest(&self) {
        for time in self.kept().into_iter().rev().skip(KEPT) {
            let _ = fs::remove_dir_all(self.path(time));
        }
    }

    /// The time in each copy's name, the oldest first.
    fn kept(&self) -> Vec<DateTime> {
        let Ok(entries) = fs::read_dir(&self.directory) else { return Vec::new() };
        let names = entries.flatten().map(|entry| entry.file_name());
        let time_in = |name: &str| DateTime::strptime(TIME, name.strip_prefix(&self.prefix)?).ok();
        let mut kept: Vec<_> = names.filter_map(|name| time_in(name.to_str()?)).collect();
        kept.sort_unstable();
        kept
    }

    fn path(&self, time: DateTime) -> PathBuf {
        self.directory.join(format!("{}{}", self.prefix, time.strftime(TIME)))
    }
}
