//! Character references of HTML: `&amp;`, `&#8217;`, `&nbsp` (HTML, section 13.2.5.72).
//!
//! Always: the longest name that is one; a bounded look ahead. Never: two of them read at once.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// What the reference stands for that a text begins with, `&` included: one character or two, the second else NUL; and
/// how long the reference is. `None` where the `&` is no more than that.
pub(crate) fn read(text: &str, in_attribute: bool) -> Option<([char; 2], usize)> {
    match text.as_bytes().get(1)? {
        b'#' => pair(text).or_else(|| number(text.as_bytes())).map(|(c, end)| ([c, '\0'], end)),
        first if first.is_ascii_alphanumeric() => named(text, in_attribute),
        _ => None,
    }
}

/// The character that a text begins with as two references, one for each half that it has in UTF-16, and how long they
/// are: so write programs that go by its units.
pub(crate) fn pair(text: &str) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    let (high, middle) = digits(bytes)?;
    let (low, length) = digits(&bytes[middle..])?;
    let halves = [u16::try_from(high).ok()?, u16::try_from(low).ok()?];
    let c = char::decode_utf16(halves).next()?.ok()?;
    (c > '\u{ffff}').then_some((c, middle + length))
}

/// The character of a number, and where the reference ends.
fn number(text: &[u8]) -> Option<(char, usize)> {
    let (number, end) = digits(text)?;
    let told = match number {
        0 => None,
        0x80..=0x9f => C1_REPLACEMENTS[(number - 0x80) as usize].or_else(|| char::from_u32(number)),
        _ => char::from_u32(number),
    };
    Some((told.unwrap_or('\u{fffd}'), end))
}

/// The number of a reference, and where that ends.
fn digits(text: &[u8]) -> Option<(u32, usize)> {
    let (base, first) = match text {
        [b'&', b'#', b'x' | b'X', ..] => (16, 3),
        [b'&', b'#', ..] => (10, 2),
        _ => return None,
    };
    let mut number = 0_u32;
    let mut at = first;
    while let Some(digit) = text.get(at).and_then(|byte| char::from(*byte).to_digit(base)) {
        number = number.saturating_mul(base).saturating_add(digit);
        at += 1;
    }
    (at > first).then(|| (number, at + usize::from(text.get(at) == Some(&b';'))))
}

/// The characters of the longest name, and where the reference ends.
fn named(text: &str, in_attribute: bool) -> Option<([char; 2], usize)> {
    let bytes = text.as_bytes();
    let mut found = None;
    let mut at = 1;
    // The table has the beginnings of all names, too, with nothing to stand for.
    while bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b';') {
        at += 1;
        let Some((first, second)) = NAMED_ENTITIES.get(&text[1..at]) else { break };
        if *first != 0 {
            found = Some((*first, *second, at));
        }
    }
    let (first, second, end) = found?;
    // "?a=1&copy=2" was never meant as ©.
    let goes_on = |byte: &u8| *byte == b'=' || byte.is_ascii_alphanumeric();
    if in_attribute && bytes[end - 1] != b';' && bytes.get(end).is_some_and(goes_on) {
        return None;
    }
    Some(([char::from_u32(first)?, char::from_u32(second)?], end))
}
