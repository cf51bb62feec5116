//! The tables of the main file, read in their order; and what must agree in them.

use std::time::Duration;

use super::option::Form as _;
use super::table::Table;
use super::values::duration_text;
use super::{Config, Filter, Poll};

/// Reads every table of the main file, the feeds apart.
pub(super) fn read(root: &mut Table<'_>) -> Config {
    let mut config = Config { file: root.source.path.clone(), ..Config::default() };
    read_output_and_state(root, &mut config);
    config.filter = Filter::read(root, &Filter::default()).into();
    let mut poll = root.table("poll");
    read_intervals(&mut poll, &mut config.poll.min_interval, &mut config.poll.max_interval);
    config.poll.read(&mut poll);
    config.fetch.read(&mut root.table("fetch"));
    config.log.read(&mut root.table("log"));
    config.extract.read(&mut root.table("extract"));
    config.dedup.read(&mut root.table("dedup"));
    config.revise.read(&mut root.table("revise"));
    config.retention.read(&mut root.table("retention"));
    config.status.read(&mut root.table("status"));
    config
}

fn read_output_and_state(root: &mut Table<'_>, config: &mut Config) {
    let (mut output, mut state) = (root.table("output"), root.table("state"));
    config.output.read(&mut output);
    config.state.read(&mut state);
    let formats = &config.output.formats;
    if formats.is_empty() {
        let message = "names none; write at least one of json, markdown, text";
        output.error("formats", message.to_owned());
    } else if formats.iter().enumerate().any(|(at, format)| formats[..at].contains(format)) {
        output.error("formats", "names a format twice; write each once".to_owned());
    }
    let (articles, memory) = (&config.output.directory, &config.state.directory);
    if articles.starts_with(memory) || memory.starts_with(articles) {
        let message = format!(
            "lies in or around the output directory {}; give each a directory of its own",
            articles.display()
        );
        state.error("directory", message);
    }
}

/// Reads `min_interval` and `max_interval` over what holds without them.
pub(super) fn read_intervals(table: &mut Table<'_>, min: &mut Duration, max: &mut Duration) {
    let own_min = Poll::min_interval().read(table, "min_interval");
    let own_max = Poll::max_interval().read(table, "max_interval");
    let written = match (own_min, own_max) {
        (Some(_), _) => "min_interval",
        (None, Some(_)) => "max_interval",
        (None, None) => return, // What is inherited was told of where it stands.
    };
    *min = own_min.unwrap_or(*min);
    *max = own_max.unwrap_or(*max);
    if min > max {
        let (min, max) = (duration_text(*min), duration_text(*max));
        let message = format!(
            "leaves no interval: min_interval is {min} and max_interval {max}; raise max_interval, \
             or lower min_interval"
        );
        table.error(written, message);
    }
}
