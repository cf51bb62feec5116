//! The texts of articles that the full-text feeds do not have yet.
//!
//! `.feeds/ID.REVISION.json`, ours alone. Always: made before the article is marked, gone when the feeds have it.
//! Not synced: after a power failure the article's own file is looked at, which is.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

use rustix::fs::{self, Mode, OFlags};

use super::{Revision, remove};
use crate::article::Article;
use crate::output::OutputError;
use crate::output::place::{PRIVATE, Place};

/// Where they are, in the output directory. The feeds are written there, too, before they are moved into place.
const DIRECTORY: &str = ".feeds";
/// The most bytes of a text that are read back.
const MAX_FILE: u64 = 64 << 20;

/// The texts that wait.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) place: Place,
}

impl Texts {
    pub(super) fn of(output: &Path) -> Result<Self, OutputError> {
        Ok(Self { place: Place::at(output)?.enter(DIRECTORY, PRIVATE)? })
    }

    pub(super) fn keep(&self, article: &Article) -> Result<(), OutputError> {
        let bytes = serde_json::to_vec(article).expect("an article is plain data");
        let name = name((article.id, article.courant.revision));
        let path = self.place.path.join(&name);
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = fs::openat(&self.place, &name, flags, Mode::from_raw_mode(0o600))
            .map_err(|error| OutputError::io(&path, error))?;
        File::from(file).write_all(&bytes).map_err(|source| OutputError::io(&path, source))
    }

    /// The text, if it is whole.
    pub(super) fn read(&self, of: Revision) -> Option<Article> {
        read(&self.place, &name(of))
    }

    pub(super) fn forget(&self, of: Revision) -> Result<(), OutputError> {
        remove(&self.place, &name(of))
    }

    /// Removes all but these.
    pub(super) fn sweep(&self, wanted: &HashSet<Revision>) -> Result<(), OutputError> {
        let wanted: HashSet<String> = wanted.iter().map(|of| name(*of)).collect();
        let unwanted = self.place.names()?.into_iter().filter(|name| !wanted.contains(name));
        for name in unwanted {
            remove(&self.place, &name)?;
        }
        Ok(())
    }
}

/// An article in its own file, where that is JSON and no consumer has taken it.
pub(super) fn in_its_file(output: &Path, path: &str) -> Option<Article> {
    let (directory, name) = path.rsplit_once('/')?;
    let mut place = Place::at(output).ok()?;
    for step in directory.split('/') {
        place = place.open(step).ok()??;
    }
    read(&place, name)
}

fn read(place: &Place, name: &str) -> Option<Article> {
    // A pipe of that name is not waited for.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = File::from(fs::openat(place, name, flags, Mode::empty()).ok()?);
    serde_json::from_reader(BufReader::new(file.take(MAX_FILE))).ok()
}

fn name((id, revision): Revision) -> String {
    format!("{id}.{revision}.json")
}
