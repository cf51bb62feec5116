//! What stood on a host's articles: the memory by which extraction knows a host's furniture.
//!
//! Always: a few kilobytes a host, a bounded number of hosts, what was not met for long forgotten. Written
//! without a flush of its own: what a crash takes with it is learnt again. Never: a text, or a reason to
//! refuse the state; a record that cannot be read is dropped.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use parking_lot::MutexGuard;
use serde::{Deserialize, Serialize};

use super::records::{decode, encode};
use super::{State, StateError, key_of, kind};
use crate::clock::day_of;
use crate::extract::{HostMemory, Stood, Trace};

/// So many blocks are remembered of a host, those met last; about 8 KiB.
pub const MAX_BLOCKS: usize = 512;
/// So many hosts are remembered, those that brought an article last; about 32 MiB on disk.
pub const MAX_HOSTS: usize = 4096;
/// What was not met for so many days is forgotten.
pub const MAX_DAYS: i64 = 60;

/// The memory of a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HostRecord {
    /// The day (since 1970) of its last article.
    pub(super) day: i64,
    /// How many articles it was learnt from.
    articles: u32,
    /// The blocks, those met last first.
    blocks: Vec<BlockRecord>,
}

/// A block of a host's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct BlockRecord {
    /// By which it is known again.
    hash: u64,
    /// The number of the article that it was first met on.
    first: u32,
    /// On how many articles it was met, with that one.
    on: u32,
    /// The day (since 1970) on which it was last met.
    day: i64,
    /// On how many of those articles it was left out for reasons of its own.
    aside: u32,
}

impl HostRecord {
    /// What stood on the articles; `again` for one that is among them itself.
    fn memory(&self, today: i64, again: bool) -> HostMemory {
        let own = u32::from(again);
        let fresh = self.blocks.iter().filter(|block| today - block.day <= MAX_DAYS);
        let stood = fresh.map(|block| {
            let of = (self.articles.saturating_sub(block.first)).saturating_add(1);
            let BlockRecord { hash, first, on, aside, .. } = *block;
            (hash, Stood { on: on.saturating_sub(own), of: of.saturating_sub(own), first, aside })
        });
        stood.filter(|(_, stood)| stood.on > 0).collect()
    }

    fn learn(&mut self, traces: &[Trace], today: i64) {
        self.articles = self.articles.saturating_add(1);
        self.day = today;
        let mut before: HashMap<u64, BlockRecord> =
            self.blocks.iter().map(|block| (block.hash, *block)).collect();
        let first = self.articles;
        let mut blocks: Vec<BlockRecord> = Vec::with_capacity(MAX_BLOCKS);
        for trace in traces {
            let fresh = BlockRecord { hash: trace.block, first, on: 0, day: today, aside: 0 };
            let block = before.remove(&trace.block).filter(|block| today - block.day <= MAX_DAYS);
            let block = block.unwrap_or(fresh);
            blocks.push(BlockRecord {
                on: block.on.saturating_add(1),
                day: today,
                aside: block.aside.saturating_add(u32::from(!trace.kept)),
                ..block
            });
        }
        let rest = self.blocks.iter().filter(|block| before.contains_key(&block.hash));
        blocks.extend(rest.filter(|block| today - block.day <= MAX_DAYS));
        blocks.truncate(MAX_BLOCKS);
        self.blocks = blocks;
    }
}

/// The hosts that are remembered, by the day of their last article.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    days: HashMap<String, i64>,
    oldest: BTreeSet<(i64, String)>,
}

impl Hosts {
    /// Notes a host's last article; gives the host that has to go for it.
    pub(super) fn note(&mut self, host: &str, day: i64) -> Option<String> {
        if let Some(before) = self.days.insert(host.to_owned(), day) {
            self.oldest.remove(&(before, host.to_owned()));
        }
        self.oldest.insert((day, host.to_owned()));
        if self.days.len() <= MAX_HOSTS {
            return None;
        }
        let (_, gone) = self.oldest.pop_first()?;
        self.days.remove(&gone);
        Some(gone)
    }
}

impl State {
    /// What stood on the articles of a host; `again` for an article that it was learnt from.
    pub fn host_memory(
        &self,
        host: &str,
        again: bool,
        now: Timestamp,
    ) -> Result<HostMemory, StateError> {
        Ok(self.host_record(host)?.unwrap_or_default().memory(day_of(now), again))
    }

    /// Learns what an article leaves with its host's memory. Not durable before the next change that is.
    pub fn remember_host(
        &self,
        host: &str,
        traces: &[Trace],
        now: Timestamp,
    ) -> Result<(), StateError> {
        if traces.is_empty() {
            return Ok(());
        }
        let mut hosts = self.hosts();
        let mut record = self.host_record(host)?.unwrap_or_default();
        record.learn(traces, day_of(now));
        self.database.insert(key_of(kind::HOST, host.as_bytes()), encode(&record))?;
        if let Some(gone) = hosts.note(host, record.day) {
            self.database.remove(key_of(kind::HOST, gone.as_bytes()))?;
        }
        Ok(())
    }

