//! Articles that have stood long enough: which may go, and their removal.
//!
//! Always: an article that a cursor still owes stays for [`OWED_FOR`], and so does whatever is not an
//! article's file. Never: the journal, a line, or what is remembered of an article is touched; so nothing
//! that went comes again as new.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;
use rustix::fs::{self, AtFlags, FileType};
use rustix::io::Errno;

use super::cursor::furthest_behind;
use super::found::{id_of, ours};
use super::names::{day, is_day};
use super::place::Place;
use super::tail::Tail;
use super::{Output, OutputError};
use crate::config::{Format, Retention};
use crate::identity::ArticleId;

/// How long after its emission an article stays for a cursor that has not passed it.
pub const OWED_FOR: Duration = Duration::from_secs(30 * 86_400);

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Articles, each in all of its formats.
    pub articles: u64,
    /// Bytes of their files.
    pub bytes: u64,
}

/// An article in its place.
struct Standing {
    /// When its last revision was written.
    at: Timestamp,
    bytes: u64,
    files: Vec<String>,
}

impl Output {
    /// Removes the articles that the limits let go: those of each feed, and those of `all` together.
    ///
    /// # Errors
    /// Those of reading and writing the directory; what was not removed is tried again next time.
    pub fn remove_old(
        &self,
        all: &Retention,
        of: impl Fn(&str) -> Retention,
        now: Timestamp,
    ) -> Result<Removed, OutputError> {
        // Moments and sizes first, which are small; names only of what goes.
        let mut feeds: BTreeMap<String, Vec<(Timestamp, u64)>> = BTreeMap::new();
        self.each_standing(|_, feed, _, article| {
            feeds.entry(feed.to_owned()).or_default().push((article.at, article.bytes));
            Ok(())
        })?;
        let mut stay_from: HashMap<String, Timestamp> = HashMap::new();
        let mut staying = Vec::new();
        for (feed, mut articles) in feeds {
            let from = oldest_to_stay(&mut articles, &of(&feed), now);
            staying.extend(articles.into_iter().filter(|(at, _)| *at >= from));
            stay_from.insert(feed, from);
        }
        let together = Retention { days: 0, articles: 0, size: all.size };
        let from_all = oldest_to_stay(&mut staying, &together, now);
        let owed = self.owed_to_cursors(now)?;
        let mut removed = Removed::default();
        self.each_standing(|place, feed, id, article| {
            let from = stay_from.get(feed).copied().unwrap_or(Timestamp::MIN).max(from_all);
            if article.at >= from || owed.contains(&id) {
                return Ok(());
            }
            for name in &article.files {
                match fs::unlinkat(place, name.as_str(), AtFlags::empty()) {
                    Ok(()) | Err(Errno::NOENT) => {}
                    Err(error) => return Err(OutputError::io(&place.path.join(name), error)),
                }
            }
            removed.articles += 1;
            removed.bytes += article.bytes;
            Ok(())
        })?;
        if removed.articles > 0 {
            self.remove_empty_days(now)?;
        }
        Ok(removed)
    }

    /// Shows `visit` each article's place, feed and id.
    fn each_standing(
        &self,
        mut visit: impl FnMut(&Place, &str, ArticleId, &Standing) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        for day in self.directory.names()?.into_iter().filter(|name| is_day(name)) {
            let Some(feeds) = ours(self.directory.open(&day))? else { continue };
            for feed in feeds.names()? {
                let Some(place) = ours(feeds.open(&feed))? else { continue };
                let mut articles: BTreeMap<ArticleId, Standing> = BTreeMap::new();
                for name in place.names()? {
                    let Some(id) = article_of(&name) else { continue };
                    let seen = match fs::statat(&place, name.as_str(), AtFlags::SYMLINK_NOFOLLOW) {
                        Ok(seen) => seen,
                        // A consumer took it.
                        Err(Errno::NOENT) => continue,
                        Err(error) => return Err(OutputError::io(&place.path.join(&name), error)),
                    };
                    if FileType::from_raw_mode(seen.st_mode) != FileType::RegularFile {
                        continue;
                    }
                    let at = Timestamp::from_second(seen.st_mtime).unwrap_or(Timestamp::MAX);
                    let article = articles.entry(id).or_insert_with(|| Standing {
                        at,
                        bytes: 0,
                        files: Vec::new(),
                    });
                    article.at = article.at.max(at);
                    article.bytes += u64::try_from(seen.st_size).unwrap_or(0);
                    article.files.push(name);
                }
                for (id, article) in &articles {
                    visit(&place, &feed, *id, article)?;
                }
            }
        }
        Ok(())
    }

    /// What was emitted of late and not passed by every cursor.
    fn owed_to_cursors(&self, now: Timestamp) -> Result<HashSet<ArticleId>, OutputError> {
        let mut owed = HashSet::new();
        let Some(seq) = furthest_behind(&self.directory)? else { return Ok(owed) };
        let since = now.checked_sub(OWED_FOR).unwrap_or(Timestamp::MIN);
        let mut tail = Tail::after(&self.directory.path, seq)?;
        tail.skip_to(&day(since))?;
        loop {
            let told = tail.read()?;
            if told.is_empty() {
                return Ok(owed);
            }
            owed.extend(told.iter().filter(|told| told.line.at >= since).map(|told| told.line.id));
        }
    }

    /// Removes directories of earlier days with nothing in them.
    fn remove_empty_days(&self, now: Timestamp) -> Result<(), OutputError> {
        let today = day(now);
        let days = self.directory.names()?.into_iter();
        for day in days.filter(|name| is_day(name) && *name < today) {
            let Some(feeds) = ours(self.directory.open(&day))? else { continue };
            for feed in feeds.names()? {
                remove_if_empty(&feeds, &feed)?;
            }
            remove_if_empty(&self.directory, &day)?;
        }
        Ok(())
    }
}

/// From which moment on articles stay by these limits; sorts them, the latest first. The latest one stays
/// whatever its size.
fn oldest_to_stay(
    articles: &mut [(Timestamp, u64)],
    limits: &Retention,
    now: Timestamp,
) -> Timestamp {
    articles.sort_unstable_by_key(|(at, _)| Reverse(*at));
    let mut from = Timestamp::MIN;
    if limits.days > 0 {
        let age = Duration::from_secs(u64::from(limits.days) * 86_400);
        from = now.checked_sub(age).unwrap_or(Timestamp::MIN);
    }
    let (mut count, mut bytes) = (0_u64, 0_u64);
    let mut last = Timestamp::MAX;
    for (at, size) in &*articles {
        (count, bytes) = (count + 1, bytes.saturating_add(*size));
        let too_many = limits.articles > 0 && count > limits.articles;
        let too_large = limits.size > 0 && bytes > limits.size && count > 1;
        if too_many || too_large {
            // Of those written in one moment none goes, or all do.
            return from.max(last);
        }
        last = *at;
    }
    from
}

/// The article that a file's name tells of, if it is of the form of ours.
fn article_of(name: &str) -> Option<ArticleId> {
    let formats = [Format::Json, Format::Markdown, Format::Text];
    let (stem, ending) = name.rsplit_once('.')?;
    formats.iter().any(|format| format.extension() == ending).then(|| id_of(stem)).flatten()
}

fn remove_if_empty(place: &Place, name: &str) -> Result<(), OutputError> {
    match fs::unlinkat(place, name, AtFlags::REMOVEDIR) {
        // What a person or a consumer keeps there is none of our business.
        Ok(()) | Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOENT | Errno::NOTDIR) => Ok(()),
        Err(error) => Err(OutputError::io(&place.path.join(name), error)),
    }
}
