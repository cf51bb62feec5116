//! The question that a poll asks, and how its answer is read.
//!
//! Always: nothing is saved here; what was learnt is a record that the poll saves together with the entries
//! it came with. Never: validators of an answer that was not understood, or sent to an address that did not
//! give them.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::entries::{Wanted, found_in};
use super::moves;
use crate::config::Feed;
use crate::feed;
use crate::fetch::{Accept, Exchange, FetchError, Room, Validators};
use crate::hosts::{Host, is_challenge};
use crate::pipeline::extraction::kib;
use crate::pipeline::reason::{self, Code, Reason};
use crate::pipeline::visit::flights::Flight;
use crate::pipeline::visit::reach::Sign;
use crate::pipeline::visit::{Visit, VisitError, Visited, is_test_for_robots};
use crate::pipeline::{Fault, Pipeline};
use crate::schedule::Wishes;
use crate::state::{DocumentHash, FeedRecord, Found, Trouble};

/// How long a feed that answers 403, or shows a test for robots, is left alone at the least.
const FORBIDDEN: Duration = Duration::from_hours(4);

/// The codes of hosts that could not be reached.
const SILENCE: [&str; 2] = ["connect", "dns"];

/// The codes of answers that refuse the question; what else fails is trouble, ours or the server's.
const REFUSALS: [Code; 3] = [reason::CHALLENGE, reason::NOT_FOUND, reason::REFUSED];

/// What came of asking.
pub(super) enum Asked {
    Answered(Box<Answer>),
    /// Nothing, for a reason that is ours.
    Hindered(Reason),
}

/// What a poll found out, before it is saved.
pub(super) struct Answer {
    pub(super) record: FeedRecord,
    pub(super) fresh: Duration,
    pub(super) news: News,
    /// What it tells of our own connection.
    pub(super) sign: Sign,
    /// Kept until it is saved, and with it what its body takes.
    pub(super) flight: Option<Flight>,
    pub(super) room: Room,
}

/// What the answer means for the entries.
pub(super) enum News {
    Read { entries: usize, dates: Vec<Option<Timestamp>>, text: String, found: Vec<Found> },
    Unchanged { conditional: bool },
    Failed(Trouble),
}

