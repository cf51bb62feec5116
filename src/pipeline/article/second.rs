//! Second looks: whether what one brings may replace what came out, and when there is another.
//!
//! Always: a text is replaced by a better or a later one, never by what a wall, an error page or half an answer
//! shows in its place. What came out poor is looked at again after [`POOR`]; what came out well only if its entry
//! changed, or if `[revise] rereads` asks for it. Never: more than three looks at an entry on one day.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::compose::Composed;
use crate::extract::Doubt;
use crate::output::file_of;
use crate::pipeline::reason::{self, Code, Reason};
use crate::pipeline::{Fault, Pipeline};
use crate::state::{Emission, Known, Look, Marked, Met, Portrait, Rank, Reading, Trouble, Waiting};

/// A text that came out poor is looked at again after minutes, hours, and a day.
pub(super) const POOR: [Duration; 3] =
    [Duration::from_mins(10), Duration::from_hours(3), Duration::from_hours(24)];
/// With `[revise] rereads` a page is read again so long after its article came out.
pub(super) const REREADS: [Duration; 3] =
    [Duration::from_hours(1), Duration::from_hours(4), Duration::from_hours(12)];
/// A page that is not found is looked for again after this time …
const MISSING: Duration = Duration::from_hours(24);
/// … and its article is taken back if it was not found so often …
const MISSED: u8 = 3;
/// … over so long a time.
const MISSED_FOR: SignedDuration = SignedDuration::from_hours(47);
/// A page that is then neither found nor gone is left alone.
const MISSED_AT_MOST: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A look that is too many on its day has its turn after this time, whenever that day ends.
const A_DAY_LATER: Duration = Duration::from_hours(24);
/// Faults of a page that may pass by themselves, besides those of getting it and a text that is none of its own.
const PASSING: [Code; 3] = ["no_body", reason::SAME_BODY, reason::INCOMPLETE];
/// A text that is worth so much less than the one before, in hundredths, does not replace it.
const WORSE: u8 = 20;

/// What came out of an entry before.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Before {
    pub(in crate::pipeline) known: Known,
    pub(in crate::pipeline) portrait: Option<Portrait>,
}

/// What an entry that was claimed is claimed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It is new, or is tried once more.
    News,
    /// Its feed shows it changed.
    Edit,
    /// A look that nothing but time brought about.
    Look,
    /// Such a look that is not to be now.
    NotNow,
    /// A change of an entry whose page was read as often today as may be.
    NotToday,
    /// Such a look that is not to be at all.
    Never,
}

/// Whether a page that could not be used may be of use later.
pub(super) fn may_pass(reason: &Reason) -> bool {
    let foreign = Doubt::from_code(reason.code).is_some_and(Doubt::is_foreign);
    reason.passing || foreign || PASSING.contains(&reason.code)
}

/// Why a second look's text does not replace the one before, if it does not.
pub(super) fn worse(before: &Before, now: &Composed) -> Option<&'static str> {
    let Some(before) = &before.portrait else {
        let lost = before.known.from_page == Some(true) && !now.is_whole_page();
        return lost.then_some("it is not from the page, as the one before");
    };
    let (own, longer) = (&now.portrait, now.portrait.words >= before.words);
    let feed_tells_more = before.rank == Rank::DoubtfulPage && own.rank == Rank::Feed && longer;
    if own.rank < before.rank && !feed_tells_more {
        return Some("it comes from a poorer place than the one that came out");
    }
    if own.rank > before.rank {
        return None;
    }
    if own.quality.saturating_add(WORSE) < before.quality {
        return Some("it is more doubtful than the one that came out");
    }
    // The page itself says that it was edited since.
    let edited = now.modified.is_some_and(|at| at > before.at);
    if !own.rank.is_of_page() || edited {
        return None;
    }
    let (Some(new), Some(old)) = (&own.sketch, &before.sketch) else { return None };
    let (of_shorter, _) = new.shared_with(old);
    if of_shorter >= 0.95 && own.words * 5 < before.words * 4 {
        return Some("it is the beginning of the one that came out");
    }
    if of_shorter < 0.1 && own.words * 5 < before.words * 3 {
        return Some("it is another text, and shorter");
    }
    None
}

/// When an article is looked at again after this emission, or after a look that changed nothing.
pub(in crate::pipeline) fn next_look(
    looks: u8,
    first: Timestamp,
    poor: Option<&Trouble>,
    rereads: u32,
    now: Timestamp,
) -> Option<Look> {
    let at = if poor.is_some() {
        now.checked_add(*POOR.get(usize::from(looks))?).ok()?
    } else {
        let wait = REREADS.get(usize::from(looks)).filter(|_| u32::from(looks) < rereads)?;
        first.checked_add(*wait).ok()?.max(now)
    };
    Some(Look { at, why: poor.cloned() })
}

