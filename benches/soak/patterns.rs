//! When feeds publish: the times of real ones, or made-up ones, as patterns that come again after some weeks.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use courant::feed;
use flate2::read::GzDecoder;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::polls::Source;
use crate::{kinds, polls};

const WEEK: i64 = 7 * 86_400;
/// Fewer dates are no pattern.
const ENOUGH: usize = 5;
/// What is older than this, before a feed's last entry, says nothing of how it publishes.
const YEAR: i64 = 365 * 86_400;
/// Of made-up kinds those that publish no oftener than this a day: most feeds are slow.
const SLOW: f64 = 4.0;

/// When a feed publishes, in seconds.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Pattern {
    /// After this, which is whole weeks, it comes again.
    pub(crate) period: i64,
    /// From the beginning of a week, in order.
    pub(crate) times: Vec<i64>,
}

impl Pattern {
    fn of(mut dates: Vec<i64>) -> Option<Self> {
        dates.sort_unstable();
        let last = *dates.last()?;
        dates.retain(|date| *date > last - YEAR);
        let first = *dates.first()?;
        if dates.len() < ENOUGH {
            return None;
        }
        // After the last one there is a wait like those before it.
        let span = last - first;
        let wait = span / i64::try_from(dates.len() - 1).ok()?;
        let begin = first - first.rem_euclid(WEEK);
        let period = ((span + wait) / WEEK + 1) * WEEK;
        let mut times: Vec<i64> =
            dates.iter().map(|date| (date - begin).rem_euclid(period)).collect();
        times.sort_unstable();
        Some(Self { period, times })
    }

    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub(crate) fn a_day(&self) -> f64 {
        self.times.len() as f64 * 86_400.0 / self.period as f64
    }
}

/// All patterns at hand.
pub(crate) fn all() -> Vec<Pattern> {
    let data =
        env::var_os("COURANT_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let mut found: Vec<Pattern> = of_sources(polls::archived());
    found.extend(of_documents(&data.join("feeds/real-a/files")));
    if found.is_empty() {
        println!("no feeds in {}: made-up kinds instead", data.display());
        let made = kinds::all().into_iter().flat_map(|(_, sources)| sources);
        found = of_sources(made.collect());
        found.retain(|pattern| pattern.a_day() <= SLOW);
    }
    found
}

#[expect(clippy::cast_possible_truncation, reason = "minutes since 1970")]
fn of_sources(sources: Vec<Source>) -> Vec<Pattern> {
    let dates = |source: Source| source.times.iter().map(|at| (at * 60.0) as i64).collect();
    sources.into_iter().filter_map(|source| Pattern::of(dates(source))).collect()
}

/// Of the dates that stand in single documents.
fn of_documents(folder: &Path) -> Vec<Pattern> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let address: Url = "https://feed.invalid/".parse().unwrap();
    let dates = |file: PathBuf| -> Option<Vec<i64>> {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut GzDecoder::new(File::open(file).ok()?), &mut bytes).ok()?;
        let entries = feed::read(&bytes, None, &address).ok()?.entries;
        let date = |entry: &feed::Entry| entry.published.or(entry.updated);
        let mut dates: Vec<i64> =
            entries.iter().filter_map(date).map(Timestamp::as_second).collect();
        dates.sort_unstable();
        dates.dedup();
        Some(dates)
    };
    files.into_iter().filter_map(dates).filter_map(Pattern::of).collect()
}
