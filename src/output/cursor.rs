//! How far a consumer came: a name and the number of the last emission that it is done with.
//!
//! `.cursors/NAME` in the output directory holds that number, as text. Always: it is replaced whole and is
//! durable, and one process at a time moves it. Never: it goes forward for work that is not done; that is
//! up to whoever moves it.

use std::fmt;
use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use rustix::fs::{self, Mode, OFlags};
use rustix::io::Errno;

use super::OutputError;
use super::place::{Place, SHARED};
use crate::config::{FeedName, InvalidName};

/// Where the cursors are, in the output directory.
const DIRECTORY: &str = ".cursors";
/// Consumers are members of the group, and may share a cursor.
const FILE_MODE: Mode = Mode::from_raw_mode(0o660);
/// The longest number, in bytes.
const MAX_NUMBER: u64 = 32;

/// The name of a cursor, of the same form as a feed's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CursorName(FeedName);

/// A cursor that this process holds.
#[derive(Debug)]
pub struct Cursor {
    place: Place,
    name: CursorName,
    seq: u64,
    /// Held as long as it may be moved.
    _lock: File,
}

impl FromStr for CursorName {
    type Err = InvalidName;

    fn from_str(name: &str) -> Result<Self, InvalidName> {
        name.parse().map(Self)
    }
}

impl fmt::Display for CursorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl Cursor {
    /// Takes a cursor, which is made if there is none of this name.
    ///
    /// # Errors
    /// Another process holds it, it cannot be read or written, or it holds no number.
    pub fn open(output: &Path, name: CursorName) -> Result<Self, OutputError> {
        let place = Place::at(output)?.make(DIRECTORY, SHARED)?;
        let lock = lock_of(&place, &name)?;
        let path = place.path.join(name.to_string());
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OutputError::CursorHeld(path)),
            Err(TryLockError::Error(source)) => return Err(OutputError::io(&path, source)),
        }
        match read(&place, &name.to_string()) {
            Err(error) if error.not_found() => {
                let mut cursor = Self { place, name, seq: 0, _lock: lock };
                cursor.advance(0)?;
                Ok(cursor)
            }
            read => Ok(Self { place, name, seq: read?, _lock: lock }),
        }
    }

    /// The number of the last emission that is done; 0 in a new one.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Everything up to this emission is done; it is so after a crash, too, when this returns.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn advance(&mut self, seq: u64) -> Result<(), OutputError> {
        let (name, draft) = (self.name.to_string(), format!("{}.new", self.name));
        let number = format!("{seq}\n");
        self.place.replace(&draft, (&self.place, &name), number.as_bytes(), FILE_MODE)?;
        self.place.sync()?;
        self.seq = seq;
        Ok(())
    }
}

/// Where the cursor that is furthest behind stands, if there is one.
pub(super) fn furthest_behind(output: &Place) -> Result<Option<u64>, OutputError> {
    let Some(place) = output.open(DIRECTORY)? else { return Ok(None) };
    let names = place.names()?.into_iter().filter(|name| name.parse::<CursorName>().is_ok());
    // A cursor that cannot be read owes everything, until a person looks at it.
    Ok(names.map(|name| read(&place, &name).unwrap_or(0)).min())
}

fn lock_of(place: &Place, cursor: &CursorName) -> Result<File, OutputError> {
    let name = format!("{cursor}.lock");
    let file = place.writable(&name, OFlags::empty(), FILE_MODE)?;
    match fs::fchmod(&file, FILE_MODE) {
        // It is another consumer's of the group, who has seen to that.
        Ok(()) | Err(Errno::PERM) => Ok(file),
        Err(error) => Err(OutputError::io(&place.path.join(name), error)),
    }
}

fn read(place: &Place, name: &str) -> Result<u64, OutputError> {
    let path = place.path.join(name);
    let file = place.file(name)?.ok_or_else(|| OutputError::io(&path, Errno::NOENT))?;
    let mut text = String::new();
    let read = file.take(MAX_NUMBER).read_to_string(&mut text);
    read.map_err(|source| OutputError::io(&path, source))?;
    text.trim().parse().map_err(|_| OutputError::CursorDamaged(path))
}
