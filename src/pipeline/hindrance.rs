//! Hindrances: what stands in the way of some articles alone (a file where their directory belongs, a directory that we
//! may not write), while all others come out.
//!
//! Always: looked for before a page is asked for, and again before an article is marked; what has to wait does so in the
//! queue, and holds nothing that others want. A page that was read just as it came to stand there is read again once it is
//! gone. Never: a debt that is known to have no place, for all others would wait behind it.

use std::time::Duration;

use super::article::second::Before;
use super::{Endurance, Fault, Pipeline, blocking};
use crate::hosts::share;
use crate::output::{OutputError, stem};
use crate::state::{Trouble, Waiting};

/// An entry that was put back is tried again after as long as its hindrance has stood there, but no sooner than this …
const SHORTEST: Duration = Duration::from_secs(1);
/// … and no later than this; or up to twice as long, so that they do not all come at once.
const LONGEST: Duration = Duration::from_secs(30);

impl Pipeline {
    /// What stands in the way of the article that an entry is to become.
    pub(super) async fn hindrance(
        &self,
        waiting: &Waiting,
        before: Option<&Before>,
    ) -> Result<Option<OutputError>, Fault> {
        let stem = match before {
            Some(before) => before.known.stem.clone(),
            None => stem(self.clock.now(), &waiting.feed, None, waiting.id),
        };
        let (output, formats) = (self.output.clone(), self.config().output.formats.clone());
        let free = blocking(move || output.may_take(&stem, &formats)).await?;
        let hindrance = free.err().filter(OutputError::not_ours);
        if let (None, Some(former)) = (&hindrance, &waiting.error) {
            self.tell_freed(&former.sentence);
        }
        Ok(hindrance)
    }

    /// Puts an entry back whose article has no place: that costs it neither patience nor a read.
    pub(super) async fn put_back(
        &self,
        waiting: Waiting,
        hindrance: &OutputError,
    ) -> Result<(), Fault> {
        let stood = self.tell_hindrance(&waiting, hindrance).clamp(SHORTEST, LONGEST);
        let wait = match self.endurance {
            Endurance::Wait => stood + share(&waiting.id.to_string(), stood),
            // A pass tries nothing twice, and who comes after it need not wait.
            Endurance::GiveUp => Duration::ZERO,
        };
        let until = self.clock.now().checked_add(wait).unwrap_or(waiting.not_before);
        // What it waits for besides, and which look it is, is not to be forgotten over this.
        if waiting.again || waiting.error.is_some() {
            self.state.hold(&waiting, until);
            return Ok(());
        }
        let (code, sentence) = ("stage".to_owned(), hindrance.to_string());
        let why = Trouble { code, sentence };
        self.with_state(move |state| state.hold_for(&waiting, until, why)).await
    }

    /// Tells once what stands in the way of some articles; gives for how long it has.
    fn tell_hindrance(&self, waiting: &Waiting, hindrance: &OutputError) -> Duration {
        let stood = self.health.hindered(hindrance.to_string());
        if stood.is_none() {
            tracing::error!(error = "stage", feed = waiting.feed.as_str(), id = %waiting.id, detail = %hindrance,
                "An article cannot be written where it belongs; it waits, with all that belong there");
        }
        stood.unwrap_or_default()
    }

    /// Tells once that it stands in nobody's way any more.
    fn tell_freed(&self, hindrance: &str) {
        if self.health.freed(hindrance) {
            tracing::info!(detail = hindrance, "This is in the way of no article any more");
        }
    }
}
