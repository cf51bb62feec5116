//! Successive polls of real feeds through the real pipeline: each entry is one article, and stays one.
//!
//! `cargo bench --bench replay [-- --show]` replays `$COURANT_DATA/feeds/polls-a` (default `../shared/data`) in
//! the order of time: real state, real output, a simulated clock, pages that a stub makes of what the feed says.
//! Now and then the server answers with an error page or with nothing at all. The articles are held against the
//! distinct entries that feedparser counts (`benches/distinct.py`; the interpreter is `$PYTHON`, default
//! `python3`). Then everything is opened anew and the same polls come again, which must bring nothing new.
//! Last, the entries of `real-a` that share their link are counted, and must stay apart. With `--show`, every
//! difference is printed. Fails if an entry is missed or comes twice.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "it is the outside world")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use courant::clock::{Clock, SimulatedClock};
use courant::config::Config;
use courant::emission::{Action, Line};
use courant::feed;
use courant::fetch::{Accept, Exchange, Fetch, FetchError, Headers, Request, Validators};
use courant::identity::{Parts, identify};
use courant::pipeline::{self, Endurance, Outcome, Pipeline};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Before every so many polls of a feed its server answers with an error page …
const ERROR_PAGE: usize = 7;
/// … and before every so many with nothing at all.
const NOTHING: usize = 11;

fn main() -> ExitCode {
    let show = env::args().any(|argument| argument == "--show");
    let data =
        env::var_os("COURANT_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let feeds = data.join("feeds");
    if !feeds.join("polls-a").is_dir() {
        println!("no polls in {}: set COURANT_DATA to the folder with the data", feeds.display());
        return ExitCode::from(66);
    }
    let home = tempfile::tempdir().unwrap();
    let polls = unpack(&feeds.join("polls-a"), &home.path().join("polls"));
    let Some(truth) = count_independently(&home.path().join("polls")) else {
        println!(
            "no independent count: `pip install feedparser==6.0.14`, or name a python that has it as PYTHON"
        );
        return ExitCode::from(69);
    };
    let names: Vec<&String> = truth.keys().collect();
    let config = Arc::new(configure(home.path(), &names));
    let server = Arc::new(Server::default());

    let mut faults = Vec::new();
    let first = replay(&config, &server, &polls, true);
    let emitted = Emitted::read(&config.output.directory);
    report("first replay", &first, &truth, &emitted.lines);
    faults.extend(emitted.compare(&truth, show));
    faults.extend(first.iter().filter_map(|(feed, row)| {
        let theirs = (truth[feed].documents, truth[feed].entries);
        let fewer = row.documents < theirs.0 || row.entries < theirs.1;
        fewer.then(|| format!("{feed}: feedparser reads {theirs:?} documents and entries"))
    }));
    if show {
        for line in emitted.lines.iter().filter(|line| line.action == Action::Revised) {
            println!("{} revised: {:?} {:?}", line.feed, line.url, line.title);
        }
    }

    // Feeds that a stale cache serves show old texts; the pages stay as they are.
    server.inner.lock().unwrap().frozen = true;
    let second = replay(&config, &server, &polls, false);
    let again = Emitted::read(&config.output.directory);
    report(
        "second replay, over the same state",
        &second,
        &truth,
        &again.lines[emitted.lines.len()..],
    );
    let new = again.lines[emitted.lines.len()..].iter().filter(|line| line.action == Action::New);
    faults.extend(new.map(|line| format!("the second replay emitted {line:?}")));

    faults.extend(sharing(&feeds.join("real-a"), show));
    for fault in &faults {
        println!("FAULT {fault}");
    }
    println!("\n{} faults", faults.len());
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One poll, as a server answered it.
struct Poll {
    at: i64,
    feed: String,
    body: Vec<u8>,
}

/// All polls of all feeds, in the order of time.
fn unpack(archives: &Path, place: &Path) -> Vec<Poll> {
    fs::create_dir(place).unwrap();
    for archive in files(archives) {
        let done = Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(place).status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "tar cannot unpack {}",
            archive.display()
        );
    }
    let mut polls = Vec::new();
    for feed in files(place) {
        for path in files(&feed) {
            let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
            let at = name(&path).split('_').next().unwrap().parse().unwrap();
            polls.push(Poll { at, feed: name(&feed), body: fs::read(&path).unwrap() });
        }
    }
    polls.sort_by(|a, b| (a.at, &a.feed).cmp(&(b.at, &b.feed)));
    polls
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut listed: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|file| file.unwrap().path()).collect();
    listed.sort();
    listed
}

