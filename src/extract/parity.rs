//! Shows that our tokens make the tree that html5ever's own tokenizer makes: for tests, the fuzzer and a bench.
//!
//! No part of what courant does: hidden from the documentation, and free to change. Always: nodes, attributes and
//! texts of both trees, in their order. Left out are the document's type and what comments say, which nobody reads.

use std::fmt::Write;

use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use scraper::{Html, HtmlTreeSink, Node};

use super::page::parse::parse;
use super::page::tree::{Data, Tree};

/// The tree by our tokens, and the one by html5ever's, one node a line; `None` if the budget is not enough for ours.
pub fn trees(text: &str) -> Option<[String; 2]> {
    Some([ours(&parse(text).ok()?), theirs(text)])
}

fn ours(tree: &Tree) -> String {
    let mut out = String::new();
    let mut open = vec![(tree.first_child(0), 0)];
    while let Some((next, depth)) = open.pop() {
        let Some(at) = next else { continue };
        match tree.data(at) {
            Data::Element(element) => show(&mut out, depth, element.name(), element.attrs()),
            Data::Text(text) => line(&mut out, depth, &format!("{:?}", &**text)),
            Data::Other => line(&mut out, depth, "-"),
        }
        open.push((tree.next_sibling(at), depth));
        open.push((tree.first_child(at), depth + 1));
    }
    out
}

fn theirs(text: &str) -> String {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let html = parse_document(HtmlTreeSink::new(Html::new_document()), options).one(text);
    let mut out = String::new();
    let mut open = vec![(html.tree.root().first_child(), 0)];
    while let Some((next, depth)) = open.pop() {
        let Some(node) = next else { continue };
        match node.value() {
            Node::Element(element) => show(&mut out, depth, element.name(), element.attrs()),
            Node::Text(text) => line(&mut out, depth, &format!("{:?}", &**text)),
            Node::Doctype(_) => {}
            _ => line(&mut out, depth, "-"),
        }
        open.push((node.next_sibling(), depth));
        open.push((node.first_child(), depth + 1));
    }
    out
}

fn show<'a>(
    out: &mut String,
    depth: usize,
    name: &str,
    attributes: impl Iterator<Item = (&'a str, &'a str)>,
) {
    let mut attributes: Vec<_> = attributes.collect();
    attributes.sort_unstable();
    line(out, depth, &format!("{name} {attributes:?}"));
}

fn line(out: &mut String, depth: usize, what: &str) {
    writeln!(out, "{depth} {what}").expect("a text takes what is written to it");
}
