//! Full-text feeds: the newest articles of each feed, of each tag and of all, as JSON Feed and as Atom.
//!
//! They are made behind the publisher, by following the journal as any consumer does. What they show is kept in
//! them: `feeds/all.json` says how far in the journal they are, and an article's text waits in `.feeds/` from before
//! it is marked until they have it, since a consumer may take its files away at once.
//!
//! Always: replaced whole, by a rename; each begins anew from the journal and from what still stands where it is
//! missing or cannot be read. Never: in the publisher's way, and no part of exactly-once.

mod atom;
mod channel;
mod document;
mod published;
mod texts;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use tokio_util::sync::CancellationToken;

use super::place::{Place, SHARED};
use super::{OutputError, Tail, latest, stored};
use crate::article::Article;
use crate::config::Config;
use crate::emission::{Action, Line};
use crate::identity::ArticleId;
use channel::{Channel, Channels};
use document::Document;
pub use published::Published;
use texts::Texts;

/// Where they are, in the output directory.
const DIRECTORY: &str = "feeds";
/// Where those of the tags are, in there.
const TAGS: &str = "tag";
/// About how many bytes of articles are taken in at a time.
const MAX_AT_ONCE: usize = 16 << 20;

/// An article and its revision.
pub type Revision = (ArticleId, u32);

/// Whoever keeps the full-text feeds up to date.
#[derive(Debug)]
pub struct FullText {
    output: PathBuf,
    tail: Tail,
    stop: CancellationToken,
}

impl FullText {
    /// Goes on where the last one stopped; makes what is missing, and all if nothing says how far they are.
    /// After a `stop` it ends between two documents, as an error.
    ///
    /// # Errors
    /// Those of reading the journal and of reading and writing the feeds.
    pub fn open(
        output: &Path,
        config: &Config,
        stop: CancellationToken,
    ) -> Result<Self, OutputError> {
        let all = Document::read(&directory(output)?, &Channel::all())?;
        let tail = match &all {
            Some(all) => Tail::after(output, all.through())?,
            None => Tail::end(output)?,
        };
        let kept = Self { output: output.to_owned(), tail, stop };
        kept.make(config, all.is_none())?;
        Ok(kept)
    }

    /// Takes in what the journal tells, some lines at a time; whether there was anything.
    ///
    /// After an error it is to be opened anew; nothing is lost by that.
    ///
    /// # Errors
    /// Those of reading the journal and of reading and writing the feeds.
    pub fn catch_up(&mut self, config: &Config) -> Result<bool, OutputError> {
        let lines: Vec<Line> = self.tail.read()?.into_iter().map(|told| told.line).collect();
        let mut rest = lines.as_slice();
        while !rest.is_empty() {
            rest = &rest[self.take_in(rest, config)?..];
        }
        Ok(!lines.is_empty())
    }

    /// Makes those anew that are missing.
    ///
    /// # Errors
    /// Those of reading the journal and of reading and writing the feeds.
    pub fn mend(&self, config: &Config) -> Result<(), OutputError> {
        self.make(config, false)
    }

    /// Makes those that are missing, or all of them, from the journal's end.
    fn make(&self, config: &Config, all: bool) -> Result<(), OutputError> {
        let (place, channels) = (directory(&self.output)?, Channels::of(config));
        let lines = latest(&self.output, usize::MAX, is_told)?;
        let through = lines.first().map_or(0, |line| line.seq);
        let mut wanted: BTreeMap<Channel, Vec<&Line>> =
            BTreeMap::from([(Channel::all(), Vec::new())]);
        for line in &lines {
            for channel in channels.of_feed(&line.feed) {
                let its = wanted.entry(channel).or_default();
                let known = its.iter().any(|other| other.id == line.id);
                if !known && its.len() < config.output.feeds_entries {
                    its.push(line);
                }
            }
        }
        let others = Document::read(&place, &Channel::all())?.map_or(Vec::new(), |all| all.items);
        // That of all comes last: it says how far the others are.
        for (channel, its) in wanted.into_iter().rev() {
            if !all && Document::stands(&place, &channel)? {
                continue;
            }
            let before =
                Document::read(&place, &channel)?.map_or(Vec::new(), |before| before.items);
            let mut document = Document::new(through);
            for line in its {
                let same = |other: &&Article| {
                    other.id == line.id && other.courant.revision >= line.revision
                };
                let kept = before.iter().chain(&others).find(same).cloned();
                document.items.extend(kept.or_else(|| self.text_of(line)));
            }
            let ids: HashSet<ArticleId> = document.items.iter().map(|article| article.id).collect();
            document.items.extend(before.into_iter().filter(|article| !ids.contains(&article.id)));
            self.write(document, &place, &channel, &channels, config)?;
        }
        if all { self.forget(&lines) } else { Ok(()) }
    }

