//! What the world publishes: a pure function of the moment.
//!
//! Always: what a feed shows at a moment can be said again at any time later; so whoever knows when a feed was read
//! knows what was read. Never: anything in memory that grows.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::dice::{Of, is_one_in, roll, seed};
use crate::patterns::Pattern;
use crate::text::words;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// So many entries a feed shows.
const SHOWN: i64 = 20;
/// Every so many entries one is edited, …
const EDITED: u64 = 50;
/// … of which one in so many is edited once more.
const AGAIN: u64 = 4;
/// Every so many entries one vanishes for a while.
const HIDDEN: u64 = 100;
/// So many words an entry has, and so many more for each edit.
const WORDS: u64 = 45;

/// The feeds, and when they publish.
#[derive(Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) feeds: u32,
    pub(crate) patterns: Vec<Pattern>,
}

/// An entry as it is shown: its number in its feed, and which edit of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Shown {
    pub(crate) number: i64,
    pub(crate) edit: u8,
}

impl World {
    fn pattern(&self, feed: u32) -> &Pattern {
        let drawn = seed(Of::Pattern, feed.into(), 0) % self.patterns.len() as u64;
        &self.patterns[usize::try_from(drawn).unwrap()]
    }

    /// Feeds of one pattern publish in other weeks, and some minutes apart.
    fn shift(&self, feed: u32) -> i64 {
        let weeks = self.pattern(feed).period / (7 * 86_400);
        let weeks = roll(Of::Shift, feed.into(), 0, weeks.cast_unsigned()).cast_signed();
        weeks * 7 * 86_400 + roll(Of::Shift, feed.into(), 1, 3_600).cast_signed()
    }

    /// When an entry is published, in milliseconds since 1970.
    pub(crate) fn published(&self, feed: u32, number: i64) -> i64 {
        let Pattern { period, times } = self.pattern(feed);
        let many = count(times.len());
        let (round, place) = (number.div_euclid(many), number.rem_euclid(many));
        (round * period + times[usize::try_from(place).unwrap()] + self.shift(feed)) * 1_000
    }

    /// What a feed shows at a moment, the newest first.
    pub(crate) fn shown(&self, feed: u32, at: i64) -> Vec<Shown> {
        let Pattern { period, times } = self.pattern(feed);
        let seconds = at.div_euclid(1_000) - self.shift(feed);
        let (round, into) = (seconds.div_euclid(*period), seconds.rem_euclid(*period));
        let newest =
            round * count(times.len()) + count(times.partition_point(|time| *time <= into)) - 1;
        let numbers = (newest - SHOWN + 1..=newest).rev();
        numbers.filter_map(|number| self.as_shown(feed, number, at)).collect()
    }

    fn as_shown(&self, feed: u32, number: i64, at: i64) -> Option<Shown> {
        let age = at - self.published(feed, number);
        let rolled = |of: Of, below: i64| {
            roll(of, feed.into(), number ^ (1 << 40), below.cast_unsigned()).cast_signed()
        };
        if is_one_in(HIDDEN, Of::Hiding, feed.into(), number) {
            let from = HOUR + rolled(Of::Hiding, 6 * HOUR);
            if (from..from + rolled(Of::Hiding, 30 * HOUR)).contains(&age) {
                return None;
            }
        }
        let mut edit = 0;
        if is_one_in(EDITED, Of::Edit, feed.into(), number) {
            let first = 30 * MINUTE + rolled(Of::Edit, 8 * HOUR);
            let twice = roll(Of::Edit, feed.into(), number, EDITED * AGAIN) == 0;
            edit = u8::from(age >= first) + u8::from(twice && age >= first + 5 * HOUR);
        }
        Some(Shown { number, edit })
    }

    /// The document that shows this.
    pub(crate) fn document(&self, feed: u32, shown: &[Shown]) -> String {
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Feed {feed}</title><link>https://{}/</link><description>News</description>",
            host(feed)
        );
        for Shown { number, edit } in shown.iter().copied() {
            let at = Timestamp::from_millisecond(self.published(feed, number)).unwrap();
            let own = seed(Of::Words, feed.into(), number);
            text.push_str("<item><title>");
            words(own, 6, &mut text);
            let date = at.strftime("%a, %d %b %Y %H:%M:%S GMT");
            let page = page(feed, number);
            write!(
                text,
                "</title><link>{page}</link><guid isPermaLink=\"false\">{feed} {number}</guid><pubDate>{date}</pubDate><content:encoded>&lt;p&gt;"
            )
            .unwrap();
            words(own.wrapping_add(100), WORDS, &mut text);
            for more in 1..=u64::from(edit) {
                text.push_str(".&lt;/p&gt;&lt;p&gt;");
                words(own.wrapping_add(200 * more), WORDS / 3, &mut text);
            }
            text.push_str(".&lt;/p&gt;</content:encoded></item>");
        }
        text + "</channel></rss>"
    }

    /// A line about it.
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    pub(crate) fn words(&self) -> String {
        let mut rates: Vec<f64> = (0..self.feeds).map(|feed| self.pattern(feed).a_day()).collect();
        rates.sort_by(f64::total_cmp);
        let mean = rates.iter().sum::<f64>() / rates.len() as f64;
        format!(
            "{} patterns of publishing ({:.2} entries a day in the middle, {mean:.2} in the mean, {:.1} at most)",
            self.patterns.len(),
            rates[rates.len() / 2],
            rates[rates.len() - 1]
        )
    }
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap()
}

/// The host of a feed: most have one of their own, one in ten shares it with nine others.
pub(crate) fn host(feed: u32) -> String {
    if feed % 10 == 9 {
        format!("paper-{}.example", feed / 100)
    } else {
        format!("feed-{feed}.example")
    }
}

/// Where a feed is configured.
pub(crate) fn address(feed: u32) -> String {
    format!("https://{}/{feed}", host(feed))
}

/// The page of an entry.
pub(crate) fn page(feed: u32, number: i64) -> String {
    format!("https://{}/{feed}/{number}", host(feed))
}

/// Whose page this is.
pub(crate) fn whose(page: &str) -> Option<(u32, i64)> {
    let mut parts = page.rsplit('/');
    let number = parts.next()?.parse().ok()?;
    Some((parts.next()?.parse().ok()?, number))
}
