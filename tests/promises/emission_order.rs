//! The order stage, mark, publish, settle, on the real state and output: whatever is interleaved, wherever
//! it is cut off, and however greedy the consumer, every revision of every article is delivered once.
//!
//! The model is a table in memory of what was announced and what the consumer got; it knows nothing of
//! how the code does it. `checks/emission_model.py` explores the same order exhaustively, without files.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use courant::article::{Article, BodyFrom, Extension, Source};
use courant::config::{Config, Format};
use courant::emission::{Action, Line, Staged};
use courant::identity::{Identity, Parts, identify};
use courant::output::stem;
use courant::pipeline::{self, Class, Opened};
use courant::state::{Emission, FeedRecord, Found, Marked, Waiting};
use jiff::Timestamp;
use proptest::prelude::*;
use url::Url;

/// How many entries the feed has.
const ENTRIES: usize = 4;

#[derive(Debug, Clone)]
enum Step {
    /// The feed is polled; the entries up to the first number show the second as their version.
    Poll(usize, u32),
    Claim,
    /// What was claimed longest ago is written to staging.
    Stage,
    Mark,
    /// The first debt's files but the last are moved into place, as a publisher does that is killed then.
    HalfPublish,
    Publish,
    Settle,
    /// The consumer takes every file that it sees, and removes the directories.
    Consume,
    /// The process ends here and starts again.
    Restart,
    /// The state directory is lost while nothing runs.
    LoseState,
    /// A copy of the state is kept while nothing runs.
    Backup,
    /// An older copy of the state is put back while nothing runs.
    Restore,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1..=ENTRIES, 1..4_u32).prop_map(|(entries, version)| Step::Poll(entries, version)),
        6 => Just(Step::Claim),
        6 => Just(Step::Stage),
        6 => Just(Step::Mark),
        2 => Just(Step::HalfPublish),
        5 => Just(Step::Publish),
        4 => Just(Step::Settle),
        3 => Just(Step::Consume),
        2 => Just(Step::Restart),
        1 => Just(Step::LoseState),
        1 => Just(Step::Backup),
        1 => Just(Step::Restore),
    ]
}

struct World {
    home: tempfile::TempDir,
    config: Config,
    opened: Option<Opened>,
    now: Timestamp,
    claimed: Vec<Waiting>,
    staged: Vec<(Waiting, Staged, Emission)>,
    published: bool,
    /// The text that each entry shows now.
    shown: BTreeMap<usize, u32>,
    /// What the consumer got: id and revision of each JSON file.
    taken: Vec<(String, u64)>,
}

