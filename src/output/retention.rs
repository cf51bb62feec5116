//! Articles that have stood long enough: which may go, and their removal.
//!
//! Always: an article that a cursor still owes stays for [`OWED_FOR`], and so does whatever is not an article's
//! file; nothing is published between the last look at an article and its removal, so a revision that has just come
//! is not taken for the one before. Never: the journal, a line, or what is remembered of an article is touched, so
//! nothing that went comes again as new; and what hinders one directory's articles keeps no others. In memory are 16
//! bytes for each article that counts towards a limit of number or size, and the names in one directory.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;
use rustix::fs::{self, AtFlags, FileType};
use rustix::io::Errno;

use super::cursor::furthest_behind;
use super::found::id_of;
use super::names::{day, is_day};
use super::place::{Place, ours};
use super::stuck::Stuck;
use super::tail::Tail;
use super::{Output, OutputError};
use crate::config::{Format, Retention};
use crate::identity::ArticleId;

/// How long after its emission an article stays for a cursor that has not passed it.
pub const OWED_FOR: Duration = Duration::from_hours(30 * 24);

/// What was removed.
#[derive(Debug, Default)]
pub struct Removed {
    /// Articles, each in all of its formats.
    pub articles: u64,
    /// Bytes of their files.
    pub bytes: u64,
    /// What hindered the removal of others, one for each directory.
    pub hindered: Vec<OutputError>,
}

/// Nanoseconds since 1970.
type Moment = i64;

/// An article in its place.
#[derive(Default)]
struct Standing {
    /// Its directory's day.
    day: String,
    /// When its last revision was written.
    at: Moment,
    bytes: u64,
    files: Vec<String>,
}

/// From which moments on articles stay.
struct Limits<'a> {
    all: &'a Retention,
    of: &'a dyn Fn(&str) -> Retention,
    now: Timestamp,
    /// By count and size of each feed's articles.
    feeds: HashMap<String, Moment>,
    /// By the size of all.
    together: Moment,
}

impl Output {
    /// Removes the articles that the limits let go: those `of` each feed, and the size of `all` together. Leaves
    /// off when it is `enough`.
    ///
    /// # Errors
    /// Those that concern all of it: what was emitted or passed by a cursor cannot be read, or the disk is broken. What
    /// was not removed is tried again next time.
    pub fn remove_old(
        &self,
        all: &Retention,
        of: &dyn Fn(&str) -> Retention,
        now: Timestamp,
        enough: &dyn Fn() -> bool,
    ) -> Result<Removed, OutputError> {
        let mut limits = Limits { all, of, now, feeds: HashMap::new(), together: Moment::MIN };
        let stuck = Stuck::default();
        self.measure(&mut limits, &stuck, enough)?;
        let mut owing = Owing::new(self, now)?;
        let mut removed = Removed::default();
        self.each_standing(
            &stuck,
            enough,
            |feed| (limits.of)(feed).days > 0 || limits.counts(feed),
            |place, feed, id, article| {
                let from = limits.from(feed);
                if article.at < from && self.remove(place, id, article, from, &mut owing, &stuck)? {
                    stuck.pass(&self.directory.path, self.forget_kept(&article.day, id))?;
                    removed.articles += 1;
                    removed.bytes += article.bytes;
                }
                Ok(())
            },
        )?;
        if removed.articles > 0 {
            self.remove_empty_days(now, &stuck)?;
        }
        removed.hindered = stuck.into_errors();
        Ok(removed)
    }

    /// Finds from which moments on articles stay by their number and size.
    fn measure(
        &self,
        limits: &mut Limits<'_>,
        stuck: &Stuck,
        enough: &dyn Fn() -> bool,
    ) -> Result<(), OutputError> {
        let mut feeds: BTreeMap<String, Vec<(Moment, u64)>> = BTreeMap::new();
        self.each_standing(
            stuck,
            enough,
            |feed| limits.counts(feed),
            |_, feed, _, article| {
                let one = (article.at, article.bytes);
                match feeds.get_mut(feed) {
                    Some(articles) => articles.push(one),
                    None => drop(feeds.insert(feed.to_owned(), vec![one])),
                }
                Ok(())
            },
        )?;
        let mut staying = Vec::new();
        for (feed, mut articles) in feeds {
            let of = (limits.of)(&feed);
            limits.feeds.insert(feed.clone(), oldest_to_stay(&mut articles, of.articles, of.size));
            if limits.all.size > 0 {
                let from = limits.from(&feed);
                staying.extend(articles.into_iter().filter(|(at, _)| *at >= from));
            }
        }
        limits.together = oldest_to_stay(&mut staying, 0, limits.all.size);
        Ok(())
    }

