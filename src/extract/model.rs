//! Keeps or drops leaves by what was learnt from pages whose text is known.
//!
//! The rules come first; the model sees what they say. Always: exact verdicts (the headline, what is repeated)
//! stay; a page that the model would leave without text stays as the rules have it. Never: a verdict on what is
//! far outside of the article.

use std::sync::LazyLock;

use super::features::Scene;
use super::leaves::{Leaf, Why};
use super::page::Page;
use super::prune::{Kept, Known};
use super::training::{Line, Sample};

/// The trees that were learnt: see its head, and `train/`.
const TABLE: &str = include_str!("model.table");

static SHIPPED: LazyLock<Model> =
    LazyLock::new(|| Model::read(TABLE).expect("the table that is compiled in can be read"));

/// On a page with fewer leaves in question the model needs to be sure.
const FEW: usize = 8;

/// What "sure" means: so close to 0 or to 1.
const SURE: f32 = 0.1;

/// A sum of decision trees over the [features](super::features) of a leaf.
#[derive(Debug)]
pub struct Model {
    /// A leaf is kept from this score on.
    threshold: f32,
    /// All trees' nodes; a tree's first comes first.
    nodes: Vec<Node>,
    /// The first node of each tree.
    trees: Vec<usize>,
    features: Vec<String>,
}

/// A node of a tree.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The feature that is asked; [`Node::VALUE`] at the end of a branch.
    feature: u16,
    /// Where to go on if it is above `at`; the next node otherwise.
    above: u32,
    /// What it is compared with, or the value of the branch.
    at: f32,
}

impl Node {
    const VALUE: u16 = u16::MAX;
}

impl Model {
    /// The one that is compiled in.
    pub(super) fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a table; `None` if it is none.
    ///
    /// Lines: `# …`, `features NAME…`, `threshold SCORE`, `tree NODE…`. A tree's nodes stand in order, a node
    /// before its branches, the lower branch first: `FEATURE<VALUE`, or `=VALUE` at a branch's end.
    #[doc(hidden)]
    pub fn read(table: &str) -> Option<Self> {
        let mut model =
            Self { threshold: 0.5, nodes: Vec::new(), trees: Vec::new(), features: Vec::new() };
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            match words.next()? {
                "features" => model.features = words.map(str::to_owned).collect(),
                "threshold" => model.threshold = words.next()?.parse().ok()?,
                "tree" => model.tree(words)?,
                _ => return None,
            }
        }
        Some(model)
    }

    fn tree<'t>(&mut self, nodes: impl Iterator<Item = &'t str>) -> Option<()> {
        self.trees.push(self.nodes.len());
        // Nodes whose upper branch has not begun.
        let mut open: Vec<usize> = Vec::new();
        for node in nodes {
            let at = self.nodes.len();
            if let Some(value) = node.strip_prefix('=') {
                self.nodes.push(Node { feature: Node::VALUE, above: 0, at: value.parse().ok()? });
                if let Some(waiting) = open.pop() {
                    self.nodes[waiting].above = u32::try_from(at + 1).ok()?;
                }
            } else {
                let (feature, value) = node.split_once('<')?;
                let feature: u16 = feature.parse().ok()?;
                if usize::from(feature) >= self.features.len() {
                    return None;
                }
                self.nodes.push(Node { feature, above: 0, at: value.parse().ok()? });
                open.push(at);
            }
        }
        open.is_empty().then_some(())
    }

    /// How likely a leaf with these features is part of the article, 0 to 1.
    fn score(&self, row: &[f32]) -> f32 {
        let sum: f32 = self.trees.iter().map(|&tree| self.value(tree, row)).sum();
        1.0 / (1.0 + (-sum).exp())
    }

    fn value(&self, tree: usize, row: &[f32]) -> f32 {
        let mut at = tree;
        loop {
            let node = self.nodes[at];
            if node.feature == Node::VALUE {
                return node.at;
            }
            let below = row[usize::from(node.feature)] <= node.at;
            at = if below { at + 1 } else { node.above as usize };
        }
    }

    /// Judges the leaves in question, and writes down what it makes of them.
    pub(super) fn judge(
        &self,
        page: &Page<'_>,
        leaves: &mut [Leaf],
        region: usize,
        prose: &[u32],
        known: &Known<'_>,
        kept: &mut Kept,
    ) {
        let scene = Scene::new(page, leaves, region, prose, known);
        let mut row = Vec::with_capacity(self.features.len());
        let scores: Vec<(usize, f32)> = asked(leaves, kept)
            .map(|at| {
                row.clear();
                scene.row(at, &mut row);
                (at, self.score(&row))
            })
            .collect();
        let few = scores.len() < FEW;
        let keeps = |leaf: &Leaf, score: f32| {
            let unsure = few && (SURE..1.0 - SURE).contains(&score);
            if unsure { leaf.verdict.is_none() } else { score >= self.threshold }
        };
        let none = !scores.iter().any(|&(at, score)| keeps(&leaves[at], score));
        for (at, score) in scores {
            let keep = keeps(&leaves[at], score);
            let leaf = &mut leaves[at];
            leaf.score = Some(score);
            if keep {
                leaf.verdict = None;
            } else if !none {
                leaf.verdict.get_or_insert(Why::Model);
            }
        }
        kept.leaves = (0..leaves.len()).filter(|&at| leaves[at].verdict.is_none()).collect();
    }
}

/// The leaves that the model is asked about. An agency's signature and what follows it have gone to the byline.
pub(super) fn asked(leaves: &[Leaf], kept: &Kept) -> impl Iterator<Item = usize> {
    let end = kept.signed.unwrap_or(leaves.len());
    (0..leaves.len()).filter(move |&at| {
        let leaf = &leaves[at];
        match leaf.verdict {
            None => true,
            Some(Why::Outside) => {
                leaf.plain() >= 60 && leaf.stops > 0 && leaf.linked * 5 < leaf.chars * 2 && at < end
            }
            Some(Why::Title | Why::Repeated | Why::Standing | Why::Model) => false,
            Some(_) => at < end,
        }
    })
}

/// Writes down all that the model would be told of the leaves.
pub(super) fn sample(
    page: &Page<'_>,
    leaves: &[Leaf],
    region: usize,
    prose: &[u32],
    known: &Known<'_>,
    kept: &Kept,
    into: &mut Sample,
) {
    let scene = Scene::new(page, leaves, region, prose, known);
    into.leaves = leaves
        .iter()
        .map(|leaf| Line { text: leaf.text.clone(), kept: leaf.verdict.is_none(), row: Vec::new() })
        .collect();
    for at in asked(leaves, kept) {
        if into.names.is_empty() {
            scene.row(at, &mut into.names);
        }
        scene.row(at, &mut into.leaves[at].row);
    }
}
