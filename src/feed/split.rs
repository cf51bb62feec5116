//! One pass over an XML feed: its head, and the raw parts of each entry, in document order.
//!
//! feed-rs makes up ids, drops entries without links and gives up on the first fault; so the document is
//! taken apart here, and feed-rs reads the entries (`read`). Always: linear, at most [`MAX_ENTRIES`]
//! entries, each with the text that the document has for it. Never: an incomplete entry.

use url::Url;

use super::Format;
use super::document::{Document, Field, Flavour, Open, OpenField, RawEntry};
use super::elements::{
    entry_name, flavour, is_head, is_misnamed, is_next, is_short, is_telling, local_of,
    no_more_entries,
};
use super::links::joined;
use super::names::{Ns, Scope};
use super::repair::{Rule, Rules};
use super::tokens::{Kind, Token, Tokens, attribute};

/// The most entries of one document that are read; what follows is left out and the feed marked as cut.
pub const MAX_ENTRIES: usize = 5_000;

/// The most children of one entry, or of the head, that are looked at.
const MAX_FIELDS: usize = 512;

/// The deepest nesting that is kept account of; what is deeper belongs to the child that it is in.
const MAX_DEPTH: usize = 1_000;

/// How far up an end tag is matched to its start.
const MATCH: usize = 64;

/// Takes a document apart; the name of its first element if there is no feed in it.
pub(super) fn split<'a>(text: &'a str, url: &Url) -> Result<Document<'a>, Option<&'a str>> {
    let mut tokens = Tokens::new(text);
    let (mut first, mut item) = (None, None);
    let mut rules = Rules::default();
    while let Some(token) = tokens.next() {
        if token.kind == Kind::Ignored && token.raw.to_ascii_lowercase().contains("netscape") {
            rules.add(Rule::Doctype);
        }
        if !matches!(token.kind, Kind::Start | Kind::Empty) {
            continue;
        }
        if let Some(flavour) = flavour(token.name()) {
            if first.is_some() {
                rules.add(Rule::FeedInPage);
            }
            let mut splitter = Splitter::new(text, url, flavour, rules);
            splitter.root(token);
            splitter.run(tokens);
            let document = splitter.finish();
            let is_page = first.is_some() && document.entries.is_empty();
            return if is_page { Err(first) } else { Ok(document) };
        }
        first.get_or_insert(token.name());
        if token.name().eq_ignore_ascii_case("item") {
            item.get_or_insert(token.at);
        }
    }
    item.and_then(|at| items(text, at, url, rules)).ok_or(first)
}

/// A feed that lacks what should stand around its items: one of them has to have a title or a link.
fn items<'a>(text: &'a str, at: usize, url: &Url, mut rules: Rules) -> Option<Document<'a>> {
    rules.add(Rule::FeedInPage);
    let mut splitter = Splitter::new(text, url, Flavour::Rss, rules);
    splitter.run(Tokens::behind(text, at));
    splitter.ended |= splitter.stack.is_empty();
    let document = splitter.finish();
    let is_feed = document.entries.iter().any(|entry| entry.fields.iter().any(is_telling));
    is_feed.then_some(document)
}

struct Splitter<'a> {
    text: &'a str,
    document: Document<'a>,
    scope: Scope<'a>,
    stack: Vec<&'a str>,
    entry: Option<Open<'a>>,
    field: Option<OpenField<'a>>,
    ended: bool,
}

impl<'a> Splitter<'a> {
    fn new(text: &'a str, url: &Url, flavour: Flavour, rules: Rules) -> Self {
        let document = Document {
            flavour,
            format: Format::Rss,
            base: url.clone(),
            based: false,
            declarations: String::new(),
            language: None,
            head: Vec::new(),
            entries: Vec::new(),
            rules,
            cut: false,
            stops: false,
        };
        let scope = Scope::default();
        Self { text, document, scope, stack: Vec::new(), entry: None, field: None, ended: false }
    }

    fn root(&mut self, token: Token<'a>) {
        let local = local_of(token.name());
        self.scope.declare(token.raw, 1);
        let version = attribute(token.raw, "version");
        match self.document.flavour {
            Flavour::Atom => {
                self.document.format = Format::Atom;
                let old = version.as_deref() == Some("0.3");
                let own = if old { Ns::Atom03 } else { Ns::Atom };
                if old || !matches!(self.scope.unprefixed(), Some(Ns::Atom03 | Ns::Xhtml)) {
                    self.scope.set_default(own);
                }
                if !matches!(self.scope.resolve(token.name()).0, Ns::Atom | Ns::Atom03) {
                    self.scope.rebind(token.name(), own);
                }
            }
            Flavour::Rss => {
                if local.eq_ignore_ascii_case("rdf") {
                    self.document.format = Format::Rdf;
                }
                if local.eq_ignore_ascii_case("rss")
                    && !matches!(version.as_deref(), Some("2.0" | "0.91" | "0.92" | ""))
                {
                    self.document.rules.add(Rule::RssVersion);
                }
                if local.eq_ignore_ascii_case("channel") && self.scope.unprefixed().is_none() {
                    self.document.rules.add(Rule::Cdf);
                }
                if self.scope.unprefixed().is_some_and(|ns| ns != Ns::Rss) {
                    self.document.rules.add(Rule::Namespace);
                }
                self.scope.set_default(Ns::Rss);
            }
        }
        self.set_base_and_language(token.raw);
        if local.eq_ignore_ascii_case("entry") {
            self.start(token);
        } else if token.kind == Kind::Start {
            self.stack.push(token.name());
        } else {
            self.ended = true;
        }
    }

