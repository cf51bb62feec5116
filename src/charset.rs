//! Bytes of a document become text, whatever it and its server call them.
//!
//! The order: a byte order mark, UTF-8 if the bytes are, HTTP, the document's own label, detection. Always: time and
//! memory linear in the bytes; a label that the bytes belie is as good as none. Never: an error; what cannot be read
//! becomes U+FFFD.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes the detector looks at, from the first on that is no ASCII.
const DETECTION_REACH: usize = 64 * 1024;

/// How far into the document the prolog's `encoding` is looked for, in bytes.
const PROLOG: usize = 1024;

/// A fault spoils so many characters of the run that it stands in. Of texts in other encodings, most runs of bytes beyond
/// ASCII have faults as UTF-8, and those of East Asia have sequences that are good by chance between them.
const SPOILT: usize = 2;

/// A character that Unicode keeps for nobody's text: XML and YAML refuse some of them even where they are quoted.
pub(crate) fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// The text of a document.
///
/// `content_type` is the HTTP header; `own` finds what the document says of itself. Servers add ISO-8859-1 without
/// looking, so the document's own label wins over that.
pub(crate) fn decode<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    own: impl FnOnce(&[u8]) -> Option<&'static Encoding>,
) -> Cow<'a, str> {
    if let Some(text) = by_width(bytes) {
        return text;
    }
    let (bytes, http) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, Some(UTF_8)),
        None => (bytes, content_type.and_then(|value| labelled(value, "charset"))),
    };
    let own = own(bytes);
    let labels = [http, own];
    // It is ASCII on the wire: only a label tells.
    if labels.contains(&Some(ISO_2022_JP))
        && let Some(text) = ISO_2022_JP.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return text;
    }
    if let Some(text) = utf8(bytes, labels.contains(&Some(UTF_8))) {
        return text;
    }
    let named = [http.filter(|http| *http != WINDOWS_1252), own, http];
    let mut named = named.into_iter().flatten().filter(|encoding| *encoding != UTF_8);
    named
        .find_map(|encoding| legible(bytes, encoding))
        .unwrap_or_else(|| detect(bytes).decode_without_bom_handling(bytes).0)
}

/// The encoding that an XML declaration names.
pub(crate) fn prolog(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(PROLOG)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    labelled(head.split_once("<?xml")?.1.split('>').next()?, "encoding")
}

/// The encoding that stands behind a name and `=`.
pub(crate) fn labelled(text: &str, name: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let value = lower.split_once(name)?.1.trim_start().strip_prefix('=')?;
    let value = value.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ',' | '/' | '?' | '>');
    // What is read byte by byte cannot be UTF-16, whatever it says; and some labels mean that nothing is to be read.
    Encoding::for_label(value.split(ends).next()?.as_bytes())
        .filter(|encoding| ![UTF_16BE, UTF_16LE, REPLACEMENT].contains(encoding))
}

/// UTF-16 and UTF-32, by their byte order mark or by where the zeros of the first characters are.
fn by_width(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match bytes {
        [0, 0, 0xFE, 0xFF, rest @ ..] => Some(utf32(rest, u32::from_be_bytes)),
        [0xFF, 0xFE, 0, 0, rest @ ..] => Some(utf32(rest, u32::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Some(UTF_16BE.decode_without_bom_handling(rest).0),
        [0xFF, 0xFE, rest @ ..] => Some(UTF_16LE.decode_without_bom_handling(rest).0),
        [0, 0, 0, c, ..] if *c != 0 => Some(utf32(bytes, u32::from_be_bytes)),
        [c, 0, 0, 0, ..] if *c != 0 => Some(utf32(bytes, u32::from_le_bytes)),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => {
            Some(UTF_16BE.decode_without_bom_handling(bytes).0)
        }
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => {
            Some(UTF_16LE.decode_without_bom_handling(bytes).0)
        }
        _ => None,
    }
}

fn utf32(bytes: &[u8], number: fn([u8; 4]) -> u32) -> Cow<'_, str> {
    let units = bytes.as_chunks::<4>().0;
    units.iter().map(|unit| char::from_u32(number(*unit)).unwrap_or('\u{FFFD}')).collect()
}

/// The bytes as UTF-8, accidents repaired; `None` where there are too many of them for that. Whoever says that it is
/// UTF-8 is believed unless the faults clearly outnumber the characters.
fn utf8(bytes: &[u8], says_so: bool) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    let (mut good, mut bad) = (0usize, 0usize);
    for run in bytes.split(u8::is_ascii).filter(|run| !run.is_empty()) {
        let (mut characters, mut faults) = (0, 0);
        for chunk in run.utf8_chunks() {
            characters += chunk.valid().chars().count();
            faults += usize::from(!chunk.invalid().is_empty());
        }
        good += characters.saturating_sub(SPOILT * faults);
        bad += usize::from(faults > 0);
    }
    let most = if says_so { 2 * good } else { good };
    (bad <= most).then(|| Cow::Owned(with_strays(bytes)))
}

/// Stray bytes between valid UTF-8 come from texts pasted in as windows-1252; surrogates from programs that count in
/// UTF-16.
fn with_strays(mut bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 64);
    while let Some(chunk) = bytes.utf8_chunks().next() {
        text.push_str(chunk.valid());
        bytes = &bytes[chunk.valid().len()..];
        let (repaired, length) = match (surrogate(bytes), chunk.invalid()) {
            (Some(high), _) => {
                let pair = surrogate(&bytes[3..]).map(|low| [high, low]);
                match pair.and_then(|pair| char::decode_utf16(pair).next()?.ok()) {
                    Some(c) => (c, 6),
                    None => ('\u{FFFD}', 3),
                }
            }
            (_, []) => break,
            // A piece of a longer sequence says nothing any more; a single byte is a letter.
            (_, byte @ [_]) => {
                let letter = WINDOWS_1252.decode_without_bom_handling(byte).0.chars().next();
                (letter.unwrap_or('\u{FFFD}'), 1)
            }
            (_, piece) => ('\u{FFFD}', piece.len()),
        };
        text.push(repaired);
        bytes = &bytes[length..];
    }
    text
}

/// Half a character of UTF-16, written as if it were one.
fn surrogate(bytes: &[u8]) -> Option<u16> {
    match bytes {
        [0xED, high @ 0xA0..=0xBF, low @ 0x80..=0xBF, ..] => {
            Some(0xD000 | u16::from(high & 0x3F) << 6 | u16::from(low & 0x3F))
        }
        _ => None,
    }
}

/// The bytes in an encoding, unless most of what is not ASCII cannot be read in it.
fn legible<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Option<Cow<'a, str>> {
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    let is_legible = !faulty || {
        let foreign = text.chars().filter(|c| !c.is_ascii()).count();
        2 * text.matches('\u{FFFD}').count() <= foreign
    };
    is_legible.then_some(text)
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
    // A character is judged by the one before it, too.
    let rest = &bytes[start.saturating_sub(1)..];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&rest[..rest.len().min(DETECTION_REACH)], rest.len() <= DETECTION_REACH);
    detector.guess(None, Utf8Detection::Deny)
}