    /// Shows `visit` each article's place, feed and id, of the feeds that are `worth` it.
    fn each_standing(
        &self,
        stuck: &Stuck,
        enough: &dyn Fn() -> bool,
        worth: impl Fn(&str) -> bool,
        mut visit: impl FnMut(&Place, &str, ArticleId, &Standing) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        for feeds in self.directory.directories(is_day)? {
            let day = stuck.pass(&self.directory.path, feeds)?;
            let Some((day, feeds)) = day else { continue };
            let places = stuck.pass(&feeds.path, feeds.directories(&worth))?;
            for place in places.into_iter().flatten() {
                if enough() {
                    return Ok(());
                }
                let Some((feed, place)) = stuck.pass(&feeds.path, place)? else { continue };
                let articles = stuck.pass(&place.path, standing(&place, &day))?;
                for (id, article) in &articles.unwrap_or_default() {
                    visit(&place, &feed, *id, article)?;
                }
            }
        }
        Ok(())
    }

    /// Removes an article unless a cursor owes it, a revision of it has come meanwhile, or something hinders it.
    fn remove(
        &self,
        place: &Place,
        id: ArticleId,
        article: &Standing,
        from: Moment,
        owing: &mut Owing,
        stuck: &Stuck,
    ) -> Result<bool, OutputError> {
        // Most of it without holding the publisher up, what came since while it waits.
        owing.catch_up(self.last_seq())?;
        let journal = self.journal();
        owing.catch_up(journal.last_seq())?;
        if owing.ids.contains(&id) {
            return Ok(false);
        }
        let gone = stuck.pass(&place.path, remove_files(place, article, from))?;
        Ok(gone.unwrap_or(false))
    }

    /// Removes directories of earlier days with nothing in them.
    fn remove_empty_days(&self, now: Timestamp, stuck: &Stuck) -> Result<(), OutputError> {
        let today = day(now);
        let is_past = |name: &str| is_day(name) && name < today.as_str();
        for feeds in self.directory.directories(is_past)? {
            let (day, feeds) = feeds?;
            let names = stuck.pass(&feeds.path, feeds.names())?;
            for feed in names.unwrap_or_default() {
                remove_empty(&feeds, &feed, stuck)?;
            }
            remove_empty(&self.directory, &day, stuck)?;
        }
        Ok(())
    }
}

impl Limits<'_> {
    /// Whether a feed's articles have to be counted.
    fn counts(&self, feed: &str) -> bool {
        let of = (self.of)(feed);
        self.all.size > 0 || of.articles > 0 || of.size > 0
    }

    fn from(&self, feed: &str) -> Moment {
        let days = (self.of)(feed).days;
        let age = Duration::from_secs(u64::from(days) * 86_400);
        let by_age = self.now.checked_sub(age).ok().filter(|_| days > 0);
        let by_age = by_age.map_or(Moment::MIN, moment);
        by_age.max(self.together).max(self.feeds.get(feed).copied().unwrap_or(Moment::MIN))
    }
}

/// What was emitted of late and not passed by every cursor.
struct Owing {
    /// The journal behind the cursor that is furthest behind; `None` where there is no cursor.
    tail: Option<Tail>,
    since: Timestamp,
    /// The number of the last emission that was looked at.
    seq: u64,
    ids: HashSet<ArticleId>,
}

impl Owing {
    fn new(output: &Output, now: Timestamp) -> Result<Self, OutputError> {
        let since = now.checked_sub(OWED_FOR).unwrap_or(Timestamp::MIN);
        let tail = furthest_behind(&output.directory)?.map(|seq| {
            let mut tail = Tail::after(&output.directory.path, seq)?;
            tail.skip_to(&day(since))?;
            Ok::<_, OutputError>(tail)
        });
        Ok(Self { tail: tail.transpose()?, since, seq: 0, ids: HashSet::new() })
    }

    /// Reads the journal up to this emission.
    fn catch_up(&mut self, last: u64) -> Result<(), OutputError> {
        let Some(tail) = self.tail.as_mut().filter(|_| last > self.seq) else { return Ok(()) };
        self.seq = last;
        loop {
            let told = tail.read()?;
            if told.is_empty() {
                return Ok(());
            }
            let owed = told.iter().filter(|told| told.line.at >= self.since);
            self.ids.extend(owed.map(|told| told.line.id));
        }
    }
}

/// From which moment on articles stay by number and size, 0 for no limit; sorts them, the latest first. The
/// latest one stays whatever its size. Of those written in one moment none goes, or all do.
fn oldest_to_stay(articles: &mut [(Moment, u64)], most: u64, size: u64) -> Moment {
    articles.sort_unstable_by_key(|(at, _)| Reverse(*at));
    let (mut count, mut bytes) = (0_u64, 0_u64);
    let mut last = Moment::MAX;
    for (at, one) in &*articles {
        (count, bytes) = (count + 1, bytes.saturating_add(*one));
        let too_large = size > 0 && bytes > size && count > 1;
        if most > 0 && count > most || too_large {
            return last;
        }
        last = *at;
    }
    Moment::MIN
}

