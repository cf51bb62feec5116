//! `courant why`: everything known about one feed or article.

use std::fmt::Write as _;

use super::Shared;
use super::control::{self, Form, minute};
use super::failure::{Failure, Status};
use crate::emission::Changes;
use crate::status::{self, ArticleReport, FeedReport, Piece, Why};

/// What `why` understands.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  courant why dw\n  courant why https://www.dw.com/en/some-article/a-1\n  courant why 7b713b64549a0b06c966ecde"
)]
pub struct Args {
    /// A feed's name or address, an article's address or id
    #[arg(value_name = "FEED|URL|ID")]
    of: String,
    #[command(flatten)]
    form: Form,
}

/// Asks the daemon, or reads the state.
pub fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let config = shared.configuration()?;
    let told: Option<Why> = control::ask_or_read(
        &config,
        &format!("/why?of={}", control::quoted(&args.of)),
        |state, now| state.map_or(Ok(None), |state| status::why(&args.of, &config, state, now)),
    )?;
    let told = told.ok_or_else(|| {
        let told = format!(
            "nothing is known of {}: it is no configured feed, and no article that came out or waits",
            args.of
        );
        Failure::sentence(Status::Data, told)
    })?;
    control::show(args.form, &told, |told| match told {
        Why::Feed(feed) => feed_text(feed),
        Why::Article(article) => article_text(article),
    })
}

fn feed_text(feed: &FeedReport) -> String {
    let mut text = format!("{}: {}\n{}\n", feed.name, feed.standing.words(), feed.url);
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "  {name:<12}{value}");
        }
    };
    line("moved to", feed.moved.as_deref().unwrap_or_default());
    line("title", feed.title.as_deref().unwrap_or_default());
    line("last poll", &minute(feed.polled));
    line("last answer", &minute(feed.answered));
    let due = feed.because.clone().unwrap_or_else(|| minute(feed.due));
    line("next poll", &due);
    if let Some(detail) = &feed.detail {
        let times =
            if feed.failures > 1 { format!("{} times: ", feed.failures) } else { String::new() };
        line("failed", &format!("{times}{detail} ({})", feed.error.as_deref().unwrap_or_default()));
    }
    if feed.gap.is_some() {
        let last = minute(feed.gap);
        line(
            "gaps",
            &format!("{}, the last at {last}: entries may have been lost unseen", feed.gaps),
        );
    }
    line("articles", &feed.articles.to_string());
    if feed.waiting > 0 {
        line("waiting", &feed.waiting.to_string());
    }
    text
}

fn article_text(article: &ArticleReport) -> String {
    let title = article.title.as_deref().unwrap_or("(without a title)");
    let mut text = format!("{title}\n");
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "  {name:<12}{value}");
        }
    };
    line("id", &article.id.to_string());
    line("address", article.url.as_deref().unwrap_or_default());
    line("feed", &article.feed);
    for event in &article.emissions {
        let action = serde_json::to_value(event.action).ok();
        let action = action.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
        let words = event.changes.map(|changes| told(&changes)).unwrap_or_default();
        let story = event.story.map(|story| format!(", a copy of {story}")).unwrap_or_default();
        let taken = if event.story.is_some() {
            ""
        } else if event.present { "" } else { " (taken away since)" };
        line(
            action,
            &format!(
                "{} UTC, revision {}{words}{story}, {}{taken}",
                minute(Some(event.at)),
                event.revision,
                event.path
            ),
        );
    }
    for difference in &article.differences {
        line("changed", &format!("from revision {} to {}:", difference.before, difference.revision));
        if let Some((before, after)) = &difference.title {
            line("", &format!("- {before}"));
            line("", &format!("+ {after}"));
        }
        for piece in &difference.pieces {
            match piece {
                Piece::Added(text) => line("", &format!("+ {}", shown(text))),
                Piece::Removed(text) => line("", &format!("- {}", shown(text))),
            }
        }
    }
    if let Some(from) = &article.body_from {
        let why = article.reason.as_ref().map(|code| format!(", for the page was no use: {code}"));
        line("text from", &format!("the {from}{}", why.unwrap_or_default()));
    }
    line("quality", &article.quality.map(|quality| format!("{quality:.2}")).unwrap_or_default());
    if let Some(pending) = &article.waiting {
        line(
            "waits",
            &format!(
                "since {} UTC, next try {} UTC",
                minute(Some(pending.found)),
                minute(Some(pending.next))
            ),
        );
        if let Some(detail) = &pending.detail {
            line(
                "tried",
                &format!(
                    "{} times: {detail} ({})",
                    pending.attempts,
                    pending.error.as_deref().unwrap_or_default()
                ),
            );
        }
    }
    text
}

/// How much of a paragraph is shown, in characters.
const SHOWN: usize = 500;

/// A paragraph as one line of text.
fn shown(text: &str) -> String {
    let line = text.replace('\n', " ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line,
    }
}

/// What a revision changed, as a part of a sentence.
fn told(changes: &Changes) -> String {
    let title = if changes.title { ", another title" } else { "" };
    match (changes.added, changes.removed) {
        (Some(added), Some(removed)) => format!("{title}, {added} words added and {removed} removed"),
        _ => title.to_owned(),
    }
}
