//! What a poll costs when there is a budget of them.
//!
//! At the price c a feed is polled once in √(2c/λ), within its floor and ceiling; the price of a budget is that at
//! which these polls come to the budget. It is found anew from what is known of all feeds, and so needs no memory:
//! feeds that are added, or grow silent, change it at once.

use std::time::Duration;

use super::Outlook;
use super::plan::Price;

/// How much one feed is worth polling: 12 bytes for each feed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Appetite {
    /// √(λ/2) in the mean, with λ in entries a minute.
    root: f32,
    /// The shortest interval, in seconds.
    floor: u32,
    /// The longest.
    ceiling: u32,
}

impl Appetite {
    /// That of a feed whose interval is bounded so.
    #[expect(clippy::cast_possible_truncation, reason = "no finer than its grounds")]
    pub fn new(outlook: &Outlook, floor: Duration, ceiling: Duration) -> Self {
        let seconds = |time: Duration| u32::try_from(time.as_secs()).unwrap_or(u32::MAX).max(1);
        let floor = seconds(floor);
        Self { root: outlook.appetite() as f32, floor, ceiling: seconds(ceiling).max(floor) }
    }

    /// Polls a minute at a price.
    pub fn polls(self, price: Price) -> f64 {
        let wanted = f64::from(self.root) / price.as_minutes().sqrt();
        wanted.clamp(60.0 / f64::from(self.ceiling), 60.0 / f64::from(self.floor))
    }
}

/// How often the span of possible prices is halved: to a hundredth of a percent.
const HALVINGS: usize = 48;

/// The price at which all feeds together are polled so often a minute; where floors and ceilings do not allow it,
/// the nearest.
pub fn price_of(appetites: &[Appetite], polls: f64) -> Price {
    let (mut low, mut high) = (Price::LEAST.ln(), Price::MOST.ln());
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        let price = Price::minutes(middle.exp());
        let spent: f64 = appetites.iter().map(|appetite| appetite.polls(price)).sum();
        if spent > polls { low = middle } else { high = middle }
    }
    Price::minutes(f64::midpoint(low, high).exp())
}
