//! Publishing: what is owed moves into place and gets its line. One task does it, in the order of `seq`.
//!
//! Always: it can be done again from any point: a file that is no longer staged is in place, or was
//! there and a consumer took it; a line that stands is not written again; the staging directory goes
//! last. Never: an article's first revision over a file that exists.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rustix::fs::{self, AtFlags, RenameFlags};
use rustix::io::Errno;

use super::place::Place;
use super::staging::{Target, is_of, name_of};
use super::{Output, OutputError, REMOVALS};
use crate::emission::{Line, Owed, Token};

/// Where files were moved to, and from.
#[derive(Default)]
struct Moved<'o> {
    targets: HashMap<String, Target>,
    /// What stood in the staging directories, and these, if they are still there.
    staged: HashMap<&'o Token, Option<(Vec<String>, Place)>>,
}

impl Moved<'_> {
    fn sync(&self) -> Result<(), OutputError> {
        Target::sync_all(self.targets.values())?;
        self.staged.values().flatten().try_for_each(|(_, place)| place.sync())
    }
}

impl Output {
    /// Moves the files of emissions into place, of each the one that its line names last, and writes the lines; says
    /// of how many, if not of all. Each is of another article. What they have in common is synced once.
    ///
    /// After an error it is to be tried again; nothing is lost or doubled by that.
    pub fn publish(&self, owed: &[Owed]) -> Result<usize, OutputError> {
        let mut journal = self.journal();
        let mut moved = Moved::default();
        let mut count = 0;
        for one in owed {
            match self.move_files(one, &mut moved) {
                Ok(()) => count += 1,
                // Those before it are not to wait for it; at the next try it is the first.
                Err(_) if count > 0 => break,
                Err(error) => return Err(error),
            }
        }
        moved.sync()?;
        let lines: Vec<&Line> = owed[..count].iter().map(|one| &one.line).collect();
        journal.append(&lines)?;
        // Until each of their lines stands, the empty directory tells that the files were moved, and not lost: of those
        // behind these a publisher that was killed may have moved some.
        for token in owed[..count].iter().filter(|one| one.is_last).filter_map(Owed::token) {
            self.staging.remove_empty(token.as_str())?;
        }
        Ok(count)
    }

    fn move_files<'o>(&self, owed: &'o Owed, moved: &mut Moved<'o>) -> Result<(), OutputError> {
        let Some(token) = &owed.token else { return Ok(()) };
        let staged = match moved.staged.entry(token) {
            Entry::Occupied(staged) => staged.into_mut(),
            Entry::Vacant(unread) => {
                let place = self.staged(token)?;
                unread.insert(place.map(|place| Ok((place.names()?, place))).transpose()?)
            }
        };
        let Some((names, staged)) = staged else { return Ok(()) };
        let (directory, last) = owed.line.path.rsplit_once('/').unwrap_or(("", &owed.line.path));
        let own = name_of(last);
        let mut names: Vec<&String> = names.iter().filter(|name| is_of(name, own)).collect();
        names.sort_by_key(|name| (*name == last, *name));
        let target = match moved.targets.entry(directory.to_owned()) {
            Entry::Occupied(target) => target.into_mut(),
            Entry::Vacant(place) => place.insert(self.target(directory)?),
        };
        for name in names {
            if name == last {
                self.keep(owed, staged, name)?;
            }
            self.put_in_place(owed, staged, target, directory, name)?;
        }
        Ok(())
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
        target: &mut Target,
        directory: &str,
        name: &str,
    ) -> Result<(), OutputError> {
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
                Ok(()) => return Ok(()),
                // It belongs to an older life, and stays.
                Err(Errno::EXIST) if first => return staged.remove(name),
                // A consumer removed the directory.
                Err(Errno::NOENT) => *target = self.target(directory)?,
                Err(error) => return Err(OutputError::io(&target.place.path.join(name), error)),
            }
        }
        Err(OutputError::io(&target.place.path, Errno::NOENT))
    }
}
