//! One poll: ask a feed, read it, let the state discover what is new.
//!
//! Always: validators are saved together with the entries of the answer that they came with; a document
//! that was seen is not read again. Never: validators of an answer that was not understood.

pub(super) mod agenda;
pub(super) mod concern;
mod decision;
mod entries;
mod moves;
pub(super) mod occasion;
mod question;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::reason::Reason;
use super::visit::reach::Sign;
use super::visit::refusals::refused_until;
use super::{Fault, Pipeline, fingerprint};
use crate::config::Feed;
use crate::hosts::Host;
use crate::schedule::{self, Due};
use crate::state::{Discovered, FeedRecord, Trouble};
use concern::Concerns;
use decision::{Decision, is_whole};
use occasion::{Occasion, UnderWay, held_back};
use question::{Answer, Asked, News, was_refused};

/// A feed of which so many entries wait is left alone until some are out: the queue is kept in memory, and a feed may
/// show new entries faster than its host hands out their pages. What it drops meanwhile is missed, and told as a gap.
const MAX_WAITING: usize = 10_000;

/// What came of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The feed was read.
    Read {
        /// How many entries it shows.
        entries: usize,
        /// What is new in it.
        discovered: Discovered,
    },
    /// The server said that nothing changed, or sent the same again.
    Unchanged {
        /// It said so (304), so nothing was sent.
        conditional: bool,
    },
    /// It could not be had or read.
    Failed(Trouble),
    /// It was not asked.
    Left {
        /// Why.
        sentence: String,
        /// Until when, if that is known.
        until: Option<Timestamp>,
    },
}

impl Pipeline {
    /// Polls a feed and says what came of it and when it is next due.
    pub async fn poll(
        &self,
        feed: &Arc<Feed>,
        occasion: Occasion,
    ) -> Result<(Outcome, Timestamp), Fault> {
        match self.caught(Box::pin(self.poll_once(feed, occasion))).await {
            Err(fault) if self.survives(&fault) => self.charge(feed).await,
            polled => polled,
        }
    }

    async fn poll_once(
        &self,
        feed: &Arc<Feed>,
        occasion: Occasion,
    ) -> Result<(Outcome, Timestamp), Fault> {
        let polling = UnderWay::begin(&self.under_way, feed.name.as_str());
        // It lies in memory or in the kernel's: to wake a thread for it would take several times as long.
        let record = match &polling {
            Some(_) => self.state.begin_poll(feed.name.as_str())?,
            None => self.state.feed(feed.name.as_str())?,
        };
        let record = record.unwrap_or_default();
        let now = self.clock.now();
        if let Some((left, soonest)) = held_back(polling.as_ref(), feed, &record, occasion, now) {
            return Ok((left, agenda::due(&record, feed, now).max(soonest)));
        }
        let digest = fingerprint::of_question(feed);
        let record = if record.asked == digest {
            record
        } else {
            FeedRecord { asked: digest, url: feed.url.to_string(), ..without_answers(record) }
        };
        if let Some(left) = self.left_alone(feed, &record, occasion, now) {
            self.ledger.polled(feed.name.as_str(), &left);
            let until = if let Outcome::Left { until, .. } = &left { *until } else { None };
            let soonest = now.checked_add(feed.min_interval).unwrap_or(now);
            return Ok((left, until.map_or(soonest, |until| until.max(soonest))));
        }
        let before = record.polled;
        let answer = match self.ask(feed, record.clone()).await? {
            Asked::Answered(answer) => *answer,
            Asked::Hindered(reason) => {
                let due = match reason.until {
                    Some(next_try) => {
                        self.acquit().await?;
                        Self::resumption(feed, next_try)
                    }
                    // It was asked, so the floor holds.
                    None => self.clock.now().checked_add(feed.min_interval).unwrap_or(now),
                };
                let left = Outcome::Left { sentence: reason.sentence, until: reason.until };
                self.ledger.polled(feed.name.as_str(), &left);
                return Ok((left, due));
            }
        };
        let whole =
            is_whole(&answer.record, answer.fresh).then(|| self.config().poll.full_interval);
        // Held while the record is saved: whoever takes the charge back comes before, or after.
        let _charged = match answer.sign {
            Sign::Silence => Some(self.suspect(feed, record, now).await),
            Sign::Life => {
                self.convict().await;
                None
            }
            Sign::None => None,
        };
        let decision = Decision { fresh: answer.fresh, whole, ..self.decision(feed, before) };
        let polled = self.conclude(decision, answer).await?;
        if occasion == Occasion::Asked {
            self.rearrange();
        }
        Ok(polled)
    }

