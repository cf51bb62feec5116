//! Staging: an article's files, complete and synced, where no consumer looks.
//!
//! Always: a staging directory of its own, named by a random token, for each group of articles that are written
//! together. Never: a partial file anywhere that a consumer looks.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;

use rustix::fs::{self, Advice, Mode, OFlags};

use super::place::{PRIVATE, Place, SHARED};
use super::render;
use super::{Output, OutputError, REMOVALS};
use crate::article::Article;
use crate::config::Format;
use crate::emission::{Staged, Token};

/// Files that consumers may read, and whose directory lets them delete or move them.
const FILE_MODE: Mode = Mode::from_raw_mode(0o660);

/// Articles on their way into one staging directory. None is staged before all of them are synced.
#[derive(Debug)]
pub struct Batch<'o> {
    output: &'o Output,
    token: Token,
    place: Place,
    files: Vec<(File, String)>,
    /// Of each article, the file that is published last.
    paths: Vec<String>,
    /// Target directories that were made.
    targets: HashSet<String>,
}

impl Batch<'_> {
    /// Writes every format of an article; makes its target directory.
    ///
    /// `stem` is where the files will go: day, feed and name, without extension ([`super::stem`]); another for each.
    /// After an error nothing of it is left; it is [`OutputError::Hindered`] if it is in the way of this one alone.
    pub fn write(
        &mut self,
        article: &Article,
        stem: &str,
        formats: &[Format],
    ) -> Result<(), OutputError> {
        match self.make_way(stem, formats) {
            Err(error) if error.not_ours() => return Err(OutputError::Hindered(Box::new(error))),
            made => made?,
        }
        // All of them before the first is written: a panic over an article leaves nothing of it.
        let rendered: Vec<_> =
            formats.iter().map(|one| (one, render::render(article, *one))).collect();
        let name = stem.rsplit_once('/').map_or(stem, |(_, name)| name);
        let before = self.files.len();
        for (format, bytes) in rendered {
            let name = format!("{name}.{}", format.extension());
            match self.place.write_new(&name, &bytes, FILE_MODE) {
                Ok(file) => self.files.push((file, name)),
                Err(error) => {
                    let mut own = self.files.drain(before..);
                    own.try_for_each(|(_, name)| self.place.remove(&name))?;
                    return Err(error);
                }
            }
        }
        self.paths.push(file_of(stem, formats));
        Ok(())
    }

    /// Makes the directory that an article's files go to, and sees that they may be put there: once it is marked,
    /// everybody's publishing would wait for its place.
    fn make_way(&mut self, stem: &str, formats: &[Format]) -> Result<(), OutputError> {
        let directory = stem.rsplit_once('/').map_or("", |(directory, _)| directory);
        if !self.targets.contains(directory) {
            match self.output.target(directory) {
                // It is made again when there is something to put there.
                Err(error) if error.not_found() => {}
                made => drop(made?),
            }
            self.targets.insert(directory.to_owned());
        }
        self.output.may_take(stem, formats)
    }

    /// Syncs everything; gives what was written, in that order.
    pub fn sync(self) -> Result<Vec<Staged>, OutputError> {
        let Self { output, token, place, files, paths, .. } = self;
        if paths.is_empty() {
            // The next start sweeps what stays.
            let _ = output.staging.remove_empty(token.as_str());
            return Ok(Vec::new());
        }
        if files.len() > 1 {
            // All on their way before one is waited for: the first sync then takes the others along.
            for (file, _) in &files {
                let _ = fs::fadvise(file, 0, None, Advice::DontNeed);
            }
        }
        for (file, name) in files {
            let synced = file.sync_all();
            synced.map_err(|source| OutputError::unsynced(&place.path.join(name), source))?;
        }
        // The files first: on most file systems their sync brings the names above them along.
        place.sync()?;
        output.staging.sync()?;
        Ok(paths.into_iter().map(|path| Staged { token: token.clone(), path }).collect())
    }
}

impl Output {
    /// Begins a staging directory.
    pub fn batch(&self) -> Result<Batch<'_>, OutputError> {
        // If another directory stands in the place of ours, that is to be said, and not that this one is gone.
        self.target("")?;
        let token = random_token().map_err(|source| OutputError::io(&self.staging.path, source))?;
        let place = self.staging.enter(token.as_str(), PRIVATE)?;
        let (files, paths, targets) = Default::default();
        Ok(Batch { output: self, token, place, files, paths, targets })
    }

    /// Whether the files of an article may be put in their place, as far as can be seen now.
    ///
    /// # Errors
    /// What stands in the way; what [is not ours](OutputError::not_ours) is in nobody else's.
    pub fn may_take(&self, stem: &str, formats: &[Format]) -> Result<(), OutputError> {
        let (directory, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let (mut place, mut above) = (None, &self.directory);
        for name in directory.split('/').filter(|name| !name.is_empty()) {
            match above.open(name)? {
                Some(next) => above = place.insert(next),
                // What is missing is made.
                None => break,
            }
        }
        let names = formats.iter().map(|format| format!("{name}.{}", format.extension()));
        names.into_iter().try_for_each(|name| above.may_take(&name))
    }

    /// Stages an article in a directory of its own.
    pub fn stage(
        &self,
        article: &Article,
        stem: &str,
        formats: &[Format],
    ) -> Result<Staged, OutputError> {
        let mut batch = self.batch()?;
        let token = batch.token.clone();
        let staged = batch.write(article, stem, formats).and_then(|()| batch.sync());
        if staged.is_err() {
            self.remove_token(token.as_str())?;
        }
        staged.map(|mut all| all.remove(0))
    }

    /// Drops an article that will not be published, and its staging directory with the last one of it.
    ///
    /// To be done before another one of its directory may be published: an empty directory tells that what was in it
    /// was moved.
    pub fn discard(&self, staged: &Staged) -> Result<(), OutputError> {
        if let Some(place) = self.staged(&staged.token)? {
            let name = name_of(&staged.path);
            let names = place.names()?;
            let mut own = names.iter().filter(|file| is_of(file, name));
            own.try_for_each(|file| place.remove(file))?;
        }
        self.staging.remove_empty(staged.token.as_str())
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
        place.names()?.iter().try_for_each(|name| place.remove(name))?;
        self.staging.remove_empty(token)
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
    /// Syncs the names in these, and their own: another article's stage may have made them a moment ago. What is above
    /// several of them is synced once.
    pub(super) fn sync_all<'t>(targets: impl Iterator<Item = &'t Self>) -> Result<(), OutputError> {
        let mut above = BTreeMap::new();
        for target in targets {
            target.place.sync()?;
            above.extend(target.above.iter().map(|place| (&place.path, place)));
        }
        // A directory's path comes before those of what is in it.
        above.values().rev().try_for_each(|place| place.sync())
    }
}

/// The file of an article that is published last.
pub fn file_of(stem: &str, formats: &[Format]) -> String {
    format!("{stem}.{}", render::last(formats).extension())
}

/// The name of an article's files without what tells the format.
pub(super) fn name_of(path: &str) -> &str {
    let file = path.rsplit_once('/').map_or(path, |(_, file)| file);
    file.rsplit_once('.').map_or(file, |(name, _)| name)
}

/// Whether a staged file is one of the article with this name.
pub(super) fn is_of(file: &str, name: &str) -> bool {
    file.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')).is_some()
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
