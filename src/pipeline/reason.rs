//! Reasons: why something was not done, and whether waiting helps.
//!
//! Always: a code means the same wherever it stands, in a record, an article, the log or a figure;
//! `docs/operations.md` says what to do about each. Codes of feeds, requests and extraction are those of their errors.

use jiff::Timestamp;

use super::visit::{VisitError, is_test_for_robots};
use crate::fetch::{self, Exchange, retry_after};
use crate::hosts::MAX_COOL_DOWN;
use crate::state::Trouble;

/// A stable name of a reason.
pub(super) type Code = &'static str;

/// The host asked us to wait.
pub(super) const COOLED_DOWN: Code = "cooled_down";
/// We are offline.
pub(super) const OFFLINE: Code = "offline";
/// The site asks robots not to read it, or does not say whether it does.
pub(super) const ROBOTS: Code = "robots";
/// A test for robots is shown in its place.
pub(super) const CHALLENGE: Code = "challenge";
/// It is gone for good.
pub(super) const GONE: Code = "gone";
/// It is not there.
pub(super) const NOT_FOUND: Code = "not_found";
/// The server refuses a feed.
pub(super) const REFUSED: Code = "refused";
/// The server answers with another status than success.
pub(super) const STATUS: Code = "status";
/// It is longer than it may be, and of no use cut short.
pub(super) const BODY_TOO_LARGE: Code = "body_too_large";
/// The link leads to something else than a page.
pub(super) const NOT_A_PAGE: Code = "not_a_page";
/// Other entries of the document have the same link.
pub(super) const SHARED_LINK: Code = "shared_link";
/// The site shows the same text on several pages.
pub(super) const SAME_BODY: Code = "same_body";
/// A further page of the article could not be had.
pub(super) const INCOMPLETE: Code = "incomplete";
/// The polled text cannot be read from the spool.
pub(super) const SPOOL: Code = "spool";
/// courant panicked over it.
pub(super) const PANIC: Code = "panic";

/// Why something was not done; and whether waiting helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) code: Code,
    pub(super) sentence: String,
    /// It may pass by itself.
    pub(super) passing: bool,
    /// Not before, if it is known when.
    pub(super) until: Option<Timestamp>,
}

impl From<&Reason> for Trouble {
    fn from(reason: &Reason) -> Self {
        Self { code: reason.code.to_owned(), sentence: reason.sentence.clone() }
    }
}

impl Reason {
    pub(super) fn permanent(code: Code, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), passing: false, until: None }
    }

    pub(super) fn passing(code: Code, sentence: impl Into<String>) -> Self {
        Self { passing: true, ..Self::permanent(code, sentence) }
    }

    /// What an answer that is not a success means, and for how long at the most it asks to be left alone.
    pub(super) fn status(exchange: &Exchange, now: Timestamp) -> Self {
        let status = exchange.status;
        let host = exchange.url.host_str().unwrap_or_default();
        let passing = status == 429 || status == 408 || status >= 500;
        let code = if is_test_for_robots(exchange) {
            CHALLENGE
        } else if status == 410 {
            GONE
        } else if status == 404 {
            NOT_FOUND
        } else {
            STATUS
        };
        let more = match code {
            GONE => ": it is gone for good",
            CHALLENGE => " and a test whether a person is reading",
            _ => "",
        };
        let sentence = format!("{host} answered with status {status}{more}");
        let wish = exchange.headers.retry_after.as_deref().and_then(|text| retry_after(text, now));
        let until = wish.and_then(|wish| now.checked_add(wish.min(MAX_COOL_DOWN)).ok());
        Self { code, sentence, passing, until }
    }

    /// What a visit that came to nothing means.
    pub(super) fn of(error: &VisitError) -> Self {
        let waits = |code, until| (code, true, Some(until));
        let (code, passing, until) = match error {
            VisitError::Refused { error, until } => waits(error.code(), *until),
            VisitError::CooledDown(cooled) => waits(COOLED_DOWN, cooled.until),
            VisitError::Offline(offline) => waits(OFFLINE, offline.until),
            VisitError::NoRules { until, .. } => waits(ROBOTS, *until),
            VisitError::Disallowed { .. } => (ROBOTS, false, None),
            VisitError::Fetch(error) => (error.code(), error.class() == fetch::Class::Retry, None),
            VisitError::Fault(fault) => (fault.code(), true, None),
        };
        Self { code, sentence: with_cause(error), passing, until }
    }
}

/// An error and what began it, in one sentence. What lies between names layers of a library.
fn with_cause(error: &dyn std::error::Error) -> String {
    let sentence = error.to_string();
    let mut first = None;
    let mut cause = error.source();
    while let Some(error) = cause {
        first = Some(error.to_string());
        cause = error.source();
    }
    match first {
        Some(first) if !sentence.contains(&first) => format!("{sentence}: {first}"),
        _ => sentence,
    }
}
