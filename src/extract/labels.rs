//! What each node's markup says that it is, as far as its surroundings do not speak against it.
//!
//! Never: a name that is made of a heading's words taken for a label.

use rustc_hash::FxHashSet;

use super::families::{Families, Reader};
use super::page::Page;
use super::prune::squeezed;
use super::tag::Tag;

/// How many nodes of a section are looked at for the heading that it begins with.
const BEGINNING: usize = 8;

/// Writes the families of each node.
pub(super) fn write(page: &mut Page<'_>) {
    let mut reader = Reader::default();
    let mut heading_until = 0;
    // What a question shows when it is opened.
    let mut answers: FxHashSet<&str> = FxHashSet::default();
    for at in 0..page.nodes.len() {
        let node = &page.nodes[at];
        let Some(element) = node.element else { continue };
        if node.tag.is_heading() {
            heading_until = heading_until.max(node.end);
        }
        let in_heading = at < heading_until;
        let attr = |name: &str| super::page::attr(element, name);
        if in_heading {
            answers.extend(attr("aria-controls"));
        }
        // An anchor made of the heading's own words tells nothing of what it is.
        let is_anchor = in_heading || node.tag == Tag::Section && is_slug(page, at);
        let mut families = reader.read(element, node.tag, !is_anchor);
        if !answers.is_empty() && attr("id").is_some_and(|id| answers.contains(id)) {
            families = families.without(Families::HIDDEN);
        }
        let corrects = || attr("class").is_some_and(|class| class.contains("correction"));
        if node.tag == Tag::Footer && (page.nodes[node.parent].tag == Tag::Quote || corrects()) {
            families = families.without(Families::FOOTER);
        }
        page.nodes[at].families = families;
    }
}

/// The id of a section is made of the words of the heading that it begins with.
fn is_slug(page: &Page<'_>, at: usize) -> bool {
    let Some(id) = page.nodes[at].attr("id") else { return false };
    let within = at + 1..page.nodes[at].end;
    let heading = within.take(BEGINNING).find(|&node| page.nodes[node].tag.is_heading());
    let id = squeezed(id);
    !id.is_empty() && heading.is_some_and(|heading| squeezed(&page.text_of(heading)) == id)
}
