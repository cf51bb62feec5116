//! `[poll] budget`: how many polls there may be, as people write it.

use std::fmt;
use std::str::FromStr;

/// The most polls of a budget: one a second for each of a million feeds.
const MOST: u32 = 86_400_000;

/// So many polls in the mean, to be spent where they bring news soonest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// For each feed and day, on average over all feeds.
    DailyForEach(u32),
    /// For all feeds together, an hour.
    HourlyForAll(u32),
}

impl Budget {
    /// Polls a minute that so many feeds may have together.
    #[expect(clippy::cast_precision_loss, reason = "a million feeds at the most")]
    pub fn a_minute(self, feeds: usize) -> f64 {
        match self {
            Self::DailyForEach(polls) => f64::from(polls) * feeds as f64 / 1440.0,
            Self::HourlyForAll(polls) => f64::from(polls) / 60.0,
        }
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DailyForEach(polls) => write!(f, "{polls}/day"),
            Self::HourlyForAll(polls) => write!(f, "{polls}/hour"),
        }
    }
}

/// Not a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "is not a budget; write \"24/day\" for each feed on average, \"2000/hour\" for all feeds together, or \"\" for none"
)]
pub struct InvalidBudget;

impl FromStr for Budget {
    type Err = InvalidBudget;

    fn from_str(text: &str) -> Result<Self, InvalidBudget> {
        let (polls, of) = text.split_once('/').ok_or(InvalidBudget)?;
        let polls = polls.trim();
        let digits = !polls.is_empty() && polls.bytes().all(|byte| byte.is_ascii_digit());
        let polls = polls.parse().ok().filter(|polls| digits && (1..=MOST).contains(polls));
        match (polls, of.trim()) {
            (Some(polls), "day") => Ok(Self::DailyForEach(polls)),
            (Some(polls), "hour") => Ok(Self::HourlyForAll(polls)),
            _ => Err(InvalidBudget),
        }
    }
}
