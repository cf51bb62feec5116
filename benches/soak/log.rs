//! What the web saw, in a file of its own: whoever kills the daemon kills no record of what was served to it.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

const LENGTH: usize = 16;

/// What was seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Kind {
    /// Nothing: time went by.
    Tick,
    /// The daemon ended here, well or not.
    End,
    /// A document was sent.
    Sent,
    /// Nothing had changed.
    Unchanged,
    /// The feed was said to be elsewhere.
    Moved,
    /// The host was in trouble.
    Failed,
    /// The network was away.
    Away,
    /// What is not there was asked for.
    Missing,
}

const KINDS: [Kind; 8] = [
    Kind::Tick,
    Kind::End,
    Kind::Sent,
    Kind::Unchanged,
    Kind::Moved,
    Kind::Failed,
    Kind::Away,
    Kind::Missing,
];

/// One record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// In milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) feed: u32,
    pub(crate) kind: Kind,
}

impl Seen {
    pub(crate) fn is_request(&self) -> bool {
        !matches!(self.kind, Kind::Tick | Kind::End)
    }

    fn of(bytes: &[u8]) -> Self {
        let at = i64::from_le_bytes(bytes[..8].try_into().unwrap());
        let feed = u32::from_le_bytes(bytes[8..12].try_into().unwrap());
        Self { at, feed, kind: KINDS[usize::from(bytes[12])] }
    }
}

/// The log, to be written to.
pub(crate) struct Log(File);

impl Log {
    pub(crate) fn open(home: &Path) -> Self {
        let file = OpenOptions::new().create(true).append(true).open(home.join("log"));
        Self(file.unwrap())
    }

    /// It stands there when this returns, whatever becomes of the process.
    pub(crate) fn write(&self, at: i64, feed: u32, kind: Kind) {
        let mut bytes = [0; LENGTH];
        bytes[..8].copy_from_slice(&at.to_le_bytes());
        bytes[8..12].copy_from_slice(&feed.to_le_bytes());
        bytes[12] = kind as u8;
        (&self.0).write_all(&bytes).unwrap();
    }

    /// All of it.
    pub(crate) fn read(home: &Path) -> Vec<Seen> {
        let bytes = fs::read(home.join("log")).unwrap();
        bytes.chunks_exact(LENGTH).map(Seen::of).collect()
    }

    /// The last record.
    pub(crate) fn last(home: &Path) -> Option<Seen> {
        let mut file = File::open(home.join("log")).ok()?;
        file.seek(SeekFrom::End(-(LENGTH.cast_signed() as i64))).ok()?;
        let mut bytes = [0; LENGTH];
        file.read_exact(&mut bytes).ok()?;
        Some(Seen::of(&bytes))
    }
}
