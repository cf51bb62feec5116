//! Directories below the output directory and the files in them, reached without following a link.
//!
//! Always: every step is opened from its parent with `O_NOFOLLOW`, so nothing that a consumer or a
//! stranger puts in the way leads out of the output directory.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{self, Access, AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::OutputError;

/// Directories that consumers work in: group-writable, new files inherit the group.
pub(super) const SHARED: Mode = Mode::from_raw_mode(0o2770);
/// Directories that are ours alone.
pub(super) const PRIVATE: Mode = Mode::from_raw_mode(0o700);

/// An open directory and what it is called in messages.
#[derive(Debug)]
pub(super) struct Place {
    fd: OwnedFd,
    pub(super) path: PathBuf,
}

impl AsFd for Place {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl Place {
    /// Opens a directory that must be there.
    pub(super) fn at(path: &Path) -> Result<Self, OutputError> {
        match fs::open(path, directory_flags(), Mode::empty()) {
            Ok(fd) => Ok(Self { fd, path: path.to_owned() }),
            Err(Errno::NOENT) => Err(OutputError::Missing(path.to_owned())),
            Err(error) => Err(OutputError::io(path, error)),
        }
    }

    /// Whether both are one directory.
    pub(super) fn is(&self, other: &Self) -> Result<bool, OutputError> {
        let seen = |place: &Self| {
            fs::fstat(&place.fd).map_err(|error| OutputError::io(&place.path, error))
        };
        let (one, other) = (seen(self)?, seen(other)?);
        Ok((one.st_dev, one.st_ino) == (other.st_dev, other.st_ino))
    }

    /// Opens a directory in this one; `None` if it is not there.
    pub(super) fn open(&self, name: &str) -> Result<Option<Self>, OutputError> {
        let path = self.path.join(name);
        match fs::openat(&self.fd, name, directory_flags(), Mode::empty()) {
            Ok(fd) => Ok(Some(Self { fd, path })),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(OutputError::io(&path, error)),
        }
    }

    /// Opens a directory in this one, making it if need be; it is durable when this returns.
    pub(super) fn make(&self, name: &str, mode: Mode) -> Result<Self, OutputError> {
        let place = self.enter(name, mode)?;
        self.sync()?;
        Ok(place)
    }

    /// The same, durable only once this directory is synced.
    pub(super) fn enter(&self, name: &str, mode: Mode) -> Result<Self, OutputError> {
        if let Some(place) = self.open(name)? {
            return Ok(place);
        }
        let path = self.path.join(name);
        match fs::mkdirat(&self.fd, name, mode) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(OutputError::io(&path, error)),
        }
        let place = self.open(name)?.ok_or_else(|| OutputError::io(&path, Errno::NOENT))?;
        // The umask took bits away.
        fs::fchmod(&place.fd, mode).map_err(|error| OutputError::io(&path, error))?;
        Ok(place)
    }

