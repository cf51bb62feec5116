//! What the daemon takes, at the end of each day.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use courant::state::State;
use serde::{Deserialize, Serialize};

use crate::watched::resident;

#[derive(Serialize, Deserialize)]
pub(crate) struct Sample {
    /// In milliseconds since 1970.
    pub(crate) at: i64,
    /// MiB resident.
    pub(crate) memory: f64,
    /// What the state takes of the disk, in bytes.
    pub(crate) disk: u64,
    /// Articles that are remembered.
    pub(crate) remembered: u64,
    pub(crate) keys: u64,
}

impl Sample {
    pub(crate) fn take(at: i64, state: &State) -> Self {
        Self {
            at,
            memory: resident("/proc/self").unwrap(),
            disk: disk(state.path()),
            remembered: state.remembered(),
            keys: state.keys(),
        }
    }

    /// Bytes of the state for each article that is remembered.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub(crate) fn each(&self) -> f64 {
        self.disk as f64 / self.remembered.max(1) as f64
    }

    pub(crate) fn write(&self, home: &Path) {
        let mut line = serde_json::to_vec(self).unwrap();
        line.push(b'\n');
        let file = OpenOptions::new().create(true).append(true).open(home.join("samples"));
        file.unwrap().write_all(&line).unwrap();
    }
}

pub(crate) fn read(home: &Path) -> Vec<Sample> {
    let text = fs::read_to_string(home.join("samples")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The blocks of all files below; one that goes meanwhile has none.
fn disk(directory: &Path) -> u64 {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let size = |path: &Path| match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => disk(path),
        Ok(metadata) => metadata.blocks() * 512,
        Err(_) => 0,
    };
    entries.map(|entry| size(&entry.path())).sum()
}
