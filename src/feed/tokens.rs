//! The tokens of markup that may be broken: quick-xml with its checks off, and going on after an error.
//!
//! A `<` that begins no tag is text; a tag or CDATA section that is never closed ends where what follows it begins.
//! Always: linear in the input, tokens in order, each a slice of the text. Never: an entity expanded.

use std::borrow::Cow;

use memchr::{memchr, memmem};
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use quick_xml::reader::Reader;

use super::decode::{from_c1, is_allowed};

/// How often reading goes on after an unclosed construct; each time may cost one look to the end of the text.
const MAX_RESTARTS: usize = 16;

const CDATA: &str = "<![CDATA[";

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    /// A start that is its own end.
    Empty,
    End,
    Text,
    Cdata,
    /// `&…;`
    Reference,
    /// Comment, DOCTYPE.
    Ignored,
    /// `<?…?>`, XML declarations among them.
    Instruction,
}

/// A piece of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// The piece itself, delimiters included.
    pub(super) raw: &'a str,
    /// Where it starts.
    pub(super) at: usize,
}

impl<'a> Token<'a> {
    /// The qualified name of a tag.
    pub(super) fn name(&self) -> &'a str {
        tag_name(self.raw)
    }

    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        self.at + self.raw.len()
    }

    /// An `&` is in it.
    pub(super) fn has_ampersand(&self) -> bool {
        memchr(b'&', self.raw.as_bytes()).is_some()
    }

    /// A reference to a character that no text may contain.
    pub(super) fn is_to_nothing(&self) -> bool {
        self.raw.starts_with("&#")
            && reference(self.raw[1..].trim_end_matches(';')) == Reference::ToNothing
    }

    /// The text inside a CDATA section.
    pub(super) fn cdata(&self) -> &'a str {
        let inner = self.raw.strip_prefix(CDATA).unwrap_or(self.raw);
        inner.strip_suffix("]]>").unwrap_or(inner)
    }
}

/// The qualified name of a tag.
pub(super) fn tag_name(raw: &str) -> &str {
    let inner = raw.trim_start_matches(['<', '/']);
    let is_end = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>');
    &inner[..inner.bytes().position(is_end).unwrap_or(inner.len())]
}

/// Iterates over the tokens of a text.
pub(super) struct Tokens<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    offset: usize,
    /// The name of the start tag that was read last, until something else but white space is.
    opened: &'a str,
    /// How many constructs were found unclosed.
    pub(super) restarts: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self::behind(text, 0)
    }

    /// The tokens from a place on.
    pub(super) fn behind(text: &'a str, offset: usize) -> Self {
        Self { text, reader: reader(&text[offset..]), offset, opened: "", restarts: 0 }
    }

    /// Reads on from another place.
    fn read_from(&mut self, place: usize) {
        self.offset = place;
        self.reader = reader(&self.text[place..]);
    }

    fn place(&self, within: u64) -> usize {
        self.offset + usize::try_from(within).expect("a position within a text in memory")
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let at = self.place(self.reader.buffer_position());
        let kind = match self.reader.read_event() {
            Ok(Event::Eof) => return None,
            Ok(Event::Start(_)) => Kind::Start,
            Ok(Event::Empty(_)) => Kind::Empty,
            Ok(Event::End(_)) => Kind::End,
            Ok(Event::Text(_)) => Kind::Text,
            Ok(Event::CData(_)) => Kind::Cdata,
            Ok(Event::GeneralRef(_)) => Kind::Reference,
            Ok(Event::Comment(_) | Event::DocType(_)) => Kind::Ignored,
            Ok(Event::Decl(_) | Event::PI(_)) => Kind::Instruction,
            Err(_) => return self.go_on(at),
        };
        let end = self.place(self.reader.buffer_position());
        let token = self.mend(Token { kind, raw: self.text.get(at..end)?, at });
        match token.kind {
            Kind::Start => self.opened = token.name(),
            Kind::Text if token.raw.trim_ascii().is_empty() => {}
            _ => self.opened = "",
        }
        Some(token)
    }
}

