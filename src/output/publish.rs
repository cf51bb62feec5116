//! Publishing: what is owed moves into place and gets its line. One task does it, in the order of `seq`.
//!
//! Always: it can be done again from any point: a file that is no longer staged is in place, or was
//! there and a consumer took it; a line that stands is not written again; the staging directory goes
//! last. Never: an article's first revision over a file that exists.

use rustix::fs::{self, AtFlags, RenameFlags};
use rustix::io::Errno;

use super::place::Place;
use super::staging::Target;
use super::{Output, OutputError, REMOVALS};
use crate::emission::Owed;

impl Output {
    /// Moves the files of an emission into place, the one that its line names last, and writes the line.
    ///
    /// After an error it is to be tried again; nothing is lost or doubled by that.
    pub fn publish(&self, owed: &Owed) -> Result<(), OutputError> {
        let mut journal = self.journal();
        if let Some(token) = &owed.token
            && let Some(staged) = self.staged(token)?
        {
            let (directory, last) =
                owed.line.path.rsplit_once('/').unwrap_or(("", &owed.line.path));
            let mut names = staged.names()?;
            names.sort_by_key(|name| (name == last, name.clone()));
            let mut target = self.target(directory)?;
            for name in &names {
                if name == last {
                    self.keep(owed, &staged, name)?;
                }
                target = self.put_in_place(owed, &staged, target, directory, name)?;
            }
            target.sync()?;
            staged.sync()?;
        }
        journal.append(&owed.line)?;
        // Until the line stands, the empty directory tells that the files were moved, and not lost.
        owed.token.as_ref().map_or(Ok(()), |token| self.remove_token(token.as_str()))
    }

    /// Whether the files of an emission are staged, or were moved and only its line is missing. If not, an
    /// older life of the state is being continued, and what it staged is gone.
    pub fn can_publish(&self, owed: &Owed) -> Result<bool, OutputError> {
        match &owed.token {
            Some(token) if owed.seq() > self.last_seq() => Ok(self.staged(token)?.is_some()),
            _ => Ok(true),
        }
    }

    fn put_in_place(
        &self,
        owed: &Owed,
        staged: &Place,
        mut target: Target,
        directory: &str,
        name: &str,
    ) -> Result<Target, OutputError> {
        let first = owed.line.revision == 1;
        for _ in 0..REMOVALS {
            let moved = if first {
                fs::renameat_with(staged, name, &target.place, name, RenameFlags::NOREPLACE)
            } else {
                fs::renameat(staged, name, &target.place, name)
            };
            let moved = match moved {
                // A file system without NOREPLACE.
                Err(Errno::INVAL | Errno::NOSYS) if first => {
                    fs::linkat(staged, name, &target.place, name, AtFlags::empty())
                        .and_then(|()| fs::unlinkat(staged, name, AtFlags::empty()))
                }
                moved => moved,
            };
            match moved {
                Ok(()) => return Ok(target),
                // It belongs to an older life, and stays.
                Err(Errno::EXIST) if first => {
                    fs::unlinkat(staged, name, AtFlags::empty())
                        .map_err(|error| OutputError::io(&staged.path, error))?;
                    return Ok(target);
                }
                // A consumer removed the directory.
                Err(Errno::NOENT) => target = self.target(directory)?,
                Err(error) => return Err(OutputError::io(&target.place.path.join(name), error)),
            }
        }
        Err(OutputError::io(&target.place.path, Errno::NOENT))
    }
}
