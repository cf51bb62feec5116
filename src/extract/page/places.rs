//! Where nodes of one kind stand on the page: whether a box holds one is asked of many boxes within each other.
//!
//! Always: one walk over the page, and then a search for each question.

use std::ops::Range;

use super::{Node, Page};

/// The places of some nodes, in their order.
pub(in crate::extract) struct Places(Vec<usize>);

impl Places {
    /// Those of such nodes.
    pub(in crate::extract) fn of(page: &Page<'_>, is_such: impl Fn(&Node<'_>) -> bool) -> Self {
        let nodes = page.nodes.iter().enumerate();
        Self(nodes.filter(|(_, node)| is_such(node)).map(|(at, _)| at).collect())
    }

    /// One of them is among these nodes.
    pub(in crate::extract) fn any_in(&self, nodes: Range<usize>) -> bool {
        let first = self.0.partition_point(|&at| at < nodes.start);
        self.0.get(first).is_some_and(|&at| at < nodes.end)
    }
}
