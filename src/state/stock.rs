//! Stock is taken at every start: each record is read once, since damaged files can lose keys in silence.
//!
//! Always: what is counted is held against the totals, which are written in the same changes; a difference means
//! that the state is made anew. Keys, articles and their memory, which grow with what is remembered, are read by
//! several threads. Never: a record that cannot be read and is met later, when the state is in use.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread::{self, ScopedJoinHandle};

use jiff::Timestamp;
use parking_lot::Mutex;

use super::hosts::{HostRecord, Hosts};
use super::leads::Leads;
use super::queue::Queue;
use super::records::{FeedRecord, Known, Remembered, Totals, VERSION, Waiting, decode, encode};
use super::shelves::Shelves;
use super::spool::DocumentHash;
use super::{Portrait, State, StateError, debts, kind, robots};
use crate::hosts::CoolDown;
use crate::hosts::robots::Rules;
use crate::identity::ArticleId;

/// The kinds of which there is one record at least for each article.
const MANY: [u8; 2] = [kind::KNOWN, kind::REMEMBERED];
/// Into so many parts each of them is cut, by the first digit of their keys, which are hashes.
const PARTS: u8 = 16;
/// So many threads read them at most; what they gain ends where the disk has no more to give.
const THREADS: usize = 8;

/// The article that a record's key names.
fn named_by(key: &[u8]) -> Result<ArticleId, StateError> {
    let id = key.get(1..).and_then(ArticleId::from_bytes);
    id.ok_or_else(|| StateError::Damaged("a record names no article".to_owned()))
}

/// What was counted of the kinds with many records.
#[derive(Default)]
struct Count {
    keys: u64,
    lines: u64,
    articles: u64,
    /// How many articles came out through each feed.
    census: HashMap<String, u64>,
    /// How many entries of each feed a filter kept back.
    kept: HashMap<String, u64>,
}

