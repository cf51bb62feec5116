//! Appeals to readers: to follow, to join, to subscribe, on some network.
//!
//! An appeal names a network and calls: it begins with the call, or calls and speaks of its house, or ends with a
//! sentence that begins with the call; behind a colon or a dash it speaks of its house, too. Never: a line that only speaks of a network.

use std::sync::LazyLock;

use super::{Starts, lists};
use crate::extract::is_dense;

/// Where one is to follow, how one is called, by whom, and what letters to readers are called; lower-case, in this order,
/// each under a heading.
const WORDS: &str = include_str!("../words/appeals.txt");

/// The four lists.
static LISTS: LazyLock<[Starts; 4]> = LazyLock::new(|| lists(WORDS));

/// A lower-case line that asks its reader to follow.
pub(in crate::extract) fn is_appeal(line: &str) -> bool {
    let [networks, calls, houses, _] = &*LISTS;
    let is_last = |last: &str| {
        begins(last, calls, true) && (holds(last, networks, false) || holds(line, houses, true))
    };
    let calls_behind = || {
        let behind = line.rsplit_once([':', '–', '—']).or_else(|| line.rsplit_once(" - "));
        behind.map(|(_, behind)| behind.trim_start()).is_some_and(|last| {
            begins(last, calls, true) && holds(last, networks, false) && holds(last, houses, true)
        })
    };
    holds(line, networks, false)
        && (begins(line, calls, false)
            || calls_behind()
            || last_sentence(line).is_some_and(is_last)
            || holds(line, calls, false) && holds(line, houses, true))
}

/// A lower-case heading that names a letter to readers.
pub(in crate::extract) fn names_letter(heading: &str) -> bool {
    holds(heading, &LISTS[3], false)
}

/// A lower-case text whose first sentence calls to follow its house on a network.
pub(super) fn opens(text: &str) -> bool {
    let [networks, calls, houses, _] = &*LISTS;
    let Some((first, _)) = text.split_once(ends_sentence) else { return false };
    begins(first, calls, true) && holds(first, networks, false) && holds(first, houses, true)
}

/// The last sentence of a line that has several.
fn last_sentence(line: &str) -> Option<&str> {
    let rest = line.trim_end_matches(|c: char| ends_sentence(c) || c.is_whitespace());
    rest.rsplit_once(ends_sentence).map(|(_, last)| last.trim_start())
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔')
}

/// One of its words begins so, or is it; in a script without word spaces it stands anywhere.
pub(super) fn holds(line: &str, words: &Starts, whole: bool) -> bool {
    let mut inside = false;
    line.char_indices().any(|(at, c)| {
        let is_start = !inside || is_dense(c) || matches!(c, '\u{ac00}'..='\u{d7af}');
        inside = c.is_alphanumeric();
        is_start && begins(&line[at..], words, whole)
    })
}

/// The text begins with one of them, and with no longer word where it is to be the whole.
fn begins(text: &str, words: &Starts, whole: bool) -> bool {
    let first = text.chars().next().unwrap_or_default();
    words.get(&first).into_iter().flatten().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| {
            let is_ended = || rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '-');
            !whole || word.starts_with(is_dense) || is_ended()
        })
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
            "the news that counts, on whatsapp. join the channel.",
            "you read to the end, thank you! obserwuj nas w wiadomościach google.",
        ] {
            assert!(is_appeal(line), "{line}");
        }
        for line in [
            "the minister follows nobody on twitter.",
            "our reporter saw the post on facebook.",
            "users can join channels on whatsapp from monday on.",
            "sie folgen einander auf instagram.",
            "the mayor wrote so on facebook. followers asked him why.",
            "the film was shown on youtube. follow-up questions were not answered.",
            "lo anunció en twitter. sigue detenido.",
            "she wrote on instagram: follow your dreams.",
        ] {
            assert!(!is_appeal(line), "{line}");
        }
    }
}
