//! Publishing as far as it comes, what stands in its way, the consumer, and whether all is as it ought to be.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use courant::article::Article;
use courant::emission::{Action, Line, Owed};

use super::reports::copy;
use super::world::World;
use super::{Step, TWINS};

impl World {
    pub(super) fn hand_over(&mut self, step: &Step) {
        match step {
            Step::HalfPublish(whole) => self.half_publish(*whole),
            Step::TornPublish(moved, lines) => self.torn_publish(*moved, *lines),
            Step::Publish(most) => self.publish(*most),
            Step::Settle => {
                let owed = self.opened().state.next_owed(self.published).expect("reads");
                assert_eq!(owed.len(), self.published, "it is owed");
                self.opened().state.settle(&owed).expect("settles");
                self.published = 0;
            }
            Step::Obstruct(at) => self.obstruct(*at),
            Step::Clear => self.clear(),
            Step::Consume => self.consume(),
            step => unreachable!("{step:?}"),
        }
    }

    fn publish(&mut self, most: usize) {
        let owed = self.opened().state.next_owed(most).expect("reads");
        let published = self.opened().output.publish(&owed);
        let is_free = self.obstacles().is_empty();
        assert!(
            !is_free || published.as_ref().is_ok_and(|count| *count == owed.len()),
            "nothing is in the way: {published:?}"
        );
        self.published = published.unwrap_or_default();
    }

    fn half_publish(&mut self, whole: usize) {
        let owed = self.opened().state.next_owed(whole + 1).expect("reads");
        for (at, owed) in owed.iter().enumerate() {
            let mut files = self.staged_files(owed);
            // The one that the line names moves last.
            files.sort_by_key(|file| {
                file.ends_with(owed.line().path.rsplit('/').next().expect("a name"))
            });
            let most = if at < whole { files.len() } else { files.len().saturating_sub(1).min(1) };
            if !files.iter().take(most).all(|file| self.move_file(file, owed.line())) {
                return;
            }
        }
    }

    /// So many debts' files are moved, and so many of their lines and half of one stand there when the process is
    /// killed.
    fn torn_publish(&mut self, moved: usize, lines: usize) {
        let owed = self.opened().state.next_owed(moved).expect("reads");
        let mut whole = 0;
        for owed in &owed {
            if !self.staged_files(owed).iter().all(|file| self.move_file(file, owed.line())) {
                break;
            }
            whole += 1;
        }
        copy(&self.config.state.directory, &self.left());
        self.kill_and(|world| {
            let last = world.journal().last().map_or(0, |line| line.seq);
            let lines = owed[..whole].iter().filter(|owed| owed.seq() > last).take(lines);
            for (at, owed) in lines.enumerate() {
                let line = serde_json::to_string(owed.line()).expect("plain data") + "\n";
                world.append(owed.line(), &line);
                if at % 2 == 1 {
                    world.append(owed.line(), &line[..line.len() / 2]);
                    break;
                }
            }
        });
    }

    fn append(&self, line: &Line, text: &str) {
        let mut day = format!("{}.ndjson", &line.at.to_string()[..10]);
        if let Some(last) = self.days().pop() {
            let last = last.file_name().expect("a name").to_string_lossy().into_owned();
            day = day.max(last);
        }
        let file = self.config.output.directory.join("journal").join(day);
        let mut file = OpenOptions::new().append(true).create(true).open(file).expect("opens");
        file.write_all(text.as_bytes()).expect("writes");
    }

    /// Moves a staged file into place; `false` if something is in the way.
    fn move_file(&self, file: &Path, line: &Line) -> bool {
        let target = self.config.output.directory.join(&line.path);
        let directory = target.parent().expect("a parent");
        if fs::create_dir_all(directory).is_err() {
            return false;
        }
        let target = directory.join(file.file_name().expect("a name"));
        if line.revision == 1 && target.exists() {
            fs::remove_file(file).expect("removed");
        } else {
            fs::rename(file, target).expect("moves");
        }
        true
    }

    /// What is still staged of a debt.
    fn staged_files(&self, owed: &Owed) -> Vec<PathBuf> {
        let Some(token) = owed.token() else { return Vec::new() };
        let staging = self.config.output.directory.join(".staging").join(token.as_str());
        let id = owed.line().id.to_string();
        let files = fs::read_dir(staging).into_iter().flatten().flatten().map(|file| file.path());
        let mut files: Vec<_> = files.filter(|file| file.to_string_lossy().contains(&id)).collect();
        files.sort();
        files
    }

    /// Whether files stand in place, or were taken, of which no line tells yet.
    pub(super) fn is_untold(&self) -> bool {
        let last = self.journal().last().map_or(0, |line| line.seq);
        self.opened().state.owed().map(|owed| owed.expect("reads")).any(|owed| {
            let own = (owed.line().id, owed.line().revision);
            let written = self.written.get(&own).copied().filter(|_| owed.token().is_some());
            owed.seq() > last && self.staged_files(&owed).len() < written.unwrap_or_default()
        })
    }

    /// A file stands where the directory of some debt belongs.
    fn obstruct(&mut self, at: usize) {
        let owed: Vec<Owed> = self.opened().state.owed().map(|owed| owed.expect("reads")).collect();
        let with_files: Vec<_> = owed.iter().filter(|owed| owed.token().is_some()).collect();
        let Some(owed) = with_files.get(at) else { return };
        let target = self.config.output.directory.join(&owed.line().path);
        let directory = target.parent().expect("a parent");
        let _ = fs::remove_dir(directory);
        if !directory.exists() {
            fs::create_dir_all(directory.parent().expect("a parent")).expect("made");
            fs::write(directory, "mine").expect("writes");
        }
    }

