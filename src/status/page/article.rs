//! An article: to be read, with its revisions, and where each part of it came from.

use jiff::Timestamp;
use maud::{Markup, html};

use super::difference::difference;
use super::frame;
use super::words::{clock, count, outside, tame, when};
use super::{View, reading};
use crate::article::{Article, BodyFrom, Part, Rights, Sources};
use crate::emission::{Action, Changes};
use crate::identity::ArticleId;
use crate::output::{stored, syndicated};
use crate::pipeline::Fault;
use crate::status::{self, ArticleReport, Difference, LineReport, Pending};

pub(super) fn page(view: &View, id: &str) -> Result<Option<Markup>, Fault> {
    let Ok(id) = id.parse::<ArticleId>() else { return Ok(None) };
    let config = view.pipeline.config();
    let state = view.pipeline.state();
    let kept = state.kept_as(Some(id), None)?;
    let now = view.now();
    let Some(report) = status::article::article(id, kept, &config, state, now)? else {
        return Ok(None);
    };
    let last = report.emissions.last();
    let output = &config.output.directory;
    let stored = last
        .and_then(|last| stored(output, &last.path))
        .or_else(|| syndicated(output, &report.feed, id));
    let title = report.title.as_deref().unwrap_or("(without a title)");
    let content = html! {
        article.reading lang=[stored.as_ref().and_then(|article| article.language.as_deref())] {
            p.kicker { a href="/" { "Feeds" } " / " a href={ "/feed/" (report.feed) } { (report.feed) } }
            h1 dir="auto" { (tame(title)) }
            @if let Some(article) = &stored { (byline(article)) (body(article)) }
            @else if let Some(waiting) = &report.waiting { (waits(waiting, last.is_some(), now)) }
            @else if report.emissions.is_empty() { p.none { "It did not come out." } }
            @else { p.none { "Its text is not here to be shown: the JSON file was taken away, or is none of the configured formats." } }
        }
        aside {
            h2 { "Where it came from" }
            (origin(&report, stored.as_ref(), view))
            @if !report.kept_back.is_empty() { h2 { "Kept back" } (kept_back(&report, now)) }
            @if !report.emissions.is_empty() { h2 { "Revisions" } (revisions(&report, now)) }
            @if stored.is_some() && let Some(waiting) = &report.waiting { (waits(waiting, last.is_some(), now)) }
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

fn origin(report: &ArticleReport, article: Option<&Article>, view: &View) -> Markup {
    let configured =
        view.pipeline.feed(&report.feed).map(|feed| feed.tags.clone()).unwrap_or_default();
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
                @for (name, part) in parts(ours.sources) { dt { (name) } dd { (of_part(part)) } }
                @if let Some(byline) = &ours.byline { dt { "Byline" } dd dir="auto" { (tame(byline)) } }
                @if !ours.agencies.is_empty() { dt { "Agencies" } dd { (tame(&ours.agencies.join(", "))) } }
                @if let Some(at) = article.date_modified { dt { "Modified" } dd { (clock(at)) } }
                @if let Some(language) = &article.language { dt { "Language" } dd { (tame(language)) (also_of(ours.sources.language)) } }
                @let (own, theirs): (Vec<&String>, Vec<&String>) = article.tags.iter().partition(|tag| configured.contains(tag));
                @if !own.is_empty() { dt { "Tags, configured" } dd { (tags(&own)) } }
                @if !theirs.is_empty() { dt { "Tags, the feed's" } dd dir="auto" { (tags(&theirs)) } }
                @if let Some(image) = &article.image { dt { "Main image" } dd { (outside(image)) (also_of(ours.sources.image)) } }
                @for image in &ours.images {
                    dt { "Picture" }
                    dd {
                        (outside(&image.url))
                        @if let Some(caption) = &image.caption { span.because dir="auto" { (tame(caption)) } }
                        @if let Some(credit) = &image.credit { span.because dir="auto" { "Credit: " (tame(credit)) } }
                    }
                }
                @if !ours.rights.is_empty() { dt { "Rights" } dd dir="auto" { (rights(&ours.rights)) } }
                @if let Some(guid) = &ours.entry_id { dt { "Guid" } dd { (tame(guid)) } }
            }
            @if let Some(story) = report.story {
                dt { "Story" }
                dd {
                    "Tells what " (link_to(story)) " tells"
                    @if let Some(share) = report.similarity { ", and shares " (format!("{:.0}", share * 100.0)) " % of its text" }
                }
            }
            @for also in &report.also {
                dt { "Also in" }
                dd {
                    a href={ "/feed/" (also.feed) } { (also.feed) }
                    @if let Some(title) = &also.title { span.because dir="auto" { (tame(title)) } }
                    @if let Some(url) = &also.url { span.because { (outside(url)) } }
                }
            }
            dt { "Id" } dd { code { (report.id) } }
        }
    }
}

