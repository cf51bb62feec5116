//! Bytes to UTF-8, before any parser sees them.
//!
//! Order: BOM, HTTP, valid UTF-8, prolog, detection. Always: no NUL, no character that XML forbids, no XML
//! declaration, nothing before the first `<` or `{`. Never: an error; what cannot be read becomes U+FFFD.

use std::borrow::Cow;
use std::str::Utf8Error;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into the document the prolog's `encoding` is looked for, in bytes.
const PROLOG: usize = 1024;

/// Turns a feed's bytes into text that starts with its first `<` or `{`.
///
/// `content_type` is the HTTP header. A charset of `us-ascii`, `iso-8859-1` or `windows-1252` in it is what
/// servers add without looking, so valid UTF-8 wins over these; over any other, HTTP wins.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    clean(&to_text(bytes, content_type))
}

fn to_text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some(text) = by_width(bytes) {
        return text;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let http = content_type.and_then(charset);
    if let Some(encoding) = http.filter(|encoding| ![UTF_8, WINDOWS_1252].contains(encoding))
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return text;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // UTF-7 relatives such as ISO-2022-JP are ASCII on the wire; only the prolog tells.
        return match prolog(bytes).filter(|named| !named.is_ascii_compatible()) {
            Some(named) => named.decode_without_bom_handling(bytes).0,
            None => Cow::Borrowed(text),
        };
    }
    let named = prolog(bytes);
    if mostly_utf8(bytes, named.or(http) == Some(UTF_8)) {
        return Cow::Owned(utf8_with_strays(bytes));
    }
    let named = named.filter(|named| *named != UTF_8);
    if let Some(text) = named
        .or(http.filter(|encoding| *encoding != UTF_8))
        .and_then(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes))
    {
        return text;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny).decode_without_bom_handling(bytes).0
}

/// UTF-16 and UTF-32, by their BOM or by where the zeros of the first characters are.
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

/// The encoding that a `Content-Type` names.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    let lower = content_type.to_ascii_lowercase();
    let (_, value) = lower.split_once("charset")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let label = value.trim_start_matches(['"', '\'']).split(['"', '\'', ';', ' ']).next()?;
    usable(label)
}

/// The encoding that the XML declaration names.
fn prolog(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String =
        bytes.iter().take(PROLOG).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let declaration = head.split_once("<?xml")?.1.split('>').next()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.trim_start_matches(['"', '\'']).split(['"', '\'', '?']).next()?;
    usable(label)
}

/// What is read byte by byte cannot be UTF-16, whatever it says.
fn usable(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
        .filter(|encoding| ![UTF_16BE, UTF_16LE].contains(encoding))
}

/// More good sequences of several bytes than bad bytes, or as many where it says that it is UTF-8: that, with accidents
/// in it.
fn mostly_utf8(bytes: &[u8], says_so: bool) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        bad += chunk.invalid().len();
    }
    good > bad || says_so && good > 0 && good == bad
}

/// Stray bytes between valid UTF-8 come from texts pasted in as windows-1252.
fn utf8_with_strays(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 64);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        // A piece of a longer sequence says nothing any more; a single byte is a letter.
        match chunk.invalid() {
            [] => {}
            [_] => text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0),
            _ => text.push('\u{FFFD}'),
        }
    }
    text
}

/// A document that was encoded as UTF-8 twice, read once more; `None` unless that is certain: each run of
/// characters beyond ASCII has to be UTF-8 if written as windows-1252. Few may be cut off at their end. Some have
/// to be [telling](is_telling), and some to become more than marks of punctuation: those are pasted, and talked about,
/// in texts that are fine.
pub(super) fn encoded_twice(text: &str) -> Option<String> {
    let (mut whole, mut cut, mut telling, mut words) = (0usize, 0usize, false, false);
    for (_, run) in runs(text) {
        if let Ok(read) = once(run)? {
            whole += 1;
            telling |= is_telling(run);
            words |= read.contains(|c| !matches!(c, '\u{a0}' | '\u{2000}'..='\u{206F}'));
        } else {
            cut += 1;
        }
        if cut > 8 + whole {
            return None;
        }
    }
    if !telling || !words || whole <= 4 * cut {
        return None;
    }
    let (mut read, mut done) = (String::with_capacity(text.len()), 0);
    for (at, run) in runs(text) {
        read.push_str(&text[done..at]);
        read.push_str(once(run)?.as_deref().unwrap_or(run));
        done = at + run.len();
    }
    read.push_str(&text[done..]);
    Some(read)
}

