//! Emit: a composed article is staged and marked, and from then on owed.
//!
//! Always: staged before it is marked, and discarded if nothing is to be emitted. Never: a page asked for
//! again because the output could not be written; the article is held instead.

use std::sync::Arc;
use std::time::Duration;

use super::compose::Composed;
use super::{Fault, Pipeline, blocking, concern};
use crate::output::stem;
use crate::state::{Known, Marked, Waiting};

/// An article that cannot be written is tried again after this time, then after twice as long, up to [`LONGEST_HOLD`].
const FIRST_HOLD: Duration = Duration::from_millis(500);
/// The longest time between two tries to write an article.
const LONGEST_HOLD: Duration = Duration::from_secs(30);

impl Pipeline {
    /// Writes an article and marks it. While it cannot be written it is held here, since its page is not to be
    /// asked for again; when the pipeline stops, its entry is still in the queue.
    pub(super) async fn emit(
        &self,
        waiting: Waiting,
        known: Option<Known>,
        mut composed: Composed,
    ) -> Result<(), Fault> {
        let (feed, id) = (waiting.feed.clone(), waiting.id);
        let entry = Arc::new((waiting, known));
        let mut wait = FIRST_HOLD;
        let (marked, composed) = loop {
            composed.article.courant.emitted = self.clock.now();
            let (marked, held) = self.stage_and_mark(entry.clone(), composed).await?;
            composed = held;
            match marked {
                Err(fault) if self.endures(&fault) => {
                    tracing::error!(error = "stage", feed = feed.as_str(), %id, detail = %fault,
                        again_in = ?wait, "An article cannot be written; it is held");
                    tokio::select! {
                        () = tokio::time::sleep(wait) => wait = (wait * 2).min(LONGEST_HOLD),
                        () = self.stop.cancelled() => return Ok(()),
                    }
                }
                marked => break (marked?, composed),
            }
        };
        match marked {
            Marked::Owed(_) => {
                let extension = &composed.article.courant;
                self.tally.emitted(&feed, extension.body_from, extension.revision);
                self.debts.notify_one();
            }
            Marked::Alias(_) => self.tally.alias(&feed),
            Marked::Unchanged | Marked::Superseded => {}
        }
        Ok(())
    }

    async fn stage_and_mark(
        &self,
        entry: Arc<(Waiting, Option<Known>)>,
        composed: Composed,
    ) -> Result<(Result<Marked, Fault>, Composed), Fault> {
        let (state, output, formats) =
            (self.state.clone(), self.output.clone(), self.config().output.formats.clone());
        blocking(move || {
            let (waiting, known) = &*entry;
            let emission = composed.emission(waiting);
            let article = &composed.article;
            let place = match known {
                Some(known) => known.stem.clone(),
                None => stem(emission.at, &waiting.feed, article.title.as_deref(), article.id),
            };
            let marked = || {
                let staged = output.stage(article, &place, &formats)?;
                let marked = state.mark(waiting, &staged, &emission)?;
                match (marked, &composed.traces) {
                    // An article that comes again has left its traces, and they count once.
                    (Marked::Owed(_), Some((host, traces))) if known.is_none() => {
                        state.remember_host(host.as_str(), traces, emission.at)?;
                    }
                    (Marked::Owed(_), _) => {}
                    _ => output.discard(staged)?,
                }
                if let (Marked::Owed(_), Some(sample), None) = (marked, composed.sample, known)
                    && let Some((turn, harvest)) =
                        state.learn_harvest(&waiting.feed, sample, emission.at)?
                {
                    concern::tell_turn(&waiting.feed, turn, &harvest);
                }
                Ok(marked)
            };
            (marked(), composed)
        })
        .await
    }
}