    /// A poll that came to nothing for this reason.
    pub(super) async fn fail_poll(
        &self,
        feed: &Arc<Feed>,
        reason: &Reason,
    ) -> Result<(Outcome, Timestamp), Fault> {
        let record = self.state.feed(feed.name.as_str())?.unwrap_or_default();
        let decision = self.decision(feed, record.polled);
        self.conclude(decision, Answer::failed(record, reason)).await
    }

    /// From what it is decided when a feed is polled again that was polled last at `before`.
    fn decision(&self, feed: &Arc<Feed>, before: Option<Timestamp>) -> Decision {
        // Its host's turn may have let it wait: what follows counts from the answer.
        let now = self.clock.now();
        Decision {
            feed: feed.clone(),
            installation: self.installation,
            price: *self.price.read().unwrap_or_else(PoisonError::into_inner),
            before,
            at: now,
            fresh: Duration::ZERO,
            turns: self.live().turns(feed, |host| self.courier.turns.gap(host, now)),
            whole: None,
        }
    }

    /// Saves what came of a poll, and tells it.
    async fn conclude(
        &self,
        decision: Decision,
        answer: Answer,
    ) -> Result<(Outcome, Timestamp), Fault> {
        let Answer { record, news, flight, room, .. } = answer;
        let concerns = Concerns::of(&record);
        let settled = self.saving.read().await;
        let Some(feed) = self.known_as(&decision)? else {
            let sentence = "it was taken out or its address changed while it was asked".to_owned();
            let left = Outcome::Left { sentence, until: None };
            self.ledger.polled(decision.feed.name.as_str(), &left);
            return Ok((left, decision.take(record, false).1.at));
        };
        let decision = Decision { feed: feed.clone(), ..decision };
        let (outcome, due, now_concerns) = self.save(decision, record, news).await?;
        drop((flight, room, settled));
        tell(&feed, &outcome, &due);
        concern::tell(feed.name.as_str(), concerns, now_concerns);
        self.ledger.polled(feed.name.as_str(), &outcome);
        Ok((outcome, due.at))
    }

    /// The feed that was asked, as it is configured by now: by its name, or, renamed meanwhile, the one at its address of
    /// which as much was known. Its name may be another feed's by now.
    fn known_as(&self, decision: &Decision) -> Result<Option<Arc<Feed>>, Fault> {
        let (live, asked) = (self.live(), &decision.feed);
        if let Some(feed) = live.feed(asked.name.as_str()).filter(|feed| feed.url == asked.url) {
            return Ok(Some(feed.clone()));
        }
        for feed in live.config.feeds.iter().filter(|feed| feed.url == asked.url) {
            let known = self.state.feed(feed.name.as_str())?;
            if known.and_then(|record| record.polled) == decision.before {
                return Ok(Some(feed.clone()));
            }
        }
        Ok(None)
    }

