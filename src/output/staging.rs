//! Staging: an article's files, complete and synced, where no consumer looks.
//!
//! Always: a staging directory of its own for each article, named by a random token. Never: a partial
//! file anywhere that a consumer looks.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;

use rustix::fs::{self, AtFlags, Mode, OFlags};

use super::place::{PRIVATE, Place, SHARED};
use super::render;
use super::{Output, OutputError, REMOVALS};
use crate::article::Article;
use crate::config::Format;
use crate::emission::{Staged, Token};

/// Files that consumers may read, and whose directory lets them delete or move them.
const FILE_MODE: Mode = Mode::from_raw_mode(0o660);

impl Output {
    /// Writes every format of an article into a staging directory and syncs it; makes the target directory.
    ///
    /// `stem` is where the files will go: day, feed and name, without extension ([`super::stem`]).
    pub fn stage(
        &self,
        article: &Article,
        stem: &str,
        formats: &[Format],
    ) -> Result<Staged, OutputError> {
        let (directory, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        match self.target(directory) {
            // It is made again when there is something to put there.
            Err(error) if error.not_found() => {}
            made => drop(made?),
        }
        let token = random_token().map_err(|source| OutputError::io(&self.staging.path, source))?;
        let place = self.staging.make(token.as_str(), PRIVATE)?;
        let written = write_formats(&place, article, name, formats);
        if written.is_err() {
            self.remove_token(token.as_str())?;
        }
        written?;
        Ok(Staged { token, path: file_of(stem, formats) })
    }

    /// Drops what was staged and will not be published.
    pub fn discard(&self, staged: Staged) -> Result<(), OutputError> {
        let Staged { token, .. } = staged;
        self.remove_token(token.as_str())
    }

    /// Deletes every staging directory that no debt names.
    pub fn sweep(&self, owed: &HashSet<String>) -> Result<(), OutputError> {
        for name in self.staging.names()? {
            if name != super::LOCK && !owed.contains(&name) {
                match self.remove_token(&name) {
                    // Somebody else's file; it is in nobody's way.
                    Err(OutputError::NotADirectory(_)) => {}
                    removed => removed?,
                }
            }
        }
        Ok(())
    }

    /// The directory of an article, made if need be, though a consumer may be removing it at this moment.
    ///
    /// Nothing is synced before a file stands in it: a consumer that removes empty directories is faster
    /// than any disk.
    pub(super) fn target(&self, directory: &str) -> Result<Target, OutputError> {
        let mut removals = 0;
        loop {
            match self.make_target(directory) {
                Err(error) if error.not_found() && removals < REMOVALS => removals += 1,
                made => return made,
            }
        }
    }

    fn make_target(&self, directory: &str) -> Result<Target, OutputError> {
        let mut place = Place::at(&self.directory.path)?;
        if !place.is(&self.directory)? {
            return Err(OutputError::Replaced(place.path));
        }
        let mut above = Vec::new();
        for name in directory.split('/').filter(|name| !name.is_empty()) {
            let next = place.enter(name, SHARED)?;
            above.push(std::mem::replace(&mut place, next));
        }
        Ok(Target { place, above })
    }

    /// Removes a staging directory and what is in it.
    pub(super) fn remove_token(&self, token: &str) -> Result<(), OutputError> {
        let Some(place) = self.staging.open(token)? else { return Ok(()) };
        let failed = |error| OutputError::io(&place.path, error);
        for name in place.names()? {
            fs::unlinkat(&place, &name, AtFlags::empty()).map_err(failed)?;
        }
        fs::unlinkat(&self.staging, token, AtFlags::REMOVEDIR).map_err(failed)
    }

    /// A staging directory, if it is still there.
    pub(super) fn staged(&self, token: &Token) -> Result<Option<Place>, OutputError> {
        self.staging.open(token.as_str())
    }
}

/// The directory that an article's files go to, and those above it.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) place: Place,
    above: Vec<Place>,
}

impl Target {
    /// Syncs the names in it, and its own: another article's stage may have made it a moment ago.
    pub(super) fn sync(&self) -> Result<(), OutputError> {
        self.place.sync()?;
        self.above.iter().rev().try_for_each(Place::sync)
    }
}

/// The file of an article that is published last.
pub fn file_of(stem: &str, formats: &[Format]) -> String {
    format!("{stem}.{}", render::last(formats).extension())
}

fn write_formats(
    place: &Place,
    article: &Article,
    name: &str,
    formats: &[Format],
) -> Result<(), OutputError> {
    for format in formats {
        let file_name = format!("{name}.{}", format.extension());
        let path = place.path.join(&file_name);
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = fs::openat(place, &file_name, flags, FILE_MODE)
            .map_err(|error| OutputError::io(&path, error))?;
        fs::fchmod(&file, FILE_MODE).map_err(|error| OutputError::io(&path, error))?;
        let mut file = File::from(file);
        file.write_all(&render::render(article, *format))
            .map_err(|source| OutputError::io(&path, source))?;
        file.sync_all().map_err(|source| OutputError::unsynced(&path, source))?;
    }
    place.sync()
}
/// 24 hex digits that nobody can guess.
fn random_token() -> std::io::Result<Token> {
    let source: OwnedFd =
        fs::open("/dev/urandom", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let mut bytes = [0_u8; 12];
    File::from(source).read_exact(&mut bytes)?;
    Ok(Token(
        bytes.iter().fold(String::with_capacity(24), |hex, byte| hex + &format!("{byte:02x}")),
    ))
}
