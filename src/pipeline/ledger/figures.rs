//! What was done since the start, counted, for metrics and the status page.
//!
//! Always: bounded; a label is one of our own words, never a host, a feed, or anything that a server sent.
//! Never: a decision made by a figure.

use std::collections::VecDeque;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::article::{Article, BodyFrom};
use crate::fetch::{Accept, Exchange};
use crate::pipeline::Outcome;

/// From one minute to four days: what politeness and a feed's own rhythm make of a delay.
const DELAYS: [f64; 12] = [
    60.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 28_800.0, 86_400.0, 172_800.0,
    345_600.0,
];
/// From a page at once to one that was tried again for an hour.
const WORK: [f64; 10] = [0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0];
/// From a 304 nearby to the longest timeout by default.
const REQUESTS: [f64; 9] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 30.0];
/// How many of the last delays are kept, for their median.
const LAST_DELAYS: usize = 512;

/// A family of these is empty until there is a figure.
type NoLabels = [(&'static str, &'static str); 0];

/// What was wanted, and what the answer was.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByAnswer {
    of: &'static str,
    answer: &'static str,
}

/// What came of something.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByOutcome {
    outcome: &'static str,
}

/// A stable code.
#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByCode {
    code: String,
}

/// What came out.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByText {
    action: &'static str,
    body_from: &'static str,
}

/// Makes the counts that monitors see: `NAME: TYPE = BEGINNING, HELP;` for each.
macro_rules! metrics {
    ($($name:ident: $kind:ty = $beginning:expr, $help:literal;)*) => {
        #[derive(Debug)]
        struct Metrics { $($name: $kind,)* }

        impl Metrics {
            fn new() -> Self {
                Self { $($name: $beginning,)* }
            }

            fn register(&self, registry: &mut Registry) {
                $(registry.register(stringify!($name), $help, self.$name.clone());)*
            }
        }
    };
}

metrics! {
    requests: Family<ByAnswer, Counter> = Family::default(),
        "Requests to publishers, by what was wanted and the answer's class";
    conditional_requests: Counter = Counter::default(),
        "Requests for feeds that carried a validator";
    request_seconds: Histogram = Histogram::new(REQUESTS),
        "How long a request took, waiting for its turn left out";
    polls: Family<ByOutcome, Counter> = Family::default(),
        "Polls of feeds, by what came of them";
    poll_failures: Family<ByCode, Counter> = Family::default(),
        "Polls that failed, by their code";
    page_failures: Family<ByCode, Counter> = Family::default(),
        "Pages that could not be used, by their code";
    articles: Family<ByText, Counter> = Family::default(),
        "Articles that came out, by action and by where the text is from";
    aliases: Counter = Counter::default(),
        "Entries that were known articles under another link";
    copies: Counter = Counter::default(),
        "Copies that were left out";
    withdrawn: Counter = Counter::default(),
        "Articles that their publishers took back";
    delay_seconds: Histogram = Histogram::new(DELAYS),
        "From publication to output, of what was published since the start with a time";
    work_seconds: Histogram = Histogram::new(WORK),
        "From the poll that found an entry to its output";
    panics: Counter = Counter::default(),
        "Panics that cost one poll or one article";
    removed_articles: Counter = Counter::default(),
        "Articles whose files went because of [retention]";
    // Nothing until a host was asked twice.
    host_gap_min_seconds: Family<NoLabels, Gauge<f64, AtomicU64>> = Family::default(),
        "The least time seen between the end of a request and the next to the same host";
}

/// The counts since the start.
#[derive(Debug)]
pub struct Figures {
    started: Timestamp,
    metrics: Metrics,
    /// The sum of the articles of all kinds, for people.
    all_articles: Counter,
    last_delays: Mutex<VecDeque<Duration>>,
}

impl Figures {
    pub(in crate::pipeline) fn since(started: Timestamp) -> Self {
        Self {
            started,
            metrics: Metrics::new(),
            all_articles: Counter::default(),
            last_delays: Mutex::default(),
        }
    }

    /// When counting began.
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// The median of the last delays from publication to output, and that which nine of ten keep below.
    pub fn typical_delays(&self) -> Option<(Duration, Duration)> {
        let last = self.last_delays.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sorted: Vec<Duration> = last.iter().copied().collect();
        drop(last);
        sorted.sort_unstable();
        let at = |tenths: usize| sorted.get(sorted.len().saturating_sub(1) * tenths / 10).copied();
        at(5).zip(at(9))
    }

    /// Articles that came out so far, revisions among them.
    pub fn articles(&self) -> u64 {
        self.all_articles.get()
    }

