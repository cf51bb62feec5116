//! What a replay saw, as a table.

use std::collections::BTreeMap;
use std::time::Duration;

use courant::emission::{Action, Line};

use crate::polls::Counted;

/// What the replay saw of one feed.
#[derive(Default, Clone)]
pub(crate) struct Row {
    pub(crate) polls: usize,
    pub(crate) unchanged: usize,
    pub(crate) failed: usize,
    pub(crate) documents: usize,
    pub(crate) entries: usize,
    pub(crate) gaps: usize,
    pub(crate) aliases: usize,
    pub(crate) time: Duration,
}

pub(crate) fn report(
    title: &str,
    rows: &BTreeMap<String, Row>,
    truth: &BTreeMap<String, Counted>,
    lines: &[Line],
) {
    println!("\n{title}");
    println!(
        "{:20} {:>5} {:>5} {:>5} {:>5} {:>7} {:>7} | {:>8} {:>8} {:>7} {:>9} {:>6} {:>5} {:>6}",
        "feed",
        "polls",
        "read",
        "same",
        "fail",
        "entries",
        "theirs",
        "distinct",
        "articles",
        "aliases",
        "revisions",
        "edits",
        "gaps",
        "time"
    );
    let mut sums = [0; 12];
    let mut time = Duration::ZERO;
    for (feed, row) in rows {
        let of = |action| {
            lines.iter().filter(|line| line.feed == *feed && line.action == action).count()
        };
        let theirs = &truth[feed];
        let cells = [
            row.polls,
            row.documents,
            row.unchanged,
            row.failed,
            row.entries,
            theirs.entries,
            theirs.distinct.len(),
            of(Action::New),
            row.aliases,
            of(Action::Revised),
            theirs.edits,
            row.gaps,
        ];
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        time += row.time;
        print_row(feed, cells, row.time);
    }
    print_row("in all", sums, time);
}

fn print_row(feed: &str, cells: [usize; 12], time: Duration) {
    let [
        polls,
        read,
        same,
        fail,
        entries,
        theirs,
        distinct,
        articles,
        aliases,
        revisions,
        edits,
        gaps,
    ] = cells;
    println!(
        "{feed:20} {polls:5} {read:5} {same:5} {fail:5} {entries:7} {theirs:7} | {distinct:8} {articles:8} \
         {aliases:7} {revisions:9} {edits:6} {gaps:5} {:5.1}s",
        time.as_secs_f64()
    );
}
