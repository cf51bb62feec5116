//! The bytes of a page become text.
//!
//! Always: some text comes out, whatever the bytes are. The order is BOM, the HTTP charset, UTF-8 if the
//! bytes are valid as such (a `meta` that says otherwise lies), the page's `meta`, detection.
//! Never: a NUL or a control character other than tab and newline.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far into the page its `meta charset` is looked for, in bytes.
const META_REACH: usize = 4096;

/// How much of a page the detector looks at, in bytes.
const DETECTION_REACH: usize = 64 * 1024;

/// The page's text.
///
/// `content_type` is the value of the HTTP header, e.g. `text/html; charset=windows-1251`.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return clean(&encoding.decode_without_bom_handling(&bytes[mark..]).0);
    }
    let declared = content_type.and_then(http_charset).filter(|&encoding| encoding != UTF_8);
    if let Some(encoding) =
        declared.filter(|_| std::str::from_utf8(bytes).is_err() || wide(declared))
    {
        return clean(&encoding.decode_without_bom_handling(bytes).0);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return clean(text);
    }
    // One stray byte in a long page of UTF-8 does not make it something else.
    let lossy = String::from_utf8_lossy(bytes);
    let wrong = lossy.matches('\u{fffd}').count();
    let foreign = lossy.chars().filter(|c| !c.is_ascii()).count();
    if wrong * 10 < foreign && content_type.and_then(http_charset).is_none_or(|e| e == UTF_8) {
        return clean(&lossy);
    }
    let encoding = meta_charset(&bytes[..bytes.len().min(META_REACH)])
        .filter(|&encoding| encoding != UTF_8)
        .unwrap_or_else(|| detect(&bytes[..bytes.len().min(DETECTION_REACH)]));
    clean(&encoding.decode_without_bom_handling(bytes).0)
}

/// An encoding in which ASCII bytes are not ASCII text, so that "valid UTF-8" says nothing.
fn wide(encoding: Option<&'static Encoding>) -> bool {
    encoding.is_some_and(|encoding| {
        encoding == UTF_16BE || encoding == UTF_16LE || !encoding.is_ascii_compatible()
    })
}

fn http_charset(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let (_, value) = lower.split_once("charset=")?;
    let label = value.trim_start_matches(['"', '\'', ' ']);
    Encoding::for_label(label.split(['"', '\'', ';', ' ', ',']).next()?.as_bytes())
}

/// `<meta charset=…>` and `<meta http-equiv=… content="…; charset=…">` alike.
fn meta_charset(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let text = String::from_utf8_lossy(&lower);
    text.split("<meta").skip(1).find_map(|rest| {
        let tag = rest.split('>').next()?;
        let value = tag.split_once("charset")?.1.trim_start().strip_prefix('=')?;
        let label = value.trim_start_matches(['"', '\'', ' ']);
        let encoding =
            Encoding::for_label(label.split(['"', '\'', ';', ' ', '/']).next()?.as_bytes())?;
        // A page whose `meta` could be read as ASCII is not UTF-16, whatever it says.
        (!wide(Some(encoding))).then_some(encoding)
    })
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Takes out what no text holds: control characters, the mark of byte order.
fn clean(text: &str) -> String {
    let is_foul = |c: char| c != '\n' && c != '\t' && (c.is_control() || c == '\u{feff}');
    let mut clean = String::with_capacity(text.len());
    // Up to where it is copied, and up to where it was looked at.
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = next_suspect(text.as_bytes(), at) {
        let Some(c) = text[found..].chars().next() else { break };
        at = found + c.len_utf8();
        if is_foul(c) {
            clean.push_str(&text[copied..found]);
            copied = at;
            if matches!(c, '\r' | '\u{c}') {
                clean.push('\n');
            }
        }
    }
    clean.push_str(&text[copied..]);
    clean
}

/// The next byte from a place on with which such a character may begin. Pages are long and have few, so whole blocks are
/// passed over at once.
fn next_suspect(bytes: &[u8], from: usize) -> Option<usize> {
    const BLOCK: usize = 64;
    let is_suspect = |byte: &u8| matches!(byte, 0..=8 | 0xb..=0x1f | 0x7f | 0xc2 | 0xef);
    let mut at = from;
    for block in bytes.get(from..)?.chunks(BLOCK) {
        if block.iter().fold(false, |any, byte| any | is_suspect(byte)) {
            return block.iter().position(is_suspect).map(|within| at + within);
        }
        at += block.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_charset_is_found_in_the_order_that_browsers_and_lies_demand() {
        assert_eq!(decode(b"\xef\xbb\xbf<p>\xc3\xa9", None), "<p>é");
        assert_eq!(decode(b"<p>\xe9t\xe9", Some("text/html; charset=iso-8859-1")), "<p>été");
        assert_eq!(
            decode("<meta charset=iso-8859-1><p>é".as_bytes(), None),
            "<meta charset=iso-8859-1><p>é"
        );
        assert_eq!(
            decode(b"<meta charset=\"windows-1251\"><p>\xcf\xf0\xe8\xe2\xe5\xf2", None),
            "<meta charset=\"windows-1251\"><p>Привет"
        );
        assert_eq!(decode("<p>é".as_bytes(), Some("text/html; charset=iso-8859-1")), "<p>é");
        let sixteen: Vec<u8> = "<p>été".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&sixteen, Some("text/html; charset=utf-16le")), "<p>été");
    }

    #[test]
    fn no_control_character_survives() {
        assert_eq!(decode(b"a\0b\x1b[31mc\x08\r\nd\te", None), "ab[31mc\n\nd\te");
        let far =
            |foul: &str| format!("{}{foul}{}\u{a0}\u{ff01}é", "x".repeat(63), "y".repeat(200));
        for foul in ["\u{80}", "\u{9f}", "\u{7f}", "\u{feff}", "\0\0", "\u{feff}\u{85}"] {
            assert_eq!(decode(far(foul).as_bytes(), None), far(""), "{foul:?}");
        }
    }
}
