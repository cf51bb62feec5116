//! The pulse: articles per hour of the last two days, read from the journal as it grows.
//!
//! Always: each line is read once; 48 numbers are kept. What the journal says of the future counts as now.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;

use crate::emission::Action;
use crate::output::{OutputError, Tail};

/// How many hours are shown.
pub(super) const HOURS: usize = 48;
/// Seconds of an hour.
const HOUR: i64 = 3_600;

/// Where it stands in the journal, and what it read.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    tail: Option<Tail>,
    hours: BTreeMap<i64, u32>,
}

/// An hour and how many articles came out in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hour {
    /// When it begins.
    pub(super) from: Timestamp,
    /// New articles; revisions are not counted.
    pub(super) articles: u32,
}

impl Pulse {
    /// Reads what came since the last time, and gives each hour up to this one.
    pub(super) fn take(&mut self, output: &Path, now: Timestamp) -> Result<Vec<Hour>, OutputError> {
        let this = now.as_second().div_euclid(HOUR);
        let first = this - i64::try_from(HOURS).unwrap_or(0) + 1;
        let since = Timestamp::from_second(first * HOUR).unwrap_or(Timestamp::UNIX_EPOCH);
        let tail = match &mut self.tail {
            Some(tail) => tail,
            none => none.insert(Tail::since(output, since)?),
        };
        loop {
            let told = tail.read()?;
            if told.is_empty() {
                break;
            }
            for told in told.iter().filter(|told| told.line.action == Action::New) {
                let hour = told.line.at.as_second().div_euclid(HOUR).min(this);
                if hour >= first {
                    *self.hours.entry(hour).or_default() += 1;
                }
            }
        }
        self.hours = self.hours.split_off(&first);
        Ok((first..=this)
            .map(|hour| Hour {
                from: Timestamp::from_second(hour * HOUR).unwrap_or(Timestamp::UNIX_EPOCH),
                articles: self.hours.get(&hour).copied().unwrap_or_default(),
            })
            .collect())
    }
}
