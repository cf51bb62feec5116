//! Where damaged states are kept: `state.corrupt-<time>` beside the state, or `corrupt-<time>` in it where it
//! cannot be moved.
//!
//! The names go up in the order in which they were given, also within a second, after an older copy went, and
//! after the clock was set back: of two copies, the newer one is the one with the greater name.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// How many damaged states are kept.
const KEPT: usize = 2;
/// Of a copy's name, what says when it was put aside, to the second in UTC.
const TIME: &str = "%Y%m%dT%H%M%SZ";
const TIME_LENGTH: usize = "20261123T120000Z".len();

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

    /// The path of the copy that is made now; nothing is there.
    pub(super) fn next(&self, now: Timestamp) -> PathBuf {
        let now = now.strftime(TIME).to_string();
        let name = match self.kept().pop() {
            Some((time, again)) if time >= now => name(&time, again + 1),
            _ => now,
        };
        self.path(&name)
    }

    /// Keeps the newest copies; failing to delete an old one is no reason to stop.
    pub(super) fn forget_oldest(&self) {
        for (time, again) in self.kept().iter().rev().skip(KEPT) {
            let _ = fs::remove_dir_all(self.path(&name(time, *again)));
        }
    }

    /// The time of each copy and its number within it, the oldest first.
    fn kept(&self) -> Vec<(String, u32)> {
        let Ok(entries) = fs::read_dir(&self.directory) else { return Vec::new() };
        let mut kept: Vec<_> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name();
                let (time, again) =
                    name.to_str()?.strip_prefix(&self.prefix)?.split_at_checked(TIME_LENGTH)?;
                let again = match again.strip_prefix('-') {
                    Some(again) => again.parse().ok()?,
                    None if again.is_empty() => 1,
                    None => return None,
                };
                Some((time.to_owned(), again))
            })
            .collect();
        kept.sort();
        kept
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{}{name}", self.prefix))
    }
}

fn name(time: &str, again: u32) -> String {
    if again == 1 { time.to_owned() } else { format!("{time}-{again}") }
}
