//! A full-text feed as it stands in its place, for whoever serves it.
//!
//! Always: reached without following a link, and only by a name that a full-text feed can have.

use std::fs::File;
use std::path::Path;

use jiff::Timestamp;
use rustix::fs;

use super::{DIRECTORY, TAGS};
use crate::output::OutputError;
use crate::output::place::Place;

/// A full-text feed, open.
#[derive(Debug)]
pub struct Published {
    /// Its bytes.
    pub file: File,
    /// How many.
    pub size: u64,
    /// When it was put in its place.
    pub modified: Timestamp,
    /// What it is.
    pub media_type: &'static str,
}

impl Published {
    /// Opens one by its path in `feeds/`: `dw.xml`, `tag/world.json`, `all.xml`; `None` if there is none.
    ///
    /// # Errors
    /// Those of reading it.
    pub fn open(output: &Path, path: &str) -> Result<Option<Self>, OutputError> {
        let (tag, name) = match path.split_once('/') {
            Some((TAGS, name)) => (true, name),
            Some(_) => return Ok(None),
            None => (false, path),
        };
        let media_type = match name.rsplit_once('.') {
            Some((stem, "json")) if is_tame(stem) => "application/feed+json; charset=utf-8",
            Some((stem, "xml")) if is_tame(stem) => "application/atom+xml; charset=utf-8",
            _ => return Ok(None),
        };
        let Some(place) = Place::at(output)?.open(DIRECTORY)? else { return Ok(None) };
        let place = if tag { place.open(TAGS)? } else { Some(place) };
        let Some(place) = place else { return Ok(None) };
        let path = place.path.join(name);
        let Some(file) = place.file(name)? else { return Ok(None) };
        let seen = fs::fstat(&file).map_err(|error| OutputError::io(&path, error))?;
        let nanoseconds = i32::try_from(seen.st_mtime_nsec).unwrap_or(0);
        Ok(Some(Self {
            file,
            size: u64::try_from(seen.st_size).unwrap_or(0),
            modified: Timestamp::new(seen.st_mtime, nanoseconds).unwrap_or_default(),
            media_type,
        }))
    }
}

/// A name as feeds and slugs have them.
fn is_tame(stem: &str) -> bool {
    !stem.is_empty() && stem.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
