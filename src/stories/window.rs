//! The window: the sketches of the articles of some days, and an index of them.
//!
//! Always: an article stands under its [`INDEXED`] smallest hashes, and every hash of a new text is looked up
//! there; of those that are met a few are compared in full. Articles stand in generations, which go as a whole
//! when the last of theirs is old, or when there are too many. Never: more than [`MAX_ARTICLES`] articles, or a look
//! at more than [`COMPARED`] of them.

use std::collections::VecDeque;

use hashbrown::HashTable;
use rustc_hash::FxHashMap;

use super::Sketch;
use super::sketch::{INDEXED, KEPT, half};
use crate::identity::ArticleId;

/// So many articles at most; beyond that the oldest go before their time. They take about 110 MiB
/// (`cargo bench --bench stories`).
pub const MAX_ARTICLES: usize = 250_000;
/// So many articles make a generation at most.
const GENERATION: usize = MAX_ARTICLES / 16;
/// A hash that so many articles of a generation have stands for a phrase, and finds no more of them.
const COMMON: usize = 32;
/// So many articles are compared in full.
const COMPARED: usize = 48;
/// Two texts tell the same if the other has so much of the shorter one …
const OF_SHORTER: f64 = 0.5;
/// … and so much of the longer one: what quotes a short text as a whole still tells more.
const OF_LONGER: f64 = 0.25;
/// From so much of the longer one on two texts are one and the same.
const SAME: f64 = 0.95;
/// So many hashes must be shared, however few there are.
const LEAST_SHARED: u32 = 8;
/// A text that so many other articles of its source had, under other headlines, belongs to none of them.
pub const REPEATED: usize = 2;

/// An article as the window knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its id.
    pub id: ArticleId,
    /// The first article of its story; its own id if it is that one.
    pub story: ArticleId,
    /// A number for the feed and the host that it came from.
    pub source: u64,
    /// A number for its headline.
    pub headline: u32,
}

/// What is found of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found {
    /// Nobody told this.
    New,
    /// It tells what an article of the window told.
    Copy {
        /// The nearest article.
        of: ArticleId,
        /// Its story.
        story: ArticleId,
        /// How much of the shorter text the other one has, from 0 to 1.
        similarity: f64,
    },
    /// Several articles of the same source, with other headlines, have this very text: a site that answers
    /// everything with one page.
    Repeated,
}

/// The articles of some days.
#[derive(Debug, Default)]
pub struct Window {
    /// The latest last.
    generations: VecDeque<Generation>,
}

#[derive(Debug)]
struct Generation {
    /// The day of the latest of its articles.
    day: i64,
    /// `None` is one that was taken out.
    members: Vec<Option<Member>>,
    /// Where each one's hashes end.
    ends: Vec<u32>,
    /// The upper halves of their hashes.
    halves: Vec<u16>,
    index: HashTable<(u32, u32)>,
}

impl Window {
    /// How many articles it has room for in use, those that were taken out included.
    pub fn len(&self) -> usize {
        self.generations.iter().map(|one| one.members.len()).sum()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.generations.is_empty()
    }

    /// The bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.generations.iter().map(Generation::bytes).sum()
    }

    /// Takes an article in, of a day since 1970; days do not go back, and one that does counts as the last.
    pub fn put(&mut self, member: Member, sketch: &Sketch, day: i64) {
        let full = |last: &Generation| last.day < day || last.members.len() >= GENERATION;
        if self.generations.back().is_none_or(full) {
            self.generations.push_back(Generation::new(day));
            if self.len() + GENERATION > MAX_ARTICLES {
                self.generations.pop_front();
            }
        }
        let last = self.generations.back_mut().expect("there is one now");
        last.put(member, sketch);
    }

    /// Takes an article out; it is not looked for often.
    pub fn take_out(&mut self, id: ArticleId) {
        for generation in &mut self.generations {
            for member in &mut generation.members {
                if member.is_some_and(|member| member.id == id) {
                    *member = None;
                }
            }
        }
    }

    /// Whether other articles belong to the story that begins with this one.
    pub fn is_followed(&self, id: ArticleId) -> bool {
        let members = self.generations.iter().flat_map(|generation| &generation.members);
        members.flatten().any(|member| member.story == id && member.id != id)
    }

    /// Lets go what is older than this day.
    pub fn forget_before(&mut self, day: i64) {
        while self.generations.front().is_some_and(|first| first.day < day) {
            self.generations.pop_front();
        }
    }

    /// The nearest article that tells the same as this one.
    pub fn find(&self, member: &Member, sketch: &Sketch) -> Found {
        let mut nearest: Option<(f64, Member)> = None;
        let mut repeated = 0;
        for (generation, slot) in self.candidates(sketch) {
            let Some(other) = generation.members[slot as usize] else { continue };
            let shared = Shared::of(sketch, generation.halves_of(slot));
            if other.id == member.id || !shared.is_enough() {
                continue;
            }
            if other.source == member.source && other.headline != member.headline {
                // What a site prints on many of its pages; a copy has its headline there.
                repeated += usize::from(shared.of_longer >= SAME);
                continue;
            }
            if nearest.is_none_or(|(most, _)| shared.of_shorter > most) {
                nearest = Some((shared.of_shorter, other));
            }
        }
        match nearest {
            _ if repeated >= REPEATED => Found::Repeated,
            Some((similarity, other)) => {
                Found::Copy { of: other.id, story: other.story, similarity }
            }
            None => Found::New,
        }
    }

    /// The articles that have most of its hashes, the earliest first among equals.
    fn candidates(&self, sketch: &Sketch) -> impl Iterator<Item = (&Generation, u32)> {
        let mut met: FxHashMap<(usize, u32), u32> = FxHashMap::default();
        for (at, generation) in self.generations.iter().enumerate() {
            for hash in sketch.hashes() {
                for slot in generation.with(*hash) {
                    *met.entry((at, slot)).or_default() += 1;
                }
            }
        }
        let mut met: Vec<_> = met.into_iter().collect();
        met.sort_unstable_by_key(|(place, times)| (u32::MAX - times, *place));
        met.truncate(COMPARED);
        met.into_iter().map(|((at, slot), _)| (&self.generations[at], slot))
    }
}

