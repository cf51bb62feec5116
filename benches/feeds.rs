//! How many feeds courant reads, against what feedparser reads, and how fast.
//!
//! `cargo bench --bench feeds [-- --show]`; the data are taken from `COURANT_DATA` (`../shared/data`). With
//! `--show`, every difference is printed. feedparser's time is taken in the same run (`benches/parse.py`; the
//! interpreter is `$PYTHON`, default `python3`): of each file the best of [`ROUNDS`] rounds.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use courant::feed::{self, Entry, Feed};
use serde::Deserialize;
use url::Url;

/// How often each file is read for its time.
const ROUNDS: u32 = 5;

#[derive(Deserialize)]
struct Timed {
    version: String,
    milliseconds: f64,
}

#[derive(Deserialize)]
struct Truth {
    accepted: bool,
    entries: Vec<TrueEntry>,
}

#[derive(Deserialize)]
struct TrueEntry {
    title: Option<String>,
    link: Option<String>,
    date: Option<i64>,
}

/// Of those that both give, how many are equal.
#[derive(Default)]
struct Share {
    equal: usize,
    both: usize,
}

impl Share {
    fn add(&mut self, equal: bool) -> bool {
        self.both += 1;
        self.equal += usize::from(equal);
        equal
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let per_mille = (self.equal * 100_000).checked_div(self.both).unwrap_or(0);
        write!(f, "{}.{:03} % of {}", per_mille / 1000, per_mille % 1000, self.both)
    }
}

#[derive(Default)]
struct Score {
    files: usize,
    bytes: usize,
    time: Duration,
    /// What feed-rs alone takes for the same bytes.
    plain: Duration,
    accepted: usize,
    accepted_with_entries: usize,
    ours: usize,
    theirs: usize,
    theirs_with_entries: usize,
    entries: usize,
    their_entries: usize,
    missing: usize,
    titles: Share,
    /// Equal once feedparser's are restored where the document was encoded twice.
    restored: Share,
    links: Share,
    dates: Share,
    repaired: BTreeMap<&'static str, usize>,
}

fn main() {
    let show = std::env::args().any(|argument| argument == "--show");
    let data =
        std::env::var_os("COURANT_DATA").map_or_else(|| "../shared/data".into(), PathBuf::from);
    let feeds = data.join("feeds");
    if !feeds.is_dir() {
        println!("no data at {}: set COURANT_DATA", feeds.display());
        return;
    }
    for set in ["real-a", "synthetic-a"] {
        let score = compare(&feeds.join(set), show);
        report(set, &score);
        against_feedparser(&feeds.join(set), score.time);
    }
    polls(&feeds.join("polls-a"), show);
}

fn address() -> Url {
    Url::parse("http://base.invalid/").expect("an address")
}

fn compare(set: &Path, show: bool) -> Score {
    let truth = std::fs::read(set.join("truth.json")).expect("truth.json");
    let truth: BTreeMap<String, Truth> = serde_json::from_slice(&truth).expect("truth.json");
    let mut score = Score::default();
    for (name, truth) in &truth {
        let file = std::fs::File::open(set.join("files").join(name)).expect("a feed");
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).expect("a gzip file");
        let read = feed::read(&bytes, None, &address());
        score.time += best(|| drop(feed::read(&bytes, None, &address())));
        // It panics on some.
        let plain =
            || drop(std::panic::catch_unwind(|| feed_rs::parser::parse(&bytes[..]).is_ok()));
        score.plain += best(plain);
        score.files += 1;
        score.bytes += bytes.len();
        score.ours += usize::from(read.is_ok());
        if truth.accepted {
            score.theirs += 1;
            score.accepted += usize::from(read.is_ok());
            score.theirs_with_entries += usize::from(!truth.entries.is_empty());
            score.accepted_with_entries += usize::from(read.is_ok() && !truth.entries.is_empty());
        }
        match read {
            Ok(feed) => entries(&mut score, name, truth, &feed, show),
            Err(error) => {
                score.their_entries += truth.entries.len();
                score.missing += truth.entries.len();
                if show && truth.accepted {
                    println!("{name}: {} entries: {error}", truth.entries.len());
                }
            }
        }
    }
    score
}

/// The least time that something takes.
fn best(what: impl Fn()) -> Duration {
    let once = |_| {
        let start = Instant::now();
        what();
        start.elapsed()
    };
    (0..ROUNDS).map(once).min().unwrap_or_default()
}

/// How many times as fast as feedparser we are, on the same files in the same run.
fn against_feedparser(set: &Path, ours: Duration) {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/parse.py");
    let mut command = Command::new(python);
    command.arg(script).arg(set.join("files")).arg(ROUNDS.to_string());
    let ran = command.stderr(std::process::Stdio::null()).output().ok();
    match ran.and_then(|ran| serde_json::from_slice::<Timed>(&ran.stdout).ok()) {
        Some(Timed { version, milliseconds }) => println!(
            "  feedparser {version}                     {milliseconds:.0} ms, {:.1} times ours",
            milliseconds / 1000.0 / ours.as_secs_f64()
        ),
        None => println!(
            "  no time of feedparser: `pip install feedparser==6.0.14`, or name a python that has it as PYTHON"
        ),
    }
}

