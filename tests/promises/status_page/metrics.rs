//! What is counted for monitors.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;

/// The value of one series.
pub(super) fn value(metrics: &str, series: &str) -> Option<f64> {
    let mut lines = metrics.lines().filter_map(|line| line.rsplit_once(' '));
    lines.find(|(own, _)| *own == series).and_then(|(_, value)| value.parse().ok())
}

#[test]
fn each_metric_is_told_of_in_the_documents_and_no_other_is() {
    let (_site, _daemon, _run, page) = running();
    let answer = get(page, "/metrics");
    assert!(answer.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
    let types: Vec<(&str, &str)> = answer
        .body
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '))
        .collect();
    let exported: BTreeSet<&str> = types.iter().map(|(name, _)| *name).collect();
    assert_eq!(exported.len(), types.len(), "each stands once: {types:?}");
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operations.md");
    let documents = fs::read_to_string(documents).unwrap();
    let (_, told) = documents.split_once("\n## Metrics\n").unwrap();
    let told = told.split("\n## ").next().unwrap();
    let rows = told.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let told: BTreeSet<&str> = rows.filter(|name| name.starts_with("courant_")).collect();
    assert_eq!(exported, told, "what is exported, and what docs/operations.md tells of");

    // Each line is of the format, and of a metric that was announced.
    let mut histograms = BTreeSet::new();
    for line in answer.body.lines().filter(|line| !line.starts_with('#')) {
        let (series, value) = line.rsplit_once(' ').unwrap();
        assert!(value == "+Inf" || value.parse::<f64>().is_ok_and(f64::is_finite), "{line}");
        let (name, labels) = series
            .split_once('{')
            .map_or((series, None), |(name, rest)| (name, rest.strip_suffix('}')));
        let of = |(metric, kind): &(&str, &str)| {
            let rest = name.strip_prefix(metric);
            rest == Some("")
                || *kind == "histogram" && ["_bucket", "_sum", "_count"].map(Some).contains(&rest)
        };
        let (metric, kind) =
            types.iter().find(|one| of(one)).unwrap_or_else(|| panic!("{line} was not announced"));
        if *kind == "histogram" {
            histograms.insert(*metric);
        }
        for label in labels.iter().flat_map(|labels| labels.split(',')) {
            let (label, value) = label.split_once('=').unwrap_or_else(|| panic!("{line}"));
            assert!(label.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{line}");
            assert!(value.len() > 2 && value.starts_with('"') && value.ends_with('"'), "{line}");
        }
    }
    assert_eq!(histograms.len(), 3, "{histograms:?}");
    let metric =
        |series: &str| value(&answer.body, series).unwrap_or_else(|| panic!("{series} is missing"));
    assert!(metric("courant_articles_total{action=\"new\",body_from=\"page\"}") >= 3.0);
    assert!(metric("courant_requests_total{of=\"page\",answer=\"2xx\"}") >= 3.0);
    assert!(metric("courant_disk_free_bytes{directory=\"output\"}") > 0.0);
    assert!(metric("courant_request_seconds_count") >= 5.0);
}

#[test]
fn what_is_counted_is_what_was_done() {
    let site = Site::open();
    post(&site, "/feed", &reports(&site, 1..=2));
    site.serve("/busy", Reply::status(429).header("Retry-After", "600"));
    let poll = "min_interval = \"1s\"\nmax_interval = \"1s\"".to_owned();
    let settings = Settings::reading(&site, &[("news", "/feed")]);
    let daemon =
        Daemon::new(&Settings { listen: "127.0.0.1:0", poll, host_delay: "300ms", ..settings });
    let mut run = daemon.start(&["run"]);
    let page = page_of(&mut run);
    let metric = |series: &str| value(&get(page, "/metrics").body, series).unwrap_or(0.0);
    run.until("two polls were answered with 304", || {
        metric("courant_requests_total{of=\"feed\",answer=\"304\"}") >= 2.0
    });
    let gap = metric("courant_host_gap_min_seconds");
    assert!((0.299..60.0).contains(&gap), "the gap of 300 ms is kept, and seen: {gap}");
    let conditional = metric("courant_conditional_requests_total");
    let asked =
        site.requests_for("/feed").iter().filter(|request| request.is_conditional()).count();
    let asked = f64::from(u32::try_from(asked).unwrap());
    assert!((2.0..=asked).contains(&conditional), "{conditional} of {asked}");
    assert!(metric("courant_polls_total{outcome=\"not_modified\"}") >= 2.0);
    let strip = get(page, "/feed/news").body;
    assert!(strip.contains("304, not modified") && strip.contains("2 new entries"), "{strip}");

    daemon.configure(&Settings {
        listen: "127.0.0.1:0",
        poll: String::new(),
        ..Settings::reading(&site, &[("busy", "/busy")])
    });
    run.kill();
    let mut run = daemon.start(&["run"]);
    let page = page_of(&mut run);
    run.until("the refusal is counted", || {
        value(&get(page, "/metrics").body, "courant_requests_total{of=\"feed\",answer=\"429\"}")
            == Some(1.0)
    });
    run.until("the feed cools down", || {
        let cooling = "courant_feeds{standing=\"cooled_down\"}";
        value(&get(page, "/metrics").body, cooling) == Some(1.0)
    });
    assert!(words(&get(page, "/?show=cooling").body).contains("One feed is cooling down"));
}
