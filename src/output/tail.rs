//! The journal as a consumer reads it while it grows: no lock, whole lines only, in order.
//!
//! Always: each line once, and none left out, across the change of the day's file. Never: a line whose end
//! is not written yet, or more of them at a time than fit into a bounded memory.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::OutputError;
use super::journal::{DIRECTORY, days};
use super::lines::Lines;
use super::names::day;
use super::place::Place;
use crate::emission::Line;

/// How many lines are given at a time.
const MOST: usize = 1_000;

/// A place in the journal.
#[derive(Debug)]
pub struct Tail {
    output: PathBuf,
    /// The day that is being read; empty before the first.
    day: String,
    /// How much of its file is done, in bytes.
    offset: u64,
    /// The number of the last emission that was given, or was not asked for.
    seq: u64,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it says.
    pub line: Line,
    /// The line as it is written there, without its end.
    pub text: String,
}

impl Tail {
    /// The journal behind the emission of this number; 0 is before the first.
    ///
    /// # Errors
    /// Those of reading the journal.
    pub fn after(output: &Path, seq: u64) -> Result<Self, OutputError> {
        let mut tail = Self::before_all(output, seq);
        let Some(journal) = tail.journal()? else { return Ok(tail) };
        // The days are in the order of their numbers: of those that begin before it, the last has it.
        for day in days(&journal)? {
            let mut begins = Self { day: day.clone(), ..Self::before_all(output, 0) };
            match begins.read_day(&journal, 1)?.first() {
                Some(first) if first.line.seq > seq => break,
                Some(_) => tail.day = day,
                None => {}
            }
        }
        Ok(tail)
    }

    /// The journal from its end on: what comes from now.
    ///
    /// # Errors
    /// Those of reading the journal.
    pub fn end(output: &Path) -> Result<Self, OutputError> {
        let mut tail = Self::before_all(output, 0);
        let Some(journal) = tail.journal()? else { return Ok(tail) };
        tail.day = days(&journal)?.pop().unwrap_or_default();
        while !tail.read_day(&journal, MOST)?.is_empty() {}
        Ok(tail)
    }

    /// The journal from the day of this moment on.
    ///
    /// # Errors
    /// Those of reading the journal.
    pub fn since(output: &Path, at: Timestamp) -> Result<Self, OutputError> {
        let mut tail = Self::before_all(output, 0);
        tail.skip_to(&day(at))?;
        Ok(tail)
    }

    /// Leaves out the days before this one, as far as they are not reached yet.
    pub(super) fn skip_to(&mut self, day: &str) -> Result<(), OutputError> {
        let Some(journal) = self.journal()? else { return Ok(()) };
        // The day before it is read for nothing, so that the days' own order goes on from there.
        let before = days(&journal)?.into_iter().rfind(|other| other.as_str() < day);
        if let Some(before) = before.filter(|before| *before > self.day) {
            (self.day, self.offset) = (before, 0);
        }
        Ok(())
    }

    /// The next lines, a thousand at most; none if nothing came yet.
    ///
    /// # Errors
    /// Those of reading the journal.
    pub fn read(&mut self) -> Result<Vec<Told>, OutputError> {
        let Some(journal) = self.journal()? else { return Ok(Vec::new()) };
        loop {
            // A day is done once a later one has begun, so that is looked up before its end is read.
            let next = days(&journal)?.into_iter().find(|day| *day > self.day);
            let told = self.read_day(&journal, MOST)?;
            match next {
                Some(next) if told.is_empty() => (self.day, self.offset) = (next, 0),
                _ => return Ok(told),
            }
        }
    }

    /// Before the first day, with everything up to this emission not asked for.
    fn before_all(output: &Path, seq: u64) -> Self {
        Self { output: output.to_owned(), day: String::new(), offset: 0, seq }
    }

    fn journal(&self) -> Result<Option<Place>, OutputError> {
        Place::at(&self.output)?.open(DIRECTORY)
    }

