//! One parse of a page, against a budget.
//!
//! html5ever is quadratic on deep nesting and on tags with very many attributes, so the text is fed in
//! pieces and the thread's time is looked at between them. Always: ends within the budget, plus one piece. What other
//! work takes of the machine meanwhile does not count, so that an honest page is read on a busy one too.

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
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        parser.process(StrTendril::from_slice(piece));
        rest = after;
        if spent().saturating_sub(begun) > PARSE_BUDGET {
            return Err(ExtractError::PageBudget);
        }
    }
    Ok(parser.finish())
}

/// What this thread has had of a processor so far.
fn spent() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}
