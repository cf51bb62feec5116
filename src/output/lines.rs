//! A day's lines of the journal, one after the other, as everybody reads them.
//!
//! Always: whole lines, in bounded memory; one that is longer than any of ours was damaged from outside, and is passed
//! over and told. Never: a line whose end is not written yet.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::mem;
use std::path::PathBuf;

use super::OutputError;
use super::journal::open_day;
use super::place::Place;

/// The longest line that is read back, in bytes; ours are far shorter.
pub(super) const MAX_LINE: usize = 1 << 20;

/// The lines of a day that are not read yet.
pub(super) struct Lines {
    reader: BufReader<File>,
    path: PathBuf,
    /// How much of the file is done, in bytes.
    offset: u64,
    text: Vec<u8>,
}

impl Lines {
    /// Those behind so many bytes of a day's file.
    pub(super) fn behind(journal: &Place, day: &str, offset: u64) -> Result<Self, OutputError> {
        let (mut reader, path) = open_day(journal, day)?;
        let sought = reader.seek(SeekFrom::Start(offset));
        sought.map_err(|source| OutputError::io(&path, source))?;
        Ok(Self { reader, path, offset, text: Vec::new() })
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
                tracing::warn!(
                    error = "journal_damaged",
                    file = %self.path.display(),
                    offset = begin,
                    bytes = end - begin,
                    "A line of the journal is longer than courant writes any: it was damaged from outside, and is passed over"
                );
            } else if part < MAX_LINE {
                return Ok(None);
            }
        }
    }

    /// How much of the file is done, in bytes.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }
}
