//! Real publishing times.
//!
//! An archive of polls shows the last N entries every day or so, and so only parts of the time. An entry counts if it
//! was first seen in a poll and its date lies in what that poll made visible: after the poll before it, and after the
//! oldest entry shown where the two polls have nothing in common. So it was published at its date. Dates that many
//! entries have to the second of the day, at a full quarter of an hour, are dates without a time, and are left out.
//!
//! What is visible is put together by half hours of the week to weeks without holes: each half hour once at the most,
//! the next of the same week after it wherever it was visible.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::path::Path;
use std::process::Command;

use courant::feed;
use url::Url;

const HALF_HOUR: i64 = 1800;
const WEEK: i64 = 7 * 86_400;
const CELLS: usize = 7 * 48;
/// Fewer entries say nothing of a rule.
const ENOUGH: usize = 60;

/// A feed's publishing times.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    /// Minutes since 1970, in order.
    pub(crate) times: Vec<f64>,
    /// How many entries it shows.
    pub(crate) shown: usize,
    /// When the first poll comes after the entry that fills what is shown, in minutes.
    pub(crate) offset: f64,
}

impl Source {
    fn new(name: String, mut times: Vec<i64>, shown: usize, index: usize) -> Option<Self> {
        times.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are exact")]
        let times: Vec<f64> = times.into_iter().map(|time| time as f64 / 60.0).collect();
        let shown = shown.min(times.len() / 2);
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let offset = (index * 7 % 60) as f64 + 1.0;
        (times.len() >= ENOUGH).then_some(Self { name, times, shown, offset })
    }

    /// Of times in minutes since 1970.
    pub(crate) fn made(name: String, times: Vec<f64>, shown: usize, index: usize) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
        let times = times.into_iter().map(|time| (time * 60.0) as i64).collect();
        Self::new(name, times, shown, index)
    }

    pub(crate) fn line(&self) -> String {
        let days = (self.times[self.times.len() - 1] - self.times[0]) / 1440.0;
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let rate = self.times.len() as f64 / days;
        format!(
            "{}: {} entries in {days:.0} days, {rate:.1} a day, {} shown",
            self.name,
            self.times.len(),
            self.shown
        )
    }

    pub(crate) fn first_half(&self) -> Self {
        Self { times: self.times[..self.times.len() / 2].to_vec(), ..self.clone() }
    }

    pub(crate) fn second_half(&self) -> Self {
        Self { times: self.times[self.times.len() / 2..].to_vec(), ..self.clone() }
    }
}

/// Of files with `FEED: [unix times]`.
pub(crate) fn listed(files: &[&String], shown: usize) -> Vec<Source> {
    let mut sources = Vec::new();
    for file in files {
        let text = std::fs::read(file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let feeds: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        for (name, value) in feeds {
            let times =
                value.get("times").unwrap_or(&value).as_array().cloned().unwrap_or_default();
            #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
            let times =
                times.iter().filter_map(|time| time.as_f64().map(|time| time as i64)).collect();
            let own = value.get("shown").and_then(serde_json::Value::as_u64);
            let shown = own.and_then(|own| usize::try_from(own).ok()).unwrap_or(shown);
            sources.extend(Source::new(name, times, shown, sources.len()));
        }
    }
    sources
}

/// Of the archived polls in `COURANT_DATA`.
pub(crate) fn archived() -> Vec<Source> {
    let data = std::env::var("COURANT_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let folder = Path::new(&data).join("feeds/polls-a");
    let Ok(files) = std::fs::read_dir(&folder) else { return Vec::new() };
    let mut files: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    let mut sources = Vec::new();
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(name) = name.strip_suffix(".tar.xz") else { continue };
        let (times, shown) = visible(&unpacked(&file)).into_times();
        let found = times.len();
        match Source::new(name.to_owned(), times, shown, sources.len()) {
            Some(source) => sources.push(source),
            None => println!("{name}: left out, {found} entries with a time of publishing"),
        }
    }
    sources
}

/// The polls of an archive, by time.
fn unpacked(file: &Path) -> BTreeMap<i64, Vec<u8>> {
    let home = tempfile::tempdir().expect("a directory for the archive");
    let done = Command::new("tar").arg("xJf").arg(file).arg("-C").arg(home.path()).status();
    assert!(done.is_ok_and(|done| done.success()), "{}: tar could not unpack it", file.display());
    let mut polls = BTreeMap::new();
    for folder in std::fs::read_dir(home.path()).expect("it is there").flatten() {
        for poll in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let name = poll.file_name().into_string().unwrap_or_default();
            let Some(at) = name.split('_').next().and_then(|at| at.parse().ok()) else { continue };
            let mut bytes = Vec::new();
            let read =
                std::fs::File::open(poll.path()).and_then(|mut file| file.read_to_end(&mut bytes));
            if read.is_ok() {
                polls.insert(at, bytes);
            }
        }
    }
    polls
}

