//! A greedy consumer: takes files the moment they can be seen, and the directories that it emptied.
//!
//! It reads what it took once, and keeps the name and the bytes: every file that ever came is in there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A file as it was delivered.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// Relative to the output directory.
    pub(crate) path: String,
    /// Its content at the moment it was taken.
    pub(crate) bytes: Vec<u8>,
}

/// A consumer on a thread of its own.
pub(crate) struct Consumer {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Vec<Taken>>,
}

impl Consumer {
    /// Starts to take from an output directory.
    pub(crate) fn start(output: &Path) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (output, stopped) = (output.to_path_buf(), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            let own = tempfile::tempdir_in(output.parent().unwrap()).unwrap();
            let mut taken = Vec::new();
            loop {
                // Looked at before the sweep, so that the last sweep sees everything.
                let last = stopped.load(Ordering::SeqCst);
                sweep(&output, own.path(), &mut taken);
                if last {
                    return taken;
                }
                thread::sleep(Duration::from_micros(500));
            }
        });
        Self { stop, thread }
    }

    /// Takes what is left, and hands over everything that ever came.
    pub(crate) fn stop(self) -> Vec<Taken> {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().unwrap()
    }
}

/// Takes every file below the days' directories, and every directory that is empty then.
fn sweep(output: &Path, own: &Path, taken: &mut Vec<Taken>) {
    for day in entries(output) {
        let name = day.file_name().unwrap().to_string_lossy().into_owned();
        // The journal and the full-text feeds are for reading.
        if name == "journal" || name == "feeds" || name.starts_with('.') {
            continue;
        }
        for feed in entries(&day) {
            for file in entries(&feed) {
                take(&file, output, own, taken);
            }
            let _ = fs::remove_dir(&feed);
        }
        let _ = fs::remove_dir(&day);
    }
}

/// Moves a file away in one step, so that no replacement can come between, and reads it at once: one that
/// was still being written is found out.
fn take(file: &Path, output: &Path, own: &Path, taken: &mut Vec<Taken>) {
    let path = file.strip_prefix(output).unwrap().to_string_lossy().into_owned();
    let target = own.join(taken.len().to_string());
    if fs::rename(file, &target).is_ok() {
        taken.push(Taken { path, bytes: fs::read(&target).unwrap() });
        fs::remove_file(&target).unwrap();
    }
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect()
}
