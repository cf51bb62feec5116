//! The kept leaves and pictures become the body's tree.
//!
//! Each piece knows the lists, quotes and table cells that it is in; pieces that share them are put
//! together. No recursion over the page: nesting is bounded by [`MAX_NESTING`].

use std::mem;

use url::Url;

use super::images::{self, Album};
use super::inlines::inlines;
use super::{Block, Cell, bullets, is_unsafe};
use crate::extract::Image;
use crate::extract::bounds::Lead;
use crate::extract::labels::families::Families;
use crate::extract::leaves::Leaf;
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;
use crate::identity::{MAX_ADDRESS, is_web, may_be_base, remove_credentials};

/// How many lists, quotes and cells may stand in one another; deeper ones are flattened.
const MAX_NESTING: usize = 12;

/// How many cells of a row are kept in their places, those without text too.
const MAX_COLUMNS: usize = 64;

/// A longer box is no post, in weighted characters.
const MAX_POST: u32 = 1200;

/// A piece of the body, in reading order.
pub(in crate::extract) enum Piece<'l> {
    /// A leaf, from a node on.
    Leaf(&'l Leaf),
    /// A picture at a node.
    Picture(usize, Image),
}

/// An open container.
struct Open {
    node: usize,
    kind: Kind,
    blocks: Vec<Block>,
    items: Vec<Vec<Block>>,
    rows: Vec<Vec<Cell>>,
    /// The cells of a row, each with its node.
    cells: Vec<(usize, Cell)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Root,
    List(bool),
    Item,
    Quote,
    Table,
    Row,
    Cell(bool),
}

/// Puts the pieces together; addresses are completed against `base`.
pub(in crate::extract) fn blocks(
    page: &Page<'_>,
    region: usize,
    pieces: Vec<Piece<'_>>,
    base: &Url,
) -> Vec<Block> {
    let mut stack = vec![Open::new(0, Kind::Root)];
    let mut code = None;
    for piece in pieces {
        let before = code;
        code = match &piece {
            Piece::Leaf(leaf) => leaf.preformatted(page),
            Piece::Picture(..) => None,
        };
        let node = match &piece {
            Piece::Leaf(leaf) => leaf.block,
            Piece::Picture(node, _) => *node,
        };
        let path = path(page, region, node);
        let shared =
            stack[1..].iter().zip(&path).take_while(|(open, (node, _))| open.node == *node).count();
        while stack.len() > shared + 1 {
            close(page, &mut stack);
        }
        stack.extend(path[shared..].iter().map(|&(node, kind)| Open::new(node, kind)));
        let block = match piece {
            Piece::Leaf(leaf) => block(page, leaf, base),
            Piece::Picture(_, image) => Some(Block::Figure(image)),
        };
        let top = stack.last_mut().expect("the root is never closed");
        match (top.blocks.last_mut(), block) {
            // Some highlighters give each line of code a box of its own.
            (Some(Block::Pre(text)), Some(Block::Pre(line))) if code == before => {
                text.push('\n');
                text.push_str(&line);
            }
            (_, block) => top.blocks.extend(block),
        }
    }
    while stack.len() > 1 {
        close(page, &mut stack);
    }
    bullets::list(stack.pop().expect("the root is left").blocks)
}

impl Open {
    fn new(node: usize, kind: Kind) -> Self {
        Self {
            node,
            kind,
            blocks: Vec::new(),
            items: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
        }
    }
}

fn close(page: &Page<'_>, stack: &mut Vec<Open>) {
    let open = stack.pop().expect("only called with something open");
    let below = stack.last_mut().expect("the root is below");
    match open.kind {
        Kind::Item if !open.blocks.is_empty() => {
            let beside = mem::take(&mut below.blocks);
            put_beside(&mut below.items, beside);
            match &open.blocks[..] {
                // A list that was put into an item of its own is one under the item before.
                [Block::List { .. }] => put_beside(&mut below.items, open.blocks),
                _ => below.items.push(open.blocks),
            }
        }
        Kind::Cell(head) => {
            below.cells.push((open.node, Cell { head, blocks: open.blocks }));
        }
        Kind::Row => below.rows.push(row(page, open.node, open.cells)),
        Kind::Table => {
            // The table's caption.
            below.blocks.extend(open.blocks);
            match &open.rows[..] {
                [] => {}
                [row] if row.iter().filter(|cell| !cell.blocks.is_empty()).count() < 2 => {
                    below
                        .blocks
                        .extend(open.rows.into_iter().flatten().flat_map(|cell| cell.blocks));
                }
                _ => below.blocks.push(Block::Table(open.rows)),
            }
        }
        Kind::List(ordered) => {
            let mut items = open.items;
            put_beside(&mut items, open.blocks);
            put_list(&mut below.blocks, ordered, items);
        }
        Kind::Quote if !open.blocks.is_empty() => below.blocks.push(Block::Quote(open.blocks)),
        Kind::Root | Kind::Quote | Kind::Item => {}
    }
}

/// A list that holds nothing but another is that one; points that each have a list of their own are one list.
fn put_list(blocks: &mut Vec<Block>, ordered: bool, mut items: Vec<Vec<Block>>) {
    if let [item] = &mut items[..]
        && let [Block::List { ordered, items }] = &mut item[..]
    {
        return put_list(blocks, *ordered, mem::take(items));
    }
    match blocks.last_mut() {
        Some(Block::List { ordered: false, items: before })
            if !ordered && (before.len() == 1 || items.len() == 1) =>
        {
            before.append(&mut items);
        }
        _ => blocks.push(Block::List { ordered, items }),
    }
}

