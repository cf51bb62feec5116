//! The last lines of the journal, the latest first: for people who look, beside a daemon that writes it.
//!
//! Always: a bounded number of bytes is read, from the end backwards. Never: a line whose end is not written.

use std::os::unix::fs::FileExt;
use std::path::Path;

use memchr::{memchr_iter, memmem};

use super::OutputError;
use super::journal::{DIRECTORY, days, open_day};
use super::lines::MAX_LINE;
use super::place::Place;
use crate::emission::Line;

/// How much of the journal is looked at, in bytes: about 60,000 lines.
const MAX_LOOK: u64 = 32 << 20;
/// How much is read at once.
const BLOCK: u64 = 256 << 10;

/// The last lines, at most `most`, of the feeds that are `wanted`.
///
/// # Errors
/// Those of reading the journal.
pub fn latest(
    output: &Path,
    most: usize,
    wanted: impl Fn(&Line) -> bool,
) -> Result<Vec<Line>, OutputError> {
    last_lines(output, most, None, wanted)
}

/// The last lines of one feed, at most `most`; others are passed over unread.
///
/// # Errors
/// Those of reading the journal.
pub fn latest_of(output: &Path, feed: &str, most: usize) -> Result<Vec<Line>, OutputError> {
    let mark = format!("\"feed\":\"{feed}\"");
    last_lines(output, most, Some(&mark), |line| line.feed == feed)
}

fn last_lines(
    output: &Path,
    most: usize,
    mark: Option<&str>,
    wanted: impl Fn(&Line) -> bool,
) -> Result<Vec<Line>, OutputError> {
    let Some(journal) = Place::at(output)?.open(DIRECTORY)? else { return Ok(Vec::new()) };
    let finder = mark.map(|mark| memmem::Finder::new(mark.as_bytes()));
    let (mut lines, mut left) = (Vec::new(), MAX_LOOK);
    for day in days(&journal)?.iter().rev() {
        let (reader, path) = open_day(&journal, day)?;
        let failed = |source| OutputError::io(&path, source);
        let file = reader.into_inner();
        let mut start = file.metadata().map_err(failed)?.len();
        // What was read and not yet understood: the end of a line whose beginning is still to come.
        let mut text = Vec::new();
        let mut is_end = true;
        while start > 0 && left > 0 && lines.len() < most {
            let size = start.min(BLOCK).min(left);
            (start, left) = (start - size, left - size);
            let mut block = vec![0; usize::try_from(size).unwrap_or(0)];
            file.read_exact_at(&mut block, start).map_err(failed)?;
            block.append(&mut text);
            text = block;
            let ends: Vec<usize> = memchr_iter(b'\n', &text).collect();
            let begins = if start == 0 { Some(0) } else { ends.first().map(|end| end + 1) };
            let Some(begins) = begins else {
                if text.len() > MAX_LINE {
                    // It was damaged from outside; what is still to come of it is no line either.
                    text.clear();
                }
                continue;
            };
            let whole = &text[begins..];
            // Behind the last newline of a file something may be on its way.
            let whole = match ends.last() {
                Some(last) if is_end => whole.get(..(last + 1).saturating_sub(begins)),
                None if is_end => None,
                _ => Some(whole),
            };
            is_end = false;
            let fits =
                |line: &&[u8]| finder.as_ref().is_none_or(|finder| finder.find(line).is_some());
            let rows = whole.unwrap_or_default().rsplit(|byte| *byte == b'\n').filter(fits);
            let read = rows.filter_map(|row| serde_json::from_slice::<Line>(row).ok());
            lines.extend(read.filter(&wanted).take(most - lines.len()));
            text.truncate(begins);
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn line(seq: u64, feed: &str) -> String {
        format!(
            "{{\"seq\":{seq},\"at\":\"2026-11-23T10:00:00Z\",\"action\":\"new\",\"id\":\"{seq:024x}\",\
             \"revision\":1,\"path\":\"2026-11-23/{feed}/a.json\",\"feed\":\"{feed}\",\"title\":\"{}\",\"keys\":[]}}\n",
            "x".repeat(usize::try_from(seq % 700).unwrap())
        )
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a journal to be read")]
    fn the_last_lines_of_all_feeds_and_of_one_come_latest_first_across_blocks_and_days() {
        let home = tempfile::tempdir().unwrap();
        assert!(latest(home.path(), 5, |_| true).unwrap().is_empty(), "there is no journal yet");
        let journal = home.path().join("journal");
        fs::create_dir(&journal).unwrap();
        let feed = |seq: u64| if seq.is_multiple_of(3) { "dw" } else { "other" };
        let rows = |range: std::ops::RangeInclusive<u64>| {
            range.map(|seq| line(seq, feed(seq))).collect::<String>()
        };
        fs::write(journal.join("2026-11-21.ndjson"), rows(1..=2_000)).unwrap();
        fs::write(journal.join("2026-11-22.ndjson"), "").unwrap();
        let torn = rows(2_001..=2_010) + &line(2_011, "dw")[..50];
        fs::write(journal.join("2026-11-23.ndjson"), torn).unwrap();

        let numbers = |lines: Vec<Line>| lines.iter().map(|line| line.seq).collect::<Vec<_>>();
        for most in [1, 7, 10, 11, 500, 2_010, 5_000] {
            let expected: Vec<u64> = (1..=2_010).rev().take(most).collect();
            assert_eq!(numbers(latest(home.path(), most, |_| true).unwrap()), expected, "{most}");
            let expected: Vec<u64> =
                (1..=2_010).rev().filter(|seq| seq % 3 == 0).take(most).collect();
            assert_eq!(numbers(latest_of(home.path(), "dw", most).unwrap()), expected, "{most}");
        }
    }
}
