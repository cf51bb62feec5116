//! The real state and output, and what a life does with them until an article is owed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;

use courant::article::Article;
use courant::config::{Config, Format};
use courant::emission::{Action, Staged};
use courant::identity::{ArticleId, Parts, identify, url_key};
use courant::output::{OutputError, file_of, stem};
use courant::pipeline::Opened;
use courant::state::{Emission, FeedRecord, Found, Kept, Look, Marked, Met, Replaced, Waiting};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::reports::{article, found, portrait};
use super::{FEED, Step, TWINS};

/// Articles of which the first so many revisions are looked at again.
const LOOKED_AT: u32 = 2;

pub(super) struct World {
    pub(super) home: tempfile::TempDir,
    pub(super) config: Config,
    /// What the feed is called.
    pub(super) feed: &'static str,
    pub(super) opened: Option<Opened>,
    pub(super) now: Timestamp,
    claimed: Vec<Waiting>,
    staged: Vec<Vec<(Waiting, Staged, Emission)>>,
    /// How many of the first debts.
    pub(super) published: usize,
    /// The text that each entry shows now.
    pub(super) shown: BTreeMap<usize, u32>,
    pub(super) ids: BTreeMap<usize, ArticleId>,
    /// The version of what all pages show.
    page: u32,
    /// What is looked at again once it came out.
    looks: bool,
    /// What a filter kept back.
    pub(super) kept: HashSet<ArticleId>,
    /// How many files were last written of each revision.
    pub(super) written: HashMap<(ArticleId, u32), usize>,
    /// What the consumer got: id, revision and format of each file.
    pub(super) taken: Vec<(String, u64, String)>,
    /// A state was lost, so what waited has to be shown again.
    pub(super) lost: bool,
    /// How many states were put aside.
    pub(super) aside: usize,
}

