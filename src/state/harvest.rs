//! What a feed's pages yield: how good the articles are that come out of them, lately and before.
//!
//! A site that changes its template yields less from one day to the next, and nobody else would notice. Always:
//! held against the feed's own past, which does not learn from what is told of as poor; a few bytes a feed, written
//! without a flush of their own. Never: a reason to refuse the state.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::records::{decode, encode};
use super::{State, StateError, key_of, kind};

/// Of so few articles the past is not known.
const FEW: u32 = 20;
/// How much of what is known of the past one article makes.
const SLOW: f32 = 1.0 / 50.0;
/// The same of what came lately.
const FAST: f32 = 1.0 / 6.0;
/// Quality lately under this share of the past's is poor …
const POOR: f32 = 0.5;
/// … and so is a text of this share of its words: a template that shows no more than the beginning.
const SHORT: f32 = 0.3;
/// So little quality is none.
const SLIGHT: f32 = 0.01;
/// Above this share of both it is well again.
const WELL: f32 = 0.8;
/// After so long what is poor is how the site is now.
const NEW_USUAL: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What one page yielded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The quality of the article in it; 0 where its text was of no use.
    pub quality: f64,
    /// How many words that had.
    pub words: usize,
}

impl Sample {
    /// Of a page whose text was of no use.
    pub const NOTHING: Self = Self { quality: 0.0, words: 0 };
}

/// What a feed's pages yield.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Harvest {
    pages: u32,
    past: Mean,
    lately: Mean,
    /// Since when it is told of as poor.
    pub poor_since: Option<Timestamp>,
}

/// Means over some pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Mean {
    quality: f32,
    /// Of the logarithm: a single long read is not to count for ten.
    words: f32,
}

/// A change for the worse or the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The pages yield less than they used to.
    Poor,
    /// They yield what they used to, or have for so long yielded less that it is usual.
    Well,
}

impl Mean {
    fn learn(&mut self, other: Self, step: f32) {
        self.quality += step * (other.quality - self.quality);
        // A page without any text is poor enough by its quality, and says nothing of how long texts are.
        if other.words > 0.0 {
            self.words += step * (other.words - self.words);
        }
    }
}

impl Harvest {
    fn learn(&mut self, sample: Sample, now: Timestamp) -> Option<Turn> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "what is learnt is no finer than that"
        )]
        let page = Mean { quality: sample.quality as f32, words: (sample.words as f32 + 1.0).ln() };
        self.pages = self.pages.saturating_add(1);
        // As many as there are count alike at first.
        #[expect(clippy::cast_precision_loss, reason = "it is small where it counts")]
        let alike = 1.0 / self.pages as f32;
        self.lately.learn(page, FAST.max(alike));
        if self.poor_since.is_none() {
            self.past.learn(page, SLOW.max(alike));
        }
        let quality = (self.lately.quality + SLIGHT) / (self.past.quality + SLIGHT);
        let words = (self.lately.words - self.past.words).exp();
        match self.poor_since {
            None if self.pages > FEW && (quality < POOR || words < SHORT) => {
                self.poor_since = Some(now);
                Some(Turn::Poor)
            }
            Some(since)
                if quality > WELL && words > WELL || now.duration_since(since) > NEW_USUAL =>
            {
                *self =
                    Self { pages: FEW, past: self.lately, lately: self.lately, poor_since: None };
                Some(Turn::Well)
            }
            _ => None,
        }
    }

    /// What it yields, in words.
    pub fn words(&self) -> String {
        let words = |mean: Mean| (mean.words.exp() - 1.0).max(0.0).round();
        format!(
            "quality {:.2} and {} words in the mean before, {:.2} and {} lately",
            self.past.quality,
            words(self.past),
            self.lately.quality,
            words(self.lately)
        )
    }
}

impl State {
    /// What a feed's pages yield, as far as it is known.
    pub fn harvest(&self, feed: &str) -> Result<Harvest, StateError> {
        let bytes = self.database.get(key_of(kind::HARVEST, feed.as_bytes()))?;
        Ok(bytes.and_then(|bytes| decode(&bytes).ok()).unwrap_or_default())
    }

    /// Learns what a page of a feed yielded. Not durable before the next change that is.
    pub fn learn_harvest(
        &self,
        feed: &str,
        sample: Sample,
        now: Timestamp,
    ) -> Result<Option<(Turn, Harvest)>, StateError> {
        let _writing = self.writing();
        let mut harvest = self.harvest(feed)?;
        let before = harvest;
        let turn = harvest.learn(sample, now);
        self.database.insert(key_of(kind::HARVEST, feed.as_bytes()), encode(&harvest))?;
        // What is told of a turn for the better is what it was held against.
        Ok(turn.map(|turn| (turn, if turn == Turn::Well { before } else { harvest })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Sample = Sample { quality: 0.95, words: 600 };

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_hours(hours)
    }

    /// After how many of these pages it turns.
    fn turns(
        harvest: &mut Harvest,
        sample: Sample,
        hours: std::ops::Range<i64>,
    ) -> Option<(i64, Turn)> {
        let first = hours.start;
        hours
            .into_iter()
            .find_map(|hour| Some((hour - first + 1, harvest.learn(sample, at(hour))?)))
    }

    #[test]
    fn a_template_that_yields_less_is_told_of_once_and_once_more_when_it_is_well() {
        for poor in [Sample::NOTHING, Sample { quality: 0.9, words: 40 }] {
            let mut harvest = Harvest::default();
            assert_eq!(turns(&mut harvest, GOOD, 0..100), None);
            let (after, turn) = turns(&mut harvest, poor, 100..200).unwrap();
            assert!(turn == Turn::Poor && (3..=10).contains(&after), "{after}");
            assert_eq!(turns(&mut harvest, poor, 200..300), None, "once");
            let (after, turn) = turns(&mut harvest, GOOD, 300..400).unwrap();
            assert!(turn == Turn::Well && after <= 20, "{after}");
            assert_eq!(turns(&mut harvest, GOOD, 400..500), None);
        }
    }

    #[test]
    fn a_few_poor_pages_are_no_template_and_a_poor_site_is_its_own_measure() {
        let mut harvest = Harvest::default();
        let bad = Sample::NOTHING;
        assert_eq!(turns(&mut harvest, bad, 0..100), None, "it never was better");
        let mut harvest = Harvest::default();
        for hour in 0..300 {
            let sample = if hour % 7 == 6 { bad } else { GOOD };
            assert_eq!(harvest.learn(sample, at(hour)), None, "{hour}: {}", harvest.words());
        }
    }

    #[test]
    fn what_stays_poor_is_usual_after_a_month() {
        let mut harvest = Harvest::default();
        turns(&mut harvest, GOOD, 0..100);
        let poor = Sample { quality: 0.2, words: 100 };
        assert_eq!(turns(&mut harvest, poor, 100..200).unwrap().1, Turn::Poor);
        let (after, turn) = turns(&mut harvest, poor, 200..2_000).unwrap();
        assert!(turn == Turn::Well && (600..740).contains(&after), "{after}");
        assert_eq!(turns(&mut harvest, poor, 2_000..2_100), None);
    }
}
