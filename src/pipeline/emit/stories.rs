//! The stories desk: gives each article its place among those that tell the same.
//!
//! Always: an article that is being written holds its place, and a copy of it waits until it stands or is given
//! up; so no copy names a story that never came out, and of two copies that come at once one is the first.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::clock::day_of;
use crate::config::{Config, Stories};
use crate::identity::ArticleId;
use crate::pipeline::{Fault, Pipeline, blocking};
use crate::state::{Portrait, State};
use crate::stories::{Found, Member, Window};

/// So many sources are remembered as told of, for repeating one page; then it is told anew.
const MAX_TOLD: usize = 10_000;
/// For so long portraits are kept at least.
const KEPT_FOR: Duration = Duration::from_hours(7 * 24);

/// The desk.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Desk {
    window: Mutex<Window>,
    /// Articles that are in the window and not yet marked.
    under_way: Mutex<HashSet<ArticleId>>,
    /// One of them was marked, or given up.
    settled: Notify,
    /// Sources of which it was told that they answer everything with one page.
    told: Mutex<HashSet<u64>>,
}

/// The place of an article that is being written; it is given up unless it is [kept](Reservation::keep).
#[derive(Debug)]
pub(super) struct Reservation<'a> {
    desk: &'a Desk,
    id: ArticleId,
    /// It came out before, and stands at its former place until it is kept.
    again: bool,
    kept: bool,
}

impl Desk {
    /// A desk that knows the articles of the last days.
    pub(in crate::pipeline) fn open(
        config: &Config,
        state: &State,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let desk = Self::default();
        let mut known = Vec::new();
        let since = now.checked_sub(config.dedup.window).unwrap_or(Timestamp::MIN);
        state.portraits(oldest(config.dedup.window, now), |id, portrait| {
            let is_in = portrait.at >= since && portrait.sketch.is_some();
            if is_in && config.dedup.stories != Stories::Off {
                known.push((id, portrait));
            }
        })?;
        // Beyond what the window holds the oldest would go again.
        known.sort_unstable_by_key(|(id, portrait)| (portrait.at, *id));
        for (id, portrait) in known {
            desk.put(id, &portrait);
        }
        Ok(desk)
    }

    /// Finds the story of an article and reserves its place, once no article that it is a copy of is under way.
    pub(super) async fn reserve(
        &self,
        id: ArticleId,
        portrait: &mut Portrait,
        before: Option<&Portrait>,
    ) -> Reservation<'_> {
        let reservation = Reservation { desk: self, id, again: before.is_some(), kept: false };
        let Some(sketch) = portrait.sketch.clone() else {
            stay(portrait, before);
            return reservation;
        };
        loop {
            let settled = self.settled.notified();
            tokio::pin!(settled);
            settled.as_mut().enable();
            {
                let mut window = self.window();
                let found = window.find(&member(id, portrait), &sketch);
                let waits = match found {
                    Found::Copy { of, story, .. } => {
                        let under_way = self.under_way();
                        under_way.contains(&of) || under_way.contains(&story)
                    }
                    _ => false,
                };
                if !waits {
                    // What came out keeps its story; one that nobody followed may find one.
                    let settled = before.is_some_and(|before| before.story != id)
                        || before.is_some() && window.is_followed(id);
                    if settled {
                        stay(portrait, before);
                    } else if let Found::Copy { story, similarity, .. } = found
                        && story != id
                    {
                        portrait.story = story;
                        portrait.similarity = Some(hundredths(similarity));
                    }
                    if before.is_none() {
                        window.put(member(id, portrait), &sketch, day_of(portrait.at));
                        self.under_way().insert(id);
                    }
                    return reservation;
                }
            }
            settled.await;
        }
    }

    /// Whether this text is what its site answers everything with; and whether that is news.
    pub(in crate::pipeline) fn repeats(&self, id: ArticleId, portrait: &Portrait) -> Option<bool> {
        let sketch = portrait.sketch.as_ref()?;
        let found = self.window().find(&member(id, portrait), sketch);
        (found == Found::Repeated).then(|| {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.len() >= MAX_TOLD {
                told.clear();
            }
            told.insert(portrait.source)
        })
    }

    /// Lets go what is older than the window.
    pub(super) fn forget(&self, window: Duration, now: Timestamp) {
        let oldest = now.checked_sub(window).unwrap_or(Timestamp::MIN);
        self.window().forget_before(day_of(oldest));
    }

    fn put(&self, id: ArticleId, portrait: &Portrait) {
        if let Some(sketch) = &portrait.sketch {
            self.window().put(member(id, portrait), sketch, day_of(portrait.at));
        }
    }

    fn window(&self) -> MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn under_way(&self) -> MutexGuard<'_, HashSet<ArticleId>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pipeline {
    /// Lets go of stories, and of what is kept of articles' texts and revisions, when they are old.
    pub async fn forget_stories(&self) -> Result<(), Fault> {
        let (window, now) = (self.config().dedup.window, self.clock.now());
        self.desk.forget(window, now);
        let output = self.output.clone();
        blocking(move || output.forget_revisions(now)).await??;
        self.with_state(move |state| state.portraits(oldest(window, now), |_, _| ())).await
    }
}

/// From when on portraits are kept: second looks need them for some days, whatever the window.
fn oldest(window: Duration, now: Timestamp) -> Timestamp {
    now.checked_sub(window.max(KEPT_FOR)).unwrap_or(Timestamp::MIN)
}

impl Reservation<'_> {
    /// The article is marked: its place is its own.
    pub(in crate::pipeline) fn keep(mut self, portrait: &Portrait) {
        self.kept = true;
        if self.again {
            self.desk.window().take_out(self.id);
            self.desk.put(self.id, portrait);
        }
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if !self.again {
            self.desk.under_way().remove(&self.id);
            if !self.kept {
                self.desk.window().take_out(self.id);
            }
            self.desk.settled.notify_waiters();
        }
    }
}

/// An article that came out stays in its story.
fn stay(portrait: &mut Portrait, before: Option<&Portrait>) {
    if let Some(before) = before {
        portrait.story = before.story;
        portrait.similarity = before.similarity;
    }
}

fn member(id: ArticleId, portrait: &Portrait) -> Member {
    let Portrait { story, source, headline, .. } = portrait;
    Member { id, story: *story, source: *source, headline: *headline }
}

/// A share of one in hundredths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to 100")]
pub(in crate::pipeline) fn hundredths(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}
