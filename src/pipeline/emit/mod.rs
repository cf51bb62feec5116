//! Emit: a composed article is staged and marked, and from then on owed; or it is left out as a copy.
//!
//! [`Pipeline::emit`] asks the desk whether the article is a copy (`stories`) and hands it to the `press`, which
//! stages and marks what is ready together; a copy may be left out (`copies`). From then on it is owed: the `publisher`
//! moves the files into place and writes the journal's lines, and `syndicate` keeps the full-text feeds.
//!
//! Always: staged before it is marked (by the [`press`]), and discarded if nothing is to be emitted.
//! Never: a page asked for again because the output could not be written: the article is held instead. What a
//! [hindrance](super::hindrance) of its own keeps back is not, since that may stand there for days.

mod copies;
pub(super) mod press;
mod publisher;
pub(super) mod stories;
mod syndicate;

use std::time::Duration;

use jiff::Timestamp;

use super::article::changes;
use super::article::compose::Composed;
use super::article::second::{self, Before};
use super::poll::concern;
use super::{Endurance, Fault, Pipeline};
use crate::article::Article;
use crate::config::{Format, Stories};
use crate::output::{Batch, Output, OutputError, stem};
use crate::state::{Emission, Marked, State, Waiting};
use copies::also;
use stories::Reservation;

/// What cannot be written or published is tried again after this time, then after twice as long …
const FIRST_HOLD: Duration = Duration::from_millis(500);
/// … and so on up to this.
const LONGEST_HOLD: Duration = Duration::from_secs(30);

/// What is emitted, and how.
pub(super) struct Work {
    pub(super) waiting: Waiting,
    before: Option<Before>,
    composed: Composed,
    formats: Vec<Format>,
    /// Its copies are left out.
    skips: bool,
    /// The address of the feed of the story's first article.
    first_feed: Option<String>,
    /// Its text is kept for the full-text feeds.
    keeps: bool,
}

/// What came of it.
pub(super) struct Emitted {
    pub(super) marked: Marked,
    /// It was left out as a copy: what is owed is a line that says so.
    pub(super) left_out: Option<LeftOut>,
}

/// A copy that was left out.
pub(super) struct LeftOut {
    /// The first article of its story has its text now.
    replaces: bool,
}

/// What came of writing it.
pub(super) enum Written {
    /// It stands in the batch, and is to be marked with this.
    Itself(Box<Emission>),
    /// It is a copy, and nothing of it is in the batch.
    LeftOut(Emitted),
}

impl Pipeline {
    /// Writes an article and marks it, and says what came of that. While it cannot be written it is held here, since
    /// its page is not to be asked for again; unless that is for a [hindrance](super::hindrance) of its own, over which its
    /// entry goes back into the queue. When the pipeline stops, nothing comes of it, and its entry is still in the queue.
    pub(super) async fn emit(
        &self,
        waiting: Waiting,
        before: Option<Before>,
        mut composed: Composed,
    ) -> Result<Option<Marked>, Fault> {
        let config = self.config();
        if let Some(former) = before.as_ref().and_then(|before| before.portrait.as_ref()) {
            let own = &mut composed.portrait;
            own.first = former.first;
            own.also.clone_from(&former.also);
            composed.article.courant.also = own.also.iter().map(also).collect();
        }
        let (formats, keeps) = (config.output.formats.clone(), config.output.feeds);
        let (skips, first_feed) = (false, None);
        let mut work = Work { waiting, before, composed, formats, skips, first_feed, keeps };
        let mut wait = FIRST_HOLD;
        loop {
            let reserving = self.find_story(&mut work);
            let reserved = tokio::select! {
                reserved = reserving => reserved?,
                () = self.stop.cancelled() => return Ok(None),
            };
            work.composed.article.courant.emitted = self.clock.now();
            let Some((emitted, held)) = self.print(work).await? else { return Ok(None) };
            work = held;
            let fault = match emitted {
                Ok(emitted) => {
                    if self.health.passed("stage") {
                        tracing::info!("Articles can be written again");
                    }
                    self.tell(&work, &emitted);
                    if let Some(reserved) = reserved.filter(|_| emitted.marked.is_owed()) {
                        Reservation::keep(reserved, &work.composed.portrait);
                    }
                    return Ok(Some(emitted.marked));
                }
                Err(fault) => fault,
            };
            // Copies of it are not to wait as well.
            drop(reserved);
            if let Fault::Output(OutputError::Hindered(hindrance)) = &fault {
                let seen = self.hindrance(&work.waiting, work.before.as_ref()).await?;
                // Where it is not seen before a page is asked for, the page would be, again and again; not by a pass.
                if seen.is_some() || self.endurance == Endurance::GiveUp {
                    let hindrance = seen.as_ref().unwrap_or(hindrance);
                    self.put_back(work.waiting, hindrance).await?;
                    return Ok(None);
                }
            }
            if !self.endures(&fault) {
                return Err(fault);
            }
            self.tell_held(&work, &fault, wait);
            tokio::select! {
                () = tokio::time::sleep(wait) => wait = (wait * 2).min(LONGEST_HOLD),
                () = self.stop.cancelled() => return Ok(None),
            }
        }
    }

