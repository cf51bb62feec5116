//! The body as plain text, and one-line texts.
//!
//! Paragraphs, headings, list items, quotes and rows in reading order with a blank line between; no
//! captions, no markup.

use super::{Block, Body, Inline, is_unsafe};

impl Body {
    /// The body as text.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        blocks(&self.blocks, &mut out);
        out
    }
}

fn blocks(of: &[Block], out: &mut String) {
    for block in of {
        match block {
            Block::Paragraph(content) | Block::Heading(_, content) => {
                paragraph(&line(content), out);
            }
            Block::List { items, .. } => items.iter().for_each(|item| blocks(item, out)),
            Block::Quote(content) => blocks(content, out),
            Block::Pre(text) => paragraph(text, out),
            Block::Table(rows) => {
                for row in rows {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|cell| {
                            let mut text = String::new();
                            blocks(&cell.blocks, &mut text);
                            text.replace("\n\n", " ")
                        })
                        .collect();
                    paragraph(cells.join("\t").trim_end_matches('\t'), out);
                }
            }
            Block::Figure(_) => {}
        }
    }
}

fn paragraph(text: &str, out: &mut String) {
    if !text.is_empty() {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(text);
    }
}

/// The text of a line.
pub(in crate::extract) fn line(of: &[Inline]) -> String {
    let mut out = String::new();
    push_line(of, &mut out);
    out
}

fn push_line(of: &[Inline], out: &mut String) {
    for inline in of {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Break => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
            }
            Inline::Link(_, inner)
            | Inline::Em(inner)
            | Inline::Strong(inner)
            | Inline::Sub(inner) => push_line(inner, out),
            Inline::Sup(inner) => match raised(out, &line(inner)) {
                Some(number) => out.push_str(&number),
                None => push_line(inner, out),
            },
        }
    }
}

/// A number that stands high behind another, in characters that stand high: 10¹⁵ is not 1015.
pub(super) fn raised(before: &str, text: &str) -> Option<String> {
    before.ends_with(|c: char| c.is_ascii_digit()).then_some(())?;
    let high = |c| match c {
        '0'..='9' => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹']
            .get(c as usize - '0' as usize)
            .copied(),
        '-' | '−' | '–' => Some('⁻'),
        '+' => Some('⁺'),
        _ => None,
    };
    text.chars().map(high).collect()
}

/// One line: white space collapsed, unsafe characters gone; `None` if nothing is left.
pub fn one_line(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_unsafe(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    (!out.is_empty()).then_some(out)
}
