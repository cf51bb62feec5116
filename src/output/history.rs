//! What the journal tells of one article, read beside a daemon that writes it: no lock, whole lines only.

use std::path::Path;

use memchr::memmem;

use super::OutputError;
use super::journal::{DIRECTORY, days};
use super::lines::Lines;
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
        let mut told = Lines::behind(&journal, &day, 0)?;
        while let Some(text) = told.next_line()? {
            if finder.find(text).is_some()
                && let Ok(line) = serde_json::from_slice::<Line>(text)
                && line.id == id
            {
                lines.push(line);
            }
        }
    }
    Ok(lines)
}
