//! The page's text as tokens, for the tree builder of html5ever (HTML, section 13.2.5).
//!
//! html5ever's own tokenizer takes three quarters of a parse: it looks at one character at a time, since its input
//! may end anywhere. Here the whole text is at hand, and stretches are found and shared. Always: the same tree as by
//! html5ever's tokenizer; linear in the text; the clock is looked at. Never: an error of the markup that is told.

mod declaration;
mod raw;
#[cfg(test)]
mod tests;

use std::hash::Hasher;

use html5ever::interface::{QualName, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;
use html5ever::{Attribute, LocalName, ns};
use memchr::{memchr, memchr2, memchr3};
use rustc_hash::FxHasher;

use crate::references;

/// The clock is looked at once in so many tokens or attributes.
const OFTEN: u32 = 64;

/// What makes the tree of the tokens.
pub(super) type Builder<S> = TreeBuilder<<S as TreeSink>::Handle, S>;

/// There was no time, or no room, left to read on.
#[derive(Debug)]
pub(super) struct Exceeded;

/// Hands all of a text to the builder, as long as there is room before each token, and time left.
pub(super) fn read<S: TreeSink>(
    text: &str,
    builder: &Builder<S>,
    has_room: impl Fn() -> bool,
    has_time: impl Fn() -> bool,
) -> Result<(), Exceeded> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Lines end in LF, whatever they end in.
    let whole = if memchr(b'\r', text.as_bytes()).is_some() {
        StrTendril::from_slice(&text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        StrTendril::from_slice(text)
    };
    let tokens = Tokens {
        text: &whole,
        whole: &whole,
        builder,
        at: 0,
        names: Names::default(),
        opened: None,
        attributes: Vec::new(),
        has_room,
        has_time,
        until_look: OFTEN,
    };
    tokens.run()
}

/// A text, and how far it is read.
struct Tokens<'t, S: TreeSink, R, T> {
    text: &'t str,
    /// The same, to share stretches of.
    whole: &'t StrTendril,
    builder: &'t Builder<S>,
    at: usize,
    names: Names,
    /// The last element that was opened.
    opened: Option<LocalName>,
    /// Room for those of a tag.
    attributes: Vec<Attribute>,
    has_room: R,
    has_time: T,
    until_look: u32,
}

/// What the text is read as from here on.
enum Mode {
    Data,
    Raw(RawKind),
    Plain,
    /// Nothing is left.
    End,
    /// The builder knows it, too.
    Done,
}

