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
//! By the next poll more is known, and the plan is made anew. It takes time in proportion to the grid: what the next
//! poll at t costs after one at t₀ is a line in the entries expected by t₀, and the lowest of many lines is kept as
//! they come (the convex hull trick).
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
const CELLS: usize = 160;
/// How many intervals are looked ahead.
const AHEAD: f64 = 4.0;
/// The furthest look ahead, in minutes.
const FURTHEST: f64 = 4.0 * MINUTES_A_DAY;

/// Within what is planned, all in minutes since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// The last poll.
    pub(super) since: f64,
    /// Not before.
    pub(super) earliest: f64,
    /// The shortest interval between later polls, in minutes.
    pub(super) floor: f64,
    /// The moment of each minute at which this feed is polled, from 0 to 1.
    pub(super) phase: f64,
}

/// What polling costs from each moment of a grid on.
pub(super) struct Plan {
    grid: Grid,
    /// What all polls after one at a moment cost, at the least.
    costs: Vec<f64>,
    pauses: Pauses,
}

impl Plan {
    pub(super) fn of(outlook: &Outlook, price: Price, bounds: Bounds, pauses: Pauses) -> Self {
        let price = price.as_minutes();
        let interval = (2.0 * price / outlook.rate()).sqrt();
        let wait = (bounds.earliest - bounds.since).max(0.0);
        let ahead = (wait + AHEAD * interval.max(bounds.floor)).min(FURTHEST);
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let step = (ahead / CELLS as f64).ceil().max(1.0);
        let grid = Grid::of(outlook, bounds, pauses, step, ahead);
        let mut costs = grid.beyond(price);
        let known = grid.at.partition_point(|at| at - bounds.since < ahead - ahead / AHEAD);
        let end = grid.at.len() - 1;
        let mut polls = Envelope::default();
        // If none is allowed, the end stands for what lies behind it.
        polls.add(grid.line(end, &costs));
        let mut next = end;
        for from in (1..known).rev() {
            while next - 1 > from && grid.at[next - 1] >= grid.at[from] + bounds.floor {
                next -= 1;
                if grid.open[next] {
                    polls.add(grid.line(next, &costs));
                }
            }
            costs[from] = price + grid.moments[from] + polls.lowest(grid.entries[from]);
        }
        Self { grid, costs, pauses }
    }

    /// The best moment for the next poll between two, in minutes since 1970; the earliest if it is the later one.
    pub(super) fn best(&self, earliest: f64, latest: f64) -> f64 {
        let Self { grid, costs, pauses } = self;
        let end = grid.at.len() - 1;
        let within = |to: &usize| {
            *to == end || grid.open[*to] && (earliest..=latest).contains(&grid.at[*to])
        };
        let cost = |to: &usize| grid.line(*to, costs).offset;
        let cheapest =
            (1..=end).filter(within).min_by(|one, other| cost(one).total_cmp(&cost(other)));
        pauses.after(grid.at[cheapest.unwrap_or(end)].min(latest).max(earliest))
    }
}

/// What a next poll costs, with all that follow, as a line in the entries expected by the poll before it.
#[derive(Debug, Clone, Copy)]
struct Line {
    slope: f64,
    offset: f64,
}

impl Line {
    fn at(self, entries: f64) -> f64 {
        self.offset + self.slope * entries
    }
}

/// The lowest of lines that are added with rising slopes, asked for ever fewer entries.
#[derive(Default)]
struct Envelope {
    lines: Vec<Line>,
    /// Those before it are too high from now on.
    lowest: usize,
}

impl Envelope {
    fn add(&mut self, line: Line) {
        // One that lies nowhere below both of its neighbours goes.
        while let [.., before, last] = &self.lines[self.lowest..]
            && (last.offset - before.offset) * (line.slope - before.slope)
                >= (line.offset - before.offset) * (last.slope - before.slope)
        {
            self.lines.pop();
        }
        self.lines.push(line);
    }

    fn lowest(&mut self, entries: f64) -> f64 {
        while let [lowest, next, ..] = &self.lines[self.lowest..]
            && next.at(entries) <= lowest.at(entries)
        {
            self.lowest += 1;
        }
        self.lines[self.lowest].at(entries)
    }
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
        let expected = outlook.expected(since, since);
        let (mut at, mut before) = (since, 0.0);
        // The first moment is the feed's own one of the next minute.
        let mut next = (since - bounds.phase).floor() + 1.0 + bounds.phase;
        while at < since + ahead {
            let entries = outlook.expected(since, next) - expected;
            let middle = f64::midpoint(at, next) - since;
            grid.moments.push(grid.moments[grid.moments.len() - 1] + (entries - before) * middle);
            grid.entries.push(entries);
            grid.open.push(pauses.allow(next));
            grid.at.push(next);
            (at, before) = (next, entries);
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

    /// A(from, to) is a line in the entries expected by `from`, but for what does not depend on `to`; what follows on
    /// `to` costs as much wherever it comes from.
    fn line(&self, to: usize, costs: &[f64]) -> Line {
        let until = self.at[to] - self.at[0];
        Line { slope: -until, offset: until * self.entries[to] - self.moments[to] + costs[to] }
    }
}

/// The moment before `latest` by which so many entries are expected, if there is one, to ten minutes.
pub(super) fn filled(outlook: &Outlook, since: f64, entries: f64, latest: f64) -> Option<f64> {
    const STEP: f64 = 10.0;
    let filled = outlook.expected(since, since) + entries;
    let at = |steps: u32| since + STEP * f64::from(steps);
    let is_filled = |steps: u32| outlook.expected(since, at(steps)) >= filled;
    // Ever more are expected, so it is looked for by halves.
    let (mut before, mut by) = (0, whole_steps((latest.min(since + FURTHEST) - since) / STEP));
    if by == 0 || !is_filled(by) {
        return None;
    }
    while by - before > 1 {
        let middle = u32::midpoint(before, by);
        if is_filled(middle) { by = middle } else { before = middle }
    }
    Some(at(by))
}

/// How many whole steps end before so many are over.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
fn whole_steps(steps: f64) -> u32 {
    (steps.ceil() - 1.0) as u32
}