/// What feedparser finds in the polls of one feed.
#[derive(Deserialize)]
struct Counted {
    documents: usize,
    entries: usize,
    edits: usize,
    distinct: Vec<Names>,
}

/// What one distinct entry was called in any poll.
#[derive(Deserialize, Debug)]
struct Names {
    ids: Vec<String>,
    links: Vec<String>,
}

fn count_independently(polls: &Path) -> Option<BTreeMap<String, Counted>> {
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/distinct.py");
    let ran = Command::new(python).arg(script).arg(polls).output().ok()?;
    serde_json::from_slice(&ran.stdout).ok()
}

fn configure(home: &Path, feeds: &[&String]) -> Config {
    fs::create_dir(home.join("articles")).unwrap();
    let mut text = "output.directory = \"articles\"\noutput.formats = [\"json\"]\n\
                    state.directory = \"state\"\nfetch.host_delay = \"0s\"\n"
        .to_owned();
    for feed in feeds {
        writeln!(text, "[[feed]]\nname = \"{feed}\"\nurl = \"{}\"", address(feed)).unwrap();
    }
    fs::write(home.join("courant.toml"), text).unwrap();
    Config::load(&home.join("courant.toml")).unwrap()
}

fn address(feed: &str) -> String {
    format!("https://{feed}.example/feed")
}

/// The outside world: the feeds as they stand, and pages that say what the feeds say of them.
#[derive(Default)]
struct Server {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    feeds: HashMap<String, (&'static str, Vec<u8>)>,
    pages: HashMap<Url, String>,
    /// Pages stay as they are.
    frozen: bool,
}

impl Server {
    /// From now on a feed is answered so.
    fn serve(&self, feed: &str, media_type: &'static str, body: Vec<u8>) {
        let url = address(feed).parse().unwrap();
        let mut inner = self.inner.lock().unwrap();
        let read = feed::read(&body, Some(media_type), &url).ok().filter(|_| !inner.frozen);
        for entry in read.into_iter().flat_map(|feed| feed.entries) {
            if let Some(link) = entry.link.clone() {
                inner.pages.insert(link, page(&entry));
            }
        }
        inner.feeds.insert(address(feed), (media_type, body));
    }

    fn answer(&self, request: &Request) -> Exchange {
        let inner = self.inner.lock().unwrap();
        let mut headers = Headers::default();
        let (mut status, mut body) = (404, Vec::new());
        if let Some((media_type, content)) = inner.feeds.get(request.url.as_str()) {
            let etag = blake3::hash(content).to_hex().as_bytes().to_vec();
            status = if request.validators.etag.as_ref() == Some(&etag) { 304 } else { 200 };
            body.clone_from(content);
            headers.content_type = Some((*media_type).to_owned());
            headers.validators = Validators { etag: Some(etag), last_modified: None };
        } else if let Some(page) = inner.pages.get(&request.url)
            && request.accept == Accept::Page
        {
            status = 200;
            headers.content_type = Some("text/html; charset=utf-8".to_owned());
            body = page.clone().into_bytes();
        }
        if status == 304 {
            body.clear();
        }
        Exchange { url: request.url.clone(), status, headers, body, cut: false }
    }
}

impl Fetch for Server {
    fn exchange(&self, request: Request) -> BoxFuture<'_, Result<Exchange, FetchError>> {
        std::future::ready(Ok(self.answer(&request))).boxed()
    }
}

/// A page that says what the feed says, and a little more.
fn page(entry: &feed::Entry) -> String {
    let title = entry.title.as_deref().unwrap_or("Untitled").replace('<', "&lt;");
    let text = entry.content.as_deref().or(entry.summary.as_deref()).unwrap_or_default();
    let text = feed::text_of_html(text).unwrap_or_default().replace('<', "&lt;");
    let more =
        "The town council met in the evening and heard what the engineers had to say of it. "
            .repeat(6);
    format!(
        "<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>\
         <p>{text}</p><p>{more}</p></article></body></html>"
    )
}

/// What the replay saw of one feed.
#[derive(Default, Clone)]
struct Row {
    polls: usize,
    unchanged: usize,
    failed: usize,
    documents: usize,
    entries: usize,
    gaps: usize,
    aliases: usize,
    time: Duration,
}

