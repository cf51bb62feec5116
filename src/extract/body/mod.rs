//! The body as a tree of blocks; the one source of HTML, text and Markdown.
//!
//! Always: addresses are absolute http(s), text holds no control character, no bidi override and no
//! zero-width junk, nesting is bounded. Never: an attribute, a script, an element that is not named here.

pub(super) mod build;
mod bullets;
pub(super) mod caption;
pub(super) mod credits;
pub(super) mod fragment;
mod html;
pub(super) mod images;
mod inlines;
mod join;
mod legends;
mod markdown;
pub(super) mod quotes;
mod reserved;
mod sizes;
pub(super) mod tables;
pub(super) mod text;

use std::mem;

use url::Url;

use super::Image;
use crate::charset::is_noncharacter;

/// The body of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// Its blocks, in reading order.
    pub blocks: Vec<Block>,
}

/// A block of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A subhead, level 2 to 6.
    Heading(u8, Vec<Inline>),
    /// A list; the items hold blocks.
    List {
        /// Numbered.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A quotation, or an embedded post.
    Quote(Vec<Block>),
    /// Preformatted text.
    Pre(String),
    /// A table, row by row.
    Table(Vec<Vec<Cell>>),
    /// A picture.
    Figure(Image),
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// It heads a row or column.
    pub head: bool,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text, as it reads.
    Text(String),
    /// A line break.
    Break,
    /// A link.
    Link(Url, Vec<Inline>),
    /// Emphasis.
    Em(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Code.
    Code(String),
    /// A subscript.
    Sub(Vec<Inline>),
    /// A superscript.
    Sup(Vec<Inline>),
}

impl Body {
    /// A body of these blocks. The text may begin with its standfirst, which is a paragraph even if the page has it as a
    /// heading.
    pub(super) fn of(mut blocks: Vec<Block>, has_standfirst: bool) -> Self {
        let first = blocks.iter_mut().find(|block| !matches!(block, Block::Figure(_)));
        if let Some(block) = first.filter(|_| has_standfirst)
            && let Block::Heading(_, line) = block
        {
            *block = Block::Paragraph(mem::take(line));
        }
        Self { blocks }
    }

    /// There is no text in it.
    pub fn is_empty(&self) -> bool {
        !self.blocks.iter().any(has_text)
    }

    /// Words in its text; in scripts without word spaces an estimate, two characters a word.
    pub fn words(&self) -> usize {
        words(&self.to_text())
    }

    /// The pictures, in reading order.
    pub fn images(&self) -> Vec<&Image> {
        let mut images = Vec::new();
        collect_images(&self.blocks, &mut images);
        images
    }
}

fn has_text(block: &Block) -> bool {
    match block {
        Block::Paragraph(line) | Block::Heading(_, line) => !line.is_empty(),
        Block::List { items, .. } => items.iter().flatten().any(has_text),
        Block::Quote(blocks) => blocks.iter().any(has_text),
        Block::Pre(text) => !text.is_empty(),
        Block::Table(rows) => rows.iter().flatten().flat_map(|cell| &cell.blocks).any(has_text),
        Block::Figure(_) => false,
    }
}

fn collect_images<'a>(blocks: &'a [Block], images: &mut Vec<&'a Image>) {
    for block in blocks {
        match block {
            Block::Figure(image) => images.push(image),
            Block::Quote(blocks) => collect_images(blocks, images),
            Block::List { items, .. } => items.iter().for_each(|item| collect_images(item, images)),
            Block::Table(rows) => {
                rows.iter().flatten().for_each(|cell| collect_images(&cell.blocks, images));
            }
            Block::Paragraph(_) | Block::Heading(..) | Block::Pre(_) => {}
        }
    }
}

/// Words in a text; runs of a script without word spaces count two characters a word.
pub(super) fn words(text: &str) -> usize {
    let (mut words, mut dense, mut counted) = (0, 0, false);
    for c in text.chars() {
        if c.is_ascii() {
            if c <= ' ' {
                counted = false;
            } else if !counted && c.is_ascii_alphanumeric() {
                words += 1;
                counted = true;
            }
        } else if is_dense(c) {
            dense += 1;
        } else if !counted && c.is_alphanumeric() {
            words += 1;
            counted = true;
        }
    }
    words + usize::div_ceil(dense, 2)
}

/// A character of a script that is written without word spaces.
pub fn is_dense(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{0e01}'..='\u{0e30}' | '\u{0e80}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{20000}'..='\u{3ffff}')
}

/// A character that no body holds: controls, bidi overrides and isolates, zero-width junk, what is no text.
///
/// Joiners stay: Persian, the Indic scripts and emoji need them.
pub(super) fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || is_noncharacter(c)
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e000}'..='\u{f8ff}' | '\u{180e}'
            | '\u{e0000}'..='\u{e007f}')
}