/// What stands in a list and in none of its items belongs to the one before.
fn put_beside(items: &mut Vec<Vec<Block>>, blocks: Vec<Block>) {
    match items.last_mut() {
        _ if blocks.is_empty() => {}
        Some(item) => item.extend(blocks),
        None => items.push(blocks),
    }
}

/// A row's cells, those without text too, so that each stands in its column.
fn row(page: &Page<'_>, node: usize, mut filled: Vec<(usize, Cell)>) -> Vec<Cell> {
    let mut cells = Vec::new();
    let is_cell = |at: &usize| matches!(page.nodes[*at].tag, Tag::Cell | Tag::HeadCell);
    for at in page.children(node).filter(is_cell).take(MAX_COLUMNS) {
        let head = page.nodes[at].tag == Tag::HeadCell;
        let found = filled.iter().position(|(node, _)| *node == at);
        cells.push(found.map_or(Cell { head, blocks: Vec::new() }, |found| filled.remove(found).1));
        let span = page.nodes[at].attr("colspan").and_then(|span| span.parse::<usize>().ok());
        let more = span.unwrap_or(1).clamp(1, MAX_COLUMNS + 1 - cells.len().min(MAX_COLUMNS)) - 1;
        cells.extend((0..more).map(|_| Cell { head, blocks: Vec::new() }));
    }
    cells.extend(filled.into_iter().map(|(_, cell)| cell));
    cells
}

/// The containers that a node is in, the outermost first; only those that stand where they may.
fn path(page: &Page<'_>, region: usize, node: usize) -> Vec<(usize, Kind)> {
    let mut above: Vec<usize> =
        std::iter::once(node).chain(page.ancestors(node)).take_while(|&at| at >= region).collect();
    above.reverse();
    let mut path: Vec<(usize, Kind)> = Vec::new();
    for at in above {
        let last = path.last().map_or(Kind::Root, |(_, kind)| *kind);
        let kind = match page.nodes[at].tag {
            Tag::List => Kind::List(false),
            Tag::Ordered => Kind::List(true),
            Tag::Item if matches!(last, Kind::List(_)) => Kind::Item,
            Tag::Quote => Kind::Quote,
            Tag::Div if is_post(page, at) => Kind::Quote,
            Tag::Table => Kind::Table,
            Tag::Row if last == Kind::Table => Kind::Row,
            Tag::Cell | Tag::HeadCell if last == Kind::Row => {
                Kind::Cell(page.nodes[at].tag == Tag::HeadCell)
            }
            _ => continue,
        };
        if path.len() < MAX_NESTING {
            path.push((at, kind));
        }
    }
    path
}

/// A box named after a network, with a link, and no longer than a post.
fn is_post(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    node.families.any(Families::POST) && node.linked > 0 && node.chars < MAX_POST
}

fn block(page: &Page<'_>, leaf: &Leaf, base: &Url) -> Option<Block> {
    if leaf.preformatted(page).is_some() {
        return preformatted(page, leaf).map(Block::Pre);
    }
    let line = inlines(page, leaf, base);
    if line.is_empty() {
        return None;
    }
    let heading =
        std::iter::once(leaf.block).chain(page.ancestors(leaf.block)).take(3).find_map(|at| {
            match page.nodes[at].tag {
                Tag::Heading(level) => Some(level.max(2)),
                _ => None,
            }
        });
    Some(match heading {
        Some(level) => Block::Heading(level, line),
        None => Block::Paragraph(line),
    })
}

fn preformatted(page: &Page<'_>, leaf: &Leaf) -> Option<String> {
    let mut text = String::new();
    let mut tool_until = leaf.first;
    for (at, node) in (leaf.first..).zip(&page.nodes[leaf.first..leaf.end]) {
        match node.tag {
            Tag::Button => tool_until = node.end,
            _ if at < tool_until => {}
            Tag::Text => text.extend(node.text.chars().filter(|&c| !is_unsafe(c))),
            Tag::Break => text.push('\n'),
            _ => {}
        }
    }
    let text = text.trim_matches('\n').trim_end();
    (!text.is_empty()).then(|| text.to_owned())
}

/// An absolute http(s) address without credentials.
pub(in crate::extract) fn address(href: &str, base: &Url) -> Option<Url> {
    let mut url = joined(href.trim(), base)?;
    remove_credentials(&mut url);
    is_web(&url).then_some(url)
}

/// What the addresses of a page are relative to; its own address, unless it gives a base that is one.
pub(in crate::extract) fn base(page: &Page<'_>, url: &Url) -> Url {
    page.base.and_then(|base| joined(base, url)).filter(may_be_base).unwrap_or_else(|| url.clone())
}

/// None where the address, or what becomes of it, is longer than addresses are: a page holds thousands.
fn joined(address: &str, base: &Url) -> Option<Url> {
    let address = Some(address).filter(|address| address.len() <= MAX_ADDRESS)?;
    base.join(address).ok().filter(|url| url.as_str().len() <= MAX_ADDRESS)
}

/// The pieces of the body: kept leaves, and the region's pictures between them.
pub(in crate::extract) fn pieces<'l>(
    page: &Page<'_>,
    leaves: &'l [Leaf],
    kept: &[usize],
    stretch: &Lead,
    region: usize,
    base: &Url,
    album: Album<'_>,
) -> Vec<Piece<'l>> {
    let pictures = images::pictures(page, leaves, stretch, region, base, album);
    let mut pictures = pictures.into_iter().peekable();
    let mut pieces = Vec::new();
    for &at in kept {
        let leaf = &leaves[at];
        while let Some((node, image)) = pictures.next_if(|(node, _)| *node < leaf.first) {
            pieces.push(Piece::Picture(node, image));
        }
        pieces.push(Piece::Leaf(leaf));
    }
    pieces.extend(pictures.map(|(node, image)| Piece::Picture(node, image)));
    pieces
}
