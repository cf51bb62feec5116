//! A full-text feed as a document: JSON Feed 1.1, which is also what courant reads it back from.
//!
//! Always: replaced whole; of both formats the JSON comes last, since it says how far they are. A document that
//! cannot be read counts as missing.

use std::io::{BufReader, Read};

use rustix::fs::{self, Mode};
use serde::{Deserialize, Serialize};

use super::atom;
use super::channel::Channel;
use crate::article::Article;
use crate::output::OutputError;
use crate::output::place::{Place, SHARED};

/// The version of JSON Feed.
const VERSION: &str = "https://jsonfeed.org/version/1.1";
/// About how many bytes of articles a document holds; the newest one stays whatever its size.
const MAX_BYTES: usize = 16 << 20;
/// The most bytes of a document that are read back.
const MAX_FILE: u64 = 256 << 20;
/// Readable to the consumers' group, written by us alone.
const FILE_MODE: Mode = Mode::from_raw_mode(0o640);

/// A full-text feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Document {
    version: String,
    pub(super) title: String,
    /// Articles, the newest first.
    pub(super) items: Vec<Article>,
    #[serde(rename = "_courant")]
    ours: Ours,
}

/// What courant adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Ours {
    version: u32,
    /// The emissions up to this number are in it.
    through: u64,
}

impl Document {
    pub(super) fn new(through: u64) -> Self {
        Self {
            version: VERSION.to_owned(),
            title: String::new(),
            items: Vec::new(),
            ours: Ours { version: 1, through },
        }
    }

    /// The number of the last emission that it knows of.
    pub(super) fn through(&self) -> u64 {
        self.ours.through
    }

    pub(super) fn reaches(&mut self, through: u64) {
        self.ours.through = self.ours.through.max(through);
    }

    /// Puts an article first, in the place of an earlier revision.
    pub(super) fn put(&mut self, article: Article) {
        self.items.retain(|other| other.id != article.id);
        self.items.insert(0, article);
    }

    /// Lets go of the oldest articles.
    pub(super) fn bound(&mut self, most: usize) {
        let mut bytes = 0;
        let fits = |article: &&Article| {
            bytes += size(article);
            bytes <= MAX_BYTES
        };
        let few = self.items.iter().take(most).take_while(fits).count();
        self.items.truncate(few.max(1));
    }

    /// The document in its place; `None` if there is none that can be read.
    pub(super) fn read(place: &Place, channel: &Channel) -> Result<Option<Self>, OutputError> {
        let Some(place) = open(place, channel)? else { return Ok(None) };
        let name = format!("{}.json", channel.stem());
        let file = match place.file(&name) {
            Ok(Some(file)) => file,
            // A link.
            Ok(None) | Err(OutputError::NotADirectory(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let read: Option<Self> = serde_json::from_reader(BufReader::new(file.take(MAX_FILE))).ok();
        Ok(read.filter(|document| document.version == VERSION))
    }

    /// Whether both of its files are there.
    pub(super) fn stands(place: &Place, channel: &Channel) -> Result<bool, OutputError> {
        let Some(place) = open(place, channel)? else { return Ok(false) };
        let is_there = |extension| {
            let name = format!("{}.{extension}", channel.stem());
            fs::accessat(&place, name, fs::Access::EXISTS, fs::AtFlags::empty()).is_ok()
        };
        Ok(is_there("json") && is_there("xml"))
    }

    /// Removes it, so that it is made anew.
    pub(super) fn remove(place: &Place, channel: &Channel) -> Result<(), OutputError> {
        let Some(place) = open(place, channel)? else { return Ok(()) };
        place.remove(&format!("{}.json", channel.stem()))
    }

    /// Writes both formats in the `workshop`, and moves them into place.
    pub(super) fn write(
        &self,
        place: &Place,
        workshop: &Place,
        channel: &Channel,
    ) -> Result<(), OutputError> {
        let own = match channel.directory {
            Some(directory) => Some(place.enter(directory, SHARED)?),
            None => None,
        };
        let target = own.as_ref().unwrap_or(place);
        let mut json = serde_json::to_vec(self).expect("a document is plain data");
        json.push(b'\n');
        for (extension, bytes) in [("xml", atom::write(self, channel)), ("json", json)] {
            let name = format!("{}.{extension}", channel.stem());
            workshop.replace(&name, (target, &name), &bytes, FILE_MODE)?;
        }
        target.sync()
    }
}

fn open(place: &Place, channel: &Channel) -> Result<Option<Place>, OutputError> {
    match channel.directory {
        Some(directory) => place.open(directory),
        None => place.open("."),
    }
}

/// About how many bytes an article takes.
pub(super) fn size(article: &Article) -> usize {
    article.content_text.len() + article.content_html.as_ref().map_or(0, String::len) + 1_000
}
