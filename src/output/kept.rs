//! Earlier revisions, kept on request: `revisions/<day>/<id>/<revision>/<name>`.
//!
//! Always: the file that a line names is linked there before it moves into place, so that it is at hand whatever
//! consumers do with the other. Of an article the latest ones stay, and all of them go [`KEPT_FOR`] after its day.
//! Never: an emission that waits for a file system without hard links; nothing is kept there.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use rustix::fs::{self, AtFlags};
use rustix::io::Errno;

use super::found::{ours, read};
use super::names::{day, is_day};
use super::place::{Place, SHARED};
use super::{Output, OutputError};
use crate::article::Article;
use crate::emission::{Action, Line, Owed};
use crate::identity::ArticleId;

/// The directory of earlier revisions in the output directory.
const DIRECTORY: &str = "revisions";
/// For so long after its first revision's day those of an article are kept.
pub const KEPT_FOR: Duration = Duration::from_hours(30 * 24);

impl Output {
    /// Keeps so many earlier revisions of an article from now on.
    pub fn keep_revisions(&self, count: u32) {
        self.kept.store(count, Ordering::Relaxed);
    }

    /// Keeps a file of an emission that is about to move into place.
    pub(super) fn keep(&self, owed: &Owed, staged: &Place, name: &str) -> Result<(), OutputError> {
        let (count, line) = (self.kept.load(Ordering::Relaxed), owed.line());
        let tells = matches!(line.action, Action::New | Action::Revised);
        let Some(first_day) = line.path.get(..10).filter(|_| count > 0 && tells) else {
            return Ok(());
        };
        let all = self.directory.make(DIRECTORY, SHARED)?.make(first_day, SHARED)?;
        let own = all.make(&line.id.to_string(), SHARED)?;
        let place = own.make(&line.revision.to_string(), SHARED)?;
        match fs::linkat(staged, name, &place, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::EXIST) => place.sync()?,
            Err(Errno::PERM | Errno::OPNOTSUPP | Errno::NOSYS | Errno::MLINK | Errno::XDEV) => {}
            Err(error) => return Err(OutputError::io(&place.path.join(name), error)),
        }
        for old in own.names()?.iter().filter_map(|name| name.parse::<u32>().ok()) {
            if old.saturating_add(count) < line.revision {
                remove(&own, &old.to_string())?;
            }
        }
        Ok(())
    }

    /// Lets go the revisions of articles whose day is long past.
    ///
    /// # Errors
    /// Those of changing the directory.
    pub fn forget_revisions(&self, now: Timestamp) -> Result<(), OutputError> {
        let oldest = day(now.checked_sub(KEPT_FOR).unwrap_or(Timestamp::MIN));
        let Some(all) = ours(self.directory.open(DIRECTORY))? else { return Ok(()) };
        for day in all.names()?.into_iter().filter(|name| is_day(name) && *name < oldest) {
            let Some(articles) = ours(all.open(&day))? else { continue };
            for id in articles.names()? {
                let Some(own) = ours(articles.open(&id))? else { continue };
                for revision in own.names()? {
                    remove(&own, &revision)?;
                }
                remove(&articles, &id)?;
            }
            remove(&all, &day)?;
        }
        Ok(())
    }
}

/// The revisions of an article that are at hand, the earliest first, by the lines that tell of it; read beside a
/// daemon, without a lock. Files that are none of ours are passed over.
pub fn kept_revisions(output: &Path, id: ArticleId, lines: &[Line]) -> Vec<(u32, Article)> {
    let own = |line: &Line| {
        let place = Place::at(output).ok()?.open(DIRECTORY).ok()??.open(line.path.get(..10)?).ok()??;
        let place = place.open(&id.to_string()).ok()??.open(&line.revision.to_string()).ok()??;
        let article = read(&place, line.path.rsplit('/').next()?)?;
        Some((line.revision, article))
    };
    let told = lines.iter().filter(|line| matches!(line.action, Action::New | Action::Revised));
    told.filter_map(own).collect()
}

/// Removes a directory and the files in it; what somebody else put there, and itself then, stays.
fn remove(parent: &Place, name: &str) -> Result<(), OutputError> {
    let Some(place) = ours(parent.open(name))? else { return Ok(()) };
    for file in place.names()? {
        match fs::unlinkat(&place, file.as_str(), AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT | Errno::ISDIR) => {}
            Err(error) => return Err(OutputError::io(&place.path.join(file), error)),
        }
    }
    match fs::unlinkat(parent, name, AtFlags::REMOVEDIR) {
        Ok(()) | Err(Errno::NOENT | Errno::NOTEMPTY | Errno::EXIST) => Ok(()),
        Err(error) => Err(OutputError::io(&place.path, error)),
    }
}