    /// Gives an article its place among those that tell the same, once no one that it is a copy of is under way.
    async fn find_story(&self, work: &mut Work) -> Result<Option<Reservation<'_>>, Fault> {
        let (id, stories) = (work.waiting.id, self.config().dedup.stories);
        let portrait = &mut work.composed.portrait;
        let former = work.before.as_ref().and_then(|before| before.portrait.as_ref());
        (portrait.story, portrait.similarity) = (id, None);
        let reserved = match stories {
            Stories::Off => None,
            _ => Some(self.desk.reserve(id, portrait, former).await),
        };
        let (story, similarity) = (portrait.story, portrait.similarity);
        let courant = &mut work.composed.article.courant;
        courant.story = Some(story).filter(|story| *story != id);
        courant.similarity = similarity.map(|similarity| f64::from(similarity) / 100.0);
        work.skips = stories == Stories::Skip && story != id && work.before.is_none();
        work.first_feed = if work.skips { self.address_of_first(story).await? } else { None };
        Ok(reserved)
    }

    /// One line tells it; that others cannot be written either, and it still cannot, says no more.
    fn tell_held(&self, work: &Work, fault: &Fault, wait: Duration) {
        if self.health.trouble("stage", format!("an article cannot be written: {fault}")) {
            let Waiting { feed, id, .. } = &work.waiting;
            tracing::error!(error = "stage", feed = feed.as_str(), %id, detail = %fault,
                again_in = ?wait, "An article cannot be written; it is held");
        }
    }

    fn tell(&self, work: &Work, emitted: &Emitted) {
        let feed = work.waiting.feed.as_str();
        match (emitted.marked, &emitted.left_out) {
            (Marked::Owed(_), None) => {
                self.ledger.emitted(&work.composed.article, &work.waiting);
            }
            (Marked::Owed(_), Some(LeftOut { replaces })) => {
                tracing::info!(feed, id = %work.waiting.id, story = %work.composed.portrait.story,
                    replaces, "A copy was left out");
                self.ledger.copy(feed);
            }
            (Marked::Alias(_), _) => {
                self.ledger.alias(feed);
                return;
            }
            _ => return,
        }
        self.debts.notify_one();
    }

    /// The configured address of the feed that a story's first article came through.
    async fn address_of_first(
        &self,
        story: crate::identity::ArticleId,
    ) -> Result<Option<String>, Fault> {
        let known = self.with_state(move |state| state.known(story)).await?;
        Ok(known.and_then(|known| self.feed(&known.feed)).map(|feed| feed.url.to_string()))
    }
}

impl Work {
    /// Writes the article into the batch; or leaves it out, if it is a copy.
    pub(super) fn write(
        &self,
        batch: &mut Batch<'_>,
        state: &State,
        output: &Output,
        rereads: u32,
    ) -> Result<Written, Fault> {
        #[cfg(test)]
        super::fail_point::reach(&format!(
            "writing {}",
            self.composed.article.url.as_deref().unwrap_or_default()
        ));
        let (article, composed) = (&self.composed.article, &self.composed);
        let mut emission = composed.emission(&self.waiting);
        let stem = self.stem(emission.at);
        let first = if self.skips { state.known(composed.portrait.story)? } else { None };
        if let Some(first) = first {
            let emitted = self.leave_out(state, output, &emission, &stem, &first)?;
            self.remember(state, emission.at, &emitted)?;
            return Ok(Written::LeftOut(emitted));
        }
        self.look_ahead(&mut emission, rereads);
        if let Some(Before { known, portrait }) = &self.before {
            let old = output.revision(&stem, article.id, known.revision);
            emission.changes =
                changes::told(old.as_ref(), portrait.as_ref(), article, &composed.portrait);
        }
        self.keep_text(output, article);
        batch.write(article, &stem, &self.formats)?;
        Ok(Written::Itself(Box::new(emission)))
    }

    /// What else is learnt from an article that came out, or was left out.
    pub(super) fn remember(
        &self,
        state: &State,
        at: Timestamp,
        emitted: &Emitted,
    ) -> Result<(), Fault> {
        // An article that comes again has left its traces, and they count once.
        if !emitted.marked.is_owed() || self.before.is_some() {
            return Ok(());
        }
        if let Some((host, traces)) = &self.composed.traces {
            state.remember_host(host.as_str(), traces, at)?;
        }
        if let Some(sample) = self.composed.sample
            && let Some((turn, harvest)) = state.learn_harvest(&self.waiting.feed, sample, at)?
        {
            concern::tell_turn(&self.waiting.feed, turn, &harvest);
        }
        Ok(())
    }

    /// Where its files go, if it is marked then.
    pub(super) fn stem(&self, at: Timestamp) -> String {
        let article = &self.composed.article;
        match &self.before {
            Some(before) => before.known.stem.clone(),
            None => stem(at, &self.waiting.feed, article.title.as_deref(), article.id),
        }
    }

    pub(super) fn article(&self) -> &Article {
        &self.composed.article
    }

    /// Keeps an article's text for the full-text feeds: the publisher's way is not to hang on them.
    fn keep_text(&self, output: &Output, article: &Article) {
        let kept = if self.keeps { output.keep_text(article) } else { Ok(()) };
        if let Err(error) = kept {
            tracing::warn!(error = "full_text", id = %article.id, detail = %error,
                "An article's text cannot be kept for the full-text feeds");
        }
    }

    /// The article is not emitted. The next start sweeps what stays of its text.
    pub(super) fn drop_text(&self, output: &Output, article: &Article) {
        if self.keeps {
            let _ = output.forget_text((article.id, article.courant.revision));
        }
    }

    /// Says when the article is looked at again, if it is.
    fn look_ahead(&self, emission: &mut Emission, rereads: u32) {
        let Some(portrait) = &mut emission.portrait else { return };
        let poor = self.composed.poor.as_ref();
        emission.look =
            second::next_look(portrait.looks, portrait.first, poor, rereads, emission.at);
        portrait.look_at = emission.look.as_ref().map(|look| look.at);
    }
}