impl World {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let config = Config::for_directory(home.path());
        fs::create_dir(&config.output.directory).expect("made");
        let mut world = Self {
            home,
            config,
            opened: None,
            now: "2026-11-23T12:00:00Z".parse().expect("a time"),
            claimed: Vec::new(),
            staged: Vec::new(),
            published: false,
            shown: BTreeMap::new(),
            taken: Vec::new(),
        };
        world.restart();
        world
    }

    fn restart(&mut self) {
        self.end();
        // A program that another test starts holds our locks for a moment, between its fork and its exec.
        let opened = (0..500).find_map(|_| match pipeline::open(&self.config, self.now) {
            Err(fault) if fault.class() == Class::TryAgain => {
                std::thread::sleep(Duration::from_millis(10));
                None
            }
            opened => Some(opened.expect("opens")),
        });
        self.opened = Some(opened.expect("the locks are free again"));
    }

    fn end(&mut self) {
        self.opened = None;
        self.claimed.clear();
        self.staged.clear();
        self.published = false;
    }

    fn opened(&self) -> &Opened {
        self.opened.as_ref().expect("it runs")
    }

    fn take(&mut self, step: &Step) {
        self.now = self.now.checked_add(jiff::Span::new().minutes(7)).expect("in range");
        match step {
            Step::Poll(entries, version) => self.poll(*entries, *version),
            Step::Claim => {
                self.claimed.extend(self.opened().state.claim(self.now, |_| true).expect("claims"));
            }
            Step::Stage => self.stage(),
            Step::Mark => self.mark(),
            Step::HalfPublish => self.half_publish(),
            Step::Publish => {
                if let Some(owed) = self.opened().state.next_owed().expect("reads") {
                    self.opened().output.publish(&owed).expect("publishes");
                    self.published = true;
                }
            }
            Step::Settle => {
                if self.published {
                    let owed = self.opened().state.next_owed().expect("reads").expect("it is owed");
                    self.opened().state.settle(&owed).expect("settles");
                    self.published = false;
                }
            }
            Step::Consume => self.consume(),
            Step::Restart => self.restart(),
            Step::LoseState => {
                self.end();
                fs::remove_dir_all(&self.config.state.directory).expect("removed");
                self.restart();
            }
            Step::Backup => {
                self.end();
                let _ = fs::remove_dir_all(self.backup());
                copy(&self.config.state.directory, &self.backup());
                self.restart();
            }
            Step::Restore => {
                if self.backup().exists() {
                    self.end();
                    fs::remove_dir_all(&self.config.state.directory).expect("removed");
                    copy(&self.backup(), &self.config.state.directory);
                    self.restart();
                }
            }
        }
    }

    fn backup(&self) -> PathBuf {
        self.home.path().join("backup")
    }

    fn poll(&mut self, entries: usize, version: u32) {
        for entry in 0..entries {
            let shown = self.shown.entry(entry).or_insert(version);
            *shown = (*shown).max(version);
        }
        self.announce();
    }

    /// The feed as it shows itself now.
    fn announce(&mut self) {
        let feed: Url = "https://news.example/feed".parse().expect("an address");
        let links: Vec<(usize, u32, Url)> = self
            .shown
            .iter()
            .map(|(entry, version)| {
                (*entry, *version, feed.join(&format!("/{entry}")).expect("an address"))
            })
            .collect();
        let raw: Vec<[u8; 2]> = links
            .iter()
            .map(|(entry, version, _)| {
                [u8::try_from(*entry).expect("few"), u8::try_from(*version).expect("few")]
            })
            .collect();
        let parts: Vec<Parts<'_>> = links
            .iter()
            .zip(&raw)
            .map(|((_, _, link), raw)| Parts { link: Some(link), raw, ..Parts::default() })
            .collect();
        let identities = identify(&feed, &parts);
        let found = links
            .iter()
            .zip(identities)
            .map(|((entry, version, _), identity)| found(*entry, *version, identity))
            .collect();
        let document = format!("{:?}", self.shown);
        let record = FeedRecord { url: feed.to_string(), ..FeedRecord::default() };
        self.opened()
            .state
            .discover("news", |_| record, &document, found, self.now, |_| true)
            .expect("discovers");
    }

    fn stage(&mut self) {
        if self.claimed.is_empty() {
            return;
        }
        let waiting = self.claimed.remove(0);
        let opened = self.opened();
        let known = opened.state.known(waiting.id).expect("reads");
        let revision = known.as_ref().map_or(1, |known| known.revision + 1);
        let article = article(&waiting, revision, self.now);
        let place =
            known.map_or_else(|| stem(self.now, "news", None, waiting.id), |known| known.stem);
        let staged =
            opened.output.stage(&article, &place, &self.config.output.formats).expect("stages");
        let emission = Emission {
            at: self.now,
            revision,
            url: None,
            title: None,
            further: Vec::new(),
            content: waiting.print,
            from_page: true,
            portrait: None,
            changes: None,
            look: None,
        };
        self.staged.push((waiting, staged, emission));
    }

    fn mark(&mut self) {
        if self.staged.is_empty() {
            return;
        }
        let (waiting, staged, emission) = self.staged.remove(0);
        let marked = self.opened().state.mark(&waiting, &staged, &emission).expect("marks");
        if !matches!(marked, Marked::Owed(_)) {
            self.opened().output.discard(staged).expect("discards");
        }
    }

    fn half_publish(&mut self) {
        let Some(owed) = self.opened().state.next_owed().expect("reads") else { return };
        let path = Path::new(&owed.line().path).with_extension("md");
        let target = self.config.output.directory.join(&path);
        let staging = self.config.output.directory.join(".staging");
        let name = path.file_name().expect("a name").to_owned();
        let waits =
            fs::read_dir(staging).expect("reads").flatten().map(|token| token.path().join(&name));
        // A revision may be staged beside it: the oldest is the one that is owed first.
        let mut waits: Vec<PathBuf> = waits.filter(|file| file.exists()).collect();
        waits.retain(|file| {
            fs::read_to_string(file)
                .expect("reads")
                .contains(&format!("revision: {}\n", owed.line().revision))
        });
        let Some(file) = waits.first() else { return };
        fs::create_dir_all(target.parent().expect("a parent")).expect("made");
        fs::rename(file, target).expect("moves");
    }

    fn consume(&mut self) {
        let output = &self.config.output.directory;
        for day in fs::read_dir(output).expect("reads").flatten() {
            let name = day.file_name().into_string().expect("text");
            if name == ".staging" || name == "journal" {
                continue;
            }
            for file in fs::read_dir(day.path().join("news")).into_iter().flatten().flatten() {
                let text = fs::read_to_string(file.path()).expect("reads");
                if file.path().extension().is_some_and(|extension| extension == "json") {
                    let article: Article = serde_json::from_str(&text).expect("a whole file");
                    self.taken.push((article.id.to_string(), u64::from(article.courant.revision)));
                } else {
                    assert!(text.ends_with("whole\n"), "{text}");
                }
            }
            fs::remove_dir_all(day.path()).expect("removed");
        }
    }

    /// Everything goes on until nothing is left to do.
    fn settle_down(&mut self) {
        self.restart();
        self.announce();
        while self.opened().state.queue_length() > 0 {
            self.take(&Step::Claim);
            self.take(&Step::Stage);
            self.take(&Step::Mark);
        }
        while self.opened().state.next_owed().expect("reads").is_some() {
            self.take(&Step::Publish);
            self.take(&Step::Settle);
        }
        self.consume();
    }

    fn journal(&self) -> Vec<Line> {
        let directory = self.config.output.directory.join("journal");
        let mut days: Vec<PathBuf> =
            fs::read_dir(directory).expect("reads").flatten().map(|day| day.path()).collect();
        days.sort();
        let text: String = days.iter().map(|day| fs::read_to_string(day).expect("reads")).collect();
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    fn check(&self) {
        let journal = self.journal();
        let seqs: Vec<u64> = journal.iter().map(|line| line.seq).collect();
        let expected: Vec<u64> = (1..=seqs.len() as u64).collect();
        assert_eq!(seqs, expected, "the journal is gapless and in order");
        let told: Vec<(String, u64)> =
            journal.iter().map(|line| (line.id.to_string(), u64::from(line.revision))).collect();
        assert_eq!(
            told.len(),
            told.iter().collect::<HashSet<_>>().len(),
            "no revision has two lines: {told:?}"
        );
        let taken: HashSet<&(String, u64)> = self.taken.iter().collect();
        assert_eq!(taken.len(), self.taken.len(), "nothing was delivered twice: {:?}", self.taken);
        for line in &journal {
            let first = line.revision == 1;
            assert_eq!(first, line.action == Action::New);
            // A revision that a later one replaced before the consumer came is delivered as the later one.
            let later = (line.revision..)
                .take(10)
                .any(|revision| taken.contains(&(line.id.to_string(), u64::from(revision))));
            assert!(later, "{} revision {} was never delivered", line.id, line.revision);
        }
        let ids: HashSet<String> = journal.iter().map(|line| line.id.to_string()).collect();
        assert_eq!(ids.len(), self.shown.len(), "every entry became one article");
    }
}

