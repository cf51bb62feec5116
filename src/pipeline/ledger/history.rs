//! The last polls of each feed, and its last failures: for people who look at it.
//!
//! Always: bounded for each feed, in memory, and gone with the daemon; what decides is in the state.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::pipeline::Outcome;
use crate::state::Trouble;

/// How many polls of a feed are remembered: 8 bytes each, so 10,000 feeds take 4 MB.
pub const POLLS: usize = 48;
/// How many failures of a feed are remembered.
const FAILURES: usize = 5;
/// How much of a failure's sentence is, in characters.
const MAX_SENTENCE: usize = 400;

/// A poll, as short as it can be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poll {
    /// In seconds since 1970: it fits until 2106.
    at: u32,
    new: u16,
    came: Came,
}

/// What came of a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// New or changed entries.
    News,
    /// The feed was read and brought nothing.
    Nothing,
    /// 304: nothing was sent.
    NotModified,
    /// It failed.
    Failed,
    /// It was not asked.
    Left,
}

/// A poll that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// When.
    pub at: Timestamp,
    /// Why, at no great length.
    pub trouble: Trouble,
}

impl Poll {
    fn new(outcome: &Outcome, now: Timestamp) -> Self {
        let (came, new) = match outcome {
            Outcome::Read { discovered, .. } => {
                let new = discovered.fresh + discovered.changed;
                (if new > 0 { Came::News } else { Came::Nothing }, new)
            }
            Outcome::Unchanged { conditional: true } => (Came::NotModified, 0),
            Outcome::Unchanged { conditional: false } => (Came::Nothing, 0),
            Outcome::Failed(_) => (Came::Failed, 0),
            Outcome::Left { .. } => (Came::Left, 0),
        };
        let at = u32::try_from(now.as_second()).unwrap_or(0);
        Self { at, new: u16::try_from(new).unwrap_or(u16::MAX), came }
    }

    /// When it was, to the second.
    pub fn at(&self) -> Timestamp {
        Timestamp::from_second(i64::from(self.at)).unwrap_or_default()
    }

    /// What came of it.
    pub fn came(&self) -> Came {
        self.came
    }

    /// How many entries were new or changed.
    pub fn new_entries(&self) -> u16 {
        self.new
    }
}

/// The last polls of all feeds.
#[derive(Debug, Default)]
pub struct History {
    feeds: Mutex<HashMap<String, Remembered>>,
}

#[derive(Debug, Default)]
struct Remembered {
    polls: VecDeque<Poll>,
    failures: VecDeque<Failed>,
}

impl History {
    /// The polls of a feed, the latest last.
    pub fn polls(&self, feed: &str) -> Vec<Poll> {
        self.feeds().get(feed).map(|of| of.polls.iter().copied().collect()).unwrap_or_default()
    }

    /// The failures of a feed, the latest first.
    pub fn failures(&self, feed: &str) -> Vec<Failed> {
        let feeds = self.feeds();
        feeds.get(feed).map(|of| of.failures.iter().rev().cloned().collect()).unwrap_or_default()
    }

    pub(super) fn polled(&self, feed: &str, outcome: &Outcome, now: Timestamp) {
        let mut feeds = self.feeds();
        let of = feeds.entry(feed.to_owned()).or_default();
        push(&mut of.polls, Poll::new(outcome, now), POLLS);
        if let Outcome::Failed(Trouble { code, sentence }) = outcome {
            let sentence = sentence.chars().take(MAX_SENTENCE).collect();
            let trouble = Trouble { code: code.clone(), sentence };
            push(&mut of.failures, Failed { at: now, trouble }, FAILURES);
        }
    }

    /// Forgets feeds that are not configured any more.
    pub(in crate::pipeline) fn keep(&self, is_configured: impl Fn(&str) -> bool) {
        self.feeds().retain(|name, _| is_configured(name));
    }

    fn feeds(&self) -> MutexGuard<'_, HashMap<String, Remembered>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn push<T>(last: &mut VecDeque<T>, one: T, most: usize) {
    if last.len() == most {
        last.pop_front();
    }
    last.push_back(one);
}
