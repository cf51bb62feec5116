//! The real state and output, the consumer, and the table of what ought to come out.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use courant::article::Article;
use courant::config::Config;
use courant::emission::{Action, Line, Staged};
use courant::identity::{Parts, identify};
use courant::output::{file_of, stem};
use courant::pipeline::{self, Class, Opened};
use courant::state::{Emission, FeedRecord, Found, Marked, Met, Replaced, Waiting};
use jiff::Timestamp;
use url::Url;

use super::reports::{article, copy, found};
use super::{ENTRIES, Step};

pub(super) struct World {
    home: tempfile::TempDir,
    pub(super) config: Config,
    opened: Option<Opened>,
    now: Timestamp,
    claimed: Vec<Waiting>,
    staged: Vec<Vec<(Waiting, Staged, Emission)>>,
    /// How many of the first debts.
    published: usize,
    /// The text that each entry shows now.
    shown: BTreeMap<usize, u32>,
    /// What the consumer got: id and revision of each JSON file.
    taken: Vec<(String, u64)>,
}

impl World {
    pub(super) fn new() -> Self {
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
            published: 0,
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
        self.published = 0;
    }

    fn opened(&self) -> &Opened {
        self.opened.as_ref().expect("it runs")
    }

    pub(super) fn take(&mut self, step: &Step) {
        self.now = self.now.checked_add(jiff::Span::new().minutes(7)).expect("in range");
        match step {
            Step::Poll(entries, version) => self.poll(*entries, *version),
            Step::Claim => {
                self.claimed.extend(self.opened().state.claim(self.now, |_| true).expect("claims"));
            }
            Step::Stage(most) => self.stage(*most),
            Step::Mark => self.mark(),
            Step::Replace => self.skip(true),
            Step::LeaveOut => self.skip(false),
            Step::HalfPublish(whole) => self.half_publish(*whole),
            Step::Publish(most) => {
                let owed = self.opened().state.next_owed(*most).expect("reads");
                self.published = self.opened().output.publish(&owed).expect("publishes");
                assert_eq!(self.published, owed.len(), "nothing is in the way");
            }
            Step::Settle => {
                let owed = self.opened().state.next_owed(self.published).expect("reads");
                assert_eq!(owed.len(), self.published, "it is owed");
                self.opened().state.settle(&owed).expect("settles");
                self.published = 0;
            }
            Step::Consume => self.consume(),
            Step::Restart => self.restart(),
            // Of files that were moved and taken before their line was written, a state tells that is lost or put back
            // in that very moment, and nothing else: no order of steps can help there.
            Step::LoseState | Step::Restore if self.is_untold() => {}
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
        let identities = identify(&feed, &parts, |_| false);
        let found: Vec<Found> = links
            .iter()
            .zip(identities)
            .map(|((entry, version, _), identity)| found(*entry, *version, identity))
            .collect();
        let document = format!("{:?}", self.shown);
        let record = FeedRecord { url: feed.to_string(), ..FeedRecord::default() };
        self.opened()
            .state
            .discover("news", |_| record, &document, &found, self.now, |_| true)
            .expect("discovers");
    }

    fn stage(&mut self, most: usize) {
        let mut articles = HashSet::new();
        let distinct = self.claimed.iter().take_while(|waiting| articles.insert(waiting.id));
        let most = distinct.take(most).count();
        let claimed: Vec<Waiting> = self.claimed.drain(..most).collect();
        let opened = self.opened();
        let mut batch = opened.output.batch().expect("begins");
        let mut emissions = Vec::new();
        for waiting in &claimed {
            let known = opened.state.known(waiting.id).expect("reads");
            let revision = known.as_ref().map_or(1, |known| known.revision + 1);
            let text = article(waiting, revision, self.now);
            let place =
                known.map_or_else(|| stem(self.now, "news", None, waiting.id), |known| known.stem);
            batch.write(&text, &place, &self.config.output.formats).expect("writes");
            emissions.push(self.emission(waiting, revision));
        }
        let staged = batch.sync().expect("syncs");
        let group = claimed.into_iter().zip(staged).zip(emissions);
        let group: Vec<_> =
            group.map(|((waiting, staged), emission)| (waiting, staged, emission)).collect();
        if !group.is_empty() {
            self.staged.push(group);
        }
    }

    fn mark(&mut self) {
        if self.staged.is_empty() {
            return;
        }
        let group = self.staged.remove(0);
        let opened = self.opened();
        let all = group.iter().map(|(waiting, staged, emission)| (waiting, staged, emission));
        let marked = opened.state.mark(all, |marked| {
            let unneeded = group.iter().zip(marked).filter(|(_, marked)| !marked.is_owed());
            for ((_, staged, _), _) in unneeded {
                opened.output.discard(staged).expect("discards");
            }
        });
        marked.expect("marks");
    }

    fn emission(&self, waiting: &Waiting, revision: u32) -> Emission {
        Emission {
            at: self.now,
            revision,
            url: None,
            title: None,
            met: Met::default(),
            lasting: waiting.print,
            from_page: true,
            portrait: None,
            changes: None,
            look: None,
        }
    }

    /// Leaves a claimed entry out as a copy of some article that came out, which has its text then if it is better.
    fn skip(&mut self, better: bool) {
        let Some(waiting) = self.claimed.first().filter(|waiting| !waiting.again).cloned() else {
            return;
        };
        let opened = self.opened();
        let mut told = self.journal();
        told.retain(|line| line.id != waiting.id && line.action == Action::New);
        let Some(first) = told.last().map(|line| line.id) else { return };
        let Some(known) = opened.state.known(first).expect("reads") else { return };
        self.claimed.remove(0);
        let opened = self.opened();
        let formats = &self.config.output.formats;
        let replaced = better.then(|| {
            let revision = known.revision + 1;
            let text = Article { id: first, ..article(&waiting, revision, self.now) };
            let staged = opened.output.stage(&text, &known.stem, formats).expect("stages");
            Replaced { id: first, staged, emission: self.emission(&waiting, revision) }
        });
        let path = file_of(&stem(self.now, "news", None, waiting.id), formats);
        let emission = self.emission(&waiting, 1);
        let marked = opened.state.skip(&waiting, &path, &emission, first, replaced.as_ref());
        match (marked.expect("marks"), replaced) {
            (Marked::Owed(_), _) | (_, None) => {}
            (_, Some(replaced)) => {
                opened.output.discard(&replaced.staged).expect("discards");
            }
        }
    }

    fn half_publish(&mut self, whole: usize) {
        let owed = self.opened().state.next_owed(whole + 1).expect("reads");
        for (at, owed) in owed.iter().enumerate() {
            self.move_file(owed.line(), "md");
            if at < whole {
                self.move_file(owed.line(), "json");
            }
        }
    }

    fn move_file(&self, line: &Line, extension: &str) {
        let target = self.config.output.directory.join(&line.path).with_extension(extension);
        let Some(file) = self.staged_file(line).map(|file| file.with_extension(extension)) else {
            return;
        };
        if file.exists() {
            fs::create_dir_all(target.parent().expect("a parent")).expect("made");
            fs::rename(file, target).expect("moves");
        }
    }

    /// Where the JSON file of an emission is staged, if it is.
    fn staged_file(&self, line: &Line) -> Option<PathBuf> {
        let staging = self.config.output.directory.join(".staging");
        let name = Path::new(&line.path).with_extension("json");
        let name = name.file_name().expect("a name");
        let tokens = fs::read_dir(staging).expect("reads").flatten();
        tokens.map(|token| token.path().join(name)).find(|file| {
            // Another revision may be staged beside it.
            let told = fs::read_to_string(file).ok();
            let told = told.and_then(|text| serde_json::from_str::<Article>(&text).ok());
            told.is_some_and(|article| article.courant.revision == line.revision)
        })
    }

    /// Whether files stand in place, or were taken, of which no line tells yet.
    fn is_untold(&self) -> bool {
        let last = self.journal().last().map_or(0, |line| line.seq);
        let owed = self.opened().state.next_owed(2 * ENTRIES).expect("reads");
        owed.iter().any(|owed| {
            owed.seq() > last && owed.token().is_some() && self.staged_file(owed.line()).is_none()
        })
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
    pub(super) fn settle_down(&mut self) {
        self.restart();
        self.announce();
        while self.opened().state.queue_length() > 0 {
            self.take(&Step::Claim);
            self.take(&Step::Claim);
            self.take(&Step::Claim);
            self.take(&Step::Stage(2));
            self.take(&Step::Stage(2));
            self.take(&Step::Mark);
            self.take(&Step::Mark);
        }
        for most in [1, 2].into_iter().cycle() {
            if self.opened().state.next_owed(1).expect("reads").is_empty() {
                break;
            }
            self.take(&Step::Publish(most));
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

    pub(super) fn check(&self) {
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
        for line in journal.iter().filter(|line| line.action != Action::Skipped) {
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
