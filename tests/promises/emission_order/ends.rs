//! How lives end: told to, killed, or with their state lost or replaced; and how the next one begins.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use courant::pipeline::{self, Class, Fault, Opened};
use courant::state::{FeedRecord, State, TIMER};

use super::reports::copy;
use super::world::World;
use super::{FEED, FORMATS, Step};

impl World {
    pub(super) fn go_on(&mut self, step: &Step) {
        match step {
            Step::Restart => {
                self.end();
                self.start();
            }
            Step::Flush => {
                let record = FeedRecord {
                    url: "https://other.example/".to_owned(),
                    ..FeedRecord::default()
                };
                self.opened().state.save_feed("other", &record, true).expect("saves");
            }
            Step::Kill => self.kill(),
            Step::Reconfigure(at) => {
                self.write_as(FORMATS[*at]);
                self.feed = if self.feed == "news" { "press" } else { "news" };
                self.kill();
            }
            // Of files that were moved and taken before their line was written, a state tells that is lost or put back
            // in that very moment, and nothing else: no order of steps can help there.
            Step::LoseState(_) | Step::Rebuild | Step::Restore if self.is_untold() => {}
            Step::LoseState(learnt) => self.lose_state(*learnt),
            Step::Rebuild => {
                self.end();
                let _ = when_free(|| pipeline::rebuild(&self.config, self.now));
                (self.lost, self.aside) = (true, self.put_aside());
                self.start();
            }
            Step::Backup => {
                self.end();
                let _ = fs::remove_dir_all(self.backup());
                copy(&self.config.state.directory, &self.backup());
                self.start();
            }
            Step::Restore => {
                if self.backup().exists() {
                    self.end();
                    fs::remove_dir_all(&self.config.state.directory).expect("removed");
                    copy(&self.backup(), &self.config.state.directory);
                    self.lost = true;
                    self.begin();
                    self.aside = self.put_aside();
                }
            }
            step => self.hand_over(step),
        }
    }

    /// Begins a life that has no reason to make the state anew.
    pub(super) fn start(&mut self) {
        self.begin();
        assert_eq!(self.put_aside(), self.aside, "a state was put aside");
    }

    fn begin(&mut self) {
        // What is not flushed is to be lost with a kill.
        TIMER.store(600_000, Relaxed);
        let opened: Opened = when_free(|| pipeline::open(&self.config, self.now));
        opened.state.adopt(&[(self.feed.to_owned(), FEED.to_owned())]).expect("adopts");
        self.opened = Some(opened);
    }

    fn end(&mut self) {
        self.opened = None;
        self.forget();
    }

    /// Ends the process with what sled has handed to the system so far.
    pub(super) fn kill(&mut self) {
        copy(&self.config.state.directory, &self.left());
        self.kill_leaving();
    }

    /// The same, where it was kept already what is left.
    pub(super) fn kill_leaving(&mut self) {
        self.kill_and(|_| ());
    }

    pub(super) fn kill_and(&mut self, then: impl FnOnce(&mut Self)) {
        self.end();
        fs::remove_dir_all(&self.config.state.directory).expect("removed");
        fs::rename(self.left(), &self.config.state.directory).expect("moved");
        then(self);
        self.start();
    }

    /// The state is gone, and so many lines of the journal are learnt before the next kill.
    pub(super) fn lose_state(&mut self, learnt: usize) {
        self.end();
        fs::remove_dir_all(&self.config.state.directory).expect("removed");
        self.lost = true;
        if learnt > 0 {
            let state = State::open(&self.config.state.directory).expect("opens");
            let lines = self.journal();
            state.learn(&lines[..learnt.min(lines.len())]).expect("learns");
        }
        self.start();
    }

    pub(super) fn left(&self) -> PathBuf {
        self.home.path().join("left")
    }

    fn backup(&self) -> PathBuf {
        self.home.path().join("backup")
    }

    fn put_aside(&self) -> usize {
        let names = fs::read_dir(self.home.path()).expect("reads").flatten();
        names.filter(|name| name.file_name().to_string_lossy().contains(".corrupt-")).count()
    }
}

/// Does what needs the locks: a program that another test starts holds ours for a moment, between its fork and its exec.
fn when_free<T>(act: impl Fn() -> Result<T, Fault>) -> T {
    let done = (0..500).find_map(|_| match act() {
        Err(fault) if fault.class() == Class::TryAgain => {
            std::thread::sleep(Duration::from_millis(10));
            None
        }
        done => Some(done.expect("can be done")),
    });
    done.expect("the locks are free again")
}