impl Generation {
    fn new(day: i64) -> Self {
        Self {
            day,
            members: Vec::new(),
            ends: Vec::new(),
            halves: Vec::new(),
            index: HashTable::new(),
        }
    }

    fn put(&mut self, member: Member, sketch: &Sketch) {
        let slot = u32::try_from(self.members.len()).expect("a generation is small");
        self.members.push(Some(member));
        self.halves.extend(sketch.hashes().iter().map(|hash| half(*hash)));
        self.ends.push(u32::try_from(self.halves.len()).expect("a generation is small"));
        for hash in sketch.hashes().iter().take(INDEXED) {
            if self.with(*hash).count() < COMMON {
                self.index.insert_unique(spread(*hash), (*hash, slot), |(hash, _)| spread(*hash));
            }
        }
    }

    /// The articles that stand under a hash.
    fn with(&self, hash: u32) -> impl Iterator<Item = u32> {
        let met = self.index.iter_hash(spread(hash));
        met.filter(move |(other, _)| *other == hash).map(|(_, slot)| *slot)
    }

    fn halves_of(&self, slot: u32) -> &[u16] {
        let slot = slot as usize;
        let begin = slot.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.halves[begin as usize..self.ends[slot] as usize]
    }

    fn bytes(&self) -> usize {
        self.members.capacity() * size_of::<Option<Member>>()
            + self.ends.capacity() * size_of::<u32>()
            + self.halves.capacity() * size_of::<u16>()
            + self.index.allocation_size()
    }
}

/// What two texts share.
pub(super) struct Shared {
    hashes: u32,
    pub(super) of_shorter: f64,
    pub(super) of_longer: f64,
}

impl Shared {
    /// Counts as far as both samples are complete.
    pub(super) fn of(sketch: &Sketch, other: &[u16]) -> Self {
        let end = |whole: bool, last: Option<u16>| if whole { u16::MAX } else { last.unwrap_or(0) };
        let own = sketch.hashes();
        let last = own.last().map(|hash| half(*hash));
        let end = end(own.len() < KEPT, last).min(end(other.len() < KEPT, other.last().copied()));
        let mut own = own.iter().map(|hash| half(*hash)).take_while(|half| *half <= end).peekable();
        let mut other = other.iter().copied().take_while(|half| *half <= end).peekable();
        let (mut ours, mut theirs, mut hashes) = (0_u32, 0_u32, 0_u32);
        loop {
            let order = match (own.peek(), other.peek()) {
                (Some(one), Some(two)) => one.cmp(two),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => break,
            };
            if order.is_le() {
                own.next();
                ours += 1;
            }
            if order.is_ge() {
                other.next();
                theirs += 1;
            }
            hashes += u32::from(order.is_eq());
        }
        let share = |of: u32| f64::from(hashes) / f64::from(of.max(1));
        Self { hashes, of_shorter: share(ours.min(theirs)), of_longer: share(ours.max(theirs)) }
    }

    fn is_enough(&self) -> bool {
        self.hashes >= LEAST_SHARED && self.of_shorter >= OF_SHORTER && self.of_longer >= OF_LONGER
    }
}

/// The smallest hashes begin alike; a table needs them apart.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
