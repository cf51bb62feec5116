//! What a feed shows of itself: for people who decide whether they want it.

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::control::minute;
use crate::extract;
use crate::feed::{Entry, Feed};

/// How many entries are looked into to tell full texts from summaries.
const LOOKED_INTO: usize = 20;

/// From so many characters on, a text is probably the whole of it.
const FULL_TEXT: usize = 800;

/// Dates that lie further ahead are wrong.
const AHEAD: Duration = Duration::from_hours(24);

/// What a feed shows.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) format: &'static str,
    pub(super) title: Option<String>,
    pub(super) entries: usize,
    pub(super) newest: Option<Timestamp>,
    /// How often it publishes, in words; empty if its dates do not tell.
    pub(super) publishes: String,
    /// Full text, summaries, titles; empty without entries.
    pub(super) text: &'static str,
    /// The rules that were needed to read it.
    pub(super) repaired: Vec<&'static str>,
    /// It is longer than was read.
    pub(super) cut: bool,
    /// Where its entries lead, in their order.
    pub(super) pages: Vec<Url>,
}

impl Sample {
    pub(super) fn of(feed: Feed, now: Timestamp) -> Self {
        let dates = feed.entries.iter().filter_map(|entry| entry.published.or(entry.updated));
        let latest = now.checked_add(AHEAD).unwrap_or(now);
        let mut dates: Vec<Timestamp> = dates.filter(|date| *date <= latest).collect();
        dates.sort_unstable();
        Self {
            format: feed.format.name(),
            title: feed.title,
            entries: feed.entries.len(),
            newest: dates.last().copied(),
            publishes: pace(&dates).unwrap_or_default(),
            text: text(&feed.entries),
            repaired: feed.repaired,
            cut: feed.cut,
            pages: feed.entries.into_iter().filter_map(|entry| entry.link).collect(),
        }
    }

    /// The date of its newest entry to the minute, in UTC; empty if there is none.
    pub(super) fn newest(&self) -> String {
        minute(self.newest)
    }

    /// All of it in one line.
    pub(super) fn line(&self) -> String {
        let newest = self.newest();
        let parts = [
            self.title.clone().unwrap_or_default(),
            self.format.to_owned(),
            format!("{} {}", self.entries, if self.entries == 1 { "entry" } else { "entries" }),
            if newest.is_empty() { newest } else { format!("newest {newest} UTC") },
            self.publishes.clone(),
            self.text.to_owned(),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// How often something comes, from its sorted dates.
fn pace(dates: &[Timestamp]) -> Option<String> {
    const DAY: f64 = 86_400.0;
    let (first, last) = (dates.first()?, dates.last()?);
    let span = last.duration_since(*first).as_secs_f64();
    if span <= 0.0 {
        return None;
    }
    let intervals = u32::try_from(dates.len() - 1).ok()?;
    let daily = f64::from(intervals) * DAY / span;
    let periods = [("day", 1.0), ("week", 7.0), ("month", 30.0), ("year", 365.0)];
    let fits = |(_, days): &&(&str, f64)| daily * days >= 0.95;
    Some(match periods.iter().find(fits) {
        Some((period, days)) => format!("{:.0} a {period}", daily * days),
        None => "less than 1 a year".to_owned(),
    })
}

/// What kind of text the entries have, by the one in the middle.
fn text(entries: &[Entry]) -> &'static str {
    let length = |entry: &Entry| {
        let texts = [&entry.content, &entry.summary].into_iter().flatten();
        texts.map(|html| extract::text_of(html).chars().count()).max().unwrap_or_default()
    };
    let mut lengths: Vec<usize> = entries.iter().take(LOOKED_INTO).map(length).collect();
    lengths.sort_unstable();
    match lengths.get(lengths.len() / 2) {
        None => "",
        Some(0) => "titles only",
        Some(1..FULL_TEXT) => "summaries",
        Some(_) => "full text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dates_tell_how_often_a_feed_publishes() {
        let start: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
        let every = |hours: u64, times: u32| {
            let dates = (0..times).map(|time| start + Duration::from_hours(hours) * time);
            pace(&dates.collect::<Vec<_>>())
        };
        assert_eq!(every(1, 30).as_deref(), Some("24 a day"));
        assert_eq!(every(24, 5).as_deref(), Some("1 a day"));
        assert_eq!(every(48, 5).as_deref(), Some("4 a week"));
        assert_eq!(every(15 * 24, 3).as_deref(), Some("2 a month"));
        assert_eq!(every(800 * 24, 2).as_deref(), Some("less than 1 a year"));
        assert_eq!(every(0, 5), None);
        assert_eq!(every(1, 1), None);
    }
}
