//! A greedy consumer: it follows the journal, and takes each article away at once, with the directory if that is
//! empty then.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use courant::emission::{Action, Line};

use crate::world;

const GLANCE: Duration = Duration::from_millis(20);

/// A line of the journal, as far as it counts here.
pub(crate) struct Told {
    /// In milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) action: Action,
    pub(crate) revision: u32,
    pub(crate) feed: u32,
    pub(crate) number: i64,
}

/// What it took.
#[derive(Default)]
pub(crate) struct Consumed {
    pub(crate) lines: Vec<Told>,
    /// Articles whose file was not there when the journal told of them.
    pub(crate) missing: usize,
    /// Lines whose number does not follow on the one before.
    pub(crate) gaps: usize,
    last: u64,
}

pub(crate) struct Consumer {
    enough: Arc<AtomicBool>,
    works: JoinHandle<Consumed>,
}

impl Consumer {
    pub(crate) fn start(articles: &Path) -> Self {
        let enough = Arc::new(AtomicBool::new(false));
        let (is_enough, articles) = (enough.clone(), articles.to_owned());
        let works = thread::spawn(move || {
            let mut reader = Reader { articles, day: None, consumed: Consumed::default() };
            loop {
                // What is there when it is told to end is read to the end.
                let last = is_enough.load(Ordering::SeqCst);
                reader.read();
                if last {
                    return reader.consumed;
                }
                thread::sleep(GLANCE);
            }
        });
        Self { enough, works }
    }

    pub(crate) fn end(self) -> Consumed {
        self.enough.store(true, Ordering::SeqCst);
        self.works.join().unwrap()
    }
}

struct Reader {
    articles: PathBuf,
    /// The journal's file that is read, and how far.
    day: Option<(PathBuf, u64)>,
    consumed: Consumed,
}

impl Reader {
    fn read(&mut self) {
        let listed = fs::read_dir(self.articles.join("journal")).into_iter().flatten().flatten();
        let mut days: Vec<PathBuf> = listed.map(|entry| entry.path()).collect();
        days.retain(|day| self.day.as_ref().is_none_or(|(read, _)| day >= read));
        days.sort();
        for day in days {
            let read = self.day.as_ref().filter(|(read, _)| *read == day).map_or(0, |(_, to)| *to);
            let mut file = File::open(&day).unwrap();
            file.seek(SeekFrom::Start(read)).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            for line in bytes[..whole].split(|byte| *byte == b'\n').filter(|one| !one.is_empty()) {
                self.take(&serde_json::from_slice(line).unwrap());
            }
            self.day = Some((day, read + whole as u64));
        }
    }

    fn take(&mut self, line: &Line) {
        let consumed = &mut self.consumed;
        consumed.gaps += usize::from(line.seq != consumed.last + 1);
        consumed.last = line.seq;
        let (feed, number) = world::whose(line.url.as_deref().unwrap_or_default()).unwrap();
        assert_eq!(line.feed, format!("feed-{feed}"), "an article of another feed");
        let path = self.articles.join(&line.path);
        let _ = fs::remove_file(path.with_extension("md"));
        // A revision may have gone with the article, which was taken when both were there.
        let is_gone = fs::remove_file(&path).is_err();
        consumed.missing += usize::from(is_gone && line.action == Action::New);
        let _ = fs::remove_dir(path.parent().unwrap());
        consumed.lines.push(Told {
            at: line.at.as_millisecond(),
            action: line.action,
            revision: line.revision,
            feed,
            number,
        });
    }
}
