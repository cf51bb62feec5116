//! Chance that is the same whenever it is asked: numbers from what they are about.

/// What a number is for, so that no two purposes share theirs.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    Pattern,
    Shift,
    Delay,
    Trouble,
    Move,
    Validators,
    Edit,
    Hiding,
    Words,
    Stops,
}

/// A number from 0 to `below`, for something numbered so.
pub(crate) fn roll(of: Of, one: i64, other: i64, below: u64) -> u64 {
    seed(of, one, other) % below
}

/// Whether it is one of so many.
pub(crate) fn is_one_in(many: u64, of: Of, one: i64, other: i64) -> bool {
    roll(of, one, other, many) == 0
}

/// A number from all that there are.
pub(crate) fn seed(of: Of, one: i64, other: i64) -> u64 {
    let mixed = mix(of as u64 ^ 0x5eed_c00a_a017);
    mix(mix(mixed ^ one.cast_unsigned()) ^ other.cast_unsigned())
}

/// The step of `SplitMix64` (Steele, Lea and Flood, 2014).
pub(crate) fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}
