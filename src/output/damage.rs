//! Lines of the journal that cannot be read, and what they told, as far as their neighbours know.
//!
//! Always: the whole journal is read, for who asks; so never at a start.

use std::fmt;
use std::path::PathBuf;

use super::OutputError;
use super::journal::{days, file_of};
use super::lines::Lines;
use super::place::Place;

/// The first damaged line of the journal, as a sentence.
#[derive(Debug)]
pub struct Damage {
    file: PathBuf,
    /// Where it begins.
    offset: u64,
    /// The emission before it, 0 for none.
    after: u64,
    /// The emission behind it, and behind those damaged ones that follow it at once.
    before: Option<u64>,
    /// How many more there are.
    others: u64,
}

impl Damage {
    /// Reads the whole journal.
    pub(super) fn find(journal: &Place) -> Result<Option<Self>, OutputError> {
        let (mut found, mut last) = (None::<Self>, 0);
        for day in days(journal)? {
            let mut lines = Lines::behind(journal, &day, 0)?;
            loop {
                let line = lines.next_told()?;
                if let Some((offset, count)) = lines.take_damaged() {
                    if let Some(found) = &mut found {
                        found.others += count;
                    } else {
                        let file = journal.path.join(file_of(&day));
                        let others = count - 1;
                        found = Some(Self { file, offset, after: last, before: None, others });
                    }
                }
                let Some(line) = line else { break };
                if let Some(found) = &mut found {
                    found.before.get_or_insert(line.seq);
                }
                last = line.seq;
            }
        }
        Ok(found)
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be read at byte {}: ", self.file.display(), self.offset)?;
        let first = self.after + 1;
        match self.before.map(|before| before.saturating_sub(1)) {
            None => write!(f, "what stands behind emission {} was damaged", self.after)?,
            Some(last) if last < first => f.write_str("a line there is none of courant's")?,
            Some(last) if last == first => write!(f, "emission {first} is missing")?,
            Some(last) => write!(f, "emissions {first} to {last} are missing")?,
        }
        match self.others {
            0 => Ok(()),
            1 => f.write_str(", and one more line is damaged"),
            others => write!(f, ", and {others} more lines are damaged"),
        }
    }
}
