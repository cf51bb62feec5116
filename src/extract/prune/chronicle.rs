//! The days of a chronicle: those that head its entries, and those that its entries begin with in a list.
//!
//! A line that is only a date is a byline's, as a rule, and so is a short one with little more. Always: of a
//! chronicle's there are several, marked alike, within the text, each with what happened. Never: the day of a comment
//! or of a post, which follows a name.

use std::collections::HashSet;

use super::{AMID, says_more};
use crate::calendar::has_digit;
use crate::extract::labels::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::metadata::changes::{names_day, says_when};
use crate::extract::metadata::dates::is_date_line;
use crate::extract::page::tag::Tag;

/// So many days at least make a chronicle.
const MIN_DAYS: usize = 3;

/// … and so many that are stressed.
const MIN_STRESSED: usize = 2;

/// A longer line heads nothing, however it is stressed, in weighted characters.
const MAX_HEAD: u32 = 80;

/// With so much prose before it a list stands within the text.
const BEGUN: u32 = 150;

/// The indices of the leaves that head the entries of a chronicle, or are one in a list.
pub(super) fn days(leaves: &[Leaf], inside: std::ops::Range<usize>) -> HashSet<usize> {
    let mut days = headed(leaves, &inside);
    let mut prose = 0;
    for (at, leaf) in leaves.iter().enumerate().filter(|(_, leaf)| inside.contains(&leaf.first)) {
        let is_day = is_listed(leaves, at, prose >= BEGUN)
            || prose >= AMID && is_under_heading(leaves, at, &inside);
        if is_day {
            days.insert(at);
        }
        prose += leaf.prose();
    }
    days
}

/// An item of a list that says what happened on a day, as the one beside it does; within the text a day alone is one, and
/// so is one behind its label.
fn is_listed(leaves: &[Leaf], at: usize, is_begun: bool) -> bool {
    let is_item = |tag| matches!(tag, Tag::Item | Tag::Detail);
    let is_dated = |leaf: &Leaf| is_item(leaf.tag) && leaf.linked == 0 && is_date_line(&leaf.text);
    let leaf = &leaves[at];
    if !is_dated(leaf) {
        return false;
    }
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    let mut beside = beside.filter_map(|other| leaves.get(other));
    let is_marked = leaf.above.any(Families::DATE | Families::BYLINE);
    let is_labelled =
        |label: &str| label.contains(char::is_alphabetic) && !says_when(label) && !names_day(label);
    let label = leaf.text.split([':', '：']).next().unwrap_or_default();
    is_begun
        && !is_marked
        && label.len() < leaf.text.len()
        && is_labelled(label)
        && !has_digit(label)
        || beside.any(|other| {
            other.above == leaf.above
                && is_dated(other)
                && (is_begun && !is_marked || says_more(&leaf.text) && says_more(&other.text))
        })
        || is_begun
            && at > 0
            && leaves[at - 1].tag == Tag::Term
            && is_labelled(&leaves[at - 1].text)
}

/// A day alone right under a heading that leads nowhere, and above something that does not either: of an event, of a
/// change.
fn is_under_heading(leaves: &[Leaf], at: usize, inside: &std::ops::Range<usize>) -> bool {
    let [head, day, under, ..] = &leaves[at.saturating_sub(1)..] else { return false };
    let is_open = |leaf: &Leaf| leaf.verdict.is_none() && leaf.linked == 0;
    let is_stressed = head.stressed >= head.chars && head.chars < MAX_HEAD && !head.ends_sentence();
    (head.tag.is_heading() || is_stressed)
        && [head, day, under].into_iter().all(is_open)
        && inside.contains(&under.first)
        && is_date_line(&day.text)
        && !says_when(&day.text)
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
        let is_stressed = leaves[at].stressed >= leaves[at].chars;
        let least = if is_stressed { MIN_STRESSED } else { MIN_DAYS };
        days.iter().filter(same).nth(least - 1).is_some()
    };
    days.iter().copied().filter(|&at| alike(at)).collect()
}
