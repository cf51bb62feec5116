//! The page as the features see it: what is summed up once, and looked up for each leaf.
//!
//! Sums over the leaves from the first on give the sum under any node as a difference of two.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::own;
use crate::extract::labels::families::Families;
use crate::extract::leaves::{Leaf, Why, within};
use crate::extract::page::Page;
use crate::extract::page::tag::Tag;
use crate::extract::prune::Known;

/// A page with its leaves as the rules have judged them.
pub(in crate::extract) struct Scene<'s, 'a> {
    pub(super) page: &'s Page<'a>,
    pub(super) leaves: &'s [Leaf],
    /// For each leaf and one past the last.
    sums: Vec<Sums>,
    /// By kind of place: see [`Scene::alike`] and [`Scene::beside`].
    groups: FxHashMap<u64, Group>,
    keys: Vec<[u64; 2]>,
    pub(super) title: FxHashSet<u64>,
    pub(super) description: FxHashSet<u64>,
    pub(super) head: Option<usize>,
    /// Nodes that may be the article's container; 0 if there is none of the kind.
    pub(super) boxes: [usize; 3],
}

/// What stands before a leaf, and the marks next to it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sums {
    pub(super) chars: u32,
    pub(super) linked: u32,
    pub(super) prose: u32,
    pub(super) kept: u32,
    /// The next leaf that is surely prose of the article; the number of leaves for none.
    pub(super) sure_after: usize,
    /// The last heading before it; one more than its index, 0 for none.
    pub(super) heading: usize,
    /// The next heading after it; the number of leaves for none.
    pub(super) next_heading: usize,
}

/// Leaves of one kind together.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Group {
    pub(super) count: u32,
    pub(super) chars: u32,
    pub(super) linked: u32,
    pub(super) prose: u32,
    pub(super) kept: u32,
}

impl<'s, 'a> Scene<'s, 'a> {
    pub(in crate::extract) fn new(
        page: &'s Page<'a>,
        leaves: &'s [Leaf],
        prose: &'s [u32],
        known: &Known<'_>,
    ) -> Self {
        let sums = sums(leaves);
        let keys: Vec<[u64; 2]> = leaves.iter().map(|leaf| keys(page, leaf.block)).collect();
        let mut groups: FxHashMap<u64, Group> = FxHashMap::default();
        for (leaf, keys) in leaves.iter().zip(&keys) {
            for key in keys {
                let group = groups.entry(*key).or_default();
                group.count += 1;
                group.chars += leaf.chars;
                group.linked += leaf.linked;
                group.prose += leaf.prose();
                group.kept += if leaf.verdict.is_none() { leaf.chars } else { 0 };
            }
        }
        let mut scene = Self {
            page,
            leaves,
            sums,
            groups,
            keys,
            title: own::words_of(known.title),
            description: own::words_of(known.description),
            head: leaves.iter().position(|leaf| leaf.verdict == Some(Why::Title)),
            boxes: [0; 3],
        };
        scene.boxes = [
            scene.most(|at| page.nodes[at].families.any(Families::BODY)),
            scene.most(|at| page.nodes[at].tag == Tag::Main),
            half(page, prose),
        ];
        scene
    }

    /// The leaves under a node.
    pub(super) fn under(&self, node: usize) -> Range<usize> {
        within(self.page, self.leaves, node)
    }

    /// What stands before a leaf; of all if it is one past the last.
    pub(super) fn before(&self, at: usize) -> &Sums {
        &self.sums[at]
    }

    /// What the whole page holds.
    pub(super) fn all(&self) -> &Sums {
        &self.sums[self.leaves.len()]
    }

    /// The leaves in blocks of the same element and class beside the leaf's.
    pub(super) fn beside(&self, at: usize) -> Group {
        self.groups.get(&self.keys[at][0]).copied().unwrap_or_default()
    }

    /// The leaves in blocks of the same element and class within such of the same, anywhere on the page.
    pub(super) fn alike(&self, at: usize) -> Group {
        self.groups.get(&self.keys[at][1]).copied().unwrap_or_default()
    }

    /// The node with the most prose among those of a kind.
    fn most(&self, of: impl Fn(usize) -> bool) -> usize {
        (1..self.page.nodes.len())
            .filter(|&at| of(at))
            .max_by_key(|&at| {
                let under = self.under(at);
                (self.sums[under.end].prose - self.sums[under.start].prose, at)
            })
            .unwrap_or(0)
    }
}

fn sums(leaves: &[Leaf]) -> Vec<Sums> {
    let mut sums = Vec::with_capacity(leaves.len() + 1);
    let mut so_far = Sums::default();
    for (at, leaf) in leaves.iter().enumerate() {
        sums.push(so_far);
        so_far.chars += leaf.chars;
        so_far.linked += leaf.linked;
        so_far.prose += leaf.prose();
        if leaf.verdict.is_none() {
            so_far.kept += leaf.chars;
        }
        if leaf.tag.is_heading() {
            so_far.heading = at + 1;
        }
    }
    sums.push(so_far);
    let (mut sure_after, mut next_heading) = (leaves.len(), leaves.len());
    for (at, leaf) in leaves.iter().enumerate().rev() {
        sums[at].sure_after = sure_after;
        sums[at].next_heading = next_heading;
        if sure(leaf) {
            sure_after = at;
        }
        if leaf.tag.is_heading() {
            next_heading = at;
        }
    }
    sums
}

/// The rules keep it, and it is prose.
fn sure(leaf: &Leaf) -> bool {
    leaf.verdict.is_none() && leaf.plain() >= 80 && leaf.stops > 0
}

/// What names the kind of a block's place: among its siblings, and anywhere.
fn keys(page: &Page<'_>, block: usize) -> [u64; 2] {
    let mut hasher = FxHasher::default();
    let mut node = |at: usize| {
        let node = &page.nodes[at];
        node.tag.hash(&mut hasher);
        node.attr("class").hash(&mut hasher);
        hasher.finish()
    };
    let own = node(block);
    let parent = page.nodes[block].parent;
    node(parent);
    let alike = node(page.nodes[parent].parent);
    let mut hasher = FxHasher::default();
    (own, parent).hash(&mut hasher);
    [hasher.finish(), alike]
}

/// The innermost node with half of what holds it, and so on up to the page.
fn half(page: &Page<'_>, prose: &[u32]) -> usize {
    let mut at = 0;
    while let Some(child) = page.children(at).max_by_key(|&child| prose[child]) {
        let most = prose[child] > 0 && prose[child] >= prose[at] / 2;
        if !most || page.nodes[child].tag == Tag::Paragraph {
            break;
        }
        at = child;
    }
    at
}
