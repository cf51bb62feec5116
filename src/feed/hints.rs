//! What a feed says about when to come again.
//!
//! Always: as the feed says it, only bounded; the schedule decides what it is worth. Never: a duration of zero.

use std::time::Duration;

use url::Url;

use super::document::Field;
use super::links;
use super::names::Ns;
use super::tokens::{attribute, text_of};

/// The longest interval that a feed may ask for.
const MAX_INTERVAL: Duration = Duration::from_hours(366 * 24);

/// A feed's wishes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// `ttl`: how long a copy may be kept.
    pub ttl: Option<Duration>,
    /// `sy:updatePeriod` divided by `sy:updateFrequency`: how often it changes.
    pub interval: Option<Duration>,
    /// `skipHours`: hours of the day, UTC, in which nothing comes.
    pub skip_hours: Vec<u8>,
    /// `skipDays`: days of the week, 1 for Monday to 7 for Sunday, on which nothing comes.
    pub skip_days: Vec<u8>,
    /// The first `WebSub` hub.
    pub hub: Option<Url>,
    /// The address that the feed gives for itself, and is subscribed to by at its hub.
    pub own: Option<Url>,
}

/// Reads the hints in a feed's head.
pub(super) fn of_head(head: &[Field<'_>], base: &Url) -> Hints {
    let mut hints = Hints::default();
    let (mut period, mut frequency) = (None, 1);
    for field in head {
        let text = text_of(field.inner);
        match (field.ns, field.local) {
            (Ns::Rss, "ttl") => {
                hints.ttl = text
                    .parse::<u64>()
                    .ok()
                    .and_then(|minutes| duration(minutes.saturating_mul(60)));
            }
            (Ns::Syndication, "updatePeriod") => period = period_of(&text),
            (Ns::Syndication, "updateFrequency") => {
                frequency = text.parse().ok().filter(|times| *times > 0).unwrap_or(1);
            }
            (Ns::Rss, "skipHours") => hints.skip_hours = hours(field.inner),
            (Ns::Rss, "skipDays") => hints.skip_days = days(field.inner),
            (Ns::Atom, "link") => {
                let place = match links::relation(field.tag).as_deref() {
                    Some("hub") => &mut hints.hub,
                    Some("self") => &mut hints.own,
                    _ => continue,
                };
                if place.is_none() {
                    let href = attribute(field.tag, "href");
                    *place = href.and_then(|href| links::join(&href, base));
                }
            }
            _ => {}
        }
    }
    hints.interval = period.and_then(|seconds: u64| duration(seconds / frequency));
    hints
}

fn duration(seconds: u64) -> Option<Duration> {
    let duration = Duration::from_secs(seconds);
    (!duration.is_zero()).then(|| duration.min(MAX_INTERVAL))
}

fn period_of(text: &str) -> Option<u64> {
    const DAY: u64 = 24 * 60 * 60;
    match text.to_ascii_lowercase().as_str() {
        "hourly" => Some(60 * 60),
        "daily" => Some(DAY),
        "weekly" => Some(7 * DAY),
        "monthly" => Some(30 * DAY),
        "yearly" => Some(365 * DAY),
        _ => None,
    }
}

/// The texts of the children of an element.
fn children(inner: &str) -> impl Iterator<Item = &str> {
    inner.split('>').filter_map(|piece| piece.split_once("</")).map(|(text, _)| text.trim())
}

fn hours(inner: &str) -> Vec<u8> {
    // Hour 24 of RSS 0.91 is hour 0.
    let hours =
        children(inner).filter_map(|text| text.parse::<u8>().ok()).filter(|hour| *hour <= 24);
    let mut hours: Vec<u8> = hours.map(|hour| hour % 24).collect();
    hours.sort_unstable();
    hours.dedup();
    hours
}

fn days(inner: &str) -> Vec<u8> {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let number = |text: &str| {
        DAYS.iter().zip(1..).find(|(day, _)| day.eq_ignore_ascii_case(text)).map(|(_, n)| n)
    };
    let mut days: Vec<u8> = children(inner).filter_map(number).collect();
    days.sort_unstable();
    days.dedup();
    days
}
