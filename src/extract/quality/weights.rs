//! What each sign is worth; made by `cargo bench --bench quality -- --fit src/extract/quality/weights.rs`.
//!
//! A logistic regression (ridge 1) over the 1028 captured pages with a known body of blend-a, daily-a, world-a, guides-a,
//! 92 of which come out wrong. Nothing of the pages is in it but these figures.

/// What is added for every page.
pub(super) const BIAS: f64 = -2.074;

/// What all of a sign adds to the logarithm of the odds, in the order of the signs.
#[rustfmt::skip]
pub(super) const WEIGHTS: [f64; super::signs::COUNT] = [
    0.795, // words in the body, as a logarithm
    0.730, // the page's prose that is kept
    -1.993, // text of the region that is dropped
    -1.359, // how often the body breaks off for something dropped
    -0.895, // link density
    0.518, // marked as the story
    0.347, // the body has what the description says
    0.792, // list items and cells
    -0.361, // short lines that end no sentence
    -0.220, // containers
    0.637, // the body is from the metadata
    4.045, // sureness of the lines' scores
];
