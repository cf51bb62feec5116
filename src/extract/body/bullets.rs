//! Lists that are written as paragraphs, each with a bullet of its own, as word processors export them.
//!
//! Never: one such paragraph alone, or a dash, with which people speak.

use super::{Block, Inline};

/// What stands before the points of a list, and before nothing else.
const BULLETS: [char; 8] = ['•', '·', '▪', '◦', '‣', '►', '➤', '➢'];

/// Makes lists of paragraphs in a row that begin with the same bullet.
pub(super) fn list(blocks: Vec<Block>) -> Vec<Block> {
    let mut listed = Vec::with_capacity(blocks.len());
    let mut row: Option<(char, Vec<Block>)> = None;
    for block in blocks {
        let bullet = bullet(&block);
        if let Some((mark, points)) = &mut row
            && bullet == Some(*mark)
        {
            points.push(block);
            continue;
        }
        put(row.take(), &mut listed);
        match bullet {
            Some(mark) => row = Some((mark, vec![block])),
            None => listed.push(block),
        }
    }
    put(row, &mut listed);
    listed
}

/// Two points are a list.
fn put(row: Option<(char, Vec<Block>)>, into: &mut Vec<Block>) {
    let Some((_, mut points)) = row else { return };
    if points.len() > 1 {
        points.iter_mut().for_each(strip);
        let items = points.into_iter().map(|point| vec![point]).collect();
        into.push(Block::List { ordered: false, items });
    } else {
        into.append(&mut points);
    }
}

/// The bullet that a paragraph begins with, before a blank.
fn bullet(block: &Block) -> Option<char> {
    let Block::Paragraph(line) = block else { return None };
    let Some(Inline::Text(text)) = line.first() else { return None };
    let mark = text.chars().next().filter(|mark| BULLETS.contains(mark))?;
    let rest = &text[mark.len_utf8()..];
    (rest.starts_with(' ') && (line.len() > 1 || !rest.trim().is_empty())).then_some(mark)
}

/// Takes the bullet off.
fn strip(block: &mut Block) {
    if let Block::Paragraph(line) = block
        && let Some(Inline::Text(text)) = line.first_mut()
    {
        text.drain(..text.len() - text.trim_start_matches(BULLETS).trim_start().len());
        if text.is_empty() {
            line.remove(0);
        }
    }
}
