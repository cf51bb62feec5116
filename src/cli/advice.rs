//! What to do about a failure of the directories: the sentence that follows what went wrong.

use std::env;
use std::io;
use std::path::{Path, absolute};

use nix::unistd::{Uid, User};

/// What a system's error asks of the person who reads it; nothing where only the machine can be looked at.
pub(super) fn about(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "let the user that courant runs as write there (chown, chmod), or name another directory \
             in the configuration"
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "make it writable: in the service by ReadWritePaths= (systemctl edit courant), else by mounting it so"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room; nothing is lost, and courant goes on where it stopped"
        }
        io::ErrorKind::NotADirectory => {
            "put a directory there, or name another in the configuration"
        }
        io::ErrorKind::NotFound => {
            "make the directory above it (mkdir -p), or name another in the configuration"
        }
        _ => return None,
    })
}

/// The line that runs this very command as the user with this number.
pub(super) fn line_for(owner: u32, configuration: &Path) -> String {
    let root = Uid::effective().is_root();
    // A user who is not in the list is known to sudo by the number alone.
    let name = User::from_uid(Uid::from_raw(owner)).ok().flatten().map(|user| user.name);
    let mut words: Vec<String> = match name {
        Some(name) if root => vec!["runuser".into(), "-u".into(), name, "--".into()],
        name => {
            vec!["sudo".into(), "-u".into(), name.unwrap_or_else(|| format!("#{owner}"))]
        }
    };
    let mut typed = env::args_os().map(|word| word.to_string_lossy().into_owned());
    words.extend(typed.next());
    let typed: Vec<String> = typed.collect();
    // Another user has another default file.
    if !typed.iter().any(|word| word == "--config" || word.starts_with("--config=")) {
        let file = absolute(configuration).unwrap_or_else(|_| configuration.to_owned());
        words.extend(["--config".into(), file.to_string_lossy().into_owned()]);
    }
    words.extend(typed);
    shlex::try_join(words.iter().map(String::as_str)).expect("a word typed holds no zero byte")
}
