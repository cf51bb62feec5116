//! `courant why`: everything known about one feed or article.

use std::fmt::Write as _;

use super::Shared;
use super::control::{self, Form, minute};
use super::failure::{Failure, Status};
use crate::status::{self, ArticleReport, FeedReport, Why};

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
    line("repaired", &feed.repaired.join(", "));
    for concern in &feed.concerns {
        let since = minute(Some(concern.since));
        line("look", &format!("{} ({}, since {since})", concern.detail, concern.code));
    }
    line("articles", &feed.articles.to_string());
    if feed.kept_back > 0 {
        line("kept back", &format!("{} entries, by a filter", feed.kept_back));
    }
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
        let taken = if event.present { "" } else { " (taken away since)" };
        line(
            action,
            &format!(
                "{} UTC, revision {}, {}{taken}",
                minute(Some(event.at)),
                event.revision,
                event.path
            ),
        );
    }
    for kept in &article.kept_back {
        let at = minute(Some(kept.at));
        line("kept back", &format!("{at} UTC by a filter of {}: {}", kept.feed, kept.by));
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
