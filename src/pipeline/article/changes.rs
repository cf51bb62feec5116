//! What a revision changed, by the text that came before it, as far as that is still at hand.

use std::time::{Duration, Instant};

use similar::{Algorithm, ChangeTag, TextDiff};

use crate::article::Article;
use crate::emission::Changes;
use crate::state::Portrait;

/// After this time the rest of two texts counts as other.
const PATIENCE: Duration = Duration::from_millis(500);

/// What is told of a revision; of the one before there may be no more than its portrait, or nothing.
pub(in crate::pipeline) fn told(
    before: Option<&Article>,
    portrait: Option<&Portrait>,
    after: &Article,
    own: &Portrait,
) -> Option<Changes> {
    let by_portrait = |old: &Portrait| {
        let title = old.headline != own.headline;
        let body = !title || old.words != own.words || old.sketch != own.sketch;
        Changes { title, body, added: None, removed: None }
    };
    before.map(|before| between(before, after)).or_else(|| portrait.map(by_portrait))
}

/// Counts the words that came and went.
fn between(before: &Article, after: &Article) -> Changes {
    let deadline = Instant::now() + PATIENCE;
    let words = |article: &Article| -> Vec<String> {
        article.content_text.split_whitespace().map(str::to_owned).collect()
    };
    let (old, new) = (words(before), words(after));
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
    let difference = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .deadline(deadline)
        .diff_slices(&old, &new);
    let (mut added, mut removed) = (0, 0);
    for change in difference.iter_all_changes() {
        match change.tag() {
            ChangeTag::Insert => added += 1,
            ChangeTag::Delete => removed += 1,
            ChangeTag::Equal => {}
        }
    }
    Changes {
        title: before.title != after.title,
        body: added + removed > 0,
        added: Some(added),
        removed: Some(removed),
    }
}