impl Pipeline {
    /// What a claimed entry is claimed for; and its read, if its page is read again for that.
    pub(super) async fn purpose(
        &self,
        waiting: &Waiting,
        before: Option<&Before>,
    ) -> Result<(Purpose, Option<Reading>), Fault> {
        let portrait = before.and_then(|before| before.portrait.as_ref());
        let look = portrait.filter(|portrait| portrait.look_at == Some(waiting.not_before));
        let is_well =
            |portrait: &Portrait| portrait.rank == Rank::Page && portrait.missing.is_none();
        // A page that could not be had for the moment is tried again by the ladder.
        let has_feed = self.feed(&waiting.feed).is_some();
        let is_new = !waiting.again || before.is_none();
        if is_new || !has_feed || look.is_none() && waiting.attempts > 0 {
            return Ok((Purpose::News, None));
        }
        if look.is_some_and(is_well) && !self.state.is_shown(waiting.id) {
            return Ok((Purpose::Never, None));
        }
        let (id, now) = (waiting.id, self.clock.now());
        let reading = self.with_state(move |state| state.begin_read(id, now)).await?;
        let purpose = match (look, reading.is_some()) {
            (Some(_), true) => Purpose::Look,
            (Some(_), false) => Purpose::NotNow,
            (None, true) => Purpose::Edit,
            (None, false) => Purpose::NotToday,
        };
        Ok((purpose, reading))
    }

    /// An entry whose look was in vain, as it waits for the next one; `None` if that was the last.
    pub(super) fn look_later(
        &self,
        waiting: &Waiting,
        portrait: &Portrait,
        why: Option<&Reason>,
    ) -> Option<(Waiting, Portrait)> {
        let (now, mut portrait) = (self.clock.now(), portrait.clone());
        let told = why.map(Trouble::from);
        let look = if let Some((since, _)) = portrait.missing {
            if now.duration_since(since) > MISSED_AT_MOST {
                return None;
            }
            Look { at: now.checked_add(MISSING).ok()?, why: told }
        } else {
            if portrait.look_at == Some(waiting.not_before) {
                portrait.looks = portrait.looks.saturating_add(1);
            }
            // What an edit says could not be read, or the text is still poor.
            let poor = told.filter(|_| why.is_some_and(may_pass));
            let poor =
                poor.or_else(|| waiting.error.clone().filter(|_| portrait.rank < Rank::Page));
            let rereads = self.config().revise.rereads;
            next_look(portrait.looks, portrait.first, poor.as_ref(), rereads, now)?
        };
        let until = why.and_then(|reason| reason.until).unwrap_or(look.at);
        Some(waits_until(waiting, portrait, Look { at: look.at.max(until), ..look }))
    }

    /// The same for a look that is not to be on this day any more.
    pub(super) fn look_a_day_later(
        &self,
        waiting: &Waiting,
        portrait: &Portrait,
    ) -> Option<(Waiting, Portrait)> {
        let at = self.clock.now().checked_add(A_DAY_LATER).ok()?;
        Some(waits_until(waiting, portrait.clone(), Look { at, why: waiting.error.clone() }))
    }

    /// What it means that the page of an article that came out from it is gone, or is not found: `true` if its
    /// publisher took it back for good.
    pub(super) fn is_taken_back(&self, portrait: &mut Portrait, reason: &Reason) -> bool {
        let now = self.clock.now();
        match reason.code {
            reason::GONE => true,
            reason::NOT_FOUND => {
                let (since, times) = portrait.missing.unwrap_or((now, 0));
                let times = times.saturating_add(1);
                portrait.missing = Some((since, times));
                times >= MISSED && now.duration_since(since) >= MISSED_FOR
            }
            _ => false,
        }
    }

    /// Tells that an article was taken back. Its file stays.
    pub(super) async fn withdraw(
        &self,
        waiting: Waiting,
        known: Known,
        mut portrait: Portrait,
    ) -> Result<(), Fault> {
        portrait.withdrawn = true;
        portrait.missing = None;
        let formats = self.config().output.formats.clone();
        let emission = Emission {
            at: self.clock.now(),
            revision: known.revision,
            url: portrait.teller.url.clone(),
            title: portrait.teller.title.clone(),
            met: Met::default(),
            lasting: known.lasting.unwrap_or_default(),
            from_page: known.from_page.unwrap_or_default(),
            portrait: None,
            changes: None,
            look: None,
        };
        let (feed, id) = (known.feed.clone(), waiting.id);
        let marked = self
            .with_state(move |state| {
                let path = file_of(&known.stem, &formats);
                state.withdraw(&waiting, &emission, &path, &portrait)
            })
            .await?;
        if let Marked::Owed(_) = marked {
            tracing::info!(feed, %id, "An article was taken back by its publisher; its file stays");
            self.ledger.taken_back(&feed);
            self.debts.notify_one();
        }
        Ok(())
    }
}

fn waits_until(waiting: &Waiting, mut portrait: Portrait, look: Look) -> (Waiting, Portrait) {
    portrait.look_at = Some(look.at);
    let waiting = Waiting { attempts: 0, not_before: look.at, error: look.why, ..waiting.clone() };
    (waiting, portrait)
}
