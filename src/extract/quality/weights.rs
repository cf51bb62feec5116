//! What each sign is worth; made by `cargo bench --bench quality -- --fit src/extract/quality/weights.rs`.
//!
//! A logistic regression (ridge 1) over the 1028 captured pages of blend-a, daily-a, world-a, guides-a with a known body, 131 of which
//! come out wrong. Nothing of the pages is in it but these figures.

/// What is added for every page.
pub(super) const BIAS: f64 = -1.020;

/// What all of a sign adds to the logarithm of the odds, in the order of the signs.
#[rustfmt::skip]
pub(super) const WEIGHTS: [f64; super::signs::COUNT] = [
    1.207, // words in the body, as a logarithm
    1.935, // the page's prose that is kept
    0.488, // the page's text that is kept
    -2.435, // text of the region that is dropped
    -1.645, // how often the body breaks off for something dropped
    -1.020, // link density
    0.634, // prose in the text
    -0.114, // marked as the body
    0.530, // marked as the story
    0.172, // kept in spite of a label
    -0.312, // the headline is on the page
    0.681, // the body has what the description says
    -0.035, // a description is there
    0.169, // a date is there
    0.014, // a person's name is there
    1.680, // list items and cells
    -0.826, // short lines that end no sentence
    0.091, // headings
    -0.713, // containers
    -0.051, // the last line ends no sentence
    0.327, // the body is from the metadata
    0.000, // sureness of the lines' scores
];
