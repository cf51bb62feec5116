//! Appeals to readers: to follow, to join, to subscribe, on some network.
//!
//! An appeal names a network, calls, and speaks of its house, or begins with the call. Never: a line that only speaks
//! of a network.

use std::sync::LazyLock;

use super::is_dense;

/// Where one is to follow, how one is called, and by whom; lower-case, in this order, each under a heading.
const WORDS: &str = include_str!("words/appeals.txt");

/// The three lists.
static LISTS: LazyLock<[Vec<&'static str>; 3]> = LazyLock::new(|| {
    let mut lists = WORDS.split("# ").skip(1).map(|list| list.lines().skip(1).collect());
    std::array::from_fn(|_| lists.next().unwrap_or_default())
});

/// A lower-case line that asks its reader to follow.
pub(super) fn is_appeal(line: &str) -> bool {
    let [networks, calls, houses] = &*LISTS;
    let holds = |words: &[&str]| words.iter().any(|word| is_begun(line, word, false));
    holds(networks)
        && (calls.iter().any(|call| line.starts_with(call))
            || holds(calls) && houses.iter().any(|house| is_begun(line, house, true)))
}

/// The line holds it at the beginning of a word, or as a word; anywhere, where its script parts no words.
fn is_begun(line: &str, word: &str, whole: bool) -> bool {
    let dense = word.starts_with(|c| is_dense(c) || matches!(c, '\u{ac00}'..='\u{d7af}'));
    let parted = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    line.match_indices(word).any(|(at, _)| {
        let ends = || !whole || parted(line[at + word.len()..].chars().next());
        dense || parted(line[..at].chars().next_back()) && ends()
    })
}

#[cfg(test)]
mod tests {
    use super::is_appeal;

    #[test]
    fn an_appeal_is_told_from_a_line_about_a_network() {
        for line in [
            "follow us on instagram and tiktok for more.",
            "you can follow our team on facebook.",
            "alle news aus der region lesen sie auf unserer facebook-seite: jetzt folgen!",
            "puedes seguir nuestra cuenta en facebook y x.",
            "rejoignez notre chaîne whatsapp.",
            "подписывайтесь на наш telegram-канал.",
            "ikuti kami di google news.",
            "تابعونا على فيسبوك",
        ] {
            assert!(is_appeal(line), "{line}");
        }
        for line in [
            "the minister follows nobody on twitter.",
            "our reporter saw the post on facebook.",
            "users can join channels on whatsapp from monday on.",
            "sie folgen einander auf instagram.",
        ] {
            assert!(!is_appeal(line), "{line}");
        }
    }
}
