//! The texts of articles that the full-text feeds do not have yet.
//!
//! `.feeds/ID.REVISION.json`, ours alone. Always: made before the article is marked, gone when the feeds have it.
//! Not synced: after a power failure the article's own file is looked at, which is.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use super::{Revision, remove};
use crate::article::Article;
use crate::output::OutputError;
use crate::output::place::{PRIVATE, Place};
use crate::output::stored::read;

/// Where they are, in the output directory. The feeds are written there, too, before they are moved into place.
const DIRECTORY: &str = ".feeds";

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
        let mut file = self.place.writable(&name, OFlags::TRUNC, Mode::from_raw_mode(0o600))?;
        file.write_all(&bytes).map_err(|source| OutputError::io(&path, source))
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

fn name((id, revision): Revision) -> String {
    format!("{id}.{revision}.json")
}
