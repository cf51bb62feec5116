//! Text of a page as text of the report.

use maud::{Markup, html};

/// Cut to `most` characters; what cannot be seen is shown by its number.
pub(super) fn shown(text: &str, most: usize) -> Markup {
    let end = text.char_indices().nth(most).map_or(text.len(), |(end, _)| end);
    html! {
        @for piece in text[..end].split_inclusive(is_hidden) {
            @let seen = piece.trim_end_matches(is_hidden);
            (seen)
            @for c in piece[seen.len()..].chars() { i { (format!("{:04X}", u32::from(c))) } }
        }
        @if end < text.len() { "…" }
    }
}

/// Controls, marks that turn the direction of text, and others that leave no trace on the screen.
pub(in crate::cli) fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
