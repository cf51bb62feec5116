//! The journal: one line for every emission, in order. It is the log; the state is an index on it.
//!
//! Always: whole lines, `seq` rising by one, each line synced before its debt is settled. The day of the
//! file never goes back, whatever the clock does. Never: a line touched once it is written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;

use rustix::fs::{self, Mode, OFlags};
use rustix::io::Errno;

use super::OutputError;
use super::damage::Damage;
use super::lines::Lines;
use super::names::{day, is_day};
use super::place::{Place, SHARED};
use crate::emission::Line;

/// The directory of the journal in the output directory.
pub(super) const DIRECTORY: &str = "journal";
/// Readable to the consumers' group, written by us alone.
const FILE_MODE: Mode = Mode::from_raw_mode(0o640);
/// How much is read at once.
const BUFFER: usize = 64 << 10;

/// The journal, open at its end.
#[derive(Debug)]
pub(super) struct Journal {
    place: Place,
    /// The last file: its day, and itself once it is open for writing.
    day: Option<String>,
    file: Option<File>,
    /// The length of the whole lines in the last file.
    length: u64,
    lines: u64,
    last_seq: u64,
}

impl Journal {
    /// Opens the journal, cuts a torn last line off, and finds out where it ends.
    pub(super) fn open(output: &Place) -> Result<Self, OutputError> {
        let place = output.make(DIRECTORY, SHARED)?;
        let mut journal = Self { place, day: None, file: None, length: 0, lines: 0, last_seq: 0 };
        let days = days(&journal.place)?;
        if let Some(last) = days.last() {
            journal.heal(last)?;
            journal.day = Some(last.clone());
        }
        for day in &days {
            journal.lines += journal.count_lines(day)?;
        }
        for day in days.iter().rev() {
            if let Some(line) = journal.read_day(day, |_| ())? {
                journal.last_seq = line.seq;
                break;
            }
        }
        Ok(journal)
    }

    pub(super) fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// How many lines there are, readable or not.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    /// Gives `each` the lines of all days in order, some at a time.
    pub(super) fn read<E: From<OutputError>>(
        &self,
        mut each: impl FnMut(&[Line]) -> Result<(), E>,
    ) -> Result<(), E> {
        for day in days(&self.place)? {
            let mut lines = Vec::new();
            self.read_day(&day, |line| lines.push(line.clone()))?;
            each(&lines)?;
        }
        Ok(())
    }

    pub(super) fn damage(&self) -> Result<Option<Damage>, OutputError> {
        Damage::find(&self.place)
    }

    /// Appends lines durably, in their order, but for those that stand there already. Those of one day share a sync.
    pub(super) fn append(&mut self, lines: &[&Line]) -> Result<(), OutputError> {
        let mut rest = &lines[lines.partition_point(|line| line.seq <= self.last_seq)..];
        while let Some(first) = rest.first() {
            let today = day(first.at);
            if self.day.as_ref().is_none_or(|current| *current < today) {
                self.begin(today)?;
            }
            let is_of_it = |line: &&Line| self.day.as_ref().is_some_and(|it| day(line.at) <= *it);
            let (of_it, later) = rest.split_at(rest.partition_point(is_of_it).max(1));
            self.write(of_it)?;
            rest = later;
        }
        Ok(())
    }

    fn write(&mut self, lines: &[&Line]) -> Result<(), OutputError> {
        let mut text = Vec::new();
        for line in lines {
            serde_json::to_writer(&mut text, line).expect("a line is plain data");
            text.push(b'\n');
        }
        let (path, length) = (self.path(), self.length);
        let mut file = self.open_last()?;
        let failed = |source| OutputError::io(&path, source);
        if file.metadata().map_err(failed)?.len() != length {
            file.set_len(length).map_err(failed)?; // A torn line that could not be cut off at once.
        }
        let written = file.write_all(&text);
        if let Err(source) = written {
            // What was written of it must not stand before the next try.
            file.set_len(length).map_err(|source| OutputError::io(&path, source))?;
            return Err(OutputError::io(&path, source));
        }
        file.sync_data().map_err(|source| OutputError::unsynced(&path, source))?;
        self.length += text.len() as u64;
        self.last_seq = lines.last().map_or(self.last_seq, |line| line.seq);
        self.lines += lines.len() as u64;
        Ok(())
    }

