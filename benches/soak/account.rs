//! What was shown, held against what came out.
//!
//! What was sent shortly before the daemon ended may not have been taken in. It counts as shown only if it was shown
//! again; else it may have come out, and need not have.

use std::collections::HashMap;
use std::fmt;

use courant::emission::Action;

use crate::consumer::Consumed;
use crate::log::{Kind, Seen};
use crate::world::World;

/// Before an end so much may have been under way, by the virtual clock: in milliseconds.
const UNDER_WAY: i64 = 60_000;

/// Of one entry: a bit for each edit.
#[derive(Default)]
struct Entry {
    /// Shown, and taken in.
    surely: u8,
    /// Shown at all.
    perhaps: u8,
    came: u32,
    revised: u32,
    /// Its revisions did not come one after the other.
    jumped: bool,
}

#[derive(Default)]
pub(crate) struct Account {
    /// Entries that must have come out, and those that may have.
    shown: usize,
    perhaps: usize,
    /// Edits that must have.
    edits: u32,
    new: u32,
    revised: u32,
    other: usize,
    missed: usize,
    twice: usize,
    unknown: usize,
    unrevised: usize,
    too_often_revised: usize,
    jumped: usize,
    missing: usize,
    gaps: usize,
    /// A few of what is wrong.
    examples: Vec<String>,
}

impl Account {
    pub(crate) fn of(world: &World, log: &[Seen], consumed: &Consumed) -> Self {
        let mut entries: HashMap<(u32, i64), Entry> = HashMap::new();
        let mut end = i64::MAX;
        // From the last to the first, so that each life's end is known.
        for seen in log.iter().rev() {
            match seen.kind {
                Kind::End => end = seen.at,
                Kind::Sent => {
                    let surely = seen.at < end - UNDER_WAY;
                    for shown in world.shown(seen.feed, seen.at) {
                        let entry = entries.entry((seen.feed, shown.number)).or_default();
                        entry.perhaps |= 1 << shown.edit;
                        entry.surely |= u8::from(surely) << shown.edit;
                    }
                }
                _ => {}
            }
        }
        let mut account =
            Self { missing: consumed.missing, gaps: consumed.gaps, ..Self::default() };
        for line in &consumed.lines {
            let Some(entry) = entries.get_mut(&(line.feed, line.number)) else {
                account.unknown += 1;
                continue;
            };
            match line.action {
                Action::New => entry.came += 1,
                Action::Revised => entry.revised += 1,
                Action::Skipped | Action::Withdrawn => account.other += 1,
            }
            entry.jumped |= line.revision != entry.came + entry.revised;
        }
        for (key, entry) in &entries {
            account.count(*key, entry);
        }
        account
    }

    fn count(&mut self, key: (u32, i64), entry: &Entry) {
        let Entry { surely, perhaps, came, revised, jumped } = *entry;
        let edits = |shown: u8| shown.count_ones().saturating_sub(1);
        self.shown += usize::from(surely != 0);
        self.perhaps += usize::from(surely == 0);
        self.edits += edits(surely);
        self.new += came;
        self.revised += revised;
        let wrong = [
            (&mut self.missed, surely != 0 && came == 0, "did not come out"),
            (&mut self.twice, came > 1, "came out twice"),
            (&mut self.unrevised, came > 0 && revised < edits(surely), "lacks a revision"),
            (&mut self.too_often_revised, revised > edits(perhaps), "has a revision too many"),
            (&mut self.jumped, jumped, "has its revisions out of order"),
        ];
        for (count, is_so, what) in wrong {
            *count += usize::from(is_so);
            if is_so && self.examples.len() < 10 {
                self.examples.push(format!("entry {key:?} {what}: {surely:b} surely shown, {perhaps:b} perhaps, {came} new, {revised} revised"));
            }
        }
    }

    /// What is wrong.
    pub(crate) fn faults(&self) -> Vec<String> {
        let counts = [
            (self.missed, "entries did not come out"),
            (self.twice, "entries came out more than once"),
            (self.unknown, "lines tell of what was never shown"),
            (self.unrevised, "entries lack a revision"),
            (self.too_often_revised, "entries have a revision too many"),
            (self.jumped, "entries have revisions out of order"),
            (self.other, "lines tell of copies or of what was taken back"),
            (self.missing, "articles had no file when the journal told of them"),
            (self.gaps, "gaps in the journal's numbers"),
        ];
        let wrong = counts.iter().filter(|(count, _)| *count > 0);
        let counted = wrong.map(|(count, what)| format!("{count} {what}"));
        counted.chain(self.examples.iter().cloned()).collect()
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "shown: {} entries and {} edits, and {} entries only shortly before an end; came out: {} new, {} revised",
            self.shown, self.edits, self.perhaps, self.new, self.revised
        )
    }
}
