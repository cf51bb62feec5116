//! What a revision changed, for people and programs: the paragraphs that came and went.

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};
use std::time::{Duration, Instant};

use crate::article::Article;

/// So many paragraphs are shown of a revision.
const MAX_PIECES: usize = 200;
/// After this time the rest of two texts counts as other.
const PATIENCE: Duration = Duration::from_millis(500);

/// What changed from one revision to the next that is at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The later one.
    pub revision: u32,
    /// The earlier one.
    pub before: u32,
    /// The titles before and after, if they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<(String, String)>,
    /// The paragraphs that differ, in order.
    pub pieces: Vec<Piece>,
}

/// A paragraph that only one of two revisions has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// The later one has it.
    Added(String),
    /// The earlier one had it.
    Removed(String),
}

/// Between each two of these revisions.
pub(super) fn between(revisions: &[(u32, Article)]) -> Vec<Difference> {
    revisions.windows(2).map(|pair| of(&pair[0], &pair[1])).collect()
}

fn of((before, old): &(u32, Article), (revision, new): &(u32, Article)) -> Difference {
    let paragraphs = |article: &Article| -> Vec<String> {
        article.content_text.split("\n\n").map(str::to_owned).collect()
    };
    let (former, later) = (paragraphs(old), paragraphs(new));
    let former: Vec<&str> = former.iter().map(String::as_str).collect();
    let later: Vec<&str> = later.iter().map(String::as_str).collect();
    let changes = TextDiff::configure()
        .deadline(Instant::now() + PATIENCE)
        .diff_slices(&former, &later);
    let pieces = changes.iter_all_changes().filter_map(|change| match change.tag() {
        ChangeTag::Insert => Some(Piece::Added(change.value().to_owned())),
        ChangeTag::Delete => Some(Piece::Removed(change.value().to_owned())),
        ChangeTag::Equal => None,
    });
    let title = |article: &Article| article.title.clone().unwrap_or_default();
    Difference {
        revision: *revision,
        before: *before,
        title: Some((title(old), title(new))).filter(|(old, new)| old != new),
        pieces: pieces.take(MAX_PIECES).collect(),
    }
}