    /// Takes in some of these lines, and says how many.
    fn take_in(&self, lines: &[Line], config: &Config) -> Result<usize, OutputError> {
        let (place, channels) = (directory(&self.output)?, Channels::of(config));
        let mut news: BTreeMap<Channel, Vec<(u64, Article)>> =
            BTreeMap::from([(Channel::all(), Vec::new())]);
        let (mut done, mut bytes) = (0, 0);
        for line in lines {
            done += 1;
            // One that was taken away before it was ours is a consumer's.
            let Some(article) =
                Some(line).filter(|line| is_told(line)).and_then(|line| self.text_of(line))
            else {
                continue;
            };
            for channel in channels.of_feed(&line.feed) {
                bytes += document::size(&article);
                news.entry(channel).or_default().push((line.seq, article.clone()));
            }
            if bytes > MAX_AT_ONCE {
                break;
            }
        }
        let lines = &lines[..done];
        let through = lines.last().map_or(0, |line| line.seq);
        for (channel, articles) in news.into_iter().rev() {
            let mut document = match Document::read(&place, &channel)? {
                Some(document) => document,
                None => self.anew(&place, &channel, config)?,
            };
            for (seq, article) in articles {
                if seq > document.through() {
                    document.put(article);
                }
            }
            document.reaches(through);
            self.write(document, &place, &channel, &channels, config)?;
        }
        self.forget(lines)?;
        Ok(done)
    }

    /// The feeds have what these lines tell: its text waits no longer.
    fn forget(&self, lines: &[Line]) -> Result<(), OutputError> {
        let texts = Texts::of(&self.output)?;
        lines.iter().try_for_each(|line| texts.forget((line.id, line.revision)))
    }

    /// One that is missing, or cannot be read.
    fn anew(
        &self,
        place: &Place,
        channel: &Channel,
        config: &Config,
    ) -> Result<Document, OutputError> {
        Document::remove(place, channel)?;
        self.mend(config)?;
        Ok(Document::read(place, channel)?.unwrap_or_else(|| Document::new(0)))
    }

    fn write(
        &self,
        mut document: Document,
        place: &Place,
        channel: &Channel,
        channels: &Channels<'_>,
        config: &Config,
    ) -> Result<(), OutputError> {
        if self.stop.is_cancelled() {
            return Err(OutputError::io(&self.output, std::io::ErrorKind::Interrupted));
        }
        document.bound(config.output.feeds_entries);
        let own = document.items.first().and_then(|article| article.courant.feed.title.as_deref());
        let title = channels.title(channel).or(own).unwrap_or(channel.stem());
        title.clone_into(&mut document.title);
        document.write(place, &Texts::of(&self.output)?.place, channel)
    }

    /// The text of a line: kept for us, or in the article's file.
    fn text_of(&self, line: &Line) -> Option<Article> {
        let revision = (line.id, line.revision);
        let kept = Texts::of(&self.output).ok().and_then(|texts| texts.read(revision));
        let is_it =
            |article: &Article| article.id == line.id && article.courant.revision >= line.revision;
        kept.filter(is_it).or_else(|| stored(&self.output, &line.path).filter(is_it))
    }
}

impl super::Output {
    /// Keeps an article's text for the full-text feeds, before it is marked.
    ///
    /// # Errors
    /// Those of writing it; the article comes out all the same.
    pub fn keep_text(&self, article: &Article) -> Result<(), OutputError> {
        Texts::of(self.path())?.keep(article)
    }

    /// The article did not come out: its text is wanted no more.
    ///
    /// # Errors
    /// Those of removing it.
    pub fn forget_text(&self, of: Revision) -> Result<(), OutputError> {
        Texts::of(self.path())?.forget(of)
    }

    /// Texts that wait for nothing any more go: what was staged and never marked. `owed` is what will be told.
    /// To be called while nothing is staged.
    ///
    /// # Errors
    /// Those of reading and writing the directory.
    pub fn sweep_texts(&self, owed: &HashSet<Revision>) -> Result<(), OutputError> {
        let texts = Texts::of(self.path())?;
        if texts.place.names()?.is_empty() {
            return Ok(());
        }
        let told = latest(self.path(), usize::MAX, is_told)?;
        let told = told.iter().map(|line| (line.id, line.revision));
        texts.sweep(&owed.iter().copied().chain(told).collect())
    }
}

/// An article as the full-text feed of its feed has it, whose own file was taken away.
pub fn syndicated(output: &Path, feed: &str, id: ArticleId) -> Option<Article> {
    let place = Place::at(output).ok()?.open(DIRECTORY).ok()??;
    let document = Document::read(&place, &Channel::of_feed(feed)).ok()??;
    document.items.into_iter().find(|article| article.id == id)
}

fn directory(output: &Path) -> Result<Place, OutputError> {
    Place::at(output)?.enter(DIRECTORY, SHARED)
}

/// Whether a line tells of a text.
fn is_told(line: &Line) -> bool {
    matches!(line.action, Action::New | Action::Revised)
}
