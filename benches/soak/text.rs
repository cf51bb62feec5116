//! Words of their own: no two entries share more than a chance syllable, so none is a copy of another.

use crate::dice::mix;

const SYLLABLES: [&str; 32] = [
    "ba", "cor", "den", "el", "fi", "gan", "hul", "ist", "jo", "kem", "lor", "mi", "nat", "o",
    "per", "qua", "ros", "sil", "tu", "ul", "ver", "wi", "xan", "yel", "zor", "ark", "bel", "cry",
    "dun", "est", "fal", "gri",
];

/// So many words, always the same for the same seed.
pub(crate) fn words(seed: u64, count: u64, text: &mut String) {
    for word in 0..count {
        let mut bits = mix(seed.wrapping_add(word));
        if word > 0 {
            text.push(' ');
        }
        for _ in 0..2 + bits % 3 {
            bits /= 32;
            text.push_str(SYLLABLES[usize::try_from(bits % 32).unwrap_or_default()]);
        }
    }
}
