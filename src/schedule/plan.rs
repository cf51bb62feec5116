//! The best moment for the next poll, at a price.
//!
//! A poll costs the same for every feed: the [`Price`], in minutes of waiting. Entries that come at the intensity
//! λ(s) and are found at t have waited
//!
//! ```text
//! A(t₀, t) = ∫ (t − s) λ(s) ds    from the last poll t₀ to t
//! ```
//!
//! so the best polls t₁ < t₂ < … make Σ A(tₖ, tₖ₊₁) + price least. One price for all feeds is what a budget of polls
//! comes to (a Lagrange multiplier: a poll must bring as much wherever it is spent). For a constant λ the interval is
//! √(2·price/λ): the rule of 1/√rate (Cho and Garcia-Molina, "Effective page refresh policies for web crawlers", 2003,
//! find the same shape for pages). Where λ has peaks, waiting for a sum to be reached comes too late or too early; so
//! the sum is made least by looking ahead: dynamic programming over a grid of moments, of which only the first is kept.
//! By the next poll more is known, and the plan is made anew.
//!
//! Always: within the bounds that it is given, earliest first. Never: a look at what a feed is called.

use super::rhythm::{MINUTES_A_DAY, Outlook};
use super::wishes::Pauses;

/// What a poll is worth, in minutes that entries wait: it is made when it saves more.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Price(f64);

impl Price {
    /// Without a budget: a feed with an entry an hour is polled every half hour.
    pub const DEFAULT: Self = Self(7.5);
    /// Below, every feed stands at its floor.
    pub(super) const LEAST: f64 = 1e-6;
    /// Above, every feed stands at its ceiling.
    pub(super) const MOST: f64 = 1e9;

    /// A price of so many minutes.
    pub fn minutes(minutes: f64) -> Self {
        if minutes.is_finite() {
            Self(minutes.clamp(Self::LEAST, Self::MOST))
        } else {
            Self::DEFAULT
        }
    }

    /// In minutes of waiting.
    pub fn as_minutes(self) -> f64 {
        self.0
    }
}

/// The most moments that are looked at.
const CELLS: usize = 480;
/// How many intervals are looked ahead.
const AHEAD: f64 = 4.0;
/// The furthest look ahead, in minutes.
const FURTHEST: f64 = 4.0 * MINUTES_A_DAY;

/// The bounds of a plan, all in minutes since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// The last poll.
    pub(super) since: f64,
    /// Not before.
    pub(super) earliest: f64,
    /// Not after, unless `earliest` is later.
    pub(super) latest: f64,
    /// The shortest interval between later polls, in minutes.
    pub(super) floor: f64,
    /// The moment of each minute at which this feed is polled, from 0 to 1.
    pub(super) phase: f64,
}

/// The best moment for the next poll, in minutes since 1970.
pub(super) fn best(outlook: &Outlook, price: Price, bounds: Bounds, pauses: Pauses) -> f64 {
    let price = price.as_minutes();
    let interval = (2.0 * price / outlook.rate()).sqrt();
    let wait = (bounds.earliest - bounds.since).max(0.0);
    let ahead = (wait + AHEAD * interval.max(bounds.floor)).min(FURTHEST);
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let step = (ahead / CELLS as f64).ceil().max(1.0);
    let grid = Grid::of(outlook, bounds, pauses, step, ahead);
    // What all polls after one at a moment cost, at the least.
    let mut costs = grid.beyond(price);
    let known = grid.at.partition_point(|at| at - bounds.since < ahead - ahead / AHEAD);
    for from in (1..known).rev() {
        let soonest = grid.at[from] + bounds.floor;
        costs[from] = grid.cheapest(from, price, &costs, |at| at >= soonest).0;
    }
    let within = |at: f64| (bounds.earliest..=bounds.latest).contains(&at);
    let (_, chosen) = grid.cheapest(0, price, &costs, within);
    pauses.after(grid.at[chosen].min(bounds.latest).max(bounds.earliest))
}

/// Moments from the last poll on, with what is expected up to each.
struct Grid {
    at: Vec<f64>,
    /// Entries expected since the last poll.
    entries: Vec<f64>,
    /// The sum of their moments, counted from the last poll.
    moments: Vec<f64>,
    /// Polls are allowed.
    open: Vec<bool>,
}

impl Grid {
    fn of(outlook: &Outlook, bounds: Bounds, pauses: Pauses, step: f64, ahead: f64) -> Self {
        let since = bounds.since;
        let mut grid =
            Self { at: vec![since], entries: vec![0.0], moments: vec![0.0], open: vec![true] };
        let mut at = since;
        // The first moment is the feed's own one of the next minute.
        let mut next = (since - bounds.phase).floor() + 1.0 + bounds.phase;
        while at < since + ahead {
            let entries = outlook.expected(since, at, next);
            let middle = f64::midpoint(at, next) - since;
            grid.entries.push(grid.entries[grid.entries.len() - 1] + entries);
            grid.moments.push(grid.moments[grid.moments.len() - 1] + entries * middle);
            grid.open.push(pauses.allow(next));
            grid.at.push(next);
            at = next;
            next += step;
        }
        grid
    }

    /// What it costs from each moment to the grid's end if it goes on as in the grid's last part. At a constant λ the
    /// best polls, with their waiting, cost √(2·price·λ) a minute. It stands for what cannot be seen, so that the
    /// plan is not made to fit the grid's length.
    fn beyond(&self, price: f64) -> Vec<f64> {
        let end = self.at.len() - 1;
        let from = end - end.div_ceil(2);
        let minutes = self.at[end] - self.at[from];
        let intensity = (self.entries[end] - self.entries[from]) / minutes;
        let a_minute = (2.0 * price * intensity).sqrt();
        self.at.iter().map(|at| a_minute * (self.at[end] - at)).collect()
    }

    /// The cheapest next poll after one at `from`, among the moments that are allowed: what it and all later ones
    /// cost, and which it is.
    fn cheapest(
        &self,
        from: usize,
        price: f64,
        costs: &[f64],
        allowed: impl Fn(f64) -> bool,
    ) -> (f64, usize) {
        let end = costs.len() - 1;
        let mut found = (f64::INFINITY, end);
        for (to, later) in costs.iter().enumerate().skip(from + 1) {
            let waited = self.waited(from, to);
            if waited >= found.0 {
                break; // It only grows.
            }
            let cost = waited + price + later;
            // If none is allowed, the end stands for what lies behind it.
            if cost < found.0 && (to == end || self.open[to] && allowed(self.at[to])) {
                found = (cost, to);
            }
        }
        found
    }

    /// A(from, to).
    fn waited(&self, from: usize, to: usize) -> f64 {
        let entries = self.entries[to] - self.entries[from];
        let until = self.at[to] - self.at[0];
        until * entries - (self.moments[to] - self.moments[from])
    }
}

/// The moment before `latest` by which so many entries are expected, if there is one.
pub(super) fn filled(outlook: &Outlook, since: f64, entries: f64, latest: f64) -> Option<f64> {
    const STEP: f64 = 10.0;
    let (mut at, mut sum) = (since, 0.0);
    while at + STEP < latest.min(since + FURTHEST) {
        sum += outlook.expected(since, at, at + STEP);
        at += STEP;
        if sum >= entries {
            return Some(at);
        }
    }
    None
}
