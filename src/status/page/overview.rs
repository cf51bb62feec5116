//! The overview: how all feeds stand, what came out when, and how late.

use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::frame::{self, standing};
use super::words::{bytes, count, length, tame, when};
use super::{View, plot};
use crate::emission::{Action, Line};
use crate::output::latest;
use crate::pipeline::Fault;
use crate::status::{FeedReport, Standing, disk};

/// How many feeds are listed at a time.
const A_PAGE: usize = 100;
/// How many of the latest articles are listed.
const LATEST: usize = 12;
/// How many polls a feed's strip in the list has.
const STRIP: usize = 24;

/// Which feeds are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    show: Option<String>,
    page: usize,
}

/// A part of the feeds: its word in an address, what it is called, and which belong to it.
type Part = (&'static str, &'static str, fn(&FeedReport) -> bool);

const PARTS: [Part; 6] = [
    ("all", "All", |_| true),
    ("healthy", "Healthy", |feed| matches!(feed.standing, Standing::Good | Standing::New)),
    ("failing", "Failing", |feed| matches!(feed.standing, Standing::BackingOff | Standing::Gone)),
    ("cooling", "Cooling down", |feed| feed.standing == Standing::CooledDown),
    ("look", "To look at", |feed| !feed.concerns.is_empty()),
    ("disabled", "Disabled", |feed| feed.standing == Standing::Disabled),
];

pub(super) fn page(view: &View, wish: &Wish) -> Result<Markup, Fault> {
    let (now, reports) = (view.now(), view.feeds()?);
    let hours = view.hours()?;
    let output = &view.pipeline.config().output.directory;
    let lines = latest(output, LATEST, |_| true)?;
    let content = html! {
        (headline(view, &reports, now))
        (figures(view, &reports, &hours))
        section aria-label="Articles per hour" { (plot::hours(&hours)) }
        (list(view, &reports, wish, now))
        @if !lines.is_empty() {
            h2 { "Latest articles" }
            (articles(&lines, now, true))
        }
    };
    Ok(frame::page("Overview", &content))
}

fn headline(view: &View, reports: &[FeedReport], now: Timestamp) -> Markup {
    let [_, _, failing, cooling, look, _] = counts(reports);
    let troubles = view.pipeline.health.all();
    let next = reports.iter().filter_map(|feed| feed.due.map(|due| (due, &feed.name))).min();
    let said = match (failing, cooling, look) {
        _ if !troubles.is_empty() => "Something is wrong".to_owned(),
        (0, 0, 0) => "All is well".to_owned(),
        (0, 0, 1) => "One feed needs a look".to_owned(),
        (0, 0, many) => format!("{many} feeds need a look"),
        (0, 1, _) => "One feed is cooling down".to_owned(),
        (0, many, _) => format!("{many} feeds are cooling down"),
        (1, ..) => "One feed fails".to_owned(),
        (many, ..) => format!("{many} feeds fail"),
    };
    html! {
        h1 { (said) }
        p.sub {
            "Running for " (length(now.duration_since(view.pipeline.figures().started()).unsigned_abs()))
            @if let Some((due, name)) = next {
                " · next poll " (when(due.max(now), now)) ", " a href={ "/feed/" (name) } { (name) }
            }
        }
        @for trouble in &troubles { p.trouble { (tame(trouble)) } }
    }
}

fn figures(view: &View, reports: &[FeedReport], hours: &[super::Hour]) -> Markup {
    let [all, healthy, failing, cooling, look, _] = counts(reports);
    let day: u64 = hours.iter().rev().take(24).map(|hour| u64::from(hour.articles)).sum();
    let (asked, conditional, unchanged) = view.pipeline.figures().feed_requests();
    let config = view.pipeline.config();
    let free = disk::free(&config.output.directory);
    let share = |part: u64| (100 * part).checked_div(asked);
    html! {
        ul.figures {
            li {
                b { (count(all as u64)) } span { "feeds" }
                small {
                    span.good { (healthy) " healthy" }
                    @if failing > 0 { ", " span.bad { (failing) " failing" } }
                    @if cooling > 0 { ", " span.cool { (cooling) " cooling down" } }
                    @if look > 0 { ", " span.look { (look) " to look at" } }
                }
            }
            li {
                b { (count(day)) } span { "articles in 24 h" }
                small { (count(reports.iter().map(|feed| feed.articles).sum())) " in all" }
            }
            li {
                @match view.pipeline.figures().typical_delays() {
                    Some((median, most)) => {
                        b { (length(median)) } span { "from publication to output" }
                        small { "the median; nine of ten within " (length(most)) }
                    },
                    None => {
                        b.none { "–" } span { "from publication to output" }
                        small { "nothing published since the start yet" }
                    },
                }
            }
            li {
                @match share(unchanged).zip(share(conditional)) {
                    Some((unchanged, conditional)) => {
                        b { (unchanged) "\u{202f}%" } span { "of polls not modified" }
                        small { (conditional) "\u{202f}% asked conditionally" }
                    },
                    None => {
                        b.none { "–" } span { "of polls not modified" }
                        small { "no poll since the start yet" }
                    },
                }
            }
            li {
                b { (count(view.pipeline.state().waiting_in_all() as u64)) } span { "entries wait" }
                small { "to be fetched, or tried again" }
            }
            @if let Some(free) = free {
                li { b { (bytes(free)) } span { "free on disk" } small { "where the articles go" } }
            }
        }
    }
}

