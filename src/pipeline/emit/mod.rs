//! Emit: a composed article is staged and marked, and from then on owed; or it is left out as a copy.
//!
//! [`Pipeline::emit`] asks the desk whether the article is a copy (`stories`) and hands it to the `press`, which
//! stages and marks what is ready together. From then on it is owed: the `publisher` moves the files into place and writes
//! the journal's lines, and `syndicate` keeps the full-text feeds.
//!
//! Always: staged before it is marked (by the [`press`]), and discarded if nothing is to be emitted.
//! Never: a page asked for again because the output could not be written: the article is held instead. What a
//! [hindrance](super::hindrance) of its own keeps back is not, since that may stand there for days.

pub(super) mod press;
mod publisher;
pub(super) mod stories;
mod syndicate;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::article::changes;
use super::article::compose::Composed;
use super::article::second::{self, Before};
use super::poll::concern;
use super::{Endurance, Fault, Pipeline};
use crate::article::{Also, Article, Source};
use crate::config::{Format, Stories};
use crate::emission::Staged;
use crate::output::{Batch, Output, OutputError, file_of, stem};
use crate::state::{Emission, Known, Marked, Portrait, Replaced, State, Teller, Waiting};
use stories::Reservation;

/// An article that cannot be written is tried again after this time, then after twice as long, up to [`LONGEST_HOLD`].
const FIRST_HOLD: Duration = Duration::from_millis(500);
/// The longest time between two tries to write an article.
const LONGEST_HOLD: Duration = Duration::from_secs(30);
/// For so long after a story's first article came out a better copy takes its place.
const REPLACED_WITHIN: SignedDuration = SignedDuration::from_hours(6);

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

    /// Leaves the article out; where it is clearly better than the first of its story, that one comes out anew
    /// with its text.
    fn leave_out(
        &self,
        state: &State,
        output: &Output,
        emission: &Emission,
        stem: &str,
        first: &Known,
    ) -> Result<Emitted, Fault> {
        let story = self.composed.portrait.story;
        let path = file_of(stem, &self.formats);
        let former = state.portrait(story)?.filter(|former| self.is_better(former));
        let better = former.map(|former| (self.in_place_of(&former, first), former));
        if let Some((article, former)) = better
            && let Some(staged) = self.stage_better(output, &article, &first.stem)?
        {
            self.keep_text(output, &article);
            let old = output.revision(&first.stem, story, first.revision);
            let own = &self.composed.portrait;
            let better = Replaced {
                id: story,
                emission: Emission {
                    revision: article.courant.revision,
                    portrait: emission.portrait.clone().map(|own| Portrait {
                        first: former.first,
                        story,
                        similarity: None,
                        source: former.source,
                        also: others(&former, &own.teller),
                        looks: former.looks,
                        ..own
                    }),
                    changes: changes::told(old.as_ref(), Some(&former), &article, own),
                    ..emission.clone()
                },
                staged,
            };
            let marked = state.skip(&self.waiting, &path, emission, story, Some(&better))?;
            if marked.is_owed() {
                return Ok(Emitted { marked, left_out: Some(LeftOut { replaces: true }) });
            }
            output.discard(&better.staged)?;
            self.drop_text(output, &article);
            if marked != Marked::Outrun {
                return Ok(Emitted { marked, left_out: Some(LeftOut { replaces: false }) });
            }
        }
        let marked = state.skip(&self.waiting, &path, emission, story, None)?;
        Ok(Emitted { marked, left_out: Some(LeftOut { replaces: false }) })
    }

    /// Stages a better text of a story's first article; `None` if something stands in the place of that one.
    fn stage_better(
        &self,
        output: &Output,
        article: &Article,
        stem: &str,
    ) -> Result<Option<Staged>, Fault> {
        match output.stage(article, stem, &self.formats) {
            Err(OutputError::Hindered(hindrance)) => {
                tracing::warn!(error = "stage", id = %self.waiting.id, story = %article.id, detail = %hindrance,
                    "A better copy does not replace the first article of its story, which cannot be written");
                Ok(None)
            }
            staged => Ok(Some(staged?)),
        }
    }

    /// Clearly better, and soon enough: from a better place, or as good and a third longer.
    fn is_better(&self, former: &Portrait) -> bool {
        let (own, now) = (&self.composed.portrait, self.composed.article.courant.emitted);
        let longer = u64::from(own.words) * 3 >= u64::from(former.words) * 4;
        now.duration_since(former.first) <= REPLACED_WITHIN
            && !former.withdrawn
            && (own.rank > former.rank && own.words >= former.words
                || own.rank == former.rank && own.quality + 5 >= former.quality && longer)
    }

    /// The article as the next revision of the first one of its story.
    fn in_place_of(&self, former: &Portrait, first: &Known) -> Article {
        let mut article = self.composed.article.clone();
        article.id = self.composed.portrait.story;
        let courant = &mut article.courant;
        courant.revision = first.revision + 1;
        courant.story = None;
        courant.similarity = None;
        courant.also = others(former, &self.composed.portrait.teller).iter().map(also).collect();
        if courant.feed.name != first.feed {
            courant.feed = Source {
                name: first.feed.clone(),
                url: self.first_feed.clone().unwrap_or_else(|| courant.feed.url.clone()),
                title: None,
            };
        }
        article
    }
}

/// Who else tells what this one tells now.
fn others(former: &Portrait, own: &Teller) -> Vec<Teller> {
    let all = std::iter::once(&former.teller).chain(&former.also);
    all.filter(|teller| *teller != own).cloned().collect()
}

fn also(teller: &Teller) -> Also {
    let Teller { feed, url, title } = teller.clone();
    Also { feed, url, title }
}
