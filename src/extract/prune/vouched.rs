//! What the feed itself carries of the article: its lines are told again on the page, and belong there.
//!
//! Always: without an entry's body nothing changes. Never: a line that only the feed has; one that the page repeats,
//! or that belongs to a picture.

use rustc_hash::FxHashSet;

use super::squeezed;
use crate::extract::candidates;
use crate::extract::leaves::{Leaf, Why};
use crate::extract::page::Page;
use crate::extract::page::characters::weight;

/// Shorter lines may stand in both by chance, or be said of any article; in weighted characters.
const LINE: u32 = 80;

/// So much has to be vouched for before it has a say in where the article is, in weighted characters.
const SAY: u32 = 250;

/// The lines that an entry's body vouches for.
pub(in crate::extract) struct Vouched(FxHashSet<String>);

impl Vouched {
    /// Those of an entry's body, given as text, a blank line between two of them.
    pub(in crate::extract) fn of(body: Option<&str>) -> Self {
        let lines = body.unwrap_or_default().split("\n\n").filter(|line| weight(line) >= LINE);
        Self(lines.map(squeezed).collect())
    }

    fn has(&self, leaf: &Leaf) -> bool {
        leaf.chars >= LINE && self.0.contains(&squeezed(&leaf.text))
    }

    /// The node that holds the article: the one found without, unless it lacks most of what is vouched for.
    pub(in crate::extract) fn region(
        &self,
        page: &Page<'_>,
        leaves: &[Leaf],
        found: usize,
    ) -> usize {
        if self.0.is_empty() {
            return found;
        }
        let weights: Vec<u32> =
            leaves.iter().map(|leaf| if self.has(leaf) { leaf.chars } else { 0 }).collect();
        let sums = candidates::sum(page, leaves, &weights);
        if sums[0] < SAY || sums[found] * 2 > sums[0] {
            return found;
        }
        candidates::region(page, &sums)
    }

    /// Takes back what was left out of the region although it is vouched for.
    pub(in crate::extract) fn keep(
        &self,
        page: &Page<'_>,
        leaves: &mut [Leaf],
        region: usize,
        kept: &mut Vec<usize>,
    ) {
        if self.0.is_empty() {
            return;
        }
        let within = region..page.nodes[region].end;
        for (at, leaf) in leaves.iter_mut().enumerate() {
            let open =
                !matches!(leaf.verdict, None | Some(Why::Repeated | Why::Title | Why::Caption));
            if open && within.contains(&leaf.first) && self.has(leaf) {
                leaf.verdict = None;
                kept.push(at);
            }
        }
        kept.sort_unstable();
    }
}
