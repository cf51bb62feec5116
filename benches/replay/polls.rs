//! The polls as they were captured, and what feedparser makes of them.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// One poll, as a server answered it.
pub(crate) struct Poll {
    pub(crate) at: i64,
    pub(crate) feed: String,
    pub(crate) body: Vec<u8>,
}

/// All polls of all feeds, in the order of time.
pub(crate) fn unpack(archives: &Path, place: &Path) -> Vec<Poll> {
    fs::create_dir(place).unwrap();
    for archive in files(archives) {
        let done = Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(place).status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "tar cannot unpack {}",
            archive.display()
        );
    }
    let mut polls = Vec::new();
    for feed in files(place) {
        for path in files(&feed) {
            let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
            let at = name(&path).split('_').next().unwrap().parse().unwrap();
            polls.push(Poll { at, feed: name(&feed), body: fs::read(&path).unwrap() });
        }
    }
    polls.sort_by(|a, b| (a.at, &a.feed).cmp(&(b.at, &b.feed)));
    polls
}

pub(crate) fn files(directory: &Path) -> Vec<PathBuf> {
    let mut listed: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|file| file.unwrap().path()).collect();
    listed.sort();
    listed
}

/// What feedparser finds in the polls of one feed.
#[derive(Deserialize)]
pub(crate) struct Counted {
    pub(crate) documents: usize,
    pub(crate) entries: usize,
    pub(crate) edits: usize,
    pub(crate) distinct: Vec<Names>,
}

/// What one distinct entry was called in any poll.
#[derive(Deserialize, Debug)]
pub(crate) struct Names {
    pub(crate) ids: Vec<String>,
    pub(crate) links: Vec<String>,
}

pub(crate) fn count_independently(polls: &Path) -> Option<BTreeMap<String, Counted>> {
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/distinct.py");
    let ran = Command::new(python).arg(script).arg(polls).output().ok()?;
    serde_json::from_slice(&ran.stdout).ok()
}