fn entries(score: &mut Score, name: &str, truth: &Truth, feed: &Feed, show: bool) {
    for rule in &feed.repaired {
        *score.repaired.entry(rule).or_default() += 1;
    }
    score.entries += feed.entries.len();
    score.their_entries += truth.entries.len();
    score.missing += truth.entries.len().saturating_sub(feed.entries.len());
    if feed.entries.len() != truth.entries.len() {
        if show {
            let (ours, theirs) = (feed.entries.len(), truth.entries.len());
            println!("{name}: {ours} entries, feedparser {theirs} {:?}", feed.repaired);
        }
        if feed.entries.len() < truth.entries.len() {
            return;
        }
    }
    for (ours, theirs) in feed.entries.iter().zip(&truth.entries) {
        let told = differences(score, ours, theirs, feed.repaired.contains(&"encoded_twice"));
        if show {
            for line in told {
                println!("{name}: {line}");
            }
        }
    }
}

fn differences(score: &mut Score, ours: &Entry, theirs: &TrueEntry, twice: bool) -> Vec<String> {
    let mut told = Vec::new();
    let their_title = theirs.title.as_deref().filter(|title| !title.trim().is_empty());
    if let (Some(our), Some(their)) = (&ours.title, their_title) {
        let equal = squeeze(our) == squeeze(their) || squeeze(our) == squeeze(&text(their));
        // Where a no-break space stood last, feedparser has trimmed half of it away.
        let restored =
            [their.to_owned(), format!("{their}\u{a0}")].map(|text| squeeze(&once(&text)));
        score.restored.add(equal || twice && restored.contains(&squeeze(our)));
        if !score.titles.add(equal) {
            told.push(format!("title {our:?}, feedparser {their:?}"));
        }
    }
    let link = ours.given.as_ref().or(ours.link.as_ref());
    let their_link = theirs.link.as_deref().filter(|link| !link.trim().is_empty());
    if let (Some(our), Some(their)) = (link, their_link) {
        let known = address().join(their).ok().or_else(|| Url::parse(their).ok());
        if !score.links.add(known.as_ref() == Some(our)) {
            told.push(format!("link {our}, feedparser {their}"));
        }
    }
    if let (Some(our), Some(their)) = (ours.published.or(ours.updated), theirs.date) {
        let equal =
            [ours.published, ours.updated].iter().flatten().any(|date| date.as_second() == their);
        if !score.dates.add(equal) {
            told.push(format!("date {our}, feedparser {their}"));
        }
    } else if let Some(their) = theirs.date {
        told.push(format!("no date, feedparser {their}"));
    }
    told
}

/// A text of a document that was encoded as UTF-8 twice, read once more.
fn once(text: &str) -> String {
    let bytes: Vec<u8> = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(html: &str) -> String {
    scraper::Html::parse_fragment(html).root_element().text().collect()
}

fn report(set: &str, score: &Score) {
    println!("\n{set}: {} files", score.files);
    println!("  accepted of feedparser's              {} of {}", score.accepted, score.theirs);
    println!(
        "  accepted of feedparser's with entries {} of {}",
        score.accepted_with_entries, score.theirs_with_entries
    );
    println!("  accepted in all                       {}", score.ours);
    println!(
        "  entries, feedparser's, missing        {} / {} / {}",
        score.entries, score.their_entries, score.missing
    );
    println!("  equal titles                          {}", score.titles);
    println!("  equal titles, theirs restored         {}", score.restored);
    println!("  equal links                           {}", score.links);
    println!("  equal dates                           {}", score.dates);
    println!("  time                                  {}", speed(score.bytes, score.time));
    println!("  time of feed-rs alone                 {}", speed(score.bytes, score.plain));
    println!("  repaired                              {:?}", score.repaired);
}

fn speed(bytes: usize, time: Duration) -> String {
    let kilobytes = u128::try_from(bytes / 1000).expect("a size");
    format!("{time:.1?} for {kilobytes} kB, {} MB/s", kilobytes / time.as_millis().max(1))
}

/// Successive polls: all of them are feeds, but for what servers answered when they were down.
fn polls(archives: &Path, show: bool) {
    println!("\npolls-a: feed, polls, read, entries, needed repair");
    let mut total = (0, 0, 0, 0);
    let (mut bytes, mut time) = (0, Duration::ZERO);
    let mut archives: Vec<PathBuf> = files(archives);
    archives.sort();
    for archive in archives {
        let place = tempfile::tempdir().expect("a temporary directory");
        let done =
            Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(place.path()).status();
        if !done.is_ok_and(|status| status.success()) {
            println!("  {}: tar cannot unpack it", archive.display());
            continue;
        }
        let mut row = (0, 0, 0, 0);
        for poll in files(place.path()).iter().flat_map(|feed| files(feed)) {
            let content = std::fs::read(&poll).expect("a poll");
            let start = Instant::now();
            let read = feed::read(&content, None, &address());
            time += start.elapsed();
            bytes += content.len();
            row.0 += 1;
            match read {
                Ok(feed) => {
                    row.1 += 1;
                    row.2 += feed.entries.len();
                    row.3 += usize::from(!feed.repaired.is_empty());
                }
                Err(error) if show => println!("  {}: {error}", poll.display()),
                Err(_) => {}
            }
        }
        let name = archive.file_name().unwrap_or_default().to_string_lossy().into_owned();
        println!("  {name:32} {:5} {:5} {:7} {:5}", row.0, row.1, row.2, row.3);
        total = (total.0 + row.0, total.1 + row.1, total.2 + row.2, total.3 + row.3);
    }
    println!("  {:32} {:5} {:5} {:7} {:5}", "in all", total.0, total.1, total.2, total.3);
    println!("  time {}", speed(bytes, time));
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(directory).into_iter().flatten();
    listed.filter_map(Result::ok).map(|file| file.path()).collect()
}
