//! What the journal tells of one article, read beside a daemon that writes it: no lock, whole lines only.

use std::io::{BufRead, Read};
use std::path::Path;

use memchr::memmem;

use super::OutputError;
use super::journal::{DIRECTORY, MAX_LINE, days, open_day};
use super::names::is_day;
use super::place::Place;
use crate::emission::Line;
use crate::identity::ArticleId;

/// The lines that tell of an article, in order. `stem` is where its files were published; the journal
/// of earlier days is not read.
///
/// # Errors
/// Those of reading the journal.
pub fn history(output: &Path, id: ArticleId, stem: &str) -> Result<Vec<Line>, OutputError> {
    let Some(journal) = Place::at(output)?.open(DIRECTORY)? else { return Ok(Vec::new()) };
    let first = stem.get(..10).filter(|day| is_day(day)).unwrap_or_default();
    let (id_text, mut lines) = (id.to_string(), Vec::new());
    let finder = memmem::Finder::new(id_text.as_bytes());
    for day in days(&journal)?.into_iter().filter(|day| day.as_str() >= first) {
        let (mut reader, path) = open_day(&journal, &day)?;
        let failed = |source| OutputError::io(&path, source);
        let mut text = Vec::new();
        loop {
            text.clear();
            let limit = u64::try_from(MAX_LINE).unwrap_or(u64::MAX);
            let read = reader.by_ref().take(limit).read_until(b'\n', &mut text).map_err(failed)?;
            // A line without its end is still being written.
            if read == 0 || text.last() != Some(&b'\n') {
                break;
            }
            if finder.find(&text).is_some()
                && let Ok(line) = serde_json::from_slice::<Line>(&text)
                && line.id == id
            {
                lines.push(line);
            }
        }
    }
    Ok(lines)
}
