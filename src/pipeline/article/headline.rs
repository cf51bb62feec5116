//! Headlines: whether two of them speak of the same thing.
//!
//! Always: both are taken apart in the same way, however short one of them is.

use std::collections::HashSet;

use crate::extract::{is_dense, one_line};

/// A longer headline, in bytes, is none. A line of the journal has to stay far below what is read back of one.
const MAX_HEADLINE: usize = 2_000;

/// The page's headline if it is about what the feed says, else the feed's title.
pub(super) fn choose(page: Option<&str>, feed: Option<&str>) -> Option<String> {
    let page = page.and_then(one_line).filter(|page| page.len() <= MAX_HEADLINE);
    let feed = feed.and_then(one_line);
    match (page, feed) {
        (Some(page), Some(feed)) if !shares_words(&page, &feed) => Some(feed),
        (Some(page), _) => Some(page),
        (None, feed) => feed,
    }
}

/// They share half of the shorter one's words.
pub(super) fn shares_words(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared > 0 && shared * 2 >= a.len().min(b.len())
}

/// The words; where nothing says where a word ends, each sign with the next one, for a single sign is in too many.
fn words(text: &str) -> HashSet<String> {
    let mut words = HashSet::new();
    for run in text.to_lowercase().split(|c: char| !c.is_alphanumeric() && !is_dense(c)) {
        let signs: Vec<char> = run.chars().collect();
        for part in signs.chunk_by(|one, next| is_dense(*one) == is_dense(*next)) {
            if part.len() > 1 && is_dense(part[0]) {
                words.extend(part.windows(2).map(String::from_iter));
            } else {
                words.insert(String::from_iter(part));
            }
        }
    }
    words.remove("");
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_are_compared_by_words_however_short_one_is() {
        let long = "Bridge reopens after nine years of work";
        for short in ["Bridge reopens", "Bridge", "The bridge reopens", "BRIDGE: reopens!"] {
            assert!(shares_words(short, long) && shares_words(long, short), "{short}");
        }
        for short in ["Sign in", "Storm", "Reopened ridge", "?!", ""] {
            assert!(!shares_words(short, long), "{short}");
        }
        assert!(!shares_words("Weather", "The war"), "the same letters are not the same word");
    }

    #[test]
    fn headlines_without_word_spaces_are_compared_by_pairs_of_signs() {
        let long = "渡し船が四十年ぶりに島へ帰ってきた";
        assert!(shares_words("渡し船", long));
        assert!(shares_words("島へ帰った渡し船", long));
        assert!(!shares_words("町へ来た", long), "they share single signs");
        assert!(shares_words("NATO首脳会議", "NATO首脳会議が開幕"));
        assert!(shares_words("สะพานเปิด", "สะพานเปิดอีกครั้ง"));
    }
}