    fn set_base_and_language(&mut self, tag: &str) {
        if tag.contains("xml:base")
            && let Some(base) = attribute(tag, "xml:base")
            && let Some(base) = joined(&base, &self.document.base)
        {
            self.document.base = base;
            self.document.based = true;
        }
        if tag.contains("xml:lang") && self.document.language.is_none() {
            self.document.language = attribute(tag, "xml:lang").map(std::borrow::Cow::into_owned);
        }
    }

    fn run(&mut self, mut tokens: Tokens<'a>) {
        let (mut restarts, mut goes_on) = (tokens.restarts, false);
        while let Some(token) = tokens.next() {
            let is_unclosed = tokens.restarts > restarts;
            if is_unclosed {
                restarts = tokens.restarts;
                self.fault(Rule::Unclosed);
            }
            match token.kind {
                Kind::Start | Kind::Empty => self.start(token),
                Kind::End => self.end(token),
                Kind::Text if token.raw.starts_with('<') && !is_unclosed => {
                    self.fault(Rule::BareAngle);
                }
                Kind::Text if token.has_ampersand() => self.fault(Rule::BareAmpersand),
                Kind::Reference if token.is_to_nothing() => self.fault(Rule::CharacterReference),
                Kind::Instruction => {
                    if let Some(open) = &mut self.entry {
                        open.entry.faulty = true;
                    }
                }
                _ => {}
            }
            if self.document.entries.len() == MAX_ENTRIES {
                self.document.cut = !no_more_entries(&self.text[token.end()..]);
                self.ended = true;
                break;
            }
            // Another document may follow, or entries that no root is around.
            if self.ended && !goes_on {
                if no_more_entries(&self.text[token.end()..]) {
                    break;
                }
                goes_on = true;
            }
        }
    }

    fn start(&mut self, token: Token<'a>) {
        let name = token.name();
        if self.begins_next(name) {
            // The child of the entry before it was never closed.
            self.fault(Rule::Unclosed);
            let depth = self.field.as_ref().map_or(1, |open| open.depth);
            self.close_field(token.at, token.at);
            self.stack.truncate(depth - 1);
            self.scope.leave(depth - 1);
        }
        let depth = self.stack.len() + 1;
        match &self.entry {
            None => {
                self.scope.declare(token.raw, depth);
                let (mut ns, local) = self.scope.resolve(name);
                if local == "channel" && depth == 2 && ns != Ns::Rss {
                    self.scope.rebind(name, Ns::Rss);
                    ns = Ns::Rss;
                }
                if self.is_entry(ns, local) {
                    self.open(token, local, depth);
                } else if self.stack.last().is_some_and(|parent| is_head(parent)) {
                    if local == "channel" {
                        self.set_base_and_language(token.raw);
                    } else {
                        self.open_field(token, ns, local, depth);
                    }
                }
            }
            Some(open) if depth == open.depth + 1 || self.begins_anew(name) => {
                self.scope.declare(token.raw, depth);
                let (ns, local) = self.scope.resolve(name);
                if self.is_entry(ns, local) {
                    // The entry before it was never closed.
                    self.fault(Rule::Unclosed);
                    self.close_entry(token.at, token.at);
                    self.open(token, local, self.stack.len() + 1);
                } else {
                    self.open_field(token, ns, local, depth);
                }
            }
            Some(_) => {
                if let Some(open) = &mut self.field {
                    open.field.markup = true;
                }
            }
        }
        if let Some(open) = &mut self.entry {
            open.entry.elements += 1;
        }
        if token.kind == Kind::Start {
            if self.stack.len() < MAX_DEPTH {
                self.stack.push(name);
            }
        } else {
            self.close(depth, token.end(), token.end());
            self.scope.leave(self.stack.len());
        }
    }

    fn is_entry(&self, ns: Ns, local: &str) -> bool {
        let is_name = local == entry_name(self.document.flavour)
            || self.entry.is_none() && ["item", "entry"].contains(&local);
        is_name && matches!(ns, Ns::Rss | Ns::Atom | Ns::Atom03)
    }

    /// What never stands in the child that is open, and often behind it.
    fn begins_next(&mut self, name: &'a str) -> bool {
        let Some(OpenField { field, .. }) = self.field else { return false };
        is_short(&field) && {
            let (ns, local) = self.scope.resolve(name);
            is_next(ns, local)
        }
    }

