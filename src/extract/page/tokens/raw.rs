//! Text in which tags mean nothing until the element ends: titles, styles, scripts.

use html5ever::interface::TreeSink;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{TagKind, Token};
use memchr::{memchr, memchr_iter, memchr2};

use super::{Exceeded, Mode, Tokens};

impl<S: TreeSink, R: Fn() -> bool, T: Fn() -> bool> Tokens<'_, S, R, T> {
    /// The text of the element that was opened, and the tag that ends it.
    pub(super) fn raw(&mut self, kind: RawKind) -> Result<Mode, Exceeded> {
        let from = self.at;
        let end = match kind {
            RawKind::ScriptData => self.end_of_script(),
            _ => memchr_iter(b'<', &self.text.as_bytes()[from..])
                .map(|after| from + after)
                .find(|&at| self.ends_raw(at)),
        };
        let until = end.unwrap_or(self.text.len());
        if kind != RawKind::Rcdata {
            self.put_replaced(from, until);
        } else if until > from {
            let text = self.value(until, false);
            let _ = self.put(Token::CharacterTokens(text));
        }
        if end.is_none() {
            return Ok(Mode::End);
        }
        self.at = until + 2;
        Ok(self.tag(TagKind::EndTag)?.unwrap_or(Mode::Data))
    }

    /// The element's own end tag stands at this `<`.
    fn ends_raw(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let Some(name) = &self.opened else { return false };
        bytes.get(at + 1) == Some(&b'/') && has_name(&bytes[at + 2..], name)
    }

    /// Where a script ends. In what looks like a comment in it, another script may begin and end.
    fn end_of_script(&self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        // Within `<!-- … -->`, whose dashes begin there; and within a script in that.
        let (mut comment, mut twice) = (None, false);
        loop {
            let rest = &bytes[at..];
            at += if comment.is_some() { memchr2(b'<', b'>', rest) } else { memchr(b'<', rest) }?;
            if bytes[at] == b'>' {
                if comment.is_some_and(|dashes| at >= dashes + 2) && bytes[at - 2..at] == *b"--" {
                    (comment, twice) = (None, false);
                }
            } else if twice {
                let ends = bytes.get(at + 1) == Some(&b'/') && has_name(&bytes[at + 2..], "script");
                twice = !ends;
            } else if self.ends_raw(at) {
                return Some(at);
            } else if comment.is_some() {
                twice = has_name(&bytes[at + 1..], "script");
            } else if bytes[at..].starts_with(b"<!--") {
                comment = Some(at + 2);
            }
            at += 1;
        }
    }
}

/// The text begins with that name, in whatever case, and there the name ends.
fn has_name(text: &[u8], name: &str) -> bool {
    let ends = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\x0c' | b' ' | b'/' | b'>');
    text.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name.as_bytes()))
        && text.get(name.len()).is_some_and(ends)
}
