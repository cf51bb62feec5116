//! The captured pages that the measuring programs read: sets under `$COURANT_DATA/pages` (default
//! `../shared/data`). They are measured with where they lie, and never copied.

#![allow(dead_code, reason = "not every program does all of this")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use courant::extract::decode;
use serde_json::Value;
use url::Url;

const THREADS: usize = 4;

/// A captured page, and what is known to be on it.
pub(crate) struct Captured {
    pub(crate) id: String,
    /// [`nowhere`], if the set does not say.
    pub(crate) url: Url,
    pub(crate) html: String,
    /// Its record in the set's `truth.json`.
    pub(crate) truth: Value,
}

/// The folder of the sets; without one there is nothing to measure, and the program ends.
pub(crate) fn folder() -> PathBuf {
    let data = std::env::var("COURANT_DATA").unwrap_or_else(|_| "../shared/data".into());
    let pages = PathBuf::from(data).join("pages");
    if !pages.is_dir() {
        eprintln!(
            "There are no page sets in {}: point COURANT_DATA at the folder of captured pages.",
            pages.display()
        );
        std::process::exit(1);
    }
    pages
}

/// The address of a page whose own is not known.
pub(crate) fn nowhere() -> Url {
    Url::parse("https://page.invalid/").expect("a valid address")
}

/// The pages of a set, in the order of their names.
pub(crate) fn read(set: &Path) -> Vec<Captured> {
    let truth = std::fs::read(set.join("truth.json"))
        .unwrap_or_else(|error| panic!("{}: {error}", set.display()));
    let truth: BTreeMap<String, Value> =
        serde_json::from_slice(&truth).expect("truth.json is a JSON object");
    truth
        .into_iter()
        .filter_map(|(id, truth)| {
            let file = std::fs::File::open(set.join("html").join(format!("{id}.html.gz"))).ok()?;
            let mut bytes = Vec::new();
            flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).ok()?;
            let url = truth["url"].as_str().and_then(|url| Url::parse(url).ok());
            Some(Captured {
                id,
                url: url.unwrap_or_else(nowhere),
                html: decode(&bytes, None),
                truth,
            })
        })
        .collect()
}

/// What `of` makes of each, in their order, on all threads.
pub(crate) fn each<'a, T: Sync, R: Send>(
    all: &'a [T],
    of: impl Fn(usize, &'a T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let made = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = all.get(at) else { break };
                    let made_of_it = of(at, one);
                    made.lock().expect("no thread panicked").insert(at, made_of_it);
                }
            });
        }
    });
    made.into_inner().expect("no thread panicked").into_values().collect()
}

/// Writes a file that somebody asked for, with its directory.
#[allow(clippy::disallowed_methods, reason = "a measuring program writes files of its own")]
pub(crate) fn write(bytes: &[u8], to: &Path) {
    if let Some(directory) = to.parent() {
        std::fs::create_dir_all(directory).expect("the directory can be made");
    }
    std::fs::write(to, bytes).expect("the file can be written");
}
