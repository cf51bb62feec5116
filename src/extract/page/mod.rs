//! The page as a flat list of nodes in document order, with what their subtrees hold.
//!
//! One pass over the tree makes it; everything after works on indices, without recursion. Always: a node's
//! descendants are the nodes between it and its `end`. What never holds text (scripts, styles, drawings,
//! players) is not in it; the texts of JSON-LD scripts, and `meta` and `link` elements, are kept aside.

pub(super) mod characters;
pub(super) mod charset;
pub(super) mod json;
pub(super) mod parse;
pub(super) mod places;
pub(super) mod sniff;
pub(super) mod tag;
mod tokens;
pub(super) mod tree;

use rustc_hash::FxHashMap;

use super::labels::families::Families;
use characters::{push_collapsed, ratio, weight};
use parse::MAX_DEPTH;
use tag::Tag;
use tree::{Data, Element, Tree};

/// A shorter script holds no article, in bytes.
const MIN_SCRIPT: usize = 400;

/// A link that was never closed holds more, in weighted characters.
const MIN_UNCLOSED: u32 = 300;

/// The longest smiley made of letters and marks, in bytes.
const SMILEY: usize = 4;

/// A node: an element, or a piece of text.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub tag: Tag,
    /// The parent's index; the root is its own.
    pub parent: usize,
    /// One past the last descendant.
    pub end: usize,
    /// The element; `None` for text and the root.
    pub element: Option<&'a Element>,
    /// The text of a text node.
    pub text: &'a str,
    /// What its class, id and role say it is.
    pub families: Families,
    /// Weighted characters in it: see `characters`.
    pub chars: u32,
    /// Those of them that are in links.
    pub linked: u32,
    /// A block element is among its descendants.
    pub has_block: bool,
}

impl Node<'_> {
    /// The value of an attribute, trimmed; `None` if empty.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        attr(self.element?, name)
    }

    /// Starts and ends a line of its own, by its kind or by what it holds.
    pub(super) fn is_block(&self) -> bool {
        self.tag.is_block() || self.has_block
    }

    /// The share of its text that is in links.
    pub(super) fn link_density(&self) -> f32 {
        ratio(self.linked, self.chars)
    }
}

/// A picture that stands for a character.
fn is_emoji(image: &Element) -> bool {
    let class = attr(image, "class").unwrap_or_default();
    ["emoji", "smiley", "smilie"].iter().any(|word| class.contains(word))
}

/// The value of an attribute, trimmed; `None` if empty.
pub(super) fn attr<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    let (_, value) = element.attrs().find(|(key, _)| *key == name)?;
    Some(value.trim()).filter(|value| !value.is_empty())
}

