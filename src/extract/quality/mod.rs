//! How sure one can be that the body is the article and nothing else, and why not surer.
//!
//! The value is about the probability that the body is right: that it has nearly all of the article and
//! hardly anything else (F1 of 0.9 by runs of four words). Signs (`signs`) are weighed by a table that is
//! fitted to captured pages (`weights`); a reason caps what comes of it. Always: a bot challenge, a consent
//! wall or the stub before a paywall is named as such and comes out far below the quality of an article.

mod doubt;
mod mismatch;
mod signs;
mod walls;
mod weights;

use super::Hints;
use super::labels::families::Families;
use super::leaves::Leaf;
use super::page::Page;
use super::page::characters::ratio;
pub use doubt::Doubt;
use mismatch::Telling;
use walls::{CHALLENGE, CONSENT, PAYWALL};
use weights::{BIAS, WEIGHTS};

/// Fewer words than this are no article by themselves.
pub(super) const SHORT: usize = 60;

/// A wall stands before a text of at most this many words.
const STUB: usize = 220;

/// However good all looks, or bad: so sure one is never.
const SURE: f64 = 0.98;

/// The most that a body from metadata is worth.
const LAST_RESORT: f64 = 0.6;

/// A verdict.
pub(super) struct Verdict {
    pub quality: f64,
    pub reasons: Vec<Doubt>,
    pub grounds: Grounds,
}

/// What a quality is made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grounds {
    /// The signs, always the same in the same order.
    pub signs: Vec<Sign>,
    /// The most that the reasons against it allow.
    pub most: f64,
}

/// Something that speaks for a body or against it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sign {
    /// What it is, in a few words.
    pub name: &'static str,
    /// How much there is of it, 0 to 1.
    pub value: f64,
    /// What all of it adds to the logarithm of the odds that the body is right.
    pub weight: f64,
}

/// What the judge looks at.
pub(super) struct Evidence<'a> {
    pub page: &'a Page<'a>,
    pub leaves: &'a [Leaf],
    /// The node that holds the article.
    pub region: usize,
    pub kept: &'a [usize],
    pub text: &'a str,
    /// The words in it.
    pub words: usize,
    pub title: Option<&'a str>,
    pub description: Option<&'a str>,
    pub hints: &'a Hints,
    /// The publisher says that the text is not free.
    pub locked: bool,
    /// The body comes from metadata.
    pub last_resort: bool,
}

impl Evidence<'_> {
    /// A phrase stands anywhere on the page outside of the body.
    fn around(&self, phrases: &[&str]) -> bool {
        self.leaves.iter().filter(|leaf| leaf.verdict.is_some() && leaf.text.len() < 400).any(
            |leaf| {
                let lower = leaf.text.to_lowercase();
                phrases.iter().any(|phrase| lower.contains(phrase))
            },
        )
    }
}

/// Judges.
pub(super) fn judge(evidence: &Evidence<'_>) -> Verdict {
    let telling = Telling::of(evidence.text);
    let mut reasons = Vec::new();
    if evidence.words <= STUB {
        walls(evidence, &mut reasons);
    }
    if reasons.iter().all(|reason| *reason == Doubt::Paywall)
        && mismatch::is_mismatch(evidence.hints, &telling, evidence.page.title)
    {
        reasons.insert(0, Doubt::Mismatch);
    }
    if evidence.words < SHORT {
        reasons.push(Doubt::Short);
    }
    if is_listing(evidence) {
        reasons.push(Doubt::Listing);
    }
    let signs = signs::read(evidence, &telling);
    let most = if evidence.last_resort { LAST_RESORT } else { SURE };
    let most = reasons.iter().map(|reason| reason.most()).fold(most, f64::min);
    let quality = match evidence.words {
        0 => 0.0,
        // The signs are of what the page shows, which is next to nothing.
        _ if evidence.last_resort => most,
        _ => probability(&signs).min(most),
    };
    let signs = signs.iter().zip(signs::NAMES).zip(WEIGHTS);
    Verdict {
        quality: (quality * 100.0).round() / 100.0,
        reasons,
        grounds: Grounds {
            signs: signs
                .map(|((&value, name), weight)| Sign { name, value: f64::from(value), weight })
                .collect(),
            most,
        },
    }
}

/// How likely the body is right, of the signs alone.
fn probability(signs: &[f32; signs::COUNT]) -> f64 {
    let sum =
        signs.iter().zip(WEIGHTS).fold(BIAS, |sum, (&sign, weight)| sum + f64::from(sign) * weight);
    1.0 / (1.0 + (-sum).exp())
}

/// Names the walls that stand where a text should.
fn walls(evidence: &Evidence<'_>, reasons: &mut Vec<Doubt>) {
    let count = evidence.words;
    let lower = evidence.text.to_lowercase();
    let title = evidence.title.map(str::to_lowercase).unwrap_or_default();
    let document = evidence.page.title.map(str::to_lowercase).unwrap_or_default();
    let says = |phrases: &[&str]| phrases.iter().filter(|phrase| lower.contains(**phrase)).count();
    let heads = CHALLENGE.iter().any(|phrase| title.contains(phrase) || document.contains(phrase));
    if heads
        || says(CHALLENGE) >= 2
        || count < SHORT && (says(CHALLENGE) > 0 || evidence.around(CHALLENGE))
    {
        reasons.push(Doubt::Challenge);
    }
    let consents = says(CONSENT);
    if consents >= 4 || consents >= 2 && count < STUB / 2 {
        reasons.push(Doubt::Consent);
    }
    let walled = evidence.page.nodes.iter().any(|node| node.families.any(Families::PAYWALL));
    if evidence.locked
        || walled && evidence.around(PAYWALL)
        || says(PAYWALL) > 0
        || count < STUB / 2 && evidence.around(PAYWALL)
    {
        reasons.push(Doubt::Paywall);
    }
}

/// Mostly links, or hardly any prose.
fn is_listing(evidence: &Evidence<'_>) -> bool {
    let kept = evidence.kept.iter().map(|&at| &evidence.leaves[at]);
    let (linked, chars, prose) = kept.fold((0, 0, 0), |(linked, chars, prose), leaf| {
        (linked + leaf.linked, chars + leaf.chars, prose + leaf.prose())
    });
    ratio(linked, chars) > 0.4
        || evidence.words > SHORT && ratio(prose, chars) < 0.2 && !evidence.last_resort
}
