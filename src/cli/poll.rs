//! `courant poll`: the daemon polls feeds now, as far as their floors and hosts allow.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

use super::control::{self, Form};
use super::failure::Failure;
use super::{Shared, once};
use crate::status::PollReport;

/// What `poll` understands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  courant poll dw")]
pub(super) struct Args {
    /// The feeds to poll, by name
    #[arg(value_name = "FEED", required = true)]
    feeds: Vec<String>,
    #[command(flatten)]
    form: Form,
}

/// Has the daemon poll, and says what came of it.
pub(super) fn run(args: &Args, shared: &Shared) -> Result<(), Failure> {
    let config = shared.configuration()?;
    let mut told: Vec<PollReport> = Vec::new();
    for feed in once::chosen(&args.feeds, &config)? {
        let target = format!("/poll?feed={}", control::quoted(feed.name.as_str()));
        told.push(control::order(&config, &target, "`courant once` polls without one")?);
    }
    control::show(args.form, &told, |told| told.iter().map(line).collect())
}

fn line(told: &PollReport) -> String {
    match (told.polled, told.until) {
        (true, _) => format!("{}: {}\n", told.feed, told.detail),
        (false, Some(_)) => format!(
            "{}: not polled, for {}; it may be from {} UTC on\n",
            told.feed,
            told.detail,
            control::minute(told.until.map(minute_after))
        ),
        (false, None) => format!("{}: not polled, for {}\n", told.feed, told.detail),
    }
}

/// The first full minute that is not before.
fn minute_after(moment: Timestamp) -> Timestamp {
    let up = TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Ceil);
    moment.round(up).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_may_be_polled_at_the_minute_that_is_told() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(minute_after(at("2026-11-23T08:51:00.001Z")), at("2026-11-23T08:52:00Z"));
        assert_eq!(minute_after(at("2026-11-23T08:51:00Z")), at("2026-11-23T08:51:00Z"));
    }
}
