//! One parse of a page, against a budget.
//!
//! html5ever is quadratic on deep nesting and on tags with very many attributes, so the text is fed in
//! pieces and the thread's time is looked at between them. What other work takes of the machine meanwhile does not
//! count, so that an honest page is read on a busy one too. A few kilobytes of formatting left open can make millions
//! of nodes of the tags behind it, so the nodes are counted, too. Always: ends within the budget, plus one piece.

use std::time::Duration;

use html5ever::driver::{self, ParseOpts};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use rustix::time::{ClockId, clock_gettime};
use scraper::{Html, HtmlTreeSink};

use super::ExtractError;

/// How much of its thread's time the parse of one page may take. An honest page of 3.6 MB takes 0.08 s.
pub const PARSE_BUDGET: Duration = Duration::from_millis(500);

/// How much is fed at a time, in bytes.
const PIECE: usize = 4096;

/// The most nodes of a tree. A node takes some 300 bytes, and a long report of 15 MiB has a tenth of them.
pub const MAX_NODES: usize = 500_000;

/// So many nodes a piece may make: each tag may open again all the formatting that a page left open.
const PIECE_NODES: usize = 50_000;

/// The elements that are opened again.
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// How deep a tree may be. Browsers stop at 512; honest pages stay under 100.
pub(super) const MAX_DEPTH: usize = 1024;

/// The page as a tree, as browsers build it with scripting off (so `noscript` holds elements).
pub(crate) fn parse(text: &str) -> Result<Html, ExtractError> {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    let mut parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), options);
    let begun = spent();
    let (mut rest, mut formatting) = (text, 0);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece_of(rest, &mut formatting));
        parser.process(StrTendril::from_slice(piece));
        rest = after;
        let nodes = parser.tokenizer.sink.sink.0.borrow().tree.values().len();
        if nodes > MAX_NODES || spent().saturating_sub(begun) > PARSE_BUDGET {
            return Err(ExtractError::PageBudget);
        }
    }
    Ok(parser.finish())
}

/// What this thread has had of a processor so far.
fn spent() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}

/// How long the next piece is. `formatting` counts the formatting elements that were opened so far.
fn piece_of(rest: &str, formatting: &mut usize) -> usize {
    let piece = &rest[..rest.floor_char_boundary(PIECE)];
    let mut nodes = 0;
    for at in memchr::memchr_iter(b'<', piece.as_bytes()) {
        nodes += 1 + *formatting;
        if nodes > PIECE_NODES && at > 0 {
            return at;
        }
        let name = &piece.as_bytes()[at + 1..];
        let name = &name[..name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()];
        let opens = |tag: &&str| tag.as_bytes().eq_ignore_ascii_case(name);
        *formatting += usize::from(FORMATTING.iter().any(opens));
    }
    piece.len()
}
