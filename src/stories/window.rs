//! The window: the sketches of the articles of some days, and an index of them.
//!
//! Always: an article stands under its [`INDEXED`] smallest hashes, and every hash of a new text is looked up
//! there; of those that are met a few are compared in full. Articles stand in generations, which go as a whole
//! when the last of theirs is old, or when there are too many. Never: more than [`MAX_ARTICLES`] articles, or a look
//! at more than [`COMPARED`] of them.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::mem::take;

use hashbrown::HashTable;

use super::Sketch;
use super::sketch::{INDEXED, KEPT, half};
use crate::identity::ArticleId;

/// So many articles at most; beyond that the oldest go before their time. They take some 125 MiB
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

impl Member {
    /// Whether the two stand on one site, and are two by their headlines.
    fn is_apart_from(&self, other: &Self) -> bool {
        self.source == other.source && self.headline != other.headline
    }
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
    /// Where the articles of a story are.
    stories: HashTable<u32>,
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
        if let Some(last) = self.generations.back_mut() {
            last.put(member, sketch);
        }
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
        self.of_story(id).any(|member| member.id != id)
    }

    /// The articles of a story, its first among them while that one is in the window.
    fn of_story(&self, story: ArticleId) -> impl Iterator<Item = &Member> {
        self.generations.iter().flat_map(move |generation| generation.of_story(story))
    }

    /// Whether the story has an article of the same source under another headline: a site tells a story once, and two
    /// of its articles are two, though another site's copy be near to both.
    fn tells_it_otherwise(&self, member: &Member, story: ArticleId) -> bool {
        self.of_story(story).any(|other| other.id != member.id && member.is_apart_from(other))
    }

    /// Lets go what is older than this day.
    pub fn forget_before(&mut self, day: i64) {
        while self.generations.front().is_some_and(|first| first.day < day) {
            self.generations.pop_front();
        }
    }

    /// The nearest article that tells the same as this one.
    pub fn find(&self, member: &Member, sketch: &Sketch) -> Found {
        let mut met: Vec<(f64, Member)> = Vec::new();
        let mut repeated = 0;
        for (generation, slot) in self.candidates(sketch) {
            let Some(other) = generation.members[slot as usize] else { continue };
            let shared = Shared::of(sketch, generation.halves_of(slot));
            if other.id == member.id || !shared.is_enough() {
                continue;
            }
            if member.is_apart_from(&other) {
                // What a site prints on many of its pages; a copy has its headline there.
                repeated += usize::from(shared.of_longer >= SAME);
            } else {
                met.push((shared.of_shorter, other));
            }
        }
        if repeated >= REPEATED {
            return Found::Repeated;
        }
        // The earlier of two that are equally near stays before the other.
        met.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let mut told_otherwise = Vec::new();
        let mut is_open_to_it = |story| {
            if !told_otherwise.contains(&story) && self.tells_it_otherwise(member, story) {
                told_otherwise.push(story);
            }
            !told_otherwise.contains(&story)
        };
        let nearest = met.into_iter().find(|(_, other)| is_open_to_it(other.story));
        nearest.map_or(Found::New, |(similarity, other)| Found::Copy {
            of: other.id,
            story: other.story,
            similarity,
        })
    }

    /// The articles that have most of its hashes, the earliest first among equals.
    fn candidates(&self, sketch: &Sketch) -> impl Iterator<Item = (&Generation, u32)> {
        let (mut met, mut touched, mut times) = (Vec::new(), Vec::new(), vec![0_u8; GENERATION]);
        for (at, generation) in self.generations.iter().enumerate() {
            for slot in sketch.hashes().iter().flat_map(|hash| generation.with(*hash)) {
                let times = &mut times[slot as usize];
                if *times == 0 {
                    touched.push(slot);
                }
                *times += 1;
            }
            let counted = |slot: u32| (Reverse(take(&mut times[slot as usize])), at, slot);
            met.extend(touched.drain(..).map(counted));
        }
        if met.len() > COMPARED {
            met.select_nth_unstable(COMPARED);
            met.truncate(COMPARED);
        }
        met.sort_unstable();
        met.into_iter().map(|(_, at, slot)| (&self.generations[at], slot))
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
            stories: HashTable::new(),
        }
    }

    fn put(&mut self, member: Member, sketch: &Sketch) {
        let slot = u32::try_from(self.members.len()).expect("a generation is small");
        self.members.push(Some(member));
        let members = &self.members;
        self.stories.insert_unique(spread(low(member.story)), slot, |slot| {
            members[*slot as usize].map_or(0, |member| spread(low(member.story)))
        });
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

    /// The articles of a story.
    fn of_story(&self, story: ArticleId) -> impl Iterator<Item = &Member> {
        let met = self.stories.iter_hash(spread(low(story)));
        let met = met.filter_map(|slot| self.members[*slot as usize].as_ref());
        met.filter(move |member| member.story == story)
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
            + self.stories.allocation_size()
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

/// Part of an id, which is a digest itself.
fn low(id: ArticleId) -> u32 {
    let [.., a, b, c, d] = *id.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}