    /// Requests for feeds so far: all, the conditional ones, and those answered with 304.
    pub fn feed_requests(&self) -> (u64, u64, u64) {
        let answers = ["2xx", "304", "3xx", "429", "4xx", "5xx", "none"];
        let Metrics { requests, conditional_requests, .. } = &self.metrics;
        let count = |answer| requests.get_or_create(&ByAnswer { of: "feed", answer }).get();
        (answers.into_iter().map(count).sum(), conditional_requests.get(), count("304"))
    }

    /// Lets a registry tell of them.
    pub fn register(&self, registry: &mut Registry) {
        self.metrics.register(registry);
    }

    pub(in crate::pipeline) fn asked(
        &self,
        accept: Accept,
        conditional: bool,
        took: Duration,
        answer: Option<&Exchange>,
    ) {
        let of = match accept {
            Accept::Feed => "feed",
            Accept::Page => "page",
            Accept::Robots => "robots",
        };
        let answer = match answer.map(|exchange| exchange.status) {
            None => "none",
            Some(304) => "304",
            Some(429) => "429",
            Some(200..=299) => "2xx",
            Some(300..=399) => "3xx",
            Some(400..=499) => "4xx",
            Some(_) => "5xx",
        };
        self.metrics.requests.get_or_create(&ByAnswer { of, answer }).inc();
        self.metrics.request_seconds.observe(took.as_secs_f64());
        if conditional {
            self.metrics.conditional_requests.inc();
        }
    }

    pub(super) fn polled(&self, outcome: &Outcome) {
        let outcome = match outcome {
            Outcome::Read { .. } => "read",
            Outcome::Unchanged { conditional: true } => "not_modified",
            Outcome::Unchanged { conditional: false } => "same",
            Outcome::Failed(trouble) => {
                let code = trouble.code.clone();
                self.metrics.poll_failures.get_or_create(&ByCode { code }).inc();
                "failed"
            }
            Outcome::Left { .. } => "left",
        };
        self.metrics.polls.get_or_create(&ByOutcome { outcome }).inc();
    }

    pub(super) fn page_failed(&self, code: &str) {
        self.metrics.page_failures.get_or_create(&ByCode { code: code.to_owned() }).inc();
    }

    /// An article was marked: `found` is when its entry was.
    pub(super) fn emitted(&self, article: &Article, found: Timestamp) {
        let ours = &article.courant;
        let first = ours.revision == 1;
        let body_from = match ours.body_from {
            BodyFrom::Page => "page",
            BodyFrom::Feed => "feed",
            BodyFrom::Summary => "summary",
            BodyFrom::Title => "title",
        };
        let action = if first { "new" } else { "revised" };
        self.metrics.articles.get_or_create(&ByText { action, body_from }).inc();
        self.all_articles.inc();
        if !first {
            return;
        }
        self.metrics.work_seconds.observe(between(found, ours.emitted).as_secs_f64());
        if let Some(published) = article.date_published.filter(|at| self.tells_a_delay(*at)) {
            let delay = between(published, ours.emitted);
            self.metrics.delay_seconds.observe(delay.as_secs_f64());
            let mut last = self.last_delays.lock().unwrap_or_else(PoisonError::into_inner);
            if last.len() == LAST_DELAYS {
                last.pop_front();
            }
            last.push_back(delay);
        }
    }

    pub(super) fn alias(&self) {
        self.metrics.aliases.inc();
    }

    pub(in crate::pipeline) fn removed(&self, articles: u64) {
        self.metrics.removed_articles.inc_by(articles);
    }

    pub(super) fn copy(&self) {
        self.metrics.copies.inc();
    }

    pub(super) fn taken_back(&self) {
        self.metrics.withdrawn.inc();
    }

    pub(in crate::pipeline) fn panicked(&self) {
        self.metrics.panics.inc();
    }

    pub(in crate::pipeline) fn panics(&self) -> u64 {
        self.metrics.panics.get()
    }

    /// So long after the end of the last request to a host the next one started.
    pub(in crate::pipeline) fn kept_gap(&self, gap: Duration) {
        let least = self.metrics.host_gap_min_seconds.get_or_create(&[]);
        let before = least.get();
        if before == 0.0 || gap.as_secs_f64() < before {
            // A gap of nothing is not the same as none seen.
            least.set(gap.as_secs_f64().max(f64::MIN_POSITIVE));
        }
    }

    /// What was there before the start was not ours to be early with, and midnight is a date without a time.
    fn tells_a_delay(&self, published: Timestamp) -> bool {
        let midnight = TimeZone::UTC.to_datetime(published).time() == jiff::civil::Time::midnight();
        published > self.started && !midnight
    }
}

fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}
