//! What each node's markup says that it is, as far as its surroundings do not speak against it.
//!
//! Never: a name that is made of a heading's words taken for a label.

mod classes;
pub(super) mod families;
pub(super) mod misnamed;

use rustc_hash::FxHashSet;

use super::page::Page;
use super::page::tag::Tag;
use super::page::tree::Element;
use super::prune::squeezed;
use families::{Families, Reader};

/// How many nodes of a section are looked at for the heading that it begins with.
const BEGINNING: usize = 8;

/// The length of a box beside the text that is the article's, in weighted characters.
const BOX: std::ops::Range<u32> = 60..1500;

/// The length of a remark, in weighted characters.
const REMARK: std::ops::Range<u32> = 30..1500;

/// Words of classes of what is unfolded.
const PANELS: &[&str] = &["accordion", "collaps", "faq", "expandable", "toggle-content"];

/// Words of classes of boxes of facts: whole ones, for a factory and an artifact are none.
const FACTS: &[&str] = &["fact", "facts", "factbox", "factsbox", "factfile", "keyfacts"];

/// Writes the families of each node.
pub(super) fn write(page: &mut Page<'_>) {
    let mut reader = Reader::default();
    let (mut heading_until, mut remark_until) = (0, 0);
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
        answers.extend(attr("aria-controls").filter(|_| in_heading));
        // An anchor made of the heading's own words tells nothing of what it is.
        let is_anchor = in_heading || node.tag == Tag::Section && is_slug(page, at);
        let mut families = reader.read(element, node.tag, !is_anchor);
        let opened = || !answers.is_empty() && attr("id").is_some_and(|id| answers.contains(id));
        // A wall hides paragraphs that the page has.
        let walled = families.any(Families::PAYWALL) && node.tag == Tag::Paragraph;
        if families.any(Families::HIDDEN) && (walled || is_panel(element) || opened()) {
            families = families.without(Families::HIDDEN);
        }
        let corrects = || attr("class").is_some_and(|class| class.contains("correction"));
        if node.tag == Tag::Footer && (page.nodes[node.parent].tag == Tag::Quote || corrects()) {
            families = families.without(Families::FOOTER);
        }
        if node.tag == Tag::Aside
            && (is_factual(element)
                || tells(page, at)
                || !families.any(Families::PULL_QUOTE) && is_amid(page, at))
        {
            remark_until = remark_until.max(node.end);
        }
        if at < remark_until {
            families = families.without(Families::SIDEBAR);
        }
        page.nodes[at].families = families;
    }
}

/// A box of facts stands aside, and is the article's.
fn is_factual(element: &Element) -> bool {
    let class = super::page::attr(element, "class").unwrap_or_default().to_ascii_lowercase();
    let mut words = class.split(|c: char| !c.is_alphanumeric());
    words.any(|word| FACTS.contains(&word) || word.starts_with("fakt"))
}

/// What stands aside quotes somebody, or has a heading and some lines without a link or a button: a box of the
/// article's.
fn tells(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    let acts = |tag| matches!(tag, Tag::Button | Tag::Form | Tag::Label | Tag::Anchor);
    page.holds(at, |tag| tag == Tag::Quote)
        || BOX.contains(&node.chars)
            && page.holds(at, Tag::is_heading)
            && !page.holds(at, acts)
            && lines(page, at) > 1
}

/// What stands aside between two paragraphs, and has words alone, is a remark of the text's. One that begins with a quotation
/// mark shows once more what somebody says.
fn is_amid(page: &Page<'_>, at: usize) -> bool {
    let node = &page.nodes[at];
    let is_more = |tag| {
        matches!(
            tag,
            Tag::Heading(_) | Tag::Button | Tag::Form | Tag::Label | Tag::Anchor | Tag::Image
        )
    };
    let is_text = |beside: usize| {
        matches!(
            page.nodes[beside].tag,
            Tag::Paragraph | Tag::Heading(_) | Tag::List | Tag::Ordered | Tag::Pre | Tag::Quote
        )
    };
    REMARK.contains(&node.chars)
        && before(page, at).is_some_and(is_text)
        && behind(page, at).is_some_and(is_text)
        && !page.holds(at, is_more)
        && !page.text_of(at).trim_start().starts_with(is_mark)
}

/// The element right before a node, in the same box.
fn before(page: &Page<'_>, at: usize) -> Option<usize> {
    let parent = page.nodes[at].parent;
    let mut before = at - 1;
    while before > parent {
        let node = &page.nodes[before];
        let is_blank = node.tag == Tag::Text && node.chars == 0;
        if node.parent == parent && !is_blank {
            return Some(before);
        }
        before = if is_blank { before - 1 } else { node.parent };
    }
    None
}

/// The element right behind a node, in the same box.
fn behind(page: &Page<'_>, at: usize) -> Option<usize> {
    let end = page.nodes[page.nodes[at].parent].end;
    let is_blank = |at: &usize| page.nodes[*at].tag == Tag::Text && page.nodes[*at].chars == 0;
    (page.nodes[at].end..end).find(|at| !is_blank(at))
}

/// Begins a quotation.
fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '„' | '«' | '»' | '”' | '‘' | '’' | '\'' | '「' | '『' | '《')
}

/// How many paragraphs and items a box has.
fn lines(page: &Page<'_>, at: usize) -> usize {
    let within = page.nodes[at..page.nodes[at].end].iter();
    within.filter(|node| matches!(node.tag, Tag::Paragraph | Tag::Item)).count()
}

/// What a reader unfolds is hidden until then, and part of the text nonetheless.
fn is_panel(element: &Element) -> bool {
    let attr = |name: &str| super::page::attr(element, name);
    let named = |value: &str| {
        let value = value.to_ascii_lowercase();
        PANELS.iter().any(|word| value.contains(word))
    };
    attr("class").is_some_and(named)
        || attr("role") == Some("tabpanel")
        || attr("role") == Some("region") && attr("aria-labelledby").is_some()
}

/// The id of a section is made of the words of the heading that it begins with.
fn is_slug(page: &Page<'_>, at: usize) -> bool {
    let Some(id) = page.nodes[at].attr("id") else { return false };
    let within = at + 1..page.nodes[at].end;
    let heading = within.take(BEGINNING).find(|&node| page.nodes[node].tag.is_heading());
    let id = squeezed(id);
    !id.is_empty() && heading.is_some_and(|heading| squeezed(&page.text_of(heading)) == id)
}
