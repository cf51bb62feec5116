//! Whether the page is about what the feed says: a site can answer every address with one and the same page.
//!
//! Always: both the entry's title and its summary have to be foreign to the page, as a headline may be
//! reworded, and a summary written anew. Never: a list of words; what a text shares with any other of its
//! language is held down by looking at long words alone, and, where words are not set apart, at pairs of
//! characters.

use rustc_hash::FxHashSet;

use super::super::Hints;
use crate::extract::body::is_dense;

/// Words of fewer characters stand in any text.
const LONG_WORD: usize = 5;
/// Of a word so much counts, so that endings do not.
const STEM: usize = 6;
/// A title of fewer parts tells nothing.
const TITLE: usize = 3;
/// Nor does a summary of fewer.
const SUMMARY: usize = 8;
/// Nor a page of fewer.
const PAGE: usize = 20;
/// A foreign title shares at most this with the page.
const TITLE_SHARE: f32 = 0.25;
/// And a foreign summary this.
const SUMMARY_SHARE: f32 = 0.25;

/// The parts of a text that tell it from others.
#[derive(Debug, Default)]
pub(super) struct Telling(FxHashSet<u64>);

impl Telling {
    pub(super) fn of(text: &str) -> Self {
        let mut parts = Self::default();
        parts.add(text);
        parts
    }

    pub(super) fn add(&mut self, text: &str) {
        let (mut stem, mut length, mut before) = (0, 0, None);
        let mut read = |c: char| {
            let paired = is_paired(c);
            if let Some(before) = before.filter(|_| paired) {
                self.0.insert(u64::from(before) << 32 | u64::from(c));
            }
            before = paired.then_some(c);
            if c.is_alphanumeric() && !paired {
                if length < STEM {
                    stem = join(stem, c);
                }
                length += 1;
            } else {
                if length >= LONG_WORD {
                    self.0.insert(stem);
                }
                (stem, length) = (0, 0);
            }
        };
        for c in text.chars() {
            if c.is_ascii() {
                read(c.to_ascii_lowercase());
            } else {
                c.to_lowercase().for_each(&mut read);
            }
        }
        read(' ');
    }

    /// The share of them that the other has, too; 0 where there are none.
    #[allow(clippy::cast_precision_loss, reason = "a share of counts")]
    pub(super) fn share_in(&self, other: &Self) -> f32 {
        let shared = self.0.iter().filter(|part| other.0.contains(part)).count();
        if shared == 0 { 0.0 } else { shared as f32 / self.0.len() as f32 }
    }
}

/// Title and summary are both of something else than the page.
pub(super) fn is_mismatch(hints: &Hints, body: &Telling, document: Option<&str>) -> bool {
    let (Some(title), Some(summary)) = (&hints.title, &hints.summary) else { return false };
    let (title, summary) = (Telling::of(title), Telling::of(summary));
    if title.0.len() < TITLE || summary.0.len() < SUMMARY || body.0.len() < PAGE {
        return false;
    }
    let document = Telling::of(document.unwrap_or_default());
    title.share_in(body) <= TITLE_SHARE
        && title.share_in(&document) <= TITLE_SHARE
        && summary.share_in(body) <= SUMMARY_SHARE
}

/// A character of a script whose words are not set apart, or are too short or too much inflected to compare.
fn is_paired(c: char) -> bool {
    is_dense(c) || matches!(c, '\u{ac00}'..='\u{d7a3}')
}

fn join(stem: u64, c: char) -> u64 {
    stem.wrapping_mul(0x0100_0000_01b3) ^ u64::from(c) ^ 0x9e37_79b9_7f4a_7c15
}
