//! What each sign is worth; made by `cargo bench --bench quality -- --fit src/extract/quality/weights.rs`.
//!
//! A logistic regression (ridge 1) over the 1028 captured pages with a known body of blend-a, daily-a, world-a, guides-a,
//! 110 of which come out wrong. Nothing of the pages is in it but these figures.

/// What is added for every page.
pub(super) const BIAS: f64 = -3.643;

/// What all of a sign adds to the logarithm of the odds, in the order of the signs.
#[rustfmt::skip]
pub(super) const WEIGHTS: [f64; super::signs::COUNT] = [
    1.192, // words in the body, as a logarithm
    1.249, // the page's prose that is kept
    -2.285, // text of the region that is dropped
    -1.301, // how often the body breaks off for something dropped
    -0.286, // link density
    0.668, // marked as the story
    0.608, // the body has what the description says
    1.079, // list items and cells
    -0.342, // short lines that end no sentence
    -0.522, // containers
    0.811, // the body is from the metadata
    4.549, // sureness of the lines' scores
];