    fn begin(&mut self, day: String) -> Result<(), OutputError> {
        let name = file_of(&day);
        let file = self.place.writable(&name, OFlags::APPEND, FILE_MODE)?;
        fs::fchmod(&file, FILE_MODE)
            .map_err(|error| OutputError::io(&self.place.path.join(name), error))?;
        self.place.sync()?;
        self.file = Some(file);
        self.length = 0;
        self.day = Some(day);
        Ok(())
    }

    fn open_last(&mut self) -> Result<&File, OutputError> {
        if self.file.is_none() {
            self.file = Some(self.place.writable(&self.name(), OFlags::APPEND, FILE_MODE)?);
        }
        Ok(self.file.as_ref().expect("it was opened above"))
    }

    fn name(&self) -> String {
        file_of(self.day.as_deref().unwrap_or_default())
    }

    fn path(&self) -> PathBuf {
        self.place.path.join(self.name())
    }

    /// Cuts a torn last line off, and syncs the file: its last whole line may be of a life that ended before it
    /// did so, and its debt is settled because it stands there.
    fn heal(&mut self, day: &str) -> Result<(), OutputError> {
        let name = file_of(day);
        let path = self.place.path.join(&name);
        let failed = |source: io::Error| OutputError::io(&path, source);
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file: OwnedFd = fs::openat(&self.place, &name, flags, Mode::empty())
            .map_err(|error| OutputError::io(&path, error))?;
        let file = File::from(file);
        let length = file.metadata().map_err(failed)?.len();
        let whole = end_of_last_line(&file, length).map_err(failed)?;
        if whole < length {
            file.set_len(whole).map_err(failed)?;
        }
        file.sync_all().map_err(|source| OutputError::unsynced(&path, source))?;
        self.length = whole;
        Ok(())
    }

    fn count_lines(&self, day: &str) -> Result<u64, OutputError> {
        let (mut reader, path) = open_day(&self.place, day)?;
        let mut lines = 0;
        loop {
            let block = reader.fill_buf().map_err(|source| OutputError::io(&path, source))?;
            if block.is_empty() {
                return Ok(lines);
            }
            lines += memchr::memchr_iter(b'\n', block).count() as u64;
            let read = block.len();
            reader.consume(read);
        }
    }

    /// Gives `each` the lines of one day that can be read, and returns the last one.
    fn read_day(
        &self,
        day: &str,
        mut each: impl FnMut(&Line),
    ) -> Result<Option<Line>, OutputError> {
        let mut lines = Lines::behind(&self.place, day, 0)?;
        let mut last = None;
        while let Some(line) = lines.next_told()? {
            each(&line);
            last = Some(line);
        }
        Ok(last)
    }
}

/// The name of a day's file.
pub(super) fn file_of(day: &str) -> String {
    format!("{day}.ndjson")
}

/// A day's file, to be read, and where it is.
pub(super) fn open_day(
    journal: &Place,
    day: &str,
) -> Result<(BufReader<File>, PathBuf), OutputError> {
    let name = file_of(day);
    let path = journal.path.join(&name);
    let file = journal.file(&name)?.ok_or_else(|| OutputError::io(&path, Errno::NOENT))?;
    Ok((BufReader::with_capacity(BUFFER, file), path))
}

/// The days that have a file, in order.
pub(super) fn days(journal: &Place) -> Result<Vec<String>, OutputError> {
    let names = journal.names()?.into_iter();
    let days = names.filter_map(|name| name.strip_suffix(".ndjson").map(str::to_owned));
    let mut days: Vec<String> = days.filter(|name| is_day(name)).collect();
    days.sort_unstable();
    Ok(days)
}

/// The offset just after the last newline.
fn end_of_last_line(file: &File, length: u64) -> io::Result<u64> {
    use std::os::unix::fs::FileExt;
    let mut end = length;
    let mut block = [0; 4096];
    while end > 0 {
        let start = end.saturating_sub(block.len() as u64);
        let size = usize::try_from(end - start).unwrap_or(block.len());
        file.read_exact_at(&mut block[..size], start)?;
        if let Some(at) = block[..size].iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}
