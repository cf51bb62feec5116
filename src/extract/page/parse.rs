//! One parse of a page, against a budget.
//!
//! html5ever builds the tree of the tokens that [`tokens`](super::tokens) reads. It is quadratic on deep nesting, so
//! the thread's time is looked at between tokens. Always: ends within the budget, plus a few tokens. What other work
//! takes of the machine meanwhile does not count, so that an honest page is read on a busy one too. A few kilobytes of
//! formatting left open can make millions of nodes of the tags behind it, so the nodes are counted, too.

use std::time::Duration;

use html5ever::interface::TreeSink;
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use rustix::time::{ClockId, clock_gettime};
use scraper::{Html, HtmlTreeSink};

use super::tokens;
use super::tree::{Sink, Tree};
use crate::extract::ExtractError;

/// How much of its thread's time the parse of one page may take. An honest page of 3.6 MB takes 0.03 s.
pub const PARSE_BUDGET: Duration = Duration::from_millis(500);

/// The most nodes of a tree. A node takes some 300 bytes at most, and a long report of 15 MiB has a tenth of them.
pub const MAX_NODES: usize = 500_000;

/// How deep a tree may be. Browsers stop at 512; honest pages stay under 100.
pub(super) const MAX_DEPTH: usize = 1024;

/// The page as a tree, as browsers build it with scripting off (so `noscript` holds elements).
pub(crate) fn parse(text: &str) -> Result<Tree, ExtractError> {
    built(text, Sink::new())
}

/// The same tree, to ask with selectors.
pub(crate) fn parse_to_select(text: &str) -> Result<Html, ExtractError> {
    built(text, HtmlTreeSink::new(Html::new_document()))
}

/// What takes a tree in, and knows how large it is by now.
trait Counted: TreeSink {
    fn nodes(&self) -> usize;
}

impl Counted for Sink {
    fn nodes(&self) -> usize {
        self.len()
    }
}

impl Counted for HtmlTreeSink {
    fn nodes(&self) -> usize {
        self.0.borrow().tree.values().len()
    }
}

fn built<S: Counted>(text: &str, sink: S) -> Result<S::Output, ExtractError> {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let builder = TreeBuilder::new(sink, options);
    let begun = spent();
    // A token opens again what formatting was left open, so it makes no more nodes than there are.
    let has_room = || builder.sink.nodes() <= MAX_NODES / 2;
    let has_time = || spent().saturating_sub(begun) <= PARSE_BUDGET;
    tokens::read(text, &builder, has_room, has_time)
        .map_err(|tokens::Exceeded| ExtractError::PageBudget)?;
    Ok(builder.sink.finish())
}

/// What this thread has had of a processor so far.
pub(in crate::extract) fn spent() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}
