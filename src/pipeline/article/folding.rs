//! Texts as they are compared by filters.
//!
//! Always: the same for what a reader takes for the same letters, in upper or lower case, composed or not.

use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizer;

/// A text without what tells cases and codings of its letters apart: Unicode's full case folding, in NFKC. The four
/// letters i of Turkish are one, since nothing tells which language a filter's word is in.
pub(super) fn folded(text: &str) -> String {
    let nfkc = ComposingNormalizer::new_nfkc();
    // Folding takes compositions apart, and what only NFKC knows for letters is to be folded, too.
    let folded = CaseMapper::new().fold_string(&nfkc.normalize(text)).into_owned();
    nfkc.normalize(&folded).replace("i\u{307}", "i").replace('ı', "i")
}