impl Count {
    fn read(&mut self, records: sled::Iter, leads: &Leads) -> Result<(), StateError> {
        for record in records {
            let (key, value) = record?;
            match key.first() {
                Some(&kind::REMEMBERED) => {
                    let memory: Remembered = decode(&value)?;
                    self.articles += 1;
                    self.keys += memory.keys.len() as u64;
                    leads.learn(named_by(&key)?, &memory.keys);
                    if let Some(kept) = memory.kept {
                        *self.kept.entry(kept.feed).or_default() += 1;
                    }
                }
                Some(&kind::KNOWN) => {
                    let known: Known = decode(&value)?;
                    self.lines += u64::from(known.lines);
                    if let Some(feed) = known.came_through() {
                        *self.census.entry(feed.to_owned()).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, other: Count) {
        self.keys += other.keys;
        self.lines += other.lines;
        self.articles += other.articles;
        for (feed, articles) in other.census {
            *self.census.entry(feed).or_default() += articles;
        }
        for (feed, entries) in other.kept {
            *self.kept.entry(feed).or_default() += entries;
        }
    }
}

/// What the other kinds hold.
#[derive(Default)]
struct Rest {
    queue: Queue,
    documents: HashSet<DocumentHash>,
    shown: Shelves<ArticleId>,
    hosts: Hosts,
    rules: usize,
}

impl Rest {
    fn read(&mut self, database: &sled::Db) -> Result<(), StateError> {
        let mut waits = Vec::new();
        let few = (0..=u8::MAX).filter(|kind| !MANY.contains(kind));
        for record in few.flat_map(|kind| database.scan_prefix([kind])) {
            let (key, value) = record?;
            match key.first() {
                Some(&kind::WAITING) => {
                    let waiting: Waiting = decode(&value)?;
                    self.queue.put(&waiting);
                    self.queue.need(waiting.document);
                    self.documents.insert(waiting.document);
                    if !waiting.again {
                        waits.push((waiting.order, waiting.id, waiting.keys));
                    }
                }
                // What cannot be read is to be found here, where the state can still be made anew.
                Some(&kind::FEED) => drop(decode::<FeedRecord>(&value)?),
                Some(&kind::WINDOW) => {
                    for id in decode::<Vec<ArticleId>>(&value)? {
                        self.shown.insert(id, self.shown.get(id).unwrap_or_default() + 1);
                    }
                }
                Some(&kind::FIRST_LINE) => drop(decode::<Timestamp>(&value)?),
                Some(&kind::DEBT) => drop(debts::debt_in(&value)?),
                Some(&kind::COOL_DOWN) => drop(decode::<CoolDown>(&value)?),
                Some(&kind::RULES) => {
                    drop(decode::<Rules>(&value)?);
                    self.rules += robots::size_of(&value);
                }
                Some(&kind::PORTRAIT) if decode::<Portrait>(&value).is_err() => {
                    drop(database.remove(key)?);
                }
                // All of it may be lost, so none of it is worth a rebuild.
                Some(&kind::HOST) => match decode::<HostRecord>(&value) {
                    Ok(record) => {
                        self.hosts.note(&String::from_utf8_lossy(&key[1..]), record.day);
                    }
                    Err(_) => drop(database.remove(key)?),
                },
                _ => {}
            }
        }
        // Where two wait under one key, it leads to the one that came last.
        waits.sort_unstable();
        for (_, id, keys) in waits {
            self.queue.lead(id, &keys);
        }
        Ok(())
    }
}

/// Counts the many while the rest is read.
fn count(database: &sled::Db, rest: &mut Rest, leads: &Leads) -> Result<Count, StateError> {
    let from = |kind: u8, part: u8| match part.checked_mul(u8::MAX / PARTS + 1) {
        Some(first) => vec![kind, first],
        None => vec![kind + 1],
    };
    let range = |kind: u8| (0..PARTS).map(move |part| from(kind, part)..from(kind, part + 1));
    let parts: Vec<Range<Vec<u8>>> = MANY.into_iter().flat_map(range).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut count = Count::default();
        while let Some(part) = parts.get(next.fetch_add(1, Relaxed)) {
            count.read(database.range(part.clone()), leads)?;
        }
        Ok::<_, StateError>(count)
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let read = rest.read(database);
        let counts: Vec<_> = workers.into_iter().map(ScopedJoinHandle::join).collect();
        read?;
        let mut whole = Count::default();
        for count in counts {
            let panicked = |_| StateError::Damaged("sled panicked over its records".to_owned());
            whole.add(count.map_err(panicked)??);
        }
        Ok(whole)
    })
}

impl State {
    /// Reads every record: builds what is kept in memory, and compares the counts.
    pub(super) fn take_stock(&mut self) -> Result<(), StateError> {
        let totals = match self.database.get([kind::TOTALS])? {
            Some(bytes) => self.totals_in(&bytes)?,
            None if self.database.is_new()? => {
                // From here on their absence is damage.
                let totals = Totals { version: VERSION, ..Totals::default() };
                let mut begun = sled::Batch::default();
                begun.insert(&[kind::TOTALS], encode(&totals));
                begun.insert(&[kind::UNMET], &[]);
                self.database.apply_batch(begun)?;
                totals
            }
            None => return Err(StateError::Damaged("its totals are gone".to_owned())),
        };
        let mut rest = Rest::default();
        let leads = Leads::with_room(totals.keys, totals.articles);
        let Count { keys, lines, articles, census, kept } =
            count(&self.database, &mut rest, &leads)?;
        if !leads.sort() {
            return Err(StateError::Damaged("a key leads to two articles".to_owned()));
        }
        if (keys, lines, articles) != (totals.keys, totals.lines, totals.articles) {
            return Err(StateError::Damaged(format!(
                "it holds {keys} keys of {articles} articles and {lines} emissions, and should hold {} of {} and {}",
                totals.keys, totals.articles, totals.lines
            )));
        }
        self.spool.sweep(&rest.documents).map_err(|source| StateError::io(&self.path, source))?;
        self.durable = AtomicU64::new(totals.seq);
        self.rules = AtomicUsize::new(rest.rules);
        self.totals = std::sync::Mutex::new(totals);
        self.leads = leads;
        self.queue = Mutex::new(rest.queue);
        self.census = Mutex::new(census);
        self.kept = Mutex::new(kept);
        self.shown = rest.shown;
        self.hosts = Mutex::new(rest.hosts);
        // What an interrupted life wrote is published now, so it has to be durable first.
        self.sync()
    }

    /// The totals, if this version can read what they are the totals of.
    fn totals_in(&self, bytes: &[u8]) -> Result<Totals, StateError> {
        let (version, _) = postcard::take_from_bytes::<u32>(bytes)
            .map_err(|_| StateError::Damaged("its totals cannot be read".to_owned()))?;
        match version.cmp(&VERSION) {
            Ordering::Greater => {
                let directory = self.path.clone();
                Err(StateError::Newer { directory, version })
            }
            Ordering::Less => Err(StateError::Older(version)),
            Ordering::Equal => decode(bytes),
        }
    }
}
