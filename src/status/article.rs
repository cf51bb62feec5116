//! An article as state, journal and output know it: what was emitted when, from what, or why it waits.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::difference::{self, Difference};
use crate::article::{Also, BodyFrom};
use crate::config::Config;
use crate::emission::{Action, Changes, Line};
use crate::hosts::Host;
use crate::identity::ArticleId;
use crate::output;
use crate::pipeline::Fault;
use crate::state::{Kept, State, Trouble};

/// An article, for people and programs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleReport {
    /// Its id.
    pub id: ArticleId,
    /// The feed that it came through.
    pub feed: String,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its emissions, in order.
    pub emissions: Vec<LineReport>,
    /// Where its text comes from: `page`, `feed`, `summary`, `title`; absent if its file was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_from: Option<BodyFrom>,
    /// Why its text is not the page's, as a stable code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How sure the extraction was, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<f64>,
    /// The first article of its story, unless it is that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<ArticleId>,
    /// How much of the shorter text it and the nearest of its story share, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    /// Who else tells it, where the text of one of them took its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Also>,
    /// What its revisions changed, as far as they are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    /// Filters that kept it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_back: Vec<KeptBack>,
    /// It waits for its page, or to be looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Pending>,
}

/// One emission: a line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineReport {
    /// Its number.
    pub seq: u64,
    /// When it was marked.
    pub at: Timestamp,
    /// What happened.
    pub action: Action,
    /// Which revision came out.
    pub revision: u32,
    /// The file, relative to the output directory.
    pub path: String,
    /// The file is still there.
    pub present: bool,
    /// What the revision changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    /// The story's first article, of a copy that was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<ArticleId>,
}

/// What kept an entry back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBack {
    /// The feed whose filter it was.
    pub feed: String,
    /// What of it, in words.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Why an entry waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// When it was discovered.
    pub found: Timestamp,
    /// How often its page was tried in vain.
    pub attempts: u32,
    /// When it is tried next, its host's turn permitting.
    pub next: Timestamp,
    /// The stable code of the last failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What failed, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What is known of an article; `None` if it is neither emitted nor waiting nor kept back.
pub(super) fn article(
    id: ArticleId,
    kept: Vec<Kept>,
    config: &Config,
    state: &State,
    now: Timestamp,
) -> Result<Option<ArticleReport>, Fault> {
    let (known, waiting) = (state.known(id)?, state.waiting(id)?);
    let Some(feed) = known
        .as_ref()
        .map(|known| known.feed.clone())
        .or(waiting.as_ref().map(|waiting| waiting.feed.clone()))
        .or(kept.first().map(|kept| kept.feed.clone()))
    else {
        return Ok(None);
    };
    let lines = match &known {
        Some(known) => output::history(&config.output.directory, id, &known.stem)?,
        None => Vec::new(),
    };
    let last = lines.last();
    let file = last.and_then(|line| output::stored(&config.output.directory, &line.path));
    let told = file.as_ref().map(|article| &article.courant);
    Ok(Some(ArticleReport {
        id,
        feed,
        url: last
            .and_then(|line| line.url.clone())
            .or(waiting.as_ref().and_then(|waiting| waiting.page.clone()))
            .or(kept.first().and_then(|kept| kept.url.clone())),
        title: last
            .and_then(|line| line.title.clone())
            .or(kept.first().and_then(|kept| kept.title.clone())),
        emissions: lines
            .iter()
            .map(|line| LineReport::of(line, &config.output.directory))
            .collect(),
        body_from: told.map(|told| told.body_from),
        reason: told.and_then(|told| told.reason.clone()),
        quality: told.map(|told| told.quality),
        story: told.and_then(|told| told.story).or(last.and_then(|line| line.story)),
        similarity: told.and_then(|told| told.similarity),
        also: told.map(|told| told.also.clone()).unwrap_or_default(),
        differences: difference::between(&output::kept_revisions(
            &config.output.directory,
            id,
            &lines,
        )),
        kept_back: kept
            .into_iter()
            .map(|Kept { feed, by, at, .. }| KeptBack { feed, by, at })
            .collect(),
        waiting: waiting.map(|waiting| {
            // Nothing is asked of a host that is left alone, and what has no page waits for none.
            let cooled = state.cooled_until(&Host::named(&waiting.host), now).ok().flatten();
            let (error, detail) =
                waiting.error.map(|Trouble { code, sentence }| (code, sentence)).unzip();
            Pending {
                found: waiting.found,
                attempts: waiting.attempts,
                next: waiting.not_before.max(waiting.found).max(cooled.unwrap_or(waiting.found)),
                error,
                detail,
            }
        }),
    }))
}

impl LineReport {
    fn of(line: &Line, output: &Path) -> Self {
        Self {
            seq: line.seq,
            at: line.at,
            action: line.action,
            revision: line.revision,
            present: output.join(&line.path).symlink_metadata().is_ok(),
            path: line.path.clone(),
            changes: line.changes,
            story: line.story,
        }
    }
}