impl Pipeline {
    /// Makes the request and reads the answer; nothing is saved yet.
    pub(super) async fn ask(&self, feed: &Arc<Feed>, record: FeedRecord) -> Result<Asked, Fault> {
        let learnt = record.moved.as_deref().and_then(|moved| Url::parse(moved).ok());
        let visit = self.visit_to(feed, &record);
        let start = learnt.unwrap_or_else(|| feed.url.clone());
        let Visited { exchange, moved, refused, flight } =
            match self.courier.visit_from(start, &visit).await {
                Ok(visited) => visited,
                Err(VisitError::Fault(fault)) => return Err(fault),
                Err(error) => return Ok(self.not_visited(feed, record, &error).await),
            };
        // What follows counts from the answer: its host's turn may have let the question wait.
        let now = self.clock.now();
        let fresh = exchange.headers.fresh_for(now);
        let mut answer = match exchange.status {
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
                let challenge = is_test_for_robots(&exchange).then(|| challenge(feed));
                let forbidden = status == 403 || challenge.is_some();
                let answered = answered_with(&exchange, now);
                let reason = match challenge {
                    Some(challenge) => Reason { until: answered.until, ..challenge },
                    None => answered,
                };
                let learnt = record.moved.is_some();
                let mut answer = Answer::failed(record, &reason);
                // Gone is the address that was learnt, not yet the feed.
                answer.record.gone = status == 410 && !learnt;
                answer.record.refused_until = refused
                    .map(|cool_down| cool_down.until)
                    .max(forbidden.then(|| forbidden_until(now)))
                    .max(answer.record.refused_until);
                answer
            }
        };
        answer.flight = flight;
        Ok(Asked::Answered(Box::new(answer.after(feed, moved, now, |url| {
            self.config().feeds.iter().any(|other| other.url == *url)
        }))))
    }

    /// A visit that came to nothing: a failure of the feed's, or ours.
    async fn not_visited(&self, feed: &Feed, record: FeedRecord, error: &VisitError) -> Asked {
        let sign = match error {
            VisitError::Offline(_) | VisitError::Fetch(FetchError::NoRoom { .. }) => {
                return Asked::Hindered(Reason::of(error));
            }
            VisitError::Fetch(error) | VisitError::Refused { error, .. } => Sign::of(Some(error)),
            _ => Sign::None,
        };
        if sign == Sign::Silence
            && !was_silent(&record)
            && let Some(host) = Host::of(&feed.url)
            && let Some(offline) = self.courier.reach.explains(&host, &*self.clock).await
        {
            return Asked::Hindered(Reason::of(&offline.into()));
        }
        let mut answer = Answer::failed(record, &Reason::of(error));
        answer.sign = sign;
        Asked::Answered(Box::new(answer))
    }

    async fn wanted_of(&self, feed: &Feed, record: &FeedRecord) -> Result<Wanted, Fault> {
        if record.answered.is_some() {
            return Ok(Wanted::All);
        }
        let name = feed.name.clone();
        let told_since = self.with_state(move |state| state.told_since(name.as_str())).await?;
        Ok(Wanted::OfNew { backlog: feed.backlog, told_since })
    }

    async fn read(
        &self,
        feed: &Arc<Feed>,
        record: FeedRecord,
        answer: Exchange,
        fresh: Duration,
        now: Timestamp,
    ) -> Result<Answer, Fault> {
        let Exchange { url, headers, body, cut, room, .. } = answer;
        let content_type = headers.content_type.clone();
        let address = url.clone();
        let (asked, wanted) = (feed.clone(), self.wanted_of(feed, &record).await?);
        let scope = record.scope.as_deref().and_then(|first| Url::parse(first).ok());
        let scope = scope.unwrap_or_else(|| feed.url.clone());
        let first_address = scope.to_string();
        let state = self.state.clone();
        let read = self.extractor.run(kib(body.len()), move || {
            let text = feed::decode(&body, content_type.as_deref());
            let document = feed::parse(&text, &address).map_err(|error| {
                if is_challenge(&body) {
                    challenge(&asked)
                } else if cut {
                    Reason::permanent(
                        reason::BODY_TOO_LARGE,
                        format!(
                            "it is longer than max_body, and its beginning cannot be read: {error}"
                        ),
                    )
                } else {
                    Reason::permanent(error.code(), error.to_string())
                }
            })?;
            let was_shared = |key| state.is_shared(key);
            let found = found_in(&scope, &document, wanted, now, was_shared);
            Ok((DocumentHash::of(&text), text, document, found))
        });
        let (hash, text, document, found) = match read.await?.and_then(|read| read) {
            Ok(read) => read,
            Err(reason) => {
                let mut answer = Answer::failed(record, &reason);
                if reason.code == reason::CHALLENGE {
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
            repaired: document.repaired.iter().map(ToString::to_string).collect(),
            ..answered(record, now)
        };
        if unchanged {
            return Ok(Answer::good(record, fresh, News::Unchanged { conditional: false }));
        }
        let dates =
            document.entries.iter().map(|entry| entry.published.or(entry.updated)).collect();
        let size = text.len();
        let news = News::Read { entries: document.entries.len(), dates, text, found };
        self.documents.put(hash, document, size);
        Ok(Answer { room, ..Answer::good(record, fresh, news) })
    }

    fn visit_to(&self, feed: &Feed, record: &FeedRecord) -> Visit {
        let validators =
            Validators { etag: record.etag.clone(), last_modified: record.last_modified.clone() };
        let giver = record.answered_by.as_deref().and_then(|url| Url::parse(url).ok());
        Visit {
            is_known: record.answered.is_some() && record.failures == 0,
            validators: giver.map(|giver| (giver, validators)),
            ..Visit::to_feed(feed, Accept::Feed, &self.config().fetch)
        }
    }
}

impl Answer {
    fn good(record: FeedRecord, fresh: Duration, news: News) -> Self {
        let (flight, room) = (None, Room::default());
        Self { record, fresh, news, sign: Sign::Life, flight, room }
    }

    pub(super) fn failed(record: FeedRecord, reason: &Reason) -> Self {
        let trouble = Trouble::from(reason);
        let record = FeedRecord {
            failures: record.failures.saturating_add(1),
            error: Some(trouble.clone()),
            refused_until: reason.until.or(record.refused_until),
            ..record
        };
        let record = moves::failed(record, reason.passing);
        Self::good(record, Duration::ZERO, News::Failed(trouble))
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

/// What a feed's answer that is no success means.
fn answered_with(exchange: &Exchange, now: Timestamp) -> Reason {
    let reason = Reason::status(exchange, now);
    match exchange.status {
        404 | 410 => reason,
        400..=499 | 503 => Reason { code: reason::REFUSED, ..reason },
        _ => reason,
    }
}

/// The last poll was refused.
pub(super) fn was_refused(record: &FeedRecord) -> bool {
    record.error.as_ref().is_some_and(|trouble| REFUSALS.contains(&trouble.code.as_str()))
}

fn challenge(feed: &Feed) -> Reason {
    let sentence = format!(
        "{} shows a test whether a person is reading; it is left alone for a while, and asked under no other name",
        feed.url.host_str().unwrap_or_default()
    );
    Reason { code: reason::CHALLENGE, sentence, passing: true, until: None }
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

/// The last poll could not reach it either: a dead feed is no sign of anything.
fn was_silent(record: &FeedRecord) -> bool {
    let is_silence = |trouble: &Trouble| SILENCE.contains(&trouble.code.as_str());
    record.failures > 0 && record.error.as_ref().is_some_and(is_silence)
}