/// The articles in a feed's directory.
fn standing(place: &Place, day: &str) -> Result<BTreeMap<ArticleId, Standing>, OutputError> {
    let mut articles: BTreeMap<ArticleId, Standing> = BTreeMap::new();
    for name in place.names()? {
        let Some(id) = article_of(&name) else { continue };
        let Some((at, bytes)) = seen(place, &name)? else { continue };
        let article = articles.entry(id).or_default();
        day.clone_into(&mut article.day);
        article.at = article.at.max(at);
        article.bytes += bytes;
        article.files.push(name);
    }
    Ok(articles)
}

/// Removes an article's files unless one is of a later revision.
fn remove_files(place: &Place, article: &Standing, from: Moment) -> Result<bool, OutputError> {
    for name in &article.files {
        if seen(place, name)?.is_some_and(|(at, _)| at >= from) {
            return Ok(false);
        }
    }
    let mut files: Vec<&String> = article.files.iter().collect();
    // As a rule the `.json` is what the journal names: who sees it finds the others beside it.
    files.sort();
    files.iter().try_for_each(|name| place.remove(name))?;
    Ok(true)
}

/// Removes a directory with nothing in it. Where nobody may remove one, a full one is in nobody's way.
fn remove_empty(parent: &Place, name: &str, stuck: &Stuck) -> Result<(), OutputError> {
    let removed = parent.remove_empty(name);
    let is_empty = || {
        let place = ours(parent.open(name)).ok().flatten();
        place.is_some_and(|place| place.names().is_ok_and(|names| names.is_empty()))
    };
    if removed.is_err() && is_empty() {
        stuck.pass(&parent.path, removed)?;
    }
    Ok(())
}

/// When a file was written, and how large it is; `None` if it is gone, or no file.
fn seen(place: &Place, name: &str) -> Result<Option<(Moment, u64)>, OutputError> {
    let seen = match fs::statat(place, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(seen) => seen,
        // A consumer took it.
        Err(Errno::NOENT) => return Ok(None),
        Err(error) => return Err(OutputError::io(&place.path.join(name), error)),
    };
    if FileType::from_raw_mode(seen.st_mode) != FileType::RegularFile {
        return Ok(None);
    }
    let nanoseconds = i64::try_from(seen.st_mtime_nsec).unwrap_or(0);
    let at = seen.st_mtime.saturating_mul(1_000_000_000).saturating_add(nanoseconds);
    Ok(Some((at, u64::try_from(seen.st_size).unwrap_or(0))))
}

fn moment(at: Timestamp) -> Moment {
    Moment::try_from(at.as_nanosecond()).unwrap_or(Moment::MIN)
}

/// The article that a file's name tells of, if it is of the form of ours.
fn article_of(name: &str) -> Option<ArticleId> {
    let formats = [Format::Json, Format::Markdown, Format::Text];
    let (stem, ending) = name.rsplit_once('.')?;
    formats.iter().any(|format| format.extension() == ending).then(|| id_of(stem)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_stay_by_number_and_by_size() {
        let oldest = |most, size| {
            let mut articles = vec![(30, 10), (10, 10), (40, 10), (20, 10), (20, 10)];
            oldest_to_stay(&mut articles, most, size)
        };
        assert_eq!(oldest(0, 0), Moment::MIN, "no limit");
        assert_eq!(oldest(2, 0), 30);
        assert_eq!(oldest(3, 0), 20, "those of one moment stay together");
        assert_eq!(oldest(9, 0), Moment::MIN);
        assert_eq!(oldest(0, 29), 30);
        assert_eq!(oldest(0, 30), 20);
        assert_eq!(oldest(0, 1), 40, "the latest one stays");
        assert_eq!(oldest(1, 29), 40, "the narrower one holds");
    }

    #[test]
    fn only_what_has_the_form_of_an_articles_file_is_one() {
        let id = "4b1f0c9a2e7d83b65a1c90ff";
        for ending in ["json", "md", "txt"] {
            assert!(article_of(&format!("a-b.{id}.{ending}")).is_some());
        }
        for name in [
            format!("a.{id}.html"),
            format!("{id}.json"),
            format!("a.{id}"),
            format!("a.{}.json", id.to_uppercase()),
            "notes.md".to_owned(),
        ] {
            assert!(article_of(&name).is_none(), "{name}");
        }
    }
}
