//! Notes of the house at the ends of a text: what a machine made of it, and what the house earns by it.
//!
//! Always: a note is about this text or this house, and says so where it begins, or right beside its verb. Never: a
//! line amid the text, or one that tells of others' machines and commissions.

use std::sync::LazyLock;

use memchr::memmem;

use super::{Starts, lists, normal};
use crate::extract::leaves::Leaf;

/// What such a note calls its text, how what a machine is called begins, the same of what it did, and what stands
/// between those, in this order, each under a heading.
const MACHINES: &str = include_str!("../words/machines.txt");

static WORDS: LazyLock<[Starts; 4]> = LazyLock::new(|| lists(MACHINES));

/// What a machine is called in short; in lower case most of these are everyday words.
const SHORT: &[&str] = &["AI", "KI", "IA", "SI", "ИИ"];

/// A longer note on a machine may be a sentence of the text, in weighted characters.
const NOTE: u32 = 120;

/// A longer line on commissions may be anything, in weighted characters.
const MAX_EARNS: u32 = 260;

/// A note of the house: a machine made the text, its summary or its translation; or the house earns where readers buy.
pub(in crate::extract) fn is_note_of_house(leaf: &Leaf) -> bool {
    leaf.chars <= NOTE && is_made(&leaf.text) || leaf.chars <= MAX_EARNS && earns(&leaf.text)
}

/// What a word of such a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Machine,
    Made,
    Between,
}

/// The line begins with what it calls its text, and goes on with no more than who made that; or the other way around.
fn is_made(line: &str) -> bool {
    // Who said so, or what else is so, makes it a sentence of the text.
    if line.contains([',', ':', ';', '"', '“', '”', '„', '«', '»']) {
        return false;
    }
    let all = words(line);
    let Some(first) = all.first() else { return false };
    if part(first) == Some(Part::Machine) {
        // "AI-generated summary", and who looked at it.
        let made = |at: usize| all.get(at).map(|word| part(word) == Some(Part::Made));
        let at = 1 + usize::from(made(1) == Some(true));
        return called(&all[at..]).is_some_and(|long| made(at + long) != Some(false));
    }
    let Some(from) = called(&all) else { return false };
    let (mut machine, mut made) = (false, false);
    for word in &all[from..] {
        match part(word) {
            Some(Part::Machine) => machine = true,
            Some(Part::Made) => made = true,
            Some(Part::Between) => {}
            None => return false,
        }
        if machine && made {
            return true;
        }
    }
    false
}

/// How many of the words, at their beginning, call the text.
fn called(all: &[&str]) -> Option<usize> {
    let texts = &WORDS[0];
    let line = normal(&all.iter().take(2).copied().collect::<Vec<_>>().join(" "));
    let texts = texts.get(&line.chars().next()?)?;
    (1..=2).rev().find(|&long| {
        all.len() >= long && texts.iter().any(|text| text.split(' ').eq(line.split(' ').take(long)))
    })
}

fn part(word: &str) -> Option<Part> {
    if SHORT.contains(&word) {
        return Some(Part::Machine);
    }
    let [_, machines, made, between] = &*WORDS;
    let word = word.to_lowercase();
    let first = word.chars().next()?;
    let of = |list: &'static Starts| list.get(&first).into_iter().flatten();
    let begins = |list| of(list).any(|start| word.starts_with(*start));
    if begins(machines) {
        Some(Part::Machine)
    } else if begins(made) {
        Some(Part::Made)
    } else {
        of(between).any(|small| *small == word).then_some(Part::Between)
    }
}

/// What a house that is paid by what its readers buy is called, and what may stand between that and what it does.
const HOUSE: &[&str] = &["We", "we", "I"];
const MAY: &[&str] =
    &["may", "might", "can", "could", "will", "would", "sometimes", "also", "d", "ll"];
const EARNS: &[&str] = &["earn", "receive", "get"];
const PURCHASES: &[&str] = &[
    "link",
    "links",
    "buy",
    "buys",
    "buying",
    "bought",
    "purchase",
    "purchases",
    "purchased",
    "purchasing",
    "publication",
];

/// A commission is named so few words behind the verb.
const NEAR: usize = 6;

/// It says that the house earns a commission where its readers buy.
fn earns(line: &str) -> bool {
    static COMMISSION: LazyLock<memmem::Finder<'_>> =
        LazyLock::new(|| memmem::Finder::new("commission"));
    if COMMISSION.find(line.as_bytes()).is_none() {
        return false;
    }
    let all = words(line);
    let is_house = |at: usize| {
        let subject = all[..at].iter().rev().find(|word| !MAY.contains(word));
        subject.is_some_and(|word| HOUSE.contains(word)) || all.get(at + 1) == Some(&"us")
    };
    let is_paid = |at: usize| {
        EARNS.contains(&all[at])
            && is_house(at)
            && all[at..].iter().take(NEAR).any(|word| word.starts_with("commission"))
    };
    (0..all.len()).any(is_paid)
        && all.iter().any(|word| PURCHASES.contains(&word.to_lowercase().as_str()))
}

fn words(line: &str) -> Vec<&str> {
    line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}
