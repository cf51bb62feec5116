//! Bytes to UTF-8, before any parser sees them.
//!
//! Always: no NUL, no character that XML forbids, no XML declaration, nothing before the first `<` or `{`. Never: an
//! error; what cannot be read becomes U+FFFD.

use std::borrow::Cow;
use std::str::Utf8Error;

use encoding_rs::WINDOWS_1252;

use crate::charset::{self, prolog};
use crate::references;

/// Turns a feed's bytes into text that starts with its first `<` or `{`. `content_type` is the HTTP header.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    clean(&charset::decode(bytes, content_type, prolog))
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

/// Each character that is written as two references, one for each half of it, as itself.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    let (mut joined, mut copied) = (String::new(), 0);
    for (at, _) in text.match_indices("&#") {
        if let Some((c, length)) = references::pair(&text[at..]) {
            joined.push_str(&text[copied..at]);
            joined.push(c);
            copied = at + length;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    joined.push_str(&text[copied..]);
    Cow::Owned(joined)
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
