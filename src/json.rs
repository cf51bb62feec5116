//! JSON as programs write it that put it together by hand, made JSON.
//!
//! Always: linear in the text; what is JSON stays as it is, and is not copied. Never: a reader of JSON.

use std::borrow::Cow;

/// What scripts may write where JSON has a value; it says nothing.
const NO_VALUES: [&str; 4] = ["NaN", "Infinity", "-Infinity", "undefined"];

/// The text with each escape of half a character (`\ud83d` alone, where a text was cut) as that of U+FFFD: a string that has
/// one cannot be read.
pub(crate) fn whole_characters(text: &str) -> Cow<'_, str> {
    let mut mended = Mended::of(text);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        at += found;
        let half = |at: usize, units: std::ops::RangeInclusive<u16>| {
            unit(&text.as_bytes()[at..]).is_some_and(|unit| units.contains(&unit))
        };
        at += if half(at, 0xD800..=0xDBFF) && half(at + 6, 0xDC00..=0xDFFF) {
            12
        } else if half(at, 0xD800..=0xDFFF) {
            mended.replace(at, 6, "\\ufffd");
            6
        } else {
            2
        };
        at = at.min(text.len());
    }
    mended.text()
}

/// The text without what is no JSON though scripts take it: raw line breaks and escapes of theirs in strings, commas before
/// a closing bracket, numbers that are none.
pub(crate) fn mend(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut mended = Mended::of(text);
    let (mut at, mut quoted) = (0, false);
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'"' => {
                quoted = !quoted;
                1
            }
            b'\\' if quoted => match &bytes[at + 1..] {
                [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
                [b'u', ..] if unit(&bytes[at..]).is_some() => 6,
                [b'x', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                    mended.replace(at, 2, "\\u00");
                    4
                }
                _ => {
                    mended.replace(at, 1, "");
                    1
                }
            },
            0..0x20 if quoted => {
                mended.replace(at, 1, &format!("\\u{byte:04x}"));
                1
            }
            b',' if !quoted => {
                let is_blank = |byte: &u8| *byte == b',' || byte.is_ascii_whitespace();
                let end = bytes[at..].iter().position(|byte| !is_blank(byte));
                let end = end.map_or(bytes.len(), |length| at + length);
                if matches!(bytes.get(end), Some(b'}' | b']')) {
                    for comma in (at..end).filter(|&at| bytes[at] == b',') {
                        mended.replace(comma, 1, "");
                    }
                }
                end - at
            }
            b'N' | b'I' | b'-' | b'u' if !quoted => {
                let word = NO_VALUES.iter().find(|word| bytes[at..].starts_with(word.as_bytes()));
                word.map_or(1, |word| {
                    mended.replace(at, word.len(), "null");
                    word.len()
                })
            }
            _ => 1,
        };
    }
    mended.text()
}

/// The unit of UTF-16 that an escape stands for.
fn unit(escape: &[u8]) -> Option<u16> {
    let digits = escape.strip_prefix(b"\\u")?.get(..4)?;
    let is_number = digits.iter().all(u8::is_ascii_hexdigit);
    is_number.then(|| u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok())?
}

/// A text with some of it replaced; the text itself as long as nothing is.
struct Mended<'a> {
    text: &'a str,
    out: String,
    /// Up to where it is in `out`.
    copied: usize,
}

impl<'a> Mended<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, out: String::new(), copied: 0 }
    }

    fn replace(&mut self, at: usize, length: usize, by: &str) {
        self.out.push_str(&self.text[self.copied..at]);
        self.out.push_str(by);
        self.copied = at + length;
    }

    fn text(mut self) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.text);
        }
        self.out.push_str(&self.text[self.copied..]);
        Cow::Owned(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_json_stays_as_it_is() {
        let json =
            r#"{"a\\":["\ud83d\ude00 \\ud83d \"NaN,]\u00e9\/",-1e5,null,[ ]] , "undefined":true}"#;
        assert!(matches!(whole_characters(json), Cow::Borrowed(text) if text == json));
        assert!(matches!(mend(json), Cow::Borrowed(text) if text == json));
    }

    #[test]
    fn half_a_character_is_marked() {
        for (text, expected) in [
            (r"\ud83d", r"\ufffd"),
            (r"a\ud83d\ud83d\ude00\uDE00\uD83Db", r"a\ufffd\ud83d\ude00\ufffd\ufffdb"),
            (r"\\\ud83d\\ud83d\", r"\\\ufffd\\ud83d\"),
            (r"\ud83d\u0041\ud83é", r"\ufffd\u0041\ud83é"),
        ] {
            assert_eq!(whole_characters(text), expected);
        }
    }

    #[test]
    fn what_scripts_take_becomes_json() {
        for (text, expected) in [
            ("\"a\nb\tc\u{1}\"\n", "\"a\\u000ab\\u0009c\\u0001\"\n"),
            (r#""\x41\'\é\u12\xg\""#, r#""\u0041'éu12xg\""#),
            ("[1,\n] ,}", "[1\n] }"),
            ("[1,,\n, ]{\"a\":1, ,}", "[1\n ]{\"a\":1 }"),
            ("[1,,2]", "[1,,2]"),
            ("[NaN,-Infinity,Infinity,undefined]", "[null,null,null,null]"),
        ] {
            assert_eq!(mend(text), expected);
        }
    }
}