/// What the polls of a feed made visible, in seconds since 1970.
#[derive(Default)]
struct Visible {
    /// From … to.
    spans: Vec<(i64, i64)>,
    times: Vec<i64>,
    shown: usize,
}

fn visible(polls: &BTreeMap<i64, Vec<u8>>) -> Visible {
    let address = Url::parse("https://feed.invalid/").expect("a valid address");
    let mut found = Visible::default();
    let mut seen: HashSet<String> = HashSet::new();
    let mut before: Option<(i64, HashSet<String>)> = None;
    for (at, bytes) in polls {
        let Ok(read) = feed::read(bytes, None, &address) else { continue };
        let mut entries: HashMap<String, i64> = HashMap::new();
        for entry in read.entries {
            let date = entry.published.or(entry.updated).map(jiff::Timestamp::as_second);
            let id = entry.guid.or(entry.link.map(String::from));
            if let (Some(id), Some(date)) = (id, date) {
                entries.insert(id, date);
            }
        }
        let Some(oldest) = entries.values().min().copied() else { continue };
        found.shown = found.shown.max(entries.len());
        let ids: HashSet<String> = entries.keys().cloned().collect();
        if let Some((last, shown)) = &before {
            let from = if shown.is_disjoint(&ids) { oldest.max(*last) } else { *last };
            found.spans.push((from, *at));
            let new = entries
                .iter()
                .filter(|(id, date)| !seen.contains(*id) && from < **date && **date <= *at);
            found.times.extend(new.map(|(_, date)| *date));
        }
        seen.extend(ids.iter().cloned());
        before = Some((*at, ids));
    }
    found
}

impl Visible {
    /// Times without holes, and how many entries the feed shows.
    fn into_times(mut self) -> (Vec<i64>, usize) {
        self.leave_out_bare_dates();
        self.times.sort_unstable();
        let mut seen_in: Vec<Vec<i64>> = vec![Vec::new(); CELLS];
        for (from, to) in &self.spans {
            let mut cell = from.div_euclid(HALF_HOUR) + 1;
            while (cell + 1) * HALF_HOUR <= *to {
                let of_week =
                    usize::try_from(cell * HALF_HOUR % WEEK / HALF_HOUR).unwrap_or_default();
                seen_in[of_week].push(cell * HALF_HOUR / WEEK);
                cell += 1;
            }
        }
        let mut counts: Vec<usize> = seen_in.iter().map(Vec::len).collect();
        counts.sort_unstable();
        let weeks = i64::try_from(counts[CELLS / 2]).unwrap_or_default();
        let first = seen_in.iter().flatten().min().copied().unwrap_or_default();
        let last = seen_in.iter().flatten().max().copied().unwrap_or_default();
        let (mut times, mut source) = (Vec::new(), None);
        for week in 0..weeks {
            let wanted = first + (last - first) * week / weeks.max(1);
            for (index, left) in seen_in.iter_mut().enumerate() {
                if index == 0 {
                    source = source.map(|week| week + 1);
                }
                let next = left.iter().position(|week| Some(*week) == source).or_else(|| {
                    let nearest =
                        left.iter().enumerate().min_by_key(|(_, week)| (**week - wanted).abs());
                    nearest.map(|(position, _)| position)
                });
                source = next.map(|position| left.remove(position));
                if let Some(from_week) = source {
                    let index = i64::try_from(index).unwrap_or_default();
                    let from = from_week * WEEK + index * HALF_HOUR;
                    let range = self.times.partition_point(|time| *time < from)
                        ..self.times.partition_point(|time| *time < from + HALF_HOUR);
                    times.extend(
                        self.times[range]
                            .iter()
                            .map(|time| time + (first + week - from_week) * WEEK),
                    );
                }
            }
        }
        (times, self.shown)
    }

    fn leave_out_bare_dates(&mut self) {
        let mut by_second: HashMap<i64, usize> = HashMap::new();
        for time in &self.times {
            *by_second.entry(time.rem_euclid(86_400)).or_default() += 1;
        }
        let many = (self.times.len() / 20).max(3);
        self.times.retain(|time| {
            let second = time.rem_euclid(86_400);
            second % 900 != 0 || by_second[&second] <= many
        });
    }
}