    pub(super) fn clear(&mut self) {
        for obstacle in self.obstacles() {
            fs::remove_file(obstacle).expect("removed");
        }
    }

    fn obstacles(&self) -> Vec<PathBuf> {
        let feeds = self
            .article_days()
            .into_iter()
            .flat_map(|day| fs::read_dir(day).expect("reads").flatten());
        feeds.map(|feed| feed.path()).filter(|feed| feed.is_file()).collect()
    }

    fn article_days(&self) -> Vec<PathBuf> {
        let days = fs::read_dir(&self.config.output.directory).expect("reads").flatten();
        days.filter(|day| day.file_name() != ".staging" && day.file_name() != "journal")
            .map(|day| day.path())
            .collect()
    }

    /// The consumer takes every file that it sees, and removes the directories.
    pub(super) fn consume(&mut self) {
        for day in self.article_days() {
            for feed in fs::read_dir(&day).expect("reads").flatten() {
                for file in fs::read_dir(feed.path()).into_iter().flatten().flatten() {
                    self.taken.push(read(&file.path()));
                }
            }
            fs::remove_dir_all(day).expect("removed");
        }
    }

    fn days(&self) -> Vec<PathBuf> {
        let directory = self.config.output.directory.join("journal");
        let mut days: Vec<PathBuf> =
            fs::read_dir(directory).expect("reads").flatten().map(|day| day.path()).collect();
        days.sort();
        days
    }

    pub(super) fn journal(&self) -> Vec<Line> {
        let days = self.days();
        let text: String = days.iter().map(|day| fs::read_to_string(day).expect("reads")).collect();
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }

    pub(super) fn check(&self) {
        let journal = self.journal();
        let seqs: Vec<u64> = journal.iter().map(|line| line.seq).collect();
        let expected: Vec<u64> = (1..=seqs.len() as u64).collect();
        assert_eq!(seqs, expected, "the journal is gapless and in order");
        let told = journal.iter().filter(|line| line.action != Action::Withdrawn);
        let told: Vec<(String, u64)> =
            told.map(|line| (line.id.to_string(), u64::from(line.revision))).collect();
        assert_eq!(
            told.len(),
            told.iter().collect::<HashSet<_>>().len(),
            "no revision has two lines: {told:?}"
        );
        let files: HashSet<_> = self.taken.iter().collect();
        assert_eq!(files.len(), self.taken.len(), "nothing was delivered twice: {:?}", self.taken);
        let taken: HashSet<(String, u64)> =
            self.taken.iter().map(|(id, revision, _)| (id.clone(), *revision)).collect();
        let with_files = |line: &&Line| matches!(line.action, Action::New | Action::Revised);
        for line in journal.iter().filter(with_files) {
            let first = line.revision == 1;
            assert_eq!(first, line.action == Action::New);
            // A revision that a later one replaced before the consumer came is delivered as the later one.
            let later = (line.revision..)
                .take(10)
                .any(|revision| taken.contains(&(line.id.to_string(), u64::from(revision))));
            assert!(later, "{} revision {} was never delivered", line.id, line.revision);
        }
        for (id, revision) in &taken {
            assert!(
                told.contains(&(id.clone(), *revision)),
                "{id} revision {revision} has no line"
            );
        }
        self.check_entries(&journal);
    }

    /// Every entry became one article, or was kept back.
    fn check_entries(&self, journal: &[Line]) {
        let told: HashSet<_> = journal.iter().map(|line| line.id).collect();
        assert!(told.iter().all(|id| self.ids.values().any(|own| own == id)));
        let done = |entry: &usize| {
            let id = &self.ids[entry];
            told.contains(id) || self.kept.contains(id)
        };
        for entry in self.shown.keys() {
            let twin = TWINS
                .contains(entry)
                .then(|| TWINS.iter().filter(|twin| self.shown.contains_key(twin)));
            let is_done = done(entry) || twin.into_iter().flatten().any(done);
            assert!(is_done, "entry {entry} became no article");
        }
        let twins =
            TWINS.iter().filter(|twin| self.ids.get(twin).is_some_and(|id| told.contains(id)));
        assert!(twins.count() <= 1, "one article came out as two");
    }
}

/// A file that was delivered: its id, revision and format.
fn read(file: &Path) -> (String, u64, String) {
    let text = fs::read_to_string(file).expect("reads");
    let ending = file.extension().expect("an ending").to_string_lossy().into_owned();
    let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
    let id = name.rsplit('.').next().expect("an id").to_owned();
    let behind = |mark: &str| {
        let (_, rest) = text.split_once(mark).expect("a revision");
        rest.chars()
            .map_while(|digit| digit.to_digit(10))
            .fold(0, |all, digit| 10 * all + u64::from(digit))
    };
    let revision = match ending.as_str() {
        "json" => {
            let article: Article = serde_json::from_str(&text).expect("a whole file");
            assert_eq!(article.id.to_string(), id);
            u64::from(article.courant.revision)
        }
        "md" => behind("\nrevision: "),
        _ => behind("revision "),
    };
    assert!(ending == "json" || text.ends_with("whole\n"), "{text}");
    (id, revision, ending)
}
