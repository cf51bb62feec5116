//! Copies: an article that tells what another one told is left out.
//!
//! Always: where the copy is clearly better, and soon enough, the first article of its story comes out anew with its
//! text. Never: one that its publisher took back.

use jiff::SignedDuration;

use super::{Emitted, LeftOut, Work};
use crate::article::{Also, Article, Source};
use crate::emission::Staged;
use crate::output::{Output, OutputError, file_of};
use crate::pipeline::Fault;
use crate::pipeline::article::changes;
use crate::state::{Emission, Known, Marked, Portrait, Replaced, State, Teller};

/// For so long after a story's first article came out a better copy takes its place.
const REPLACED_WITHIN: SignedDuration = SignedDuration::from_hours(6);

impl Work {
    /// Leaves the article out; where it is clearly better than the first of its story, that one comes out anew
    /// with its text.
    pub(super) fn leave_out(
        &self,
        state: &State,
        output: &Output,
        emission: &Emission,
        stem: &str,
        first: &Known,
    ) -> Result<Emitted, Fault> {
        let story = self.composed.portrait.story;
        let path = file_of(stem, &self.formats);
        let left_out =
            |marked, replaces| Ok(Emitted { marked, left_out: Some(LeftOut { replaces }) });
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
                return left_out(marked, true);
            }
            output.discard(&better.staged)?;
            self.drop_text(output, &article);
            if marked != Marked::Outrun {
                return left_out(marked, false);
            }
        }
        left_out(state.skip(&self.waiting, &path, emission, story, None)?, false)
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

pub(super) fn also(teller: &Teller) -> Also {
    let Teller { feed, url, title } = teller.clone();
    Also { feed, url, title }
}
