//! Texts as filters compare them.
//!
//! Always: the same for what a reader takes for the same letters, in upper or lower case, composed or not. Never: a sign
//! as letters of the word beside it.

use icu_normalizer::ComposingNormalizer;

/// A text without what tells cases and codings of its letters apart: in NFKC, in lower case by way of upper case, as
/// Unicode's full case folding. The four letters i of Turkish are one, since nothing tells which language a filter's
/// word is in.
pub(super) fn folded(text: &str) -> String {
    let nfkc = ComposingNormalizer::new_nfkc();
    // ™ is T and M in NFKC: letters, but none of the word beside it.
    let is_sign = |c: char| {
        !c.is_ascii()
            && !c.is_alphanumeric()
            && nfkc.normalize(c.encode_utf8(&mut [0; 4])).contains(char::is_alphanumeric)
    };
    let mut apart = String::with_capacity(text.len());
    for c in text.chars() {
        if is_sign(c) {
            apart.extend([' ', c, ' ']);
        } else {
            apart.push(c);
        }
    }
    let folded: String = nfkc
        .normalize(&apart)
        .chars()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect();
    // Upper case takes some letters apart.
    nfkc.normalize(&folded).replace("i\u{307}", "i")
}
