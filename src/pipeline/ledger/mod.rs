//! The ledger: what was done is told once, and written where somebody reads it: as figures always, by feed for who
//! waits for the end of a pass, and poll by poll for a status page.
//!
//! Always: bounded in a daemon, which keeps no account by feed for itself. Never: a decision made by an entry of it.

pub(super) mod figures;
pub(super) mod history;
pub(super) mod tally;

use std::sync::Arc;

use super::reason::Reason;
use super::{Endurance, Outcome};
use crate::article::{Article, BodyFrom};
use crate::clock::Clock;
use crate::config::Config;
use crate::state::Waiting;
use figures::Figures;
use history::History;
use tally::{Counts, Tally};

/// How many failures of one feed's entries are told one by one.
const TOLD: usize = 20;

/// What was done since the start.
pub(super) struct Ledger {
    pub(super) figures: Arc<Figures>,
    /// By feed, if somebody waits for the end.
    pub(super) tally: Option<Tally>,
    /// Poll by poll, if there is a page to show them on.
    pub(super) history: Option<History>,
    clock: Arc<dyn Clock>,
}

impl Ledger {
    pub(super) fn new(
        figures: Arc<Figures>,
        clock: Arc<dyn Clock>,
        endurance: Endurance,
        config: &Config,
    ) -> Self {
        let is_waited_for = endurance == Endurance::GiveUp;
        Self {
            figures,
            tally: is_waited_for.then(Tally::default),
            history: config.status.listen.map(|_| History::default()),
            clock,
        }
    }

    pub(super) fn polled(&self, feed: &str, outcome: &Outcome) {
        self.figures.polled(outcome);
        self.count(feed, |counts| counts.poll = Some(outcome.clone()));
        if let Some(history) = &self.history {
            history.polled(feed, outcome, self.clock.now());
        }
    }

    /// An article is owed to the world.
    pub(super) fn emitted(&self, article: &Article, waiting: &Waiting) {
        self.figures.emitted(article, waiting.found);
        self.count(&waiting.feed, |counts| {
            match article.courant.body_from {
                BodyFrom::Page => counts.from_page += 1,
                _ => counts.from_feed += 1,
            }
            counts.revised += usize::from(article.courant.revision > 1);
        });
    }

    /// An entry is an article known already.
    pub(super) fn alias(&self, feed: &str) {
        self.figures.alias();
        self.count(feed, |counts| counts.aliases += 1);
    }

    /// An article was left out as a copy.
    pub(super) fn copy(&self, feed: &str) {
        self.figures.copy();
        self.count(feed, |counts| counts.copies += 1);
    }

    /// An article was taken back by its publisher.
    pub(super) fn taken_back(&self, feed: &str) {
        self.figures.taken_back();
        self.count(feed, |counts| counts.taken_back += 1);
    }

    /// A filter kept an entry back.
    pub(super) fn kept_back(&self, feed: &str) {
        self.count(feed, |counts| counts.kept_back += 1);
    }

    /// An entry's page could not be used.
    pub(super) fn page_failed(&self, waiting: &Waiting, reason: &Reason) {
        self.figures.page_failed(reason.code);
        self.count(&waiting.feed, |counts| {
            counts.failed += 1;
            if counts.failures.len() < TOLD {
                let page = waiting.page.clone().unwrap_or_default();
                counts.failures.push((page, reason.sentence.clone()));
            }
        });
    }

    fn count(&self, feed: &str, count: impl FnOnce(&mut Counts)) {
        if let Some(tally) = &self.tally {
            tally.count(feed, count);
        }
    }
}
