//! The rules: courant's own, and those in use.

use std::time::Duration;

use courant::schedule::{self, Appetite, Polled, Price, Rhythm, Seen, Wishes};
use jiff::Timestamp;

use crate::DAY;
use crate::polls::Source;

/// Decides when a feed is polled next. All moments are minutes since 1970.
pub(crate) trait Rule: Send {
    /// The next poll after one at `now`, which showed entries of these times, the last `fresh` of them new.
    fn next(&mut self, now: f64, shown: &[f64], fresh: usize) -> f64;
}

/// The rules that are compared.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Fixed,
    Miniflux,
    CommaFeed,
    Root,
    Courant,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] =
        [Self::Fixed, Self::Miniflux, Self::CommaFeed, Self::Root, Self::Courant];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Miniflux => "Miniflux",
            Self::CommaFeed => "CommaFeed",
            Self::Root => "1/√rate over 14 days",
            Self::Courant => "courant",
        }
    }

    /// Some scale to begin with.
    pub(crate) fn guess(self) -> f64 {
        match self {
            Self::Fixed => 60.0,
            Self::Miniflux | Self::CommaFeed => 1.0,
            Self::Root | Self::Courant => 10.0,
        }
    }

    /// By which power of the scale the number of polls changes.
    pub(crate) fn slope(self) -> f64 {
        if self == Self::Courant { -0.5 } else { -1.0 }
    }

    pub(crate) fn rule(self, scale: f64, source: &Source) -> Box<dyn Rule> {
        match self {
            Self::Fixed => Box::new(Fixed(scale)),
            Self::Miniflux => Box::new(Miniflux { scale, week: Recent::over(7.0) }),
            Self::CommaFeed => Box::new(CommaFeed(scale)),
            Self::Root => Box::new(Root { scale, fortnight: Recent::over(14.0) }),
            Self::Courant => Box::new(Courant::new(scale, source)),
        }
    }
}

struct Fixed(f64);

impl Rule for Fixed {
    fn next(&mut self, now: f64, _: &[f64], _: usize) -> f64 {
        now + self.0
    }
}

/// The entries of the last days.
struct Recent {
    times: Vec<f64>,
    span: f64,
    begun: bool,
}

impl Recent {
    fn over(days: f64) -> Self {
        Self { times: Vec::new(), span: days * DAY, begun: false }
    }

    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    fn count(&mut self, now: f64, shown: &[f64], fresh: usize) -> f64 {
        // The first poll shows what came before.
        let fresh = if self.begun { fresh } else { shown.len() };
        self.begun = true;
        self.times.extend(&shown[shown.len() - fresh..]);
        self.times.retain(|time| now - time < self.span);
        self.times.len() as f64
    }
}

/// A week divided by the entries of the last one, from 5 minutes to a day.
struct Miniflux {
    scale: f64,
    week: Recent,
}

impl Rule for Miniflux {
    fn next(&mut self, now: f64, shown: &[f64], fresh: usize) -> f64 {
        let interval = 7.0 * DAY / self.week.count(now, shown, fresh);
        now + interval.clamp(5.0, DAY) * self.scale
    }
}

/// Half the mean gap, from 5 minutes to an hour; 1, 2, 4 hours when silent for 7, 14, 30 days.
struct CommaFeed(f64);

impl Rule for CommaFeed {
    #[expect(clippy::cast_precision_loss, reason = "some dozens")]
    fn next(&mut self, now: f64, shown: &[f64], _: usize) -> f64 {
        let (first, last) = (shown[0], shown[shown.len() - 1]);
        let interval = match (now - last) / DAY {
            silent if silent > 30.0 => 240.0,
            silent if silent > 14.0 => 120.0,
            silent if silent > 7.0 => 60.0,
            _ => ((last - first) / (shown.len() - 1) as f64 / 2.0).clamp(5.0, 60.0),
        };
        now + interval * self.0
    }
}

/// By 1/√λ, λ being the rate of the last 14 days.
struct Root {
    scale: f64,
    fortnight: Recent,
}

impl Rule for Root {
    fn next(&mut self, now: f64, shown: &[f64], fresh: usize) -> f64 {
        let rate = self.fortnight.count(now, shown, fresh).max(0.5) / (14.0 * DAY);
        now + self.scale / rate.sqrt()
    }
}

/// What the daemon does at each poll.
pub(crate) struct Courant {
    name: String,
    rhythm: Rhythm,
    pub(crate) price: Price,
    before: Option<f64>,
}

/// No floor but the simulator's own, and the ceiling of the daemon.
const FLOOR: Duration = Duration::from_mins(1);
const CEILING: Duration = Duration::from_hours(24);

impl Courant {
    pub(crate) fn new(price: f64, source: &Source) -> Self {
        Self {
            name: source.name.clone(),
            rhythm: Rhythm::default(),
            price: Price::minutes(price),
            before: None,
        }
    }

    pub(crate) fn appetite(&self) -> Appetite {
        Appetite::new(&self.rhythm.outlook(), FLOOR, CEILING)
    }
}

impl Rule for Courant {
    fn next(&mut self, now: f64, shown: &[f64], fresh: usize) -> f64 {
        let at = moment(now);
        let dates: Vec<_> = shown.iter().map(|time| Some(moment(*time))).collect();
        self.rhythm.learn(Seen { at, dates: &dates, fresh });
        let interval = self.before.map(|before| Duration::from_secs_f64((now - before) * 60.0));
        let due = schedule::next_due(&Polled {
            name: &self.name,
            installation: 0,
            at,
            first: false,
            failures: 0,
            fresh: Duration::ZERO,
            wishes: Wishes::default(),
            refused_until: None,
            gap: interval.filter(|_| fresh == shown.len()),
            turns: Duration::ZERO,
            whole: None,
            rhythm: &self.rhythm,
            price: self.price,
            min_interval: FLOOR,
            max_interval: CEILING,
        });
        self.before = Some(now);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact")]
        let minutes = due.at.as_millisecond() as f64 / 60_000.0;
        minutes
    }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds of any year fit")]
fn moment(minutes: f64) -> Timestamp {
    Timestamp::from_millisecond((minutes * 60_000.0).round() as i64).expect("a time of our days")
}
