//! One poll: ask a feed, read it, let the state discover what is new.
//!
//! Always: validators are saved together with the entries of the answer that they came with; a document
//! that was seen is not read again. Never: validators of an answer that was not understood.

use std::sync::PoisonError;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::decision::{Decision, is_whole};
use super::entries::found_in;
use super::extraction::kib;
use super::occasion::Occasion;
use super::visit::{Reason, Visit, VisitError, Visited};
use super::{Fault, Pipeline, fingerprint, moves, reach};
use crate::config::Feed;
use crate::feed;
use crate::fetch::{Accept, Exchange, OverLong, Validators};
use crate::hosts::{Host, MAX_COOL_DOWN, is_challenge};
use crate::schedule::{self, Due, Wishes};
use crate::state::{Discovered, DocumentHash, FeedRecord, Found};

/// How long a feed that answers 403, or shows a test for robots, is left alone at the least.
const FORBIDDEN: Duration = Duration::from_hours(4);

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
    Failed {
        /// A stable code.
        code: String,
        /// What happened.
        sentence: String,
    },
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
        feed: &Feed,
        occasion: Occasion,
    ) -> Result<(Outcome, Timestamp), Fault> {
        let name = feed.name.to_string();
        let _polling = match self.may_poll(feed, occasion)? {
            Ok(polling) => polling,
            Err(left) => return Ok(left),
        };
        let digest = fingerprint::of_question(feed);
        let record = self.with_state(move |state| state.feed(&name)).await?.unwrap_or_default();
        let record = if record.asked == digest {
            record
        } else {
            FeedRecord { asked: digest, url: feed.url.to_string(), ..without_answers(record) }
        };
        let now = self.clock.now();
        if let Some(left) = self.left_alone(feed, &record, occasion, now) {
            self.tally.polled(feed.name.as_str(), &left);
            let until = if let Outcome::Left { until, .. } = &left { *until } else { None };
            let soonest = now.checked_add(feed.min_interval).unwrap_or(now);
            return Ok((left, until.map_or(soonest, |until| until.max(soonest))));
        }
        let before = record.polled;
        let answer = match self.ask(feed, record.clone(), now).await? {
            Asked::Answered(answer) => *answer,
            Asked::Offline(reason) => {
                self.acquit().await?;
                let due = Self::resumption(feed, reason.until.unwrap_or(now));
                let left = Outcome::Left { sentence: reason.sentence, until: reason.until };
                self.tally.polled(feed.name.as_str(), &left);
                return Ok((left, due));
            }
        };
        let whole =
            is_whole(&answer.record, answer.fresh).then(|| self.config().poll.full_interval);
        // Held while the record is saved: whoever takes the charge back comes before, or after.
        let _charged = match answer.silent {
            true => Some(self.suspect(feed, record, now).await),
            false => self.convict().await,
        };
        let decision = Decision {
            feed: feed.clone(),
            installation: self.installation,
            price: *self.price.read().unwrap_or_else(PoisonError::into_inner),
            before,
            // Its host's turn may have let it wait: what follows counts from the answer.
            at: self.clock.now(),
            fresh: answer.fresh,
            turns: self.live().turns(feed, |host| self.courier.turns.gap(host, now)),
            whole,
        };
        let (outcome, due) = self.save(decision, answer.record, answer.news).await?;
        tell(feed, &outcome, &due);
        if occasion == Occasion::Asked {
            self.rearrange();
        }
        self.tally.polled(feed.name.as_str(), &outcome);
        Ok((outcome, due.at))
    }

    fn left_alone(
        &self,
        feed: &Feed,
        record: &FeedRecord,
        occasion: Occasion,
        now: Timestamp,
    ) -> Option<Outcome> {
        // Who asks the daemon for this very feed has decided to try it again.
        if record.gone && occasion != Occasion::Asked {
            let sentence = format!(
                "it answered 410 Gone: take it out of the configuration, give its new address, or have the daemon ask once more with `courant poll {}`",
                feed.name
            );
            return Some(Outcome::Left { sentence, until: None });
        }
        // A moment that no refusal reaches was written down when the clock was ahead.
        let latest = now.checked_add(MAX_COOL_DOWN).unwrap_or(now);
        if let Some(until) = record.refused_until.filter(|until| (now..=latest).contains(until)) {
            return Some(Outcome::Left {
                sentence: "it refused the last poll".to_owned(),
                until: Some(until),
            });
        }
        let cooled = self.courier.turns.check(&Host::of(&feed.url)?, &*self.clock).err()?;
        Some(Outcome::Left { sentence: cooled.to_string(), until: Some(cooled.until) })
    }

    /// Makes the request and reads the answer; nothing is saved yet.
    async fn ask(&self, feed: &Feed, record: FeedRecord, now: Timestamp) -> Result<Asked, Fault> {
        let learnt = record.moved.as_deref().and_then(|moved| Url::parse(moved).ok());
        let visit = self.visit_to(feed, &record);
        let start = learnt.unwrap_or_else(|| feed.url.clone());
        let Visited { exchange, moved, refused } =
            match self.courier.visit_from(start, &visit).await {
                Ok(visited) => visited,
                Err(VisitError::Fault(fault)) => return Err(fault),
                Err(error) => return Ok(self.not_visited(record, &error)),
            };
        let fresh = exchange.headers.fresh_for(self.clock.now());
        let answer = match exchange.status {
            304 => {
                let given = &exchange.headers.validators;
                let record = FeedRecord {
                    etag: given.etag.clone().or(record.etag.clone()),
                    last_modified: given.last_modified.clone().or(record.last_modified.clone()),
                    ..answered(record, now)
                };
                Answer::good(record, fresh, News::Unchanged { conditional: true })
            }
            200..=299 => self.read(feed, record, exchange, fresh, now).await?,
            status => {
                let challenge = is_challenge(&exchange.body).then(|| challenge(feed));
                let reason = challenge.unwrap_or_else(|| Reason::status(&exchange));
                let learnt = record.moved.is_some();
                let mut answer = Answer::failed(record, reason);
                // Gone is the address that was learnt, not yet the feed.
                answer.record.gone = status == 410 && !learnt;
                answer.record.refused_until = refused
                    .map(|cool_down| cool_down.until)
                    .max((status == 403).then(|| forbidden_until(now)))
                    .max(answer.record.refused_until);
                answer
            }
        };
        Ok(Asked::Answered(Box::new(answer.after(feed, moved, now, |url| {
            self.config().feeds.iter().any(|other| other.url == *url)
        }))))
    }

    /// A visit that came to nothing: a failure of the feed's, or ours.
    fn not_visited(&self, record: FeedRecord, error: &VisitError) -> Asked {
        let silent = matches!(error, VisitError::Fetch(error) if reach::is_silence(error));
        let offline = matches!(error, VisitError::Offline(_));
        let reason = Reason::of(error);
        if offline || (silent && self.courier.reach.is_offline()) {
            return Asked::Offline(reason);
        }
        let mut answer = Answer::failed(record, reason);
        answer.silent = silent;
        Asked::Answered(Box::new(answer))
    }

    async fn read(
        &self,
        feed: &Feed,
        record: FeedRecord,
        answer: Exchange,
        fresh: Duration,
        now: Timestamp,
    ) -> Result<Answer, Fault> {
        let Exchange { url, headers, body, cut, .. } = answer;
        let content_type = headers.content_type.clone();
        let address = url.clone();
        let (asked, first_time) = (feed.clone(), record.answered.is_none());
        let scope = record.scope.as_deref().and_then(|first| Url::parse(first).ok());
        let scope = scope.unwrap_or_else(|| feed.url.clone());
        let first_address = scope.to_string();
        let read = self.extractor.run(kib(body.len()), move || {
            let text = feed::decode(&body, content_type.as_deref());
            let document = feed::parse(&text, &address).map_err(|error| {
                if is_challenge(&body) {
                    challenge(&asked)
                } else if cut {
                    Reason::permanent(
                        "body_too_large",
                        format!(
                            "it is longer than max_body, and its beginning cannot be read: {error}"
                        ),
                    )
                } else {
                    Reason::permanent(error.code(), error.to_string())
                }
            })?;
            let found = found_in(&asked, &scope, &document, first_time, now);
            Ok((DocumentHash::of(&text), text, document, found))
        });
        let (hash, text, document, found) = match read.await?.and_then(|read| read) {
            Ok(read) => read,
            Err(reason) => {
                let mut answer = Answer::failed(record, reason);
                if answer.record.error.as_ref().is_some_and(|(code, _)| code == CHALLENGE) {
                    answer.record.refused_until = Some(forbidden_until(now));
                }
                return Ok(answer);
            }
        };
        if cut {
            tracing::warn!(feed = %feed.name, "The feed is longer than max_body: only its first entries are read");
        }
        if document.cut {
            tracing::warn!(feed = %feed.name, read = document.entries.len(), "The feed has more entries than are read of one");
        }
        if !document.repaired.is_empty() {
            tracing::debug!(feed = %feed.name, repaired = ?document.repaired, "The feed needed repair");
        }
        let unchanged = record.document == Some(hash);
        // A document that broke off is asked for again as a whole: a 304 would hide what comes behind the break.
        let whole = !document.repaired.contains(&"truncated");
        let record = FeedRecord {
            scope: Some(first_address),
            title: document.title.clone(),
            etag: headers.validators.etag.filter(|_| whole),
            last_modified: headers.validators.last_modified.filter(|_| whole),
            answered_by: Some(url.to_string()),
            document: Some(hash),
            wishes: wishes(&document.hints),
            ..answered(record, now)
        };
        if unchanged {
            return Ok(Answer::good(record, fresh, News::Unchanged { conditional: false }));
        }
        let dates =
            document.entries.iter().map(|entry| entry.published.or(entry.updated)).collect();
        let news = News::Read { entries: document.entries.len(), dates, text, found };
        self.documents.put(hash, document);
        Ok(Answer::good(record, fresh, news))
    }

    async fn save(
        &self,
        decision: Decision,
        record: FeedRecord,
        news: News,
    ) -> Result<(Outcome, Due), Fault> {
        let name = decision.feed.name.to_string();
        match news {
            News::Read { entries, dates, text, found } => {
                let live = self.live();
                let active = move |feed: &str| live.is_active(feed);
                let (discovered, due) = self
                    .with_state(move |state| {
                        let mut due = None;
                        let complete = |discovered: &Discovered| {
                            let record = decision.learn(record, &dates, discovered);
                            let (record, decided) = decision.take(record, discovered.gap);
                            due = Some(decided);
                            record
                        };
                        let now = decision.at;
                        let discovered =
                            state.discover(&name, complete, &text, found, now, active)?;
                        Ok((discovered, due.expect("discover completes the record")))
                    })
                    .await?;
                self.arrivals.notify_one();
                Ok((Outcome::Read { entries, discovered }, due))
            }
            News::Unchanged { conditional } => {
                let record = decision.learn(record, &[], &Discovered::default());
                let (record, due) = decision.take(record, false);
                self.with_state(move |state| state.save_feed(&name, &record, false)).await?;
                Ok((Outcome::Unchanged { conditional }, due))
            }
            News::Failed(reason) => {
                let durable = record.gone || record.refused_until.is_some();
                let (record, due) = decision.take(record, false);
                self.with_state(move |state| state.save_feed(&name, &record, durable)).await?;
                Ok((
                    Outcome::Failed { code: reason.code.to_owned(), sentence: reason.sentence },
                    due,
                ))
            }
        }
    }

    fn visit_to(&self, feed: &Feed, record: &FeedRecord) -> Visit {
        let config = self.config();
        let validators =
            Validators { etag: record.etag.clone(), last_modified: record.last_modified.clone() };
        let giver = record.answered_by.as_deref().and_then(|url| Url::parse(url).ok());
        Visit {
            url: feed.url.clone(),
            accept: Accept::Feed,
            validators: giver.map(|giver| (giver, validators)),
            headers: feed
                .headers
                .iter()
                .map(|(name, value)| (name.clone(), value.reveal().to_owned()))
                .collect(),
            timeout: feed.timeout,
            max_body: feed.max_body,
            over_long: OverLong::Cut,
            allow_own: feed.allow_addresses.clone().into(),
            allow: config.fetch.allow_addresses.clone().into(),
        }
    }
}

