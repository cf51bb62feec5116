//! The metrics, in Prometheus' text format (0.0.4). `docs/operations.md` tells of each; a test holds it to that.
//!
//! Always: a bounded number of series; nothing that a server sent becomes a label.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::page::View;
use super::{Concern, Standing, disk, word};
use crate::pipeline::Fault;

/// What the exposition is sent as.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How many feeds stand so.
#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Stands {
    standing: String,
}

/// What is wrong with so many feeds.
#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Worry {
    concern: &'static str,
}

/// Where the disk is looked at.
#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct At {
    directory: &'static str,
}

/// Which version runs.
#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Build {
    version: &'static str,
}

/// All figures, as text.
pub(super) fn exposition(view: &View) -> Result<String, Fault> {
    let (pipeline, config) = (&view.pipeline, view.pipeline.config());
    let (state, figures) = (pipeline.state(), pipeline.figures());
    let mut registry = Registry::with_prefix("courant");
    figures.register(&mut registry);
    let one = |registry: &mut Registry, name: &str, help: &str, value: f64| {
        let gauge = Gauge::<f64, AtomicU64>::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    one(
        &mut registry,
        "start_time_seconds",
        "When the daemon started, in seconds since 1970",
        seconds(figures.started()),
    );
    one(
        &mut registry,
        "queue_entries",
        "Entries that wait to become articles",
        exact(state.waiting_in_all() as u64),
    );
    one(
        &mut registry,
        "owed_emissions",
        "Articles that are marked and not yet published",
        exact(state.owed().count() as u64),
    );
    one(
        &mut registry,
        "remembered_keys",
        "Keys by which entries are known again",
        exact(state.keys()),
    );
    one(&mut registry, "emissions", "The number of the last emission, ever", exact(state.seq()));
    one(
        &mut registry,
        "healthy",
        "1 if all is well with the daemon, 0 if /healthz says what is not",
        f64::from(u8::from(pipeline.health.all().is_empty())),
    );

    let feeds = Family::<Stands, Gauge<f64, AtomicU64>>::default();
    let reports = view.feeds()?;
    for standing in Standing::ALL {
        let many = reports.iter().filter(|feed| feed.standing == standing).count();
        feeds.get_or_create(&Stands { standing: word(standing) }).set(exact(many as u64));
    }
    registry.register("feeds", "Configured feeds, by how they stand", feeds);

    let worries = Family::<Worry, Gauge<f64, AtomicU64>>::default();
    for concern in Concern::CODES {
        let is_so = |one: &Concern| one.code == concern;
        let many = reports.iter().filter(|feed| feed.concerns.iter().any(is_so)).count();
        worries.get_or_create(&Worry { concern }).set(exact(many as u64));
    }
    registry.register("feed_concerns", "Feeds that need a look, by what is wrong", worries);
    let kept: u64 = reports.iter().map(|feed| feed.kept_back).sum();
    one(
        &mut registry,
        "kept_back_entries",
        "Remembered entries that a filter kept back",
        exact(kept),
    );

    let free = Family::<At, Gauge<f64, AtomicU64>>::default();
    let directories = [("output", &config.output.directory), ("state", &config.state.directory)];
    for (directory, path) in directories {
        if let Some(bytes) = disk::free(path) {
            free.get_or_create(&At { directory }).set(exact(bytes));
        }
    }
    registry.register("disk_free_bytes", "Room on the disks of output and state", free);

    let build = Family::<Build, Gauge<f64, AtomicU64>>::default();
    build.get_or_create(&Build { version: env!("CARGO_PKG_VERSION") }).set(1.0);
    registry.register("build_info", "The version that runs; always 1", build);

    let mut text = String::new();
    encode(&mut text, &registry).expect("a string takes everything");
    Ok(text)
}

#[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
fn exact(number: u64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
fn seconds(at: jiff::Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1000.0
}