    /// Opens a file in this one to read; `None` if there is none. A pipe in its place is not waited for.
    pub(super) fn file(&self, name: &str) -> Result<Option<File>, OutputError> {
        let failed = |error| OutputError::io(&self.path.join(name), error);
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = match fs::openat(&self.fd, name, flags, Mode::empty()) {
            Ok(file) => file,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let kind = FileType::from_raw_mode(fs::fstat(&file).map_err(failed)?.st_mode);
        Ok((kind == FileType::RegularFile).then(|| File::from(file)))
    }

    /// Opens a file in this one to write, with these flags besides.
    pub(super) fn writable(
        &self,
        name: &str,
        flags: OFlags,
        mode: Mode,
    ) -> Result<File, OutputError> {
        let flags = flags | OFlags::WRONLY | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = fs::openat(&self.fd, name, flags, mode);
        file.map(File::from).map_err(|error| OutputError::io(&self.path.join(name), error))
    }

    /// Writes a file that is not there yet, durable once it and this directory are synced. After an error nothing of it
    /// is left.
    pub(super) fn write_new(
        &self,
        name: &str,
        bytes: &[u8],
        mode: Mode,
    ) -> Result<File, OutputError> {
        let mut file = self.writable(name, OFlags::EXCL, mode)?;
        // The umask took bits away.
        let written = fs::fchmod(&file, mode).map_err(io::Error::from);
        match written.and_then(|()| file.write_all(bytes)) {
            Ok(()) => Ok(file),
            Err(source) => {
                self.remove(name)?;
                Err(OutputError::io(&self.path.join(name), source))
            }
        }
    }

    /// Writes a synced file as a draft in this directory, and moves it over what has its name in another, or this one;
    /// it is durable once that one is synced.
    pub(super) fn replace(
        &self,
        draft: &str,
        (target, name): (&Self, &str),
        bytes: &[u8],
        mode: Mode,
    ) -> Result<(), OutputError> {
        // One that a crash left behind.
        self.remove(draft)?;
        let file = self.write_new(draft, bytes, mode)?;
        file.sync_all().map_err(|source| OutputError::io(&self.path.join(draft), source))?;
        fs::renameat(&self.fd, draft, &target.fd, name)
            .map_err(|error| OutputError::io(&target.path.join(name), error))
    }

    /// Removes a file, unless it is gone already; a directory in its place is none of ours, and stays.
    pub(super) fn remove(&self, name: &str) -> Result<(), OutputError> {
        match fs::unlinkat(&self.fd, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT | Errno::ISDIR) => Ok(()),
            Err(error) => Err(OutputError::io(&self.path.join(name), error)),
        }
    }

    /// Removes a directory, unless it is gone already; what a person or a consumer keeps in it, or in its place, is none
    /// of ours, and stays.
    pub(super) fn remove_empty(&self, name: &str) -> Result<(), OutputError> {
        match fs::unlinkat(&self.fd, name, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT | Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR) => Ok(()),
            Err(error) => Err(OutputError::io(&self.path.join(name), error)),
        }
    }

    /// Whether a file may be moved to a name in this one: it may be written, and no directory has that name.
    pub(super) fn may_take(&self, name: &str) -> Result<(), OutputError> {
        let needed = Access::WRITE_OK | Access::EXEC_OK;
        // What else it may be is for those to tell who write.
        if fs::accessat(&self.fd, ".", needed, AtFlags::EACCESS) == Err(Errno::ACCESS) {
            return Err(OutputError::io(&self.path, Errno::ACCESS));
        }
        let taken = fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW)
            .is_ok_and(|seen| FileType::from_raw_mode(seen.st_mode) == FileType::Directory);
        if taken { Err(OutputError::NotAFile(self.path.join(name))) } else { Ok(()) }
    }

    /// Syncs the names in this directory.
    pub(super) fn sync(&self) -> Result<(), OutputError> {
        fs::fsync(&self.fd).map_err(|error| OutputError::unsynced(&self.path, error))
    }

    /// The directories in this one that have a `wanted` name and are ours, one after the other.
    pub(super) fn directories(
        &self,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<impl Iterator<Item = Result<(String, Self), OutputError>>, OutputError> {
        let names = self.names()?.into_iter().filter(move |name| wanted(name));
        Ok(names.filter_map(|name| {
            let place = ours(self.open(&name)).transpose()?;
            Some(place.map(|place| (name, place)))
        }))
    }

    /// The names in this directory, without `.` and `..`.
    pub(super) fn names(&self) -> Result<Vec<String>, OutputError> {
        let failed = |error| OutputError::io(&self.path, error);
        let mut names = Vec::new();
        for entry in fs::Dir::read_from(&self.fd).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            if name != "." && name != ".." {
                names.push(name);
            }
        }
        Ok(names)
    }
}

/// Ours are directories that we may read; whatever else a consumer put between them hinders nothing.
pub(super) fn ours(
    place: Result<Option<Place>, OutputError>,
) -> Result<Option<Place>, OutputError> {
    match place {
        Err(error) if error.not_ours() => Ok(None),
        place => place,
    }
}

fn directory_flags() -> OFlags {
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}
