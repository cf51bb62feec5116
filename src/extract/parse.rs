//! One parse of a page, against a budget.
//!
//! html5ever builds the tree of the tokens that [`tokens`](super::tokens) reads. It is quadratic on deep nesting, so
//! the thread's time is looked at between tokens. Always: ends within the budget, plus a few tokens. What other work
//! takes of the machine meanwhile does not count, so that an honest page is read on a busy one too.

use std::time::Duration;

use html5ever::interface::TreeSink;
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use rustix::time::{ClockId, clock_gettime};
use scraper::{Html, HtmlTreeSink};

use super::ExtractError;
use super::tokens;
use super::tree::{Sink, Tree};

/// How much of its thread's time the parse of one page may take. An honest page of 3.6 MB takes 0.03 s.
pub const PARSE_BUDGET: Duration = Duration::from_millis(500);

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

fn built<S: TreeSink>(text: &str, sink: S) -> Result<S::Output, ExtractError> {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let builder = TreeBuilder::new(sink, options);
    let begun = spent();
    tokens::read(text, &builder, || spent().saturating_sub(begun) <= PARSE_BUDGET)
        .map_err(|tokens::OutOfTime| ExtractError::PageBudget)?;
    Ok(builder.sink.finish())
}

/// What this thread has had of a processor so far.
pub(super) fn spent() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}