    /// An `<item>` deep inside an item: a child was not closed either.
    fn begins_anew(&self, name: &str) -> bool {
        self.document.flavour == Flavour::Rss && name.eq_ignore_ascii_case("item")
    }

    fn open(&mut self, token: Token<'a>, local: &str, depth: usize) {
        self.close_field(token.at, token.at);
        if self.document.entries.is_empty() {
            self.scope.declare_in(&mut self.document.declarations, self.stack.len());
        }
        // feed-rs knows items by their right name only.
        let is_other = local != entry_name(self.document.flavour);
        if is_other {
            self.document.rules.add(Rule::EntryName);
        }
        let faulty = is_other || token.name().bytes().any(|byte| byte.is_ascii_uppercase());
        let entry = RawEntry { span: "", tag: token.raw, fields: Vec::new(), elements: 0, faulty };
        self.entry = Some(Open { entry, at: token.at, depth });
    }

    fn open_field(&mut self, token: Token<'a>, ns: Ns, local: &'a str, depth: usize) {
        let field = Field { ns, local, tag: token.raw, span: "", inner: "", markup: false };
        self.field = Some(OpenField { field, at: token.at, depth });
    }

    fn end(&mut self, token: Token<'a>) {
        let name = token.name();
        let Some(depth) = self.depth_of(name) else {
            // Behind everything it ends what stood before the beginning.
            if !self.stack.is_empty() {
                self.fault(Rule::CrossedTags);
            }
            return;
        };
        if depth < self.stack.len() {
            self.fault(Rule::CrossedTags);
        }
        self.close(depth, token.at, token.end());
        self.stack.truncate(depth - 1);
        self.scope.leave(depth - 1);
        self.ended |= self.stack.is_empty();
    }

    /// How deep the element is that an end tag ends: one of the innermost, or the child, or the entry.
    fn depth_of(&self, name: &str) -> Option<usize> {
        let from = self.stack.len().saturating_sub(MATCH);
        let near = self.stack[from..].iter().rposition(|open| *open == name);
        let child = self.field.as_ref().map(|open| open.depth);
        let entry = self.entry.as_ref().map(|open| open.depth);
        let mut far = [child, entry].into_iter().flatten();
        near.map(|at| from + at + 1)
            .or_else(|| far.find(|depth| self.stack.get(depth - 1) == Some(&name)))
    }

    /// Closes what is open at `depth` or deeper; the contents end at `inner`, the element at `outer`.
    fn close(&mut self, depth: usize, inner: usize, outer: usize) {
        if self.entry.as_ref().is_some_and(|open| depth <= open.depth) {
            self.close_entry(inner, outer);
        } else if self.field.as_ref().is_some_and(|open| depth <= open.depth) {
            self.close_field(inner, outer);
        }
    }

    fn close_field(&mut self, inner: usize, outer: usize) {
        let Some(OpenField { mut field, at, .. }) = self.field.take() else { return };
        field.inner = self.text.get(at + field.tag.len()..inner).unwrap_or_default();
        field.span = self.text.get(at..outer).unwrap_or_default();
        if field.ns == Ns::Atom03 {
            self.document.rules.add(Rule::Atom03);
        }
        let fields = match &mut self.entry {
            Some(open) => {
                open.entry.faulty |= is_misnamed(&field);
                &mut open.entry.fields
            }
            None => &mut self.document.head,
        };
        if fields.len() < MAX_FIELDS && field.ns != Ns::Unknown {
            fields.push(field);
        }
    }

    fn close_entry(&mut self, inner: usize, outer: usize) {
        self.close_field(inner, inner);
        let Some(Open { mut entry, at, depth }) = self.entry.take() else { return };
        entry.span = &self.text[at..outer];
        self.document.entries.push(entry);
        self.stack.truncate(depth - 1);
    }

    fn fault(&mut self, rule: Rule) {
        self.document.rules.add(rule);
        if let Some(open) = &mut self.entry {
            open.entry.faulty = true;
        }
    }

    fn finish(mut self) -> Document<'a> {
        let rules = &mut self.document.rules;
        if !self.ended {
            rules.add(Rule::Truncated);
        }
        self.document.stops = !self.ended && self.entry.is_some();
        let rules = &mut self.document.rules;
        if self.scope.undeclared {
            rules.add(Rule::UndeclaredPrefix);
        }
        if self.scope.odd {
            rules.add(Rule::Namespace);
        }
        // Undeclared prefixes are bound at no depth, when they are met.
        self.scope.declare_in(&mut self.document.declarations, 0);
        if let Some(default) = self.scope.unprefixed()
            && self.document.flavour == Flavour::Atom
        {
            let name = if default == Ns::Xhtml { Ns::Xhtml } else { Ns::Atom };
            let address = name.address().unwrap_or_default();
            self.document.declarations.extend([" xmlns=\"", address, "\""]);
        }
        self.document
    }
}
