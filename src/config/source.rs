//! A file as text, read against a bound, and where its lines begin.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rustix::fs::{self, Mode, OFlags};

use super::bounds::MAX_FILE_BYTES;

/// The text of one file.
#[derive(Debug)]
pub(super) struct Source {
    /// Where it comes from.
    pub(super) path: PathBuf,
    /// What it says.
    pub(super) text: String,
    /// The offset at which each line begins.
    lines: Vec<usize>,
}

impl Source {
    pub(super) fn new(path: &Path, text: String) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(after_breaks.map(|(at, _)| at + 1)).collect();
        Self { path: path.to_owned(), text, lines }
    }

    /// The line that the byte at `offset` stands in, counted from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|begin| *begin <= offset)
    }

    /// The key that stands at the beginning of a line, in a file that may not be TOML.
    pub(super) fn key_on(&self, line: usize) -> Option<&str> {
        let begin = *self.lines.get(line.checked_sub(1)?)?;
        let key = self.text[begin..].lines().next()?.split_once('=')?.0.trim();
        // Only what looks like one of ours: the line may be a piece of a secret.
        let ours = !key.is_empty() && key.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_'));
        ours.then_some(key)
    }

    /// A path that stands in this file: relative ones are relative to it.
    pub(super) fn resolve(&self, path: &str) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(path)
    }
}

/// Reads a file of at most `MAX_FILE_BYTES`; an error is a sentence.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    read_at_most(path, MAX_FILE_BYTES).map_err(|error| sentence(&error))
}

/// The same of what is read but once, and so may be a pipe.
pub(super) fn read_once(path: &Path) -> Result<Vec<u8>, String> {
    File::open(path)
        .and_then(|file| bytes_of(file, MAX_FILE_BYTES))
        .map_err(|error| sentence(&error))
}

/// Reads a file of at most `limit` bytes. It is read at each reload: a pipe would keep that waiting for a writer.
pub(super) fn read_at_most(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(fs::open(path, flags, Mode::empty())?);
    let kind = file.metadata()?.file_type();
    if !kind.is_file() && !kind.is_dir() {
        return Err(io::Error::other("it is no regular file"));
    }
    bytes_of(file, limit)
}

fn bytes_of(file: File, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it has more than {}", super::values::size_text(limit)),
        ));
    }
    Ok(bytes)
}

/// An error of the system without its number, which says nothing to people.
pub(super) struct Reason<'a>(pub(super) &'a io::Error);

impl std::fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.kind() {
            io::ErrorKind::NotFound => f.write_str("there is no such file"),
            io::ErrorKind::PermissionDenied => f.write_str("permission denied"),
            io::ErrorKind::IsADirectory => f.write_str("it is a directory"),
            _ => self.0.fmt(f),
        }
    }
}

fn sentence(error: &io::Error) -> String {
    format!("cannot be read: {}; {}", Reason(error), advice(error))
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "write it, or name another with --config",
        io::ErrorKind::PermissionDenied => "let the user that courant runs as read it",
        io::ErrorKind::FileTooLarge => "split it, and include the parts",
        _ => "see that it is a readable file",
    }
}
