//! What a page says of its article's use: recorded, and nothing more.
//!
//! Never: more than [`MAX_DIRECTIVES`] directives, or one that is longer than [`MAX_DIRECTIVE`].

use url::Url;

use super::jsonld::Linked;
use super::metas::Metas;
use crate::article::Rights;
use crate::extract::body::build;
use crate::extract::page::{Page, attr};

/// So many directives for robots are recorded.
const MAX_DIRECTIVES: usize = 32;
/// A longer one, in bytes, is none.
const MAX_DIRECTIVE: usize = 100;

/// What the page says.
pub(super) fn find(page: &Page<'_>, metas: &Metas<'_>, linked: &Linked, base: &Url) -> Rights {
    let mut robots = Vec::new();
    for list in metas.all("robots") {
        add_directives(&mut robots, &list);
    }
    let licensing =
        |rel: &str| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("license"));
    let elements = page.nodes.iter().filter_map(|node| node.element);
    let anchors = elements.filter(|element| element.name() == "a");
    let links = page.links.iter().copied().chain(anchors);
    let mut links = links.filter(|link| attr(link, "rel").is_some_and(licensing));
    let licence = links.find_map(|link| build::address(attr(link, "href")?, base));
    let licence = licence.or_else(|| build::address(linked.licence.as_deref()?, base));
    Rights {
        robots,
        // Where one part is not free, the whole is not.
        free: if linked.locked { Some(false) } else { linked.open.then_some(true) },
        licence: licence.map(|licence| licence.to_string()),
    }
}

/// Adds the directives of a list with commas that are not yet among them.
pub fn add_directives(directives: &mut Vec<String>, list: &str) {
    let words = list.split(',').map(|word| word.trim().to_lowercase());
    for word in words.filter(|word| !word.is_empty() && word.len() <= MAX_DIRECTIVE) {
        let printable = !word.chars().any(char::is_control);
        if printable && directives.len() < MAX_DIRECTIVES && !directives.contains(&word) {
            directives.push(word);
        }
    }
}
