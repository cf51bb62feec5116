//! `courant check --online`: each feed is tried once, politely, and what is found is told in a table.
//!
//! Always: one request a feed and one robots.txt a host of pages, redirects apart, each in its host's turn.
//! Never: anything written or remembered.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use comfy_table::{Table, presets};
use tokio::sync::OnceCell;
use tokio::task::JoinSet;
use url::Url;

use super::check::counted;
use super::failure::{self, Failure};
use super::feeds::alternates;
use super::sample::Sample;
use super::{instance, pass, visit};
use crate::clock::{Clock, SystemClock};
use crate::config::{BodyChoice, Config, Feed};
use crate::feed;
use crate::fetch::{Accept, Exchange};
use crate::hosts::robots::{self, Rules, Verdict};
use crate::pipeline::{Brought, Errands};

/// Who tries the feeds.
struct Trial {
    errands: Errands,
    /// The rules of the hosts that were asked, by the address of their robots.txt.
    rules: Mutex<HashMap<Url, Arc<OnceCell<Rules>>>>,
}

/// What came of trying a feed.
struct Found {
    sample: Sample,
    moved: Option<Url>,
    /// Whether its pages may be read.
    pages: String,
}

/// Why a feed is not as it should be, and the feeds that are named in its place.
struct Failed {
    sentence: String,
    named: Vec<Url>,
}

/// Tries every enabled feed and prints the table.
pub(super) fn run(config: &Config) -> Result<(), Failure> {
    let errands = visit::errands(config)?;
    let feeds: Vec<_> = config.feeds.iter().filter(|feed| feed.enabled).collect();
    let results = instance::block_on(async {
        let trial = Arc::new(Trial { errands, rules: Mutex::default() });
        let progress = pass::bar(feeds.len());
        let mut tries = JoinSet::new();
        for (at, feed) in feeds.iter().enumerate() {
            let (trial, feed) = (trial.clone(), (*feed).clone());
            tries.spawn(async move { (at, trial.of(&feed).await) });
        }
        let mut results: Vec<_> = feeds.iter().map(|_| Err(Failed::unread())).collect();
        while let Some(tried) = tries.join_next().await {
            if let Ok((at, result)) = tried {
                results[at] = result;
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
        Ok(results)
    })?;
    failure::printed(write(&feeds, &results))
}

impl Trial {
    async fn of(&self, feed: &Feed) -> Result<Found, Failed> {
        let Brought { exchange, moved } = self
            .errands
            .feed(feed, Accept::Feed)
            .await
            .map_err(|error| Failed::because(error.sentence))?;
        let read = tokio::task::spawn_blocking(move || read(&exchange));
        let sample = read.await.unwrap_or_else(|_| Err(Failed::unread()))?;
        let pages = match feed.body {
            BodyChoice::Feed => "not fetched".to_owned(),
            BodyChoice::Best | BodyChoice::Page => self.pages(&sample).await,
        };
        Ok(Found { sample, moved, pages })
    }

    /// What robots.txt says about the pages on the host of the first one.
    async fn pages(&self, sample: &Sample) -> String {
        let Some(first) = sample.pages.first() else { return String::new() };
        let Some(address) = robots::address(first) else { return String::new() };
        let cell = {
            let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
            rules.entry(address).or_default().clone()
        };
        let rules = cell.get_or_init(|| self.errands.robots(first)).await;
        let there: Vec<&Url> =
            sample.pages.iter().filter(|page| page.origin() == first.origin()).collect();
        let refused = there.iter().filter(|page| rules.judge(page) != Verdict::Allowed).count();
        match refused {
            0 => "allowed".to_owned(),
            all if all == there.len() => "disallowed".to_owned(),
            some => format!("{some} of {} disallowed", there.len()),
        }
    }
}

fn read(exchange: &Exchange) -> Result<Sample, Failed> {
    let content_type = exchange.headers.content_type.as_deref();
    match feed::read(&exchange.body, content_type, &exchange.url) {
        Ok(mut read) => {
            read.cut |= exchange.cut;
            Ok(Sample::of(read, SystemClock.now()))
        }
        Err(error) => {
            let named = alternates::of_answer(exchange).unwrap_or_default();
            let named = named.into_iter().map(|one| one.url).collect();
            Err(Failed { sentence: error.to_string(), named })
        }
    }
}

impl Failed {
    fn because(sentence: String) -> Self {
        Self { sentence, named: Vec::new() }
    }

    fn unread() -> Self {
        Self::because("it could not be read".to_owned())
    }
}

impl Found {
    fn result(&self) -> String {
        let mut parts = Vec::new();
        if self.moved.is_some() {
            parts.push("moved".to_owned());
        }
        if self.sample.entries == 0 {
            parts.push("no entries".to_owned());
        }
        if !self.sample.repaired.is_empty() {
            parts.push(format!("needs repair ({})", self.sample.repaired.join(", ")));
        }
        if self.sample.cut {
            parts.push("longer than what is read of it".to_owned());
        }
        if parts.is_empty() { "good".to_owned() } else { parts.join(", ") }
    }
}

fn write(feeds: &[&Arc<Feed>], results: &[Result<Found, Failed>]) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "FEED",
        "FORMAT",
        "ENTRIES",
        "NEWEST (UTC)",
        "PUBLISHES",
        "TEXT",
        "PAGES",
        "RESULT",
    ]);
    let mut details = Vec::new();
    for (feed, result) in feeds.iter().zip(results) {
        let name = feed.name.to_string();
        match result {
            Ok(found) => {
                let Sample { format, entries, publishes, text, .. } = &found.sample;
                table.add_row([
                    &name,
                    *format,
                    &entries.to_string(),
                    &found.sample.newest(),
                    publishes,
                    *text,
                    &found.pages,
                    &found.result(),
                ]);
                details.extend(
                    found
                        .moved
                        .as_ref()
                        .map(|url| format!("{name}: it has moved for good; write url = \"{url}\"")),
                );
            }
            Err(failed) => {
                table.add_row([&name, "", "", "", "", "", "", "failed"]);
                details.push(format!("{name}: {}", failed.sentence));
                let named = failed.named.iter();
                details.extend(named.map(|url| format!("{name}: the page names this feed: {url}")));
            }
        }
    }
    let failed = results.iter().filter(|result| result.is_err()).count();
    let mut out = io::stdout().lock();
    writeln!(out, "{table}")?;
    for detail in details {
        writeln!(out, "{detail}")?;
    }
    writeln!(out, "{} tried, {failed} failed", counted(feeds.len(), "feed"))
}