/// The page, flattened.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    pub nodes: Vec<Node<'a>>,
    /// The JSON-LD scripts' texts.
    pub json: Vec<&'a str>,
    /// The texts of other scripts that are long enough to hold an article.
    pub scripts: Vec<&'a str>,
    pub metas: Vec<&'a Element>,
    pub links: Vec<&'a Element>,
    /// The nodes that ask for a mail address.
    pub emails: Vec<usize>,
    /// Those in which something is to be filled in.
    pub fields: Vec<usize>,
    /// Where players and drawings stand: the nodes behind them, in order.
    pub players: Vec<usize>,
    /// The `title` element's text.
    pub title: Option<&'a str>,
    /// The `base` element's address.
    pub base: Option<&'a str>,
    /// The `lang` of the page.
    pub lang: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// Flattens a parsed page. What lies deeper than [`MAX_DEPTH`] is left out.
    pub(super) fn new(tree: &'a Tree) -> Self {
        let mut page = Page::default();
        page.nodes.reserve(tree.len());
        page.nodes.push(Node {
            tag: Tag::Block,
            parent: 0,
            end: 0,
            element: None,
            text: "",
            families: Families::NONE,
            chars: 0,
            linked: 0,
            has_block: true,
        });
        page.flatten(tree);
        page.sum();
        super::labels::write(&mut page);
        page
    }

    fn flatten(&mut self, tree: &'a Tree) {
        let mut kinds = FxHashMap::default();
        let mut open: Vec<usize> = vec![0];
        let mut cursor = tree.first_child(0);
        while let Some(node) = cursor {
            let parent = open[open.len() - 1];
            let entered = match tree.data(node) {
                Data::Element(element) => {
                    let kind =
                        *kinds.entry(element.kind()).or_insert_with(|| Tag::of(element.name()));
                    let kind = kind.or_else(|| element.is_shadow().then_some(Tag::Block));
                    self.element(element, kind, parent, open.len()).unwrap_or_else(|| {
                        let text = tree.first_child(node).and_then(|child| tree.text(child));
                        self.aside(element, text, parent);
                        false
                    })
                }
                Data::Text(text) => {
                    self.text(text, parent);
                    false
                }
                Data::Other => false,
            };
            if entered {
                open.push(self.nodes.len() - 1);
                if let Some(child) = tree.first_child(node) {
                    cursor = Some(child);
                    continue;
                }
                self.close(&mut open);
            }
            // The next node in document order outside of this one's subtree.
            let mut at = node;
            cursor = loop {
                if let Some(next) = tree.next_sibling(at) {
                    break Some(next);
                }
                let Some(up) = tree.parent(at) else { break None };
                at = up;
                self.close(&mut open);
            };
        }
        while open.len() > 1 {
            self.close(&mut open);
        }
        self.nodes[0].end = self.nodes.len();
    }

    fn close(&mut self, open: &mut Vec<usize>) {
        if open.len() > 1 {
            let at = open.pop().expect("more than one is open");
            self.nodes[at].end = self.nodes.len();
        }
    }

    /// Adds an element; `None` if it never holds text, `false` if it lies too deep.
    fn element(
        &mut self,
        element: &'a Element,
        kind: Option<Tag>,
        parent: usize,
        depth: usize,
    ) -> Option<bool> {
        let tag = kind?;
        if tag == Tag::Block && matches!(element.name(), "html" | "head") {
            self.lang =
                self.lang.or_else(|| attr(element, "lang")).or_else(|| attr(element, "xml:lang"));
        }
        if depth > MAX_DEPTH {
            return Some(false);
        }
        if tag == Tag::Image && is_emoji(element) {
            let read = attr(element, "alt").filter(|alt| !alt.is_ascii() || alt.len() <= SMILEY);
            if let Some(alt) = read {
                self.text(alt, parent);
            }
            return Some(false);
        }
        self.nodes.push(Node {
            tag,
            parent,
            end: 0,
            element: Some(element),
            text: "",
            families: Families::NONE,
            chars: 0,
            linked: 0,
            has_block: false,
        });
        Some(true)
    }

    fn text(&mut self, text: &'a str, parent: usize) {
        self.nodes.push(Node {
            tag: Tag::Text,
            parent,
            end: self.nodes.len() + 1,
            element: None,
            text,
            families: Families::NONE,
            chars: weight(text),
            linked: 0,
            has_block: false,
        });
    }

    /// Keeps what is not text, but says something about it.
    fn aside(&mut self, element: &'a Element, text: Option<&'a str>, parent: usize) {
        match element.name() {
            "input" => {
                let kind = attr(element, "type");
                if kind == Some("email") {
                    self.emails.push(parent);
                }
                if kind != Some("hidden") {
                    self.fields.push(parent);
                }
            }
            "select" | "textarea" => self.fields.push(parent),
            "iframe" | "video" | "svg" | "audio" | "object" | "embed" | "canvas" | "amp-iframe"
            | "amp-video" => self.players.push(self.nodes.len()),
            "script" if attr(element, "type").is_some_and(|kind| kind.contains("ld+json")) => {
                self.json.extend(text);
            }
            "script" => self.scripts.extend(text.filter(|text| text.len() >= MIN_SCRIPT)),
            "title" => self.title = self.title.or(text),
            "meta" => self.metas.push(element),
            "link" => self.links.push(element),
            "base" => self.base = self.base.or_else(|| attr(element, "href")),
            _ => {}
        }
    }

    /// Sums the subtrees up, from the last node to the first.
    fn sum(&mut self) {
        let mut linked_until = 0;
        let unclosed = self.unclosed();
        for at in 0..self.nodes.len() {
            if self.nodes[at].tag == Tag::Anchor
                && unclosed.is_some_and(|href| self.nodes[at].attr("href") == Some(href))
            {
                self.nodes[at].tag = Tag::Inline;
            }
            let node = &self.nodes[at];
            if node.tag == Tag::Anchor && node.attr("href").is_some() {
                linked_until = linked_until.max(node.end);
            }
            if at < linked_until && self.nodes[at].tag == Tag::Text {
                self.nodes[at].linked = self.nodes[at].chars;
            }
        }
        for at in (1..self.nodes.len()).rev() {
            let Node { parent, chars, linked, .. } = self.nodes[at];
            let block = self.nodes[at].is_block();
            let above = &mut self.nodes[parent];
            above.chars += chars;
            above.linked += linked;
            above.has_block |= block;
        }
    }

    /// The address of a link that was never closed: a parser opens it anew in each block that follows.
    fn unclosed(&self) -> Option<&'a str> {
        let mut held: FxHashMap<&'a str, (u32, u32)> = FxHashMap::default();
        let (mut all, mut until) = (0, 0);
        let mut current = "";
        for (at, node) in self.nodes.iter().enumerate() {
            if node.tag == Tag::Anchor
                && let Some(href) = node.element.and_then(|element| attr(element, "href"))
            {
                (current, until) = (href, node.end);
                held.entry(href).or_default().1 += 1;
            } else if node.tag == Tag::Text {
                all += node.chars;
                if at < until {
                    held.entry(current).or_default().0 += node.chars;
                }
            }
        }
        let most = held.into_iter().max_by_key(|(_, (chars, _))| *chars);
        most.filter(|(_, (chars, times))| *chars > MIN_UNCLOSED && *times > 4 && *chars * 2 > all)
            .map(|(href, _)| href)
    }

    /// The node's ancestors, the nearest first, the root left out.
    pub(super) fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = at;
        std::iter::from_fn(move || {
            at = self.nodes[at].parent;
            (at != 0).then_some(at)
        })
    }

    /// The node's children, in order.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[at].end;
        let mut next = at + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.nodes[child].end;
                child
            })
        })
    }

    /// A node of such a kind is in the subtree.
    pub(super) fn holds(&self, at: usize, is_such: impl Fn(Tag) -> bool) -> bool {
        self.nodes[at..self.nodes[at].end].iter().any(|node| is_such(node.tag))
    }

    /// A heading's link to itself, shown as a mark: "#".
    pub(super) fn is_anchor(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        node.tag == Tag::Anchor
            && node.attr("href").is_some_and(|href| href.starts_with('#'))
            && !self.text_of(at).contains(char::is_alphanumeric)
    }

    /// The text of a subtree, white space collapsed.
    pub(super) fn text_of(&self, at: usize) -> String {
        let mut text = String::new();
        let mut last = at;
        for (here, node) in (at..).zip(&self.nodes[at..self.nodes[at].end]) {
            match node.tag {
                Tag::Text => {
                    let mut closed =
                        self.ancestors(last).take_while(|&up| self.nodes[up].end <= here);
                    if closed.any(|up| self.nodes[up].is_block()) {
                        push_collapsed(&mut text, " ");
                    }
                    push_collapsed(&mut text, node.text);
                    last = here;
                }
                _ if node.is_block() || node.tag == Tag::Break => push_collapsed(&mut text, " "),
                _ => {}
            }
        }
        text.truncate(text.trim_end().len());
        text
    }
}
