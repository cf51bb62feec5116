//! The page as a tree, as the parser builds it: elements with their attributes, and texts.
//!
//! Always: nodes in one list, each known by its index; the document is the first. Never: a drop or a walk that
//! recurses; the words of a comment, which are nobody's text.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, expanded_name, local_name, ns};

/// The index of a node; the document's is 0.
pub(super) type Handle = u32;

/// Stands for "no node": the document is nobody's child and nobody's sibling.
const NONE: Handle = 0;

/// A parsed page.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// A node, with its place.
#[derive(Debug)]
struct Node {
    data: Data,
    parent: Handle,
    before: Handle,
    after: Handle,
    first: Handle,
    last: Handle,
}

/// What a node is.
#[derive(Debug)]
pub(in crate::extract) enum Data {
    Element(Element),
    Text(StrTendril),
    /// The document, a comment, the contents of a `template`.
    Other,
}

/// An element.
#[derive(Debug)]
pub(crate) struct Element {
    name: QualName,
    attributes: Vec<Attribute>,
}

/// What holds the contents of a shadow root.
fn shown() -> Data {
    let name = QualName::new(None, ns!(html), local_name!("div"));
    Data::Element(Element { name, attributes: Vec::new() })
}

impl Element {
    /// A template that is a shadow root declared in the markup (HTML, 4.12.3).
    pub(super) fn is_shadow(&self) -> bool {
        let mut attrs = self.attrs();
        self.name() == "template" && attrs.any(|(name, _)| name == "shadowrootmode")
    }

    /// Its name, in lower case.
    pub(crate) fn name(&self) -> &str {
        &self.name.local
    }

    /// The same, to compare and to look up at once.
    pub(super) fn kind(&self) -> &LocalName {
        &self.name.local
    }

    /// Its attributes, each once, in the order in which they are written.
    pub(crate) fn attrs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|attribute| (&*attribute.name.local, &*attribute.value))
    }
}

