//! What was found wrong while files are read: in order, bounded, fit to be shown.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use super::bounds::MAX_PROBLEMS;
use super::{Problem, Problems};

/// What was found wrong so far, in all files.
#[derive(Debug, Default)]
pub(super) struct Report {
    errors: RefCell<Found>,
    warnings: RefCell<Found>,
}

#[derive(Debug, Default)]
struct Found {
    problems: Vec<Problem>,
    untold: usize,
}

/// A place in a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'s> {
    pub(super) file: &'s Path,
    pub(super) line: Option<usize>,
}

impl Report {
    pub(super) fn error(&self, at: Place<'_>, key: Option<String>, message: String) {
        self.errors.borrow_mut().push(at, key, message);
    }

    pub(super) fn warning(&self, at: Place<'_>, key: Option<String>, message: String) {
        self.warnings.borrow_mut().push(at, key, message);
    }

    /// The warnings, or the errors if there are any.
    pub(super) fn close(self, file: &Path) -> Result<Vec<Problem>, Problems> {
        let errors = self.errors.into_inner().close(file);
        if errors.is_empty() {
            Ok(self.warnings.into_inner().close(file))
        } else {
            Err(Problems(errors))
        }
    }
}

impl Found {
    fn push(&mut self, at: Place<'_>, key: Option<String>, message: String) {
        if self.problems.len() < MAX_PROBLEMS {
            let message = printable(message);
            self.problems.push(Problem { file: at.file.to_owned(), line: at.line, key, message });
        } else {
            self.untold += 1;
        }
    }

    /// The problems by file, in the order in which the files were met, and by line.
    fn close(mut self, file: &Path) -> Vec<Problem> {
        let mut files: Vec<PathBuf> = Vec::new();
        self.problems.sort_by_cached_key(|problem| {
            let met = files.iter().position(|file| *file == problem.file);
            let met = met.unwrap_or_else(|| {
                files.push(problem.file.clone());
                files.len() - 1
            });
            (met, problem.line)
        });
        if self.untold > 0 {
            self.problems.push(Problem {
                file: file.to_owned(),
                line: None,
                key: None,
                message: format!("and {} more of the kind", self.untold),
            });
        }
        self.problems
    }
}

/// A message without control characters, which could be commands to a terminal, and not too long: a
/// parser may have taken words from the file.
fn printable(message: String) -> String {
    const LONGEST: usize = 1000;
    if message.len() <= LONGEST && !message.contains(char::is_control) {
        return message;
    }
    let mut text = String::new();
    for char in message.chars().take(LONGEST) {
        if char.is_control() {
            text.extend(char.escape_default());
        } else {
            text.push(char);
        }
    }
    text
}
