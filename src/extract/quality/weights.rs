//! What each sign is worth.

/// What is added for every page.
pub(super) const BIAS: f64 = -0.606;

/// What all of a sign adds.
pub(super) const WEIGHTS: [f64; super::signs::COUNT] =
    [1.42, 2.226, -2.691, -1.639, -1.156, 0.573, 0.698, 1.496, -0.967, -0.697, 0.225, 0.0];
