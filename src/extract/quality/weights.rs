//! What each sign is worth; made by `cargo bench --bench quality -- --fit src/extract/quality/weights.rs`.
//!
//! A logistic regression (ridge 1) over the 1028 captured pages with a known body of blend-a, daily-a, world-a, guides-a,
//! 95 of which come out wrong. Nothing of the pages is in it but these figures.

/// What is added for every page.
pub(super) const BIAS: f64 = -2.524;

/// What all of a sign adds to the logarithm of the odds, in the order of the signs.
#[rustfmt::skip]
#[allow(clippy::approx_constant, reason = "a weight may be near any number")]
pub(super) const WEIGHTS: [f64; super::signs::COUNT] = [
    0.789, // words in the body, as a logarithm
    0.465, // the page's prose that is kept
    -2.324, // text of the region that is dropped
    -1.061, // how often the body breaks off for something dropped
    -0.839, // link density
    0.526, // marked as the story
    0.544, // the body has what the description says
    1.000, // list items and cells
    -0.244, // short lines that end no sentence
    -0.215, // containers
    0.695, // the body is from the metadata
    4.448, // sureness of the lines' scores
];
