//! What tells a clean body from one with something missing or something added.
//!
//! Each sign is one figure from 0 to 1 and costs one look at the leaves. Always: all of them, in one order;
//! `weights` has a weight for each. Never: the name of a host, or a word of one language.

use super::Evidence;
use super::mismatch::Telling;
use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why};
use crate::extract::page::characters::ratio;
use crate::extract::page::tag::Tag;

/// How many signs there are.
pub(super) const COUNT: usize = NAMES.len();

/// What the signs are called, in order.
pub(super) const NAMES: [&str; 12] = [
    "words in the body, as a logarithm",
    "the page's prose that is kept",
    "text of the region that is dropped",
    "how often the body breaks off for something dropped",
    "link density",
    "marked as the story",
    "the body has what the description says",
    "list items and cells",
    "short lines that end no sentence",
    "containers",
    "the body is from the metadata",
    "sureness of the lines' scores",
];

/// The words from which on a body is as long as it need be.
const LONG: f32 = 2_000.0;

/// A shorter line, in weighted characters, is no paragraph.
const LINE: u32 = 80;

/// Reads the signs.
#[allow(clippy::cast_precision_loss, reason = "shares of counts")]
pub(super) fn read(evidence: &Evidence<'_>, body: &Telling) -> [f32; COUNT] {
    let kept: Vec<&Leaf> = evidence.kept.iter().map(|&at| &evidence.leaves[at]).collect();
    let chars: u32 = kept.iter().map(|leaf| leaf.chars).sum();
    let of_kept = |is: &dyn Fn(&Leaf) -> bool| {
        ratio(kept.iter().filter(|leaf| is(leaf)).map(|leaf| leaf.chars).sum(), chars)
    };
    let lines = |is: &dyn Fn(&Leaf) -> bool| {
        kept.iter().filter(|leaf| is(leaf)).count() as f32 / kept.len().max(1) as f32
    };
    let prose = |leaves: &[Leaf]| -> u32 { leaves.iter().map(Leaf::prose).sum() };
    let kept_prose: u32 = kept.iter().map(|leaf| leaf.prose()).sum();
    let linked: u32 = kept.iter().map(|leaf| leaf.linked).sum();

    let range = evidence.region..evidence.page.nodes[evidence.region].end;
    let region = evidence.leaves.iter().filter(|leaf| range.contains(&leaf.first));
    let (mut within, mut dropped, mut sure, mut scored) = (0, 0, 0.0, 0);
    for leaf in region {
        within += leaf.chars;
        dropped += if is_dropped(leaf) { leaf.chars } else { 0 };
        if let Some(score) = leaf.score {
            sure += (2.0 * score - 1.0).abs() * leaf.chars as f32;
            scored += leaf.chars;
        }
    }
    let breaks = evidence
        .kept
        .windows(2)
        .filter(|pair| evidence.leaves[pair[0] + 1..pair[1]].iter().any(is_dropped));
    let mut containers: Vec<usize> =
        kept.iter().map(|leaf| evidence.page.nodes[leaf.block].parent).collect();
    containers.sort_unstable();
    containers.dedup();

    let all = [
        ((1.0 + evidence.words as f32).ln() / (1.0 + LONG).ln()),
        ratio(kept_prose, prose(evidence.leaves)),
        ratio(dropped, within),
        (breaks.count() as f32 / 8.0).sqrt(),
        2.0 * ratio(linked, chars),
        of_kept(&|leaf| leaf.above.any(Families::STORY)),
        evidence.description.map_or(0.0, |description| Telling::of(description).share_in(body)),
        of_kept(&|leaf| matches!(leaf.tag, Tag::Item | Tag::Cell | Tag::Term | Tag::Detail)),
        lines(&|leaf| leaf.chars < LINE && !leaf.tag.is_heading() && !leaf.ends_sentence()),
        (containers.len().max(1) as f32).ln() / 32_f32.ln(),
        f32::from(u8::from(evidence.last_resort)),
        if scored == 0 { 0.0 } else { sure / scored as f32 },
    ];
    all.map(|sign| sign.clamp(0.0, 1.0))
}

/// Left out as none of the article: headline, byline and captions are.
fn is_dropped(leaf: &Leaf) -> bool {
    leaf.verdict.is_some_and(|why| !matches!(why, Why::Title | Why::Byline | Why::Caption))
}