/// Replays the polls over what is on disk, and says what was seen.
fn replay(
    config: &Arc<Config>,
    server: &Arc<Server>,
    polls: &[Poll],
    first: bool,
) -> BTreeMap<String, Row> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.unwrap().block_on(async {
        let span = polls.last().unwrap().at - polls[0].at;
        let offset = if first { 0 } else { span + 86_400 };
        let moment = |at: i64| Timestamp::from_second(at + offset).unwrap();
        let clock = Arc::new(SimulatedClock::starting_at(moment(polls[0].at)));
        let opened = pipeline::open(config, clock.now()).unwrap();
        let pipeline = Pipeline::new(
            config.clone(),
            server.clone(),
            clock.clone(),
            opened,
            Endurance::GiveUp,
            CancellationToken::new(),
        )
        .unwrap();
        let mut rows: BTreeMap<String, Row> = BTreeMap::new();
        for poll in polls {
            let wait = moment(poll.at).duration_since(clock.now());
            tokio::time::advance(Duration::try_from(wait).unwrap_or_default()).await;
            let row = rows.entry(poll.feed.clone()).or_default();
            let start = Instant::now();
            let down = match row.polls {
                polls if polls % ERROR_PAGE == ERROR_PAGE - 1 => {
                    Some("<html><body><h1>Down for maintenance</h1></body></html>")
                }
                polls if polls % NOTHING == NOTHING - 1 => Some(""),
                _ => None,
            };
            if let Some(body) = down {
                server.serve(&poll.feed, "text/html", body.as_bytes().to_vec());
                ask(&pipeline, &poll.feed, row).await;
            }
            server.serve(&poll.feed, "application/xml", poll.body.clone());
            ask(&pipeline, &poll.feed, row).await;
            row.polls += 1;
            row.time += start.elapsed();
        }
        rows
    })
}

/// One poll of a feed, with all that follows from it.
async fn ask(pipeline: &Arc<Pipeline>, name: &str, row: &mut Row) {
    let feed = pipeline.feed(name).unwrap();
    pipeline.pass(&[feed], || (), || ()).await;
    if let Some(fault) = pipeline.take_fault() {
        panic!("{name}: {fault}");
    }
    let counts = pipeline.tally.counts();
    row.aliases = counts[name].aliases;
    match counts[name].poll.as_ref().unwrap() {
        Outcome::Read { entries, discovered } => {
            row.documents += 1;
            row.entries += entries;
            row.gaps += usize::from(discovered.gap);
        }
        Outcome::Unchanged { .. } => row.unchanged += 1,
        Outcome::Failed { .. } => row.failed += 1,
        Outcome::Left { sentence, .. } => panic!("{name} was left alone: {sentence}"),
    }
}

fn report(
    title: &str,
    rows: &BTreeMap<String, Row>,
    truth: &BTreeMap<String, Counted>,
    lines: &[Line],
) {
    println!("\n{title}");
    println!(
        "{:20} {:>5} {:>5} {:>5} {:>5} {:>7} {:>7} | {:>8} {:>8} {:>7} {:>9} {:>6} {:>5} {:>6}",
        "feed",
        "polls",
        "read",
        "same",
        "fail",
        "entries",
        "theirs",
        "distinct",
        "articles",
        "aliases",
        "revisions",
        "edits",
        "gaps",
        "time"
    );
    let mut sums = [0; 12];
    let mut time = Duration::ZERO;
    for (feed, row) in rows {
        let of = |action| {
            lines.iter().filter(|line| line.feed == *feed && line.action == action).count()
        };
        let theirs = &truth[feed];
        let cells = [
            row.polls,
            row.documents,
            row.unchanged,
            row.failed,
            row.entries,
            theirs.entries,
            theirs.distinct.len(),
            of(Action::New),
            row.aliases,
            of(Action::Revised),
            theirs.edits,
            row.gaps,
        ];
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        time += row.time;
        print_row(feed, cells, row.time);
    }
    print_row("in all", sums, time);
}

fn print_row(feed: &str, cells: [usize; 12], time: Duration) {
    let [
        polls,
        read,
        same,
        fail,
        entries,
        theirs,
        distinct,
        articles,
        aliases,
        revisions,
        edits,
        gaps,
    ] = cells;
    println!(
        "{feed:20} {polls:5} {read:5} {same:5} {fail:5} {entries:7} {theirs:7} | {distinct:8} {articles:8} \
         {aliases:7} {revisions:9} {edits:6} {gaps:5} {:5.1}s",
        time.as_secs_f64()
    );
}

/// What stands in the output directory.
struct Emitted {
    lines: Vec<Line>,
    /// Feed, guid and address of each article.
    articles: Vec<(String, Option<String>, Option<String>)>,
}

