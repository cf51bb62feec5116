//! Text of a page as text of the report.

use std::fmt::Write as _;

/// Escaped for HTML, cut to `most` characters; what cannot be seen is shown by its number.
pub(super) fn escaped(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(4 * most) + 16);
    for (at, c) in text.chars().enumerate() {
        if at == most {
            out.push('…');
            break;
        }
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' | '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' => out.push(c),
            c if hidden(c) => {
                let _ = write!(out, "<i>{:04X}</i>", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Controls, marks that turn the direction of text, and others that leave no trace on the screen.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
