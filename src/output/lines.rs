//! A day's lines of the journal, one after the other, as everybody reads them.
//!
//! Always: whole lines, in bounded memory; one that is longer than any of ours, or that cannot be read, was damaged
//! from outside, and is passed over and told, once in a process. Never: a line whose end is not written yet.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::mem;
use std::path::PathBuf;

use parking_lot::Mutex;

use super::OutputError;
use super::journal::open_day;
use super::place::Place;
use crate::emission::Line;

/// The longest line that is read back, in bytes; ours are far shorter.
pub(super) const MAX_LINE: usize = 1 << 20;

/// So many damaged lines are told of; where there are more, these tell enough.
const MOST_TOLD: usize = 1_000;
/// The damaged lines that were told of: the same ones are read again and again.
static TOLD: Mutex<BTreeSet<(PathBuf, u64)>> = Mutex::new(BTreeSet::new());

/// The lines of a day that are not read yet.
pub(super) struct Lines {
    reader: BufReader<File>,
    path: PathBuf,
    /// How much of the file is done, in bytes.
    offset: u64,
    text: Vec<u8>,
    /// Where the first damaged line begins of those that nobody asked for, and how many they are.
    damaged: Option<(u64, u64)>,
}

impl Lines {
    /// Those behind so many bytes of a day's file.
    pub(super) fn behind(journal: &Place, day: &str, offset: u64) -> Result<Self, OutputError> {
        let (mut reader, path) = open_day(journal, day)?;
        let sought = reader.seek(SeekFrom::Start(offset));
        sought.map_err(|source| OutputError::io(&path, source))?;
        Ok(Self { reader, path, offset, text: Vec::new(), damaged: None })
    }

    /// The next one, without its end.
    pub(super) fn next_line(&mut self) -> Result<Option<&[u8]>, OutputError> {
        let mut end = self.offset;
        loop {
            self.text.clear();
            let part = self.reader.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut self.text);
            let part = part.map_err(|source| OutputError::io(&self.path, source))?;
            end += part as u64;
            if self.text.pop_if(|last| *last == b'\n').is_some() {
                let begin = mem::replace(&mut self.offset, end);
                if end - begin <= MAX_LINE as u64 {
                    return Ok(Some(&self.text));
                }
                self.pass_over(begin);
            } else if part < MAX_LINE {
                return Ok(None);
            }
        }
    }

    /// The next one that can be read.
    pub(super) fn next_told(&mut self) -> Result<Option<Line>, OutputError> {
        loop {
            let Some(text) = self.next_line()? else { return Ok(None) };
            let length = text.len() as u64 + 1;
            // A damaged line may hold what is no text where nothing is read.
            let line = std::str::from_utf8(text).ok().and_then(|it| serde_json::from_str(it).ok());
            if line.is_some() {
                return Ok(line);
            }
            self.pass_over(self.offset - length);
        }
    }

    /// The line that was given last, without its end.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Where the first damaged line begins of those that were passed over since this was asked, and how many they are.
    pub(super) fn take_damaged(&mut self) -> Option<(u64, u64)> {
        self.damaged.take()
    }

    fn pass_over(&mut self, begin: u64) {
        let (first, count) = self.damaged.unwrap_or((begin, 0));
        self.damaged = Some((first, count + 1));
        let mut told = TOLD.lock();
        if told.len() < MOST_TOLD && told.insert((self.path.clone(), begin)) {
            tracing::warn!(
                error = "journal_damaged",
                file = %self.path.display(),
                offset = begin,
                bytes = self.offset - begin,
                "A line of the journal cannot be read: it was damaged from outside, and is passed over"
            );
        }
    }

    /// How much of the file is done, in bytes.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }
}
