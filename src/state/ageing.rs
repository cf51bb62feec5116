//! Ageing: what is remembered is bounded, and what left its feeds longest ago is forgotten first.
//!
//! Always: an article is forgotten whole (its keys, its record, its place in the order) in one change, and the
//! journal's lines that told of it stay counted. Never: one that a feed's last document shows, or that waits in
//! the queue; one at all in the weeks after the journal was learnt, when windows have to be seen anew.

use jiff::Timestamp;

use super::change::Change;
use super::records::{Known, Remembered, Totals};
use super::{State, StateError, key_of, kind};
use crate::clock::day_of;
use crate::identity::ArticleId;

/// So many articles are remembered, and more only while feeds still show them: about 1 GiB on disk
/// (`cargo bench --bench remembered`). What holds it down is the time of a start, which reads them all once.
pub const MAX_ARTICLES: u64 = 1_000_000;
/// So many keys lead to one article; further ones are not remembered. A feed that gives a new guid to the same
/// link at every poll would take room without end.
pub const MAX_KEYS: usize = 256;
/// So many articles are forgotten after a poll, or four times as many as it showed: more than it can have brought
/// with what its entries share, and few enough to hold nobody up.
pub(super) const AT_ONCE: usize = 128;
/// For so many days after the journal was learnt nothing is forgotten: its lines do not say what feeds show.
pub(super) const DAYS_TO_MEET_AGAIN: i64 = 30;

impl State {
    /// Forgets what is too much, after a poll that showed so many entries. Not durable before the next change
    /// that is: what a crash brings back is forgotten once more.
    pub(super) fn forget(
        &self,
        totals: &mut Totals,
        now: Timestamp,
        shown: usize,
    ) -> Result<(), StateError> {
        let today = day_of(now);
        let excess = totals.articles.saturating_sub(self.room);
        let meeting =
            totals.learnt.is_some_and(|day| (day..day + DAYS_TO_MEET_AGAIN).contains(&today));
        if excess == 0 || meeting {
            return Ok(());
        }
        let few = usize::try_from(excess).unwrap_or(usize::MAX).min(AT_ONCE.max(4 * shown));
        let mut counted = *totals;
        let mut change = Change::default();
        let (mut fewer, mut free) = (Vec::new(), Vec::new());
        for place in self.database.scan_prefix([kind::LEFT]).keys().take(few) {
            let place = place?;
            let id = place.get(5..).and_then(ArticleId::from_bytes);
            let id =
                id.ok_or_else(|| StateError::Damaged("a place names no article".to_owned()))?;
            if self.waiting(id)?.is_some() {
                // It is to be looked at again, and has its turn after the others.
                if let Some(memory) = change.touch(self, id)? {
                    memory.gone = Some(today);
                }
                continue;
            }
            let memory = self.memory_of(id)?;
            free.extend(memory.as_ref().and_then(|memory| memory.kept.clone()));
            let keys = memory.map(|memory| memory.keys).unwrap_or_default();
            counted.keys -= keys.len() as u64;
            if let Some(known) = self.known(id)? {
                change.batch.remove(key_of(kind::KNOWN, id.as_bytes()));
                counted.lines -= u64::from(known.lines);
                counted.forgotten += u64::from(known.lines);
                fewer.push(known);
            }
            change.forget(id, keys);
            change.batch.remove(place);
            counted.articles -= 1;
        }
        change.apply(self, totals, counted)?;
        self.leave_census(&fewer);
        self.leave_kept(&free);
        Ok(())
    }

    fn leave_census(&self, forgotten: &[Known]) {
        let mut census = self.census();
        for known in forgotten {
            if let Some(count) = known.came_through().and_then(|feed| census.get_mut(feed)) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// What is remembered of an article besides its emissions.
    pub(super) fn memory_of(&self, id: ArticleId) -> Result<Option<Remembered>, StateError> {
        self.database.read(key_of(kind::REMEMBERED, id.as_bytes()))
    }
}

/// Where an article stands among those that no feed shows: by the day, then by its id.
pub(super) fn place_of(day: i64, id: ArticleId) -> Vec<u8> {
    let day = u32::try_from(day.max(0)).unwrap_or(u32::MAX);
    key_of(kind::LEFT, &[&day.to_be_bytes()[..], id.as_bytes()].concat())
}
