//! The texts of articles that the full-text feeds do not have yet.
//!
//! `.feeds/ID.REVISION.json`, ours alone. Always: made before the article is marked, gone when the feeds have it.
//! Not synced: after a power failure the article's own file is looked at, which is.

use std::collections::HashSet;
use std::path::Path;

use rustix::fs::Mode;

use super::Revision;
use crate::article::Article;
use crate::output::OutputError;
use crate::output::place::{PRIVATE, Place};
use crate::output::stored::read;

/// Where they are, in the output directory. The feeds are written there, too, before they are moved into place.
const DIRECTORY: &str = ".feeds";
/// They are nobody else's.
const FILE_MODE: Mode = Mode::from_raw_mode(0o600);

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
        // An earlier try may have left one.
        self.place.remove(&name)?;
        self.place.write_new(&name, &bytes, FILE_MODE).map(drop)
    }

    /// The text, if it is whole.
    pub(super) fn read(&self, of: Revision) -> Option<Article> {
        read(&self.place, &name(of))
    }

    pub(super) fn forget(&self, of: Revision) -> Result<(), OutputError> {
        self.place.remove(&name(of))
    }

    /// Removes all but these.
    pub(super) fn sweep(&self, wanted: &HashSet<Revision>) -> Result<(), OutputError> {
        let wanted: HashSet<String> = wanted.iter().map(|of| name(*of)).collect();
        let names = self.place.names()?;
        let mut unwanted = names.iter().filter(|name| !wanted.contains(*name));
        unwanted.try_for_each(|name| self.place.remove(name))
    }
}

fn name((id, revision): Revision) -> String {
    format!("{id}.{revision}.json")
}