    fn host_record(&self, host: &str) -> Result<Option<HostRecord>, StateError> {
        let bytes = self.database.get(key_of(kind::HOST, host.as_bytes()))?;
        Ok(bytes.and_then(|bytes| decode(&bytes).ok()))
    }

    fn hosts(&self) -> MutexGuard<'_, Hosts> {
        self.hosts.lock()
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::state::tests::opened;

    fn at(day: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * (20_000 + day))
    }

    fn kept(blocks: impl IntoIterator<Item = u64>) -> Vec<Trace> {
        blocks.into_iter().map(|block| Trace { block, kept: true }).collect()
    }

    fn state() -> (tempfile::TempDir, State) {
        let home = tempfile::tempdir().unwrap();
        let state = opened(&home.path().join("state")).unwrap();
        (home, state)
    }

    #[test]
    fn what_stood_on_a_hosts_articles_outlives_a_restart() {
        let (home, state) = state();
        state.remember_host("a.example", &kept([1, 2]), at(0)).unwrap();
        state.remember_host("a.example", &[Trace { block: 1, kept: false }], at(1)).unwrap();
        state.remember_host("b.example", &kept([7]), at(1)).unwrap();
        state.sync().unwrap();
        drop(state);
        let state = opened(&home.path().join("state")).unwrap();
        let memory = state.host_memory("a.example", false, at(1)).unwrap();
        assert_eq!(memory.len(), 2, "{memory:?}");
        assert_eq!(memory[&1], Stood { on: 2, of: 2, first: 1, aside: 1 });
        assert_eq!(memory[&2], Stood { on: 1, of: 2, first: 1, aside: 0 });
        assert!(state.host_memory("c.example", false, at(1)).unwrap().is_empty());
    }

    #[test]
    fn an_article_that_is_read_again_does_not_meet_itself() {
        let (_home, state) = state();
        state.remember_host("a.example", &kept([1, 2]), at(0)).unwrap();
        state.remember_host("a.example", &kept([2, 3]), at(0)).unwrap();
        let memory = state.host_memory("a.example", true, at(0)).unwrap();
        assert_eq!(memory, HostMemory::from([(2, Stood { on: 1, of: 1, first: 1, aside: 0 })]));
    }

    #[test]
    fn the_blocks_met_last_are_the_ones_that_stay() {
        let (_home, state) = state();
        let room = MAX_BLOCKS as u64;
        state.remember_host("a.example", &kept([0]), at(0)).unwrap();
        state.remember_host("a.example", &kept(1..room), at(0)).unwrap();
        let known =
            |block| state.host_memory("a.example", false, at(0)).unwrap().contains_key(&block);
        assert!(known(0), "there is room for it");
        state.remember_host("a.example", &kept([0, room]), at(0)).unwrap();
        assert!(known(0) && known(room) && !known(room - 1));
        assert_eq!(state.host_memory("a.example", false, at(0)).unwrap().len(), MAX_BLOCKS);
    }

    #[test]
    fn what_is_not_met_for_long_is_forgotten() {
        let (_home, state) = state();
        state.remember_host("a.example", &kept([1]), at(0)).unwrap();
        let known = |day| state.host_memory("a.example", false, at(day)).unwrap().contains_key(&1);
        assert!(known(MAX_DAYS) && !known(MAX_DAYS + 1));
        state.remember_host("a.example", &kept([1]), at(MAX_DAYS + 1)).unwrap();
        let memory = state.host_memory("a.example", false, at(MAX_DAYS + 1)).unwrap();
        assert_eq!(memory[&1], Stood { on: 1, of: 1, first: 2, aside: 0 }, "it begins anew");
    }

    #[test]
    fn the_hosts_heard_of_last_are_the_ones_that_stay() {
        let mut hosts = Hosts::default();
        for number in 0..MAX_HOSTS {
            assert_eq!(
                hosts.note(&format!("{number}.example"), i64::try_from(number).unwrap()),
                None
            );
        }
        assert_eq!(hosts.note("0.example", 5000), None, "it is one of them");
        assert_eq!(hosts.note("another.example", 5000).as_deref(), Some("1.example"));
        assert_eq!((hosts.days.len(), hosts.oldest.len()), (MAX_HOSTS, MAX_HOSTS));
    }

    #[test]
    fn a_host_has_a_few_kilobytes() {
        let mut record = HostRecord::default();
        for _ in 0..1000 {
            record.learn(&kept((0..MAX_BLOCKS as u64).map(|block| u64::MAX - block)), 30_000);
        }
        assert!(encode(&record).len() <= 9 << 10, "{}", encode(&record).len());
    }

    #[test]
    fn a_memory_that_cannot_be_read_is_dropped_and_nothing_else() {
        let (home, state) = state();
        state.remember_host("a.example", &kept([1]), at(0)).unwrap();
        state.database.insert(key_of(b'h', b"b.example"), &[0xff; 40][..]).unwrap();
        assert!(state.host_memory("b.example", false, at(0)).unwrap().is_empty());
        drop(state);
        let state = opened(&home.path().join("state")).unwrap();
        assert!(state.database.get(key_of(b'h', b"b.example")).unwrap().is_none());
        assert_eq!(state.host_memory("a.example", false, at(0)).unwrap().len(), 1);
    }
}
