//! `courant why`: everything known about one feed or article.

use std::fmt::Write as _;

use super::Shared;
use super::control::{self, Form, minute};
use super::failure::{Failure, Status};
use crate::emission::Changes;
use crate::identity::ArticleId;
use crate::status::{self, ArticleReport, Difference, FeedReport, Piece, Run, Why, word};

/// What `why` understands.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  courant why dw\n  courant why https://www.dw.com/en/some-article/a-1\n  courant why 7b713b64549a0b06c966ecde"
)]
pub(super) struct Args {
    /// A feed's name or address, an article's address or id
    #[arg(value_name = "FEED|URL|ID")]
    of: String,
    #[command(flatten)]
    form: Form,
}

/// Asks the daemon, or reads the state.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let target = format!("/why?of={}", control::quoted(&args.of));
    let told: Option<Why> = control::ask_or_read(shared, &target, |config, state, now| {
        state.map_or(Ok(None), |state| status::why(&args.of, config, state, now))
    })?;
    let Some(told) = told else {
        let of = &args.of;
        let config = shared.configuration()?;
        let told = match status::configured(of, &config) {
            Some(feed) => format!(
                "nothing is known of {of} yet: it was never polled; `courant once {}` does, and so does the daemon",
                feed.name
            ),
            None => format!(
                "nothing is known of {of}: it is no configured feed, and no article that came out or waits"
            ),
        };
        return Err(Failure::sentence(Status::Data, told));
    };
    control::show(args.form, &told, |told| match told {
        Why::Feed(feed) => feed_text(feed),
        Why::Article(article) => article_text(article),
        Why::Backlog { id, feeds } => backlog_text(*id, feeds),
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

fn backlog_text(id: ArticleId, feeds: &[String]) -> String {
    let shown = if feeds.is_empty() {
        "no feed shows it now".to_owned()
    } else {
        format!("shown by {}", feeds.join(", "))
    };
    format!(
        "{id} is no article: it stood in its feed when that was new, and `backlog` left it out; {shown}\n"
    )
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
        let words = event.changes.map(|changes| told(&changes)).unwrap_or_default();
        let story = event.story.map(|story| format!(", a copy of {story}")).unwrap_or_default();
        let is_here = event.present || event.story.is_some();
        let taken = if is_here { "" } else { " (taken away since)" };
        line(
            &word(event.action),
            &format!(
                "{} UTC, revision {}{words}{story}, {}{taken}",
                minute(Some(event.at)),
                event.revision,
                event.path
            ),
        );
    }
    if let Some(story) = article.story {
        let share = article
            .similarity
            .map(|share| format!(", and shares {:.0} % of its text", share * 100.0));
        line("story", &format!("tells what {story} tells{}", share.unwrap_or_default()));
    }
    for also in &article.also {
        let place = also.url.as_deref().or(also.title.as_deref()).unwrap_or_default();
        line("also in", &format!("{} {place}", also.feed));
    }
    for kept in &article.kept_back {
        let at = minute(Some(kept.at));
        line("kept back", &format!("{at} UTC by a filter of {}: {}", kept.feed, kept.by));
    }
    if let Some(from) = article.body_from {
        let why = article.reason.as_ref().map(|code| format!(", for the page was no use: {code}"));
        line("text from", &format!("the {}{}", word(from), why.unwrap_or_default()));
    }
    line("quality", &article.quality.map(|quality| format!("{quality:.2}")).unwrap_or_default());
    if let Some(pending) = &article.waiting {
        let next = minute(Some(pending.next));
        if article.emissions.is_empty() {
            line(
                "waits",
                &format!("since {} UTC, next try {next} UTC", minute(Some(pending.found))),
            );
        } else {
            line("second look", &format!("{next} UTC"));
        }
        if let Some(detail) = &pending.detail {
            let times = match pending.attempts {
                0 | 1 => String::new(),
                attempts => format!("{attempts} times: "),
            };
            let code = pending.error.as_deref().unwrap_or_default();
            line("tried", &format!("{times}{detail} ({code})"));
        }
    }
    for difference in &article.differences {
        told_apart(&mut text, difference);
    }
    text
}

/// What a revision changed, a paragraph a line.
fn told_apart(text: &mut String, difference: &Difference) {
    let Difference { before, revision, title, pieces } = difference;
    let _ = writeln!(text, "\nFrom revision {before} to {revision}:");
    let title = title.iter().map(|runs| format!("~ {}", words(runs)));
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Added(text) => format!("+ {}", shown(text)),
        Piece::Removed(text) => format!("- {}", shown(text)),
        Piece::Edited(runs) => format!("~ {}", words(runs)),
    });
    for line in title.chain(pieces) {
        let _ = writeln!(text, "  {line}");
    }
}

/// The words of an edited paragraph as `wdiff` shows them, with little of what both revisions have.
fn words(runs: &[Run]) -> String {
    let last = runs.len().saturating_sub(1);
    let parts = runs.iter().enumerate().map(|(at, run)| match run {
        Run::Added(text) => format!("{{+{}+}}", shown(text)),
        Run::Removed(text) => format!("[-{}-]", shown(text)),
        Run::Kept(text) => {
            let words: Vec<&str> = text.split(' ').collect();
            let (head, tail) =
                (if at == 0 { 0 } else { AROUND }, if at == last { 0 } else { AROUND });
            if words.len() <= head + tail + 1 {
                return text.clone();
            }
            let (head, tail) = (words[..head].join(" "), words[words.len() - tail..].join(" "));
            format!("{head} … {tail}").trim().to_owned()
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// So many words are shown on either side of an edit.
const AROUND: usize = 6;
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
        (Some(added), Some(removed)) => {
            format!("{title}, {added} words added and {removed} removed")
        }
        _ => title.to_owned(),
    }
}