/// The code of a feed in whose place a test for robots is shown.
const CHALLENGE: &str = "challenge";

/// What came of asking.
enum Asked {
    Answered(Box<Answer>),
    /// Nothing, for a reason that is ours.
    Offline(Reason),
}

/// What a poll found out, before it is saved.
struct Answer {
    record: FeedRecord,
    fresh: Duration,
    news: News,
    /// The host could not be reached at all.
    silent: bool,
}

enum News {
    Read { entries: usize, dates: Vec<Option<Timestamp>>, text: String, found: Vec<Found> },
    Unchanged { conditional: bool },
    Failed(Reason),
}

impl Answer {
    fn good(record: FeedRecord, fresh: Duration, news: News) -> Self {
        Self { record, fresh, news, silent: false }
    }

    fn failed(record: FeedRecord, reason: Reason) -> Self {
        let record = FeedRecord {
            failures: record.failures.saturating_add(1),
            error: Some((reason.code.to_owned(), reason.sentence.clone())),
            refused_until: reason.until.or(record.refused_until),
            ..record
        };
        let record = moves::failed(record, reason.passing);
        Self { record, fresh: Duration::ZERO, news: News::Failed(reason), silent: false }
    }

    /// The same, after the redirects that led to it.
    fn after(
        self,
        feed: &Feed,
        led_to: Option<Url>,
        now: Timestamp,
        is_configured: impl FnOnce(&Url) -> bool,
    ) -> Self {
        if matches!(self.news, News::Failed(_)) {
            return self;
        }
        let record = moves::followed(self.record, feed, led_to, now, is_configured);
        Self { record, ..self }
    }
}

fn challenge(feed: &Feed) -> Reason {
    let sentence = format!(
        "{} shows a test whether a person is reading; it is left alone for a while, and asked under no other name",
        feed.url.host_str().unwrap_or_default()
    );
    Reason { code: "challenge", sentence, passing: true, until: None }
}

fn forbidden_until(now: Timestamp) -> Timestamp {
    now.checked_add(FORBIDDEN).unwrap_or(now)
}

fn wishes(hints: &feed::Hints) -> Wishes {
    Wishes::new(hints.ttl, hints.interval, &hints.skip_hours, &hints.skip_days)
}

fn answered(record: FeedRecord, now: Timestamp) -> FeedRecord {
    FeedRecord {
        answered: Some(now),
        failures: 0,
        error: None,
        refused_until: None,
        gone: false,
        ..record
    }
}

/// The record of a feed whose address or credentials changed: what was learnt from answers is void.
pub(super) fn without_answers(record: FeedRecord) -> FeedRecord {
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
            %due,
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
        Outcome::Failed { code, sentence } => {
            tracing::warn!(feed = name, error = code.as_str(), detail = sentence.as_str(), %due, "The feed could not be read");
        }
        _ => tracing::debug!(feed = name, ?outcome, %due, "The feed was polled"),
    }
}
