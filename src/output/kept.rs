//! Earlier revisions, kept on request: `.revisions/<day>/<id>/<revision>/<name>`.
//!
//! Always: the file that a line names is linked there before it moves into place, so that it is at hand whatever
//! consumers do with the other. Of an article the latest ones stay; they go with it when it is removed for its
//! age, number or size, and at the latest [`KEPT_FOR`] after its day. Never: an emission that waits for a file
//! system without hard links, or for what somebody put in the way; nothing is kept there.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use rustix::fs::{self, AtFlags};
use rustix::io::Errno;

use super::names::{day, is_day};
use super::place::{Place, SHARED, ours};
use super::stored::read;
use super::{Output, OutputError};
use crate::article::Article;
use crate::emission::{Action, Line, Owed};
use crate::identity::ArticleId;

/// The directory of earlier revisions in the output directory.
const DIRECTORY: &str = ".revisions";
/// For so long after its first revision's day those of an article are kept.
pub const KEPT_FOR: Duration = Duration::from_hours(30 * 24);

impl Output {
    /// Keeps so many earlier revisions of an article from now on.
    pub fn keep_revisions(&self, count: u32) {
        self.kept.store(count, Ordering::Relaxed);
    }

    /// Keeps a file of an emission that is about to move into place, if it is to be kept.
    pub(super) fn keep(&self, owed: &Owed, staged: &Place, name: &str) -> Result<(), OutputError> {
        let (count, line) = (self.kept.load(Ordering::Relaxed), owed.line());
        let Some(first_day) = line.path.get(..10).filter(|_| count > 0) else { return Ok(()) };
        match self.link(line, first_day, staged, name, count) {
            Err(error) if error.not_ours() => Ok(()),
            kept => kept,
        }
    }

    fn link(
        &self,
        line: &Line,
        first_day: &str,
        staged: &Place,
        name: &str,
        count: u32,
    ) -> Result<(), OutputError> {
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

    /// A revision of an article as it was kept, or as it still stands.
    pub fn revision(&self, stem: &str, id: ArticleId, revision: u32) -> Option<Article> {
        let standing = self.standing(stem).filter(|article| article.courant.revision == revision);
        standing.or_else(|| kept(&self.directory, id, revision, &format!("{stem}.json")))
    }

    /// Lets go the revisions of one article.
    pub(super) fn forget_kept(&self, day: &str, id: ArticleId) -> Result<(), OutputError> {
        let Some(all) = ours(self.directory.open(DIRECTORY))? else { return Ok(()) };
        let Some(articles) = ours(all.open(day))? else { return Ok(()) };
        remove_all(&articles, &id.to_string())
    }

    /// Lets go the revisions of articles whose day is long past.
    ///
    /// # Errors
    /// Those of changing the directory.
    pub fn forget_revisions(&self, now: Timestamp) -> Result<(), OutputError> {
        let oldest = day(now.checked_sub(KEPT_FOR).unwrap_or(Timestamp::MIN));
        let Some(all) = ours(self.directory.open(DIRECTORY))? else { return Ok(()) };
        let is_past = |name: &str| is_day(name) && name < oldest.as_str();
        for articles in all.directories(is_past)? {
            let (day, articles) = articles?;
            for id in articles.names()? {
                remove_all(&articles, &id)?;
            }
            remove(&all, &day)?;
        }
        Ok(())
    }
}

/// The revisions of an article that are at hand, the earliest first, by the lines that tell of it; read beside a
/// daemon, without a lock. Files that are none of ours are passed over.
pub fn kept_revisions(output: &Path, id: ArticleId, lines: &[Line]) -> Vec<(u32, Article)> {
    let Ok(directory) = Place::at(output) else { return Vec::new() };
    let told = lines.iter().filter(|line| matches!(line.action, Action::New | Action::Revised));
    let own = told
        .filter_map(|line| Some((line.revision, kept(&directory, id, line.revision, &line.path)?)));
    own.collect()
}

/// A revision whose file was published at this path.
fn kept(directory: &Place, id: ArticleId, revision: u32, path: &str) -> Option<Article> {
    let day = directory.open(DIRECTORY).ok()??.open(path.get(..10)?).ok()??;
    let place = day.open(&id.to_string()).ok()??.open(&revision.to_string()).ok()??;
    read(&place, path.rsplit('/').next()?)
}

/// Removes an article's directory, with all of its revisions.
fn remove_all(articles: &Place, id: &str) -> Result<(), OutputError> {
    let Some(own) = ours(articles.open(id))? else { return Ok(()) };
    for revision in own.names()? {
        remove(&own, &revision)?;
    }
    remove(articles, id)
}

/// Removes a directory and the files in it; what somebody else put there, and itself then, stays.
fn remove(parent: &Place, name: &str) -> Result<(), OutputError> {
    let Some(place) = ours(parent.open(name))? else { return Ok(()) };
    place.names()?.iter().try_for_each(|file| place.remove(file))?;
    parent.remove_empty(name)
}