/// A run of characters as UTF-8 that was read as windows-1252, or the error that it is cut off at its end; `None` if
/// it is no such thing.
fn once(run: &str) -> Option<Result<String, Utf8Error>> {
    let (bytes, _, unmappable) = WINDOWS_1252.encode(run);
    if unmappable {
        return None;
    }
    let read = std::str::from_utf8(&bytes).map(str::to_owned);
    let is_it = read.as_ref().err().is_none_or(|error| error.error_len().is_none());
    is_it.then_some(read)
}

/// The runs of characters beyond ASCII, and where they are.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    /// Plain text is passed over by so many bytes at a time.
    const BLOCK: usize = 64;
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at..at + BLOCK).is_some_and(<[u8]>::is_ascii) {
            at += BLOCK;
        }
        let start = at + bytes[at..].iter().position(|byte| !byte.is_ascii())?;
        let rest = &bytes[start..];
        at = start + rest.iter().position(u8::is_ascii).unwrap_or(rest.len());
        Some((start, &text[start..at]))
    })
}

/// Whether nobody writes so: behind an accented letter that ends a word stands what closes a sentence or a
/// quotation (`CAFÉ…`, `MENÜ”`), or a space, and never a currency, a fraction, a copyright.
fn is_telling(run: &str) -> bool {
    run.chars().nth(1).is_some_and(|c| !"\u{a0}…‘’“”›»–—™®°ªº¹²³".contains(c))
}

/// What windows-1252 means by a C1 control; nothing else means anything by it.
pub(super) fn from_c1(c: char) -> char {
    match u8::try_from(u32::from(c)) {
        Ok(byte @ 0x80..=0x9F) => {
            WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or(c)
        }
        _ => c,
    }
}

/// Whether XML 1.0 allows a character (section 2.2). C1 controls stay: in text that was encoded twice they
/// are parts of letters.
pub(super) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{80}'..='\u{FFFD}' | '\u{10000}'..)
}

fn clean(text: &str) -> String {
    let start = text.find(['<', '{']).unwrap_or(text.len());
    let mut text = &text[start..];
    if text.starts_with("<?xml") {
        text = text.split_once("?>").map_or(text, |(_, rest)| rest).trim_start();
    }
    let mut clean = String::with_capacity(text.len());
    while let Some(at) = first_unclean(text.as_bytes()) {
        clean.push_str(&text[..at]);
        let mut rest = text[at..].chars();
        let c = rest.next().map(from_c1);
        clean.extend(c.filter(|c| is_allowed(*c) && *c != '\u{FEFF}'));
        text = rest.as_str();
    }
    clean.push_str(text);
    clean
}

/// Where the first control or byte order mark is in UTF-8 text. Blocks of plain text are passed over at once.
fn first_unclean(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 64;
    let suspicious = |byte: u8| matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0x7F | 0xC2 | 0xEF);
    let is_unclean = |at: &usize| match bytes[*at] {
        0xC2 => bytes[at + 1] <= 0x9F,
        0xEF => matches!(bytes[at + 1..at + 3], [0xBB | 0xBF, 0xBE | 0xBF]),
        byte => suspicious(byte),
    };
    bytes.chunks(BLOCK).enumerate().find_map(|(index, block)| {
        let is_suspicious = block.iter().fold(false, |any, byte| any | suspicious(*byte));
        let mut places = index * BLOCK..index * BLOCK + block.len();
        is_suspicious.then(|| places.find(is_unclean)).flatten()
    })
}
