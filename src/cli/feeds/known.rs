//! `courant feeds` alone: each configured feed as the daemon, or while none runs the state, knows it.
//!
//! Never: a request to a feed, or a state that was not there before.

use comfy_table::{Table, presets};

use crate::cli::Shared;
use crate::cli::control::{self, Form, minute};
use crate::cli::failure::Failure;
use crate::status::{self, FeedReport};

/// Shows all feeds.
pub(super) fn run(form: Form, shared: &Shared) -> Result<(), Failure> {
    let told: Vec<FeedReport> = control::ask_or_read(shared, "/feeds", |config, state, now| {
        Ok(status::feeds(config, state, now)?)
    })?;
    control::show(form, &told, |told| table(told))
}

fn table(told: &[FeedReport]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header([
        "FEED",
        "LAST POLL (UTC)",
        "LAST ANSWER",
        "NEXT POLL",
        "WHY THEN",
        "ARTICLES",
        "RESULT",
    ]);
    for feed in told {
        table.add_row([
            feed.name.clone(),
            minute(feed.polled),
            minute(feed.answered),
            minute(feed.due),
            why(feed).to_owned(),
            feed.articles.to_string(),
            result(feed),
        ]);
    }
    format!("{table}\n")
}

/// The derivation of the next poll, without the moment itself.
fn why(feed: &FeedReport) -> &str {
    feed.because.as_deref().and_then(|because| because.split_once(": ")).map_or("", |(_, why)| why)
}

fn result(feed: &FeedReport) -> String {
    let concerns = feed.concerns.iter().map(|concern| concern.detail.as_str());
    std::iter::once(answer(feed).as_str()).chain(concerns).collect::<Vec<_>>().join("; ")
}

fn answer(feed: &FeedReport) -> String {
    match &feed.detail {
        Some(sentence) if feed.failures > 1 => {
            format!("failed {} times: {sentence}", feed.failures)
        }
        Some(sentence) => format!("failed: {sentence}"),
        None if feed.moved.is_some() => {
            format!("good; moved to {}", feed.moved.as_deref().unwrap_or_default())
        }
        None => match feed.gap {
            Some(_) if feed.gaps == 1 => format!("good; a gap at {}", minute(feed.gap)),
            Some(_) => format!("good; {} gaps, the last at {}", feed.gaps, minute(feed.gap)),
            None => feed.standing.words().to_owned(),
        },
    }
}