impl Emitted {
    fn read(output: &Path) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for day in files(&output.join("journal")) {
            let text = fs::read_to_string(day).unwrap();
            lines.extend(text.lines().map(|line| serde_json::from_str(line).unwrap()));
        }
        let new = lines.iter().filter(|line| line.action == Action::New);
        let article = |line: &Line| {
            let file = fs::read(output.join(&line.path)).unwrap();
            let article: Value = serde_json::from_slice(&file).unwrap();
            let text = |value: &Value| value.as_str().map(str::to_owned);
            (line.feed.clone(), text(&article["_courant"]["entry_id"]), text(&article["url"]))
        };
        let articles = new.map(article).collect();
        Self { lines, articles }
    }

    /// Each distinct entry is to be one article.
    fn compare(&self, truth: &BTreeMap<String, Counted>, show: bool) -> Vec<String> {
        let mut groups: HashMap<(&str, &str), usize> = HashMap::new();
        let all: Vec<(&str, &Names)> = truth
            .iter()
            .flat_map(|(feed, counted)| counted.distinct.iter().map(|names| (feed.as_str(), names)))
            .collect();
        for (at, (feed, names)) in all.iter().enumerate() {
            for name in names.ids.iter().chain(&names.links) {
                groups.insert((feed, name), at);
            }
        }
        let mut found = vec![Vec::new(); all.len()];
        let mut unknown = 0;
        for (feed, guid, url) in &self.articles {
            let group = [guid, url]
                .into_iter()
                .flatten()
                .find_map(|name| groups.get(&(feed.as_str(), name.as_str())));
            if let Some(group) = group {
                found[*group].push((guid, url));
                continue;
            }
            unknown += 1;
            if show {
                println!("{feed}: feedparser has no entry {guid:?} {url:?}");
            }
        }
        let (mut missed, mut twice) = (0, 0);
        for ((feed, names), found) in all.iter().zip(&found) {
            missed += usize::from(found.is_empty());
            twice += usize::from(found.len() > 1);
            if show && found.len() != 1 {
                println!("{feed}: {names:?} came out as {found:?}");
            }
        }
        println!(
            "{} distinct entries: {missed} missed, {twice} more than once; {unknown} articles of no entry",
            all.len()
        );
        let ids: HashSet<_> = self
            .lines
            .iter()
            .filter(|line| line.action == Action::New)
            .map(|line| line.id)
            .collect();
        let mut faults = Vec::new();
        if ids.len() != self.articles.len() {
            faults.push("an id came out twice".to_owned());
        }
        if (missed, twice, unknown) != (0, 0, 0) {
            faults.push("the articles are not the distinct entries".to_owned());
        }
        faults
    }
}

/// Entries that share a link with another of their document stay apart, unless they are one.
fn sharing(set: &Path, show: bool) -> Vec<String> {
    let base: Url = "https://feeds.example/feed".parse().unwrap();
    let (mut documents, mut sharing, mut faults) = (0, 0, Vec::new());
    for file in files(&set.join("files")) {
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(fs::File::open(&file).unwrap())
            .read_to_end(&mut bytes)
            .unwrap();
        let Ok(feed) = feed::read(&bytes, None, &base) else { continue };
        let parts: Vec<Parts<'_>> = feed
            .entries
            .iter()
            .map(|entry| Parts {
                guid: entry.guid.as_deref(),
                link: entry.link.as_ref(),
                title: entry.title.as_deref(),
                content: entry.content.as_deref().or(entry.summary.as_deref()),
                raw: &entry.raw,
            })
            .collect();
        let identities = identify(&base, &parts);
        let mut shared = 0;
        for (at, entry) in feed.entries.iter().enumerate() {
            let alike = |other: &usize| {
                *other != at && entry.link.is_some() && feed.entries[*other].link == entry.link
            };
            let others: Vec<usize> = (0..feed.entries.len()).filter(alike).collect();
            shared += usize::from(!others.is_empty());
            for other in others {
                let that = &feed.entries[other];
                let one = entry.raw == that.raw || entry.guid.is_some() && entry.guid == that.guid;
                let (this, other) = (&identities[at], &identities[other]);
                let apart = this.id != other.id
                    && this.known_by.iter().all(|key| !other.known_by.contains(key));
                if one == apart {
                    faults.push(format!("{}: {} and {that:?}", file.display(), entry.raw.len()));
                }
            }
        }
        documents += usize::from(shared > 0);
        sharing += shared;
        if show && shared > 0 {
            println!("{}: {shared} entries share a link", file.display());
        }
    }
    println!("\nreal-a: {sharing} entries in {documents} documents share a link with another");
    faults
}