    fn read_day(&mut self, journal: &Place, most: usize) -> Result<Vec<Told>, OutputError> {
        let mut told = Vec::new();
        if self.day.is_empty() {
            return Ok(told);
        }
        let mut lines = Lines::behind(journal, &self.day, self.offset)?;
        while told.len() < most
            && let Some(line) = lines.next_told()?
        {
            if line.seq > self.seq {
                self.seq = line.seq;
                let text = String::from_utf8_lossy(lines.text()).into_owned();
                told.push(Told { line, text });
            }
        }
        self.offset = lines.offset();
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::io::Write;

    use super::*;
    use crate::output::journal::Journal;
    use crate::output::{history, latest};

    fn write(output: &Path, day: &str, text: &str) {
        fs::create_dir_all(output.join("journal")).unwrap();
        let file = output.join("journal").join(format!("{day}.ndjson"));
        let mut file = OpenOptions::new().create(true).append(true).open(file).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn line(seq: u64) -> String {
        format!(
            "{{\"seq\":{seq},\"at\":\"2026-11-23T10:00:00Z\",\"action\":\"new\",\"id\":\"{seq:024x}\",\
             \"revision\":1,\"path\":\"2026-11-23/dw/a.json\",\"feed\":\"dw\",\"keys\":[],\"later\":true}}\n"
        )
    }

    const NONE: [u64; 0] = [];

    fn numbers(tail: &mut Tail) -> Vec<u64> {
        tail.read().unwrap().iter().map(|told| told.line.seq).collect()
    }

    #[test]
    fn a_line_without_its_end_is_left_until_it_has_one() {
        let home = tempfile::tempdir().unwrap();
        let mut tail = Tail::after(home.path(), 0).unwrap();
        assert_eq!(numbers(&mut tail), NONE, "there is no journal yet");
        let second = line(2);
        write(home.path(), "2026-11-23", &(line(1) + &second[..30]));
        assert_eq!(numbers(&mut tail), [1]);
        assert_eq!(numbers(&mut tail), NONE);
        write(home.path(), "2026-11-23", &second[30..]);
        let told = tail.read().unwrap();
        assert_eq!(told[0].text, second.trim_end(), "as it stands there, unknown fields too");
    }

    #[test]
    fn the_end_of_a_day_is_read_before_the_next_one() {
        let home = tempfile::tempdir().unwrap();
        write(home.path(), "2026-11-23", &line(1));
        let mut tail = Tail::after(home.path(), 0).unwrap();
        assert_eq!(numbers(&mut tail), [1]);
        write(home.path(), "2026-11-23", &line(2));
        write(home.path(), "2026-11-24", &line(3));
        assert_eq!(numbers(&mut tail), [2]);
        write(home.path(), "2026-11-24", &line(4));
        assert_eq!(numbers(&mut tail), [3, 4]);
    }

    #[test]
    fn it_begins_behind_any_number_and_at_the_end() {
        let home = tempfile::tempdir().unwrap();
        write(home.path(), "2026-11-21", &(1..=1_500).map(line).collect::<String>());
        write(home.path(), "2026-11-22", "");
        write(home.path(), "2026-11-23", &(1_501..=1_600).map(line).collect::<String>());
        for since in [0, 1, 1_499, 1_500, 1_501, 1_599, 1_600, 9_999] {
            let mut tail = Tail::after(home.path(), since).unwrap();
            let mut met = Vec::new();
            while let Some(more) = Some(numbers(&mut tail)).filter(|more| !more.is_empty()) {
                assert!(more.len() <= MOST);
                met.extend(more);
            }
            assert_eq!(met, ((since + 1)..=1_600).collect::<Vec<_>>(), "since {since}");
        }
        let mut tail = Tail::end(home.path()).unwrap();
        assert_eq!(numbers(&mut tail), NONE);
        write(home.path(), "2026-11-24", &line(1_601));
        assert_eq!(numbers(&mut tail), [1_601]);
    }
    #[test]
    fn a_line_that_is_too_long_hides_no_other_from_anybody() {
        let home = tempfile::tempdir().unwrap();
        let damage = "\0".repeat(5 << 20) + "\n";
        write(home.path(), "2026-11-23", &(line(1) + &damage + &line(2)));
        write(home.path(), "2026-11-24", &line(3));
        let mut tail = Tail::after(home.path(), 0).unwrap();
        assert_eq!([numbers(&mut tail), numbers(&mut tail)].concat(), [1, 2, 3]);
        let second = "000000000000000000000002".parse().unwrap();
        assert_eq!(history(home.path(), second, "2026-11-23/dw/a").unwrap().len(), 1);
        assert_eq!(latest(home.path(), 9, |_| true).unwrap().len(), 3);
        let journal = Journal::open(&Place::at(home.path()).unwrap()).unwrap();
        let mut read = Vec::new();
        let each = |lines: &[Line]| {
            read.extend(lines.iter().map(|line| line.seq));
            Ok::<_, OutputError>(())
        };
        journal.read(each).unwrap();
        assert_eq!(read, [1, 2, 3]);
    }
}