    /// Why a feed is not to be asked now, if it is not.
    fn left_alone(
        &self,
        feed: &Feed,
        record: &FeedRecord,
        occasion: Occasion,
        now: Timestamp,
    ) -> Option<Outcome> {
        if let Some(low) = self.low_disk() {
            return Some(Outcome::Left { sentence: low.to_string(), until: None });
        }
        let waiting = self.state.waiting_of(feed.name.as_str());
        if waiting >= MAX_WAITING {
            tracing::warn!(
                error = "queue_full",
                feed = feed.name.as_str(),
                waiting,
                "A feed has so many entries in the queue that it is left alone until some are out"
            );
            let sentence =
                format!("{waiting} of its entries wait; it is polled again when some are out");
            return Some(Outcome::Left { sentence, until: None });
        }
        // Who asks the daemon for this very feed has decided to try it again.
        if record.gone && occasion != Occasion::Asked {
            let sentence = format!(
                "it answered 410 Gone: take it out of the configuration, give its new address, or have the daemon ask once more with `courant poll {}`",
                feed.name
            );
            return Some(Outcome::Left { sentence, until: None });
        }
        // A pass ignores a feed's own interval, but not the back-off from a refusal that lies behind us.
        let refused = was_refused(record) && record.polled.is_some_and(|polled| polled <= now);
        let waits = refused && occasion == Occasion::Once;
        let back_off = waits.then(|| agenda::due(record, feed, now)).filter(|due| *due > now);
        if let Some(until) = refused_until(record, now).max(back_off) {
            return Some(Outcome::Left {
                sentence: "it refused the last poll".to_owned(),
                until: Some(until),
            });
        }
        let cooled = self.courier.turns.check(&Host::of(&feed.url)?, &*self.clock).err()?;
        Some(Outcome::Left { sentence: cooled.to_string(), until: Some(cooled.until) })
    }

    async fn save(
        &self,
        decision: Decision,
        record: FeedRecord,
        news: News,
    ) -> Result<(Outcome, Due, Concerns), Fault> {
        let name = decision.feed.name.to_string();
        match news {
            News::Read { entries, dates, text, found } => {
                let live = self.live();
                let active = move |feed: &str| live.is_active(feed);
                let (discovered, (due, concerns)) = self
                    .with_state(move |state| {
                        let mut due = None;
                        let complete = |discovered: &Discovered| {
                            let record = decision.learn(record, &dates, discovered);
                            let (record, decided) = decision.take(record, discovered.gap);
                            due = Some((decided, Concerns::of(&record)));
                            record
                        };
                        let now = decision.at;
                        let discovered =
                            state.discover(&name, complete, &text, &found, now, active)?;
                        Ok((discovered, due.expect("discover completes the record")))
                    })
                    .await?;
                self.arrivals.notify_one();
                Ok((Outcome::Read { entries, discovered }, due, concerns))
            }
            News::Unchanged { conditional } => {
                let record = decision.learn(record, &[], &Discovered::default());
                let (record, due) = decision.take(record, false);
                let concerns = Concerns::of(&record);
                self.state.note_poll(&name, &record)?;
                Ok((Outcome::Unchanged { conditional }, due, concerns))
            }
            News::Failed(trouble) => {
                let durable = record.gone || record.refused_until.is_some();
                let (record, due) = decision.take(record, false);
                let concerns = Concerns::of(&record);
                self.with_state(move |state| state.save_feed(&name, &record, durable)).await?;
                Ok((Outcome::Failed(trouble), due, concerns))
            }
        }
    }
}

/// The record of a feed whose address or credentials changed: what was learnt from answers is void.
fn without_answers(record: FeedRecord) -> FeedRecord {
    FeedRecord {
        etag: None,
        last_modified: None,
        answered_by: None,
        document: None,
        failures: 0,
        error: None,
        refused_until: None,
        gone: false,
        moving: None,
        moved: None,
        ..record
    }
}

fn tell(feed: &Feed, outcome: &Outcome, due: &Due) {
    let name = feed.name.as_str();
    if let Outcome::Read { entries, discovered: Discovered { gap: true, .. } } = outcome {
        tracing::warn!(
            feed = name,
            error = "gap",
            entries,
            "The feed shows nothing that it showed at the poll before: entries may have come and gone between the two"
        );
    }
    if due.because.iter().any(|reason| matches!(reason, schedule::Reason::FreshBeyond(_))) {
        tracing::info!(
            feed = name,
            next = %due,
            "The server calls its answer fresh for longer than max_interval, which holds"
        );
    }
    match outcome {
        Outcome::Read { entries, discovered } if discovered.fresh + discovered.changed > 0 => {
            tracing::info!(
                feed = name,
                entries,
                fresh = discovered.fresh,
                changed = discovered.changed,
                "The feed brought news"
            );
        }
        Outcome::Failed(Trouble { code, sentence }) => {
            tracing::warn!(feed = name, error = code.as_str(), detail = sentence.as_str(), next = %due, "The feed could not be read");
        }
        _ => tracing::debug!(feed = name, ?outcome, next = %due, "The feed was polled"),
    }
}