impl World {
    pub(super) fn new() -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let config = Config::for_directory(home.path());
        fs::create_dir(&config.output.directory).expect("made");
        let mut world = Self {
            home,
            config,
            feed: "news",
            opened: None,
            now: "2026-11-23T12:00:00Z".parse().expect("a time"),
            claimed: Vec::new(),
            staged: Vec::new(),
            published: 0,
            shown: BTreeMap::new(),
            ids: BTreeMap::new(),
            page: 0,
            looks: true,
            kept: HashSet::new(),
            written: HashMap::new(),
            taken: Vec::new(),
            lost: false,
            aside: 0,
        };
        world.start();
        world
    }

    /// What was only in memory goes.
    pub(super) fn forget(&mut self) {
        self.claimed.clear();
        self.staged.clear();
        self.published = 0;
    }

    pub(super) fn opened(&self) -> &Opened {
        self.opened.as_ref().expect("it runs")
    }

    pub(super) fn take_all(&mut self, steps: &[Step]) {
        for step in steps {
            self.take(step);
        }
    }

    pub(super) fn take(&mut self, step: &Step) {
        self.now = self.now.checked_add(jiff::Span::new().minutes(40)).expect("in range");
        match step {
            Step::Poll(entries, version) => self.poll(*entries, *version),
            Step::Edit => self.page += 1,
            Step::Claim => {
                self.claimed.extend(self.opened().state.claim(self.now, |_| true).expect("claims"));
            }
            Step::PutBack(durably) => self.put_back(*durably),
            Step::KeepBack => self.keep_back(),
            Step::Withdraw => self.withdraw(),
            Step::Stage(most) => self.stage(*most),
            Step::Mark => self.mark(),
            Step::MarkSome(most) => self.mark_some(*most),
            Step::MarkInVain => self.mark_in_vain(),
            Step::Replace => self.skip(true),
            Step::LeaveOut => self.skip(false),
            step => self.go_on(step),
        }
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
        let feed: Url = FEED.parse().expect("an address");
        let links: Vec<(usize, u32, Url)> =
            self.shown.iter().map(|(entry, version)| (*entry, *version, link(*entry))).collect();
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
        self.ids.extend(links.iter().zip(&found).map(|(link, found)| (link.0, found.identity.id)));
        let document = format!("{:?}", self.shown);
        let record = FeedRecord { url: feed.to_string(), ..FeedRecord::default() };
        let active = |feed: &str| feed == self.feed;
        self.opened()
            .state
            .discover(self.feed, |_| record, &document, &found, self.now, active)
            .expect("discovers");
    }

    /// What was claimed first is held, or waits for another try.
    fn put_back(&mut self, durably: bool) {
        if self.claimed.is_empty() {
            return;
        }
        let waiting = self.claimed.remove(0);
        let state = &self.opened().state;
        state.turn_to(&waiting, "elsewhere.example");
        if durably {
            let later = Waiting { attempts: 1, not_before: self.now, ..waiting };
            state.postpone(&later).expect("is put back");
        } else {
            state.hold(&waiting, self.now);
        }
    }

    fn keep_back(&mut self) {
        let is_new = |waiting: &&Waiting| !waiting.again;
        let Some(waiting) = self.claimed.first().filter(is_new).cloned() else { return };
        self.claimed.remove(0);
        let kept = Kept {
            feed: String::new(),
            id: waiting.id,
            by: "a word".to_owned(),
            at: self.now,
            title: None,
            url: None,
        };
        if self.opened().state.keep_back(&waiting, kept).expect("is kept back") {
            self.kept.insert(waiting.id);
        }
    }

    fn withdraw(&mut self) {
        let is_again = |waiting: &&Waiting| waiting.again;
        let Some(waiting) = self.claimed.first().filter(is_again).cloned() else { return };
        self.claimed.remove(0);
        let state = &self.opened().state;
        let Some(known) = state.known(waiting.id).expect("reads") else { return };
        let emission = Emission { look: None, ..self.emission(&waiting, known.revision) };
        let path = file_of(&known.stem, &self.config.output.formats);
        let portrait = portrait(waiting.id, self.now);
        state.withdraw(&waiting, &emission, &path, &portrait).expect("is taken back");
    }

    fn stage(&mut self, most: usize) {
        let mut articles = HashSet::new();
        let distinct = self.claimed.iter().take_while(|waiting| articles.insert(waiting.id));
        let most = distinct.take(most).count();
        let claimed: Vec<Waiting> = self.claimed.drain(..most).collect();
        let opened = self.opened.as_ref().expect("it runs");
        let formats = &self.config.output.formats;
        let mut batch = opened.output.batch().expect("begins");
        let mut group = Vec::new();
        for waiting in claimed {
            let known = opened.state.known(waiting.id).expect("reads");
            let revision = known.as_ref().map_or(1, |known| known.revision + 1);
            let text = article(&waiting, revision, self.now);
            let place = known.map_or_else(
                || stem(self.now, &waiting.feed, None, waiting.id),
                |known| known.stem,
            );
            match batch.write(&text, &place, formats) {
                Err(OutputError::Hindered(_)) => opened.state.hold(&waiting, self.now),
                written => {
                    written.expect("writes");
                    self.written.insert((waiting.id, revision), formats.len());
                    let emission = self.emission(&waiting, revision);
                    group.push((waiting, emission));
                }
            }
        }
        let staged = batch.sync().expect("syncs");
        let group = group.into_iter().zip(staged);
        let group: Vec<_> =
            group.map(|((waiting, emission), staged)| (waiting, staged, emission)).collect();
        if !group.is_empty() {
            self.staged.push(group);
        }
    }

    fn mark(&mut self) {
        self.mark_then(usize::MAX, || ());
    }

    /// The process is killed in the middle of a mark: what was written of it is durable by chance, the rest is not.
    fn mark_some(&mut self, most: usize) {
        self.mark_then(most, || ());
        self.kill();
    }

    /// The process is killed when what turned out to be known was discarded, and nothing of the mark is durable.
    fn mark_in_vain(&mut self) {
        let (state, left) = (self.config.state.directory.clone(), self.left());
        let is_marked = self.mark_then(usize::MAX, || super::reports::copy(&state, &left));
        if is_marked {
            self.kill_leaving();
        }
    }

    fn mark_then(&mut self, most: usize, then: impl FnOnce()) -> bool {
        if self.staged.is_empty() {
            return false;
        }
        let group = self.staged.remove(0);
        let opened = self.opened();
        let all = group.iter().map(|(waiting, staged, emission)| (waiting, staged, emission));
        let marked = opened.state.mark(all.take(most), |marked| {
            let unneeded = group.iter().zip(marked).filter(|(_, marked)| !marked.is_owed());
            for ((_, staged, _), _) in unneeded.filter(|_| most > group.len()) {
                opened.output.discard(staged).expect("discards");
            }
            then();
        });
        marked.expect("marks");
        true
    }

    fn emission(&self, waiting: &Waiting, revision: u32) -> Emission {
        let at = self.now.checked_add(SignedDuration::from_mins(30)).expect("in range");
        let looks = self.looks && revision <= LOOKED_AT && waiting.print % 2 == 1;
        // The page of one twin is the other's.
        let is_twin = self.ids.get(&TWINS[1]) == Some(&waiting.id);
        Emission {
            at: self.now,
            revision,
            url: None,
            title: None,
            met: Met { address: url_key(&link(TWINS[0])).filter(|_| is_twin), ..Met::default() },
            lasting: waiting.print << 32 | u64::from(self.page),
            from_page: true,
            portrait: None,
            changes: None,
            look: looks.then_some(Look { at, why: None }),
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
        let mut replaced = None;
        if better {
            let revision = known.revision + 1;
            let text = Article { id: first, ..article(&waiting, revision, self.now) };
            match opened.output.stage(&text, &known.stem, formats) {
                Err(OutputError::Hindered(_)) => {}
                staged => {
                    let staged = staged.expect("stages");
                    let emission = self.emission(&waiting, revision);
                    replaced = Some(Replaced { id: first, staged, emission });
                }
            }
        }
        let path = file_of(&stem(self.now, &waiting.feed, None, waiting.id), formats);
        let emission = self.emission(&waiting, 1);
        let marked = opened.state.skip(&waiting, &path, &emission, first, replaced.as_ref());
        match (marked.expect("marks"), replaced) {
            (Marked::Owed(_), Some(replaced)) => {
                let own = (first, replaced.emission.revision);
                self.written.insert(own, self.config.output.formats.len());
            }
            (Marked::Owed(_), _) | (_, None) => {}
            (_, Some(replaced)) => {
                opened.output.discard(&replaced.staged).expect("discards");
            }
        }
    }

    /// Everything goes on until nothing is left to do.
    pub(super) fn settle_down(&mut self) {
        self.looks = false;
        self.clear();
        self.kill();
        if self.lost {
            self.announce();
        }
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

    /// The formats of the next lives.
    pub(super) fn write_as(&mut self, formats: &[Format]) {
        self.config.output.formats = formats.to_vec();
    }
}

fn link(entry: usize) -> Url {
    let feed: Url = FEED.parse().expect("an address");
    feed.join(&format!("/{entry}")).expect("an address")
}
