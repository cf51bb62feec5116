//! How long entries wait for the poll that finds them: courant's schedule beside the rules in use, at equal numbers of
//! requests.
//!
//! `cargo bench --bench schedule [-- FILE.json…]`; a file is `{"FEED": [unix times], …}`, or `{"FEED": {"times": […],
//! "shown": N}, …}`. Without one, the polls of `COURANT_DATA` (`../shared/data`) below `feeds/polls-a` are read. With
//! `--halves`, both halves of the feeds and of the time are run apart; with `--budget`, the budget holds the number of
//! polls, as in the daemon, instead of a price that is searched.
//!
//! `--kinds` instead runs made-up feeds of other kinds (chance alone, hours, weeks, bursts, batches, clocks, change).
//!
//! `--scale` instead prints what a hundred thousand feeds cost at a start.
//!
//! Each rule keeps its shape and is scaled to the same number of polls per feed and day: its intervals, bounds
//! included, are multiplied by one factor. courant's own are scaled by its price. Every rule sees what a poll would
//! show it, the last N entries, and learns from that alone. A floor of a minute holds for all.

#[path = "schedule/kinds.rs"]
mod kinds;
#[path = "schedule/polls.rs"]
mod polls;
#[path = "schedule/rules.rs"]
mod rules;
#[path = "schedule/scale.rs"]
mod scale;

use std::fmt::Write as _;

use polls::Source;
use rules::{Courant, Kind, Rule};

/// Polls per feed and day.
const RATES: [f64; 3] = [24.0, 48.0, 96.0];
/// How many entries a feed shows, if nothing says so.
const SHOWN: usize = 20;
/// Minutes.
const DAY: f64 = 1440.0;

/// What came of a rule over all feeds.
#[derive(Default)]
struct Score {
    /// Minutes from publication to poll, of each entry.
    delays: Vec<f64>,
    polls: f64,
    days: f64,
    /// Entries that no poll saw.
    lost: usize,
}

impl Score {
    fn rate(&self) -> f64 {
        self.polls / self.days
    }

    fn mean(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let count = self.delays.len().max(1) as f64;
        self.delays.iter().sum::<f64>() / count
    }

    fn median(&mut self) -> f64 {
        self.delays.sort_unstable_by(f64::total_cmp);
        self.delays.get(self.delays.len() / 2).copied().unwrap_or_default()
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|one| one == "--scale") {
        return scale::show();
    }
    if arguments.iter().any(|one| one == "--kinds") {
        for (name, sources) in kinds::all() {
            table(name, &sources);
        }
        return;
    }
    let files: Vec<&String> = arguments.iter().filter(|one| !one.starts_with("--")).collect();
    let sources = if files.is_empty() { polls::archived() } else { polls::listed(&files, SHOWN) };
    if sources.is_empty() {
        eprintln!(
            "There are no publishing times: set COURANT_DATA, or name a file of FEED: [unix times]."
        );
        std::process::exit(1);
    }
    for source in &sources {
        println!("{}", source.line());
    }
    table("all", &sources);
    if arguments.iter().any(|one| one == "--halves") {
        let half = |odd: usize| -> Vec<Source> {
            let chosen = sources.iter().enumerate().filter(|(index, _)| index % 2 == odd);
            chosen.map(|(_, source)| source.clone()).collect()
        };
        table("every other feed, from the first", &half(0));
        table("every other feed, from the second", &half(1));
        table(
            "first half of the time",
            &sources.iter().map(Source::first_half).collect::<Vec<_>>(),
        );
        table(
            "second half of the time",
            &sources.iter().map(Source::second_half).collect::<Vec<_>>(),
        );
    }
    if arguments.iter().any(|one| one == "--budget") {
        held(&sources);
    }
}

fn table(title: &str, sources: &[Source]) {
    println!("\n{title}: {} feeds; minutes, mean / median (entries never seen)", sources.len());
    let heads = RATES.map(|rate| format!("{rate:>14} a day"));
    println!("{:<22}{}", "", heads.concat());
    for kind in Kind::ALL {
        let mut line = format!("{:<22}", kind.name());
        for rate in RATES {
            let mut score = scaled(sources, rate, kind);
            let (mean, median) = (score.mean(), score.median());
            let figures = format!("{mean:.1} / {median:.1} ({})", score.lost);
            let _ = write!(line, "{figures:>20}");
        }
        println!("{line}");
    }
}