impl Tree {
    fn new() -> Self {
        let mut nodes = Vec::with_capacity(1024);
        nodes.push(Node::new(Data::Other));
        Self { nodes }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// What a node is.
    pub(in crate::extract) fn data(&self, at: Handle) -> &Data {
        &self.nodes[at as usize].data
    }

    /// The text of a text.
    pub(super) fn text(&self, at: Handle) -> Option<&str> {
        match self.data(at) {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The first child; the document's is the first of all.
    pub(in crate::extract) fn first_child(&self, at: Handle) -> Option<Handle> {
        Some(self.nodes[at as usize].first).filter(|&first| first != NONE)
    }

    /// The node after it, of the same parent.
    pub(in crate::extract) fn next_sibling(&self, at: Handle) -> Option<Handle> {
        Some(self.nodes[at as usize].after).filter(|&after| after != NONE)
    }

    /// The element that it is in; `None` where that is the document.
    pub(super) fn parent(&self, at: Handle) -> Option<Handle> {
        Some(self.nodes[at as usize].parent).filter(|&parent| parent != NONE)
    }

    fn node(&mut self, at: Handle) -> &mut Node {
        &mut self.nodes[at as usize]
    }

    fn push(&mut self, data: Data) -> Handle {
        let at = Handle::try_from(self.nodes.len()).expect("a page has fewer bytes than that");
        self.nodes.push(Node::new(data));
        at
    }

    /// Puts a node that has no place behind the last child.
    fn append(&mut self, parent: Handle, child: Handle) {
        let last = std::mem::replace(&mut self.node(parent).last, child);
        let node = self.node(child);
        (node.parent, node.before) = (parent, last);
        if last == NONE {
            self.node(parent).first = child;
        } else {
            self.node(last).after = child;
        }
    }

    /// Puts a node that has no place before one that has.
    fn insert(&mut self, sibling: Handle, child: Handle) {
        let Node { parent, before, .. } = *self.node(sibling);
        self.node(sibling).before = child;
        let node = self.node(child);
        (node.parent, node.before, node.after) = (parent, before, sibling);
        if before == NONE {
            self.node(parent).first = child;
        } else {
            self.node(before).after = child;
        }
    }

    fn detach(&mut self, at: Handle) {
        let node = self.node(at);
        let (parent, before, after) = (node.parent, node.before, node.after);
        (node.parent, node.before, node.after) = (NONE, NONE, NONE);
        if before != NONE {
            self.node(before).after = after;
        } else if self.node(parent).first == at {
            self.node(parent).first = after;
        }
        if after != NONE {
            self.node(after).before = before;
        } else if self.node(parent).last == at {
            self.node(parent).last = before;
        }
    }

    /// Adds to the text at `to`, if there is one.
    fn joins(&mut self, to: Handle, text: &StrTendril) -> bool {
        match &mut self.node(to).data {
            Data::Text(before) => {
                before.push_tendril(text);
                true
            }
            _ => false,
        }
    }

    /// Whether the node stands anywhere.
    fn has_place(&self, at: Handle) -> bool {
        let node = &self.nodes[at as usize];
        node.parent != NONE || self.nodes[0].first == at || node.before != NONE
    }
}

impl Node {
    fn new(data: Data) -> Self {
        Self { data, parent: NONE, before: NONE, after: NONE, first: NONE, last: NONE }
    }
}

/// Builds a tree as the parser says.
#[derive(Debug)]
pub(super) struct Sink(RefCell<Tree>);

impl Sink {
    pub(in crate::extract) fn new() -> Self {
        Self(RefCell::new(Tree::new()))
    }

    /// How many nodes there are so far.
    pub(super) fn len(&self) -> usize {
        self.0.borrow().len()
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.0.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn get_document(&self) -> Handle {
        0
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one == other
    }

    fn elem_name(&self, at: &Handle) -> Ref<'_, QualName> {
        Ref::map(self.0.borrow(), |tree| match &tree.nodes[*at as usize].data {
            Data::Element(element) => &element.name,
            _ => unreachable!("the parser asks for the names of elements only"),
        })
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _: ElementFlags,
    ) -> Handle {
        let is_template = name.expanded() == expanded_name!(html "template");
        let mut tree = self.0.borrow_mut();
        let element = Element { name, attributes };
        // What a shadow root holds is shown, and what other templates hold is not.
        let is_shown = is_template && element.is_shadow();
        let at = tree.push(Data::Element(element));
        if is_template {
            let contents = if is_shown { shown() } else { Data::Other };
            let contents = tree.push(contents);
            tree.append(at, contents);
        }
        at
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.0.borrow_mut().push(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.0.borrow_mut().push(Data::Other)
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let mut tree = self.0.borrow_mut();
        match child {
            NodeOrText::AppendNode(child) => tree.append(*parent, child),
            NodeOrText::AppendText(text) => {
                let last = tree.node(*parent).last;
                if last == NONE || !tree.joins(last, &text) {
                    let child = tree.push(Data::Text(text));
                    tree.append(*parent, child);
                }
            }
        }
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let mut tree = self.0.borrow_mut();
        if let NodeOrText::AppendNode(child) = child {
            tree.detach(child);
        }
        if !tree.has_place(*sibling) {
            return;
        }
        match child {
            NodeOrText::AppendNode(child) => tree.insert(*sibling, child),
            NodeOrText::AppendText(text) => {
                let before = tree.node(*sibling).before;
                if before == NONE || !tree.joins(before, &text) {
                    let child = tree.push(Data::Text(text));
                    tree.insert(*sibling, child);
                }
            }
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        let has_place = self.0.borrow().has_place(*element);
        if has_place {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn remove_from_parent(&self, at: &Handle) {
        self.0.borrow_mut().detach(*at);
    }

    fn reparent_children(&self, from: &Handle, to: &Handle) {
        let mut tree = self.0.borrow_mut();
        let (first, last) = (tree.node(*from).first, tree.node(*from).last);
        if first == NONE {
            return;
        }
        let mut at = first;
        while at != NONE {
            tree.node(at).parent = *to;
            at = tree.node(at).after;
        }
        let node = tree.node(*from);
        (node.first, node.last) = (NONE, NONE);
        let before = std::mem::replace(&mut tree.node(*to).last, last);
        tree.node(first).before = before;
        if before == NONE {
            tree.node(*to).first = first;
        } else {
            tree.node(before).after = first;
        }
    }

    fn add_attrs_if_missing(&self, at: &Handle, attributes: Vec<Attribute>) {
        let mut tree = self.0.borrow_mut();
        if let Data::Element(element) = &mut tree.node(*at).data {
            for attribute in attributes {
                if element.attributes.iter().all(|known| known.name != attribute.name) {
                    element.attributes.push(attribute);
                }
            }
        }
    }

    fn get_template_contents(&self, at: &Handle) -> Handle {
        self.0.borrow().nodes[*at as usize].first
    }

    fn mark_script_already_started(&self, _: &Handle) {}
}
