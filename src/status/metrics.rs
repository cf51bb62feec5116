//! The metrics, in Prometheus' text format (0.0.4). `docs/operations.md` tells of each; a test holds it to that.
//!
//! Always: a bounded number of series; nothing that a server sent becomes a label.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::page::View;
use super::{Concern, FeedReport, Standing, disk, word};
use crate::pipeline::Fault;

/// What the exposition is sent as.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All figures, as text.
pub(super) fn exposition(view: &View) -> Result<String, Fault> {
    let (pipeline, config) = (&view.pipeline, view.pipeline.config());
    let (state, figures, reports) = (pipeline.state(), pipeline.figures(), view.feeds()?);
    let feeds_that = |are: &dyn Fn(&FeedReport) -> bool| {
        exact(reports.iter().filter(|feed| are(feed)).count() as u64)
    };
    let standings = Standing::ALL.map(|standing| {
        (word(standing), feeds_that(&|feed: &FeedReport| feed.standing == standing))
    });
    let concerns = Concern::CODES.map(|code| {
        let has = |feed: &FeedReport| feed.concerns.iter().any(|one| one.code == code);
        (code.to_owned(), feeds_that(&has))
    });
    let kept_back: u64 = reports.iter().map(|feed| feed.kept_back).sum();
    let directories = [("output", &config.output.directory), ("state", &config.state.directory)];
    let free = directories
        .into_iter()
        .filter_map(|(name, path)| disk::free(path).map(|bytes| (name.to_owned(), exact(bytes))));
    let version = [(env!("CARGO_PKG_VERSION").to_owned(), 1.0)];
    let healthy = f64::from(u8::from(pipeline.health.all().is_empty()));

    let mut sheet = Sheet(Registry::with_prefix("courant"));
    figures.register(&mut sheet.0);
    sheet.one(
        "start_time_seconds",
        "When the daemon started, in seconds since 1970",
        seconds(figures.started()),
    );
    sheet.one(
        "queue_entries",
        "Entries that wait to become articles",
        exact(state.waiting_in_all() as u64),
    );
    sheet.one(
        "owed_emissions",
        "Articles that are marked and not yet published",
        exact(state.owed().count() as u64),
    );
    sheet.one("remembered_keys", "Keys by which entries are known again", exact(state.keys()));
    sheet.one("emissions", "The number of the last emission, ever", exact(state.seq()));
    sheet.one(
        "healthy",
        "1 if all is well with the daemon, 0 if /healthz says what is not",
        healthy,
    );
    sheet.by("standing", "feeds", "Configured feeds, by how they stand", standings);
    sheet.by("concern", "feed_concerns", "Feeds that need a look, by what is wrong", concerns);
    sheet.one("kept_back_entries", "Remembered entries that a filter kept back", exact(kept_back));
    sheet.by("directory", "disk_free_bytes", "Room on the disks of output and state", free);
    sheet.by("version", "build_info", "The version that runs; always 1", version);

    let mut text = String::new();
    encode(&mut text, &sheet.0).expect("a string takes everything");
    Ok(text)
}

/// What is told at once.
struct Sheet(Registry);

impl Sheet {
    fn one(&mut self, name: &str, help: &str, value: f64) {
        let gauge = Gauge::<f64, AtomicU64>::default();
        gauge.set(value);
        self.0.register(name, help, gauge);
    }

    /// One for each of the values that a label has.
    fn by(
        &mut self,
        label: &'static str,
        name: &str,
        help: &str,
        values: impl IntoIterator<Item = (String, f64)>,
    ) {
        let family = Family::<[(&str, String); 1], Gauge<f64, AtomicU64>>::default();
        for (word, value) in values {
            family.get_or_create(&[(label, word)]).set(value);
        }
        self.0.register(name, help, family);
    }
}

#[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
fn exact(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
fn seconds(at: jiff::Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1000.0
}
