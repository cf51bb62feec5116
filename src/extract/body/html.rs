//! The body as HTML.
//!
//! Always: only the elements of `docs/output.md`, no attribute but `href`, `src` and `alt`, and the same
//! HTML again when a parser has read it. Never: text that is not escaped.

use super::{Block, Body, Cell, Inline};
use crate::extract::Image;

impl Body {
    /// The body as HTML, a line a block.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        blocks(&self.blocks, &mut out);
        out
    }
}

fn blocks(of: &[Block], out: &mut String) {
    for block in of {
        if !out.is_empty() && out.ends_with('>') && !out.ends_with("<blockquote>") {
            out.push('\n');
        }
        one(block, out);
    }
}

fn one(block: &Block, out: &mut String) {
    match block {
        Block::Paragraph(line) => element("p", out, |out| inlines(line, false, out)),
        Block::Heading(level, line) => {
            let name = ["h2", "h3", "h4", "h5", "h6"][usize::from((*level).clamp(2, 6) - 2)];
            element(name, out, |out| inlines(line, false, out));
        }
        Block::List { ordered, items } => element(if *ordered { "ol" } else { "ul" }, out, |out| {
            for item in items {
                element("li", out, |out| inner(item, out));
            }
        }),
        Block::Quote(content) => element("blockquote", out, |out| blocks(content, out)),
        Block::Pre(text) => element("pre", out, |out| escape(text, out)),
        Block::Table(rows) => element("table", out, |out| {
            element("tbody", out, |out| {
                for row in rows {
                    element("tr", out, |out| row.iter().for_each(|cell| one_cell(cell, out)));
                }
            });
        }),
        Block::Figure(image) => figure(image, out),
    }
}

fn one_cell(cell: &Cell, out: &mut String) {
    element(if cell.head { "th" } else { "td" }, out, |out| inner(&cell.blocks, out));
}

/// What a list item or a cell holds; a single paragraph goes without `p`.
fn inner(content: &[Block], out: &mut String) {
    match content {
        [Block::Paragraph(line)] => inlines(line, false, out),
        [Block::Paragraph(line), rest @ ..]
            if !rest.iter().any(|block| matches!(block, Block::Paragraph(_))) =>
        {
            inlines(line, false, out);
            blocks(rest, out);
        }
        content => blocks(content, out),
    }
}

fn figure(image: &Image, out: &mut String) {
    element("figure", out, |out| {
        out.push_str("<img src=\"");
        escape(image.url.as_str(), out);
        if let Some(alt) = &image.alt {
            out.push_str("\" alt=\"");
            escape(alt, out);
        }
        out.push_str("\">");
        let words: Vec<&str> =
            [&image.caption, &image.credit].into_iter().flatten().map(String::as_str).collect();
        if !words.is_empty() {
            element("figcaption", out, |out| escape(&words.join(" · "), out));
        }
    });
}

fn inlines(line: &[Inline], linked: bool, out: &mut String) {
    for inline in line {
        match inline {
            Inline::Text(text) => escape(text, out),
            Inline::Break => out.push_str("<br>"),
            // A link in a link is no link: HTML knows none.
            Inline::Link(_, inner) if linked => inlines(inner, true, out),
            Inline::Link(url, inner) => {
                out.push_str("<a href=\"");
                escape(url.as_str(), out);
                out.push_str("\">");
                inlines(inner, true, out);
                out.push_str("</a>");
            }
            Inline::Em(inner) => element("em", out, |out| inlines(inner, linked, out)),
            Inline::Strong(inner) => element("strong", out, |out| inlines(inner, linked, out)),
            Inline::Sub(inner) => element("sub", out, |out| inlines(inner, linked, out)),
            Inline::Sup(inner) => element("sup", out, |out| inlines(inner, linked, out)),
            Inline::Code(text) => element("code", out, |out| escape(text, out)),
        }
    }
}

fn element(name: &str, out: &mut String, content: impl FnOnce(&mut String)) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    content(out);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
