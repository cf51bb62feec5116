//! An XML feed taken apart: its head, and the raw parts of its entries.
//!
//! Always: slices of the document, as it has them. Never: anything made up.

use url::Url;

use super::Format;
use super::names::Ns;
use super::repair::Rules;

/// The two families of XML feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// RSS 0.9 to 2.0, RDF: `item`s.
    Rss,
    /// Atom 0.3 and 1.0: `entry`s.
    Atom,
}

/// A child element of an entry or of the head.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) ns: Ns,
    pub(super) local: &'a str,
    /// The start tag.
    pub(super) tag: &'a str,
    /// From its start tag to its end tag.
    pub(super) span: &'a str,
    /// What is between the tags.
    pub(super) inner: &'a str,
    /// There are elements inside.
    pub(super) markup: bool,
}

/// An entry as the document has it.
#[derive(Debug)]
pub(super) struct RawEntry<'a> {
    /// From `<item` to `</item>`.
    pub(super) span: &'a str,
    /// Its start tag.
    pub(super) tag: &'a str,
    pub(super) fields: Vec<Field<'a>>,
    /// How many elements it has in all.
    pub(super) elements: usize,
    /// feed-rs cannot read it as it is, or would lose some of it.
    pub(super) faulty: bool,
}

/// An entry whose end has not come yet.
pub(super) struct Open<'a> {
    pub(super) entry: RawEntry<'a>,
    pub(super) at: usize,
    pub(super) depth: usize,
}

/// A child whose end has not come yet.
#[derive(Clone, Copy)]
pub(super) struct OpenField<'a> {
    pub(super) field: Field<'a>,
    pub(super) at: usize,
    pub(super) depth: usize,
}

/// A feed taken apart.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub(super) flavour: Flavour,
    pub(super) format: Format,
    /// What its links are relative to.
    pub(super) base: Url,
    /// It says so itself (`xml:base`).
    pub(super) based: bool,
    /// The namespace declarations that hold for all entries, by the addresses that feed-rs knows.
    pub(super) declarations: String,
    /// `xml:lang` of the root.
    pub(super) language: Option<String>,
    pub(super) head: Vec<Field<'a>>,
    pub(super) entries: Vec<RawEntry<'a>>,
    pub(super) rules: Rules,
    pub(super) cut: bool,
    /// An entry was left out because the document stops in the middle of it.
    pub(super) stops: bool,
}
