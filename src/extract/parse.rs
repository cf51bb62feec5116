//! One parse of a page, against a budget.
//!
//! html5ever builds the tree of the tokens that [`tokens`](super::tokens) reads. It is quadratic on deep nesting, so
//! the clock is looked at between tokens. Always: ends within the budget, plus a few tokens.

use std::time::Duration;

use html5ever::interface::TreeSink;
use html5ever::tree_builder::TreeBuilderOpts;

use super::ExtractError;
use super::tokens::{self, Builder};
use super::tree::{Sink, Tree};

/// How long the parse of one page may take. An honest page of 3.6 MB takes 0.03 s.
pub const PARSE_BUDGET: Duration = Duration::from_millis(500);

/// How deep a tree may be. Browsers stop at 512; honest pages stay under 100.
pub(super) const MAX_DEPTH: usize = 1024;

/// The page as a tree, as browsers build it with scripting off (so `noscript` holds elements).
pub(crate) fn parse(text: &str) -> Result<Tree, ExtractError> {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let builder = Builder::new(Sink::new(), options);
    tokens::read(text, &builder)?;
    Ok(builder.sink.finish())
}