fn found(entry: usize, version: u32, identity: Identity) -> Found {
    let index = u32::try_from(entry).expect("few entries");
    Found { index, identity, host: String::new(), print: u64::from(version), wanted: true }
}

fn article(waiting: &Waiting, revision: u32, now: Timestamp) -> Article {
    Article {
        id: waiting.id,
        url: None,
        title: None,
        summary: None,
        content_text: format!("version {} whole", waiting.print),
        content_html: None,
        content_markdown: "whole".to_owned(),
        image: None,
        date_published: None,
        date_modified: None,
        authors: Vec::new(),
        tags: Vec::new(),
        language: None,
        attachments: Vec::new(),
        courant: Extension {
            version: 1,
            revision,
            emitted: now,
            fetched: None,
            feed: Source {
                name: "news".to_owned(),
                url: "https://news.example/feed".to_owned(),
                title: None,
            },
            entry_id: None,
            body_from: BodyFrom::Feed,
            reason: None,
            byline: None,
            agencies: Vec::new(),
            images: Vec::new(),
            words: 3,
            content_hash: String::new(),
            quality: 1.0,
            story: None,
            similarity: None,
            also: Vec::new(),
            rights: courant::article::Rights::default(),
        },
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("made");
    for entry in fs::read_dir(from).expect("reads").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copies");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_revision_is_delivered_once_whatever_is_interleaved(steps in proptest::collection::vec(step(), 1..60)) {
        let mut world = World::new();
        assert_eq!(world.config.output.formats, [Format::Json, Format::Markdown]);
        for step in steps {
            world.take(&step);
        }
        world.settle_down();
        world.check();
    }
}

fn cases() -> u32 {
    std::env::var("COURANT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}
