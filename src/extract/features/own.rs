//! What a leaf's own text says, whatever its language.

use rustc_hash::FxHashSet;

use super::{Scene, Sink, chars, count, flag};
use crate::extract::page::characters::ratio;

/// So many characters tell how a leaf is written.
const BEGINNING: usize = 240;

/// What one pass over the text's beginning counts.
#[derive(Debug, Default)]
struct Counts {
    chars: u32,
    words: u32,
    letters: u32,
    upper: u32,
    /// Words that begin with a capital.
    capitals: u32,
    marks: u32,
    /// A mark that parts items of a line.
    parts: bool,
    in_title: u32,
    in_description: u32,
}

pub(super) fn put(scene: &Scene<'_, '_>, at: usize, to: &mut impl Sink) {
    let leaf = &scene.leaves[at];
    let own = read(&leaf.text, scene);
    to.put("chars", chars(leaf.chars));
    to.put("plain", chars(leaf.plain()));
    to.put("link_density", leaf.link_density());
    to.put("words", chars(own.words));
    to.put("stops", chars(leaf.stops));
    to.put("stressed", ratio(leaf.stressed, leaf.chars));
    to.put("ends", flag(leaf.ends_sentence()));
    to.put("upper", ratio(own.upper, own.letters));
    to.put("capitals", ratio(own.capitals, own.words));
    to.put("marks", ratio(own.marks, own.chars));
    to.put("first", leaf.text.chars().next().map_or(0.0, kind));
    to.put("last", leaf.text.chars().next_back().map_or(0.0, kind));
    to.put("parts", flag(own.parts));
    to.put("of_title", ratio(own.in_title, own.words.max(count_of(&scene.title))));
    to.put("in_title", ratio(own.in_title, own.words));
    to.put("of_description", ratio(own.in_description, count_of(&scene.description)));
    to.put("in_description", ratio(own.in_description, own.words));
    to.put("nodes", count(leaf.end - leaf.first));
}

fn count_of(words: &FxHashSet<u64>) -> u32 {
    u32::try_from(words.len()).unwrap_or(u32::MAX)
}

/// The words of a text, as hashes.
pub(super) fn words_of(text: Option<&str>) -> FxHashSet<u64> {
    let mut words = FxHashSet::default();
    each_word(
        text.unwrap_or_default(),
        |word, _| {
            words.insert(word);
        },
        |_| {},
    );
    words
}

fn read(text: &str, scene: &Scene<'_, '_>) -> Counts {
    let mut own = Counts::default();
    let (mut words, mut capitals, mut in_title, mut in_description) = (0, 0, 0, 0);
    each_word(
        text,
        |word, capital| {
            words += 1;
            capitals += u32::from(capital);
            in_title += u32::from(scene.title.contains(&word));
            in_description += u32::from(scene.description.contains(&word));
        },
        |c| {
            own.chars += 1;
            if c.is_ascii_lowercase() {
                own.letters += 1;
            } else if c.is_alphabetic() {
                own.letters += 1;
                own.upper += u32::from(c.is_uppercase());
            } else if !c.is_numeric() && !c.is_whitespace() {
                own.marks += 1;
                own.parts |= matches!(c, '|' | '•' | '·' | '›' | '→' | '»' | '>' | '/');
            }
        },
    );
    Counts { words, capitals, in_title, in_description, ..own }
}

/// Each word as a hash, and whether it begins with a capital; and each character. A character of a script without
/// word spaces is a word of its own.
fn each_word(text: &str, mut word: impl FnMut(u64, bool), mut each: impl FnMut(char)) {
    let (mut hash, mut inside, mut capital) = (0_u64, false, false);
    for c in text.chars().take(BEGINNING) {
        each(c);
        // Most characters are of the one kind that needs no further look.
        let (mut lower, mut dense) = (c, false);
        if c.is_ascii_lowercase() {
            capital &= inside;
        } else {
            dense = matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
            let part = c.is_alphanumeric();
            if inside && (dense || !part) {
                word(hash, capital);
                (hash, inside) = (0, false);
            }
            if !part {
                continue;
            }
            if !inside {
                capital = c.is_uppercase();
            }
            lower = c.to_lowercase().next().unwrap_or(c);
        }
        hash =
            (hash.rotate_left(5) ^ u64::from(u32::from(lower))).wrapping_mul(0x517c_c1b7_2722_0a95);
        inside = true;
        if dense {
            word(hash, false);
            (hash, inside) = (0, false);
        }
    }
    if inside {
        word(hash, capital);
    }
}

/// What kind of character begins or ends a text.
fn kind(c: char) -> f32 {
    match c {
        _ if c.is_lowercase() => 1.0,
        _ if c.is_uppercase() => 2.0,
        _ if c.is_alphabetic() => 3.0,
        _ if c.is_numeric() => 4.0,
        '"' | '“' | '„' | '«' | '»' | '‘' | '\'' | '”' | '’' | '「' | '」' => 5.0,
        '(' | '[' | ')' | ']' => 6.0,
        '.' | '!' | '?' | '。' | '！' | '？' | '…' | '।' | '؟' | '۔' => 7.0,
        ':' | '：' => 8.0,
        ',' | ';' | '،' | '、' | '-' | '–' | '—' => 9.0,
        _ => 10.0,
    }
}