fn counts(reports: &[FeedReport]) -> [usize; 6] {
    PARTS.map(|(_, _, belongs)| reports.iter().filter(|feed| belongs(feed)).count())
}

fn list(view: &View, reports: &[FeedReport], wish: &Wish, now: Timestamp) -> Markup {
    let show = wish.show.as_deref().unwrap_or("all");
    let (word, _, belongs) = PARTS.iter().find(|(word, ..)| *word == show).unwrap_or(&PARTS[0]);
    let mut feeds: Vec<&FeedReport> = reports.iter().filter(|feed| belongs(feed)).collect();
    // Whatever needs somebody comes first.
    feeds.sort_by_key(|feed| {
        let calm = match feed.standing {
            Standing::BackingOff | Standing::Gone => 0,
            Standing::CooledDown => 1,
            _ if !feed.concerns.is_empty() => 2,
            Standing::Good | Standing::New => 3,
            Standing::Disabled => 4,
        };
        (calm, &feed.name)
    });
    let pages = feeds.len().div_ceil(A_PAGE).max(1);
    let at = wish.page.clamp(1, pages);
    let shown = feeds.iter().skip((at - 1) * A_PAGE).take(A_PAGE);
    html! {
        div.head {
            h2 { "Feeds" }
            ul.tabs {
                @for ((part, name, _), count) in PARTS.iter().zip(counts(reports)) {
                    @if count > 0 || *part == "all" {
                        li { a href={ "/?show=" (part) } aria-current=[(part == word).then_some("page")] { (name) " " small { (count) } } }
                    }
                }
            }
        }
        @if feeds.is_empty() { p.none { "No feed is configured. Add one to " code { (view.pipeline.config().file.display()) } ", and reload." } }
        @else {
            table.feeds {
                thead { tr { th { "Feed" } th { "State" } th.wide { "Polls" } th.figure { "Last poll" } th.figure { "Next poll" } th.figure { "Articles" } } }
                tbody { @for feed in shown { (row(view, feed, now)) } }
            }
        }
        @if pages > 1 {
            nav.pages aria-label="Pages" {
                @if at > 1 { a href={ "/?show=" (word) "&page=" (at - 1) } rel="prev" { "← Before" } }
                span { "Page " (at) " of " (pages) }
                @if at < pages { a href={ "/?show=" (word) "&page=" (at + 1) } rel="next" { "Next →" } }
            }
        }
    }
}

fn row(view: &View, feed: &FeedReport, now: Timestamp) -> Markup {
    let polls =
        view.pipeline.history().map(|history| history.polls(&feed.name)).unwrap_or_default();
    html! {
        tr {
            td.name {
                a href={ "/feed/" (feed.name) } { (feed.name) }
                @if let Some(title) = &feed.title { span.title dir="auto" { (tame(title)) } }
                @if let Some(detail) = &feed.detail { span.detail dir="auto" { (tame(detail)) } }
                @for concern in &feed.concerns { span.detail.look { (tame(&concern.detail)) } }
            }
            td.state { (standing(feed.standing)) }
            td.wide { (plot::strip(&polls, STRIP)) }
            td.figure data-label="last" { @if let Some(at) = feed.polled { (when(at, now)) } @else { "never" } }
            td.figure data-label="next" { @if let Some(at) = feed.due { (when(at.max(now), now)) } @else { "–" } }
            td.figure data-label="articles" { (count(feed.articles)) @if feed.waiting > 0 { small { " +" (feed.waiting) } } }
        }
    }
}

/// Articles, the latest first.
pub(super) fn articles(lines: &[Line], now: Timestamp, with_feed: bool) -> Markup {
    html! {
        ol.articles {
            @for line in lines {
                li {
                    a href={ "/article/" (line.id) } dir="auto" { (tame(line.title.as_deref().unwrap_or("(without a title)"))) }
                    span.meta {
                        @if with_feed { a href={ "/feed/" (line.feed) } { (line.feed) } " · " }
                        (when(line.at, now))
                        @match line.action {
                            Action::Skipped => " · left out as a copy",
                            Action::Withdrawn => " · taken back",
                            Action::New | Action::Revised => @if line.revision > 1 { " · revision " (line.revision) },
                        }
                    }
                }
            }
        }
    }
}
