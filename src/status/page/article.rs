//! An article: to be read, with its revisions, and where each part of it came from.

use jiff::Timestamp;
use maud::{Markup, html};

use super::frame;
use super::words::{clock, count, outside, tame, when};
use super::{Desk, reading};
use crate::article::{Article, BodyFrom};
use crate::emission::Action;
use crate::identity::ArticleId;
use crate::output::syndicated;
use crate::pipeline::Fault;
use crate::status::{self, ArticleReport, Pending};

pub(super) fn page(desk: &Desk, id: &str) -> Result<Option<Markup>, Fault> {
    let Ok(id) = id.parse::<ArticleId>() else { return Ok(None) };
    let config = desk.pipeline.config();
    let state = desk.pipeline.state();
    let kept = state.kept_as(Some(id), None)?;
    let Some(report) = status::article::article(id, kept, &config, state)? else {
        return Ok(None);
    };
    let now = desk.now();
    let last = report.emissions.last();
    let output = &config.output.directory;
    let stored = last
        .and_then(|last| status::article::stored(output, &last.path))
        .or_else(|| syndicated(output, &report.feed, id));
    let title = report.title.as_deref().unwrap_or("(without a title)");
    let content = html! {
        article.reading lang=[stored.as_ref().and_then(|article| article.language.as_deref())] {
            p.kicker { a href="/" { "Feeds" } " / " a href={ "/feed/" (report.feed) } { (report.feed) } }
            h1 dir="auto" { (tame(title)) }
            @if let Some(article) = &stored { (byline(article)) (body(article)) }
            @else if let Some(waiting) = &report.waiting { (waits(waiting, now)) }
            @else { p.none { "Its text is not here to be shown: the JSON file was taken away, or is none of the configured formats." } }
        }
        aside {
            h2 { "Where it came from" }
            (origin(&report, stored.as_ref(), desk))
            @if !report.emissions.is_empty() { h2 { "Revisions" } (revisions(&report, now)) }
            @if stored.is_some() && let Some(waiting) = &report.waiting { (waits(waiting, now)) }
        }
    };
    Ok(Some(frame::page(&tame(title), &content)))
}

fn byline(article: &Article) -> Markup {
    let authors: Vec<&str> = article.authors.iter().map(|author| author.name.as_str()).collect();
    html! {
        p.byline {
            @if !authors.is_empty() { span dir="auto" { (tame(&authors.join(", "))) } " · " }
            @if let Some(at) = article.date_published { time datetime=(at) { (clock(at)) } " · " }
            (count(article.courant.words as u64)) " words"
        }
    }
}

fn body(article: &Article) -> Markup {
    let summary = article.summary.as_deref();
    html! {
        // A standfirst that opens the text is not told twice.
        @if let Some(summary) = summary.filter(|summary| !article.content_text.starts_with(*summary)) {
            p.standfirst dir="auto" { (summary) }
        }
        div.body dir="auto" {
            @match &article.content_html {
                Some(html) => (reading::body(html)),
                None => (reading::text(&article.content_text)),
            }
        }
    }
}

fn origin(report: &ArticleReport, article: Option<&Article>, desk: &Desk) -> Markup {
    let configured = desk.pipeline.feed(&report.feed).map(|feed| feed.tags).unwrap_or_default();
    html! {
        dl.facts {
            @if let Some(url) = &report.url { dt { "Page" } dd { (outside(url)) } }
            dt { "Feed" } dd { a href={ "/feed/" (report.feed) } { (report.feed) } }
            @if let Some(article) = article {
                @let ours = &article.courant;
                dt { "Text" }
                dd {
                    (from(ours.body_from))
                    @if let Some(fetched) = ours.fetched { ", fetched " (clock(fetched)) }
                    @if let Some(reason) = &ours.reason { span.because { "The page was no use, or not all of it: " code { (tame(reason)) } } }
                }
                dt { "Quality" }
                dd { meter value=(format!("{:.2}", ours.quality)) low="0.5" high="0.8" optimum="1" {} " " (format!("{:.2}", ours.quality)) }
                @if let Some(byline) = &ours.byline { dt { "Byline" } dd dir="auto" { (tame(byline)) } }
                @if !ours.agencies.is_empty() { dt { "Agencies" } dd { (tame(&ours.agencies.join(", "))) } }
                @if let Some(at) = article.date_modified { dt { "Modified" } dd { (clock(at)) } }
                @if let Some(language) = &article.language { dt { "Language" } dd { (tame(language)) } }
                @let (own, theirs): (Vec<&String>, Vec<&String>) = article.tags.iter().partition(|tag| configured.contains(tag));
                @if !own.is_empty() { dt { "Tags, configured" } dd { (tags(&own)) } }
                @if !theirs.is_empty() { dt { "Tags, the feed's" } dd dir="auto" { (tags(&theirs)) } }
                @if let Some(image) = &article.image { dt { "Image" } dd { (outside(image)) } }
                @for image in &ours.images {
                    dt { "Picture" }
                    dd {
                        (outside(&image.url))
                        @if let Some(caption) = &image.caption { span.because dir="auto" { (tame(caption)) } }
                        @if let Some(credit) = &image.credit { span.because dir="auto" { "Credit: " (tame(credit)) } }
                    }
                }
                @if let Some(guid) = &ours.entry_id { dt { "Guid" } dd { (tame(guid)) } }
            }
            dt { "Id" } dd { code { (report.id) } }
        }
    }
}

fn tags(tags: &[&String]) -> String {
    tame(&tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>().join(", "))
}

fn from(of: BodyFrom) -> &'static str {
    match of {
        BodyFrom::Page => "from the page",
        BodyFrom::Feed => "from the feed, which has the full text",
        BodyFrom::Summary => "the feed's summary",
        BodyFrom::Title => "the entry's title; there is no other text",
    }
}

fn revisions(report: &ArticleReport, now: Timestamp) -> Markup {
    html! {
        ol.revisions {
            @for event in report.emissions.iter().rev() {
                li {
                    b { "Revision " (event.revision) }
                    span.meta { (action(event.action)) " " (when(event.at, now)) " · emission " (event.seq) }
                    code { (event.path) }
                    @if !event.present { span.meta { "taken away since" } }
                }
            }
        }
    }
}

fn action(of: Action) -> &'static str {
    match of {
        Action::New => "came out",
        Action::Revised => "came out anew",
        Action::Skipped => "was left out",
        Action::Withdrawn => "was withdrawn",
    }
}

fn waits(waiting: &Pending, now: Timestamp) -> Markup {
    html! {
        p.trouble {
            "Waits for its page since " (when(waiting.found, now)) "; next try " (when(waiting.next.max(now), now)) "."
            @if let Some(detail) = &waiting.detail { " " span dir="auto" { (tame(detail)) } }
            @if let Some(code) = &waiting.error { " " code { (code) } }
        }
    }
}