impl<'a> Tokens<'a> {
    /// Takes no more for a tag or CDATA section than it can be.
    fn mend(&mut self, token: Token<'a>) -> Token<'a> {
        let Token { kind, raw, at } = token;
        let (kind, length) = match kind {
            Kind::Start | Kind::Empty if !raw[1..].starts_with(is_name_start) => {
                // A tag that begins inside of it is one.
                let inner = raw.match_indices('<').skip(1).filter(|(at, _)| {
                    raw[at + 1..].starts_with(|c| is_name_start(c) || ['/', '!', '?'].contains(&c))
                });
                (Kind::Text, inner.last().map_or(raw.len(), |(at, _)| at))
            }
            Kind::Start | Kind::Empty if self.restarts < MAX_RESTARTS => {
                let Some(end) = ends_early(raw) else { return token };
                self.restarts += 1;
                let kind = if raw[..end].ends_with("/>") { Kind::Empty } else { Kind::Start };
                (kind, end)
            }
            Kind::Cdata if self.restarts < MAX_RESTARTS && !self.opened.is_empty() => {
                let Some(end) = self.cdata_ends_early(raw) else { return token };
                self.restarts += 1;
                (Kind::Cdata, end)
            }
            _ => return token,
        };
        if length < raw.len() {
            self.read_from(at + length);
        }
        Token { kind, raw: &raw[..length], at }
    }

    /// Where a CDATA section ends that holds the end tag of its own element, and another section behind that.
    fn cdata_ends_early(&self, raw: &str) -> Option<usize> {
        let inner = &raw.as_bytes()[CDATA.len()..];
        let next = memmem::find(inner, CDATA.as_bytes())? + CDATA.len();
        let is_own = |(at, _): &(usize, &str)| {
            let rest = raw[at + 2..next].strip_prefix(self.opened);
            rest.is_some_and(|rest| rest.starts_with('>'))
        };
        raw[..next].match_indices("</").find(is_own).map(|(at, _)| at)
    }

    /// Takes what opens the unclosed construct at `at` for text, and reads on behind it.
    fn go_on(&mut self, at: usize) -> Option<Token<'a>> {
        self.restarts += 1;
        let rest = self.text.get(at..).filter(|rest| !rest.is_empty())?;
        if self.restarts > MAX_RESTARTS {
            return None;
        }
        let (kind, length) = if rest.starts_with(CDATA) {
            (Kind::Ignored, CDATA.len())
        } else if let Some(end) = ends_early(rest).filter(|_| rest[1..].starts_with(is_name_start))
        {
            (Kind::Start, end)
        } else {
            (Kind::Text, rest.chars().next().map_or(0, char::len_utf8))
        };
        self.read_from(at + length);
        Some(Token { kind, raw: &rest[..length], at })
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == ':'
}

/// Where a start tag ends that runs on into a line that begins with a tag: a quotation mark or its `>` is missing.
fn ends_early(raw: &str) -> Option<usize> {
    let begins_line =
        |(at, _): &(usize, &str)| raw[..*at].trim_end_matches([' ', '\t', '\r']).ends_with('\n');
    let (next, _) = raw.match_indices('<').skip(1).find(begins_line)?;
    Some(raw[..next].find('>').map_or(next, |at| at + 1))
}

/// The attributes of a start tag, names as written, values with references resolved.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let inner = tag.trim_start_matches('<').trim_end_matches('>');
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let name = tag_name(tag).len().min(inner.len());
    let mut attributes = Attributes::html(inner, name);
    attributes.with_checks(false);
    attributes.filter_map(Result::ok).map(|attribute| {
        let value = match attribute.value {
            Cow::Borrowed(value) => resolve(value),
            Cow::Owned(value) => Cow::Owned(resolve(&value).into_owned()),
        };
        (attribute.key.into_inner(), value)
    })
}

/// One attribute of a start tag.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<Cow<'a, str>> {
    attributes(tag).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The text of an element from its inner markup: tags gone, references resolved once, trimmed.
pub(super) fn text_of(inner: &str) -> Cow<'_, str> {
    let inner = inner.trim();
    if memchr(b'<', inner.as_bytes()).is_none() {
        return trimmed(resolve(inner));
    }
    if let Some(text) = only_cdata(inner) {
        return Cow::Borrowed(text.trim());
    }
    let mut text = String::with_capacity(inner.len());
    for token in Tokens::new(inner) {
        match token.kind {
            Kind::Text => text.push_str(token.raw),
            Kind::Cdata => text.push_str(token.cdata()),
            Kind::Reference => resolve_into(&mut text, token.raw),
            _ => {}
        }
    }
    trimmed(Cow::Owned(text))
}

/// What is in the CDATA section that is all of a text.
fn only_cdata(inner: &str) -> Option<&str> {
    let text = inner.strip_prefix("<![CDATA[")?.strip_suffix("]]>")?;
    (!text.contains("]]>")).then_some(text)
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// Resolves character references and the five entities of XML; others stay as they are.
pub(super) fn resolve(raw: &str) -> Cow<'_, str> {
    if memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    resolve_into(&mut text, raw);
    Cow::Owned(text)
}

fn resolve_into(text: &mut String, mut rest: &str) {
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest reference that means anything has 10 characters: &#x10FFFF;
        let name = rest[1..].bytes().take(11).position(|byte| [b';', b'&', b' '].contains(&byte));
        let Some(end) = name.map(|at| at + 1).filter(|end| rest.as_bytes()[*end] == b';') else {
            text.push('&');
            rest = &rest[1..];
            continue;
        };
        match reference(&rest[1..end]) {
            Reference::To(c) => text.push(c),
            Reference::ToNothing => {}
            Reference::Unknown => text.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
}

/// What a reference stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference {
    /// A character.
    To(char),
    /// A character that no text may contain.
    ToNothing,
    /// An entity that XML does not know.
    Unknown,
}

/// What `&name;` stands for.
pub(super) fn reference(name: &str) -> Reference {
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let Some(number) = name.strip_prefix('#') else { return Reference::Unknown };
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            match code
                .ok()
                .and_then(char::from_u32)
                .map(from_c1)
                .filter(|c| is_allowed(*c) && !matches!(c, '\u{80}'..='\u{9F}'))
            {
                Some(c) => c,
                None => return Reference::ToNothing,
            }
        }
    };
    Reference::To(c)
}
