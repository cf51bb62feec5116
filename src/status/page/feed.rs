//! A feed: how it stands, its last polls, when it is polled next and why then, its last failures, its articles.

use jiff::Timestamp;
use maud::{Markup, html};

use super::frame::{self, standing};
use super::overview::articles;
use super::words::{clock, count, outside, tame, when};
use super::{View, plot};
use crate::config::{Config, Feed};
use crate::output::{Published, latest_of};
use crate::pipeline::{Fault, POLLS};
use crate::status::{self, FeedReport};

/// How many of its articles are listed.
const ARTICLES: usize = 50;

pub(super) fn page(view: &View, name: &str) -> Result<Option<Markup>, Fault> {
    let Some(configured) = view.pipeline.feed(name) else { return Ok(None) };
    let now = view.now();
    let feed = status::feed(&configured, view.pipeline.state(), now)?;
    let lines = latest_of(&view.pipeline.config().output.directory, name, ARTICLES)?;
    let content = html! {
        p.kicker { a href="/" { "Feeds" } " / " (feed.name) }
        h1 dir="auto" { (tame(feed.title.as_deref().unwrap_or(&feed.name))) }
        p.sub { (standing(feed.standing)) " · " (outside(&feed.url)) }
        @if let Some(detail) = &feed.detail {
            p.trouble dir="auto" {
                (tame(detail)) @if let Some(code) = &feed.error { " " code { (code) } }
                @if feed.failures > 1 { " · " (feed.failures) " times in a row" }
            }
        }
        @for concern in &feed.concerns {
            p.trouble.look { (tame(&concern.detail)) " " code { (concern.code) } " · since " (clock(concern.since)) }
        }
        (polls(view, &feed, now))
        (facts(view, &configured, &feed, now))
        (failures(view, name, now))
        h2 { "Articles" }
        @if lines.is_empty() { p.none { "None yet." } } @else { (articles(&lines, now, false)) }
        @if lines.len() == ARTICLES { p.none { "The latest " (ARTICLES) "; the journal has all of them." } }
    };
    Ok(Some(frame::page(&feed.name, &content)))
}

fn polls(view: &View, feed: &FeedReport, now: Timestamp) -> Markup {
    let polls =
        view.pipeline.history().map(|history| history.polls(&feed.name)).unwrap_or_default();
    html! {
        section aria-label="Polls" {
            (plot::strip(&polls, POLLS))
            p.legend {
                span.key.news { "news" } span.key.same { "nothing new" } span.key.failed { "failed" } span.key.left { "left alone" }
                span.span {
                    @match polls.first() {
                        Some(first) => { (polls.len()) @if polls.len() == 1 { " poll since " } @else { " polls since " } (clock(first.at())) },
                        None => { "no poll since the start, " (when(view.pipeline.figures().started(), now)) },
                    }
                }
            }
        }
    }
}

fn facts(view: &View, configured: &Feed, feed: &FeedReport, now: Timestamp) -> Markup {
    let config = view.pipeline.config();
    html! {
        dl.facts {
            @if let Some(at) = feed.due {
                dt { "Next poll" }
                dd { (when(at.max(now), now)) @if let Some(because) = &feed.because { span.because { (because) } } }
            }
            dt { "Last poll" }
            dd { @if let Some(at) = feed.polled { (when(at, now)) } @else { "never" } }
            @if feed.failures > 0 && let Some(at) = feed.answered {
                dt { "Last good answer" } dd { (when(at, now)) }
            }
            @if let Some(moved) = &feed.moved { dt { "Moved to" } dd { (outside(moved)) } }
            @if let Some(gap) = feed.gap {
                dt { "Gaps" }
                dd { (feed.gaps) ", the last " (when(gap, now)) span.because { "Nothing of what it showed before was there: entries may have come and gone unseen" } }
            }
            dt { "Articles" }
            dd { (count(feed.articles)) @if feed.waiting > 0 { ", " (feed.waiting) " more wait" } }
            @if feed.kept_back > 0 { dt { "Kept back" } dd { (count(feed.kept_back)) ", by a filter" } }
            @if !feed.repaired.is_empty() {
                dt { "Mended" }
                dd { (feed.repaired.join(", ")) span.because { "What its last document needed to be read" } }
            }
            @if !configured.tags.is_empty() { dt { "Tags" } dd { (configured.tags.join(", ")) } }
            @if is_syndicated(&config, &feed.name) {
                dt { "Full text" }
                dd {
                    a href={ "/feeds/" (feed.name) ".xml" } { "Atom" } " · " a href={ "/feeds/" (feed.name) ".json" } { "JSON Feed" }
                }
            }
        }
    }
}

/// Whether the feed has a full-text feed by now.
fn is_syndicated(config: &Config, name: &str) -> bool {
    let published = Published::open(&config.output.directory, &format!("{name}.xml"));
    config.output.feeds && published.is_ok_and(|found| found.is_some())
}

fn failures(view: &View, name: &str, now: Timestamp) -> Markup {
    let failures =
        view.pipeline.history().map(|history| history.failures(name)).unwrap_or_default();
    html! {
        @if !failures.is_empty() {
            h2 { "Last failures" }
            ol.failures {
                @for failed in &failures {
                    li { span.meta { (when(failed.at, now)) " " code { (failed.trouble.code) } } span dir="auto" { (tame(&failed.trouble.sentence)) } }
                }
            }
        }
    }
}
