//! What a revision changed, for people and programs: the paragraphs that came and went, and the words in those
//! that were edited.
//!
//! Always: bounded in pieces and in time; whatever is not compared in time counts as other.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, DiffOp, TextDiff};

use crate::article::Article;

/// So many paragraphs are shown of a revision.
const MAX_PIECES: usize = 200;
/// After this time the rest of two texts counts as other.
const PATIENCE: Duration = Duration::from_millis(500);
/// Two paragraphs that share so much of their words are one that was edited.
const EDITED: f32 = 0.5;

/// What changed from one revision to the next that is at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The later one.
    pub revision: u32,
    /// The earlier one.
    pub before: u32,
    /// The title, if it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Vec<Run>>,
    /// The paragraphs that differ, in order.
    pub pieces: Vec<Piece>,
}

/// A paragraph that is not the same in both revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// The later one alone has it.
    Added(String),
    /// The earlier one alone had it.
    Removed(String),
    /// Both have it, in other words.
    Edited(Vec<Run>),
}

/// Words in a row of a paragraph that was edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Run {
    /// Both have them.
    Kept(String),
    /// The later one alone has them.
    Added(String),
    /// The earlier one alone had them.
    Removed(String),
}

/// Between each two of these revisions.
pub(super) fn between(revisions: &[(u32, Article)]) -> Vec<Difference> {
    revisions.windows(2).map(|pair| of(&pair[0], &pair[1])).collect()
}

fn of((before, old): &(u32, Article), (revision, new): &(u32, Article)) -> Difference {
    let end = Instant::now() + PATIENCE;
    let paragraphs = |article: &'_ Article| -> Vec<String> {
        article.content_text.split("\n\n").map(str::to_owned).collect()
    };
    let (former, later) = (paragraphs(old), paragraphs(new));
    let former: Vec<&str> = former.iter().map(String::as_str).collect();
    let later: Vec<&str> = later.iter().map(String::as_str).collect();
    let compared = TextDiff::configure().deadline(end).diff_slices(&former, &later);
    let pieces = compared.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let pieces =
        pieces.flat_map(|op| changed(&former[op.old_range()], &later[op.new_range()], end));
    let title = |article: &Article| article.title.clone().unwrap_or_default();
    let (old_title, new_title) = (title(old), title(new));
    Difference {
        revision: *revision,
        before: *before,
        title: (old_title != new_title).then(|| runs(&old_title, &new_title, end).1),
        pieces: pieces.take(MAX_PIECES).collect(),
    }
}

/// Some paragraphs in the place of others: each in the place of the next one that it has most of, or for itself.
fn changed(former: &[&str], later: &[&str], end: Instant) -> Vec<Piece> {
    let (mut pieces, mut left) = (Vec::new(), former);
    for new in later {
        let edited = left.iter().enumerate().take(MAX_PIECES).find_map(|(at, old)| {
            let (alike, runs) = runs(old, new, end);
            (alike >= EDITED).then_some((at, runs))
        });
        if let Some((at, runs)) = edited {
            pieces.extend(left[..at].iter().map(|gone| Piece::Removed((*gone).to_owned())));
            pieces.push(Piece::Edited(runs));
            left = &left[at + 1..];
        } else {
            pieces.push(Piece::Added((*new).to_owned()));
        }
    }
    pieces.extend(left.iter().map(|gone| Piece::Removed((*gone).to_owned())));
    pieces
}

/// How much two texts have in common, from 0 to 1, and what of it is whose.
fn runs(old: &str, new: &str, end: Instant) -> (f32, Vec<Run>) {
    let former: Vec<&str> = old.split_whitespace().collect();
    let later: Vec<&str> = new.split_whitespace().collect();
    let compared = TextDiff::configure().deadline(end).diff_slices(&former, &later);
    let mut runs: Vec<Run> = Vec::new();
    for change in compared.iter_all_changes() {
        let word = change.value();
        match (change.tag(), runs.last_mut()) {
            (ChangeTag::Equal, Some(Run::Kept(text)))
            | (ChangeTag::Insert, Some(Run::Added(text)))
            | (ChangeTag::Delete, Some(Run::Removed(text))) => {
                text.push(' ');
                text.push_str(word);
            }
            (ChangeTag::Equal, _) => runs.push(Run::Kept(word.to_owned())),
            (ChangeTag::Insert, _) => runs.push(Run::Added(word.to_owned())),
            (ChangeTag::Delete, _) => runs.push(Run::Removed(word.to_owned())),
        }
    }
    (compared.ratio(), runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later() -> Instant {
        Instant::now() + Duration::from_mins(1)
    }

    #[test]
    fn an_edited_paragraph_is_told_by_its_words_and_another_as_a_whole() {
        let former = ["Three boats lay in the harbour on Monday.", "It rained."];
        let new = ["Four boats lay in the harbour on Monday.", "The mayor came at noon."];
        let pieces = changed(&former, &new, later());
        let edited = Piece::Edited(vec![
            Run::Removed("Three".to_owned()),
            Run::Added("Four".to_owned()),
            Run::Kept("boats lay in the harbour on Monday.".to_owned()),
        ]);
        let (added, removed) =
            (Piece::Added(new[1].to_owned()), Piece::Removed(former[1].to_owned()));
        assert_eq!(pieces, [edited, added, removed]);
    }

    #[test]
    fn hostile_texts_take_no_longer_than_they_may() {
        let text = |seed: usize| {
            (0..20_000).map(|at| format!("{} ", at * seed % 7919)).collect::<Vec<_>>().concat()
        };
        let (old, new) = (text(3), text(5));
        let begun = Instant::now();
        let _ = runs(&old, &new, begun + Duration::from_millis(50));
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
}