impl<S: TreeSink, R: Fn() -> bool, T: Fn() -> bool> Tokens<'_, S, R, T> {
    fn run(mut self) -> Result<(), Exceeded> {
        let mut mode = Mode::Data;
        loop {
            mode = match mode {
                Mode::Data => self.data()?,
                Mode::Raw(kind) => self.raw(kind)?,
                Mode::Plain => {
                    self.put_replaced(self.at, self.text.len());
                    Mode::End
                }
                Mode::End => {
                    let _ = self.put(Token::EOFToken);
                    Mode::Done
                }
                Mode::Done => return Ok(()),
            }
        }
    }

    /// Looks whether there is room, and at the clock now and then.
    fn look(&mut self) -> Result<(), Exceeded> {
        self.until_look -= 1;
        let is_late = self.until_look == 0 && {
            self.until_look = OFTEN;
            !(self.has_time)()
        };
        if is_late || !(self.has_room)() { Err(Exceeded) } else { Ok(()) }
    }

    fn put(&self, token: Token) -> TokenSinkResult<S::Handle> {
        self.builder.process_token(token, 1)
    }

    /// A stretch of the text, shared with it.
    fn shared(&self, from: usize, to: usize) -> StrTendril {
        let length = |at: usize| u32::try_from(at).expect("a page has fewer bytes than that");
        self.whole.subtendril(length(from), length(to - from))
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Where a byte is next, or the end.
    fn find(&self, byte: u8) -> Option<usize> {
        memchr(byte, &self.text.as_bytes()[self.at..]).map(|after| self.at + after)
    }

    /// Text, and what opens with `<`.
    fn data(&mut self) -> Result<Mode, Exceeded> {
        loop {
            self.look()?;
            let first = self.at;
            let rest = &self.text.as_bytes()[first..];
            let end = first + memchr3(b'<', b'&', 0, rest).unwrap_or(rest.len());
            match self.byte(end) {
                Some(b'<') => {
                    if end > first {
                        let _ = self.put(Token::CharacterTokens(self.shared(first, end)));
                    }
                    self.at = end;
                }
                Some(_) => self.text_with_marks(first, end),
                None => {
                    if end > first {
                        let _ = self.put(Token::CharacterTokens(self.shared(first, end)));
                    }
                    return Ok(Mode::End);
                }
            }
            if self.byte(self.at) != Some(b'<') {
                return Ok(Mode::End);
            }
            if let Some(mode) = self.markup()? {
                return Ok(mode);
            }
        }
    }

    /// Text up to the next `<`, with references and NULs in it from `marked` on.
    fn text_with_marks(&mut self, first: usize, marked: usize) {
        let end =
            first + memchr(b'<', &self.text.as_bytes()[first..]).unwrap_or(self.text.len() - first);
        let mut text = StrTendril::from_slice(&self.text[first..marked]);
        self.at = marked;
        while self.at < end {
            match self.byte(self.at) {
                Some(b'&') => self.reference(false, &mut text),
                Some(0) => {
                    if !text.is_empty() {
                        let _ = self.put(Token::CharacterTokens(std::mem::take(&mut text)));
                    }
                    let _ = self.put(Token::NullCharacterToken);
                    self.at += 1;
                }
                _ => {
                    let rest = &self.text.as_bytes()[self.at..end];
                    let next = self.at + memchr2(b'&', 0, rest).unwrap_or(rest.len());
                    text.push_slice(&self.text[self.at..next]);
                    self.at = next;
                }
            }
        }
        if !text.is_empty() {
            let _ = self.put(Token::CharacterTokens(text));
        }
    }

    /// What begins with the `<` here: a tag, a comment, or a `<` after all.
    fn markup(&mut self) -> Result<Option<Mode>, Exceeded> {
        match self.byte(self.at + 1) {
            Some(first) if first.is_ascii_alphabetic() => {
                self.at += 1;
                return self.tag(TagKind::StartTag);
            }
            Some(b'/') => match self.byte(self.at + 2) {
                Some(first) if first.is_ascii_alphabetic() => {
                    self.at += 2;
                    return self.tag(TagKind::EndTag);
                }
                Some(b'>') => self.at += 3,
                Some(_) => self.bogus_comment(self.at + 2),
                None => self.put_text("</"),
            },
            Some(b'!') => return Ok(self.declaration()),
            Some(b'?') => self.bogus_comment(self.at + 1),
            _ => self.put_text("<"),
        }
        Ok(None)
    }

    /// Text that is no markup after all.
    fn put_text(&mut self, text: &str) {
        let _ = self.put(Token::CharacterTokens(StrTendril::from_slice(text)));
        self.at += text.len();
    }

    /// Text in which a NUL is replaced; nothing else in it means anything.
    fn put_replaced(&self, from: usize, to: usize) {
        if from == to {
            return;
        }
        let text = if memchr(0, &self.text.as_bytes()[from..to]).is_some() {
            StrTendril::from_slice(&self.text[from..to].replace('\0', "\u{fffd}"))
        } else {
            self.shared(from, to)
        };
        let _ = self.put(Token::CharacterTokens(text));
    }

    /// The tag whose name begins here.
    fn tag(&mut self, kind: TagKind) -> Result<Option<Mode>, Exceeded> {
        let name = self.name(|byte| matches!(byte, b'\t' | b'\n' | b'\x0c' | b' ' | b'/' | b'>'));
        self.attributes.clear();
        let (mut self_closing, mut had_duplicate_attributes) = (false, false);
        loop {
            match self.byte(self.at) {
                None => return Ok(Some(Mode::End)),
                Some(b'\t' | b'\n' | b'\x0c' | b' ') => self.at += 1,
                Some(b'>') => break,
                Some(b'/') => {
                    self.at += 1;
                    if self.byte(self.at) == Some(b'>') {
                        self_closing = true;
                        break;
                    }
                }
                Some(_) => {
                    self.look()?;
                    let Some(attribute) = self.attribute() else { return Ok(Some(Mode::End)) };
                    let known = |other: &Attribute| other.name.local == attribute.name.local;
                    if self.attributes.iter().any(known) {
                        had_duplicate_attributes = true;
                    } else {
                        self.attributes.push(attribute);
                    }
                }
            }
        }
        self.at += 1;
        if kind == TagKind::StartTag {
            self.opened = Some(name.clone());
        }
        let attrs = self.attributes.drain(..).collect();
        let tag = Tag { kind, name, self_closing, attrs, had_duplicate_attributes };
        Ok(match self.put(Token::TagToken(tag)) {
            TokenSinkResult::RawData(kind) => Some(Mode::Raw(kind)),
            TokenSinkResult::Plaintext => Some(Mode::Plain),
            _ => None,
        })
    }

    /// A name from here to where it ends; its first character is part of it, whatever it is.
    fn name(&mut self, ends: impl Fn(u8) -> bool) -> LocalName {
        let from = self.at;
        let bytes = &self.text.as_bytes()[from..];
        let length =
            bytes.iter().skip(1).position(|byte| ends(*byte)).map_or(bytes.len(), |at| at + 1);
        self.at += length;
        let name = &self.text[from..self.at];
        if name.bytes().any(|byte| byte.is_ascii_uppercase() || byte == 0) {
            self.names.of(&name.to_ascii_lowercase().replace('\0', "\u{fffd}"))
        } else {
            self.names.of(name)
        }
    }

    /// The attribute that begins here; `None` if the text ends in it.
    fn attribute(&mut self) -> Option<Attribute> {
        let name =
            self.name(|byte| matches!(byte, b'\t' | b'\n' | b'\x0c' | b' ' | b'/' | b'>' | b'='));
        let name = QualName::new(None, ns!(), name);
        self.skip_blanks();
        if self.byte(self.at) != Some(b'=') {
            return Some(Attribute { name, value: StrTendril::new() });
        }
        self.at += 1;
        self.skip_blanks();
        let value = match self.byte(self.at)? {
            b'>' => StrTendril::new(),
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                let end = self.find(quote)?;
                let value = self.value(end, true);
                self.at = end + 1;
                value
            }
            _ => {
                let ends = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\x0c' | b' ' | b'>');
                let end = self.at + self.text.as_bytes()[self.at..].iter().position(ends)?;
                let value = self.value(end, true);
                self.at = end;
                value
            }
        };
        Some(Attribute { name, value })
    }

    fn skip_blanks(&mut self) {
        while let Some(b'\t' | b'\n' | b'\x0c' | b' ') = self.byte(self.at) {
            self.at += 1;
        }
    }

    /// Reads the reference at the `&` here into `to`; the `&` itself where there is none.
    fn reference(&mut self, in_attribute: bool, to: &mut StrTendril) {
        let read = references::read(&self.text[self.at..], in_attribute);
        let ([first, second], length) = read.unwrap_or((['&', '\0'], 1));
        to.push_char(first);
        if second != '\0' {
            to.push_char(second);
        }
        self.at += length;
    }

    /// The text from here to `end` with its references read and a NUL replaced.
    fn value(&mut self, end: usize, in_attribute: bool) -> StrTendril {
        if memchr2(b'&', 0, &self.text.as_bytes()[self.at..end]).is_none() {
            return self.shared(self.at, end);
        }
        let mut value = StrTendril::new();
        while self.at < end {
            match self.byte(self.at) {
                Some(b'&') => self.reference(in_attribute, &mut value),
                Some(0) => {
                    value.push_char('\u{fffd}');
                    self.at += 1;
                }
                _ => {
                    let rest = &self.text.as_bytes()[self.at..end];
                    let next = self.at + memchr2(b'&', 0, rest).unwrap_or(rest.len());
                    value.push_slice(&self.text[self.at..next]);
                    self.at = next;
                }
            }
        }
        value
    }
}

/// The names of a page's tags and attributes: few, and each of them many times.
struct Names(Vec<Option<LocalName>>);

impl Default for Names {
    fn default() -> Self {
        Self(vec![None; 256])
    }
}

impl Names {
    fn of(&mut self, name: &str) -> LocalName {
        let mut hasher = FxHasher::default();
        hasher.write(name.as_bytes());
        // The upper bits are the well mixed ones.
        let place = &mut self.0[(hasher.finish() >> 56) as usize];
        match place {
            Some(known) if **known == *name => known.clone(),
            _ => place.insert(LocalName::from(name)).clone(),
        }
    }
}
