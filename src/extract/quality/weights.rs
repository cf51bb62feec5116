//! What each sign is worth; made by `cargo bench --bench quality -- --fit src/extract/quality/weights.rs`.
//!
//! A logistic regression (ridge 1) over the 1028 captured pages with a known body of blend-a, daily-a, world-a, guides-a,
//! 131 of which come out wrong. Nothing of the pages is in it but these figures.

/// What is added for every page.
pub(super) const BIAS: f64 = -0.653;

/// What all of a sign adds to the logarithm of the odds, in the order of the signs.
#[rustfmt::skip]
pub(super) const WEIGHTS: [f64; super::signs::COUNT] = [
    1.425, // words in the body, as a logarithm
    2.226, // the page's prose that is kept
    -2.684, // text of the region that is dropped
    -1.644, // how often the body breaks off for something dropped
    -1.167, // link density
    0.564, // marked as the story
    0.774, // the body has what the description says
    1.502, // list items and cells
    -0.969, // short lines that end no sentence
    -0.700, // containers
    0.224, // the body is from the metadata
    0.000, // sureness of the lines' scores
];
