//! The sketch of a text: the smallest hashes of its shingles.
//!
//! A shingle is [`WORDS`] words in a row, or [`SIGNS`] signs of a script that sets no spaces. What two texts share
//! of their shingles is what they share of their text; and of two samples taken by the same rule (the smallest
//! hashes of each) it can be told without bias, whatever stands before or after it (Broder, "On the resemblance
//! and containment of documents", 1997).
//!
//! Always: the same on every machine and in every version, since sketches are stored. Never: more than [`KEPT`]
//! hashes, or time for more than [`MAX_TOKENS`] words.

use serde::{Deserialize, Serialize};

/// Words of a shingle: long enough that turns of phrase do not count, short enough that an edit costs little.
const WORDS: usize = 8;
/// Signs of a shingle where words are not set apart; a word has one or two.
const SIGNS: usize = 12;
/// So many hashes of a text are kept at most.
pub const KEPT: usize = 128;
/// Of a longer text the rest is not looked at; the longest articles have a fifth of it.
const MAX_TOKENS: usize = 50_000;
/// Under so many of them a text is found; of the others half is enough, which is compared.
pub(super) const INDEXED: usize = 24;
/// A text with fewer shingles says too little to be known by.
const LEAST: usize = 20;

/// What is kept of a text to know it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Sketch {
    /// The smallest hashes of its shingles, in their order.
    hashes: Vec<u32>,
}

impl Sketch {
    /// The sketch of a text; `None` if it is too short to be known by.
    pub fn of(text: &str) -> Option<Self> {
        let (tokens, signs) = tokens(text);
        let length = if signs * 2 > tokens.len() { SIGNS } else { WORDS };
        let mut hashes: Vec<u32> = tokens.windows(length).map(shingle).collect();
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.len() < LEAST {
            return None;
        }
        hashes.truncate(KEPT);
        hashes.shrink_to_fit();
        Some(Self { hashes })
    }

    /// How much of the shorter and of the longer text both have, from 0 to 1.
    pub fn shared_with(&self, other: &Self) -> (f64, f64) {
        let halves: Vec<u16> = other.hashes.iter().map(|hash| half(*hash)).collect();
        let shared = super::window::Shared::of(self, &halves);
        (shared.of_shorter, shared.of_longer)
    }

    /// The smallest hashes of its shingles, in their order.
    pub(super) fn hashes(&self) -> &[u32] {
        &self.hashes
    }
}

/// A sketch as it is stored, in about 250 bytes: what nobody needs of it is left out.
#[derive(Serialize, Deserialize)]
struct Stored {
    /// The upper halves, each as what it is more than the one before.
    gaps: Vec<u16>,
    /// The lower halves of those that are indexed.
    lows: Vec<u16>,
}

impl From<Sketch> for Stored {
    fn from(sketch: Sketch) -> Self {
        let (halves, lows) = (sketch.hashes.iter().map(|hash| half(*hash)), sketch.hashes.iter());
        let mut before = 0;
        let gaps = halves.map(|half| half - std::mem::replace(&mut before, half)).collect();
        let low = |hash: &u32| u16::try_from(hash & 0xffff).expect("half of the bits are left");
        Self { gaps, lows: lows.take(INDEXED).map(low).collect() }
    }
}

impl From<Stored> for Sketch {
    fn from(stored: Stored) -> Self {
        let (mut half, mut lows) = (0_u16, stored.lows.into_iter());
        let hashes = stored.gaps.into_iter().take(KEPT).map(|gap| {
            half = half.saturating_add(gap);
            u32::from(half) << 16 | u32::from(lows.next().unwrap_or(0))
        });
        Self { hashes: hashes.collect() }
    }
}

/// To compare two texts half of a hash is enough: 65,536 numbers, of which a text has some hundreds.
pub(super) fn half(hash: u32) -> u16 {
    u16::try_from(hash >> 16).expect("half of the bits are left")
}

/// The text's words, and its signs of scripts without word spaces, as hashes; and how many of them are signs.
fn tokens(text: &str) -> (Vec<u64>, usize) {
    let (mut tokens, mut signs) = (Vec::with_capacity(text.len() / 6), 0);
    let mut word = None;
    for c in text.chars() {
        let dense = is_dense(c);
        if (dense || !c.is_alphanumeric())
            && let Some(word) = word.take()
        {
            tokens.push(word);
        }
        if tokens.len() >= MAX_TOKENS {
            break;
        }
        if dense {
            tokens.push(with(BASIS, c));
            signs += 1;
        } else if c.is_alphanumeric() {
            word = c.to_lowercase().fold(word, |word, c| Some(with(word.unwrap_or(BASIS), c)));
        }
    }
    tokens.extend(word);
    (tokens, signs)
}

/// FNV-1a, a character at a time.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

fn with(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The hash of some tokens in their order.
fn shingle(tokens: &[u64]) -> u32 {
    let mix = |hash: u64, token: &u64| mixed(hash.rotate_left(23) ^ token);
    // Its upper half: the smallest are kept, so no bit may be worse than another.
    u32::try_from(tokens.iter().fold(0, mix) >> 32).expect("half of the bits are left")
}

/// The finalizer of MurmurHash3: each bit of what comes in changes half of those that come out.
fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// Han, kana, Thai, Lao, Khmer, Burmese: nothing there says where a word ends.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}