/// The parts that an article has and that stand above, and where each came from.
fn parts(of: Sources) -> impl Iterator<Item = (&'static str, Part)> {
    let parts = [
        ("Title", of.title),
        ("Summary", of.summary),
        ("Date", of.date_published),
        ("Authors", of.authors),
    ];
    parts.into_iter().filter_map(|(name, part)| Some((name, part?)))
}

fn of_part(part: Part) -> &'static str {
    match part {
        Part::Page => "from the page",
        Part::Feed => "from the feed",
    }
}

fn also_of(part: Option<Part>) -> Markup {
    html! { @if let Some(part) = part { ", " (of_part(part)) } }
}

/// What its publisher says of its use.
fn rights(of: &Rights) -> Markup {
    html! {
        @if let Some(free) = of.free { @if free { "Free to read. " } @else { "Not free to read. " } }
        @if !of.robots.is_empty() { "Robots: " (tame(&of.robots.join(", "))) ". " }
        @if let Some(licence) = &of.licence { "Licence: " (outside(licence)) }
    }
}

/// The filters that kept it back.
fn kept_back(report: &ArticleReport, now: Timestamp) -> Markup {
    html! {
        ol.revisions {
            @for kept in &report.kept_back {
                li {
                    b { (tame(&kept.by)) }
                    span.meta { "of " a href={ "/feed/" (kept.feed) } { (kept.feed) } ", " (when(kept.at, now)) }
                }
            }
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
            @for line in report.emissions.iter().rev() {
                li {
                    b { "Revision " (line.revision) }
                    span.meta { (action(line.action)) " " (when(line.at, now)) " · emission " (line.seq) }
                    @if let Some(changes) = &line.changes { span.meta { (changed(changes)) } }
                    @if let Some(story) = line.story { span.meta { "a copy of " (link_to(story)) } }
                    @else {
                        code { (line.path) }
                        @if !line.present { span.meta { "taken away since" } }
                    }
                    @for of in report.differences.iter().filter(|of| told(of, line)) { (difference(of)) }
                }
            }
        }
    }
}

/// A difference is told with the revision that it led to.
fn told(of: &Difference, line: &LineReport) -> bool {
    of.revision == line.revision && line.action == Action::Revised
}

fn changed(of: &Changes) -> String {
    let title = of.title.then(|| "another title".to_owned());
    let words = of.added.zip(of.removed);
    let words = words.map(|(added, removed)| format!("{added} words added, {removed} removed"));
    title.into_iter().chain(words).collect::<Vec<_>>().join(", ")
}

fn link_to(id: ArticleId) -> Markup {
    html! { a href={ "/article/" (id) } { code { (id) } } }
}

fn action(of: Action) -> &'static str {
    match of {
        Action::New => "came out",
        Action::Revised => "came out anew",
        Action::Skipped => "was left out",
        Action::Withdrawn => "was withdrawn",
    }
}

fn waits(waiting: &Pending, came_out: bool, now: Timestamp) -> Markup {
    let next = when(waiting.next.max(now), now);
    html! {
        p.trouble {
            @if came_out { "Is looked at again " (next) }
            @else { "Waits for its page since " (when(waiting.found, now)) "; next try " (next) }
            @if let Some(detail) = &waiting.detail { ": " span dir="auto" { (tame(detail)) } }
            @if let Some(code) = &waiting.error { " " code { (code) } }
        }
    }
}
