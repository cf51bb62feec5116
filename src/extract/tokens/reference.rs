//! Character references: `&amp;`, `&#8217;`, `&nbsp`.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use html5ever::interface::TreeSink;
use html5ever::tendril::StrTendril;

use super::Tokens;

impl<S: TreeSink, R: Fn() -> bool, T: Fn() -> bool> Tokens<'_, S, R, T> {
    /// Reads the reference at the `&` here into `to`; the `&` itself where there is none.
    pub(super) fn reference(&mut self, in_attribute: bool, to: &mut StrTendril) {
        self.at += 1;
        let read = match self.byte(self.at) {
            Some(b'#') => self.number().map(|(c, end)| ([c, '\0'], end)),
            Some(first) if first.is_ascii_alphanumeric() => self.named(in_attribute),
            _ => None,
        };
        let Some(([first, second], end)) = read else { return to.push_char('&') };
        to.push_char(first);
        if second != '\0' {
            to.push_char(second);
        }
        self.at = end;
    }

    /// The character of the number behind the `#` here, and where the reference ends.
    fn number(&self) -> Option<(char, usize)> {
        let mut at = self.at + 1;
        let base = if let Some(b'x' | b'X') = self.byte(at) {
            at += 1;
            16
        } else {
            10
        };
        let first = at;
        let mut number = 0_u32;
        while let Some(digit) = self.byte(at).and_then(|byte| char::from(byte).to_digit(base)) {
            number = number.saturating_mul(base).saturating_add(digit);
            at += 1;
        }
        if at == first {
            return None;
        }
        at += usize::from(self.byte(at) == Some(b';'));
        let told = match number {
            0 => None,
            0x80..=0x9f => {
                C1_REPLACEMENTS[(number - 0x80) as usize].or_else(|| char::from_u32(number))
            }
            _ => char::from_u32(number),
        };
        Some((told.unwrap_or('\u{fffd}'), at))
    }

    /// The characters of the longest name here, and where the reference ends.
    fn named(&self, in_attribute: bool) -> Option<([char; 2], usize)> {
        let from = self.at;
        let mut found = None;
        let mut at = from;
        // The table has the beginnings of all names, too, with nothing to stand for.
        while self.byte(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b';') {
            at += 1;
            let Some((first, second)) = NAMED_ENTITIES.get(&self.text[from..at]) else { break };
            if *first != 0 {
                found = Some((*first, *second, at));
            }
        }
        let (first, second, end) = found?;
        // "?a=1&copy=2" was never meant as ©.
        let goes_on = |byte: u8| byte == b'=' || byte.is_ascii_alphanumeric();
        if in_attribute && self.byte(end - 1) != Some(b';') && self.byte(end).is_some_and(goes_on) {
            return None;
        }
        Some(([char::from_u32(first)?, char::from_u32(second)?], end))
    }
}