/// The rule at the scale that makes so many polls per feed and day.
fn scaled(sources: &[Source], rate: f64, kind: Kind) -> Score {
    let mut scale = kind.guess();
    let mut before: Option<(f64, f64)> = None;
    let mut best: Option<Score> = None;
    for _ in 0..14 {
        let score = at_scale(sources, scale, kind);
        let made = score.rate();
        let off = |score: &Score| (score.rate() / rate).ln().abs();
        if best.as_ref().is_none_or(|best| off(&score) < off(best)) {
            best = Some(score);
        }
        if (made / rate - 1.0).abs() < 0.003 {
            break;
        }
        // Newton's step, in logarithms.
        let slope = before.map_or(kind.slope(), |(scale0, made0)| {
            let slope = (made / made0).ln() / (scale / scale0).ln();
            if slope.is_finite() { slope.clamp(-2.0, -0.2) } else { kind.slope() }
        });
        before = Some((scale, made));
        scale *= (rate / made).powf(1.0 / slope);
    }
    best.expect("it ran")
}

fn at_scale(sources: &[Source], scale: f64, kind: Kind) -> Score {
    let mut total = Score::default();
    std::thread::scope(|scope| {
        let runs: Vec<_> = sources
            .iter()
            .map(|source| scope.spawn(move || alone(source, kind.rule(scale, source))))
            .collect();
        for run in runs {
            let one = run.join().expect("no simulation panics");
            total.delays.extend(one.delays);
            total.polls += one.polls;
            total.days += one.days;
            total.lost += one.lost;
        }
    });
    total
}

/// One feed under one rule, from the moment on at which it has filled what it shows.
fn alone(source: &Source, mut rule: Box<dyn Rule>) -> Score {
    let mut score = Score::default();
    let mut visit = Visit::begin(source);
    let mut next = visit.poll(&mut score, &mut *rule);
    while next < visit.end {
        visit.now = next;
        next = visit.poll(&mut score, &mut *rule);
        score.polls += 1.0;
    }
    score.days = (visit.end - visit.start) / DAY;
    score
}

/// A feed as it is polled.
struct Visit<'a> {
    source: &'a Source,
    start: f64,
    end: f64,
    now: f64,
    /// How many entries have been published and seen, or lost.
    seen: usize,
}

impl<'a> Visit<'a> {
    fn begin(source: &'a Source) -> Self {
        let start = source.times[source.shown - 1] + source.offset;
        let seen = source.times.partition_point(|time| *time <= start);
        Self {
            source,
            start,
            end: *source.times.last().expect("no feed is empty"),
            now: start,
            seen,
        }
    }

    /// Polls now, and says when next.
    fn poll(&mut self, score: &mut Score, rule: &mut dyn Rule) -> f64 {
        let times = &self.source.times;
        let published = times.partition_point(|time| *time <= self.now);
        let shown = &times[published.saturating_sub(self.source.shown)..published];
        let fresh = (published - self.seen).min(shown.len());
        score.lost += published - self.seen - fresh;
        score.delays.extend(times[published - fresh..published].iter().map(|time| self.now - time));
        self.seen = published;
        rule.next(self.now, shown, fresh).max(self.now + 1.0)
    }
}

/// All feeds together under a budget, whose price is found anew every hour, as in the daemon.
fn held(sources: &[Source]) {
    println!(
        "\ncourant under [poll] budget: polls per feed and day that came of it, mean / median"
    );
    for rate in RATES {
        let mut score = Score::default();
        let mut feeds: Vec<(Visit<'_>, Courant, f64)> = sources
            .iter()
            .map(|source| {
                let (mut visit, mut rule) = (Visit::begin(source), Courant::new(7.5, source));
                let next = visit.poll(&mut score, &mut rule);
                (visit, rule, next)
            })
            .collect();
        // All run side by side from a common beginning, until half of them have ended.
        let mut hour = 0.0;
        let mut running = true;
        while running {
            let going = feeds.iter().filter(|(visit, _, _)| visit.start + hour < visit.end);
            let appetites: Vec<_> = going.map(|(_, rule, _)| rule.appetite()).collect();
            #[expect(clippy::cast_precision_loss, reason = "a few feeds")]
            let price =
                courant::schedule::price_of(&appetites, rate * appetites.len() as f64 / DAY);
            running = appetites.len() * 2 > feeds.len();
            hour += 60.0;
            for (visit, rule, next) in &mut feeds {
                rule.price = price;
                while *next < (visit.start + hour).min(visit.end) {
                    visit.now = *next;
                    *next = visit.poll(&mut score, rule);
                    score.polls += 1.0;
                }
            }
        }
        let days = |visit: &Visit<'_>| hour.min(visit.end - visit.start) / DAY;
        score.days = feeds.iter().map(|(visit, _, _)| days(visit)).sum();
        let (mean, median) = (score.mean(), score.median());
        println!("{rate:>6} a day: {:.1}, {mean:.1} / {median:.1} ({})", score.rate(), score.lost);
    }
}
