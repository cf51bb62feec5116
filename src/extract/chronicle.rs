//! The days of a chronicle: those that head its entries, and those that its entries begin with in a list.
//!
//! A line that is only a date is a byline's, as a rule, and so is a short one with little more. Always: of a
//! chronicle's there are several, marked alike, within the text, each with what happened. Never: the day of a comment
//! or of a post, which follows a name.

use std::collections::HashSet;

use super::leaves::Leaf;
use super::metadata::dates::is_date_line;
use super::prune::says_more;
use super::tag::Tag;

/// So many days at least make a chronicle.
const MIN_DAYS: usize = 3;

/// The indices of the leaves that head the entries of a chronicle, or are one in a list.
pub(super) fn days(leaves: &[Leaf], inside: std::ops::Range<usize>) -> HashSet<usize> {
    let mut days = headed(leaves, &inside);
    let inside = |at: usize| inside.contains(&leaves[at].first);
    days.extend((0..leaves.len()).filter(|&at| inside(at) && is_listed(leaves, at)));
    days
}

/// An item of a list that says what happened on a day, as the one beside it does.
fn is_listed(leaves: &[Leaf], at: usize) -> bool {
    let tells = |leaf: &Leaf| {
        leaf.tag == Tag::Item
            && leaf.linked == 0
            && is_date_line(&leaf.text)
            && says_more(&leaf.text)
    };
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    tells(&leaves[at])
        && beside
            .filter_map(|other| leaves.get(other))
            .any(|other| other.above == leaves[at].above && tells(other))
}

fn headed(leaves: &[Leaf], inside: &std::ops::Range<usize>) -> HashSet<usize> {
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
