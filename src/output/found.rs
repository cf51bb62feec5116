//! What stands in the output directory: read only when the state is made anew.
//!
//! A kill together with the loss of the state can leave files in place that no line of the journal tells
//! of; with these they are told of after all, instead of being emitted again.

use jiff::Timestamp;

use super::names::is_day;
use super::stored::read;
use super::{Output, OutputError, render};
use crate::article::Article;
use crate::config::Format;
use crate::emission::{Action, Line};
use crate::identity::{ArticleId, url_key};

/// An article that stands in the output directory.
#[derive(Debug)]
pub struct FoundArticle {
    /// Its id, from its name.
    pub id: ArticleId,
    path: String,
    feed: String,
    article: Option<Article>,
    day: String,
}

impl FoundArticle {
    /// The article, if its file could be read.
    pub fn article(&self) -> Option<&Article> {
        self.article.as_ref()
    }

    /// Its revision, as far as its file could be read.
    pub fn revision(&self) -> u32 {
        self.article.as_ref().map_or(1, |article| article.courant.revision)
    }

    /// The line that is missing of it.
    pub fn line(&self, seq: u64) -> Line {
        let (article, revision) = (self.article.as_ref(), self.revision());
        let url = article.and_then(|article| article.url.clone());
        let midnight = format!("{}T00:00:00Z", self.day).parse().unwrap_or(Timestamp::UNIX_EPOCH);
        Line {
            seq,
            at: article.map_or(midnight, |article| article.courant.emitted),
            action: if revision == 1 { Action::New } else { Action::Revised },
            id: self.id,
            revision,
            path: self.path.clone(),
            feed: self.feed.clone(),
            keys: url.as_ref().and_then(|url| url_key(&url.parse().ok()?)).into_iter().collect(),
            url,
            title: article.and_then(|article| article.title.clone()),
            story: None,
            changes: None,
        }
    }
}

impl Output {
    /// An article as it stands in its `.json`, if there is one and no consumer took it.
    pub(super) fn standing(&self, stem: &str) -> Option<Article> {
        let mut parts = stem.split('/');
        let (day, feed, name) = (parts.next()?, parts.next()?, parts.next()?);
        let feeds = self.directory.open(day).ok().flatten()?;
        read(&feeds.open(feed).ok().flatten()?, &format!("{name}.json"))
    }

    /// Shows `visit` each article that stands complete in the output directory, one at a time: those with the file
    /// that is published last.
    pub fn each_article<E: From<OutputError>>(
        &self,
        formats: &[Format],
        mut visit: impl FnMut(FoundArticle) -> Result<(), E>,
    ) -> Result<(), E> {
        let ending = format!(".{}", render::last(formats).extension());
        // Feeds' directories are looked for in days only: what else a person keeps here is not ours.
        for feeds in self.directory.directories(is_day)? {
            let (day, feeds) = feeds?;
            for files in feeds.directories(|_| true)? {
                let (feed, files) = files?;
                for name in files.names()? {
                    let Some(id) = name.strip_suffix(&ending).and_then(id_of) else { continue };
                    let article = read(&files, &name);
                    visit(FoundArticle {
                        id,
                        path: format!("{day}/{feed}/{name}"),
                        feed: feed.clone(),
                        article,
                        day: day.clone(),
                    })?;
                }
            }
        }
        Ok(())
    }
}

/// The id at the end of a file's name without its format.
pub(super) fn id_of(stem: &str) -> Option<ArticleId> {
    stem.rsplit_once('.')?.1.parse().ok()
}
