//! What begins with `<!`: comments, the document's type, sections of plain text in drawings.

use html5ever::interface::TreeSink;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use memchr::memchr;
use memchr::memmem;

use super::{Builder, Mode, Tokens};

impl<S: TreeSink, R: Fn() -> bool, T: Fn() -> bool> Tokens<'_, S, R, T> {
    /// What stands at the `<!` here.
    pub(super) fn declaration(&mut self) -> Option<Mode> {
        let rest = &self.text.as_bytes()[self.at..];
        if rest.starts_with(b"<!--") {
            return self.comment();
        }
        if rest.get(2..9).is_some_and(|name| name.eq_ignore_ascii_case(b"doctype")) {
            return self.doctype();
        }
        if rest.starts_with(b"<![CDATA[")
            && self.builder.adjusted_current_node_present_but_not_in_html_namespace()
        {
            return self.section();
        }
        self.bogus_comment(self.at + 2);
        None
    }

    /// A comment's words are nobody's text, so they are left out.
    fn put_comment(&self) {
        let _ = self.put(Token::CommentToken(StrTendril::new()));
    }

    /// Goes on behind a comment that ends with the first `>`.
    pub(super) fn bogus_comment(&mut self, from: usize) {
        self.at = from;
        self.at = self.find(b'>').map_or(self.text.len(), |end| end + 1);
        self.put_comment();
    }

    fn comment(&mut self) -> Option<Mode> {
        let bytes = self.text.as_bytes();
        let from = self.at + 4;
        let rest = &bytes[from..];
        self.put_comment();
        self.at = if rest.starts_with(b">") {
            from + 1
        } else if rest.starts_with(b"->") {
            from + 2
        } else {
            let ends = |at: &usize| {
                let after = &rest[at + 2..];
                after.starts_with(b">") || after.starts_with(b"!>")
            };
            // Dashes that follow each other overlap, so each one is looked at.
            let dashes =
                memchr::memchr_iter(b'-', rest).filter(|&at| rest.get(at + 1) == Some(&b'-'));
            match { dashes }.find(ends) {
                Some(at) if rest[at + 2] == b'>' => from + at + 3,
                Some(at) => from + at + 4,
                None => return Some(Mode::End),
            }
        };
        None
    }

    /// The document's type says how tables nest, and has many forms: html5ever reads it.
    fn doctype(&mut self) -> Option<Mode> {
        let end = self.find(b'>').map(|end| end + 1);
        let queue = BufferQueue::default();
        queue.push_back(self.shared(self.at, end.unwrap_or(self.text.len())));
        let tokenizer = Tokenizer::new(Through(self.builder), TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        let Some(end) = end else {
            // The text ends in it.
            tokenizer.end();
            return Some(Mode::Done);
        };
        self.at = end;
        None
    }

    /// `<![CDATA[` … `]]>`: text.
    fn section(&mut self) -> Option<Mode> {
        let from = self.at + 9;
        let end = memmem::find(&self.text.as_bytes()[from..], b"]]>").map(|after| from + after);
        let until = end.unwrap_or(self.text.len());
        let mut at = from;
        while at < until {
            let nul = memchr(0, &self.text.as_bytes()[at..until]).map_or(until, |after| at + after);
            if nul > at {
                let _ = self.put(Token::CharacterTokens(self.shared(at, nul)));
            }
            if nul < until {
                let _ = self.put(Token::NullCharacterToken);
            }
            at = nul + 1;
        }
        let Some(end) = end else { return Some(Mode::End) };
        self.at = end + 3;
        None
    }
}

/// Hands tokens on to a builder that is somebody else's.
struct Through<'b, S: TreeSink>(&'b Builder<S>);

impl<S: TreeSink> TokenSink for Through<'_, S> {
    type Handle = S::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<S::Handle> {
        self.0.process_token(token, line)
    }
}
