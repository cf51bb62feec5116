//! Plots as inline SVG: articles per hour, and the strip of a feed's polls.
//!
//! Always: drawn by attributes and classes alone, since the policy allows no style in the page.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::words::clock;
use crate::pipeline::{Came, POLLS, Poll};
use crate::status::pulse::Hour;

/// The plot's measures, in its own units.
const BAR: usize = 14;
const HEIGHT: usize = 120;
const FOOT: usize = 22;
const HEAD: usize = 18;

/// Articles per hour.
pub(super) fn hours(hours: &[Hour]) -> Markup {
    let most = hours.iter().map(|hour| hour.articles).max().unwrap_or(0);
    let all: u64 = hours.iter().map(|hour| u64::from(hour.articles)).sum();
    let width = BAR * hours.len();
    let scale = u64::from(most.max(1));
    let label = format!("{all} articles in the last {} hours, {most} in the busiest", hours.len());
    let tall = HEIGHT + HEAD + FOOT;
    html! {
        svg.plot viewBox={ "0 0 " (width) " " (tall) } role="img" aria-label=(label) {
            line.grid x1="0" x2=(width) y1=(HEAD) y2=(HEAD) {}
            text.tick x="0" y=(HEAD - 5) { (most) " per hour" }
            @for (at, hour) in hours.iter().enumerate() {
                @let tall = usize::try_from(u64::from(hour.articles) * HEIGHT as u64 / scale).unwrap_or(0);
                @let tall = if hour.articles > 0 { tall.max(2) } else { 0 };
                @let civil = TimeZone::UTC.to_datetime(hour.from);
                @if civil.hour() == 0 {
                    line.day x1=(at * BAR) x2=(at * BAR) y1=(HEAD) y2=(HEAD + HEIGHT + 6) {}
                    text.tick x=(at * BAR + 4) y=(HEAD + HEIGHT + 17) { (civil.strftime("%a %-d")) }
                } @else if civil.hour() % 6 == 0 && at + 4 < hours.len() {
                    text.tick x=(at * BAR + 4) y=(HEAD + HEIGHT + 17) { (civil.strftime("%H:00")) }
                }
                rect.bar x=(at * BAR + 2) y=(HEAD + HEIGHT - tall) width=(BAR - 4) height=(tall) rx="1" {
                    title { (clock(hour.from)) ": " (hour.articles) }
                }
            }
            line.base x1="0" x2=(width) y1=(HEAD + HEIGHT) y2=(HEAD + HEIGHT) {}
        }
    }
}

/// The last polls of a feed, the latest to the right.
pub(super) fn strip(polls: &[Poll], most: usize) -> Markup {
    let most = most.min(POLLS);
    let shown = &polls[polls.len().saturating_sub(most)..];
    let (wide, tall) = (most * 8, 20);
    let start = (most - shown.len()) * 8;
    html! {
        svg.strip viewBox={ "0 0 " (wide) " " (tall) } preserveAspectRatio="none" role="img" aria-label=(summary(shown)) {
            @for at in 0..most - shown.len() {
                rect.none x=(at * 8 + 1) y="17" width="6" height="3" rx="1" {}
            }
            @for (at, poll) in shown.iter().enumerate() {
                @let (class, height) = look(poll.came());
                rect.(class) x=(start + at * 8 + 1) y=(tall - height) width="6" height=(height) rx="1" {
                    title { (told(*poll)) }
                }
            }
        }
    }
}

/// A class and a height, so that it is seen without colours, too.
pub(super) fn look(came: Came) -> (&'static str, usize) {
    match came {
        Came::News => ("news", 20),
        Came::Nothing => ("same", 10),
        Came::NotModified => ("same", 6),
        Came::Failed => ("failed", 14),
        Came::Left => ("left", 3),
    }
}

/// What came of a poll, in words.
pub(super) fn words(poll: Poll) -> String {
    match poll.came() {
        Came::News if poll.new_entries() == 1 => "1 new entry".to_owned(),
        Came::News => format!("{} new entries", poll.new_entries()),
        Came::Nothing => "sent again, nothing new".to_owned(),
        Came::NotModified => "304, not modified".to_owned(),
        Came::Failed => "failed".to_owned(),
        Came::Left => "left alone".to_owned(),
    }
}

fn told(poll: Poll) -> String {
    let at: Timestamp = poll.at();
    format!("{}: {}", clock(at), words(poll))
}

fn summary(polls: &[Poll]) -> String {
    let count = |came| polls.iter().filter(|poll| poll.came() == came).count();
    format!(
        "{} polls: {} brought news, {} failed",
        polls.len(),
        count(Came::News),
        count(Came::Failed)
    )
}
