//! The days that head the entries of a chronicle.
//!
//! A line that is only a date is a byline's, as a rule. Always: of a chronicle's there are several, marked alike,
//! within the text, each with its entry under it. Never: the day of a comment or of a post, which follows a name.

use std::collections::HashSet;

use super::leaves::Leaf;
use super::metadata::dates::is_date_line;

/// So many days at least make a chronicle.
const MIN_DAYS: usize = 3;

/// The indices of the leaves that head the entries of a chronicle.
pub(super) fn days(leaves: &[Leaf], inside: std::ops::Range<usize>) -> HashSet<usize> {
    let is_entry = |leaf: &Leaf| leaf.prose() > 0 && leaf.linked * 2 < leaf.chars;
    let mut days: Vec<usize> = Vec::new();
    let mut begun = false;
    for (at, leaf) in leaves.iter().enumerate().filter(|(_, leaf)| inside.contains(&leaf.first)) {
        let heads = || {
            let before = &leaves[at.saturating_sub(1)];
            let after = leaves.get(at + 1);
            (is_entry(before) || before.tag.is_heading())
                && after.is_some_and(is_entry)
                && leaf.linked == 0
                && is_date_line(&leaf.text)
        };
        if begun && heads() {
            days.push(at);
        }
        begun |= is_entry(leaf);
    }
    let alike = |at: usize| {
        let same = |other: &&usize| {
            let (one, other) = (&leaves[at], &leaves[**other]);
            one.tag == other.tag && one.above == other.above
        };
        days.iter().filter(same).count() >= MIN_DAYS
    };
    days.iter().copied().filter(|&at| alike(at)).collect()
}
